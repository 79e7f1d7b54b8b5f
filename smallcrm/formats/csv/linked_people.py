"""Rows that hold more than one contact, and contacts that take more than one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from smallcrm.formats.csv.columns import SINGLE, squash
from smallcrm.formats.csv.contact_card import numbered
from smallcrm.model.contact import ORGANISATION, PERSON, ContactDraft

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smallcrm.formats.csv.contact_columns import Plan
    from smallcrm.model.incoming import Incoming

_Item = TypeVar("_Item")
_OF_PERSON = ("prefix", "given_name", "middle_name", "family_name", "suffix", "nickname", "role")


def together(records: Iterable[Incoming], columns: Mapping[str, str]) -> Iterator[Incoming]:
    """Neighbouring records of one key as one contact: Jobber writes a row per property.

    Rows of one key that are not neighbours stay apart; the key tells the importer that they are one.
    """
    held: Incoming | None = None
    for incoming in records:
        if held is not None and _key(held) == _key(incoming) != "":
            held = _joined(held, incoming, columns)
            continue
        if held is not None:
            yield held
        held = incoming
    if held is not None:
        yield held


def people_apart(incoming: Incoming, plan: Plan) -> tuple[Incoming, ...]:
    """An organisation's record and, where its row names a person too, that person's, whose company it is.

    Phones, e-mails, addresses and all else stay with the organisation, for a number shared by both would make
    the two look like one; the person is found by name and, through the company, from the organisation's page.
    Their key is the organisation's with their name, so that the same file again brings nobody new.
    """
    draft = cast("ContactDraft", incoming.draft)
    if not _is_two(draft, plan.layout):
        return (incoming,)
    organisation = _organisation(draft, plan)
    person = ContactDraft(
        kind=PERSON,
        company=organisation.name,
        keys=((plan.layout or "csv", f"{_key(incoming) or organisation.name}/{_person(draft)}"),),
        **{part: getattr(draft, part) for part in _OF_PERSON},
    )
    return incoming._replace(draft=organisation), incoming._replace(draft=person, complaints=())


def _is_two(draft: ContactDraft, layout: str) -> bool:
    if layout == "smallcrm" or not (draft.given_name or draft.family_name):
        return False
    if draft.kind == ORGANISATION:
        return bool(draft.company or draft.name)
    return layout == "xero" and draft.name != "" and squash(draft.name) != squash(_person(draft))


def _person(draft: ContactDraft) -> str:
    return f"{draft.given_name} {draft.family_name}".strip()


def _organisation(draft: ContactDraft, plan: Plan) -> ContactDraft:
    name = draft.company or draft.name
    fields = list(draft.fields)
    if squash(draft.name) not in {squash(name), squash(_person(draft)), ""}:
        fields.append((plan.column_of["name"], draft.name))
    bare = draft._replace(
        prefix="", given_name="", middle_name="", family_name="", suffix="", nickname="", role=""
    )
    return bare._replace(kind=ORGANISATION, name=name, company="", fields=numbered(fields))


def _key(incoming: Incoming) -> str:
    draft = cast("ContactDraft", incoming.draft)
    return draft.keys[0][1] if draft.keys else ""


def _joined(first: Incoming, later: Incoming, columns: Mapping[str, str]) -> Incoming:
    held, more = cast("ContactDraft", first.draft), cast("ContactDraft", later.draft)
    texts = {name: getattr(held, name) or getattr(more, name) for name in (*SINGLE, "kind")}
    differing = [
        (columns.get(name, name), getattr(more, name))
        for name in SINGLE
        if getattr(more, name) not in {"", texts[name]}
    ]
    fields = [*held.fields, *(pair for pair in (*more.fields, *differing) if pair not in held.fields)]
    draft = held._replace(
        **texts,
        emails=_union(held.emails, more.emails),
        phones=_union(held.phones, more.phones),
        addresses=_union(held.addresses, more.addresses),
        urls=_union(held.urls, more.urls),
        handles=_union(held.handles, more.handles),
        tags=_union(held.tags, more.tags),
        consent=_union(held.consent, more.consent),
        fields=numbered(fields),
    )
    return first._replace(draft=draft, complaints=first.complaints + later.complaints)


def _union(held: tuple[_Item, ...], more: tuple[_Item, ...]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys((*held, *more)))
