"""Turn a contact's draft into what the store keeps: named, folded, numbers in E.164, addresses checked."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import UsageError
from smallcrm.model.contact import ORGANISATION, PERSON, ContactDraft
from smallcrm.model.email import Email, parse_email
from smallcrm.model.phone import Phone, parse_phone
from smallcrm.model.text import fold, storable

if TYPE_CHECKING:
    from smallcrm.model.contact import ConsentDraft, EmailDraft, PhoneDraft


class SettledEmail(NamedTuple):
    """An e-mail address with its label."""

    email: Email
    label: str
    preferred: bool


class SettledPhone(NamedTuple):
    """A phone number with its label."""

    phone: Phone
    label: str
    preferred: bool


class Doubt(NamedTuple):
    """A value that is not what its column says, and why."""

    column: str
    value: str
    reason: str


class Settled(NamedTuple):
    """A draft ready to be written; ``draft.fields`` holds the doubtful values too."""

    draft: ContactDraft
    name: str
    name_key: str
    kind: str
    emails: tuple[SettledEmail, ...]
    phones: tuple[SettledPhone, ...]
    doubts: tuple[Doubt, ...]


def settle(draft: ContactDraft, region: str) -> Settled:
    """The draft as the store keeps it; what is not what its column says becomes a custom field and a doubt.

    UsageError when no contact can be made of it: neither name, company, e-mail nor phone.
    """
    doubts: list[Doubt] = []
    emails = _emails(draft.emails, doubts)
    phones = _phones(draft.phones, region, doubts)
    birthday = _birthday(draft.birthday, doubts)
    prefers = _prefers(draft.prefers, doubts) if draft.prefers else ""
    consent = tuple(_dated(each, doubts) for each in draft.consent)
    own = display_name(draft)
    name = own or _stand_in(draft, emails, phones)
    if not name:
        raise UsageError("neither name, company, e-mail nor phone: no contact can be made of it")
    name_key = fold(name)
    kind = draft.kind or (ORGANISATION if not own and draft.company else PERSON)
    fields = _with_doubts(draft.fields, doubts) if doubts else draft.fields
    company = "" if kind == ORGANISATION and fold(draft.company) == name_key else draft.company.strip()
    settled = (
        draft._replace(birthday=birthday, prefers=prefers, consent=consent, fields=fields, company=company)
        if doubts or (company, birthday, prefers) != (draft.company, draft.birthday, draft.prefers)
        else draft
    )
    return Settled(settled, name, name_key, kind, emails, phones, tuple(doubts))


def strict(settled: Settled) -> Settled:
    """The same, but UsageError on the first doubt: what a person types is mended at once, not kept apart."""
    if settled.doubts:
        raise UsageError(settled.doubts[0].reason)
    return settled


def display_name(draft: ContactDraft) -> str:
    """The name as given, else its parts in order, without the prefix; on one line."""
    parts = (draft.given_name, draft.middle_name, draft.family_name, draft.suffix)
    return (
        " ".join(storable(draft.name or " ".join(part for part in parts if part)).split())
        or draft.nickname.strip()
    )


def _stand_in(draft: ContactDraft, emails: tuple[SettledEmail, ...], phones: tuple[SettledPhone, ...]) -> str:
    if draft.company.strip():
        return " ".join(storable(draft.company).split())
    if emails:
        return emails[0].email.value
    return phones[0].phone.raw if phones else ""


def _emails(drafts: tuple[EmailDraft, ...], doubts: list[Doubt]) -> tuple[SettledEmail, ...]:
    found: dict[str, SettledEmail] = {}
    for draft in drafts:
        try:
            email = parse_email(storable(draft.value))
        except UsageError as problem:
            doubts.append(Doubt(draft.origin or "email", draft.value, problem.message))
            continue
        found.setdefault(email.key, SettledEmail(email, draft.label, draft.preferred))
    return tuple(found.values())


def _phones(drafts: tuple[PhoneDraft, ...], region: str, doubts: list[Doubt]) -> tuple[SettledPhone, ...]:
    found: dict[tuple[str, str], SettledPhone] = {}
    for draft in drafts:
        try:
            phone = parse_phone(storable(draft.value), region, draft.extension)
            phone = phone._replace(raw=storable(draft.raw)) if draft.raw else phone
        except UsageError as problem:
            doubts.append(Doubt(draft.origin or "phone", draft.value, problem.message))
            continue
        found.setdefault((phone.value, phone.extension), SettledPhone(phone, draft.label, draft.preferred))
    return tuple(found.values())


_BIRTHDAY = re.compile("(?:([0-9]{4})|-)-([0-9]{2})-([0-9]{2})")


def _birthday(text: str, doubts: list[Doubt]) -> str:
    if not text:
        return ""
    match = _BIRTHDAY.fullmatch(text)
    try:
        if match:
            # 2000 is a leap year: a birthday without its year may be 29 February.
            dt.date(int(match[1] or 2000), int(match[2]), int(match[3]))
            return text
    except ValueError:
        pass
    doubts.append(
        Doubt("birthday", text, f'"{text}" is no birthday; write 1979-05-24, or --05-24 without the year')
    )
    return ""


def _prefers(text: str, doubts: list[Doubt]) -> str:
    from smallcrm.model.note import known_channel

    try:
        return known_channel(text)
    except UsageError as problem:
        doubts.append(Doubt("prefers", text, problem.message))
        return ""


def _dated(consent: ConsentDraft, doubts: list[Doubt]) -> ConsentDraft:
    try:
        if consent.on:
            dt.date.fromisoformat(consent.on[:10])
    except ValueError:
        doubts.append(Doubt("consent since", consent.on, f'"{consent.on}" is no date; write 2026-09-14'))
        return consent._replace(on="")
    return consent


def _with_doubts(fields: tuple[tuple[str, str], ...], doubts: list[Doubt]) -> tuple[tuple[str, str], ...]:
    taken = {name for name, _ in fields}
    kept = list(fields)
    for doubt in doubts:
        name = _free_name(doubt.column, taken)
        taken.add(name)
        kept.append((name, doubt.value))
    return tuple(kept)


def _free_name(name: str, taken: set[str]) -> str:
    candidate, count = name, 2
    while candidate in taken:
        candidate, count = f"{name} {count}", count + 1
    return candidate
