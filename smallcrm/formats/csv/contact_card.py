"""A contact in the making: what the columns of one row have said so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smallcrm.formats.csv.table import unique_names
from smallcrm.model.contact import ContactDraft
from smallcrm.model.incoming import Complaint

if TYPE_CHECKING:
    from smallcrm.model.contact import (
        AddressDraft,
        ConsentDraft,
        EmailDraft,
        HandleDraft,
        PhoneDraft,
        UrlDraft,
    )


class Card:
    """The values of one row, ``line`` of its file, by what they mean; :meth:`draft` is the contact."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.texts: dict[str, Any] = {}
        self.emails: list[EmailDraft] = []
        self.phones: list[PhoneDraft] = []
        self.addresses: list[AddressDraft] = []
        self.urls: list[UrlDraft] = []
        self.handles: list[HandleDraft] = []
        self.tags: list[str] = []
        self.consent: list[ConsentDraft] = []
        self.fields: list[tuple[str, str]] = []
        self.keys: list[tuple[str, str]] = []
        self.complaints: list[Complaint] = []

    def say(self, attribute: str, column: str, value: str) -> None:
        """Set a single value; a second, different one becomes a custom field named after its column."""
        if self.texts.setdefault(attribute, value) != value:
            self.fields.append((column, value))

    def keep(self, column: str, value: str, reason: str) -> None:
        """Keep a value that is not what its column says as a custom field, and complain."""
        self.fields.append((column, value))
        self.complain(column, value, reason)

    def complain(self, column: str, value: str, reason: str) -> None:
        """Note what is wrong with a value."""
        self.complaints.append(Complaint(self.line, column, value, reason))

    def draft(self) -> ContactDraft:
        """The contact these values make; a row without a name of its own is left to be named."""
        return ContactDraft(
            **self.texts,
            emails=tuple(self.emails),
            phones=tuple(self.phones),
            addresses=tuple(self.addresses),
            urls=tuple(self.urls),
            handles=tuple(self.handles),
            tags=tuple(dict.fromkeys(self.tags)),
            consent=tuple(self.consent),
            fields=numbered(self.fields),
            keys=tuple(self.keys),
        )


def numbered(fields: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The custom fields with names met twice numbered: "Phone", "Phone 2"."""
    if len(dict(fields)) == len(fields):
        return tuple(fields)
    names = unique_names(name for name, _ in fields)
    return tuple((name, value) for name, (_, value) in zip(names, fields, strict=True))
