"""What the columns of other programs' contact files mean: matched by name, in any case, spacing and punctuation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Meaning(NamedTuple):
    """What a column holds.

    ``field`` is a single field of a contact by its own name, or ``email``, ``phone``, ``url``, ``handle``,
    ``address``, ``tags``, ``key``, ``consent``, ``title``, ``is_company``, ``birth`` or ``labelled`` (a custom
    field whose name stands in another column). ``label`` says whose or which; ``part`` which part of an address,
    a birth date or a numbered group of columns it is; ``group`` is that group's number.
    """

    field: str
    label: str = ""
    part: str = ""
    group: str = ""


CORE = frozenset({"name", "given_name", "family_name", "company", "email", "phone"})
SINGLE = (
    *(
        "name",
        "prefix",
        "given_name",
        "middle_name",
        "family_name",
        "suffix",
        "nickname",
        "company",
        "department",
    ),
    *("role", "stage", "birthday", "prefers", "source", "about"),
)
_PARTS_MAPPED = ("street", "city", "region", "postcode", "country")

MAPPABLE: dict[str, Meaning] = {
    **{field: Meaning(field) for field in SINGLE},
    **{field: Meaning(field) for field in ("email", "phone", "url", "tags")},
    **{label: Meaning("phone", label) for label in ("mobile", "fax")},
    **{part: Meaning("address", part=part) for part in _PARTS_MAPPED},
}
"""What ``--map COLUMN=FIELD`` may name."""

_SINGLE_COLUMNS = {
    "name": "Name, Full Name, Display Name, Contact Name, Contact, Contact Person, Customer, Customer Name, Client, Client Name",
    "prefix": "Name Prefix, Prefix, Salutation, Honorific, Honorific Prefix",
    "given_name": "First Name, Given Name, Forename, First, Christian Name",
    "middle_name": "Middle Name, Additional Name, Middle Names, Middle",
    "family_name": "Last Name, Family Name, Surname, Last",
    "suffix": "Name Suffix, Suffix",
    "nickname": "Nickname, Known As",
    "company": "Company, Company Name, Organisation, Organization, Organisation Name, Organization Name, Business, "
    "Business Name, Employer, Firm, Associated Company",
    "department": "Department, Organization Department, Organisation Department",
    "role": "Job Title, Role, Position, Organization Title, Organisation Title, Job Role",
    "stage": "Stage",
    "birthday": "Birthday, Birth Date, Date of Birth, DOB",
    "prefers": "Prefers",
    "source": "Source, Lead Source, Creation Source, Contact Source",
    "about": "Notes, Note, About, Memo, Comment, Comments, Remarks",
    "title": "Title",
    "is_company": "Is Company?, Kind",
    "tags": "Tags, Tag, Labels, Categories, Category, Group Membership, Groups",
}
_EMAIL_COLUMNS = {
    "": "E-mail, E-mails, E-mail Address, E-mail Addresses, Mail, Primary Email, Secondary Email, Other Email",
    "work": "Work Email, Business Email, Work Email Address, Business Email Address",
    "home": "Home Email, Personal Email, Home Email Address, Personal Email Address",
}
_PHONE_COLUMNS = {
    "": "Phone, Phones, Phone Number, Phone Numbers, Phone No, Telephone, Telephone Number, Telephone No, Tel, Tel No, "
    "Contact Number",
    "mobile": "Mobile, Mobile Phone, Mobile Number, Mobile No, Mobile Phone #s, Mobile Phone Number, Mobile Telephone, "
    "Cell, Cell Phone, Cellphone, Cell Number",
    "work": "Business Phone, Work Phone, Work Phone #s, Work Phone Number, Work Telephone, Work Number, Work Tel, "
    "Office Phone, Business Telephone",
    "home": "Home Phone, Home Phone #s, Home Phone Number, Home Telephone, Home Number, Home Tel, Landline",
    "main": "Company Main Phone, Main Phone, Main Phone #s",
    "primary": "Primary Phone",
    "other": "Other Phone, Other Phone #s, Other Phone Number",
    "fax": "Fax, Fax Number, Fax No, Fax Phone #s, Business Fax, Work Fax",
    "home fax": "Home Fax",
    "other fax": "Other Fax",
    "pager": "Pager, Pager Number",
    "car": "Car Phone",
    "callback": "Callback",
    "radio": "Radio Phone",
    "telex": "Telex",
    "isdn": "ISDN",
    "text telephone": "TTY/TDD Phone",
    "assistant": "Assistant's Phone",
    "direct": "DDI Number, Direct Line, Direct Dial, Direct Phone",
}
_URL_COLUMNS = {
    "": "Website, Web Site, Web Page, URL, Web, Web Address, Website URL, Homepage, Home Page",
    "work": "Business Web Page",
    "home": "Personal Web Page",
}
_HANDLE_COLUMNS = {
    "im": "IMAddress, Screen Name",
    "skype": "Skype, Skype Name",
    "instagram": "Instagram, Instagram Handle",
    "twitter": "Twitter, Twitter Handle, Twitter Username",
    "facebook": "Facebook",
    "telegram": "Telegram",
    "signal": "Signal",
    "whatsapp": "WhatsApp",
    "linkedin": "LinkedIn",
}

_ADDRESS_LABELS = {
    "": "",
    "home": "home",
    "work": "work",
    "business": "work",
    "other": "other",
    "billing": "billing",
    "service": "service",
    "mailing": "postal",
    "postal": "postal",
    "shipping": "shipping",
    "delivery": "delivery",
}
_ADDRESS_PARTS = {
    "pobox": "PO Box, Address PO Box",
    "street": "Street, Street Address, Address, Address Line, Street 1, Street Address 1, Address 1, Address Line 1",
    "street2": "Street 2, Street Address 2, Address 2, Address Line 2, Extended Address",
    "street3": "Street 3, Street Address 3, Address 3, Address Line 3",
    "street4": "Street 4, Street Address 4, Address 4, Address Line 4",
    "city": "City, Town, Town/City, City/Town, Post Town, Locality",
    "region": "State, Region, County, Province, State/Province, State/Region, County/State",
    "postcode": "Postcode, Post Code, Postal Code, Zip, Zip Code, Zip/Postal Code, Postal/Zip Code",
    "country": "Country, Country/Region",
}
STREET_PARTS = ("pobox", "street", "street2", "street3", "street4")

_NUMBERED = re.compile(r"([a-z]+?)(\d+)([a-z]+)")
_LABELLED = {"label": "label", "type": "label", "value": "value"}
_NUMBERED_FIELDS: dict[str, tuple[str, dict[str, str]]] = {
    "email": ("email", _LABELLED | {"preferred": "preferred"}),
    "phone": ("phone", _LABELLED | {"preferred": "preferred", "extension": "extension", "raw": "raw"}),
    "website": ("url", _LABELLED),
    "im": ("handle", {"service": "label", "type": "type", "value": "value"}),
    "handle": ("handle", {"platform": "label", "value": "value"}),
    "relation": ("labelled", _LABELLED),
    "event": ("labelled", _LABELLED),
    "customfield": ("labelled", _LABELLED),
    "consent": ("consent", {"channel": "label", "given": "value", "on": "on", "source": "source"}),
    "address": (
        "address",
        {
            "label": "label",
            "type": "label",
            "formatted": "formatted",
            "street": "street",
            "extendedaddress": "street2",
            "pobox": "pobox",
            "city": "city",
            "region": "region",
            "postalcode": "postcode",
            "postcode": "postcode",
            "country": "country",
        },
    ),
}
_FIRST_ORGANISATION = {"name": "company", "title": "role", "department": "department"}


def squash(header: str) -> str:
    """The letters and digits of ``header`` in lower case, which is all that names are compared by."""
    return "".join(filter(str.isalnum, header.casefold()))


def _table(field: str, columns: Mapping[str, str]) -> Iterable[tuple[str, Meaning]]:
    for label, headers in columns.items():
        for header in headers.split(", "):
            yield squash(header), Meaning(field, label)


_KNOWN: dict[str, Meaning] = {
    **{
        squash(header): Meaning(field)
        for field, headers in _SINGLE_COLUMNS.items()
        for header in headers.split(", ")
    },
    **dict(_table("email", _EMAIL_COLUMNS)),
    **dict(_table("phone", _PHONE_COLUMNS)),
    **dict(_table("url", _URL_COLUMNS)),
    **dict(_table("handle", _HANDLE_COLUMNS)),
    **{
        prefix + squash(header): Meaning("address", label, part)
        for prefix, label in _ADDRESS_LABELS.items()
        for part, headers in _ADDRESS_PARTS.items()
        for header in headers.split(", ")
    },
}

_SIGNS = (
    ("thunderbird", ({"birthyear", "birthmonth"},)),
    ("jobber", ({"jid"},)),
    ("square", ({"squarecustomerid"},)),
    ("linkedin", ({"url", "connectedon"},)),
    ("xero", ({"contactname", "poaddressline1", "saaddressline1"},)),
    (
        "hubspot",
        tuple(
            {"recordid", sign}
            for sign in ("lifecyclestage", "contactowner", "leadstatus", "createdate", "associatedcompany")
        ),
    ),
    ("google", ({"email1value"}, {"phone1value"}, {"groupmembership"}, {"phoneticfirstname"})),
    ("outlook", ({"businessfax", "businessphone"}, {"emaildisplayname"}, {"businesscountryregion"})),
)
_XERO_ADDRESSES = {
    f"{prefix}{name}": Meaning("address", label, part)
    for prefix, label in (("po", "postal"), ("sa", "street"))
    for part, names in _ADDRESS_PARTS.items()
    for name in map(squash, names.split(", "))
}
_OF_LAYOUT: dict[str, dict[str, Meaning]] = {
    # Without the year beside it, "Birth Day" is a whole birthday.
    "thunderbird": {f"birth{part}": Meaning("birth", part=part) for part in ("year", "month", "day")},
    "jobber": {
        "jid": Meaning("key", "jobber"),
        "title": Meaning("prefix"),
        "servicepropertyname": Meaning("address", "service", "label"),
    },
    "square": {
        "squarecustomerid": Meaning("key", "square"),
        "referenceid": Meaning("key", "square-reference"),
        "emailsubscriptionstatus": Meaning("consent", "email"),
    },
    "linkedin": {"url": Meaning("profile", "linkedin")},
    "hubspot": {"recordid": Meaning("key", "hubspot")},
    "xero": _XERO_ADDRESSES,
    "outlook": {"title": Meaning("prefix")},
    "google": {},
    "": {},
}

_LEDGER = frozenset(
    {
        "transactionid",
        "amount",
        "amountgbp",
        "amounteur",
        "amountusd",
        "balance",
        "balancegbp",
        "moneyin",
        "moneyout",
    }
    | {"paidin", "paidout", "invoicenumber", "invoicedate", "unitamount", "runningbalance", "transactiondate"}
)


def layout_of(headers: Iterable[str]) -> str:
    """The program that wrote a file with these headers: ``google``, ``jobber`` ..., ``""`` when it can't be told."""
    names = set(map(squash, headers))
    return next((layout for layout, signs in _SIGNS if any(sign <= names for sign in signs)), "")


