"""What a word means where a job, an appointment or a reminder is wanted.

Its id or uid, its words, its contact, or words of both: whatever they are, they must leave exactly one that is still
open or coming. An id or uid names any of them, a closed one too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.clock import stamp
from smallcrm.errors import Ambiguous, Candidate, NotFound, UsageError
from smallcrm.model.text import fold, words
from smallcrm.read.reference import is_id

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

    from smallcrm.read.reference import References

# How many candidates an ambiguous reference names.
SHOWN = 10
# How many open things are looked through, the newest first, for one that is spelled nearly so.
NEWEST = 2000


class Kind(NamedTuple):
    """One kind of thing; the SQL calls its row ``t``, and the present instant ``:now``."""

    name: str
    article: str
    # Which rows of the search index are of this kind: id * 4 + offset (store/triggers.sql).
    offset: int
    title: str
    # What a person tells it by, beside its title and contact.
    mark: str
    # Whether it is open or coming; a kind without is named by id or uid alone.
    open: str = ""
    # The ids of the things of some contacts, before ``IN (...)``.
    of_contacts: str = ""


KINDS = {
    "note": Kind("note", "a note", 0, "t.body", "t.at"),
    "job": Kind(
        "job", "an open job", 1, "t.title", "t.stage",
        "t.stage NOT IN (SELECT name FROM stage WHERE meaning IN ('paid', 'lost'))",
        "SELECT job_id FROM job_contact WHERE contact_id",
    ),
    "appointment": Kind(
        "appointment", "a coming appointment", 2, "t.title", "replace(t.starts, 'T', ' ')",
        "t.status <> 'cancelled' AND (t.ends_utc >= :now OR (t.repeat IS NOT NULL "
        "AND (t.last_utc IS NULL OR t.last_utc >= :now)))",
        "SELECT appointment_id FROM appointment_contact WHERE contact_id",
    ),
    "reminder": Kind(
        "reminder", "an open reminder", 3, "t.text", "replace(t.due, 'T', ' ')",
        "t.done_at IS NULL",
        "SELECT id FROM reminder WHERE contact_id",
    ),
}  # fmt: skip

# What `done` can finish: a job that is invoiced or paid is done already.
FINISHABLE = (
    KINDS["reminder"],
    KINDS["job"]._replace(
        article="an unfinished job",
        open="t.stage NOT IN (SELECT name FROM stage WHERE meaning IN ('done', 'owed', 'paid', 'lost'))",
    ),
)

# What a customer can be reminded of: by words or contact an appointment first, by a bare id a reminder.
REMINDABLE = (KINDS["appointment"], KINDS["reminder"])


class ItemReferences:
    """Finds the one note, job, appointment or reminder that a reference names."""

    def __init__(self, connection: sqlite3.Connection, contacts: References) -> None:
        self.connection = connection
        self.contacts = contacts

    def item(self, kind: str, reference: str) -> int:
        """The id of the ``note``, ``job``, ``appointment`` or ``reminder`` that ``reference`` names.

        Order: id or uid; then, of those open or coming, its whole title; words of the title, or a contact; words of
        both; part of the title or of a contact's name. The first level that matches decides. Ambiguous, with the
        candidates, if it matches several; NotFound, with near ones, if none does.
        """
        of, text = KINDS[kind], reference.strip()
        if not text:
            raise UsageError("a reference can't be empty")
        found = self._by_id(of, text)
        if not found and of.open and not is_id(text):
            found = self._open_ones(of, text)
        if not found:
            raise self._not_found(of, reference)
        if len(found) > 1:
            raise Ambiguous(
                f'"{reference}" could be {self._named(of, found)}; say which by id',
                self._candidates(of, found),
            )
        return found[0]

    def among(self, kinds: Sequence[Kind], reference: str, *, ranked: bool = False) -> tuple[str, int]:
        """``(kind, id)`` of the one thing of several kinds that ``reference`` names; ``job:3`` says of which.

        Levels and errors as for :meth:`item`, each level over all kinds. What names a thing of two kinds is ambiguous;
        ``ranked``, those of the kind that stands first count.
        """
        text = reference.strip()
        prefix, _, rest = text.partition(":")
        if rest and prefix in {of.name for of in kinds}:
            return prefix, self.item(prefix, rest)
        if not text:
            raise UsageError("a reference can't be empty")
        found = self._in_any(kinds, text)
        if not found:
            raise self._none_among(kinds, reference)
        if ranked:
            found = [each for each in found if each[0] is found[0][0]]
        if len(found) > 1:
            candidates = tuple(self._marked(of, thing_id) for of, thing_id in found[:SHOWN])
            names = ", ".join(candidate.words for candidate in candidates[:5])
            more = " and more" if len(found) > 5 else ""
            raise Ambiguous(
                f'"{reference}" could be {names}{more}; say which, like {_prefixed(*found[0])}', candidates
            )
        return found[0][0].name, found[0][1]

    def _in_any(self, kinds: Sequence[Kind], text: str) -> list[tuple[Kind, int]]:
        found = [(of, thing_id) for of in kinds for thing_id in self._by_id(of, text)]
        if found or is_id(text):
            return found
        for level in self._levels():
            found = [(of, thing_id) for of in kinds for thing_id in level(of, text, of.open)]
            if found:
                return found
        return []

    def _none_among(self, kinds: Sequence[Kind], reference: str) -> NotFound:
        text = reference.strip()
        if is_id(text):
            return NotFound(f'there is no {" and no ".join(of.name for of in kinds)} "{reference}"')
        names = " and no ".join(of.article.partition(" ")[2] for of in kinds)
        candidates = tuple(self._marked(of, thing_id) for of in kinds for thing_id in self._near(of, text))
        hint = f"; did you mean {', '.join(each.words for each in candidates)}?" if candidates else ""
        return NotFound(f'no {names} matches "{reference}"{hint}', candidates)

    def _marked(self, of: Kind, thing_id: int) -> Candidate:
        return Candidate((thing_id, f"{self._candidate(of, thing_id).words} ({_prefixed(of, thing_id)})"))

    def _by_id(self, of: Kind, text: str) -> list[int]:
        if is_id(text):
            return self._ids(f"SELECT id FROM {of.name} WHERE id = :id", id=int(text))
        return self._ids(f"SELECT id FROM {of.name} WHERE uid = :uid", uid=text)

    def _open_ones(self, of: Kind, text: str) -> list[int]:
        for level in self._levels():
            found = level(of, text, of.open)
            if found:
                return found
        return []

    def _levels(self) -> tuple[Callable[[Kind, str, str], list[int]], ...]:
        self.contacts.freshen()
        return self._by_title, self._by_words_or_contact, self._by_mixed_words, self._by_part

    def _ids(self, query: str, **values: object) -> list[int]:
        rows = self.connection.execute(f"{query} ORDER BY id LIMIT {SHOWN + 1}", {"now": stamp(), **values})
        return [row[0] for row in rows]

    def _which(self, of: Kind, condition: str, state: str, **values: object) -> list[int]:
        return self._ids(f"SELECT id FROM {of.name} t WHERE ({condition}) AND ({state})", **values)

    def _by_title(self, of: Kind, text: str, state: str) -> list[int]:
        if not words(text):
            return []
        query = f"SELECT t.id, {of.title} FROM {of.name} t WHERE {_in_title(of)} AND ({state}) ORDER BY t.id"
        titles = self.connection.execute(query, {"now": stamp(), "words": _match("title", text)})
        return [thing_id for thing_id, title in titles if fold(title) == fold(text)]

    def _by_words_or_contact(self, of: Kind, text: str, state: str) -> list[int]:
        contact_ids = self.contacts.whole(text)
        if len(contact_ids) > SHOWN:
            return []  # more than were looked at: the search for mixed words sees them all
        by_contact = self._which(of, f"t.id IN ({of.of_contacts} IN ({_listed(contact_ids)}))", state)
        return sorted({*self._by_words(of, text, state), *by_contact})

    def _by_words(self, of: Kind, text: str, state: str) -> list[int]:
        return self._which(of, _in_title(of), state, words=_match("title", text)) if words(text) else []

    def _by_mixed_words(self, of: Kind, text: str, state: str) -> list[int]:
        each = {f"title{i}": _match("title", word) for i, word in enumerate(words(text))}
        each |= {f"name{i}": _match("name", word) for i, word in enumerate(words(text))}
        condition = " AND ".join(
            f"({_in_title(of, f'title{i}')} OR t.id IN ({of.of_contacts} IN "
            f"(SELECT rowid FROM contact_search WHERE contact_search MATCH :name{i})))"
            for i in range(len(words(text)))
        )
        return self._which(of, condition, state, **each) if condition else []

    def _by_part(self, of: Kind, text: str, state: str) -> list[int]:
        named = f"t.id IN ({of.of_contacts} IN (SELECT id FROM contact WHERE instr(name_key, :part)))"
        by_contact = self._which(of, named, state, part=fold(text))
        # SQLite itself passes over the titles that need no folding and have no such part: ten times as quick.
        query = (
            f"SELECT t.id, {of.title} FROM {of.name} t WHERE ({state}) AND (instr(lower({of.title}), :part) "
            f"OR {of.title} GLOB '*[^ -~]*' OR instr({of.title}, '  '))"
        )
        titles = self.connection.execute(query, {"now": stamp(), "part": fold(text)})
        return sorted({*by_contact, *(thing_id for thing_id, title in titles if fold(text) in fold(title))})

    def _named(self, of: Kind, found: Sequence[int]) -> str:
        names = ", ".join(f"{c.words} ({c.id})" for c in self._candidates(of, found[:5]))
        return names + (" and more" if len(found) > 5 else "")

    def _candidates(self, of: Kind, found: Sequence[int]) -> tuple[Candidate, ...]:
        return tuple(self._candidate(of, thing_id) for thing_id in found[:SHOWN])

    def _candidate(self, of: Kind, thing_id: int) -> Candidate:
        row = self.connection.execute(
            f"SELECT {of.title}, v.contact, {of.mark} FROM {of.name} t JOIN {of.name}_row v ON v.id = t.id WHERE t.id = ?",
            (thing_id,),
        ).fetchone()
        return Candidate((thing_id, ", ".join(part for part in row if part)))

    def _not_found(self, of: Kind, reference: str) -> NotFound:
        if not of.open or is_id(reference.strip()):
            how = "" if of.open else f"; a {of.name} is named by its id, see: smallcrm {of.name} list"
            return NotFound(f'there is no {of.name} "{reference}"{how}')
        near = self._near(of, reference.strip())
        hint = f"; did you mean {self._named(of, near)}?" if near else ""
        return NotFound(
            f'no {of.article.partition(" ")[2]} matches "{reference}"{hint}', self._candidates(of, near)
        )

    def _near(self, of: Kind, text: str) -> list[int]:
        """Up to three that match but are no longer open; else open ones with a word that is spelled nearly so."""
        closed = self._by_words_or_contact(of, text, "TRUE") or self._by_mixed_words(of, text, "TRUE")
        return closed[-3:] or self._spelled_nearly(of, text)

    def _spelled_nearly(self, of: Kind, text: str) -> list[int]:
        query = f"SELECT t.id, {of.title} FROM {of.name} t WHERE {of.open} ORDER BY t.id DESC LIMIT {NEWEST}"
        by_word: dict[str, int] = {}
        for thing_id, title in self.connection.execute(query, {"now": stamp()}):
            for word in (fold(title), *words(title)):
                by_word.setdefault(word, thing_id)
        close = [near for word in (fold(text), *words(text)) for near in _spelled_like(word, by_word)]
        return list(dict.fromkeys(by_word[word] for word in close))[:3]


def _prefixed(of: Kind, thing_id: int) -> str:
    return f"{of.name}:{thing_id}"


def _spelled_like(word: str, known: Iterable[str]) -> list[str]:
    """Up to three of the known words that are spelled nearly so, the nearest first."""
    import difflib

    # What is far shorter, far longer or has no letter in common can't be near: to tell so here is quicker.
    letters = frozenset(word)
    likely = [
        each
        for each in known
        if 3 * len(word) <= 7 * len(each) and 3 * len(each) <= 7 * len(word) and not letters.isdisjoint(each)
    ]
    return difflib.get_close_matches(word, likely)


def _listed(ids: Sequence[int]) -> str:
    return ", ".join(map(str, ids))


def _match(column: str, text: str) -> str:
    """The search that finds rows with all the whole words of ``text`` in a column."""
    return " ".join(f'{column}:"{word}"' for word in words(text))


def _in_title(of: Kind, parameter: str = "words") -> str:
    return f"t.id IN (SELECT rowid / 4 FROM item_search WHERE item_search MATCH :{parameter} AND rowid % 4 = {of.offset})"
