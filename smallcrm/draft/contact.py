"""What options and arguments say of a contact, as a draft."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smallcrm.errors import UsageError
from smallcrm.model.contact import (
    AddressDraft,
    ConsentDraft,
    ContactDraft,
    EmailDraft,
    HandleDraft,
    PhoneDraft,
    UrlDraft,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.desk import Desk

_LABEL = re.compile(r"([^\W\d_][\w -]*)=(.+)", re.DOTALL)
KINDS = ("person", "organisation")


def labelled(text: str, default: str = "") -> tuple[str, str]:
    """``(label, value)`` of ``LABEL=value``; a label is made of letters, spaces and hyphens."""
    match = _LABEL.fullmatch(text.strip())
    return (match[1].strip().lower(), match[2].strip()) if match else (default, text.strip())


def pair(text: str, option: str) -> tuple[str, str]:
    """``(key, value)`` of ``KEY=VALUE``; UsageError where there is no ``=``."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise UsageError(f'{option} takes NAME=VALUE, not "{text}"')
    return key.strip(), value.strip()


def _given(values: Sequence[str] | None) -> Sequence[str]:
    return values or ()


def contact_draft(
    desk: Desk,
    *,
    name: str = "",
    kind: str = "",
    email: Sequence[str] | None = None,
    phone: Sequence[str] | None = None,
    fax: Sequence[str] | None = None,
    address: Sequence[str] | None = None,
    url: Sequence[str] | None = None,
    handle: Sequence[str] | None = None,
    tag: Sequence[str] | None = None,
    consent: bool | None = None,
    fields: Sequence[str] | None = None,
    birthday: str = "",
    stage: str = "",
    **single: str,
) -> ContactDraft:
    """The draft that the options describe; UsageError names the option that can't be read."""
    if kind and kind not in KINDS:
        raise UsageError(f'--kind is person or organisation, not "{kind}"')
    return ContactDraft(
        name=name,
        kind=kind,
        stage=_stage(desk, stage),
        birthday=_birthday(desk, birthday),
        emails=tuple(
            EmailDraft(value, label, origin="--email") for label, value in map(labelled, _given(email))
        ),
        phones=_phones(_given(phone), _given(fax)),
        addresses=tuple(
            AddressDraft(street=value, label=label) for label, value in map(labelled, _given(address))
        ),
        urls=tuple(UrlDraft(value, label) for label, value in map(_url, _given(url))),
        handles=tuple(HandleDraft(*pair(text, "--handle")) for text in _given(handle)),
        tags=tuple(_given(tag)),
        consent=() if consent is None else (ConsentDraft(consent, on=desk.today().isoformat()),),
        fields=tuple(pair(text, "--set") for text in _given(fields)),
        **single,  # type: ignore[arg-type]
    )


def _url(text: str) -> tuple[str, str]:
    # A "=" after "://" or a "." belongs to the address.
    label, value = labelled(text)
    return (label, value) if "." not in label else ("", text.strip())


def _phones(phones: Sequence[str], faxes: Sequence[str]) -> tuple[PhoneDraft, ...]:
    plain = [PhoneDraft(value, label, origin="--phone") for label, value in map(labelled, phones)]
    fax = [
        PhoneDraft(value, "fax" if not label else f"{label} fax", origin="--fax")
        for label, value in map(labelled, faxes)
    ]
    return (*plain, *fax)


def _stage(desk: Desk, stage: str) -> str:
    known = desk.settings.items("contact_stages")
    if stage and stage not in known:
        raise UsageError(f'unknown stage "{stage}"; there are {", ".join(known)} (setting contact_stages)')
    return stage


def _birthday(desk: Desk, text: str) -> str:
    if not text or re.fullmatch(r"--\d\d-\d\d", text):
        return text
    from smallcrm.model.when import parse_when

    now = desk.now()
    day, seen_earlier = (
        parse_when(text, now=seen, order=desk.date_order, past=True).date
        for seen in (now, now.replace(year=now.year - 4))
    )
    if day != seen_earlier:
        return f"--{day:%m-%d}"  # no year was said, or it would be the same whenever one looks
    if day <= now.date():
        return day.isoformat()
    if re.search(r"\d{4}", text):
        raise UsageError(f'nobody was born in {day.year} yet: "{text}"')
    return f"{day.year - 100}-{day:%m-%d}"  # of two digits: 80 is 1980
