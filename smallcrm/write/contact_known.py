"""What the names that a batch of incoming records goes by mean in the book, looked up for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from smallcrm.model.contact import ORGANISATION
from smallcrm.model.text import fold, storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from smallcrm.model.settle import Settled

Record = tuple["Settled", str]
# How many names one query takes: of two sizes only, so that each query is prepared once.
FEW, MANY = 8, 512
BY_PRINT = (
    "SELECT p.value, c.id FROM provenance p JOIN contact c ON c.uid = p.subject_uid "
    "WHERE p.value IN ({}) AND p.property IS NULL ORDER BY p.id DESC"
)
# A key of a thing that is no contact stands for none, and can't become one's.
BY_KEY = (
    "SELECT k.key, c.id FROM external_key k LEFT JOIN contact c ON c.uid = k.subject_uid "
    "WHERE k.source = ? AND k.key IN ({})"
)
BY_UID = "SELECT uid, id FROM contact WHERE uid IN ({})"
BY_MERGED_UID = "SELECT merged_uid, contact_id FROM merged WHERE merged_uid IN ({}) ORDER BY id DESC"
BY_NAME = f"SELECT name_key, id FROM contact WHERE name_key IN ({{}}) AND kind = '{ORGANISATION}' ORDER BY id"
BY_EMAIL = (
    "SELECT e.key, c.id, c.name, c.kind FROM email e JOIN contact c ON c.id = e.contact_id "
    "WHERE e.key IN ({}) ORDER BY c.id"
)
BY_PHONE = (
    "SELECT p.value, c.id, c.name, c.kind FROM phone p JOIN contact c ON c.id = p.contact_id "
    "WHERE p.value IN ({}) ORDER BY c.id"
)


class Known:
    """Contacts by what records call them; lists begin with the lowest id. ``who`` has a contact's name and kind."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.prints: dict[str, int] = {}
        self.keys: dict[tuple[str, str], int | None] = {}
        self.uids: dict[str, int] = {}
        self.merged_uids: dict[str, int] = {}
        self.organisations: dict[str, list[int]] = {}
        self.emails: dict[str, list[int]] = {}
        self.phones: dict[str, list[int]] = {}
        self.who: dict[int, tuple[str, str]] = {}

    def look_up(self, records: Iterable[Record]) -> None:
        """Learn what the store has for every name that the records go by; nothing else may be waiting to be written."""
        records = list(records)
        settled = [each for each, _ in records]
        self.prints |= self._found(BY_PRINT, {print_ for _, print_ in records})
        self._look_up_keys({key for each in settled for key in each.draft.keys})
        uids = {each.draft.uid for each in settled if each.draft.uid}
        self.uids |= self._found(BY_UID, uids)
        self.merged_uids |= self._found(BY_MERGED_UID, uids)
        self._look_up_organisations({name for each in settled for name in _organisations(each)})
        self.emails |= self._people(BY_EMAIL, {e.email.key for each in settled for e in each.emails})
        self.phones |= self._people(BY_PHONE, {p.phone.value for each in settled for p in each.phones})

    def meet(self, contact_id: int) -> None:
        """Learn a contact's name and kind as they are now."""
        query = "SELECT name, kind FROM contact WHERE id = ?"
        self.who[contact_id] = self._connection.execute(query, (contact_id,)).fetchone()

    def add(self, contact_id: int, uid: str, settled: Settled, print_: str) -> None:
        """A new contact of that record, higher in id than all others."""
        self.who[contact_id] = settled.name, settled.kind
        self.prints.setdefault(print_, contact_id)
        for key in settled.draft.keys:
            if key[1] != uid:
                self.keys.setdefault(key, contact_id)
        if settled.draft.uid:
            self.uids[uid] = contact_id
        if settled.kind == ORGANISATION:
            self.organisations.setdefault(settled.name_key, []).append(contact_id)
        for email in settled.emails:
            self.emails.setdefault(email.email.key, []).append(contact_id)
        for phone in settled.phones:
            self.phones.setdefault(phone.phone.value, []).append(contact_id)

    def _look_up_keys(self, keys: set[tuple[str, str]]) -> None:
        by_source: dict[str, set[str]] = defaultdict(set)
        for source, key in keys:
            by_source[source].add(key)
        for source, wanted in by_source.items():
            found = self._found(BY_KEY, wanted, source)
            self.keys |= {(source, key): contact_id for key, contact_id in found.items()}

    def _look_up_organisations(self, names: set[str]) -> None:
        self.organisations |= {name: [] for name in names}
        for name, contact_id in self._rows(BY_NAME, names):
            self.organisations[name].append(contact_id)

    def _found(self, query: str, names: set[str], *first: str) -> dict[str, int]:
        return dict(self._rows(query, names, *first))

    def _people(self, query: str, names: set[str]) -> dict[str, list[int]]:
        people: dict[str, list[int]] = {name: [] for name in names}
        for name, contact_id, called, kind in self._rows(query, names):
            people[name].append(contact_id)
            self.who[contact_id] = called, kind
        return people

    def _rows(self, query: str, names: set[str], *first: str) -> Iterator[tuple[Any, ...]]:
        wanted: list[str | None] = list(names)
        size = FEW if len(wanted) <= FEW else MANY
        for start in range(0, len(wanted), size):
            # What is missing in number is null, which nothing is equal to.
            part = wanted[start : start + size]
            marks = ", ".join("?" * size)
            values = (*first, *part, *[None] * (size - len(part)))
            yield from self._connection.execute(query.format(marks), values)


def organisation_key(company: str) -> tuple[str, str]:
    """The name of an organisation as the store keeps it, and folded."""
    name = " ".join(storable(company).split())
    return name, fold(name)


def _organisations(settled: Settled) -> Iterator[str]:
    """Folded: the record itself, and whom it works for."""
    if settled.kind == ORGANISATION:
        yield settled.name_key
    if settled.draft.company:
        yield organisation_key(settled.draft.company)[1]
