"""The board: a column per stage, its jobs as cards; and beside it the page of the one that is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.widgets import Input

from smallcrm.errors import CrmError
from smallcrm.model.job import CLOSED
from smallcrm.model.text import fold
from smallcrm.tui.keys import bindings
from smallcrm.tui.plain import Entry, Words, line
from smallcrm.tui.screens.job_page import JobPage
from smallcrm.tui.screens.view import View
from smallcrm.tui.thing import Thing
from smallcrm.tui.widgets.board import Cards, Shelf, StagePane, Stages, card_row, sums_in_words
from smallcrm.tui.widgets.panes import Pane
from smallcrm.tui.widgets.window import Window

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from textual.binding import BindingType
    from textual.events import DescendantFocus
    from textual.widget import Widget

    from smallcrm.read.job import Column, Worded
    from smallcrm.tui.widgets.window import Row

NOTHING = Shelf((), {})


class Jobs(View):
    """The jobs by stage, and the page of one."""

    NAME = "jobs"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("jobs")]
    HINTS = ("new", "stage_back", "stage_on", "move", "done", "closed", "narrow")

    def __init__(self) -> None:
        super().__init__()
        self.columns: list[Column] = []
        self.words = ""
        self.with_closed = False
        # The job whose page is open.
        self.opened: int | None = None
        self._here = ""
        # The job that the cursor goes with when the board is read next.
        self._follow: int | None = None
        self._worded: list[Worded] | None = None
        self._matching: dict[str, list[Worded]] = {}

    def default_new(self) -> str:
        """A job."""
        return "job"

    def panes(self) -> Iterable[Widget]:
        """A pane a stage, and the page."""
        self.columns = self.app.look(lambda read: read.jobs.columns()) or []
        yield Stages()
        yield Entry(placeholder="words of the title, the contact or a tag", id="narrow")
        yield from self._stages()
        self.page = JobPage()
        page = Pane("Job", self.page, id="page", classes="-off")
        page.border_subtitle = "esc goes back"
        yield page
        yield Words(id="folded")

    def read(self) -> None:
        """The stages, and the ids of the jobs at those in view."""
        columns = self.app.look(lambda read: read.jobs.columns())
        if columns is None:
            return
        self.columns, self._worded = columns, None
        if [pane.stage_id for pane in self.stage_panes] != [column.id for column in columns]:
            self._lay_anew()
            return
        self._arrange()
        self._fill()
        if self.opened is not None:
            self.page.show_job(self.opened)

    def things(self) -> Sequence[Thing]:
        """What the page's cursor is on where the page has the keyboard; else the jobs marked, or under the cursor."""
        if self.opened is not None and self.page.has_focus and self.page.thing:
            return [self.page.thing]
        ids = self.chosen
        cards = self.app.look(lambda read: read.jobs.cards(ids)) or []
        return [Thing("job", card.id, card.contact_id, card.title) for card in cards]

    @property
    def stage_panes(self) -> list[StagePane]:
        """Every stage's pane, those out of view too."""
        return [pane for pane in self.query(StagePane) if not pane.has_class("-going")]

    @property
    def here(self) -> StagePane | None:
        """The stage that has, or had last, the keyboard."""
        panes = [pane for pane in self.stage_panes if self._shown(pane)]
        return next((pane for pane in panes if pane.stage == self._here), panes[0] if panes else None)

    @property
    def chosen(self) -> list[int]:
        """The ids of the marked jobs of all stages in view, else of the one under the cursor."""
        panes = [pane.cards for pane in self.stage_panes if self._shown(pane)]
        marked = [key for cards in panes if cards.marked for key in cards.chosen]
        under = self.here.cards.chosen if self.here else []
        return cast("list[int]", marked or under)

    def open(self, job_id: int) -> None:
        """Put the cursor on a job, wherever it is, and open its page."""
        cards = self.app.look(lambda read: read.jobs.cards([job_id])) or []
        if not cards:
            self.app.tell(f"there is no job {job_id} any more", bad=True)
            return
        meaning = next((each.meaning for each in self.columns if each.name == cards[0].stage), "")
        self.with_closed = self.with_closed or meaning in CLOSED
        self._narrow("")
        self._follow, self.opened = job_id, job_id
        self._here = cards[0].stage
        self.read()
        self._bring_page()

    def action_column(self, step: int) -> None:
        """Go to the stage beside, or between a job's page and its stage."""
        here = self.here
        if here is None:
            return
        if self.opened is not None:
            self._bring_page() if step > 0 else self._bring(here)
            return
        panes = [pane for pane in self.stage_panes if self._shown(pane)]
        place = panes.index(here) + step
        if 0 <= place < len(panes):
            self._bring(panes[place])

    def action_closed(self) -> None:
        """Show the stages of what is paid or lost, or hide them."""
        self.with_closed = not self.with_closed
        self.read()
        if self.here is not None and self.opened is None:
            self._bring(self.here)

    def action_stage_on(self) -> None:
        """Move the jobs a stage on."""
        self._shift(1)

    def action_stage_back(self) -> None:
        """Move the jobs a stage back."""
        self._shift(-1)

    @work
    async def _shift(self, steps: int) -> None:
        ids = [self.opened] if self.opened is not None else self.chosen
        if not ids:
            self.app.tell("no job is under the cursor")
            return
        under = self.here.cards.key if self.here else None
        self._follow = under if under in ids else ids[0]
        try:
            done = await self.app.carry_out("move jobs", lambda write: write.jobs.shift(ids, steps))
        except CrmError as problem:
            self._follow = None
            self.app.tell(problem.message, bad=True)
            return
        if not done.result:
            self.app.tell(f"there is no stage {'behind the last' if steps > 0 else 'before the first'}")

    def action_narrow(self) -> None:
        """Narrow the board by words."""
        self._all_worded()
        entry = self.query_one("#narrow", Entry)
        entry.display = True
        entry.focus()

    def action_back(self) -> None:
        """Close the page, else show all jobs again."""
        closes = self.opened is not None and not self.query_one("#narrow").has_focus
        if closes:
            self._turn(None)
        else:
            self._narrow("")
        if self.here is not None:
            self._bring(self.here)
        if closes:
            self.went_back()

    @on(Input.Changed, "#narrow")
    def _typed(self, event: Input.Changed) -> None:
        self.words = event.value
        self._fill()

    @on(Input.Submitted, "#narrow")
    def _taken(self) -> None:
        self.query_one("#narrow").display = bool(self.words.strip())
        first = next((pane for pane in self.stage_panes if self._shown(pane) and pane.cards.keys), self.here)
        here = self.here if self.here and self.here.cards.keys else first
        if here is not None:
            self._bring(here)

    @on(Window.Opened)
    def _opened(self, message: Window.Opened) -> None:
        if message.window is not self.page:
            self._turn(cast("int", message.key))
            self._bring_page()
        elif self.page.thing and self.page.thing.kind == "contact":
            self.open_contact(self.page.thing.id)
        else:
            self.action_edit()

    @on(Window.Moved)
    def _moved(self, message: Window.Moved) -> None:
        here = self.here
        if self.opened is None or here is None or message.window is not here.cards:
            return
        if here.cards.has_focus and message.key is not None and message.key != self.opened:
            self.opened = cast("int", message.key)
            self.page.show_job(self.opened)

    @on(Stages.Chosen)
    def _clicked(self, message: Stages.Chosen) -> None:
        pane = next((each for each in self.stage_panes if each.stage == message.stage), None)
        if pane is not None:
            self._bring(pane)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The stage that the keyboard goes to is the one that moves and pages are about."""
        if isinstance(event.widget, Cards) and isinstance(event.widget.parent, StagePane):
            self._here = event.widget.parent.stage
            self._say_stages()

    def on_resize(self) -> None:
        """The strip shows the stage in view."""
        self.call_after_refresh(self._say_stages)

    def _stages(self) -> Iterator[StagePane]:
        """A pane a stage; one begins in the first that has a job."""
        begin = next((each for each in self.columns if each.jobs and each.meaning not in CLOSED), None)
        for column in self.columns:
            pane = self._pane(column)
            pane.set_class(column is begin, "-front")
            yield pane

    def _pane(self, column: Column) -> StagePane:
        return StagePane(column.id, column.name, self._rows)

    def _lay_anew(self) -> None:
        """The stages are not those they were."""
        standing = {pane.stage_id: pane for pane in self.stage_panes}
        for column in self.columns:
            pane = standing.pop(column.id, None)
            if pane is None:
                self.all_panes.mount(self._pane(column), before="#page")
            else:
                self.all_panes.move_child(pane, before=self.query_one("#page"))
        for pane in standing.values():
            pane.add_class("-going")
            pane.remove()
        self.call_after_refresh(self.read)

    def _shown(self, pane: StagePane) -> bool:
        return self.with_closed or pane.meaning not in CLOSED

    def _arrange(self) -> None:
        """Which panes are in view: the stages, or beside a job's page its own."""
        for pane, column in zip(self.stage_panes, self.columns, strict=True):
            pane.stage, pane.meaning = column.name, column.meaning
        for pane in self.stage_panes:
            beside = self.opened is None or pane is self.here
            pane.wear("-off", on=not (self._shown(pane) and beside))
        self.query_one("#page", Pane).wear("-off", on=self.opened is None)

    def _fill(self) -> None:
        """Show in every stage what stands there, the cursor and the marks with their jobs."""
        marked = {key for pane in self.stage_panes for key in pane.cards.marked}
        follow, self._follow = self._follow, None
        self._matching = self._match()
        bare = not any(column.jobs for column in self.columns)
        for number, pane in enumerate(self.stage_panes):
            shelf = self._shelf(pane) if self._shown(pane) else NOTHING
            pane.say(shelf)
            pane.cards.empty = self._nothing(first=number == 0, bare=bare)
            pane.cards.marked = set(marked)
            pane.cards.show(shelf.ids, at=follow if follow in shelf.ids else None)
            if follow in shelf.ids and not pane.has_class("-off"):
                self._go_along(pane)
        self._say_stages()
        self._say_closed()

    def _go_along(self, pane: StagePane) -> None:
        front = self.all_panes.front
        self._here = pane.stage
        if isinstance(front, StagePane) and front is not pane:
            self._bring(pane)

    def _nothing(self, *, first: bool, bare: bool) -> str:
        if self.words.strip():
            return "none match"
        if first:
            return "no jobs yet: n adds one" if bare else "n adds a job"
        return "none"

    def _shelf(self, pane: StagePane) -> Shelf:
        if not self.words.strip():
            ids = self.app.look(lambda read: read.jobs.at(pane.stage)) or []
            return Shelf(ids, next((each.sums for each in self.columns if each.name == pane.stage), {}))
        found = self._matching.get(pane.stage, [])
        sums: dict[str, int] = {}
        for each in found:
            if each.value is not None:
                sums[each.currency or ""] = sums.get(each.currency or "", 0) + each.value
        return Shelf([each.id for each in found], sums)

    def _match(self) -> dict[str, list[Worded]]:
        """The jobs that have all the words, by stage."""
        wanted = fold(self.words).split()
        matching: dict[str, list[Worded]] = {}
        for each in self._all_worded() if wanted else ():
            if all(word in each.text for word in wanted):
                matching.setdefault(each.stage, []).append(each)
        return matching

    def _all_worded(self) -> list[Worded]:
        if self._worded is None:
            stages = [pane.stage for pane in self.stage_panes if self._shown(pane)]
            self._worded = self.app.look(lambda read: read.jobs.worded(stages)) or []
        return self._worded

    def _rows(self, keys: Sequence[Hashable]) -> dict[Hashable, Row]:
        cards = self.app.look(lambda read: read.jobs.cards(cast("Sequence[int]", keys))) or []
        meanings = {column.name: column.meaning for column in self.columns}
        today = self.app.desk.today()
        return {card.id: card_row(card, meanings.get(card.stage, "open"), today) for card in cards}

    def _say_stages(self) -> None:
        if not self.has_class("-wide"):
            shown = [pane for pane in self.stage_panes if self._shown(pane)]
            here = self.here.stage if self.here else ""
            self.query_one(Stages).show([(pane.stage, len(pane.cards.keys)) for pane in shown], here)

    def _say_closed(self) -> None:
        """What is paid or lost is counted in a line while its stages are out of view."""
        folded = [column for column in self.columns if column.meaning in CLOSED and column.jobs]
        said = "   ".join(
            f"{line(each.name)} {each.jobs}" + (f" · {worth}" if (worth := sums_in_words(each.sums)) else "")
            for each in folded
        )
        words = self.query_one("#folded", Words)
        words.display = bool(said) and not self.with_closed and self.opened is None
        words.say(f" closed:  {said}   a shows them")

    def _narrow(self, words: str) -> None:
        self.words = words
        entry = self.query_one("#narrow", Entry)
        entry.value = words
        entry.display = bool(words)
        self._fill()

    def _bring(self, pane: StagePane) -> None:
        self._here = pane.stage
        if self.opened is not None:
            self._arrange()
        self.all_panes.bring(pane)
        pane.scroll_visible(animate=False)
        self._say_stages()

    def _turn(self, job_id: int | None) -> None:
        """Show a job's page beside its stage, or all stages again; what these hold is what they held."""
        self.opened = job_id
        self._arrange()
        self._say_closed()
        if job_id is not None:
            self.page.show_job(job_id)

    def _bring_page(self) -> None:
        pane = self.query_one("#page", Pane)
        self.all_panes.bring(pane)
