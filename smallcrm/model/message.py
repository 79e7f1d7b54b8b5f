"""A text that reminds a customer: a template with placeholders, and what stands for each."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import UsageError
from smallcrm.model.calendar_words import MONTHS, WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smallcrm.model.contact_row import ContactRow

PLACEHOLDERS = ("name", "first_name", "title", "when", "day", "time", "place", "business")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class Matter(NamedTuple):
    """What a customer is reminded of: ``at`` is a date, or ISO 8601 with the offset of the place where it is."""

    title: str
    at: str
    place: str = ""


class MessageRow(NamedTuple):
    """A message ready to send; the fields are the keys of its JSON.

    ``type`` and ``id`` are of what it reminds of, an appointment or a reminder. ``channel`` is text or email, ``to`` the
    number or address, ``link`` opens it ready to send; both None where there is nowhere to send it.
    """

    type: str
    id: int
    contact_id: int
    contact: str
    channel: str
    to: str | None
    subject: str
    text: str
    link: str | None


def check_template(template: str) -> None:
    """UsageError unless every placeholder is a known one and every brace belongs to one."""
    if not template.strip():
        raise UsageError("a message can't be empty")
    for found in _PLACEHOLDER.finditer(template):
        if found[1] not in PLACEHOLDERS:
            from smallcrm.config import near

            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise UsageError(
                f'unknown placeholder "{found[0]}"{near(found[1], PLACEHOLDERS)}; there are {known}'
            )
    if re.search("[{}]", _PLACEHOLDER.sub("", template)):
        raise UsageError("a brace stands alone in the message; a placeholder is written {name}")


def used(template: str) -> set[str]:
    """The names of the placeholders in a template."""
    return set(_PLACEHOLDER.findall(template))


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with its values in place, each as it is: braces in them mean nothing. UsageError as :func:`check_template`."""
    check_template(template)
    text = _PLACEHOLDER.sub(lambda found: values[found[1]], template)
    return "\n".join(line.rstrip() for line in text.split("\n"))


def values_of(contact: ContactRow, matter: Matter, business: str, today: dt.date) -> dict[str, str]:
    """What stands for each placeholder; "" for what there is none of, such as the time of a whole day."""
    day = day_words(dt.date.fromisoformat(matter.at[:10]), today)
    time = matter.at[11:16]
    return {
        "name": contact.name,
        "first_name": first_name(contact),
        "title": matter.title,
        "when": f"{day} at {time}" if time else day,
        "day": day,
        "time": time,
        "place": matter.place,
        "business": business,
    }


def first_name(contact: ContactRow) -> str:
    """What a person is called: the given name, else the first word of the name; of an organisation its name."""
    if contact.kind != "person":
        return contact.name
    return contact.given_name or contact.name.split()[0]


def day_words(day: dt.date, today: dt.date) -> str:
    """``today``, ``tomorrow``, ``on Monday 21 September``; with the year where it is another."""
    days = (day - today).days
    if days in (0, 1):
        return "tomorrow" if days else "today"
    year = f" {day.year}" if day.year != today.year else ""
    return f"on {WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"
