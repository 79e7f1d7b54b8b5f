"""A contact as readers see it; apart from its drafts, which a command that only reads need not define."""

from __future__ import annotations

from typing import Any, NamedTuple


class ContactRow(NamedTuple):
    """One contact as readers see it; the fields are the keys of its JSON, in order.

    ``emails``, ``phones``, ``addresses``, ``urls``, ``handles`` and ``consent`` are lists of objects,
    ``tags`` a list of names, ``fields`` an object; ``created_at`` and ``updated_at`` are UTC.
    """

    id: int
    uid: str
    kind: str
    name: str
    prefix: str | None
    given_name: str | None
    middle_name: str | None
    family_name: str | None
    suffix: str | None
    nickname: str | None
    company: str | None
    company_id: int | None
    department: str | None
    role: str | None
    stage: str | None
    emails: list[dict[str, Any]]
    phones: list[dict[str, Any]]
    addresses: list[dict[str, Any]]
    urls: list[dict[str, Any]]
    handles: list[dict[str, Any]]
    tags: list[str]
    birthday: str | None
    prefers: str | None
    consent: list[dict[str, Any]]
    source: str | None
    about: str | None
    fields: dict[str, str]
    created_at: str
    updated_at: str

    def json(self) -> dict[str, Any]:
        """The record as scripts see it."""
        return self._asdict()
