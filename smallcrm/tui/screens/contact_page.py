"""The one page of a contact: what is known of them, what is coming, and what was said, each line to act on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.binding import Binding

from smallcrm.errors import NotFound
from smallcrm.tui.screens.contact_lines import COLUMNS, Line, Lines, read_rows
from smallcrm.tui.widgets.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from textual.binding import BindingType

    from smallcrm.model.contact_row import ContactRow
    from smallcrm.read.page import Page
    from smallcrm.read.reading import Read
    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.thing import Thing
    from smallcrm.tui.widgets.window import Column, Row

Answer = TypeVar("Answer")


class ContactPage(Window):
    """A list whose lines are of several kinds; what is far down is read when it comes in sight."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("left", "screen.out", show=False)]

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__((), self._read_lines, empty="nobody is chosen", id=id)
        self.contact: ContactRow | None = None
        self._lines: Lines | None = None
        self._drawn = 0

    @property
    def thing(self) -> Thing | None:
        """What the line under the cursor speaks of."""
        if self.contact is None or not isinstance(self.key, Line):
            return None
        cells = self._row(self.key)
        words = [cell if isinstance(cell, str) else cell[0] for cell in cells[1:]]
        title = words[-1] if self.key.kind == "note" else words[0] if words else ""
        return self.key.thing(self.contact.id, self.contact.name if self.key.kind == "contact" else title)

    @property
    def start(self) -> str:
        """When the appointment under the cursor begins (local, ISO 8601); "" where the cursor is on none."""
        key = self.key
        if not isinstance(key, Line) or key.kind not in ("coming", "past"):
            return ""
        if self._lines and key in self._lines.starts:
            return self._lines.starts[key]
        return self._look(lambda read: read.appointments.get(key.id).start) or ""

    def turn_to(self, contact_id: int | None, *, at: Line | None = None) -> bool:
        """Show a contact's page, the cursor at ``at``, else where it was on the same page; whether there is one."""
        same = self.contact is not None and self.contact.id == contact_id
        page = None if contact_id is None else self._look(lambda read: _page(read, contact_id))
        self._lines = self._look(lambda _: self._laid_lines(page)) if page else None
        self.contact = page.contact if page and self._lines else None
        self._drawn = self.size.width
        keys = self._lines.keys if self._lines else []
        if not same:
            self.place = 0
            self.keys = ()
            self.scroll_to(y=0, animate=False, immediate=True, force=True)
        self.show(keys, at=at)
        return self.contact is not None

    def columns_of(self, key: Hashable) -> Sequence[Column]:
        """As the line's kind has them."""
        return COLUMNS[cast("Line", key).kind]

    def on_resize(self) -> None:
        """Long texts are broken anew where the width has changed."""
        if self.contact is not None and self.size.width != self._drawn:
            self.turn_to(self.contact.id)

    def _laid_lines(self, page: Page) -> Lines:
        desk = cast("Dashboard", self.app).desk
        return Lines(page, desk.today(), self.size.width or 60)

    def _look(self, ask: Callable[[Read], Answer]) -> Answer | None:
        return cast("Dashboard", self.app).look(ask)

    def _read_lines(self, keys: Sequence[Hashable]) -> dict[Hashable, Row]:
        lines = [key for key in keys if isinstance(key, Line)]
        known = self._lines.rows if self._lines else {}
        rows: dict[Hashable, Row] = {line: known[line] for line in lines if line in known}
        unknown = [line for line in lines if line not in known]
        today = cast("Dashboard", self.app).desk.today()
        return rows | (self._look(lambda read: read_rows(read, unknown, today)) or {} if unknown else {})


def _page(read: Read, contact_id: int) -> Page | None:
    """The page, None where somebody has taken the contact away."""
    try:
        return read.contacts.page(contact_id)
    except NotFound:
        return None
