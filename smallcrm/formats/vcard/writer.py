"""Contacts as vCard 4.0 (RFC 6350, RFC 9554) or 3.0 (RFC 2426): the same contacts are always the same bytes.

What vCard has no property for is written as ``X-SMALLCRM-...``, and a label that is no TYPE as the
``itemN.X-ABLabel`` that address books understand, so everything comes back when the file is read.
"""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Any

from smallcrm.errors import UsageError
from smallcrm.formats.content_line import escape_text, fold, parse_line, render
from smallcrm.formats.vcard.values import types_of_label
from smallcrm.model.contact import ORGANISATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smallcrm.formats.vcard import Card
    from smallcrm.model.contact import Property
    from smallcrm.model.contact_row import ContactRow

VERSIONS = ("4.0", "3.0")
PRODID = "-//smallcrm//contacts//EN"

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_E164 = re.compile(r"\+\d+")
_EXTENSION = re.compile(r"[\w-]*")
_DATE = re.compile(r"(\d{4}|-)-(\d\d)-(\d\d)")
_INSTANT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|\+00:00)")
_BASE64_URI = re.compile(r"data:image/([\w.+-]+);base64,")
_ITEM = re.compile(r"item(\d{1,9})", re.IGNORECASE)
# These are about the file or frame the card: they never come from what is kept.
_OWN_NAMES = frozenset({"BEGIN", "END", "VERSION", "PRODID", "REV"})

_Params = dict[str, str | tuple[str, ...]]


def write(cards: Iterable[Card], stream: IO[bytes], version: str = "4.0") -> None:
    """Write cards to a binary stream; see :func:`smallcrm.formats.vcard.write`."""
    if version not in VERSIONS:
        raise UsageError(f"vCard {version} can't be written; choose 4.0 or 3.0")
    for card in cards:
        stream.write("".join(_card_lines(_Card(card, version))).encode())


class _Card:
    """A card while it is written: it numbers the groups that carry labels."""

    def __init__(self, card: Card, version: str) -> None:
        self.row = card.row
        self.photo = card.photo
        self.version = version
        self.modern = version == "4.0"
        self.foreign = [kept for kept in map(_foreign, card.properties) if kept]
        self.foreign_names = {name for name, _, _ in self.foreign}
        items = (_ITEM.fullmatch(group) for _, group, _ in self.foreign)
        self.item = max((int(match[1]) for match in items if match), default=0)

    def labelled(
        self, name: str, value: str, said: dict[str, Any], params: _Params, types: tuple[str, ...] = ()
    ) -> str:
        """A property with the label and preference of its row, and with the label's line where it needs one."""
        label = said.get("label") or ""
        words = types_of_label(label) if label else ()
        if label and not words and "fax" in label.lower() and name == "TEL":
            types = (*types, "fax")
        types = (*types, *words)
        if said.get("preferred"):
            params, types = ({**params, "PREF": "1"}, types) if self.modern else (params, (*types, "pref"))
        if types:
            params = {"TYPE": types, **params}
        if not label or words:
            return render(name, value, params)
        self.item += 1
        group = f"item{self.item}"
        return render(name, value, params, group) + render("X-ABLabel", escape_text(label), group=group)


def _foreign(kept: Property) -> tuple[str, str, str] | None:
    """Name, group and line of a kept property, or None when it belongs into no card."""
    if kept.format != "vcard":
        return None
    try:
        line = parse_line(kept.line)
    except ValueError:
        return None
    return None if line.name in _OWN_NAMES else (line.name, line.group, kept.line)


def _card_lines(card: _Card) -> Iterator[str]:
    row = card.row
    yield f"BEGIN:VCARD\r\nVERSION:{card.version}\r\nPRODID:{PRODID}\r\n"
    yield _uid(card)
    yield from _identity(card)
    for email in row.emails:
        yield card.labelled(
            "EMAIL", escape_text(email["value"]), email, {}, () if card.modern else ("INTERNET",)
        )
    for phone in row.phones:
        yield _phone(card, phone)
    for address in row.addresses:
        yield _address(card, address)
    for url in row.urls:
        yield card.labelled("URL", _uri(url["value"]), url, {})
    for handle in row.handles:
        yield _handle(card, handle)
    yield from _circumstances(card)
    for _, _, line in card.foreign:
        yield fold(line)
    yield render("REV", _instant(row.updated_at, modern=card.modern))
    yield "END:VCARD\r\n"


def _uid(card: _Card) -> str:
    uid = card.row.uid
    if _UUID.fullmatch(uid):
        return f"UID:urn:uuid:{uid}\r\n"
    text = card.modern and not _URI.fullmatch(uid)
    return render("UID", escape_text(uid), {"VALUE": "text"} if text else None)


