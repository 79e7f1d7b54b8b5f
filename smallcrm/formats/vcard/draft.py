"""A contact while the lines of its card are read: what was taken so far, and what is kept as it stood."""

from __future__ import annotations

from typing import Any

from smallcrm.formats.content_line import ContentLine, parse_line, render, unfold
from smallcrm.formats.vcard.lines import decode_quoted_printable
from smallcrm.formats.vcard.values import label_of_types, type_words
from smallcrm.model.contact import (
    ORGANISATION,
    AddressDraft,
    ConsentDraft,
    ContactDraft,
    EmailDraft,
    HandleDraft,
    PhoneDraft,
    Property,
    UrlDraft,
)
from smallcrm.model.incoming import Complaint

NAME_PARTS = ("family_name", "given_name", "middle_name", "prefix", "suffix")
GROUP_NOTES = frozenset({"X-ABLABEL", "X-ABADR"})
# A complaint shows where to look; the whole line stands in the record itself.
_SHOWN = 200
_NAME_ORDER = ("prefix", "given_name", "middle_name", "family_name", "suffix")
_BESIDE_GIVEN = frozenset(NAME_PARTS) - {"given_name"}


class CardDraft:
    """A contact while its lines are read."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.said: dict[str, Any] = {}
        self.notes: list[str] = []
        self.emails: list[EmailDraft] = []
        self.phones: list[PhoneDraft] = []
        self.addresses: dict[str, AddressDraft] = {}
        self.urls: list[UrlDraft] = []
        self.handles: list[HandleDraft] = []
        self.consent: list[ConsentDraft] = []
        self.tags: dict[str, None] = {}
        self.fields: list[tuple[str, str]] = []
        self.keys: dict[tuple[str, str], None] = {}
        self.labels: dict[str, str] = {}
        self.kept: list[tuple[ContentLine, str]] = []
        self.taken_groups: set[str] = set()
        self.complaints: list[Complaint] = []

    def parse(self, number: int, text: str) -> ContentLine | None:
        """The property in a line, out of quoted-printable; None with a complaint when there is none."""
        try:
            line = parse_line(text, number)
        except ValueError as error:
            if text.strip():
                self.complaints.append(Complaint(number, "", text[:_SHOWN], str(error)))
            return None
        if "ENCODING" in line.params and "QUOTED-PRINTABLE" in [
            encoding.upper() for encoding in line.params["ENCODING"]
        ]:
            charset = self.encoding or next(iter(line.params.get("CHARSET", ())), "")
            return line._replace(value=decode_quoted_printable(line.value, charset))
        return line

    def keep(self, line: ContentLine, text: str) -> None:
        """Keep a property that nothing was taken from."""
        self.kept.append((line, text))

    def label(self, line: ContentLine) -> str:
        """The label of a property: its own text (``X-ABLabel``) before the words of TYPE."""
        words = type_words(line)
        own = self.labels.get(line.group.lower(), "") if line.group else ""
        if not own:
            return label_of_types(words)
        return f"{own} fax" if "fax" in words and "fax" not in own.lower() else own

    def say(self, field: str, value: str) -> bool:
        """Set a single value; a second one is refused and so kept as a property."""
        return not value or bool(self.said.setdefault(field, value) == value)

    def draft(self) -> ContactDraft:
        """The contact, named after the parts of its name when it has no formatted one."""
        self._name_it()
        if self.notes:
            self.said["about"] = "\n\n".join(self.notes)
        return ContactDraft(
            **self.said,
            emails=tuple(self.emails),
            phones=tuple(self.phones),
            addresses=tuple(self.addresses.values()),
            urls=tuple(self.urls),
            handles=tuple(self.handles),
            tags=tuple(self.tags),
            consent=tuple(self.consent),
            fields=tuple(self.fields),
            properties=self._properties(),
            keys=tuple(self.keys),
        )

    def _name_it(self) -> None:
        said = self.said
        if said.get("given_name") == said.get("name") and _BESIDE_GIVEN.isdisjoint(said):
            # A name in one piece, as those write it who have no parts of it.
            said.pop("given_name", None)
        if "name" not in said:
            parts = " ".join(said[part] for part in _NAME_ORDER if part in said)
            if parts:
                said["name"] = parts
        if said.get("kind") == ORGANISATION:
            said.setdefault("name", said.get("company", ""))
            if said.get("company") == said["name"]:
                del said["company"]

    def _properties(self) -> tuple[Property, ...]:
        """What is kept, with the label of its group only where the label is not told already."""
        groups = {line.group.lower() for line, _ in self.kept if line.name not in GROUP_NOTES}
        return tuple(
            Property("vcard", _plain(line, text))
            for line, text in self.kept
            if line.name not in GROUP_NOTES
            or (group := line.group.lower()) in groups
            or group not in self.taken_groups
        )


def _plain(line: ContentLine, text: str) -> str:
    """A property as it stood, unless its letters were coded the way of 2.1 that no later version allows."""
    if "CHARSET" not in line.params and "QUOTED-PRINTABLE" not in text[:200].upper():
        return text
    params = {
        key: tuple(value for value in values if value.upper() != "QUOTED-PRINTABLE")
        for key, values in line.params.items()
        if key != "CHARSET"
    }
    value = line.value.replace("\r\n", "\\n").replace("\n", "\\n")
    return next(unfold([render(line.name, value, params, line.group)]))[1]
