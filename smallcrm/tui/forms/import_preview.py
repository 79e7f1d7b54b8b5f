"""What an import would do, before it is done: read with a bar that can be cancelled, shown in lists, then done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual import on, work
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import ProgressBar

from smallcrm.errors import Cancelled, CrmError
from smallcrm.tui.forms import import_rows as rows
from smallcrm.tui.forms.import_work import Plan, Rehearsed, Work, carry_out, rehearse
from smallcrm.tui.plain import Words, line, words
from smallcrm.tui.widgets.window import Window
from smallcrm.write.import_report import Report
from smallcrm.write.importing import MODES

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from smallcrm.crm import Crm
    from smallcrm.read.reading import Read
    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.forms.import_rows import Section
    from smallcrm.tui.widgets.window import Row

Answer = TypeVar("Answer")
Shown = TypeVar("Shown")
# How often the bar moves (seconds).
TICK = 0.1
KEYS = "enter imports it   tab next list   j k through it   esc goes back"
MEANINGS = {
    "update": "adds what is new, keeps what is there",
    "skip": "leaves it as it is",
    "replace": "the file's values take the place of its own",
    "create": "adds it once more",
}


class ImportPreview(ModalScreen[Report | None]):
    """Returns what was brought in; None where nothing was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back"),
        Binding("enter,ctrl+s", "bring", "Import", priority=True),
        Binding("tab,l,right", "section(1)", "Next list", priority=True),
        Binding("shift+tab,h,left", "section(-1)", "List before", priority=True),
        Binding("o", "mode", "What becomes of those that are there"),
        Binding("s", "strict", "Reject every record with a complaint"),
    ]

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.plan = Plan(path)
        # What is being done in its thread.
        self.doing: Work | None = None
        self.rehearsed: Rehearsed | None = None
        self.sections: list[Section] = []
        self.at = 0

    def compose(self) -> ComposeResult:
        """The lists' names, the list in view, its row in full, the options, and the bar while something is done."""
        with Vertical(classes="dialog preview") as dialog:
            dialog.border_title = Content(f"Import {line(self.plan.path.name)}")
            yield Words(id="sections")
            yield Window((), self._rows, id="list")
            yield Words(id="whole")
            yield Words(id="options")
            yield Words(id="progress")
            yield ProgressBar(id="bar", show_eta=False)
            yield Words(classes="problem")
            yield Words(classes="keys")

    def on_mount(self) -> None:
        """Begin to read."""
        self.set_interval(TICK, self._move_bar)
        self._rehearse()

    def on_unmount(self) -> None:
        """Whatever is still being done ends, and the copy goes."""
        if self.doing is not None:
            self.doing.cancel()
        self._forget()

    @property
    def _dashboard(self) -> Dashboard:
        return cast("Dashboard", self.app)

    @work
    async def _rehearse(self) -> None:
        """Try it on a copy, and show what it would bring."""
        plan = self.plan
        self._forget()
        rehearsed = await self._do(lambda crm, task: rehearse(plan, crm, task))
        if rehearsed is None:
            return
        if not self.is_attached:
            rehearsed.close()
            return
        self.rehearsed = rehearsed
        try:
            self.sections = rows.sections(rehearsed, self._dashboard.book)
        except CrmError as problem:
            self._say_problem(problem.message)
            return
        self.at = next((number for number, each in enumerate(self.sections) if each.size), 0)
        self._show()

    @work
    async def action_bring(self) -> None:
        """Bring the file in."""
        if self.doing is not None or self.rehearsed is None:
            return
        plan = self.plan
        report = await self._do(lambda crm, task: carry_out(plan, crm, task))
        if report is not None and self.is_attached:
            self.dismiss(report)

    async def _do(self, act: Callable[[Crm, Work], Answer]) -> Answer | None:
        """What ``act`` returns, done in another thread; None where it was cancelled or refused, which is said."""
        book, task = self._dashboard.book, Work()
        self.doing = task
        self._say_problem("")
        self._show_keys()

        def done(_tell: Callable[[str], None]) -> Answer:
            with book.writing(task.wait) as crm:
                return act(crm, task)

        try:
            return await book.aside(done)
        except CrmError as problem:
            self._say_problem(
                "stopped; nothing was brought in" if isinstance(problem, Cancelled) else problem.message
            )
        finally:
            self.doing = None
            self._show_keys()
        return None

    def action_leave(self) -> None:
        """End what is being done, else go back."""
        if self.doing is not None:
            self.doing.cancel()
        if self.doing is None or self.rehearsed is None:
            self.dismiss(None)

    def action_section(self, step: int) -> None:
        """Another of the lists."""
        if self.sections:
            self.at = (self.at + step) % len(self.sections)
            self._show()

    def action_mode(self) -> None:
        """The next way to treat those that are there already, and the preview of it."""
        if self.doing is None:
            self.plan = self.plan._replace(mode=MODES[(MODES.index(self.plan.mode) + 1) % len(MODES)])
            self._rehearse()

    def action_strict(self) -> None:
        """Reject every record with a complaint, or not, and the preview of it."""
        if self.doing is None:
            self.plan = self.plan._replace(strict=not self.plan.strict)
            self._rehearse()

    @property
    def section(self) -> Section | None:
        """The list in view."""
        return self.sections[self.at] if self.sections else None

    def _show(self) -> None:
        section = self.section
        if section is None:
            return
        styles = ("$primary on $background bold reverse", "$dim")
        tabs = [(f" {each.name} {each.size:,} ", styles[each is not section]) for each in self.sections]
        self.query_one("#sections", Words).say(Content.assemble(*tabs))
        window = self.query_one(Window)
        window.columns, window.empty, window.place = section.columns, section.empty, 0
        window.show(section.keys)
        window.focus()
        self._show_keys()

    def _show_keys(self) -> None:
        """The options and the keys that work now."""
        if not self.is_attached:
            return
        mode, strict = self.plan.mode, "yes" if self.plan.strict else "no"
        self.query_one("#options", Words).say(
            f"o  what is there already: {mode}, {MEANINGS[mode]}\ns  reject every record with a complaint: {strict}"
        )
        busy = self.doing is not None
        self.query_one("#bar").display = self.query_one("#progress").display = busy
        self.query_one("#options").display = not busy
        said = (
            "esc stops it, and nothing is brought in" if busy else KEYS if self.rehearsed else "esc goes back"
        )
        self.query_one(".keys", Words).say(said)

    def _move_bar(self) -> None:
        task = self.doing
        if task is None:
            return
        what = "trying on a copy: " if self.rehearsed is None else ""
        self.query_one("#progress", Words).say(f"{what}{task.words}")
        self.query_one(ProgressBar).update(total=task.total, progress=task.done if task.total else 0)

    def _say_problem(self, problem: str) -> None:
        if self.is_attached:
            self.query_one(".problem", Words).say(words(problem, "$alert"))

    def _rows(self, keys: Sequence[Hashable]) -> dict[Hashable, Row]:
        section = self.section
        found = {key: self._of(section, key, self._row) for key in keys} if section else {}
        return {key: row for key, row in found.items() if row}

    @on(Window.Moved)
    def _moved(self, message: Window.Moved) -> None:
        said = (
            self._of(self.section, message.key, self._in_full)
            if self.section and message.key is not None
            else ""
        )
        self.query_one("#whole", Words).say(said or "")

    def _of(self, section: Section, key: Hashable, say: Callable[[str, Any], Shown]) -> Shown | None:
        """What ``say`` says of a row; None where it can't be read, which is said."""
        try:
            return say(section.name, key)
        except CrmError as problem:
            self._say_problem(problem.message)
            return None

    def _row(self, section: str, key: Any) -> Row:  # noqa: ANN401
        if self.rehearsed is None:
            return ()
        copy = self.rehearsed.book
        if section == "new":
            return copy.look(lambda read: rows.new_row(read, *key))
        if section == "updated":
            return self._both(lambda before, after: rows.updated_row(before, after, *key))
        return rows.report_row(self.rehearsed.report, section, key)

    def _in_full(self, section: str, key: Any) -> str:  # noqa: ANN401
        if self.rehearsed is None:
            return ""
        if section == "new":
            return self.rehearsed.book.look(lambda read: rows.whole(read, *key))
        if section == "updated":
            return self._both(lambda before, after: rows.changed(before, after, *key))
        cells = rows.report_row(self.rehearsed.report, section, key)
        return "\n".join(cell if isinstance(cell, str) else cell[0] for cell in cells[1:])

    def _both(self, ask: Callable[[Read, Read], Shown]) -> Shown:
        """What ``ask`` reads in the store as it is and as it would be."""
        copy = cast("Rehearsed", self.rehearsed).book
        return copy.look(lambda after: self._dashboard.book.look(lambda before: ask(before, after)))

    def _forget(self) -> None:
        if self.rehearsed is not None:
            self.rehearsed.close()
        self.rehearsed, self.sections = None, []
