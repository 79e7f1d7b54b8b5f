"""What calendars are told of an appointment or reminder: words that say enough on a telephone's small screen."""

from __future__ import annotations

from smallcrm.model.text import fold


def summary(title: str, contact: str | None) -> str:
    """``Dee Walsh: Colour``; the title alone without a contact, or where it names them already."""
    if not contact or (contact in title or fold(contact) in fold(title)):
        return title
    return f"{contact}: {title}"


def way_to(contact: str | None, phone: str | None) -> str:
    """``Dee Walsh, +447700900142``, which a telephone makes a link of."""
    return ", ".join(part for part in (contact, phone) if part)


def description(text: str | None, contact: str | None, phone: str | None) -> str:
    """What is to be known of it, and last the way to its contact, if there is a number."""
    return "\n".join(part for part in (text, way_to(contact, phone) if phone else None) if part)
