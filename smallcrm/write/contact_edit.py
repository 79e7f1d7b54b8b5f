"""Changing a contact: single values replace, others come and go, and what stays keeps its row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import Conflict, NotFound, UsageError
from smallcrm.model.contact import ORGANISATION, PERSON, SINGLE
from smallcrm.model.contact_edit import ContactEdit, Removals, names_together
from smallcrm.model.settle import settle, strict
from smallcrm.model.text import fold, storable
from smallcrm.write.contact_rows import employ, refuse_shared, set_field
from smallcrm.write.row import insert_row, new_uid, update_row
from smallcrm.write.tag import tag_it, untag
from smallcrm.write.ways import EMAIL, PHONE, added, change_way, pick, prefer, removed, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smallcrm.model.contact import ConsentDraft
    from smallcrm.model.settle import Settled
    from smallcrm.write.change import Change

COLUMNS = ("uid", "name", "kind", *SINGLE)


def edit_contact(
    change: Change, contact_id: int, edit: ContactEdit, region: str, *, allow_duplicate: bool
) -> bool:
    """Carry ``edit`` out on one contact; whether anything changed.

    NotFound where there is no such contact, or a value to take away is not there; UsageError where a value
    can't be what it is given as; Conflict where an e-mail or phone is another's, or what the edit saw has
    changed meanwhile.
    """
    connection = change.connection
    before = connection.total_changes
    have = _have(change, contact_id)
    _refuse_overtaken(have, edit.seen)
    owner = f"{have['name']} ({contact_id})"
    _edit_singles(change, contact_id, have, edit.singles)
    _edit_ways(change, contact_id, owner, edit, region, allow_duplicate=allow_duplicate)
    _edit_tags(change, have["uid"], owner, edit)
    _edit_fields(change, contact_id, owner, edit)
    for consent in edit.adds.consent:
        _consent(change, contact_id, consent)
    touched = connection.total_changes > before
    if touched:
        connection.execute(
            "UPDATE contact SET updated_at = ?1 WHERE id = ?2 AND updated_at <> ?1", (change.at, contact_id)
        )
    return touched


def _have(change: Change, contact_id: int) -> dict[str, str]:
    """The contact's single values, ``""`` where there is none."""
    columns = ", ".join(f"c.{name}" for name in COLUMNS)
    row = change.connection.execute(
        f"SELECT {columns}, w.company FROM contact c LEFT JOIN works_for w ON w.contact_id = c.id WHERE c.id = ?",
        (contact_id,),
    ).fetchone()
    if row is None:
        raise NotFound(f"there is no contact {contact_id}")
    return {name: value or "" for name, value in zip((*COLUMNS, "company"), row, strict=True)}


def _refuse_overtaken(have: Mapping[str, str], seen: Mapping[str, str]) -> None:
    for name, value in seen.items():
        if have[name] != value:
            raise Conflict(
                f'{name.replace("_", " ")} became "{have[name]}" meanwhile; look at it and change it again'
            )


def _edit_singles(
    change: Change, contact_id: int, have: Mapping[str, str], singles: Mapping[str, str]
) -> None:
    wanted = names_together(have, singles)
    if wanted.get("kind", PERSON) not in (PERSON, ORGANISATION):
        raise UsageError(f'a contact is a person or an organisation, not "{wanted["kind"]}"')
    if wanted.get("prefers"):
        from smallcrm.model.note import known_channel

        wanted["prefers"] = known_channel(wanted["prefers"])
    if "name" in wanted:
        wanted["name"] = " ".join(storable(wanted["name"]).split())
        if not wanted["name"]:
            raise UsageError("a contact needs a name")
    columns: dict[str, str | None] = {
        name: storable(wanted[name]).strip() or None for name in ("name", "kind", *SINGLE) if name in wanted
    }
    if "name" in wanted:
        columns["name_key"] = fold(wanted["name"])
    update_row(change.connection, "contact", contact_id, columns, change.at)
    if "company" in wanted:
        _company(change, contact_id, wanted["company"].strip())


