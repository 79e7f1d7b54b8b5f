"""What conditions and lists can ask of each kind of thing: every field's type and where it stands.

``t`` is the thing's own row. A field with a ``source`` has several values, each of the thing whose ``key`` equals its
``owner``; it holds if one of them does.
"""

from __future__ import annotations

from typing import NamedTuple

from smallcrm.model.appointment import STATUSES
from smallcrm.model.job import CLOSED, MEANINGS
from smallcrm.model.note import CHANNELS, DIRECTIONS

KINDS = ("contact", "note", "job", "appointment", "reminder")


class Field(NamedTuple):
    """One field: ``type`` says how its values compare, ``sql`` is one value, ``sort`` what a list is sorted by.

    Types: text, folded (text that is stored folded), key (lower case), exact, choice (of ``choices``), stage,
    integer, money, date, instant (UTC), wall (local date or time), birthday, phone, flag, custom. ``past`` says
    that dates in words look back.
    """

    type: str
    sql: str
    source: str = ""
    sort: str = ""
    owner: str = ""
    key: str = "t.id"
    choices: tuple[str, ...] = ()
    past: bool = True


def _texts(*names: str) -> dict[str, Field]:
    return {name: Field("text", f"t.{name}") for name in names}


_COMMON = {
    "id": Field("integer", "t.id"),
    "uid": Field("exact", "t.uid"),
    "created_at": Field("instant", "t.created_at"),
    "updated_at": Field("instant", "t.updated_at"),
}
_JOB = {
    "job_id": Field("integer", "t.job_id"),
    "job": Field("text", "(SELECT title FROM job WHERE id = t.job_id)"),
}
_TAGS = Field(
    "folded",
    "k.name_key",
    "FROM tagging g JOIN tag k ON k.id = g.tag_id",
    "(SELECT min(k.name_key) FROM tagging g JOIN tag k ON k.id = g.tag_id WHERE g.subject_uid = t.uid)",
    owner="g.subject_uid",
    key="t.uid",
)


def _contacts(kind: str) -> dict[str, Field]:
    source = f"FROM {kind}_contact x JOIN contact c ON c.id = x.contact_id"
    owner = f"x.{kind}_id"
    first = f"(SELECT c.{{}} {source} WHERE {owner} = t.id AND x.position = 0)"
    return {
        "contact": Field("folded", "c.name_key", source, first.format("name_key"), owner),
        "contact_id": Field("integer", "c.id", source, first.format("id"), owner),
    }


def _own(table: str, order: str, column: str = "value", kind: str = "text", view: str = "") -> Field:
    view = view or table
    first = f"(SELECT {column} FROM {view} WHERE contact_id = t.id ORDER BY {order} LIMIT 1)"
    return Field(
        kind,
        f"v.{column}",
        f"FROM {view} v",
        f"fold({first})" if kind == "text" else first,
        "v.contact_id",
    )


_PREFERRED = "preferred DESC, id"
_ADDRESS = {
    name: _own("address", _PREFERRED, name) for name in ("street", "city", "region", "postcode", "country")
}
_LAST_CONTACTED = Field(
    "instant",
    "(SELECT max(n.at) FROM note_contact x JOIN note n ON n.id = x.note_id "
    "WHERE x.contact_id = t.id AND n.channel <> 'note')",
)

# A yes counts until a later no to the same channel; a word for no channel in particular is for every one.
_CONSENTED = (
    "EXISTS (SELECT 1 FROM consent y WHERE y.contact_id = t.id AND y.given = 1 AND NOT EXISTS (SELECT 1 FROM consent n "
    "WHERE n.contact_id = t.id AND n.given = 0 AND (n.id > y.id OR n.on_date > y.on_date) "
    "AND (n.channel IS NULL OR y.channel IS NULL OR n.channel = y.channel)))"
)

