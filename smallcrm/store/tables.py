"""The schema, declared once, as SQLModel tables: also the Python API for scripts and notebooks.

The commands and the dashboard speak SQL to the same tables and never import this module, which costs a third
of a second. ``python -m smallcrm.store.declare`` writes the SQL that follows from it; the tests hold the two
together. Money is integer minor units with its ISO 4217 code; instants are UTC ``YYYY-MM-DDTHH:MM:SSZ``; dates
``YYYY-MM-DD``; appointments are local wall time with an IANA zone, and the UTC that follows from it.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, Integer, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

NEW_UID = "(lower(hex(randomblob(16))))"
NOW = "(strftime('%Y-%m-%dT%H:%M:%SZ','now'))"
STRICT = {"sqlite_strict": True, "sqlite_autoincrement": True}


class Row(SQLModel):
    """What every row has: an id that is never used again and a uid that never changes."""

    id: int | None = Field(default=None, primary_key=True, sa_type=Integer)
    uid: str | None = Field(
        default=None,
        sa_type=Text,
        nullable=False,
        unique=True,
        sa_column_kwargs={"server_default": text(NEW_UID)},
    )


class Dated(Row):
    """A row that says when it was made and last changed (UTC)."""

    created_at: str | None = Field(
        default=None, sa_type=Text, nullable=False, sa_column_kwargs={"server_default": text(NOW)}
    )
    updated_at: str | None = Field(
        default=None, sa_type=Text, nullable=False, sa_column_kwargs={"server_default": text(NOW)}
    )


def _text(**options: object) -> str:
    return Field(sa_type=Text, **options)  # type: ignore[call-overload,no-any-return]


def _optional(**options: object) -> str | None:
    return Field(default=None, sa_type=Text, nullable=True, **options)  # type: ignore[call-overload,no-any-return]


def _belongs(target: str, **options: object) -> int:
    return Field(sa_type=Integer, foreign_key=f"{target}.id", ondelete="CASCADE", index=True, **options)  # type: ignore[call-overload,no-any-return]


def _points(target: str) -> int | None:
    return Field(  # type: ignore[no-any-return]
        default=None,
        sa_type=Integer,
        foreign_key=f"{target}.id",
        ondelete="SET NULL",
        index=True,
        nullable=True,
    )


def _flag() -> int:
    return Field(  # type: ignore[no-any-return]
        default=0, sa_type=Integer, nullable=False, sa_column_kwargs={"server_default": text("0")}
    )


class Contact(Dated, table=True):
    """A person or an organisation. ``name_key`` is the folded name, by which lists are sorted."""

    __table_args__ = (
        CheckConstraint("kind IN ('person','organisation')", name="contact_kind"),
        CheckConstraint("length(name) > 0", name="contact_name"),
        Index("contact_by_name", "name_key", "id"),
        Index("contact_by_update", "updated_at"),
        Index("contact_by_stage", "stage", "name_key", sqlite_where=text("stage IS NOT NULL")),
        Index("contact_by_birthday", text("substr(birthday, -5)"), sqlite_where=text("birthday IS NOT NULL")),
        STRICT,
    )
    kind: str = _text(default="person", sa_column_kwargs={"server_default": text("'person'")})
    name: str = _text()
    name_key: str | None = _text(
        default=None, nullable=False, sa_column_kwargs={"server_default": text("''")}
    )
    prefix: str | None = _optional()
    given_name: str | None = _optional()
    middle_name: str | None = _optional()
    family_name: str | None = _optional()
    suffix: str | None = _optional()
    nickname: str | None = _optional()
    department: str | None = _optional()
    role: str | None = _optional()
    stage: str | None = _optional()
    birthday: str | None = _optional()
    prefers: str | None = _optional()
    source: str | None = _optional()
    about: str | None = _optional()


class Email(Row, table=True):
    """An e-mail address; ``key`` is its folded form, by which it is found and compared."""

    __table_args__ = (Index("email_by_key", "key"), STRICT)
    contact_id: int = _belongs("contact")
    value: str = _text()
    key: str | None = _text(default=None, nullable=False, sa_column_kwargs={"server_default": text("''")})
    label: str | None = _optional()
    preferred: int = _flag()


class Phone(Row, table=True):
    """A phone or fax number: E.164 ``value``, its ``national`` digits, what was typed in ``raw``."""

    __table_args__ = (Index("phone_by_value", "value"), STRICT)
    contact_id: int = _belongs("contact")
    value: str = _text()
    national: str | None = _optional()
    extension: str | None = _optional()
    raw: str | None = _optional()
    label: str | None = _optional()
    preferred: int = _flag()


class Address(Row, table=True):
    """A postal address: a place that jobs point at."""

    __table_args__ = (STRICT,)
    contact_id: int = _belongs("contact")
    street: str | None = _optional()
    city: str | None = _optional()
    region: str | None = _optional()
    postcode: str | None = _optional()
    country: str | None = _optional()
    label: str | None = _optional()
    preferred: int = _flag()


class Url(Row, table=True):
    """A web address of a contact."""

    __table_args__ = (STRICT,)
    contact_id: int = _belongs("contact")
    value: str = _text()
    label: str | None = _optional()


class Handle(Row, table=True):
    """A contact's name on a platform."""

    __table_args__ = (STRICT,)
    contact_id: int = _belongs("contact")
    platform: str = _text()
    value: str = _text()


