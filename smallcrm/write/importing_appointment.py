"""Bring appointments of calendar files into the book: stated, called off, or changed for a part of a series (RFC 5546)."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from smallcrm.errors import UsageError
from smallcrm.model.appointment import AppointmentDraft, OccurrenceDraft
from smallcrm.model.happening import instant
from smallcrm.model.scheduling import CANCEL, Scheduling
from smallcrm.model.series import is_time_of
from smallcrm.model.series_part import as_exception, recurrence_in, split
from smallcrm.model.told import description, summary
from smallcrm.write import importing_part as parts
from smallcrm.write.appointment_rows import checked, insert, load, put, store
from smallcrm.write.import_report import SKIPPED, UNCHANGED, UPDATED
from smallcrm.write.importing_kind import (
    PHONE,
    Kind,
    Known,
    Told,
    Version,
    foreign,
    remember,
    untold,
    untold_rule,
    version_of,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_ALL = ("SUMMARY", "LOCATION", "DESCRIPTION", "STATUS")


class Appointments(Kind[AppointmentDraft]):
    """Appointments: VEVENT."""

    table = "appointment"

    def write(self, draft: AppointmentDraft, mode: str) -> str:
        """What became of it."""
        said = draft.scheduling
        if said is None:
            return super().write(draft, mode)
        with self.newcomers.whole():
            return self._said(draft, said, mode)

    def _said(self, draft: AppointmentDraft, said: Scheduling, mode: str) -> str:
        version = version_of(draft)
        here = self.known(draft.uid, version)
        if said.method not in {"", CANCEL}:
            self.tell(
                f"{said.words}; {'the appointment stays as it is' if here else 'it is not in the book'}"
            )
            return SKIPPED
        series = self.known(said.series_uid, version) if said.series_uid and not here else None
        if series and mode != "create":
            return self._part(series, draft, said, mode)
        return self._called_off(here, draft, mode) if said.method else self._by_itself(draft, mode, here)

    def is_over(self, draft: AppointmentDraft) -> bool:
        """Whether it was called off."""
        return draft.status == "cancelled"

    def insert(self, draft: AppointmentDraft, uid: str) -> None:
        """Make a new one, of the contacts invited; times of it that came before it go into it."""
        draft = draft._replace(uid=uid, contact_ids=self.people(draft))
        with_parts = draft.repeat and parts.ids_apart(self.connection, uid)
        with self.newcomers.whole() if with_parts else contextlib.nullcontext():
            put(self.newcomers.rows, self.change.at, checked(self._with_those_before(draft)))

    def update(self, known: Known, draft: AppointmentDraft) -> bool:
        """Bring the one in the book up to date; whether that changed it."""
        wanted = self._with_those_before(self._merged(known, draft))
        touched = store(self.change, known.id, checked(wanted))
        return self.counted(known, draft.sequence, touched=touched)

    def _by_itself(self, draft: AppointmentDraft, mode: str, here: Known | None) -> str:
        if not here:
            self.tell("this is one time of a series that is not in the book; it comes in by itself")
        return super().write(draft, mode)

    def _called_off(self, here: Known | None, draft: AppointmentDraft, mode: str) -> str:
        if here is None:
            self.tell("it calls off an appointment that is not in the book")
            return SKIPPED
        version = version_of(draft)
        settled = self.settled(here, version, mode)
        if settled:
            return settled
        touched = [self._call_off(each) for each in (here.id, *parts.ids_apart(self.connection, here.uid))]
        remember(self.connection, here.uid, version)
        return UPDATED if self.counted(here, draft.sequence, touched=any(touched)) else UNCHANGED

    def _call_off(self, appointment_id: int) -> bool:
        have = load(self.connection, appointment_id)
        return store(self.change, appointment_id, checked(have._replace(status="cancelled")))

    def _part(self, series: Known, draft: AppointmentDraft, said: Scheduling, mode: str) -> str:
        version = version_of(draft)
        last = parts.version(self.connection, series.uid, said.recurrence)
        settled = self.settled(series._replace(version=last or _both(series, version)), version, mode)
        if settled:
            return settled
        have = load(self.connection, series.id)
        recurrence = recurrence_in(have, said.recurrence)
        if not is_time_of(have, recurrence):
            return self._no_time_of(series, have, draft, mode)
        parts.remember(self.connection, series.uid, said.recurrence, version)
        changed = self._changed_from_then_on if said.following else self._changed_once
        touched = changed(series, have, recurrence, draft)
        return UPDATED if self.counted(series, draft.sequence, touched=touched) else UNCHANGED

    def _no_time_of(self, here: Known, have: AppointmentDraft, draft: AppointmentDraft, mode: str) -> str:
        """What becomes of a part that the appointment of that uid has no time for."""
        if not self.is_over(draft):
            return self._by_itself(draft, mode, None)
        if (
            not have.repeat
            and recurrence_in(have, (draft.scheduling or Scheduling()).recurrence) == have.start
        ):
            return self._called_off(here, draft, mode)
        self.tell("it calls off a time that the series doesn't have")
        return SKIPPED

    def _changed_once(
        self, series: Known, have: AppointmentDraft, recurrence: str, draft: AppointmentDraft
    ) -> bool:
        if self.is_over(draft):
            exception = OccurrenceDraft(recurrence, cancelled=True, status="cancelled")
        else:
            exception = as_exception(recurrence, draft, have, (draft.scheduling or Scheduling()).said)
        kept = tuple(each for each in have.occurrences if each.recurrence != recurrence)
        if exception != OccurrenceDraft(recurrence):
            kept = (*kept, exception)
        found = _united(have.contact_ids, self.people(draft))
        return store(self.change, series.id, checked(have._replace(occurrences=kept, contact_ids=found)))

    def _changed_from_then_on(
        self, series: Known, have: AppointmentDraft, recurrence: str, draft: AppointmentDraft
    ) -> bool:
        try:
            head, tail = split(have, recurrence, draft, (draft.scheduling or Scheduling()).said)
        except UsageError as error:
            self.tell(f"the change is made to this one time, not to those after it: {error.message}")
            return self._changed_once(series, have, recurrence, draft)
        rest = head or tail or have._replace(status="cancelled")
        touched = store(self.change, series.id, checked(rest))
        if head and tail:
            found = _united(tail.contact_ids, self.people(draft))
            insert(self.change, checked(tail._replace(uid=draft.uid, contact_ids=found)))
            remember(self.connection, draft.uid, version_of(draft))
        return touched

    def _with_those_before(self, draft: AppointmentDraft) -> AppointmentDraft:
        """The series, with those of its times that came in by themselves because it was not there yet."""
        if not draft.repeat:
            return draft
        for appointment_id, moment in parts.apart(self.connection, draft.uid):
            recurrence = recurrence_in(draft, moment)
            part = load(self.connection, appointment_id)
            if part.repeat or not is_time_of(draft, recurrence):
                continue
            known = self.known(part.uid, version_of(part))
            parts.remember(self.connection, draft.uid, moment, (known and known.version) or version_of(part))
            self.connection.execute("DELETE FROM appointment WHERE id = ?", (appointment_id,))
            draft = _with(draft, as_exception(recurrence, part, draft, _ALL))
            draft = draft._replace(contact_ids=_united(draft.contact_ids, part.contact_ids))
        return draft

    def _merged(self, known: Known, draft: AppointmentDraft) -> AppointmentDraft:
        """What the file says, with what it can't know as the book has it."""
        have = load(self.connection, known.id)
        told = _told(self.connection, known.id)
        text = description(have.description, told.contact, told.phone)
        if _at_the_same_instants(draft, have):
            draft = draft._replace(start=have.start, end=have.end, timezone=have.timezone)
        if draft.scheduling and draft.scheduling.following:
            draft = draft._replace(repeat=have.repeat, occurrences=have.occurrences)
        draft = draft._replace(
            uid=known.uid,
            title=untold(draft.title, have.title, summary(have.title, told.contact)),
            description=untold(draft.description, have.description, text),
            repeat=untold_rule(draft, have.repeat, have.timezone, all_day=have.all_day),
            location=untold(draft.location, have.location, have.location or told.location or ""),
            contact_ids=_united(have.contact_ids, self.people(draft)),
            job_id=have.job_id,
            occurrences=tuple(_untold_occurrence(each, have, told) for each in draft.occurrences),
            properties=foreign(draft.properties, told),
        )
        return draft._replace(occurrences=(*draft.occurrences, *self._parts_kept(draft, have)))

    def _parts_kept(self, draft: AppointmentDraft, have: AppointmentDraft) -> Iterator[OccurrenceDraft]:
        """What was said of single times by themselves stands while the series keeps its times and says nothing of them."""
        if (draft.start, draft.repeat, draft.timezone) != (have.start, have.repeat, have.timezone):
            return
        said = {each.recurrence for each in draft.occurrences}
        moments = parts.remembered(self.connection, draft.uid)
        apart = {recurrence_in(have, moment) for moment in moments} - said
        yield from (each for each in have.occurrences if each.recurrence in apart)


