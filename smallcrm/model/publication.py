"""A published calendar: what it holds, under which secret, and the file that is kept up to date."""

from __future__ import annotations

from typing import NamedTuple

from smallcrm.errors import UsageError

ALL, APPOINTMENTS, REMINDERS = "all", "appointments", "reminders"
TYPES = (ALL, APPOINTMENTS, REMINDERS)
PRIVATE = 0o600
LONGEST_NAME = 100


class Publication(NamedTuple):
    """A calendar that others subscribe to; the fields are those of the table ``publication``.

    ``file`` is an absolute path, None where it is only served; ``mode`` the file's permissions; ``tag`` as it was
    typed; ``cancelled`` says that what was called off is in it, ``everything`` that it has no window of months.
    """

    name: str
    file: str | None
    mode: int
    kinds: str
    tag: str | None
    busy: int
    cancelled: int
    everything: int
    token: str
    revision: int = 0
    written: int | None = None
    written_as: str | None = None
    problem: str | None = None


class PublicationDraft(NamedTuple):
    """What a calendar is to be; None leaves a setting as it is, or at its default in a new one."""

    name: str | None = None
    file: str | None = None
    mode: int | None = None
    kinds: str | None = None
    tag: str | None = None
    busy: bool | None = None
    cancelled: bool | None = None
    everything: bool | None = None


class PublicationRow(NamedTuple):
    """A published calendar as `calendar list` has it; ``state`` says whether its file is up to date."""

    name: str
    type: str
    tag: str | None
    busy: bool
    cancelled: bool
    all: bool
    file: str | None
    mode: str | None
    state: str


def checked_name(name: str) -> str:
    """The name on one line; UsageError for what can be no part of a path."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or "/" in name or not name.isprintable() or name.startswith("."):
        raise UsageError(
            f'"{name}" can be no name of a calendar: up to {LONGEST_NAME} characters, no slash, no dot at the start'
        )
    return name


def checked_mode(text: str) -> int:
    """A file's permissions in octal digits, such as 0644; UsageError where the owner could not read and write it."""
    try:
        mode = int(text, 8)
    except ValueError:
        mode = 0
    if mode & ~0o666 or mode & PRIVATE != PRIVATE:
        raise UsageError(f'--mode is 0600, 0640 or 0644, not "{text}"')
    return mode


def path_of(publication: Publication) -> str:
    """Where a server has it, before it is quoted for a URL: nobody finds it who was not told."""
    return f"/{publication.token}/{publication.name}.ics"