class Consent(Row, table=True):
    """Whether a contact agreed to be written to, by which channel, since when, and how that is known."""

    __table_args__ = (CheckConstraint("given IN (0,1)", name="consent_given"), STRICT)
    contact_id: int = _belongs("contact")
    channel: str | None = _optional()
    given: int = Field(sa_type=Integer)
    on_date: str | None = _optional()
    source: str | None = _optional()


class Photo(Row, table=True):
    """A contact's picture, as a ``data:`` URI (RFC 2397)."""

    __table_args__ = (STRICT,)
    contact_id: int = _belongs("contact")
    data: str = _text()


class CustomField(Row, table=True):
    """A value of a contact under a name of the user's own."""

    __tablename__ = "custom_field"
    __table_args__ = (
        UniqueConstraint("contact_id", "name", name="custom_field_once"),
        # How often `next` reminds of a contact; however it is written, it is found without a walk over all fields.
        Index(
            "custom_field_follow_up",
            "contact_id",
            sqlite_where=text("lower(replace(replace(name, '_', ' '), '-', ' ')) = 'follow up'"),
        ),
        STRICT,
    )
    contact_id: int = _belongs("contact")
    name: str = _text()
    value: str = _text()


class Relation(Row, table=True):
    """One contact's tie to another: ``works_for``, ``referred_by`` and the like, while it lasts."""

    __table_args__ = (STRICT,)
    from_id: int = _belongs("contact")
    to_id: int = _belongs("contact")
    kind: str = _text()
    role: str | None = _optional()
    since: str | None = _optional()
    until: str | None = _optional()


class Merged(Row, table=True):
    """A contact that was merged into another: its old id and uid still find the survivor."""

    __table_args__ = (Index("merged_by_id", "merged_id"), Index("merged_by_uid", "merged_uid"), STRICT)
    merged_id: int = Field(sa_type=Integer)
    merged_uid: str = _text()
    contact_id: int = _belongs("contact")


class Tag(Row, table=True):
    """A word that groups things; ``name_key`` is its folded form."""

    __table_args__ = (STRICT,)
    name: str = _text()
    name_key: str = _text(unique=True)


class Tagging(Row, table=True):
    """A tag on a thing of any kind, by its uid."""

    __table_args__ = (UniqueConstraint("subject_uid", "tag_id", name="tagging_once"), STRICT)
    tag_id: int = _belongs("tag")
    subject_uid: str = _text()


class Stage(Row, table=True):
    """A stage that jobs move through; rules go by its ``meaning``."""

    __table_args__ = (
        CheckConstraint(
            "meaning IN ('open','quoted','won','done','owed','paid','lost')", name="stage_meaning"
        ),
        STRICT,
    )
    name: str = _text(unique=True)
    meaning: str = _text()
    position: int = Field(sa_type=Integer)


