"""A job: a piece of work with a value, moving through stages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

if TYPE_CHECKING:
    from smallcrm.model.money import Money

# What a stage can mean; rules such as "quoted and gone quiet" go by the meaning, never by the name.
MEANINGS = ("open", "quoted", "won", "done", "owed", "paid", "lost")
CLOSED = ("paid", "lost")


class JobDraft(NamedTuple):
    """A job to add: ``value`` in minor units of ``currency`` (ISO 4217); ``due`` and ``on`` are dates."""

    title: str
    contact_ids: tuple[int, ...]
    description: str = ""
    stage: str = ""
    value: int | None = None
    currency: str = ""
    due: str = ""
    site: str = ""
    tags: tuple[str, ...] = ()
    on: str = ""
    uid: str = ""


class JobEdit(TypedDict, total=False):
    """What to change of a job: what is not named stays, ``""`` (of ``money`` None) clears.

    ``stage`` moves it, ``on`` that date; ``contact_ids`` are all its contacts, first whose job it is;
    ``add_tags`` and ``remove_tags`` come and go.
    """

    title: str
    description: str
    money: Money | None
    due: str
    site: str
    stage: str
    on: str
    contact_ids: tuple[int, ...]
    add_tags: tuple[str, ...]
    remove_tags: tuple[str, ...]


class StageRow(NamedTuple):
    """A stage: its name, what it means (one of MEANINGS), and how many jobs are at it."""

    id: int
    name: str
    meaning: str
    jobs: int

    def json(self) -> dict[str, Any]:
        """The record as scripts see it."""
        return self._asdict()


class JobRow(NamedTuple):
    """One job as readers see it; ``value`` is in minor units here and a decimal string in JSON."""

    id: int
    uid: str
    contact_id: int | None
    contact: str | None
    title: str
    description: str | None
    stage: str
    value: int | None
    currency: str | None
    due: str | None
    site: str | None
    tags: list[str]
    stages: list[dict[str, Any]]

    def json(self) -> dict[str, Any]:
        """The record as scripts see it: ``value`` a decimal string."""
        from smallcrm.model.money import decimal_text

        value = None if self.value is None else decimal_text(self.value, self.currency or "")
        return {**self._asdict(), "value": value}
