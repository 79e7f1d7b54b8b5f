"""A screen as a picture (SVG) that any browser shows and that is read back cell by cell, to be compared with another.

Compared is what a person sees: in each cell the sign, its two colours, and whether it is bold, underlined and so on.
A blank has no colour of its own but the one behind it; shades that nobody can tell apart are the same.
"""

from __future__ import annotations

import functools
import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.style import Style
    from textual.strip import Strip

# A cell in the units of the picture, and how far apart two shades of one colour may be (of 255).
WIDE, HIGH, FONT = 9, 18, 15
NEAR = 4
MARKS = ("bold", "dim", "italic", "underline", "strike")
DRAWN = {
    "bold": 'font-weight="bold"', "dim": 'fill-opacity=".6"', "italic": 'font-style="italic"',
    "underline": 'text-decoration="underline"', "strike": 'text-decoration="line-through"',
}  # fmt: skip
SVG = "{http://www.w3.org/2000/svg}"


class Look(NamedTuple):
    """How a cell is drawn: two colours (``#rrggbb``, "" for the terminal's own), and what sets it off."""

    ink: str = ""
    ground: str = ""
    marks: tuple[str, ...] = ()


class Cell(NamedTuple):
    """A sign, "" in the second cell of a wide one, and how it is drawn."""

    sign: str
    look: Look


Picture = list[list[Cell]]


def picture_of(strips: Iterable[Strip]) -> Picture:
    """What the terminal would show."""
    return [
        [cell for segment in strip for cell in _cells(segment.text, _look(segment.style))] for strip in strips
    ]


@functools.cache
def _look(style: Style | None) -> Look:
    if style is None:
        return Look()
    colours = [f"#{each.get_truecolor().hex[1:]}" if each else "" for each in (style.color, style.bgcolor)]
    ink, ground = reversed(colours) if style.reverse else colours
    return Look(ink, ground, tuple(mark for mark in MARKS if getattr(style, mark)))


def _cells(text: str, look: Look) -> list[Cell]:
    cells: list[Cell] = []
    for sign in text:
        width = cell_len(sign)
        if not width and cells:
            cells[-1] = Cell(cells[-1].sign + sign, look)
        cells += [Cell(sign, look), Cell("", look)][:width]
    return cells


def drawn(picture: Picture, title: str) -> str:
    """The picture as SVG, a line of it for every line of the screen."""
    width, height = max(map(len, picture)) * WIDE, len(picture) * HIGH
    looks = [cell.look for row in picture for cell in row]
    ink, ground = (_usual([getattr(look, name) for look in looks]) for name in ("ink", "ground"))
    lines = [_line(row, number, Look(ink, ground)) for number, row in enumerate(picture)]
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" fill="{ink}" font-size="{FONT}" '
        'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" xml:space="preserve" '
        'style="white-space:pre;direction:ltr;unicode-bidi:bidi-override">',
        f'<title>{escape(title)}</title><rect width="{width}" height="{height}" fill="{ground}"/>',
        *lines, "</svg>", "",
    ))  # fmt: skip


def _usual(values: Sequence[str]) -> str:
    return max(sorted(set(values)), key=values.count)


def _line(row: Sequence[Cell], number: int, usual: Look) -> str:
    grounds = "".join(
        f'<path fill="{ground}" d="M{at * WIDE} {number * HIGH}h{width * WIDE}v{HIGH}h-{width * WIDE}z"/>'
        for at, width, ground in _runs([cell.look.ground for cell in row])
        if ground != usual.ground
    )
    texts = "".join(
        _text(row[at : at + width], at, look, usual)
        for at, width, look in _runs([_seen(cell) for cell in row])
        if look is not None
    )
    return grounds + (f'<text y="{number * HIGH + 14}">{texts}</text>' if texts else "") or "<g/>"


def _seen(cell: Cell) -> Look | None:
    """How the cell is written on its ground; None for a blank, on which nothing is written."""
    written = cell.sign != " " or {"underline", "strike"} & {*cell.look.marks}
    return cell.look._replace(ground="") if written else None


