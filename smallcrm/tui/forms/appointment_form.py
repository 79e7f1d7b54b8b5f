"""What is booked: a new appointment, and changes to one or to a part of a series."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.draft.appointment import alarms, rule
from smallcrm.draft.times import Said, Span, edited_span, moved_span, new_span
from smallcrm.errors import CrmError, UsageError
from smallcrm.model.appointment import STATUSES, AppointmentDraft, AppointmentEdit
from smallcrm.model.happening import Plan, say_span
from smallcrm.tui.forms.field import Field, Values, choice, picked
from smallcrm.tui.forms.form import Form, fill
from smallcrm.tui.forms.repeats import repeat_text, repeat_words
from smallcrm.tui.forms.whom import JobOf, Named, People, named_job

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from smallcrm.draft.appointment import Meant
    from smallcrm.model.appointment import AppointmentRow
    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.forms.about import About

YES_NO = ("no", "yes")
# What one occurrence of a series can have of its own.
OWN = ("title", "when", "until", "for", "location", "status")


class Was(NamedTuple):
    """The appointment, or the part of a series, as it is before it is changed."""

    row: AppointmentRow
    meant: Meant
    span: Span
    title: str
    location: str
    status: str

    @property
    def only(self) -> bool:
        """Whether one occurrence of a series is meant."""
        return self.meant.part is not None and self.meant.part.kind == "only"


def was_of(row: AppointmentRow, meant: Meant) -> Was:
    """How it is now: of one occurrence with what is special about it."""
    own = meant.time.exception if meant.part and meant.part.kind == "only" else None
    title = row.title if own is None or own.title is None else own.title
    location = row.location if own is None or own.location is None else own.location
    status = row.status if own is None or own.status is None else own.status
    return Was(row, meant, Span(meant.time.start, meant.time.end, row.all_day), title, location or "", status)


class AppointmentForm:
    """The fields of an appointment, and what they say."""

    def __init__(self, app: Dashboard, people: People, job: JobOf, was: Was | None = None) -> None:
        self.app = app
        self.desk = app.desk
        self.people = people
        self.job = job
        self.was = was
        self.when = say_span(was.span.start, was.span.end) if was else ""
        self.repeat = repeat_text(was.row.repeat if was else None)
        self.remind = _alarm_text(was.row.alarms) if was else str(self.desk.settings["default_alarm"])
        self.all_day = "yes" if was and was.span.all_day else "no"
        self.zone = was.row.timezone if was else self.desk.timezone

    def fields(self, day: str = "") -> list[Field]:
        """The lines, as the appointment is where there is one; ``day`` is proposed for a new one."""
        was = self.was
        found = [
            self.people.field("with", hint="nobody, or names; several with ;"),
            Field("title", "title", was.title if was else "", hint="what it is", needed=True),
            Field("when", "when", self.when or day, hint="mon 9-10:30, tomorrow 3pm", weigh=self._said_when, needed=True),
            Field("until", "until", "", hint="when it ends; of whole days the last", weigh=self._end("until")),
            Field("for", "for", "", hint=f"90m, 1h30, 2 days; else {self._usual}", weigh=self._end("for")),
            choice("all_day", "all day", YES_NO, self.all_day),
            Field("location", "location", was.location if was else "", hint="else the job's site, or the contact's address"),
            self.job.field(),
            Field("repeat", "repeat", self.repeat, hint='"every 4 weeks until 24 dec"', weigh=self._said_repeat),
            Field("remind", "remind", self.remind, self._said_remind, 'how long before: 30m, "1 day"'),
            choice("status", "status", STATUSES, was.status if was else "confirmed"),
            Field("timezone", "timezone", self.zone, self._said_zone, suggest=_zones),
        ]  # fmt: skip
        return [field for field in found if was is None or not was.only or field.name in OWN]

    @property
    def _usual(self) -> str:
        return "as long as it is" if self.was else str(self.desk.settings["default_duration"])

    def span(self, values: Values) -> Span:
        """From when to when it is; UsageError where that can't be understood."""
        at, until, length = (values[name].strip() for name in ("when", "until", "for"))
        all_day = picked(values.get("all_day", self.all_day), YES_NO) == "yes"
        zone = values.get("timezone", self.zone).strip() or self.desk.timezone
        was = self.was
        if was is None:
            return new_span(self.desk, Said(at, until or None, length or None, all_day, zone))
        at = "" if at == self.when else at
        if was.span.all_day and not all_day and not at:
            raise UsageError('say its time too, as in "mon 9-10:30"')
        turned = all_day and not was.span.all_day
        if not (at or until or length or turned):
            return was.span
        said = Said(at, until or None, length or None, turned, zone)
        return edited_span(self.desk, said, was.span, repeats=was.row.repeat is not None)

    def _said_when(self, values: Values) -> str:
        try:
            span = self.span(values)
        except CrmError:
            if not (values["until"].strip() or values["for"].strip()):
                raise
            # What is wrong is told where it stands.
            span = self.span({**values, "until": "", "for": ""})
        if self.was and span == self.was.span:
            return ""
        zone = values.get("timezone", self.zone).strip()
        return say_span(span.start, span.end) + (f" {zone}" if zone != self.desk.timezone else "")

    def _end(self, name: str) -> Callable[[Values], str]:
        def check(values: Values) -> str:
            if values[name].strip():
                try:
                    self.span({**values, "until": "", "for": ""})
                except CrmError:
                    return ""
                self.span(values)
            return ""

        return check

    def _said_repeat(self, values: Values) -> str:
        said = values["repeat"].strip()
        return repeat_words(rule(self.desk, said, self._start(values)), said) if said != self.repeat else ""

    def _start(self, values: Values) -> str:
        try:
            return self.span(values).start
        except CrmError:
            return self.desk.today().isoformat()

    def _said_remind(self, text: str) -> str:
        before = alarms(self.desk, _parts(text))
        return ", ".join(_before(minutes) for minutes in before) if text != self.remind else ""

    def _said_zone(self, text: str) -> str:
        from smallcrm.model.zone import check_zone

        check_zone(text)
        return ""

    def warnings(self, values: Values) -> list[str]:
        """What one should know before booking it: whom it overlaps, and what is odd about its time."""
        if picked(values["status"], STATUSES) == "cancelled" or not values["when"].strip():
            return []
        span = self.span(values)
        if self.was and span == self.was.span:
            return []
        said = values.get("repeat", "").strip()
        repeat = rule(self.desk, said, span.start) if said else ""
        plan = Plan(span.start, span.end, values.get("timezone", self.zone).strip(), span.all_day, repeat)
        but = self.was.row.id if self.was else 0
        return self.app.look(lambda read: read.appointments.warnings(plan, but=but)) or []

    async def draft(self, values: Values) -> AppointmentDraft:
        """What is typed as a new appointment."""
        span = self.span(values)
        said = values["repeat"].strip()
        return AppointmentDraft(
            title=values["title"],
            start=span.start,
            end=span.end,
            timezone=values["timezone"].strip() or self.desk.timezone,
            all_day=span.all_day,
            contact_ids=await self.people.ids(values["with"]),
            job_id=await self.job.id(values["job"]),
            location=values["location"].strip(),
            status=picked(values["status"], STATUSES) or "confirmed",
            repeat=rule(self.desk, said, span.start) if said else "",
            alarms=alarms(self.desk, _parts(values["remind"])),
        )

    async def changes(self, values: Values, was: Was) -> AppointmentEdit:
        """What of the appointment, or of the part of a series, is to be changed."""
        wanted = AppointmentEdit()
        if values["title"] != was.title:
            wanted["title"] = values["title"]
        if values["location"] != was.location:
            wanted["location"] = values["location"].strip()
        if (status := picked(values["status"], STATUSES)) and status != was.status:
            wanted["status"] = status
        if (span := self.span(values)) != was.span:
            wanted["start"], wanted["end"] = span.start, span.end
            if span.all_day != was.span.all_day:
                wanted["all_day"] = span.all_day
        if not was.only:
            await self._wider(wanted, values, span)
        return wanted

    async def _wider(self, wanted: AppointmentEdit, values: Values, span: Span) -> None:
        """What no single occurrence can have of its own."""
        if values["with"] != self.people.text:
            wanted["contact_ids"] = await self.people.ids(values["with"])
        if values["job"] != (self.job.known.name if self.job.known else ""):
            wanted["job_id"] = await self.job.id(values["job"])
        if values["remind"] != self.remind:
            wanted["alarms"] = alarms(self.desk, _parts(values["remind"]))
        if (said := values["repeat"].strip()) != self.repeat:
            wanted["repeat"] = rule(self.desk, said, span.start) if said else ""
        if (zone := values["timezone"].strip() or self.desk.timezone) != self.zone:
            wanted["timezone"] = zone


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def _alarm_text(minutes: Sequence[int]) -> str:
    from smallcrm.model.duration import Duration

    return ", ".join(str(Duration(minutes=each)) for each in minutes)


