"""Find the contact that an incoming record speaks of: by its key elsewhere, else by address or number and name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.model.contact import ORGANISATION
from smallcrm.model.identity import fingerprint, names_agree

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from smallcrm.model.settle import Settled
    from smallcrm.write.contact_known import Known


class Match(NamedTuple):
    """The contact a record speaks of (None: a new one); ``same`` if this very record came in before.

    ``shared`` names contacts of other names that have an e-mail or phone of the record: a family's landline.
    """

    contact_id: int | None
    same: bool = False
    shared: tuple[tuple[int, str, str], ...] = ()


def match(known: Known, settled: Settled, print_: str, apart: Container[int] = ()) -> Match:
    """The contact that ``settled`` speaks of; those ``apart`` are known by a uid of their own to be others."""
    same = known.prints.get(print_)
    if same is not None:
        return Match(same, same=True)
    uid = settled.draft.uid
    found = known.uids.get(uid) or known.merged_uids.get(uid)
    for key in settled.draft.keys:
        found = found or known.keys.get(key)
    if found is not None:
        return Match(found)
    if settled.kind == ORGANISATION:
        named = next((id_ for id_ in known.organisations[settled.name_key] if id_ not in apart), None)
        if named is not None:
            return Match(named)
    return _by_ways(known, settled, apart)


def key_of(settled: Settled) -> str:
    """The fingerprint under which the record is remembered."""
    return fingerprint(settled.draft)


def _by_ways(known: Known, settled: Settled, apart: Container[int]) -> Match:
    """The first contact with an address or number of the record whose name agrees; the others only share it."""
    shared: dict[int, tuple[int, str, str]] = {}
    for value, contact_ids in _ways(known, settled):
        for contact_id in contact_ids:
            name, kind = known.who[contact_id]
            if contact_id not in apart and kind == settled.kind and names_agree(_own_name(settled), name):
                return Match(contact_id, shared=tuple(s for s in shared.values() if s[0] != contact_id))
            shared.setdefault(contact_id, (contact_id, name, value))
    return Match(None, shared=tuple(shared.values()))


def _own_name(settled: Settled) -> str:
    """The record's name, "" if it only stands in for one."""
    first = settled.emails[0].email.value if settled.emails else ""
    return "" if settled.name == first else settled.name


def _ways(known: Known, settled: Settled) -> Iterator[tuple[str, list[int]]]:
    for email in settled.emails:
        yield email.email.value, known.emails[email.email.key]
    for phone in settled.phones:
        yield phone.phone.raw, known.phones[phone.phone.value]
