"""What the system says of its user on the first run: region, time zone, currency, date order."""

from __future__ import annotations

import os
from pathlib import Path


def proposed() -> dict[str, str]:
    """Settings as the system has them; what it does not say is left out.

    Under LANG=C the region follows from the time zone, but no date order does: ``3/4`` stays unclear.
    """
    timezone = _timezone()
    territory = _locale_territory()
    region = territory or _zone_territory(timezone)
    found = {
        "region": region,
        "timezone": timezone,
        "currency": _currency(region),
        "date_order": _date_order(territory),
    }
    return {name: value for name, value in found.items() if value}


def of_region(region: str) -> dict[str, str]:
    """The currency and the date order that a two-letter country has; what is not known is left out."""
    found = {"currency": _currency(region), "date_order": _date_order(region)}
    return {name: value for name, value in found.items() if value}


def _timezone() -> str:
    import tzlocal

    try:
        return tzlocal.get_localzone_name() or "UTC"
    except (LookupError, ValueError, OSError):
        return "UTC"


def _locale_territory() -> str:
    for name in ("LC_ALL", "LC_TIME", "LANG"):
        value = os.environ.get(name, "")
        if value:
            territory = value.partition(".")[0].partition("@")[0].partition("_")[2]
            return territory.upper() if len(territory) == 2 else ""
    return ""


def _zone_territory(timezone: str) -> str:
    for folder in ("/usr/share/zoneinfo", "/usr/lib/zoneinfo"):
        try:
            table = (Path(folder) / "zone.tab").read_text(encoding="utf-8")
        except OSError:
            continue
        for line in table.splitlines():
            cells = line.split("\t")
            if len(cells) > 2 and cells[2] == timezone:
                return cells[0]
    return ""


def _currency(region: str) -> str:
    if not region:
        return ""
    from babel.numbers import get_territory_currencies

    current = get_territory_currencies(region)
    return str(current[0]) if current else ""


def _date_order(territory: str) -> str:
    if not territory:
        return ""
    from babel import Locale
    from babel.core import UnknownLocaleError

    try:
        locale = Locale.parse(f"und_{territory}")
    except (UnknownLocaleError, ValueError):
        return ""
    pattern = locale.date_formats["short"].pattern.lower()
    order = "".join(letter for letter in dict.fromkeys(pattern) if letter in "dmy")
    return order if order in ("dmy", "mdy", "ymd") else ""
