"""Tags on one line, separated by commas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import CrmError
from smallcrm.model.text import fold
from smallcrm.read.completion import offered
from smallcrm.tui.forms.field import Field
from smallcrm.tui.plain import line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.tui.app import Dashboard


def tag_field(app: Dashboard, tags: Sequence[str]) -> Field:
    """The field, with the tags that there are; it offers those that are in use."""

    def suggest(text: str) -> list[str]:
        last = text[max(text.rfind(each) for each in ",;") + 1 :].lstrip()
        if not last:
            return []
        try:
            found = app.book.look(lambda read: offered(read.connection, "tag", last))
        except CrmError:
            return []
        return [text[: len(text) - len(last)] + name for name, _ in found]

    return Field("tags", "tags", tags_text(tags), hint="bristol, gas", suggest=suggest)


def tags_text(tags: Sequence[str]) -> str:
    """The tags as the field shows them."""
    return _separator(tags).join(tags)


def _separator(tags: Sequence[str]) -> str:
    return "; " if any("," in tag for tag in tags) else ", "


def tags_in(text: str, had: Sequence[str]) -> list[str]:
    """The tags that ``text`` names; one of those that it ``had`` before is that one, however it was shown."""
    said = text.split(";") if _separator(had) == "; " else text.replace(";", ",").split(",")
    known = {fold(line(tag)): tag for tag in had}
    names = [name for each in said if (name := each.strip())]
    return list(dict.fromkeys(known.get(fold(line(name)), name) for name in names))