def _before(minutes: int) -> str:
    from smallcrm.model.duration import Duration

    return f"{Duration(minutes=minutes)} before" if minutes else "when it starts"


def _zones(_text: str) -> list[str]:
    import zoneinfo

    return sorted(zoneinfo.available_timezones())


def proposed(day: str) -> str:
    """A day, or a local wall time, in words that one goes on from: ``Tue 22 Sep 2026 ``."""
    if not day:
        return ""
    from smallcrm.model.calendar_words import say_date

    return f"{say_date(dt.date.fromisoformat(day[:10]))} {day[11:16]}"


async def book(app: Dashboard, about: About, day: str = "") -> bool:
    """Book an appointment, ``day`` being proposed; whether it was."""
    people = People(app, about.people)
    form = AppointmentForm(app, people, JobOf(people, about.job))

    async def save(values: Values) -> None:
        draft = await form.draft(values)
        await app.carry_out("book an appointment", lambda write: write.appointments.add(draft))

    at = "title" if about.contact else "with"
    asked = Form(
        f"book {about.key}", about.title("Book"), form.fields(proposed(day)), at=at, warn=form.warnings
    )
    return await fill(app, asked, save)


async def edit(app: Dashboard, was: Was) -> bool:
    """Change an appointment, or a part of a series; whether it was."""
    row = was.row
    known = app.look(lambda read: read.appointments.people(row.id)) or []
    people = People(app, [Named(*each) for each in known])
    form = AppointmentForm(app, people, JobOf(people, named_job(app, row.job_id)), was)

    async def save(values: Values) -> None:
        wanted = await form.changes(values, was)
        await app.carry_out(
            "change an appointment",
            lambda write: bool(wanted) and write.appointments.edit(row.id, wanted, was.meant.part),
        )

    name = f"edit appointment {row.uid} {was.meant.part or ''}"
    asked = Form(name, _heading(was), form.fields(), at="title", warn=form.warnings)
    return await fill(app, asked, save)


