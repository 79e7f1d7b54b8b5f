"""What to change of a contact, and how its name and the parts of its name go together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.model.contact import ContactDraft
from smallcrm.model.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME_PARTS = ("prefix", "given_name", "middle_name", "family_name", "suffix")


class Removals(NamedTuple):
    """Values to take away, each as one would write it."""

    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


class ContactEdit(NamedTuple):
    """An edit: ``singles`` replace by name (``""`` clears), ``adds`` come to what is there, ``removes`` go.

    ``prefer_email`` and ``prefer_phone`` name the one to use first. ``seen`` is what the one who edits saw in
    the singles: if that is no longer so, the edit is refused.
    """

    singles: Mapping[str, str] = {}
    adds: ContactDraft = ContactDraft()
    removes: Removals = Removals()
    prefer_email: str = ""
    prefer_phone: str = ""
    seen: Mapping[str, str] = {}

    @property
    def empty(self) -> bool:
        """Whether it changes nothing."""
        return self._replace(seen={}) == ContactEdit()


def names_together(have: Mapping[str, str], singles: Mapping[str, str]) -> dict[str, str]:
    """``singles`` with what follows from a change of the name: its parts, or the name that is made of them.

    A part that the new name no longer has is cleared; a name that was made of its parts is made of them anew.
    """
    together = dict(singles)
    if "name" in together:
        kept = set(words(together["name"]))
        gone = [part for part in NAME_PARTS if not set(words(have.get(part, ""))) <= kept]
        return {**dict.fromkeys(gone, ""), **together}
    if together.keys() & set(NAME_PARTS) and fold(have["name"]) == fold(_joined(have)):
        together["name"] = _joined({**have, **together})
    return together


def _joined(values: Mapping[str, str]) -> str:
    return " ".join(part for name in NAME_PARTS if (part := values.get(name, "").strip()))