def _company(change: Change, contact_id: int, company: str) -> None:
    if company:
        employ(change, contact_id, company)
        return
    change.connection.execute(
        "UPDATE relation SET until = ? WHERE from_id = ? AND kind = 'works_for' AND until IS NULL",
        (change.at[:10], contact_id),
    )


def _edit_ways(
    change: Change, contact_id: int, owner: str, edit: ContactEdit, region: str, *, allow_duplicate: bool
) -> None:
    # The name only keeps the draft from being refused as nobody's.
    draft = edit.adds._replace(name=owner, company="", birthday=edit.singles.get("birthday", ""))
    settled = strict(settle(draft, region))
    if not allow_duplicate:
        refuse_shared(change.connection, _newcomers(change, contact_id, settled), but=contact_id)
    new, old = added(settled), removed(edit.removes, region)
    for way in new:
        if not (new[way] or old[way]):
            continue
        rows = rows_of(change.connection, way, contact_id)
        gone = [pick(owner, way, rows, text, means) for text, means in old[way]]
        change_way(change.connection, contact_id, way, gone, new[way])
    _prefer(change, contact_id, owner, edit, region)


def _newcomers(change: Change, contact_id: int, settled: Settled) -> Settled:
    """Without what the contact has already: to share that was allowed before."""
    emails = {row["key"] for row in rows_of(change.connection, EMAIL, contact_id)}
    phones = {(row["value"], row["extension"] or "") for row in rows_of(change.connection, PHONE, contact_id)}
    return settled._replace(
        emails=tuple(e for e in settled.emails if e.email.key not in emails),
        phones=tuple(p for p in settled.phones if (p.phone.value, p.phone.extension) not in phones),
    )


def _prefer(change: Change, contact_id: int, owner: str, edit: ContactEdit, region: str) -> None:
    named = removed(
        Removals(
            emails=(edit.prefer_email,) if edit.prefer_email else (),
            phones=(edit.prefer_phone,) if edit.prefer_phone else (),
        ),
        region,
    )
    for way in (EMAIL, PHONE):
        for text, means in named[way]:
            rows = rows_of(change.connection, way, contact_id)
            prefer(change.connection, way, contact_id, pick(owner, way, rows, text, means)["id"])


def _edit_tags(change: Change, uid: str, owner: str, edit: ContactEdit) -> None:
    connection = change.connection
    for tag in edit.removes.tags:
        have = [
            name
            for (name,) in connection.execute(
                "SELECT t.name FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.subject_uid = ? ORDER BY t.name_key",
                (uid,),
            )
        ]
        _refuse_missing(owner, "tag", tag, have, {fold(name) for name in have})
        untag(connection, uid, tag)
    for tag in edit.adds.tags:
        tag_it(connection, uid, tag)


def _edit_fields(change: Change, contact_id: int, owner: str, edit: ContactEdit) -> None:
    connection = change.connection
    for name in edit.removes.fields:
        query = "SELECT name FROM custom_field WHERE contact_id = ? ORDER BY id"
        have = [row[0] for row in connection.execute(query, (contact_id,))]
        _refuse_missing(owner, "field", name, have, {fold(each) for each in have})
        for each in have:
            if fold(each) == fold(name):
                set_field(connection, contact_id, each, "")
    for name, value in edit.adds.fields:
        set_field(connection, contact_id, name, value)


def _refuse_missing(owner: str, word: str, text: str, have: list[str], keys: set[str]) -> None:
    if fold(text) not in keys:
        raise NotFound(f'{owner} has no {word} "{text}"; there is {", ".join(have) or "none"}')


def _consent(change: Change, contact_id: int, consent: ConsentDraft) -> None:
    """Note a consent or its refusal, unless the last word was the same."""
    last = change.connection.execute(
        "SELECT given FROM consent WHERE contact_id = ? AND channel IS ? ORDER BY id DESC LIMIT 1",
        (contact_id, consent.channel or None),
    ).fetchone()
    if last and bool(last[0]) == consent.given:
        return
    insert_row(
        change.connection,
        "consent",
        {
            "uid": new_uid(), "contact_id": contact_id, "channel": consent.channel or None,
            "given": int(consent.given), "on_date": consent.on or None, "source": consent.source or None,
        },
    )  # fmt: skip
