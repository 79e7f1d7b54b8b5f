"""Contacts as plain tuples and back: Python writes and reads those four times faster than tuples with names."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING, Any

from smallcrm.model.contact import (
    AddressDraft,
    ConsentDraft,
    ContactDraft,
    EmailDraft,
    HandleDraft,
    PhoneDraft,
    Property,
    UrlDraft,
)
from smallcrm.model.email import Email
from smallcrm.model.phone import Phone
from smallcrm.model.settle import Doubt, Settled, SettledEmail, SettledPhone
from smallcrm.write.import_report import Ready

if TYPE_CHECKING:
    from collections.abc import Sequence

# What the parts of a draft are made of, where there are several of one.
_PARTS: dict[str, Any] = {
    "emails": EmailDraft, "phones": PhoneDraft, "addresses": AddressDraft, "urls": UrlDraft, "handles": HandleDraft,
    "consent": ConsentDraft, "properties": Property,
}  # fmt: skip
_KINDS = [_PARTS.get(name) for name in ContactDraft._fields]


def packed(batch: Sequence[Ready]) -> bytes | list[Ready]:
    """The records as bytes, if they are all contacts; else as they are."""
    if all(isinstance(ready.item, Settled) for ready in batch):
        # Version 2 does not look for what occurs twice.
        return marshal.dumps([(*ready[:2], _plain(ready.item), *ready[3:]) for ready in batch], 2)
    return list(batch)


def unpacked(batch: bytes | list[Ready]) -> list[Ready]:
    """The records that :func:`packed` was given; the bytes must be its own."""
    if isinstance(batch, list):
        return batch
    return [
        Ready(file, line, _named(*item), print_, ours)
        for file, line, item, print_, ours in marshal.loads(batch)  # noqa: S302, written a moment ago
    ]


def _plain(settled: Settled) -> tuple[Any, ...]:
    draft = [
        tuple(map(tuple, part)) if part and made_of else part
        for made_of, part in zip(_KINDS, settled.draft, strict=True)
    ]
    emails = [(tuple(email), label, preferred) for email, label, preferred in settled.emails]
    phones = [(tuple(phone), label, preferred) for phone, label, preferred in settled.phones]
    return draft, *settled[1:4], emails, phones, [tuple(doubt) for doubt in settled.doubts]


def _named(  # noqa: PLR0917
    draft: list[Any],
    name: str,
    name_key: str,
    kind: str,
    emails: list[Any],
    phones: list[Any],
    doubts: list[Any],
) -> Settled:
    parts = [
        tuple(map(made_of._make, part)) if part and made_of else part
        for made_of, part in zip(_KINDS, draft, strict=True)
    ]
    return Settled(
        ContactDraft._make(parts),
        name,
        name_key,
        kind,
        tuple([SettledEmail(Email(*email), *rest) for email, *rest in emails]),
        tuple([SettledPhone(Phone(*phone), *rest) for phone, *rest in phones]),
        tuple(map(Doubt._make, doubts)),
    )