class Job(Dated, table=True):
    """A piece of work; ``value`` is in minor units of ``currency``."""

    __table_args__ = (
        CheckConstraint("value IS NULL OR currency IS NOT NULL", name="job_currency"),
        Index("job_by_stage", "stage", "id"),
        # Sums by stage and currency without a look at the jobs themselves.
        Index("job_worth", "stage", "currency", "value"),
        STRICT,
    )
    title: str = _text()
    description: str | None = _optional()
    stage: str = _text(foreign_key="stage.name")
    value: int | None = Field(default=None, sa_type=Integer, nullable=True)
    currency: str | None = _optional()
    due: str | None = _optional()
    site_id: int | None = _points("address")


class JobMove(Row, table=True):
    """A job came to a stage on a day."""

    __tablename__ = "job_move"
    __table_args__ = (STRICT,)
    job_id: int = _belongs("job")
    stage: str = _text(foreign_key="stage.name")
    on_date: str = _text()


class Note(Dated, table=True):
    """What was said or done, and when (UTC)."""

    __table_args__ = (
        CheckConstraint(
            "channel IN ('note','call','email','text','letter','fax','visit','meeting','social')",
            name="note_channel",
        ),
        CheckConstraint("direction IN ('in','out')", name="note_direction"),
        Index("note_by_time", "at", "id"),
        STRICT,
    )
    channel: str = _text(default="note", sa_column_kwargs={"server_default": text("'note'")})
    direction: str | None = _optional()
    at: str = _text()
    body: str = _text()
    job_id: int | None = _points("job")


class Appointment(Dated, table=True):
    """A booking: local wall time in a zone, and the UTC that follows; ``last_utc`` ends a series, or is null."""

    __table_args__ = (
        CheckConstraint("status IN ('tentative','confirmed','cancelled')", name="appointment_status"),
        CheckConstraint("ends_utc >= starts_utc", name="appointment_order"),
        Index("appointment_by_start", "starts_utc", "id"),
        Index("appointment_series", "last_utc", sqlite_where=text("repeat IS NOT NULL")),
        Index("appointment_long", "ends_utc", sqlite_where=text("ends_utc > date(starts_utc, '+2 days')")),
        STRICT,
    )
    title: str = _text()
    description: str | None = _optional()
    starts: str = _text()
    ends: str = _text()
    timezone: str = _text()
    all_day: int = _flag()
    starts_utc: str = _text()
    ends_utc: str = _text()
    last_utc: str | None = _optional()
    location: str | None = _optional()
    status: str = _text(default="confirmed", sa_column_kwargs={"server_default": text("'confirmed'")})
    repeat: str | None = _optional()
    job_id: int | None = _points("job")


class Occurrence(Row, table=True):
    """An exception of a series (RFC 5545 3.8.4.4); null is as in the series, ``cancelled`` alone an EXDATE."""

    __table_args__ = (UniqueConstraint("appointment_id", "recurrence", name="occurrence_once"), STRICT)
    appointment_id: int = _belongs("appointment")
    recurrence: str = _text()
    cancelled: int = _flag()
    title: str | None = _optional()
    starts: str | None = _optional()
    ends: str | None = _optional()
    starts_utc: str | None = _optional(index=True)
    ends_utc: str | None = _optional()
    location: str | None = _optional()
    status: str | None = _optional()


class Alarm(Row, table=True):
    """How many minutes before an appointment to give notice."""

    __table_args__ = (CheckConstraint("minutes >= 0", name="alarm_before"), STRICT)
    appointment_id: int = _belongs("appointment")
    minutes: int = Field(sa_type=Integer)


class NoteContact(Row, table=True):
    """A contact of a note; the one at ``position`` 0 is the first."""

    __tablename__ = "note_contact"
    __table_args__ = (UniqueConstraint("note_id", "contact_id", name="note_contact_once"), STRICT)
    note_id: int = _belongs("note")
    contact_id: int = _belongs("contact")
    role: str | None = _optional()
    position: int = _flag()


