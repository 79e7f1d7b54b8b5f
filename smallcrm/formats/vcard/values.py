"""Single values of vCards: labels, dates, photos, telephone numbers, names on platforms.

Labels are read and written by the same tables, so that what is written reads as what it was.
"""

from __future__ import annotations

import binascii
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smallcrm.formats.content_line import ContentLine

_SILENT_TYPES = frozenset({"", "voice", "pref", "internet", "msg", "text", "video", "x400"})
_TYPE_LABELS = {"cell": "mobile"}
_LABEL_TYPES = {"mobile": "cell", "fax": "fax", "pager": "pager", "home": "home", "work": "work"}
_DEVICES = ("mobile", "fax", "pager")
_BUILT_IN_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_NOT_IN_LABEL = re.compile(r"[^\w\s-]|_")

_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?")
_YEARLESS = re.compile(r"--(\d\d)-?(\d\d)(?:[T ].*)?")
_NO_YEARS = frozenset({"0000", "1604"})

_DATA_URI = re.compile(r"data:([^;,]*)(?:;(?!base64)[^;,]*)*;base64\\?,", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"(?:image/)?([\w.+-]+)", re.IGNORECASE)
_IMAGE_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
_IMAGE_NAMES = {"JPG": "jpeg", "TIF": "tiff", "SVG": "svg+xml"}

_EXTENSION = re.compile(r"(.*\S)\s+ext\.?\s*(\d+)", re.IGNORECASE | re.DOTALL)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!//)")
_WEB_HOST = re.compile(r"https?://(?:[^/?#]*@)?([^/?#:]+)", re.IGNORECASE)


def type_words(line: ContentLine) -> tuple[str, ...]:
    """The words of TYPE in lower case, ``X-`` removed, lists in quotes taken apart."""
    return _words(line.params.get("TYPE", ()))


@lru_cache(maxsize=512)
def _words(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.strip().lower().removeprefix("x-") for value in values for word in value.split(","))


@lru_cache(maxsize=512)
def label_of_types(words: tuple[str, ...]) -> str:
    """The label that words of TYPE mean: ``work fax`` for FAX,WORK; the kind of device stands last."""
    known = dict.fromkeys(_TYPE_LABELS.get(word, word) for word in words if word not in _SILENT_TYPES)
    return clean_label(" ".join(sorted(known, key=lambda word: word in _DEVICES)))


@lru_cache(maxsize=512)
def types_of_label(label: str) -> tuple[str, ...]:
    """The words of TYPE that mean exactly this label, or () when there are none (RFC 6350 5.6, 6.4.1)."""
    words = tuple(_LABEL_TYPES.get(word, "") for word in label.split(" "))
    return words if label_of_types(words) == label else ()


def clean_label(text: str) -> str:
    """A label of letters, digits, spaces and hyphens; the built-in ones of address books in lower case."""
    built_in = _BUILT_IN_LABEL.fullmatch(text.strip())
    if built_in:
        text = built_in[1].replace("FAX", " fax").lower()
    return " ".join(_NOT_IN_LABEL.sub(" ", text).split())


def is_preferred(line: ContentLine) -> bool:
    """Whether a property is the preferred one: PREF=1 (RFC 6350 5.3) or TYPE=pref."""
    return "pref" in type_words(line) or line.params.get("PREF", ("",))[0] == "1"


def read_birthday(text: str, omitted_years: tuple[str, ...]) -> str:
    """``YYYY-MM-DD`` or ``--MM-DD`` from the forms of RFC 6350 4.3.1 and RFC 2426 3.1.5; anything else as it is.

    A year that stands for none (``X-APPLE-OMIT-YEAR``, 1604, 0000) is left out.
    """
    full = _DATE.fullmatch(text)
    if full:
        year = "-" if full[1] in _NO_YEARS or full[1] in omitted_years else full[1]
        return f"{year}-{full[2]}-{full[3]}"
    part = _YEARLESS.fullmatch(text)
    return f"--{part[1]}-{part[2]}" if part else text


def read_photo(line: ContentLine) -> str:
    """A ``data:`` URI (RFC 2397) from a PHOTO with base64 or with such a URI; "" when it is an address of one.

    Raises:
        ValueError: the base64 is damaged, or the bytes are no image; the message is the reason.
    """
    uri = _DATA_URI.match(line.value)
    encoded = line.params.get("ENCODING", ("",))[0].upper() in {"B", "BASE64"}
    if not uri and (not encoded or "://" in line.value[:40]):
        return ""
    data = "".join(line.value[uri.end() if uri else 0 :].split()).rstrip("=")
    data += "=" * (-len(data) % 4)
    try:
        octets = binascii.a2b_base64(data, strict_mode=True)
    except ValueError:
        raise ValueError("the photo is damaged: it is not base64") from None
    return f"data:{_media_type(octets, uri[1] if uri else '', line)};base64,{data}"


def _media_type(octets: bytes, declared: str, line: ContentLine) -> str:
    if octets[:4] == b"RIFF" and octets[8:12] == b"WEBP":
        return "image/webp"
    for start, media in _IMAGE_STARTS:
        if octets.startswith(start):
            return media
    candidates = (declared, *line.params.get("MEDIATYPE", ()), *line.params.get("TYPE", ()))
    name = next((match[1] for text in candidates if (match := _MEDIA_TYPE.fullmatch(text))), "")
    if not name or not octets:
        raise ValueError("the photo is no image")
    return f"image/{_IMAGE_NAMES.get(name.upper(), name.lower())}"


def read_phone(text: str) -> tuple[str, str]:
    """Number and extension, from a ``tel:`` URI (RFC 3966) or from a text with ``ext. 4`` at its end."""
    if text[:4].lower() != "tel:":
        apart = _EXTENSION.fullmatch(text) if text[-1:].isdigit() and "ext" in text.lower() else None
        return (apart[1], apart[2]) if apart else (text.strip(), "")
    number, *params = text[4:].split(";")
    named = {key.lower(): value for key, _, value in (param.partition("=") for param in params)}
    context = named.get("phone-context", "")
    extension = named.get("ext", "")
    if "%" in text:
        # Few numbers are percent-encoded; this saves an import of 2 ms.
        from urllib.parse import unquote

        number, extension = unquote(number), unquote(extension)
    prefix = context if context.startswith("+") and not number.startswith("+") else ""
    return prefix + number.strip(), extension


def read_handle(line: ContentLine, value: str) -> tuple[str, str]:
    """Platform and name from IMPP, SOCIALPROFILE (RFC 9554 4.10) or X-SOCIALPROFILE; ("", "") when it says neither."""
    services = (*line.params.get("SERVICE-TYPE", ()), *line.params.get("X-SERVICE-TYPE", ()))
    scheme = _SCHEME.match(value) if line.params.get("VALUE") != ("text",) else None
    host = _WEB_HOST.match(value)
    named = [word for word in type_words(line) if word not in {"home", "work", "other", "pref", "personal"}]
    platform = next(iter((*services, *named)), "")
    if not platform:
        platform = _platform_of_host(host[1]) if host else scheme[0][:-1] if scheme else ""
    return platform.strip().lower(), value[scheme.end() :] if scheme and not host else value


def _platform_of_host(host: str) -> str:
    return host.split(".")[-2] if "." in host else host
