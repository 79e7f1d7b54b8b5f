"""The board's parts: a stage with its jobs as cards, and the strip of stages on a narrow terminal."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.geometry import Size
from textual.message import Message

from smallcrm.model.calendar_words import MONTHS
from smallcrm.model.money import decimals, money_words
from smallcrm.tui.plain import Words, line
from smallcrm.tui.widgets.panes import Pane
from smallcrm.tui.widgets.window import Column, Window

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from rich.style import Style
    from textual.events import Click
    from textual.strip import Strip

    from smallcrm.read.job import Card
    from smallcrm.tui.widgets.window import Cell, Reader, Row

# A job stands on one line where a column is this wide, else on several below each other.
ONE_LINE = 70
# How many lines a card has where a column is so high at least.
HEIGHTS = ((28, 5), (18, 4), (0, 3))
# A meaning of these says that the work is still to be done, so that it can be late.
TO_DO = ("open", "quoted", "won")
COLUMNS = (
    Column(), Column(17), Column(10, right=True), Column(6, right=True), Column(12), Column(16, least=96),
)  # fmt: skip


class Shelf(NamedTuple):
    """What stands at a stage: the ids in order, and their value in minor units by currency."""

    ids: Sequence[int]
    sums: Mapping[str, int]


def short_money(minor: int, currency: str) -> str:
    """An amount in as little room as it takes: ``£185``, ``£12.50``."""
    return money_words(minor, currency).removesuffix("." + "0" * decimals(currency))


def sums_in_words(sums: Mapping[str, int]) -> str:
    """``£4,250 + €90``; "" for nothing."""
    return " + ".join(short_money(minor, currency) for currency, minor in sums.items())


def card_row(card: Card, meaning: str, today: dt.date) -> Row:
    """A job's title, contact, value, days at its stage, when it is due, and tags."""
    worth = "" if card.value is None else short_money(card.value, card.currency or "")
    return (card.title, (card.contact or "", "dim"), worth, (_days(card.since, today), "dim"),
            _due(card.due, meaning, today), (card.tags, "dim"))  # fmt: skip


def _days(since: str | None, today: dt.date) -> str:
    days = (today - dt.date.fromisoformat(since)).days if since else 0
    return f"{days} d" if days > 0 else "today"


def _due(due: str | None, meaning: str, today: dt.date) -> Cell:
    if not due:
        return ""
    day = dt.date.fromisoformat(due)
    if meaning not in TO_DO:
        return f"due {short_day(day, today)}", "dim"
    if day < today:
        return f"late {short_day(day, today)}", "alert"
    return ("due today", "strong") if day == today else f"due {short_day(day, today)}"


