"""A contact as values one can edit one by one, and what the edited ones change."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.draft.contact import contact_draft, labelled, pair
from smallcrm.errors import UsageError
from smallcrm.model.contact import AddressDraft, ContactDraft, EmailDraft, HandleDraft, PhoneDraft, UrlDraft
from smallcrm.model.contact_edit import ContactEdit, Removals
from smallcrm.model.email import parse_email
from smallcrm.model.phone import parse_phone
from smallcrm.model.text import clean, clean_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.contact_row import ContactRow

SINGLES = (
    "name", "kind", "prefix", "given_name", "middle_name", "family_name", "suffix", "nickname", "company",
    "department", "role", "stage", "birthday", "prefers", "source", "about",
)  # fmt: skip
MANY = ("email", "phone", "address", "url", "handle", "tag", "field")
PREFERRED = " (preferred)"
PLACE = ("street", "city", "region", "postcode", "country")


class Line(NamedTuple):
    """One value as it is written, what it is, and the number of its line; 0 where lines have none."""

    key: str
    value: str
    number: int = 0


def singles_of(row: ContactRow) -> dict[str, str]:
    """The single values by name, as they are shown; "" where there is none."""
    return {name: clean_lines(getattr(row, name) or "").strip() for name in SINGLES}


def many_of(row: ContactRow) -> Iterator[tuple[str, str, str]]:
    """Each of the other values: its key, its text, and what takes it away."""
    for email in row.emails:
        yield "email", _labelled(email, email["value"]), email["value"]
    for phone in row.phones:
        shown, value = _extended(phone, phone["raw"] or phone["value"]), _extended(phone, phone["value"])
        yield "phone", _labelled(phone, shown), value
    for address in row.addresses:
        yield "address", _labelled(address, _place(address)), address["formatted"]
    for url in row.urls:
        yield "url", _labelled(url, url["value"]), url["value"]
    for handle in row.handles:
        text = f"{handle['platform']}={handle['value']}"
        yield "handle", clean(text), text
    for tag in row.tags:
        yield "tag", clean(tag), tag
    for name, value in row.fields.items():
        yield "field", clean_lines(f"{name}={value}"), name


def _labelled(way: dict[str, Any], value: str) -> str:
    label = f"{way['label']}=" if way["label"] else ""
    return clean(f"{label}{value}{PREFERRED if way.get('preferred') else ''}")


def _extended(phone: dict[str, Any], number: str) -> str:
    extension = phone["extension"]
    return f"{number} ext {extension}" if extension and not number.endswith(extension) else number


def _place(address: dict[str, Any]) -> str:
    parts = [(address[name] or "").replace("\n", ", ") for name in PLACE]
    return "; ".join(parts) if any(parts[1:]) else parts[0]


def card_edit(singles: Mapping[str, Line], lines: Sequence[Line], row: ContactRow, desk: Desk) -> ContactEdit:
    """What the edited values change of ``row``: ``singles`` by name, one that is missing is cleared, and all the others.

    UsageError, naming its line, for one that can't be understood.
    """
    changed = _changed_singles(singles, row, desk)
    gone, new = _changed_many(lines, row)
    adds = adds_of(new, desk)
    renewed = {name for name, _ in adds.fields}
    emails, phones, addresses, urls, handles, tags, fields = (tuple(gone.get(key, ())) for key in MANY)
    # A field that comes with another value keeps its row.
    fields = tuple(name for name in fields if name not in renewed)
    removes = Removals(emails, phones, addresses, urls, handles, tags, fields)
    return ContactEdit(changed, adds, removes, seen={name: getattr(row, name) or "" for name in changed})


def _changed_singles(singles: Mapping[str, Line], row: ContactRow, desk: Desk) -> dict[str, str]:
    given = {name: singles.get(name, Line(name, "")) for name in SINGLES}
    shown = singles_of(row)
    changed = {name: line for name, line in given.items() if line.value != shown[name]}
    return {name: read_single(line, desk) for name, line in changed.items()}


def read_single(line: Line, desk: Desk) -> str:
    """A single value as the store keeps it: a birthday may be written in words; UsageError where it can't be that."""
    if not line.value or line.key not in ("stage", "birthday", "kind"):
        return line.value
    said = {"stage": "", "birthday": "", "kind": "", line.key: line.value}
    try:
        draft = contact_draft(desk, stage=said["stage"], birthday=said["birthday"], kind=said["kind"])
    except UsageError as problem:
        raise _at_line(line, problem) from None
    return str(getattr(draft, line.key))


def _at_line(line: Line, problem: UsageError) -> UsageError:
    return UsageError(f"line {line.number}: {problem.message}") if line.number else problem


def _changed_many(lines: Sequence[Line], row: ContactRow) -> tuple[dict[str, list[str]], list[Line]]:
    """The values that are gone, by key, and the lines that are new."""
    before = [(key, _bare(text), value) for key, text, value in many_of(row)]
    stays = Counter((line.key, _bare(line.value)) for line in lines)
    gone: dict[str, list[str]] = {}
    for key, text, value in before:
        if stays[key, text]:
            stays[key, text] -= 1
        else:
            gone.setdefault(key, []).append(value)
    known = Counter((key, text) for key, text, _ in before)
    new = []
    for line in lines:
        if known[line.key, _bare(line.value)]:
            known[line.key, _bare(line.value)] -= 1
        elif line.value:
            new.append(line)
    return gone, new


def _bare(text: str) -> str:
    """A value without the spaces at its ends, which get lost where it is written."""
    return "\n".join(each.rstrip() for each in text.split("\n")).strip()


def adds_of(new: Sequence[Line], desk: Desk) -> ContactDraft:
    """New values as a draft; UsageError, naming its line, for one that can't be understood."""
    found: dict[str, list[Any]] = {key: [] for key in MANY}
    for line in new:
        try:
            found[line.key].append(read_value(line, desk))
        except UsageError as problem:
            raise _at_line(line, problem) from None
    return ContactDraft(
        emails=tuple(found["email"]), phones=tuple(found["phone"]), addresses=tuple(found["address"]),
        urls=tuple(found["url"]), handles=tuple(found["handle"]), tags=tuple(found["tag"]),
        fields=tuple(found["field"]),
    )  # fmt: skip


def read_value(line: Line, desk: Desk) -> object:
    """What a new line says; UsageError where it can't be that."""
    if line.key == "tag":
        return line.value
    if line.key == "handle":
        return HandleDraft(*pair(line.value, "handle:"))
    if line.key == "field":
        return pair(line.value, "field:")
    text = line.value.removesuffix(PREFERRED)
    preferred = text != line.value
    label, value = labelled(text)
    if line.key == "email":
        parse_email(value)
        return EmailDraft(value, label, preferred)
    if line.key == "phone":
        parse_phone(value, desk.region)
        return PhoneDraft(value, label, preferred)
    if line.key == "url":
        return UrlDraft(value, label) if "." not in label else UrlDraft(text)
    parts = [part.strip() for part in value.split(";")]
    if len(parts) != len(PLACE):
        return AddressDraft(value, label=label)
    street, city, region, postcode, country = parts
    return AddressDraft(street, city, region, postcode, country, label)
