"""Which contacts the list shows: everybody, those of a filter, those of a search, or of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from smallcrm.read.find import Owners
from smallcrm.read.listing import Listing
from smallcrm.tui.forms.filter_form import Filter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from smallcrm.read.reading import Read

Answer = TypeVar("Answer")
# More than these nobody reads through: another letter is quicker.
MOST = 1_000
# Among so many of a search those are looked for whom a filter wants too.
AMONG = 10_000


class Roll:
    """Ids only, kept until the book changes, so that what was typed can be taken away at once.

    Whom a filter wants may take a second to find out: it is asked elsewhere, and until it is told those stay that were
    there before.
    """

    def __init__(self, look: Callable[[Callable[[Read], object]], object | None]) -> None:
        self._look = look
        self.filter = Filter()
        self.words = ""
        self.more = False
        self._everybody: list[int] | None = None
        self._filtered: list[int] | None = None
        # What is being found out.
        self._asked: Listing | None = None
        self.pending = False

    def renew(self) -> None:
        """The book has changed: read anew what is asked for."""
        self._everybody = self._asked = None
        self.pending = self._filters

    def ask(self, asked: Filter) -> None:
        """Filter otherwise."""
        self.filter = asked
        self._asked = None
        self.pending = self._filters
        self._filtered = (self._filtered or self.everybody) if self.pending else None

    def to_find_out(self) -> Listing | None:
        """What is to be asked now, and then ``told``; None where nothing is, or it is asked already."""
        listing = self.filter.listing if self.pending else None
        if listing == self._asked:
            return None
        self._asked = listing
        return listing

    def told(self, listing: Listing, ids: list[int]) -> None:
        """Whom a filter wants, unless another is asked by now."""
        if listing == self._asked:
            self._filtered, self.pending = ids, False

    @property
    def narrowed(self) -> bool:
        """Whether anybody may be left out."""
        return bool(self.words) or self.filter.narrows

    @property
    def everybody(self) -> list[int]:
        """All ids, by name."""
        if self._everybody is None:
            self._everybody = self._read(Listing())
        return self._everybody

    @property
    def ids(self) -> Sequence[int]:
        """Those to show, in order; ``more`` says whether a search has found more than that."""
        self.more = False
        return self._found() if self.words else self._wanted

    @property
    def _wanted(self) -> list[int]:
        return self.everybody if self._filtered is None else self._filtered

    @property
    def _filters(self) -> bool:
        return self.filter.narrows or self.filter.orders

    def _read(self, listing: Listing) -> list[int]:
        found = self._look(lambda read: list(read.listings.ids("contact", listing)))
        return found if isinstance(found, list) else []

    def _found(self) -> Sequence[int]:
        wanted = self._wanted
        # Whoever the filter leaves out must not use up the room of those it wants.
        limit = MOST if wanted is self._everybody else AMONG
        found = self._look(lambda read: read.finder.contact_ids(self.words, limit))
        if not isinstance(found, Owners):
            return []
        self.more = found.more
        if wanted is self._everybody:
            return found.ids
        if self.filter.orders:
            among = set(found.ids)
            return [each for each in wanted if each in among]
        among = set(wanted)
        return [each for each in found.ids if each in among]