def _both(series: Known, version: Version) -> Version | None:
    """The version of the series, for a part that is older by its count and by its time: parts are counted apart by some."""
    last = series.version
    older = (
        last
        and version.sequence < last.sequence
        and version.is_before(last._replace(sequence=version.sequence))
    )
    return last._replace(print_="") if last and older else Version("")


def _united(some: tuple[int, ...], others: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys((*some, *others)))


def _with(draft: AppointmentDraft, exception: OccurrenceDraft) -> AppointmentDraft:
    """The series with one more exception, if it is one and the series says nothing of that time itself."""
    said = {each.recurrence for each in draft.occurrences}
    if exception.recurrence in said or exception == OccurrenceDraft(exception.recurrence):
        return draft
    return draft._replace(occurrences=(*draft.occurrences, exception))


def _at_the_same_instants(said: AppointmentDraft, have: AppointmentDraft) -> bool:
    """Our calendar tells what is once in UTC where the clocks that day leave doubt."""
    if said.all_day or have.all_day or said.repeat or have.repeat:
        return False
    return [instant(moment, said.timezone) for moment in (said.start, said.end)] == [
        instant(moment, have.timezone) for moment in (have.start, have.end)
    ]


def _untold_occurrence(said: OccurrenceDraft, have: AppointmentDraft, told: Told) -> OccurrenceDraft:
    ours = next((each for each in have.occurrences if each.recurrence == said.recurrence), None)
    if said.title is None or ours is None or ours.title is None:
        return said
    return said._replace(title=untold(said.title, ours.title, summary(ours.title, told.contact)))


def _told(connection: sqlite3.Connection, appointment_id: int) -> Told:
    query = f"SELECT v.contact, {PHONE}, v.location FROM appointment_row v WHERE v.id = ?"
    return Told(*connection.execute(query, (appointment_id,)).fetchone())