def _runs(values: Sequence[object]) -> Iterator[tuple[int, int, object]]:
    """Where each run of equal values begins, how long it is, and the value."""
    at = 0
    for value, same in groupby(values):
        width = sum(1 for _ in same)
        yield at, width, value
        at += width


def _text(cells: Sequence[Cell], at: int, look: object, usual: Look) -> str:
    assert isinstance(look, Look)
    parts = [f'x="{at * WIDE}"']
    if len(cells) > 1:
        parts.append(f'textLength="{len(cells) * WIDE}"')
    if look.ink != usual.ink:
        parts.append(f'fill="{look.ink}"')
    parts += [DRAWN[mark] for mark in look.marks]
    return f"<tspan {' '.join(parts)}>{escape(''.join(cell.sign for cell in cells))}</tspan>"


def read(svg: str) -> Picture:
    """The picture that an SVG shows which ``drawn`` has made."""
    root = ET.fromstring(svg)
    _, _, width, height = (int(number) for number in root.attrib["viewBox"].split())
    ink, ground = root.attrib["fill"], root.find(f"{SVG}rect").attrib["fill"]  # type: ignore[union-attr]
    picture = [[Cell(" ", Look(ink, ground))] * (width // WIDE) for _ in range(height // HIGH)]
    for path in root.iter(f"{SVG}path"):
        x, y, length = (int(number) for number in re.findall(r"\d+", path.attrib["d"])[:3])
        row = picture[y // HIGH]
        for at in range(x // WIDE, (x + length) // WIDE):
            row[at] = Cell(" ", Look(ink, path.attrib["fill"]))
    for text in root.iter(f"{SVG}text"):
        row = picture[int(text.attrib["y"]) // HIGH]
        for span in text:
            _write(row, span, ink)
    return picture


def _write(row: list[Cell], span: ET.Element, ink: str) -> None:
    at = int(span.attrib["x"]) // WIDE
    given = {f'{name}="{value}"' for name, value in span.attrib.items()}
    marks = tuple(mark for mark in MARKS if DRAWN[mark] in given)
    for cell in _cells(span.text or "", Look(span.attrib.get("fill", ink), "", marks)):
        if at < len(row):
            row[at] = Cell(cell.sign, cell.look._replace(ground=row[at].look.ground))
        at += 1


def differences(expected: Picture, got: Picture) -> list[str]:
    """Line by line in words what is not as expected; none for two pictures that look alike."""
    shapes = [f"{max(map(len, each))}x{len(each)}" for each in (expected, got)]
    if shapes[0] != shapes[1]:
        return [f"expected {shapes[0]} cells, got {shapes[1]}"]
    pairs = enumerate(zip(expected, got, strict=True), 1)
    return [said for number, rows in pairs if (said := _difference(number, *rows))]


def _difference(number: int, expected: Sequence[Cell], got: Sequence[Cell]) -> str:
    places = [at for at, pair in enumerate(zip(expected, got, strict=True)) if not _alike(*pair)]
    if not places:
        return ""
    texts = ["".join(cell.sign for cell in row).rstrip() for row in (expected, got)]
    if texts[0] != texts[1]:
        return f"line {number}\n  expected: {texts[0]}\n  got:      {texts[1]}"
    first, last = places[0], places[-1] + 1
    part = "".join(cell.sign for cell in got[first:last])
    looks = [_in_words(row[first].look) for row in (expected, got)]
    return f"line {number}, columns {first + 1} to {last}: {part}\n  expected: {looks[0]}\n  got:      {looks[1]}"


def _alike(one: Cell, other: Cell) -> bool:
    if one.sign != other.sign or not _near(one.look.ground, other.look.ground):
        return False
    seen, shown = _seen(one), _seen(other)
    if seen is None or shown is None:
        return seen is shown
    return seen.marks == shown.marks and _near(seen.ink, shown.ink)


def _near(one: str, other: str) -> bool:
    if one == other or not (one and other):
        return one == other
    pairs = ((one[at : at + 2], other[at : at + 2]) for at in (1, 3, 5))
    return all(abs(int(first, 16) - int(second, 16)) <= NEAR for first, second in pairs)


def _in_words(look: Look) -> str:
    return " ".join((*look.marks, look.ink or "own colour", "on", look.ground or "own ground"))
