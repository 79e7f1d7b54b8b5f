"""Everybody, and beside the list the one page of whoever is under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work

from smallcrm.errors import CrmError
from smallcrm.model.contact_words import as_dialled
from smallcrm.tui.acts import bulk
from smallcrm.tui.keys import bindings
from smallcrm.tui.screens.contact_lines import Line
from smallcrm.tui.screens.contact_page import ContactPage
from smallcrm.tui.screens.opening import open_appointment, open_thing
from smallcrm.tui.screens.roll import Roll
from smallcrm.tui.screens.view import View
from smallcrm.tui.thing import Thing
from smallcrm.tui.widgets.filter_line import FilterLine
from smallcrm.tui.widgets.panes import Pane
from smallcrm.tui.widgets.people import People
from smallcrm.tui.widgets.window import Column, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from textual.binding import BindingType
    from textual.timer import Timer
    from textual.widget import Widget

    from smallcrm.model.contact_row import ContactRow
    from smallcrm.read.listing import Listing
    from smallcrm.read.reading import Read
    from smallcrm.tui.forms.filter_form import Filter
    from smallcrm.tui.widgets.window import Row

SHOWN = ("name", "company", "phones", "tags")
COLUMNS = (Column(), Column(19, least=42), Column(16, least=56), Column(18, least=82))
# The page follows once the cursor rests for so long, in seconds.
REST = 0.08
# From so many columns on the page stands beside the list.
WIDE = 100


class Contacts(View):
    """The list of contacts, and the page of one."""

    NAME = "contacts"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("contacts")]
    HINTS = ("narrow", "filter", "new", "edit", "log", "book", "remind", "add_job", "tag")

    def __init__(self) -> None:
        super().__init__()
        self.roll = Roll(self._look)
        # Whose page is shown, whose were shown before it, and who was asked for before there was a list.
        self.shown: int | None = None
        self.trail: list[tuple[int, Line | None]] = []
        self._wanted: int | None = None
        self._rest: Timer | None = None
        self._titles: dict[str, tuple[str, str]] = {}

    def panes(self) -> Iterable[Widget]:
        """The list and the page."""
        self.people = People(COLUMNS, self._rows, id="people")
        self.line = FilterLine("name, phone, tag, words of a note or job", id="search")
        self.page = ContactPage(id="sheet")
        yield Pane("Contacts", self.line, self.people, id="list")
        yield Pane("", self.page, id="page")

    def read(self) -> None:
        """Everybody's ids, and the page; who is marked, shown and under the cursor stays so."""
        self.roll.renew()
        self.people.forget_all_but(self.roll.everybody)
        self._list()
        self._turn(self.shown if self.shown is not None else self._under_cursor)
        if self._wanted is not None:
            self.call_after_refresh(self.open, self._wanted)

    def things(self) -> Sequence[Thing]:
        """What the page's line speaks of where the page has the keyboard; else those marked or under the cursor."""
        if self.in_page:
            self._follow_now()
            thing = self.page.thing
            return [thing] if thing else []
        return [Thing("contact", each, each) for each in self.chosen]

    @property
    def chosen(self) -> list[int]:
        """The contacts that an act on several is about: whose page has the keyboard, else marked or under the cursor."""
        if self.in_page and not self.people.marked:
            return [self.shown] if self.shown is not None else []
        return cast("list[int]", self.people.chosen)

    @property
    def in_page(self) -> bool:
        """Whether the page has the keyboard."""
        front = self.all_panes.front
        return front is not None and front.id == "page"

    @property
    def _under_cursor(self) -> int | None:
        return cast("int | None", self.people.key)

    @property
    def _beside(self) -> bool:
        return self.app.size.width >= WIDE

    def open(self, contact_id: int) -> None:
        """Show a contact's page with the keyboard in it; a list that is narrowed to others shows everybody again."""
        if not self.is_mounted or not self.query("#page"):
            self._wanted = contact_id
            return
        self._wanted = None
        if contact_id not in self.people.keys:
            self._everybody_again()
        self.trail.clear()
        self.people.go_to(contact_id)
        self._stop_resting()
        self._turn(contact_id)
        self._bring("page")

    def show_filtered(self, asked: Filter) -> None:
        """Filter and sort the list otherwise."""
        self.roll.ask(asked)
        self._list()

    # What is shown

    def _look(self, ask: Callable[[Read], object]) -> object | None:
        return self.app.look(ask)

    def _list(self) -> None:
        ids = self.roll.ids
        self.people.empty = (
            "nobody: esc shows everybody again"
            if self.roll.narrowed
            else "nobody yet: n adds a contact, I imports a file"
        )
        self.people.show(ids)
        self._entitle()
        listing = self.roll.to_find_out()
        if listing is not None:
            self._find_out(listing)

    @work(exclusive=True, group="filter")
    async def _find_out(self, listing: Listing) -> None:
        """Whom a filter wants, read in another thread: one goes on meanwhile."""
        try:
            ids = await self.app.book.read_aside(lambda read: list(read.listings.ids("contact", listing)))
        except CrmError as problem:
            self.app.tell(problem.message, bad=True)
            return
        self.roll.told(listing, ids)
        self._list()

    def _entitle(self) -> None:
        total, shown, marked = len(self.roll.everybody), len(self.people.keys), len(self.people.marked)
        more = "+" if self.roll.more else ""
        found = "…" if self.roll.pending else f"{shown:,}{more}"
        count = f"{found} of {total:,}" if self.roll.narrowed else f"{total:,}"
        said = f"Contacts {count}" + (f" · {marked:,} marked" if marked else "")
        self._entitled("list", said, self.roll.filter.words)

    def _turn(self, contact_id: int | None, at: Line | None = None) -> None:
        """Show a page; of somebody who is gone, that of whoever is under the cursor."""
        if not self.page.turn_to(contact_id, at=at) and contact_id != self._under_cursor:
            contact_id = self._under_cursor
            self.trail.clear()
            self.page.turn_to(contact_id)
        contact = self.page.contact
        self.shown = contact.id if contact else None
        kind = ", organisation" if contact and contact.kind == "organisation" else ""
        title = f"{contact.name} ({contact.id}{kind})" if contact else ""
        self._entitled("page", title)

    def _entitled(self, name: str, title: str, under: str = "") -> None:
        # To set a title that is there already would draw the pane anew.
        if self._titles.get(name) != (title, under):
            self._titles[name] = title, under
            pane = self.query_one(f"#{name}", Pane)
            pane.entitle(title)
            pane.say_below(under)

    def _rows(self, keys: Sequence[Hashable]) -> dict[Hashable, Row]:
        ids = cast("Sequence[int]", keys)
        rows = self.app.look(lambda read: list(read.listings.some("contact", ids, SHOWN))) or []
        return {row.id: _cells(row) for row in rows}

    def _bring(self, pane: str) -> None:
        if pane == "list":
            # Whoever looks through the list goes on from there.
            self.origin = ""
        self.all_panes.bring(self.query_one(f"#{pane}", Pane))

    # The page follows the list

    @on(Window.Moved, "#people")
    def _moved(self, message: Window.Moved) -> None:
        if message.key == self.shown:
            self._stop_resting()
        elif self._beside and not self.in_page:
            self._stop_resting()
            self._rest = self.set_timer(REST, self._follow_now)

    def _follow_now(self) -> None:
        """Show the page of whoever is under the cursor, if the list has gone on."""
        if self._rest is None:
            return
        self._stop_resting()
        self._turn_to_cursor()

    def _turn_to_cursor(self) -> None:
        if self._under_cursor != self.shown:
            self.trail.clear()
            self._turn(self._under_cursor)

    def _stop_resting(self) -> None:
        if self._rest is not None:
            self._rest.stop()
            self._rest = None

    @on(People.Marked)
    def _marked(self) -> None:
        self._entitle()

    def action_into(self) -> None:
        """From the list into the page."""
        self._stop_resting()
        self._turn_to_cursor()
        if self.shown is not None:
            self._bring("page")

    def action_out(self) -> None:
        """From the page into the list."""
        self._bring("list")

    def action_next_pane(self) -> None:
        """Go to the other pane."""
        self.action_out() if self.in_page else self.action_into()

    def action_previous_pane(self) -> None:
        """Go to the other pane."""
        self.action_next_pane()

    @on(Window.Opened, "#people")
    def _enter(self) -> None:
        self.action_into()

    @on(Window.Opened, "#sheet")
    def _open_line(self, message: Window.Opened) -> None:
        line, thing = message.key, self.page.thing
        if not isinstance(line, Line) or self.shown is None or thing is None:
            return
        if line.kind in ("company", "person"):
            self.trail.append((self.shown, line))
            self._turn(line.id)
        elif line.kind == "job":
            open_thing(self, thing)
        elif start := self.page.start:
            open_appointment(self, thing, start)
        else:
            self.action_edit()

    def action_back(self) -> None:
        """From a page to the one before, to where one came from, or to the list; there the search goes, then the filter, then the marks."""
        if self.in_page and self.trail:
            self._turn(*self.trail.pop())
        elif self.in_page and self.went_back():
            return
        elif self.in_page:
            self._bring("list")
        elif self.roll.words:
            self._stop_searching()
        elif self.roll.filter.words:
            self._everybody_again()
        elif self.people.marked:
            self.people.unmark()
            self._entitle()

    # Search and filter

    def action_narrow(self) -> None:
        """Look for words in everything that is known of anybody."""
        self._bring("list")
        self.line.open()

    @on(FilterLine.Narrowed)
    def _narrowed(self, message: FilterLine.Narrowed) -> None:
        self.roll.words = message.text.strip()
        # The best of what is found stands on top; with nothing typed one is back where one was.
        self.people.place = 0 if self.roll.words else self.people.place
        self.people.keys = () if self.roll.words else self.people.keys
        self._list()

    @on(FilterLine.Stepped)
    def _stepped(self, message: FilterLine.Stepped) -> None:
        step = self.people.action_page if message.pages else self.people.action_cursor
        step(message.rows)

    @on(FilterLine.Left)
    def _left_line(self, message: FilterLine.Left) -> None:
        if message.keep:
            self.line.close(keep=True)
            self.people.focus()
        else:
            self._stop_searching()

    def _stop_searching(self) -> None:
        self.line.close(keep=False)
        self.roll.words = ""
        self._list()
        self.people.focus()

    def _everybody_again(self) -> None:
        self.line.close(keep=False)
        self.roll.words = ""
        self.show_filtered(type(self.roll.filter)())

    @work
    async def action_filter(self) -> None:
        """Filter and sort by tag, stage, company or a condition."""
        await bulk.ask_filter(self)

    # Acts on several

    @work
    async def action_tag(self) -> None:
        """Tag the marked, or take tags away."""
        await bulk.tag(self)

    @work
    async def action_stage(self) -> None:
        """Put the marked at a stage."""
        await bulk.stage(self)

    @work
    async def action_merge(self) -> None:
        """Make the marked one contact."""
        await bulk.merge(self)

    @work
    async def action_export(self) -> None:
        """Write the marked, or all that the list shows, into a file."""
        await bulk.export(self)


def _cells(row: ContactRow) -> Row:
    phone = as_dialled(row.phones[0]) if row.phones else ""
    company = row.company or ("organisation" if row.kind == "organisation" else "")
    return (row.name, (company, "dim"), phone, (" ".join(row.tags), "dim"))
