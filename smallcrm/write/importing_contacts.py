"""Bring contacts of files into the book: matched with those there are, then added, or put in together.

The records come in batches. What the names of a batch mean is looked up at once, and its new contacts wait and are
written at once; a record that adds to a contact has them written first, so that all is as if one came after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.model.contact import ORGANISATION
from smallcrm.write.contact_known import Known, organisation_key
from smallcrm.write.contact_match import match
from smallcrm.write.contact_rows import employ, put_contact, put_organisation
from smallcrm.write.contact_update import Origin, remember, update
from smallcrm.write.import_report import NEW, SKIPPED, UNCHANGED, UPDATED
from smallcrm.write.rows import ManyRows, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smallcrm.model.settle import Settled
    from smallcrm.write.change import Change
    from smallcrm.write.contact_update import Difference
    from smallcrm.write.import_report import Ready, Report

# A value that differs is told in one line.
LONGEST_TOLD = 60


class ContactImport:
    """Writes contacts within a change; ``mode`` is update, skip, replace or create."""

    def __init__(self, change: Change, mode: str, report: Report) -> None:
        self.change = change
        self.mode = mode
        self.report = report
        self.rows = ManyRows(change.connection)
        self.known = Known(change.connection)
        # Who a record of our own making became, and for which organisation they work that may be still to come.
        self._own: set[int] = set()
        self._employed: list[tuple[int, str]] = []

    def write(self, batch: Sequence[Ready]) -> Iterator[str]:
        """Write a batch of contacts of one file; what became of each, in order."""
        self.known = Known(self.change.connection)
        self.known.look_up((ready.item, ready.print_) for ready in batch)
        for ready in batch:
            yield self._write(ready, ready.item)
        self.rows.flush()

    def finish(self) -> None:
        """Employ those whose organisation could stand behind them in the file."""
        for contact_id, company in self._employed:
            employ(self.change, contact_id, company)

    def _write(self, ready: Ready, settled: Settled) -> str:
        found = match(self.known, settled, ready.print_, self._own if ready.ours else ())
        for contact_id, name, value in found.shared:
            self._tell(ready, f"{settled.name} shares {value} with {name} ({contact_id}); both are kept")
        if found.contact_id is None or self.mode == "create":
            contact_id, outcome = self._insert(ready, settled), NEW
        elif self.mode == "skip" or (found.same and self.mode == "update"):
            return UNCHANGED if found.same else SKIPPED
        else:
            contact_id = found.contact_id
            outcome = UPDATED if self._update(contact_id, ready, settled) else UNCHANGED
        if ready.ours:
            self._own.add(contact_id)
        return outcome

    def _insert(self, ready: Ready, settled: Settled) -> int:
        """A uid that is another's already (a contact created anew on purpose) is not given twice."""
        if settled.draft.uid in self.known.uids:
            settled = settled._replace(draft=settled.draft._replace(uid=""))
        contact_id, uid = put_contact(self.rows, self.change.at, settled)
        self.known.add(contact_id, uid, settled, ready.print_)
        if settled.draft.company:
            self._employ(contact_id, settled.draft.company, ours=ready.ours)
        remember(self.rows, uid, self._origin(ready), ready.print_)
        return contact_id

    def _employ(self, contact_id: int, company: str, *, ours: bool) -> None:
        """In our own files organisations stand among the others, so nobody is employed before all are there."""
        if ours:
            self._employed.append((contact_id, company))
        else:
            self.rows.put("relation", contact_id, self._organisation(company), "works_for")

    def _organisation(self, company: str) -> int:
        name, key = organisation_key(company)
        known = self.known.organisations[key]
        if not known:
            contact_id = put_organisation(self.rows, self.change.at, name, key)
            self.known.who[contact_id] = name, ORGANISATION
            known.append(contact_id)
        return known[0]

    def _update(self, contact_id: int, ready: Ready, settled: Settled) -> bool:
        self.rows.flush()
        touched, differences = update(self.change, contact_id, settled, replace=self.mode == "replace")
        connection = self.change.connection
        uid = connection.execute("SELECT uid FROM contact WHERE id = ?", (contact_id,)).fetchone()[0]
        remember(Rows(connection), uid, self._origin(ready), ready.print_, differences)
        self.known.look_up([(settled, ready.print_)])
        self.known.meet(contact_id)
        self._tell_differences(ready, f"{settled.name} ({contact_id})", differences)
        return touched

    def _origin(self, ready: Ready) -> Origin:
        return Origin(ready.file, ready.line, self.change.at)

    def _tell_differences(self, ready: Ready, who: str, differences: Sequence[Difference]) -> None:
        for what, kept, other in differences:
            kept, other = _short(kept), _short(other)
            words = (
                f'{what} is now "{kept}"; it was "{other}", remembered'
                if self.mode == "replace"
                else f'{what} stays "{kept}"; the other is "{other}", remembered'
            )
            self._tell(ready, f"{who}: {words}")

    def _tell(self, ready: Ready, words: str) -> None:
        self.report.tell(ready.file, ready.line, words)


def _short(value: str) -> str:
    text = " ".join(value.split())
    return text if len(text) <= LONGEST_TOLD else f"{text[: LONGEST_TOLD - 1]}…"
