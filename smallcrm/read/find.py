"""The search over everything: names rank first, notes come newest first."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.model.text import SPECIAL, fold, storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

# What the index calls them: a thing's place is id * 4 + its number.
ITEMS = ("note", "job", "appointment", "reminder")
TYPES = ("contact", *ITEMS)
# So many at most are put in order: of notes those written last, by time; of contacts with a common word in their name
# those entered first, by name.
MOST = 1000
# Of the things that have a word, so many are looked through for those of a named contact while one types.
WHILE_TYPING = 20_000
# Shorter words match too much to be ranked, and go by name.
SHORT = 2
AROUND = 5
# Nobody remembers more of what is looked for, and FTS5 takes no endless query.
MOST_WORDS = 40


class Hit(NamedTuple):
    """One thing found; ``snippet`` is where the words stand in it, or how to reach a contact."""

    type: str
    id: int
    title: str
    contact_id: int | None
    contact: str | None
    snippet: str

    def json(self) -> dict[str, Any]:
        """The record as scripts see it."""
        return self._asdict()


class Owners(NamedTuple):
    """The ``ids`` of contacts found, and whether there are ``more``."""

    ids: list[int]
    more: bool


class Finder:
    """Finds things by the words in them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def find(self, text: str, types: Sequence[str] = TYPES, limit: int = 50) -> list[Hit]:
        """At most ``limit`` things of ``types`` that have every word of ``text``, the last as the beginning of one.

        Of what hangs on a contact some of the words may stand in the contact's name. Contacts come first, those found
        by their name before others; then jobs, appointments and reminders, then notes, the newest first. Digits find
        phones by their beginning and their end. Any text is safe.
        """
        words = _words(text)
        if not words:
            return []
        hits: list[Hit] = []
        for kinds, look in (
            (("contact",), self._contacts),
            (ITEMS[1:], self._things),
            (("note",), self._notes),
        ):
            wanted = [kind for kind in kinds if kind in types]
            if wanted and len(hits) < limit:
                hits += look(words, wanted, limit - len(hits))
        return hits

    def contact_ids(self, text: str, limit: int) -> Owners:
        """At most ``limit`` contacts who have what :meth:`find` finds: by name first, then otherwise, then by their things.

        Quick enough to be asked at every key: names come in their order, not ranked.
        """
        words = _words(text)
        if not words:
            return Owners([], more=False)
        by_name = self._short if _is_short(words) else self._by_name
        ids, places = list(by_name(words, limit + 1)), list[int]()
        if len(ids) <= limit:
            ids += self._matching(words, limit + 1)
        if len(ids) <= limit:
            places = self._places(words, ITEMS, limit + 1, WHILE_TYPING)
            ids += self._owners(places)
        ids = list(dict.fromkeys(ids))
        return Owners(ids[:limit], more=len(ids) > limit or len(places) > limit)

    def _by_name(self, words: list[str], limit: int) -> list[int]:
        """As :meth:`_named`, in the order of names, those that begin with the words first."""
        query = (
            "SELECT c.id FROM contact_search s CROSS JOIN contact c ON c.id = s.rowid WHERE contact_search MATCH ? "
            "ORDER BY substr(c.name_key, 1, ?) <> ?, c.name_key, c.id LIMIT ?"
        )
        name = fold(" ".join(words))
        match = f"name : ({match_all(words)})"
        return [row[0] for row in self.connection.execute(query, (match, len(name), name, limit))]

    def _owners(self, places: Sequence[int]) -> Iterator[int]:
        """Whose the things at these places are: jobs, appointments and reminders before notes."""
        for number, kind in (*enumerate(ITEMS[1:], 1), (0, ITEMS[0])):
            ids = [place // 4 for place in places if place % 4 == number]
            source = "reminder x ON x.id" if kind == "reminder" else f"{kind}_contact x ON x.{kind}_id"
            query = f"SELECT x.contact_id FROM json_each(?) p CROSS JOIN {source} = p.value WHERE x.contact_id IS NOT NULL"
            yield from (row[0] for row in self.connection.execute(query, (str(ids),)))

    def _places(self, words: list[str], kinds: Sequence[str], limit: int, newest: int = -1) -> list[int]:
        """Where the index holds things of these kinds that have the words, those written last first."""
        numbers = [ITEMS.index(kind) for kind in kinds]
        marks = ", ".join("?" * len(numbers))
        query = f"SELECT rowid FROM item_search WHERE item_search MATCH ? AND rowid % 4 IN ({marks}) ORDER BY rowid DESC LIMIT ?"
        found = [row[0] for row in self.connection.execute(query, (match_all(words), *numbers, limit))]
        theirs = self._of_contacts(words, kinds, limit, newest)
        return sorted({*found, *theirs}, reverse=True)[:limit] if theirs else found

    def _contacts(self, words: list[str], _kinds: list[str], limit: int) -> Iterator[Hit]:
        ids: list[int] = []
        for look in (self._short if _is_short(words) else self._named, self._matching):
            if len(ids) < limit:
                ids = list(dict.fromkeys([*ids, *look(words, limit)]))
        return (self._contact(contact_id, words) for contact_id in ids[:limit])

    def _short(self, words: list[str], limit: int) -> list[int]:
        """By name order, names that begin so before those with a word that does; only the index of names is walked."""
        key = fold(words[0])
        found = self._beginning(key, limit)
        if len(found) < limit:
            within = "SELECT id FROM contact WHERE instr(name_key, ?) > 0 ORDER BY name_key, id LIMIT ?"
            found += [row[0] for row in self.connection.execute(within, (f" {key}", limit))]
        return list(dict.fromkeys(found))

    def _beginning(self, key: str, limit: int) -> list[int]:
        query = (
            "SELECT id FROM contact WHERE name_key >= ?1 AND name_key < ?1 || char(0x10ffff) "
            "ORDER BY name_key, id LIMIT ?2"
        )
        return [row[0] for row in self.connection.execute(query, (key, limit))]

    def _named(self, words: list[str], limit: int) -> list[int]:
        """Those whose name has all the words, in the order of names, those that begin with them first."""
        found = self._beginning(fold(" ".join(words)), limit)
        if len(found) < limit:
            query = (
                "SELECT c.id FROM (SELECT rowid FROM contact_search WHERE contact_search MATCH ? LIMIT ?) s "
                "CROSS JOIN contact c ON c.id = s.rowid ORDER BY c.name_key, c.id LIMIT ?"
            )
            match = f"name : ({match_all(words)})"
            found += [row[0] for row in self.connection.execute(query, (match, max(MOST, limit), limit))]
        return list(dict.fromkeys(found))

    def _matching(self, words: list[str], limit: int) -> list[int]:
        """Those that have the words anywhere, by id: to rank everybody with a common word would take a fifth of a second."""
        query = "SELECT rowid FROM contact_search WHERE contact_search MATCH ? ORDER BY rowid LIMIT ?"
        # The first of these may be those that were found by name.
        return [row[0] for row in self.connection.execute(query, (match_all(words, phones=True), 2 * limit))]

    def _things(self, words: list[str], kinds: list[str], limit: int) -> Iterator[Hit]:
        found = self._places(words, kinds, limit)
        return (self._thing(ITEMS[place % 4], place // 4, words) for place in sorted(found, key=_by_kind))

    def _notes(self, words: list[str], _kinds: list[str], limit: int) -> Iterator[Hit]:
        ids = [place // 4 for place in self._places(words, ["note"], max(MOST, limit))]
        query = "SELECT id FROM note WHERE id IN (SELECT value FROM json_each(?)) ORDER BY at DESC, id DESC LIMIT ?"
        rows = self.connection.execute(query, (str(ids), limit)).fetchall()
        return (self._thing("note", row[0], words) for row in rows)

    def _of_contacts(self, words: list[str], kinds: Sequence[str], limit: int, newest: int = -1) -> list[int]:
        """Places of the things of those whose name has some of the words, and that have the others themselves."""
        if len(words) < 2:
            return []
        from smallcrm.read.find_of_contact import places_of_contacts

        return places_of_contacts(self.connection, words, kinds, limit, newest)

    def _contact(self, contact_id: int, words: list[str]) -> Hit:
        query = (
            "SELECT c.name, (SELECT company FROM works_for WHERE contact_id = c.id), "
            "(SELECT coalesce(raw, value) FROM phone WHERE contact_id = c.id ORDER BY preferred DESC, id LIMIT 1), "
            "(SELECT value FROM email WHERE contact_id = c.id ORDER BY preferred DESC, id LIMIT 1), "
            "coalesce(c.about, '') || coalesce(' ' || (SELECT group_concat(k.name, ' ') FROM tagging g JOIN tag k ON k.id = g.tag_id "
            "WHERE g.subject_uid = c.uid), '') "
            "|| coalesce(' ' || (SELECT group_concat(formatted, '; ') FROM address_row WHERE contact_id = c.id), '') "
            "FROM contact c WHERE c.id = ?"
        )
        name, *ways, more = self.connection.execute(query, (contact_id,)).fetchone()
        said = excerpt(more, words, always=False)
        snippet = ", ".join(part for part in (*ways, said) if part)
        return Hit("contact", contact_id, name, contact_id, name, snippet)

    def _thing(self, kind: str, thing_id: int, words: list[str]) -> Hit:
        title, body = TEXTS[kind]
        query = f'SELECT {title}, contact_id, contact, {body} FROM "{kind}_row" WHERE id = ?'
        title, contact_id, contact, text = self.connection.execute(query, (thing_id,)).fetchone()
        return Hit(kind, thing_id, _line(title), contact_id, contact, excerpt(text or "", words))


# What a thing's title and the text around it are, in its view.
TEXTS = {
    "note": ("body", "body"),
    "job": ("title", "coalesce(description, site)"),
    "appointment": ("title", "location"),
    "reminder": ("text", "text"),
}


def _by_kind(place: int) -> tuple[int, int]:
    return place % 4, -place


def _line(text: str, length: int = 60) -> str:
    """The first line, cut at a word."""
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return first if len(first) <= length else first[:length].rpartition(" ")[0] or first[:length]


def excerpt(text: str, words: Sequence[str], *, always: bool = True) -> str:
    """Some words of ``text`` around the first that begins with one of ``words``; its beginning (or "") if none does."""
    wanted = tuple(fold(word) for word in words)
    parts = text.split()
    places = (place for place, part in enumerate(parts) if _begins(part, wanted))
    place = next(places, 0 if always else None)
    if place is None:
        return ""
    start, end = max(0, place - AROUND), place + 2 * AROUND
    return ("… " if start else "") + " ".join(parts[start:end]) + (" …" if end < len(parts) else "")


def _begins(part: str, wanted: tuple[str, ...]) -> bool:
    return any(piece.startswith(wanted) for piece in re.findall(r"[^\W_]+", fold(part)))


def _words(text: str) -> list[str]:
    """The words as the index splits them; accents are left to its own folding, but for the letters it does not know."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", storable(text).translate(SPECIAL)))[
        :MOST_WORDS
    ]


def _is_short(words: list[str]) -> bool:
    return len(words) == 1 and len(words[0]) <= SHORT and not words[0].isdigit()


def match_all(words: Sequence[str], *, phones: bool = False) -> str:
    """The FTS5 query for things that have all of ``words``; with ``phones``, runs of digits also find numbers.

    Words are letters and digits only, and stand in quotes, so that nothing of the query's language gets in.
    """
    terms = [*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*']
    runs = groupby(zip(words, terms, strict=True), key=lambda pair: phones and _digits(pair[0]))
    return " AND ".join(_run([*pairs], number=number) for number, pairs in runs)


def _run(pairs: list[tuple[str, str]], *, number: bool) -> str:
    plain = " AND ".join(term for _, term in pairs)
    return f"(({plain}) OR {_number(''.join(word for word, _ in pairs))})" if number else plain


def _digits(word: str) -> bool:
    return word.isascii() and word.isdigit()


def _number(digits: str) -> str:
    """Phones that begin or end with these digits; the index holds each backwards behind a z too."""
    digits = digits.removeprefix("00") or digits
    return f'(reach : "{digits}"* OR reach : "z{digits[::-1]}"*)'