def is_ledger(headers: Iterable[str]) -> bool:
    """Whether these are the columns of bank transactions or invoices rather than of contacts."""
    return len(_LEDGER.intersection(map(squash, headers))) > 1


def meaning_of(header: str, layout: str = "") -> Meaning | None:
    """What the column means in a file of ``layout``; None when nobody knows."""
    name = squash(header)
    known = _OF_LAYOUT[layout].get(name) or _KNOWN.get(name) or _numbered(name)
    return known or _repeated(name)


def _numbered(name: str) -> Meaning | None:
    """Google's "E-mail 2 - Value" and its like."""
    match = _NUMBERED.fullmatch(name)
    if match is None:
        return None
    kind, number, part = match.groups()
    if kind in {"organization", "organisation"}:
        field = _FIRST_ORGANISATION.get(part) if number == "1" else None
        return Meaning(field) if field else None
    field, parts = _NUMBERED_FIELDS.get(kind, ("", {}))
    return Meaning(field, part=parts[part], group=kind + number) if part in parts else None


def _repeated(name: str) -> Meaning | None:
    """The second of several: "E-mail 2 Address", "Home Phone 2", "Web Page 2"."""
    known = _KNOWN.get(re.sub(r"\d+", "", name))
    return known if known and known.field in {"email", "phone", "url"} else None