CONTACT = {
    **_COMMON,
    "kind": Field("choice", "t.kind", choices=("person", "organisation")),
    "name": Field("folded", "t.name_key"),
    **_texts(
        "prefix", "given_name", "middle_name", "family_name", "suffix", "nickname", "department", "role", "stage",
        "prefers", "source", "about",
    ),
    "company": Field("text", "(SELECT company FROM works_for WHERE contact_id = t.id)"),
    "company_id": Field("integer", "(SELECT company_id FROM works_for WHERE contact_id = t.id)"),
    "emails": _own("email", _PREFERRED, "key", "key"),
    "phones": _own("phone", _PREFERRED, "value", "phone"),
    **_ADDRESS,
    "addresses": _own("address", _PREFERRED, "formatted", view="address_row"),
    "urls": _own("url", "id"),
    "handles": _own("handle", "id"),
    "tags": _TAGS,
    "birthday": Field("birthday", "t.birthday", sort="substr(t.birthday, -5)"),
    "consent": Field("flag", _CONSENTED),
    "last_contacted_at": _LAST_CONTACTED,
}  # fmt: skip

NOTE = {
    **_COMMON,
    **_contacts("note"),
    **_JOB,
    "channel": Field("choice", "t.channel", choices=CHANNELS),
    "direction": Field("choice", "t.direction", choices=DIRECTIONS),
    "at": Field("instant", "t.at"),
    "body": Field("text", "t.body"),
}

_MEANING = "(SELECT meaning FROM stage WHERE name = t.stage)"
JOB = {
    **_COMMON,
    **_contacts("job"),
    **_texts("title", "description", "currency"),
    "stage": Field("stage", "t.stage", sort="(SELECT position FROM stage WHERE name = t.stage)"),
    "meaning": Field("choice", _MEANING, choices=MEANINGS),
    "open": Field("flag", f"{_MEANING} NOT IN ({', '.join(repr(name) for name in CLOSED)})"),
    "value": Field("money", "amount(t.value, t.currency)"),
    "due": Field("date", "t.due", past=False),
    "site": Field("text", "(SELECT formatted FROM address_row WHERE id = t.site_id)"),
    "tags": _TAGS,
}

APPOINTMENT = {
    **_COMMON,
    **_contacts("appointment"),
    **_JOB,
    **_texts("title", "description", "repeat", "timezone"),
    "start": Field("instant", "t.starts_utc", past=False),
    "end": Field("instant", "t.ends_utc", past=False),
    "all_day": Field("flag", "t.all_day = 1"),
    "location": Field("text", "(SELECT location FROM appointment_row WHERE id = t.id)"),
    "status": Field("choice", "t.status", choices=STATUSES),
}

REMINDER = {
    **_COMMON,
    **_JOB,
    **_texts("text", "repeat", "repeat_after"),
    "contact": Field("folded", "(SELECT name_key FROM contact WHERE id = t.contact_id)"),
    "contact_id": Field("integer", "t.contact_id"),
    "due": Field("wall", "t.due", sort="t.due_utc", past=False),
    "done": Field("flag", "t.done_at IS NOT NULL"),
    "done_at": Field("instant", "t.done_at"),
}

FIELDS = {"contact": CONTACT, "note": NOTE, "job": JOB, "appointment": APPOINTMENT, "reminder": REMINDER}
# Other names of a field, as people say them.
ALIASES = {
    "email": "emails", "phone": "phones", "address": "addresses", "url": "urls", "handle": "handles", "tag": "tags",
    "last_contacted": "last_contacted_at", "created": "created_at", "updated": "updated_at", "text": "body",
}  # fmt: skip


def find_field(kind: str, name: str) -> Field | None:
    """The built-in field of a kind by its name or another name of it; None where there is none."""
    fields = FIELDS[kind]
    name = name.strip().lower()
    return fields.get(name) or fields.get(ALIASES.get(name, ""))


def names(kind: str) -> list[str]:
    """The names of a kind's built-in fields, with their other names."""
    fields = FIELDS[kind]
    return [*fields, *(alias for alias, name in ALIASES.items() if name in fields and alias not in fields)]