class JobContact(Row, table=True):
    """A contact of a job; the one at ``position`` 0 is the first."""

    __tablename__ = "job_contact"
    __table_args__ = (UniqueConstraint("job_id", "contact_id", name="job_contact_once"), STRICT)
    job_id: int = _belongs("job")
    contact_id: int = _belongs("contact")
    role: str | None = _optional()
    position: int = _flag()


class AppointmentContact(Row, table=True):
    """A contact of an appointment; the one at ``position`` 0 is the first."""

    __tablename__ = "appointment_contact"
    __table_args__ = (
        UniqueConstraint("appointment_id", "contact_id", name="appointment_contact_once"),
        STRICT,
    )
    appointment_id: int = _belongs("appointment")
    contact_id: int = _belongs("contact")
    role: str | None = _optional()
    position: int = _flag()


class Reminder(Dated, table=True):
    """Something to do: ``due`` is a date, or a local wall time in ``timezone``; ``due_utc`` follows from it."""

    __table_args__ = (
        Index("reminder_by_due", "due_utc", "id", sqlite_where=text("done_at IS NULL")),
        STRICT,
    )
    text: str = _text()
    due: str = _text()
    timezone: str = _text()
    due_utc: str = _text()
    contact_id: int | None = _points("contact")
    job_id: int | None = _points("job")
    repeat: str | None = _optional()
    repeat_after: str | None = _optional()
    done_at: str | None = _optional()


class Property(Row, table=True):
    """A foreign property of a thing, kept whole so that it comes out again."""

    __table_args__ = (Index("property_of", "subject_uid", "id"), STRICT)
    subject_uid: str = _text()
    format: str = _text()
    line: str = _text()


class ExternalKey(Row, table=True):
    """What a thing was called where it came from."""

    __tablename__ = "external_key"
    __table_args__ = (
        UniqueConstraint("source", "key", name="external_key_once"),
        Index("external_key_of", "subject_uid"),
        STRICT,
    )
    source: str = _text()
    key: str = _text()
    subject_uid: str = _text()


class Provenance(Row, table=True):
    """Where a thing came from: a file and its line, and the record's fingerprint in ``value``.

    With a ``property``: a value of the record that was not taken over, since the thing had another.
    """

    __table_args__ = (
        Index("provenance_of", "subject_uid"),
        Index("provenance_print", "value", sqlite_where=text("property IS NULL")),
        STRICT,
    )
    subject_uid: str = _text()
    property: str | None = _optional()
    value: str | None = _optional()
    source: str = _text()
    line: int | None = Field(default=None, sa_type=Integer, nullable=True)
    at: str = _text()


class CalendarItem(SQLModel, table=True):
    """What subscribers were told of an appointment or reminder; undo raises it like any edit.

    ``raised_in`` is the change that raised it last, so that one change raises it once; ``image`` is a removed
    thing's last shape.
    """

    __tablename__ = "calendar_item"
    __table_args__ = (
        Index("calendar_item_removed", "removed_at", sqlite_where=text("removed_at IS NOT NULL")),
        {"sqlite_strict": True},
    )
    uid: str = Field(primary_key=True, sa_type=Text)
    kind: str = _text()
    sequence: int = _flag()
    revised_at: str = _text()
    raised_in: int | None = Field(default=None, sa_type=Integer, nullable=True)
    removed_at: str | None = _optional()
    image: str | None = _optional()


class Change(SQLModel, table=True):
    """One undo step: what was done, when, through which face; undoing and redoing are changes too."""

    __table_args__ = (STRICT,)
    id: int | None = Field(default=None, primary_key=True, sa_type=Integer)
    at: str = _text()
    origin: str = _text()
    words: str = _text()
    kind: str = _text(default="do", sa_column_kwargs={"server_default": text("'do'")})
    of_id: int | None = Field(default=None, sa_type=Integer, nullable=True)
    undone_by: int | None = Field(default=None, sa_type=Integer, nullable=True)
    schema_version: int = Field(sa_type=Integer)


class Journal(SQLModel, table=True):
    """A row's image before and after; ``change_id`` is null while no writer has adopted a foreign change."""

    __table_args__ = (Index("journal_of_row", "table_name", "row_id"), STRICT)
    id: int | None = Field(default=None, primary_key=True, sa_type=Integer)
    change_id: int | None = Field(
        default=None, sa_type=Integer, nullable=True, foreign_key="change.id", ondelete="CASCADE", index=True
    )
    table_name: str = _text()
    row_id: int = Field(sa_type=Integer)
    before: str | None = _optional()
    after: str | None = _optional()
    source: str | None = _optional()


