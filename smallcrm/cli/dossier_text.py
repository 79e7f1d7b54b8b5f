"""A dossier for people: every value of it on a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smallcrm.model.text import clean_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def dossier_sections(record: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """A heading and its lines for each part of the record that says something."""
    yield f"All that is known of {record['contact']['name']}", []
    for name, value in record.items():
        lines = list(_lines(value))
        if lines:
            yield name.replace("_", " ").capitalize(), [f"  {line}" for line in lines]


def _lines(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _named(str(name).replace("_", " "), item)
    elif isinstance(value, list):
        for item in value:
            first, *rest = [*_lines(item)] or [""]
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
    elif isinstance(value, bool):
        yield "yes" if value else "no"
    elif value not in (None, ""):
        yield from clean_lines(str(value)).split("\n")


def _named(name: str, item: object) -> Iterator[str]:
    lines = list(_lines(item))
    if len(lines) == 1 and not isinstance(item, dict | list):
        yield f"{name}: {lines[0]}"
    elif lines:
        yield f"{name}:"
        yield from (f"  {line}" for line in lines)
