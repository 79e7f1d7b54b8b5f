"""A postal address whose parts stand in columns of their own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smallcrm.formats.csv.cell_values import BETWEEN, label_in
from smallcrm.formats.csv.columns import STREET_PARTS
from smallcrm.model.contact import AddressDraft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smallcrm.formats.csv.column_values import Cells, Gather
    from smallcrm.formats.csv.contact_card import Card

_BEHIND_STREET = ("city", "region", "postcode", "country")
_WORD = re.compile(r"\w+")


def address_of(parts: Mapping[str, int], label: str, origin: str, formatted: str, *, own: bool) -> Gather:
    """Puts the parts at these places together; ``formatted`` is the column of the address as a whole.

    The whole is taken where there are no parts, and kept as a custom field where it says more than they do.
    """
    places = list(parts.items())

    def gather(card: Card, cells: Cells) -> None:
        said = {part: cell for part, at in places if (cell := cells[at])}
        if not said or (len(said) == 1 and "label" in said):
            return
        for one in [said] if own or BETWEEN not in "".join(said.values()) else _several(said):
            address = _address(one, label, origin, own=own)
            card.addresses.append(address)
            whole = one.get("formatted", "")
            if whole and _says_more(whole, address):
                card.fields.append((formatted, whole))

    return gather


def _several(said: Mapping[str, str]) -> list[dict[str, str]]:
    """The addresses between Google's ``:::``; all have the label of the first."""
    count = max(cell.count(BETWEEN) for cell in said.values()) + 1
    split = {part: [value.strip() for value in cell.split(BETWEEN)] for part, cell in said.items()}
    split["label"] = [said.get("label", "")] * count
    return [{part: _nth(values, number) for part, values in split.items()} for number in range(count)]


def _nth(values: list[str], number: int) -> str:
    return values[number] if number < len(values) else ""


def _address(said: Mapping[str, str], label: str, origin: str, *, own: bool) -> AddressDraft:
    lines = [_box(part, said[part]) for part in STREET_PARTS if said.get(part)]
    name = said.get("label", "")
    name, preferred = (name, False) if own else label_in(name)
    street = "\n".join(lines)
    if not said.keys() - {"label", "formatted"}:
        street = said.get("formatted", "")
    if not own:
        street = street.replace("\r\n", "\n")
    city, region, postcode, country = (said.get(part, "") for part in _BEHIND_STREET)
    return AddressDraft(street, city, region, postcode, country, name or label, preferred, origin)


def _box(part: str, value: str) -> str:
    return f"PO Box {value}" if part == "pobox" and value.isdecimal() else value


def _says_more(whole: str, address: AddressDraft) -> bool:
    """Whether words of the whole are missing in the parts; its last line may spell out the country's code."""
    lines = whole.splitlines()
    if address.country and len(lines) > 1:
        lines = lines[:-1]
    known = _WORD.findall(" ".join(address[:5]).casefold())
    return not set(_WORD.findall(" ".join(lines).casefold())).issubset(known)
