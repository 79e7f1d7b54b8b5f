"""Whom and what something new is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.tui.forms.whom import Named

if TYPE_CHECKING:
    from smallcrm.read.reading import Read
    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.thing import Thing


class About(NamedTuple):
    """The contact and the job of a thing, where it has them; ``key`` tells the forms about it apart."""

    contact: Named | None = None
    job: Named | None = None

    @property
    def key(self) -> str:
        """For the name of a form: what is typed into it is kept for this contact or job alone."""
        return f"{self.contact.id if self.contact else ''}:{self.job.id if self.job else ''}"

    @property
    def people(self) -> tuple[Named, ...]:
        """The contact, if there is one."""
        return (self.contact,) if self.contact else ()

    def title(self, words: str, link: str = "with") -> str:
        """``Book with Maya O'Connor``."""
        return f"{words} {link} {self.contact.name}" if self.contact else words


def about(app: Dashboard, thing: Thing | None) -> About:
    """Whom and what ``thing`` is about."""
    return (app.look(lambda read: _about(read, thing)) if thing else None) or About()


def _about(read: Read, thing: Thing) -> About:
    contact_id = thing.id if thing.kind == "contact" else thing.contact_id
    row = next(read.contacts.some([contact_id]), None) if contact_id else None
    job_id = _job_of(read, thing)
    job = read.jobs.get(job_id) if job_id else None
    return About(Named(row.id, row.name) if row else None, Named(job.id, job.title) if job else None)


def _job_of(read: Read, thing: Thing) -> int | None:
    if thing.kind == "job":
        return thing.id
    rooms = {"note": read.notes, "appointment": read.appointments, "reminder": read.reminders}
    return rooms[thing.kind].get(thing.id).job_id if thing.kind in rooms else None  # type: ignore[attr-defined]
