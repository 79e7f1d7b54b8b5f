"""A contact: a person or an organisation, and every way to reach them.

Drafts are what a face or a file asks for; :class:`smallcrm.model.contact_row.ContactRow` is what a reader sees. A draft holds text as it
was typed or read; :mod:`smallcrm.model.settle` turns it into what the store keeps.
"""

from __future__ import annotations

from typing import NamedTuple

PERSON = "person"
ORGANISATION = "organisation"
# What a contact has one of, besides its name and kind: columns of its row, and fields of a draft.
SINGLE = (
    "prefix", "given_name", "middle_name", "family_name", "suffix", "nickname", "department", "role", "stage",
    "birthday", "prefers", "source", "about",
)  # fmt: skip


class EmailDraft(NamedTuple):
    """An e-mail address as typed; ``origin`` is the column or property it came from."""

    value: str
    label: str = ""
    preferred: bool = False
    origin: str = ""


class PhoneDraft(NamedTuple):
    """A phone number as typed, extension included or apart; a label with ``fax`` in it makes it a fax.

    ``raw`` is what was typed where ``value`` is settled already, as in our own exports.
    """

    value: str
    label: str = ""
    preferred: bool = False
    extension: str = ""
    origin: str = ""
    raw: str = ""


class AddressDraft(NamedTuple):
    """A postal address; lines of ``street`` are separated by newlines, ``country`` is as written."""

    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    label: str = ""
    preferred: bool = False
    origin: str = ""


class UrlDraft(NamedTuple):
    """A web address."""

    value: str
    label: str = ""
    origin: str = ""


class HandleDraft(NamedTuple):
    """A name on a platform: ``instagram``, ``signal``, ``linkedin``."""

    platform: str
    value: str


class ConsentDraft(NamedTuple):
    """Whether they agreed to be written to: by ``channel`` (``""`` is any), when, and how it is known."""

    given: bool
    channel: str = ""
    on: str = ""
    source: str = ""


class Property(NamedTuple):
    """A property smallcrm does not know, kept whole: ``line`` is its unfolded content line, or its JSON."""

    format: str
    line: str


class ContactDraft(NamedTuple):
    """Everything a face or a file may say of one contact; empty means unsaid.

    ``birthday`` is as written; ``keys`` are ``(source, key)`` names the contact had elsewhere; ``fields`` are
    custom fields in order; ``photo`` is a ``data:`` URI (RFC 2397). ``uid`` keeps the identity of a contact
    that was ours before.
    """

    name: str = ""
    kind: str = ""
    prefix: str = ""
    given_name: str = ""
    middle_name: str = ""
    family_name: str = ""
    suffix: str = ""
    nickname: str = ""
    company: str = ""
    department: str = ""
    role: str = ""
    stage: str = ""
    birthday: str = ""
    prefers: str = ""
    source: str = ""
    about: str = ""
    photo: str = ""
    uid: str = ""
    emails: tuple[EmailDraft, ...] = ()
    phones: tuple[PhoneDraft, ...] = ()
    addresses: tuple[AddressDraft, ...] = ()
    urls: tuple[UrlDraft, ...] = ()
    handles: tuple[HandleDraft, ...] = ()
    tags: tuple[str, ...] = ()
    consent: tuple[ConsentDraft, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    properties: tuple[Property, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()
