"""A contact as lines of text that one can edit, and what the edited lines change."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from smallcrm.cli.contact_values import contact_draft, labelled, pair
from smallcrm.errors import UsageError
from smallcrm.model.contact import AddressDraft, ContactDraft, EmailDraft, HandleDraft, PhoneDraft, UrlDraft
from smallcrm.model.contact_edit import ContactEdit, Removals
from smallcrm.model.email import parse_email
from smallcrm.model.phone import parse_phone
from smallcrm.model.text import clean, clean_lines, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smallcrm.desk import Desk
    from smallcrm.model.contact_row import ContactRow

SINGLES = (
    "name", "kind", "prefix", "given_name", "middle_name", "family_name", "suffix", "nickname", "company",
    "department", "role", "stage", "birthday", "prefers", "source", "about",
)  # fmt: skip
MANY = ("email", "phone", "address", "url", "handle", "tag", "field")
PREFERRED = " (preferred)"
PLACE = ("street", "city", "region", "postcode", "country")


T = TypeVar("T")


class Line(NamedTuple):
    """One ``key: value`` of the text and the number of its line."""

    key: str
    value: str
    number: int


def card_text(row: ContactRow) -> str:
    """The contact as text: a line for each single value, empty ones too, and one for each of the others."""
    head = (
        f"# {clean(row.name)} ({row.id}). What you change here is changed, a line you take away is taken away.\n"
        "# email: LABEL=VALUE (preferred), the same for phone; address: LABEL=STREET; CITY; REGION; POSTCODE; COUNTRY\n"
        "# handle: PLATFORM=NAME, field: NAME=VALUE, url and tag. Further lines of a value begin with two spaces.\n"
    )
    singles = [_line(name, value) for name, value in _singles(row).items()]
    return head + "".join(singles) + "".join(_line(key, text) for key, text, _ in _many(row))


def _line(key: str, value: str) -> str:
    value = value.replace("\n", "\n  ")
    return f"{key.replace('_', ' ')}: {value}".rstrip(" ") + "\n"


def _singles(row: ContactRow) -> dict[str, str]:
    return {name: clean_lines(getattr(row, name) or "").strip() for name in SINGLES}


def _many(row: ContactRow) -> Iterator[tuple[str, str, str]]:
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


def card_edit(text: str, row: ContactRow, desk: Desk) -> ContactEdit:
    """What the edited ``text`` changes of ``row``; UsageError names the line that can't be understood."""
    lines = list(_lines(text))
    singles = _changed_singles(lines, row, desk)
    gone, new = _changed_many([line for line in lines if line.key in MANY], row)
    adds = _adds(new, desk)
    renewed = {name for name, _ in adds.fields}
    emails, phones, addresses, urls, handles, tags, fields = (tuple(gone.get(key, ())) for key in MANY)
    # A field that comes with another value keeps its row.
    fields = tuple(name for name in fields if name not in renewed)
    removes = Removals(emails, phones, addresses, urls, handles, tags, fields)
    return ContactEdit(singles, adds, removes, seen={name: getattr(row, name) or "" for name in singles})


def _lines(text: str) -> Iterator[Line]:
    """The ``key: value`` lines; what is indented goes on, over empty lines too."""
    current: Line | None = None
    empty = 0
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            empty += 1
            continue
        if current and line[0] in " \t":
            more = line.removeprefix("  ").rstrip()
            current = current._replace(value=current.value + "\n" * (empty + 1) + more)
        elif not line.startswith("#"):
            if current:
                yield current
            current = _parsed(line, number)
        empty = 0
    if current:
        yield current


def _parsed(line: str, number: int) -> Line:
    name, colon, value = line.partition(":")
    key = fold(name).replace(" ", "_")
    if not colon:
        raise UsageError(f'line {number}: "{line.strip()}" is no "key: value"')
    if key not in (*SINGLES, *MANY):
        from smallcrm.config import near

        raise UsageError(f'line {number}: unknown "{name.strip()}"{near(key, (*SINGLES, *MANY))}')
    return Line(key, value.strip(), number)


def _changed_singles(lines: list[Line], row: ContactRow, desk: Desk) -> dict[str, str]:
    shown = _singles(row)
    given = dict.fromkeys(SINGLES, "")
    numbers: dict[str, int] = {}
    for line in lines:
        if line.key in MANY:
            continue
        if line.key in numbers:
            raise UsageError(f"line {line.number}: a second {line.key.replace('_', ' ')}")
        numbers[line.key] = line.number
        given[line.key] = line.value
    changed = {name: value for name, value in given.items() if value != shown[name]}
    for name in ("stage", "birthday", "kind"):
        if changed.get(name):
            changed[name] = _checked(numbers[name], name, changed[name], desk)
    return changed


def _checked(number: int, name: str, value: str, desk: Desk) -> str:
    """A value as the store keeps it: a birthday may be written in words."""

    def read() -> str:
        said = {"stage": "", "birthday": "", "kind": "", name: value}
        draft = contact_draft(desk, stage=said["stage"], birthday=said["birthday"], kind=said["kind"])
        return str(getattr(draft, name))

    return _at_line(number, read)


def _at_line(number: int, read: Callable[[], T]) -> T:
    try:
        return read()
    except UsageError as problem:
        raise UsageError(f"line {number}: {problem.message}") from None


def _changed_many(lines: list[Line], row: ContactRow) -> tuple[dict[str, list[str]], list[Line]]:
    """The values that are gone, by key, and the lines that are new."""
    before = list(_many(row))
    stays = Counter((line.key, line.value) for line in lines)
    gone: dict[str, list[str]] = {}
    for key, text, value in before:
        if stays[key, text]:
            stays[key, text] -= 1
        else:
            gone.setdefault(key, []).append(value)
    known = Counter((key, text) for key, text, _ in before)
    new = []
    for line in lines:
        if known[line.key, line.value]:
            known[line.key, line.value] -= 1
        elif line.value:
            new.append(line)
    return gone, new


def _adds(new: list[Line], desk: Desk) -> ContactDraft:
    found: dict[str, list[Any]] = {key: [] for key in MANY}
    for line in new:
        found[line.key].append(_at_line(line.number, lambda line=line: _value(line, desk)))  # type: ignore[misc]
    return ContactDraft(
        emails=tuple(found["email"]), phones=tuple(found["phone"]), addresses=tuple(found["address"]),
        urls=tuple(found["url"]), handles=tuple(found["handle"]), tags=tuple(found["tag"]),
        fields=tuple(found["field"]),
    )  # fmt: skip


def _value(line: Line, desk: Desk) -> object:
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
