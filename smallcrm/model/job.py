"""A job: a piece of work with a value, moving through stages."""

from __future__ import annotations

from typing import Any, NamedTuple

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
