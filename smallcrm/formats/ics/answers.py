"""What the user answered to an invitation: PARTSTAT of the ATTENDEE that they are (RFC 5545 3.2.12, RFC 5546 3.2.3).

STATUS is what the organiser says of an event: it stays CONFIRMED for who declined. So what the user answered stands for it
here, except where the event was called off.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from smallcrm.formats.content_line import ContentLine
from smallcrm.formats.ics.event import addresses_of, text_of
from smallcrm.model.incoming import Complaint

if TYPE_CHECKING:
    from collections.abc import Collection

    from smallcrm.formats.ics.parts import Component

_CANCELLED, _TENTATIVE = "CANCELLED", "TENTATIVE"
# Of several answers under several addresses the first counts; ACCEPTED leaves the organiser's word.
_MEANT = {
    "ACCEPTED": "",
    "TENTATIVE": _TENTATIVE,
    "DECLINED": _CANCELLED,
    "DELEGATED": _CANCELLED,
    "NEEDS-ACTION": _TENTATIVE,
}
_ORDER = list(_MEANT)
_SAID = {"DECLINED": "you declined", "DELEGATED": "you sent somebody else"}


def as_answered(event: Component, own: Collection[str], complaints: list[Complaint]) -> Component:
    """The event with the STATUS that it has for the user, whose addresses are ``own`` (casefolded).

    What they stay away from is said in ``complaints``.
    """
    line = _own_answer(event, own)
    if line is None or text_of(event, "STATUS").upper() == _CANCELLED:
        return event
    state = _state(line)
    meant = _MEANT[state]
    if not meant:
        return event
    if meant == _CANCELLED:
        title, reason = text_of(event, "SUMMARY"), f"{_SAID[state]}; taken as cancelled"
        complaints.append(Complaint(line.line, line.name, title, reason))
    others = [each for each in event.properties if each[0].name != "STATUS"]
    status = ContentLine("STATUS", {}, meant, line=line.line)
    return replace(event, properties=[*others, (status, f"STATUS:{meant}")])


def _own_answer(event: Component, own: Collection[str]) -> ContentLine | None:
    """The line with the user's answer; None without one, and where they invited and have not answered themselves."""
    if not own:
        return None
    answers = [line for line in event.every("ATTENDEE") if _is_own(line, own) and _state(line) in _MEANT]
    found = min(answers, key=lambda line: _ORDER.index(_state(line)), default=None)
    organiser = event.first("ORGANIZER")
    if found and _state(found) == "NEEDS-ACTION" and organiser and _is_own(organiser, own):
        return None
    return found


def _is_own(line: ContentLine, own: Collection[str]) -> bool:
    return any(address.casefold() in own for address in addresses_of(line))


def _state(line: ContentLine) -> str:
    """What is unsaid is no answer, though RFC 5545 has it be NEEDS-ACTION: Outlook writes none whatever was answered."""
    return line.params.get("PARTSTAT", ("",))[0].upper()
