"""Two accounts of one thing, changed apart since they last agreed, brought together fact by fact.

A fact has a name and, where there can be several of the name, what tells them apart: a title, the e-mail of that
address. What one side alone changed holds; a fact that both changed, each otherwise, is a clash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Key = tuple[str, str]
Facts = dict[Key, Any]

# A series is moved as one: another time or rule, and an exception that was named by the old ones, don't go together.
TIMES = frozenset({"when", "repeat"})
TIMING = TIMES | {"occurrence"}
# What only smallcrm writes: a program that leaves it out did not know it, and took nothing away.
OURS_ALONE = frozenset({"kind", "stage", "prefers", "source", "consent", "field"})


class Side(NamedTuple):
    """What one side says now, and what it said when both agreed last; empty where they never did."""

    base: Mapping[Key, Any]
    now: Mapping[Key, Any]

    def changes(self) -> dict[Key, Any]:
        """The facts that it changed, None for one it no longer has."""
        return dict(differing(self.base, self.now))


class Merged(NamedTuple):
    """What both together say; where they clash, it is what ours say."""

    facts: Facts
    clashes: list[Key]


def differing(before: Mapping[Key, Any], after: Mapping[Key, Any]) -> Iterator[tuple[Key, Any]]:
    """The facts that differ, as they are ``after``; None for one that is gone."""
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) != after.get(key):
            yield key, after.get(key)


def follow(theirs: Side) -> Side:
    """Their side, without the removal of what they could not know."""
    kept = {key: value for key, value in theirs.base.items() if key[0] in OURS_ALONE}
    return theirs._replace(now={**kept, **theirs.now})


def merge(ours: Side, theirs: Side) -> Merged:
    """Both sides' changes together."""
    facts: Facts = dict(ours.now)
    our_changes = ours.changes()
    clashes: list[Key] = []
    their_changes = follow(theirs).changes()
    for key, value in their_changes.items():
        if key not in our_changes:
            _put(facts, key, value)
        elif value is None or facts.get(key) is None:
            # One took it away, the other changed it: what was changed is kept.
            _put(facts, key, value if facts.get(key) is None else facts[key])
        elif value != facts[key]:
            clashes.append(key)
    timing = _clash_of_times(our_changes, their_changes)
    if timing:
        for key, _ in differing(facts, ours.now):
            if key[0] in TIMING:
                _put(facts, key, ours.now.get(key))
        clashes += [key for key in timing if key not in clashes]
    return Merged(facts, clashes)


def _clash_of_times(ours: Mapping[Key, Any], theirs: Mapping[Key, Any]) -> list[Key]:
    """The times that both changed of a series, unless they changed them alike."""
    our_times = {key: value for key, value in ours.items() if key[0] in TIMING}
    their_times = {key: value for key, value in theirs.items() if key[0] in TIMING}
    keys = {*our_times, *their_times}
    alike = all(our_times.get(key, key) == their_times.get(key, key) for key in keys if key[0] in TIMES)
    if alike or not our_times or not their_times or keys == {("when", "")}:
        return []
    return list(their_times)


def _put(facts: Facts, key: Key, value: object) -> None:
    if value is None:
        facts.pop(key, None)
    else:
        facts[key] = value