class OpenChange(SQLModel, table=True):
    """The change being made: its one row lives only within the writer's transaction."""

    __tablename__ = "open_change"
    __table_args__ = (CheckConstraint("id = 1", name="open_change_one"), {"sqlite_strict": True})
    id: int | None = Field(default=None, primary_key=True, sa_type=Integer)
    change_id: int | None = Field(default=None, sa_type=Integer, nullable=True)
    at: str = _text()
    source: str | None = _optional()


class Stale(SQLModel, table=True):
    """Things whose derived rows (search index, calendar memory) must be renewed when the change closes."""

    __table_args__ = ({"sqlite_strict": True, "sqlite_with_rowid": False},)
    kind: str = Field(primary_key=True, sa_type=Text)
    id: int = Field(primary_key=True, sa_type=Integer)


class Told(SQLModel, table=True):
    """A person was told of a reminder or an alarm, once an occasion; see ``model/notice.py`` for what one is."""

    __table_args__ = ({"sqlite_strict": True, "sqlite_with_rowid": False},)
    uid: str = Field(primary_key=True, sa_type=Text)
    occasion: str = Field(primary_key=True, sa_type=Text)
    at: str = _text()


class Publication(SQLModel, table=True):
    """A calendar that others subscribe to: what it holds, the file kept up to date (none: only served), its secret.

    ``revision`` goes up whenever what it holds may have changed; the file has that of ``written``, as of the day, zone
    and version in ``written_as``.
    """

    __table_args__ = (
        CheckConstraint("kinds IN ('all','appointments','reminders')", name="publication_kinds"),
        {"sqlite_strict": True},
    )
    name: str = Field(primary_key=True, sa_type=Text)
    file: str | None = _optional(unique=True)
    mode: int = Field(sa_type=Integer)
    kinds: str = _text()
    tag: str | None = _optional()
    busy: int = _flag()
    cancelled: int = _flag()
    everything: int = _flag()
    token: str = _text(unique=True)
    revision: int = _flag()
    written: int | None = Field(default=None, sa_type=Integer, nullable=True)
    written_as: str | None = _optional()
    problem: str | None = _optional()


class Component(SQLModel, table=True):
    """An appointment or reminder as calendars have it, kept until it changes; see ``read/calendar.py`` for ``id``."""

    __table_args__ = ({"sqlite_strict": True},)
    id: int | None = Field(default=None, primary_key=True, sa_type=Integer)
    text: bytes = Field(sa_type=LargeBinary)


class SyncFolder(SQLModel, table=True):
    """A folder of calendar and contact files that is kept in step; ``kinds`` are those of things, with commas between."""

    __tablename__ = "sync_folder"
    __table_args__ = ({"sqlite_strict": True},)
    path: str = Field(primary_key=True, sa_type=Text)
    kinds: str = _text()


class SyncItem(SQLModel, table=True):
    """A thing and its file as they were when they were last the same; ``item_uid`` is what the file calls the thing.

    ``base`` is the file, ``told`` what our own words for the thing were (null: the file's). ``pending`` is what the
    file is to become, and ``pending_told`` in our own words: until it is seen there, the rest is as it was before.
    """

    __tablename__ = "sync_item"
    __table_args__ = (Index("sync_item_of", "uid"), {"sqlite_strict": True})
    folder: str = Field(primary_key=True, sa_type=Text)
    href: str = Field(primary_key=True, sa_type=Text)
    kind: str = _text()
    uid: str = _text()
    item_uid: str = _text()
    digest: str | None = _optional()
    base: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    told: str | None = _optional()
    pending: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    pending_told: str | None = _optional()


SYSTEM = frozenset(
    {
        "calendar_item",
        "change",
        "component",
        "journal",
        "open_change",
        "publication",
        "stale",
        "sync_folder",
        "sync_item",
        "told",
    }
)
