"""Contacts that may be the same.

Each reason for two to be the same is a key that both have (a number, an address, a shape of the name), so that the
pairs are found by looking keys up and never by comparing everyone with everyone.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.model.likeness import Name, a_slip_apart, name_of, shorter, spellings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

# What each reason makes of the doubt that two are the same: it is the doubt's share that goes. A number alone may be
# a family's landline.
REASONS: tuple[tuple[str, float], ...] = (
    ("same e-mail", 0.6),
    ("same phone", 0.25),
    ("same name", 0.6),
    ("same name but for accents", 0.58),
    ("same name but for punctuation, spaces or titles", 0.55),
    ("names swapped", 0.5),
    ("nickname", 0.5),
    ("near spelling", 0.4),
    ("one name within the other", 0.4),
    ("same company", 0.4),
)
BIT = {name: 1 << index for index, (name, _) in enumerate(REASONS)}
REACHED = BIT["same e-mail"] | BIT["same phone"]
NAMED = sum(BIT[name] for name, _ in REASONS[2:8])
# What more contacts than this have in common is a switchboard or a Smith: each then stands with its next one only.
CROWD = 50


class DuplicateRow(NamedTuple):
    """Two contacts that may be the same: ``score`` of 100, and why."""

    score: int
    id: int
    name: str
    other_id: int
    other_name: str
    reasons: list[str]

    def json(self) -> dict[str, Any]:
        """The record as scripts see it."""
        return self._asdict()


def duplicates(connection: sqlite3.Connection, limit: int | None = None) -> tuple[list[DuplicateRow], int]:
    """The likeliest ``limit`` pairs, best first, and how many there are in all."""
    texts = dict(connection.execute("SELECT id, name FROM contact ORDER BY id").fetchall())
    found: defaultdict[int, int] = defaultdict(int)
    _mark(found, BIT["same e-mail"], _shared(connection, "SELECT key, contact_id FROM email WHERE key <> ''"))
    _mark(
        found,
        BIT["same phone"],
        _shared(connection, "SELECT value || ';' || coalesce(extension, ''), contact_id FROM phone"),
    )
    _mark_names(found, texts)
    _mark_company(found, connection)
    _mark_shorter(found, texts)
    return _best(found, texts, limit), len(found)


def _shared(connection: sqlite3.Connection, query: str) -> Iterable[Sequence[int]]:
    """The contacts that share a key of ``query`` (key, contact), a list for each key."""
    groups: defaultdict[str, dict[int, None]] = defaultdict(dict)
    for key, contact_id in connection.execute(query):
        groups[key][contact_id] = None
    return (sorted(group) for group in groups.values() if len(group) > 1)


def _pair(one: int, other: int) -> int:
    """Two ids as one number, the smaller first: half the memory of a tuple."""
    return one << 32 | other if one < other else other << 32 | one


def _mark(found: defaultdict[int, int], bit: int, groups: Iterable[Sequence[int]]) -> None:
    for group in groups:
        for one, other in _pairs(group):
            found[_pair(one, other)] |= bit


def _pairs(group: Sequence[int]) -> Iterator[tuple[int, int]]:
    import itertools

    if len(group) > CROWD:
        return itertools.pairwise(group)
    return itertools.combinations(group, 2)


def _mark_names(found: defaultdict[int, int], texts: Mapping[int, str]) -> None:
    """Mark each pair with the strongest thing that its names have in common."""
    by_text: defaultdict[str, list[int]] = defaultdict(list)
    for contact_id, text in texts.items():
        by_text[text].append(contact_id)
    names = {text: name_of(text) for text in by_text}
    shapes: tuple[tuple[str, Callable[[Name], Iterable[str]]], ...] = (
        ("same name", lambda name: (name.written,)),
        ("same name but for accents", lambda name: (name.folded,)),
        ("same name but for punctuation, spaces or titles", lambda name: (name.plain,)),
        ("names swapped", lambda name: (name.turned,)),
        ("nickname", lambda name: name.full),
    )
    for reason, keys in shapes:
        _mark_shape(found, BIT[reason], keys, names, by_text)
    _mark_near(found, names, by_text)


def _mark_shape(
    found: defaultdict[int, int],
    bit: int,
    keys: Callable[[Name], Iterable[str]],
    names: Mapping[str, Name],
    by_text: Mapping[str, list[int]],
) -> None:
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for text, name in names.items():
        for key in keys(name):
            if key:
                groups[key] += by_text[text]
    for group in groups.values():
        if len(group) > 1:
            for one, other in _pairs(sorted(group)):
                _mark_name(found, bit, _pair(one, other))


def _mark_name(found: defaultdict[int, int], bit: int, pair: int) -> None:
    if not found[pair] & NAMED:
        found[pair] |= bit


def _mark_near(
    found: defaultdict[int, int], names: Mapping[str, Name], by_text: Mapping[str, list[int]]
) -> None:
    by_plain: defaultdict[str, list[int]] = defaultdict(list)
    for text, name in names.items():
        by_plain[name.plain] += by_text[text]
    for one, other in near_pairs(by_plain):
        for mine in by_plain[one][:CROWD]:
            for theirs in by_plain[other][:CROWD]:
                _mark_name(found, BIT["near spelling"], _pair(mine, theirs))


def near_pairs(plains: Iterable[str]) -> set[tuple[str, str]]:
    """The pairs of different names that are a slip apart."""
    first: dict[int, str] = {}
    more: defaultdict[int, list[str]] = defaultdict(list)
    for plain in plains:
        # By hash, which takes a third of the memory of the text; a_slip_apart() has the last word.
        for key in {hash(spelling) for spelling in spellings(plain)}:
            if first.setdefault(key, plain) is not plain:
                more[key].append(plain)
    pairs = set()
    for key, others in more.items():
        group = [first[key], *others]
        for index, one in enumerate(group):
            for other in group[index + 1 :]:
                if a_slip_apart(one, other):
                    pairs.add((one, other) if one < other else (other, one))
    return pairs


def _mark_company(found: defaultdict[int, int], connection: sqlite3.Connection) -> None:
    """The same company counts for those whose names are alike; colleagues are not duplicates."""
    employer = dict(connection.execute("SELECT contact_id, company_id FROM works_for").fetchall())
    for pair, bits in found.items():
        if bits & NAMED:
            company = employer.get(pair >> 32)
            if company is not None and company == employer.get(pair & 0xFFFFFFFF):
                found[pair] = bits | BIT["same company"]


def _mark_shorter(found: defaultdict[int, int], texts: Mapping[int, str]) -> None:
    """A name within the other counts for those who are reached by the same address or number."""
    for pair, bits in found.items():
        if bits & REACHED and not bits & NAMED and shorter(texts[pair >> 32], texts[pair & 0xFFFFFFFF]):
            found[pair] = bits | BIT["one name within the other"]


def _best(found: Mapping[int, int], texts: Mapping[int, str], limit: int | None) -> list[DuplicateRow]:
    import heapq

    scores = {bits: score(bits) for bits in set(found.values())}
    order = ((-scores[bits], pair, bits) for pair, bits in found.items())
    ranked = sorted(order) if limit is None else heapq.nsmallest(limit, order)
    return [_row(pair, bits, -worst, texts) for worst, pair, bits in ranked]


def score(bits: int) -> int:
    """How sure the reasons in ``bits`` make it, of 100: each takes its share of the doubt that is left."""
    doubt = 1.0
    for index, (_, share) in enumerate(REASONS):
        if bits >> index & 1:
            doubt *= 1 - share
    return round(100 * (1 - doubt))


def _row(pair: int, bits: int, points: int, texts: Mapping[int, str]) -> DuplicateRow:
    one, other = pair >> 32, pair & 0xFFFFFFFF
    reasons = [name for index, (name, _) in enumerate(REASONS) if bits >> index & 1]
    return DuplicateRow(points, one, texts[one], other, texts[other], reasons)