def short_day(day: dt.date, today: dt.date) -> str:
    """``3 Aug``, with its year where it is not this one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {MONTHS[day.month - 1][:3]}{year}"


class Cards(Window):
    """The jobs of a stage: each on a line of its own where there is room, else on a card of several."""

    def __init__(self, read: Reader, *, id: str) -> None:  # noqa: A002
        super().__init__(COLUMNS, read, id=id)

    @property
    def tall(self) -> int:
        """How many lines a card has: title, contact, value, when it is due; with much room the title may take two."""
        if self.size.width >= ONE_LINE:
            return 1
        return next(tall for least, tall in HEIGHTS if self.size.height >= least)

    def refresh_line(self, y: int) -> None:
        """Draw a card anew."""
        self.refresh_lines(y * self.tall, self.tall)

    def action_page(self, pages: int) -> None:
        """Move the cursor by what is in sight."""
        self.go(self.place + pages * max(1, self.size.height // self.tall - 1))

    def on_click(self, event: Click) -> None:
        """Put the cursor where the mouse points; twice opens."""
        event.prevent_default()
        place = (event.y + int(self.scroll_offset.y)) // self.tall
        if place < len(self.keys):
            self.go(place)
            if event.chain == 2:
                self.action_enter()

    def render_line(self, y: int) -> Strip:
        """One line of what is in sight."""
        tall = self.tall
        if tall == 1 or not self.keys:
            return super().render_line(y)
        place, part = divmod(y + int(self.scroll_offset.y), tall)
        width = self.size.width
        if place >= len(self.keys):
            return self._strip([("", "")], width, self.rich_style)
        key = self.keys[place]
        mark = "●" if part == 0 and key in self.marked else " "
        lines = self._card(self._row(key), width - 2)
        said = lines[part] if part < min(len(lines), tall) else [("", "")]
        return self._strip([(mark, "strong"), *said], width, self._style(key, place))

    def _card(self, row: Row, width: int) -> list[list[tuple[str, str]]]:
        """The card's lines, each in parts with their looks."""
        if not row:
            return []
        title, contact, worth, days, due, tags = (
            cell if isinstance(cell, tuple) else (cell, "") for cell in row
        )
        if self.tall == HEIGHTS[-1][1] and due[1] == "alert":
            # There is no line for when it is due.
            days = due
        last = due if due[0] else ("", "")
        rest = [_pair(contact, ("", ""), width), _pair(worth, days, width), _pair(last, tags, width)]
        names = _broken(title[0], width, 2 if self.tall == HEIGHTS[0][1] else 1)
        return [*([(name, "strong")] for name in names), *rest]

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.keys) * self.tall)

    def _in_sight(self) -> None:
        height, tall, top = self.scrollable_content_region.height, self.tall, int(self.scroll_target_y)
        first, last = self.place * tall, self.place * tall + tall
        if height and first < top:
            self.scroll_to(y=first, animate=False, immediate=True, force=True)
        elif height and last > top + height:
            self.scroll_to(y=last - height, animate=False, immediate=True, force=True)

    def _row(self, key: Hashable) -> Row:
        if key not in self._rows:
            room = self.size.height // self.tall + 1
            first = max(0, int(self.scroll_offset.y) // self.tall - room)
            wanted = self.keys[first : first + 3 * room]
            wanted = wanted if key in wanted else [*wanted, key]
            self._rows.update(dict.fromkeys(wanted, ()) | {**self._read(wanted)})
        return self._rows.get(key, ())

    def _style(self, key: Hashable, index: int) -> Style:
        if index == self.place and not self.has_focus:
            # The cursor of the stage that has the keyboard is the only one.
            return self.get_component_rich_style("window--marked") if key in self.marked else self.rich_style
        return super()._style(key, index)


def _pair(left: tuple[str, str], right: tuple[str, str], width: int) -> list[tuple[str, str]]:
    """Two texts at both ends of ``width`` cells; where there is too little room the right one goes, then the left is cut."""
    first, second = line(left[0]), line(right[0])
    gap = width - cell_len(first) - cell_len(second)
    if second and gap < bool(first):
        return [(_cut(first, width), left[1])] if first else [(_cut(second, width), right[1])]
    return [(_cut(first, width), left[1]), (" " * max(0, gap), ""), (second, right[1])]


def _broken(text: str, width: int, lines: int) -> list[str]:
    """``text`` on at most so many lines, the last one cut."""
    text = line(text)
    found: list[str] = []
    while len(found) < lines - 1 and cell_len(text) > width:
        place = _room(text, width)
        found.append(text[:place].rstrip())
        text = text[place:].lstrip()
    return [*found, _cut(text, width)]


def _room(text: str, width: int) -> int:
    """Where to break: behind the last word that fits, else where the room ends."""
    whole = len(set_cell_size(text, width).rstrip())
    space = text.rfind(" ", 0, whole + 1)
    return space if space > 0 else max(1, whole)


def _cut(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1) + "…" if width > 0 else ""


class StagePane(Pane):
    """A stage: its name and how many jobs in its border above, what they are worth below."""

    def __init__(self, stage_id: int, stage: str, read: Reader) -> None:
        self.cards = Cards(read, id=f"cards-{stage_id}")
        super().__init__("", self.cards, id=f"stage-{stage_id}", classes="stage")
        self.stage_id = stage_id
        self.stage = stage
        self.meaning = "open"
        self.say(Shelf((), {}))

    def say(self, shelf: Shelf) -> None:
        """Say what stands here."""
        self.border_title = Content(f"{line(self.stage)} {len(shelf.ids)}")
        worth = sums_in_words(shelf.sums)
        self.border_subtitle = Content(worth) if worth else None


class Stages(Words):
    """The stages in a line, each with its jobs counted, the one in view standing out; a click goes to one."""

    class Chosen(Message):
        """A stage was clicked."""

        def __init__(self, stage: str) -> None:
            super().__init__()
            self.stage = stage

    def __init__(self) -> None:
        super().__init__(id="strip")
        self._ends: list[tuple[int, str]] = []

    def show(self, stages: Sequence[tuple[str, int]], here: str) -> None:
        """Show these stages with their counts, from as far left as keeps the one in view on the line."""
        texts = [(name, f" {line(name)} {count} ") for name, count in stages]
        place = next((i for i, (name, _) in enumerate(texts) if name == here), 0)
        while place and sum(cell_len(text) for _, text in texts[: place + 1]) > self.size.width > 0:
            texts.pop(0)
            place -= 1
        end, self._ends = 0, []
        for name, text in texts:
            end += cell_len(text)
            self._ends.append((end, name))
        styles = ("$primary on $background bold reverse", "$dim")
        self.say(Content.assemble(*((text, styles[name != here]) for name, text in texts)))

    def on_click(self, event: Click) -> None:
        """Go to the stage under the mouse."""
        stage = next((name for end, name in self._ends if event.x < end), None)
        if stage is not None:
            self.post_message(self.Chosen(stage))