def _identity(card: _Card) -> Iterator[str]:
    row = card.row
    organisation = row.kind == ORGANISATION
    if card.modern and "KIND" not in card.foreign_names:
        yield "KIND:org\r\n" if organisation else "KIND:individual\r\n"
    yield render("FN", escape_text(row.name))
    yield _structured("N", *_name_parts(row, organisation=organisation))
    if row.nickname:
        yield render("NICKNAME", escape_text(row.nickname))
    company = row.company or (row.name if organisation else "")
    if row.department:
        yield _structured("ORG", company, row.department)
    elif company:
        yield render("ORG", escape_text(company))
    if organisation and not card.modern:
        yield "X-ABShowAs:COMPANY\r\n"
    if row.role:
        yield render("TITLE", escape_text(row.role))
    if row.birthday:
        yield _birthday(row.birthday, modern=card.modern)


def _name_parts(row: ContactRow, *, organisation: bool) -> tuple[str | None, ...]:
    """The parts of a name in the order of N; of a person who has a name in one piece that alone.

    An iPhone goes by N and shows nobody's name where it is empty.
    """
    parts = (row.family_name, row.given_name, row.middle_name, row.prefix, row.suffix)
    return parts if any(parts) or organisation else (None, row.name, None, None, None)


def _structured(name: str, *parts: str | None) -> str:
    return render(name, ";".join([escape_text(part) if part else "" for part in parts]))


def _birthday(birthday: str, *, modern: bool) -> str:
    """RFC 6350 6.2.5; version 3.0 knows no birthday without a year, so it is written as Apple does."""
    date = _DATE.fullmatch(birthday)
    if not date:
        return render("BDAY", escape_text(birthday), {"VALUE": "text"})
    year, month, day = date.groups()
    if modern:
        return f"BDAY:{'--' if year == '-' else year}{month}{day}\r\n"
    if year == "-":
        return f"BDAY;X-APPLE-OMIT-YEAR=1604:1604-{month}-{day}\r\n"
    return f"BDAY:{birthday}\r\n"


def _phone(card: _Card, phone: dict[str, Any]) -> str:
    value, extension, typed = phone["value"], phone.get("extension") or "", phone.get("raw") or ""
    params: _Params = {"X-SMALLCRM-RAW": typed} if typed and typed != value else {}
    if card.modern and _E164.fullmatch(value) and _EXTENSION.fullmatch(extension):
        uri = f"tel:{value};ext={extension}" if extension else f"tel:{value}"
        return card.labelled("TEL", uri, phone, {"VALUE": "uri", **params})
    text = f"{value} ext. {extension}" if extension else value
    return card.labelled("TEL", escape_text(text), phone, params)


def _address(card: _Card, address: dict[str, Any]) -> str:
    names = ("street", "city", "region", "postcode", "country")
    parts = ";".join(escape_text(address.get(name) or "") for name in names)
    formatted = address.get("formatted") if card.modern else ""
    return card.labelled("ADR", f";;{parts}", address, {"LABEL": formatted} if formatted else {})


def _uri(value: str) -> str:
    """A URI is no TEXT: its commas and semicolons stand as they are, only what can't be in a URI is escaped."""
    return value.replace("\\", "\\\\").replace("\r", "").replace("\n", "\\n")


def _handle(card: _Card, handle: dict[str, Any]) -> str:
    """A name on a platform: SOCIALPROFILE (RFC 9554 4.10), in 3.0 as Apple writes it."""
    platform, value = handle["platform"], escape_text(handle["value"])
    if card.modern:
        return render("SOCIALPROFILE", value, {"SERVICE-TYPE": platform, "VALUE": "text"})
    return render("X-SOCIALPROFILE", value, {"TYPE": platform, "VALUE": "text"})


def _circumstances(card: _Card) -> Iterator[str]:
    row = card.row
    if card.photo:
        yield _photo(card.photo, modern=card.modern)
    if row.about:
        yield render("NOTE", escape_text(row.about))
    if row.tags:
        yield render("CATEGORIES", ",".join(map(escape_text, row.tags)))
    for name, value in (("STAGE", row.stage), ("PREFERS", row.prefers), ("SOURCE", row.source)):
        if value:
            yield render(f"X-SMALLCRM-{name}", escape_text(value))
    for consent in row.consent:
        yield _consent(consent)
    for name, value in row.fields.items():
        yield render("X-SMALLCRM-FIELD", escape_text(value), {"X-NAME": name})
    yield render("X-SMALLCRM-CREATED", _instant(row.created_at, modern=card.modern))


def _photo(photo: str, *, modern: bool) -> str:
    inline = None if modern else _BASE64_URI.match(photo)
    if not inline:
        return render("PHOTO", photo, None if modern else {"VALUE": "uri"})
    return render("PHOTO", photo[inline.end() :], {"ENCODING": "b", "TYPE": inline[1].upper()})


def _consent(consent: dict[str, Any]) -> str:
    params: _Params = {f"X-{key.upper()}": consent.get(key) or "" for key in ("channel", "on", "source")}
    return render("X-SMALLCRM-CONSENT", "yes" if consent["given"] else "no", params)


def _instant(text: str, *, modern: bool) -> str:
    """An instant in UTC in the basic form 4.0 asks for (RFC 6350 4.3.5), in 3.0 the extended one."""
    found = _INSTANT.fullmatch(text)
    if not found:
        return escape_text(text)
    year, month, day, hour, minute, second = found.groups()
    if modern:
        return f"{year}{month}{day}T{hour}{minute}{second}Z"
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}Z"
