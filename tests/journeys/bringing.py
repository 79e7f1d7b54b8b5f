"""What a file says, value by value, found again in what the book says: read here with nothing of smallcrm's own."""

from __future__ import annotations

import csv
import io
import json
import quopri
import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What a value says in other words: groups and dates that say nothing, flags that are a kind or a consent.
SAYS_NOTHING = {"* mycontacts", "*", "00/00/00"}
OTHER_WORDS = {
    "united kingdom": "gb",
    "gb": "united kingdom",
    "subscribed": '"given": true',
    "unsubscribed": '"given": false',
    "cell": "mobile",
    "pref": '"preferred": true',
    "company": '"kind": "organisation"',
    "_$!<mobile>!$_": "mobile",
}
# 24/05/1979, 12-31, --1102
DATE = re.compile(r"-{0,2}(\d\d|\d{4})[-/]?(\d\d)(?:[-/]?(\d\d|\d{4}))?")
SILENT_TYPES = {"voice", "internet", "b", "png", "quoted-printable", "utf-8", "1604"}
STRUCTURED = {"N", "ADR", "ORG", "X-ANDROID-CUSTOM"}
WITHOUT_MEANING = {"BEGIN", "END", "VERSION", "PRODID"}


class Said(NamedTuple):
    """A value of a file: the line it stands on, what it belongs to, and itself."""

    line: int
    of: str
    value: str


class Book:
    """Everything the book says of those who came from one file, by the line they came from."""

    def __init__(self, crm: Any, file: str) -> None:
        whole = crm.ok("export", "all").json
        contacts = {row["uid"]: row for row in crm.ok("export", "contacts", "--json").json}
        self.by_line: dict[int, str] = {}
        for origin in whole["provenance"]:
            if origin["source"] != file:
                continue
            uid = origin["subject_uid"]
            told = [contacts[uid], origin, *_about(whole, uid, contacts[uid]["id"])]
            line = origin["line"]
            self.by_line[line] = self.by_line.get(line, "") + flat(told)

    def lacks(self, said: Said) -> bool:
        """Whether nothing that came from that line, or from the one its record began on, says the value."""
        told = self.by_line[max(line for line in self.by_line if line <= said.line)]
        return not _found(said.value, told)


def _about(whole: dict[str, Any], uid: str, contact_id: int) -> Iterator[Any]:
    for table in ("external_key", "property", "photo"):
        for row in whole.get(table, ()):
            if row.get("subject_uid") == uid or row.get("contact_id") == contact_id:
                yield {
                    key: value for key, value in row.items() if key not in {"id", "contact_id", "subject_uid"}
                }


def flat(told: object) -> str:
    """What JSON makes of it in small letters, every run of spaces and line ends one space."""
    text = json.dumps(told, ensure_ascii=False).replace("\\r", "").replace("\\n", " ")
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _found(value: str, told: str) -> bool:
    text = flat(value)[1:-1]
    if text in SAYS_NOTHING or text in told or OTHER_WORDS.get(text, "\0") in told:
        return True
    if re.fullmatch(r"[\d\s()+.-]{7,}", value) and _digits(value) in told:
        return True
    date = DATE.fullmatch(value.strip())
    if date and any("-".join(filter(None, order)) in told for order in (date.groups(), date.groups()[::-1])):
        return True
    for separator in (r":::", r"[,;\n]", r"^\* ", r"\bext\b", r"_\d$"):
        parts = [part.strip() for part in re.split(separator, value) if part.strip()]
        if parts != [value.strip()]:
            return all(_found(part, told) for part in parts)
    return False


def _digits(value: str) -> str:
    return re.sub(r"\D", "", value).lstrip("0")


def cells(file: Path, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[Said]:
    """Every cell of a CSV file that is not empty."""
    with io.StringIO(file.read_bytes().decode(encoding), newline="") as text:
        reader = csv.reader(text, delimiter=delimiter)
        header, found = next(reader), []
        line = reader.line_num + 1
        for row in reader:
            names = [*header, *("surplus" for _ in row[len(header) :])]
            found += [Said(line, name, cell) for name, cell in zip(names, row, strict=False) if cell.strip()]
            line = reader.line_num + 1
    return found


def values(file: Path) -> list[Said]:
    """Every value and every parameter of the cards in a vCard file."""
    found = []
    for line, text in _unfolded(file.read_text(encoding="utf-8")):
        if text == "BEGIN:VCARD":
            first = line
        head, _, value = text.partition(":")
        name, *params = head.split(";")
        name = name.rpartition(".")[2]
        if name.upper() in WITHOUT_MEANING:
            continue
        if "QUOTED-PRINTABLE" in head:
            value = quopri.decodestring(value).decode()
        value = (
            value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").removeprefix("1604-").strip()
        )
        words = [word for param in params for word in param.rpartition("=")[2].split(",")]
        found += [
            Said(first, name, word.lower().removeprefix("x-"))
            for word in words
            if word.lower() not in SILENT_TYPES and name != "PHOTO"
        ]
        found += [
            Said(first, name, part)
            for part in (value.split(";") if name in STRUCTURED else [value])
            if part and not part.startswith("vnd.android.cursor.item/")
        ]
    return found


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Logical lines with their first line's number: folded ones, and those that quoted-printable goes on."""
    held: tuple[int, str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if held and (
            line[:1] in {" ", "\t"} or ("QUOTED-PRINTABLE" in held[1].split(":")[0] and held[1].endswith("="))
        ):
            going_on = line[1:] if line[:1] in {" ", "\t"} else line
            held = held[0], (held[1].removesuffix("=") if going_on is line else held[1]) + going_on
            continue
        if held:
            yield held
        held = number, line
    if held:
        yield held
