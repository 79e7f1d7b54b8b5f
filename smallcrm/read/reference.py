"""What a word on the command line means: an id, an address, a number, a name. Never guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smallcrm.errors import Ambiguous, Candidate, NotFound, UsageError
from smallcrm.model.phone import looks_like_phone, parse_phone
from smallcrm.model.text import fold, storable, words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from smallcrm.desk import Desk

# How many candidates an ambiguous reference names.
SHOWN = 10


class References:
    """Finds the one thing that a reference names; ``freshen`` is called before it asks the search index."""

    def __init__(self, connection: sqlite3.Connection, desk: Desk, freshen: Callable[[], None]) -> None:
        self.connection = connection
        self.desk = desk
        self.freshen = freshen

    def contact(self, reference: str) -> int:
        """The id of the contact that ``reference`` names.

        Order: id or uid, exact e-mail, phone, handle or web address, exact name, whole words, part of a name; the first
        level that matches decides. Ambiguous, with the candidates, if it matches several; NotFound, with near
        names, if none does.
        """
        reference = storable(reference)
        text = reference.strip()
        if not text:
            raise UsageError("a reference can't be empty")
        for level in self._levels(text):
            found = level(text)
            if len(found) == 1:
                return found[0]
            if found:
                raise self._ambiguous(reference, found)
        raise self._not_found(reference)

    def whole(self, reference: str) -> list[int]:
        """The ids of all contacts (at most SHOWN + 1) at the first level that matches, part of a name left out.

        This is how a contact stands for a job, appointment or reminder of theirs.
        """
        text = storable(reference).strip()
        levels = self._levels(text)[:-1]
        return next((found for level in levels if (found := level(text))), [])

    def item(self, kind: str, reference: str) -> int:
        """The id of the ``note``, ``job``, ``appointment`` or ``reminder`` that ``reference`` names.

        Errors as for :meth:`contact`; what may stand for which is told in ``read/item_reference.py``.
        """
        from smallcrm.read.item_reference import ItemReferences

        return ItemReferences(self.connection, self).item(kind, storable(reference))

    def finishable(self, reference: str) -> tuple[str, int]:
        """``("reminder", id)`` or ``("job", id)`` of the one open reminder or unfinished job that ``reference`` names.

        ``job:3`` and ``reminder:3`` say which; errors as for :meth:`contact`.
        """
        from smallcrm.read.item_reference import FINISHABLE, ItemReferences

        return ItemReferences(self.connection, self).among(FINISHABLE, storable(reference))

    def remindable(self, reference: str) -> tuple[str, int]:
        """``("appointment", id)`` or ``("reminder", id)`` of what ``reference`` names, to remind a customer of.

        Words, or a contact, name a coming appointment, else an open reminder; an id that is both a reminder's.
        ``appointment:3`` and ``reminder:3`` say which; errors as for :meth:`contact`.
        """
        from smallcrm.read.item_reference import REMINDABLE, ItemReferences

        text = storable(reference)
        kinds = REMINDABLE[::-1] if is_id(text.strip()) else REMINDABLE
        return ItemReferences(self.connection, self).among(kinds, text, ranked=True)

    def _levels(self, text: str) -> list[Callable[[str], list[int]]]:
        by_number = [self._by_phone] if looks_like_phone(text) else []
        # Digits alone are an id first; with + or a leading 0 they are a number.
        first = [self._by_id] if is_id(text) else [self._by_uid]
        return [
            *first,
            self._by_email,
            *by_number,
            self._by_handle,
            self._by_name,
            self._by_words,
            self._by_part,
        ]

    def _ids(self, query: str, *values: object) -> list[int]:
        return [row[0] for row in self.connection.execute(f"{query} LIMIT {SHOWN + 1}", values)]

    def _by_id(self, text: str) -> list[int]:
        return self._ids("SELECT id FROM contact WHERE id = ?1", int(text)) or self._ids(
            "SELECT contact_id FROM merged WHERE merged_id = ?1", int(text)
        )

    def _by_uid(self, text: str) -> list[int]:
        return self._ids("SELECT id FROM contact WHERE uid = ?1", text) or self._ids(
            "SELECT contact_id FROM merged WHERE merged_uid = ?1", text
        )

    def _by_email(self, text: str) -> list[int]:
        if "@" not in text:
            return []
        return self._ids("SELECT DISTINCT contact_id FROM email WHERE key = ? ORDER BY 1", text.casefold())

    def _by_phone(self, text: str) -> list[int]:
        try:
            phone = parse_phone(text, self.desk.region)
        except UsageError:
            return []
        query = "SELECT DISTINCT contact_id FROM phone WHERE value = ?1 AND (?2 = '' OR extension = ?2) ORDER BY 1"
        return self._ids(query, phone.value, phone.extension)

    def _by_handle(self, text: str) -> list[int]:
        if "/" not in text and "." not in text and not text.startswith("@"):
            return []
        bare = text.removeprefix("@")
        return self._ids(
            "SELECT contact_id FROM handle WHERE value IN (?1, ?2) UNION SELECT contact_id FROM url WHERE value = ?1",
            text,
            bare,
        )

    def _by_name(self, text: str) -> list[int]:
        return self._ids("SELECT id FROM contact WHERE name_key = ? ORDER BY id", fold(text))

    def _by_words(self, text: str) -> list[int]:
        query = match_names(text)
        if not query:
            return []
        self.freshen()
        return self._ids(
            "SELECT rowid FROM contact_search WHERE contact_search MATCH ? ORDER BY rowid", query
        )

    def _by_part(self, text: str) -> list[int]:
        part = fold(text)
        return self._ids("SELECT id FROM contact WHERE instr(name_key, ?) ORDER BY id", part) if part else []

    def _ambiguous(self, reference: str, found: list[int]) -> Ambiguous:
        more = len(found) > SHOWN
        candidates = self._told_apart([self.candidate(contact_id) for contact_id in found[:SHOWN]])
        names = ", ".join(f"{c.words} ({c.id})" for c in candidates[:5]) + (
            " and more" if more or len(found) > 5 else ""
        )
        return Ambiguous(f'"{reference}" could be {names}; say which by id', candidates)

    def _told_apart(self, candidates: list[Candidate]) -> tuple[Candidate, ...]:
        """The same, those who share a name with how they are reached."""
        names = [each.words for each in candidates]
        return tuple(
            Candidate((each.id, ", ".join(filter(None, (each.words, self._way_to(each.id))))))
            if names.count(each.words) > 1
            else each
            for each in candidates
        )

    def _way_to(self, contact_id: int) -> str:
        ways = self.connection.execute(
            "SELECT (SELECT coalesce(raw, value) FROM phone WHERE contact_id = ?1 ORDER BY preferred DESC, id LIMIT 1), "
            "(SELECT value FROM email WHERE contact_id = ?1 ORDER BY preferred DESC, id LIMIT 1), "
            "(SELECT formatted FROM address_row WHERE contact_id = ?1 ORDER BY preferred DESC, id LIMIT 1)",
            (contact_id,),
        ).fetchone()
        return next((" ".join(way.split()) for way in ways if way), "")

    def candidate(self, contact_id: int) -> Candidate:
        """A contact as a choice: id and name, and the company."""
        row = self.connection.execute(
            "SELECT name, company FROM contact_row WHERE id = ?", (contact_id,)
        ).fetchone()
        return Candidate((contact_id, f"{row[0]}, {row[1]}" if row[1] else row[0]))

    def _not_found(self, reference: str) -> NotFound:
        near = tuple(self.candidate(contact_id) for contact_id in self._near(reference))
        hint = "; did you mean " + " or ".join(f"{c.words} ({c.id})" for c in near) + "?" if near else ""
        return NotFound(f'no contact matches "{reference}"{hint}', near)

    def _near(self, reference: str) -> list[int]:
        """Up to three contacts whose name is spelled nearly so."""
        import difflib

        key = fold(reference)
        if not key:
            return []
        query = "SELECT name_key, id FROM contact WHERE name_key LIKE ?1 OR name_key LIKE ?2 LIMIT 5000"
        rows = self.connection.execute(query, (f"{_like(key[0])}%", f"% {_like(key[0])}%")).fetchall()
        by_word: dict[str, int] = {}
        for name, contact_id in rows:
            for word in (name, *name.split()):
                by_word.setdefault(word, contact_id)
        close = difflib.get_close_matches(key, by_word, n=6, cutoff=0.6)
        return list(dict.fromkeys(by_word[word] for word in close))[:3]


def is_id(text: str) -> bool:
    """Whether a reference is an id: digits alone; with a leading 0 they are somebody's number.

    More than 18 are none, since SQLite counts to nineteen.
    """
    return text.isascii() and text.isdigit() and not text.startswith("0") and len(text) <= 18


def _like(text: str) -> str:
    return re.sub(r"[%_]", "", text)


def match_names(text: str) -> str:
    """The search that finds names with all the whole words of ``text``; "" where it has none."""
    return " ".join(f'name:"{word}"' for word in words(text))