def _heading(was: Was) -> str:
    kind = was.meant.part.kind if was.meant.part else ""
    which = {"only": ", this one", "following": ", this one and those after it", "all": ", all of them"}
    return f"Appointment: {was.title}{which.get(kind, '')}"


async def put(app: Dashboard, was: Was) -> bool:
    """Ask to when an appointment moves, and move it; what is left out stays as it is; whether it was moved."""
    row = was.row

    def span(values: Values) -> Span:
        said = Said(values["to"].strip(), None, None, was.span.all_day, row.timezone)
        return moved_span(app.desk, said, was.span)

    def said(values: Values) -> str:
        to = span(values)
        return say_span(to.start, to.end)

    def warnings(values: Values) -> list[str]:
        if not values["to"].strip():
            return []
        to = span(values)
        plan = Plan(to.start, to.end, row.timezone, to.all_day)
        return app.look(lambda read: read.appointments.warnings(plan, but=row.id)) or []

    async def save(values: Values) -> None:
        to = span(values)
        await app.carry_out(
            "move an appointment",
            lambda write: write.appointments.move(row.id, to.start, to.end, was.meant.part),
        )

    hint = '11:00, "next tue", "mon 9-10:30"'
    title = f"Move {was.title}: {say_span(was.span.start, was.span.end)}"
    field = Field("to", "to", "", hint=hint, weigh=said, needed=True)
    return await fill(app, Form(f"move appointment {row.id}", title, [field], warn=warnings), save)
