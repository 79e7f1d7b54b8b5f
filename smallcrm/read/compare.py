"""How a field's values compare with what was asked, type by type; each gives SQL over the field's SQL."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import UnclearDate, UsageError
from smallcrm.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from smallcrm.read.fields import Field
    from smallcrm.read.where import Where

YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_DAY = "%Y-%m-%d"
_MINUTE = "%Y-%m-%dT%H:%M"
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


class Asked(NamedTuple):
    """One comparison: the field by the name it was asked by, ``=``, ``~``, ``<``, ``<=``, ``>`` or ``>=``, the value."""

    name: str
    operator: str
    text: str
    field: Field
    where: Where

    def bind(self, value: object) -> str:
        """The name under which SQL finds ``value``."""
        return self.where.bind(value)

    def only(self, *operators: str) -> None:
        """UsageError unless the operator is one of these."""
        if self.operator not in operators:
            raise UsageError(f"{self.name} takes {' '.join(operators)} and !=, not {self.operator}")


class Span(NamedTuple):
    """The local time that a date or time in words covers, ``end`` excluded."""

    start: dt.datetime
    end: dt.datetime


def _plain(sql: str, asked: Asked, value: str) -> str:
    if asked.operator == "~":
        return f"instr({sql}, {asked.bind(value)}) > 0"
    return f"{sql} {asked.operator} {asked.bind(value)}"


def text(sql: str, asked: Asked) -> str:
    """Text as people spell it: accents and case don't count."""
    return _plain(_folding(sql), asked, fold(asked.text))


def _folding(sql: str) -> str:
    if "(" in sql:
        return f"fold({sql})"
    # SQLite's own lower() takes a tenth of the time, and most text is plain.
    return (
        f"CASE WHEN {sql} GLOB '*[^ -~]*' OR instr({sql}, '  ') THEN fold({sql}) ELSE lower(trim({sql})) END"
    )


def folded(sql: str, asked: Asked) -> str:
    """Text that is stored folded."""
    return _plain(sql, asked, fold(asked.text))


def key(sql: str, asked: Asked) -> str:
    """E-mail addresses: case does not count."""
    return _plain(sql, asked, asked.text.casefold())


def exact(sql: str, asked: Asked) -> str:
    """Names that machines gave."""
    asked.only("=")
    return _plain(sql, asked, asked.text)


def choice(sql: str, asked: Asked) -> str:
    """One of a few words."""
    asked.only("=", "~")
    if asked.operator == "=":
        _known(asked, asked.field.choices)
    return _plain(sql, asked, fold(asked.text))


def _known(asked: Asked, words: tuple[str, ...]) -> None:
    if fold(asked.text) not in map(fold, words):
        raise UsageError(f'{asked.name} is one of {", ".join(words)}, not "{asked.text}"')


def stage(sql: str, asked: Asked) -> str:
    """A stage that there is."""
    asked.only("=", "~")
    if asked.operator == "~":
        return text(sql, asked)
    stages = asked.where.stages()
    _known(asked, tuple(stages))
    meant = [asked.bind(name) for name in stages if fold(name) == fold(asked.text)]
    return f"{sql} IN ({', '.join(meant)})"


def integer(sql: str, asked: Asked) -> str:
    """Ids."""
    asked.only("=", "<", "<=", ">", ">=")
    if not re.fullmatch(r"[0-9]{1,18}", asked.text):
        raise UsageError(f'{asked.name} is a whole number, not "{asked.text}"')
    return f"{sql} {asked.operator} {asked.bind(int(asked.text))}"


def flag(sql: str, asked: Asked) -> str:
    """Yes or no."""
    asked.only("=")
    wanted = YES.get(asked.text.lower())
    if wanted is None:
        raise UsageError(f'{asked.name} is yes or no, not "{asked.text}"')
    return sql if wanted else f"NOT coalesce({sql}, 0)"


def money(sql: str, asked: Asked) -> str:
    """Amounts; one that names its currency asks for that currency alone."""
    asked.only("=", "<", "<=", ">", ">=")
    from smallcrm.model.money import parse_money

    wanted = parse_money(asked.text, asked.where.desk.currency or "EUR")
    compared = f"{sql} {asked.operator} {asked.bind(amount(*wanted))}"
    named = re.search(r"[^\d\s.,'’]", asked.text)
    return f"(t.currency = {asked.bind(wanted.currency)} AND {compared})" if named else compared


def amount(minor: int, currency: str) -> int:
    """Minor units of ``currency`` in ten-thousandths of its unit, in which the amounts of all currencies compare."""
    from smallcrm.model.money import decimals

    return int(minor * 10 ** (4 - decimals(currency)))


def phone(sql: str, asked: Asked) -> str:
    """Numbers, in whatever form they are written; ``~`` and what is no whole number look for the digits."""
    asked.only("=", "~")
    if asked.operator == "=":
        from smallcrm.model.phone import parse_phone

        try:
            number = parse_phone(asked.text, asked.where.desk.region)
        except UsageError:
            return _digits(sql, asked)
        line = f" AND v.extension = {asked.bind(number.extension)}" if number.extension else ""
        return f"{sql} = {asked.bind(number.value)}{line}"
    return _digits(sql, asked)


def _digits(sql: str, asked: Asked) -> str:
    digits = re.sub(r"[^0-9]", "", asked.text)
    if not digits:
        raise UsageError(f'{asked.name} is a phone number, and "{asked.text}" has no digits')
    name = asked.bind(digits)
    return f"(instr({sql}, {name}) > 0 OR instr(v.national, {name}) > 0)"


def date(sql: str, asked: Asked) -> str:
    """Days."""
    span = _span(asked)
    end = span.end if span.end.time() == dt.time() else span.end + dt.timedelta(days=1)
    return _within(sql, asked, f"{span.start:{_DAY}}", f"{end:{_DAY}}")


def wall(sql: str, asked: Asked) -> str:
    """Days, or local times: a day begins before its times."""
    span = _span(asked)
    shape = _DAY if span.start.time() == span.end.time() == dt.time() else _MINUTE
    return _within(sql, asked, span.start.strftime(shape), span.end.strftime(shape))


def instant(sql: str, asked: Asked) -> str:
    """Instants in UTC; a day is the user's own."""
    from smallcrm.model.zone import to_utc

    zone = asked.where.desk.timezone
    span = _span(asked)
    return _within(
        sql, asked, to_utc(span.start, zone).strftime(_INSTANT), to_utc(span.end, zone).strftime(_INSTANT)
    )


def _within(sql: str, asked: Asked, start: str, end: str) -> str:
    """``=`` is within the span; ``<`` before it, ``<=`` before its end, ``>`` from its end on, ``>=`` from its start on."""
    if asked.operator == "=":
        return f"({sql} >= {asked.bind(start)} AND {sql} < {asked.bind(end)})"
    sign = "<" if asked.operator.startswith("<") else ">="
    return f"{sql} {sign} {asked.bind(start if asked.operator in ('<', '>=') else end)}"


def _span(asked: Asked) -> Span:
    """What the value covers: a named period, a day, a range, or a minute."""
    asked.only("=", "<", "<=", ">", ">=")
    from smallcrm.model.period import parse_period
    from smallcrm.model.when import parse_when

    desk = asked.where.desk
    now = desk.now()
    period = parse_period(asked.text, now.date(), desk.week_start)
    if period:
        return Span(_midnight(period.start), _midnight(period.end))
    when = parse_when(
        asked.text, now=now, order=desk.date_order, week_start=desk.week_start, past=asked.field.past
    )
    start = dt.datetime.combine(when.date, when.time or dt.time())
    end = dt.datetime.combine(when.end_date or when.date, when.end_time or when.time or dt.time())
    if when.end_time is None:
        end += dt.timedelta(minutes=1) if when.time else dt.timedelta(days=1)
    return Span(start, end)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())


def birthday(sql: str, asked: Asked) -> str:
    """Days of the year, or with a year those born on, before or after that day."""
    if asked.operator == "~":
        return f"instr({sql}, {asked.bind(asked.text)}) > 0"
    bare = re.fullmatch(r"--([0-9]{2}-[0-9]{2})", asked.text)
    if bare:
        return f"substr({sql}, -5) {asked.operator} {asked.bind(bare[1])}"
    if re.search(r"[0-9]{4}", asked.text):
        return f"(substr({sql}, 1, 2) <> '--' AND {date(sql, asked)})"
    return f"substr({sql}, -5) {asked.operator} {asked.bind(f'{_span(asked).start:%m-%d}')}"


_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_LOOKS_NUMBER = "{0} GLOB '*[0-9]*' AND {0} NOT GLOB '*[^-.0-9]*'"
_LOOKS_DATE = "{0} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'"


def custom(sql: str, asked: Asked) -> str:
    """Fields of the user's own: text; with ``<`` and ``>`` numbers and dates where the value is one."""
    if asked.operator in ("=", "~"):
        return text(sql, asked)
    if _NUMBER.fullmatch(asked.text):
        compared = f"CAST({sql} AS REAL) {asked.operator} {asked.bind(float(asked.text))}"
        return f"({_LOOKS_NUMBER.format(sql)} AND {compared})"
    try:
        return f"({_LOOKS_DATE.format(sql)} AND {date(sql, asked)})"
    except UnclearDate:
        return text(sql, asked)


COMPARE: Mapping[str, Callable[[str, Asked], str]] = {
    "text": text, "folded": folded, "key": key, "exact": exact, "choice": choice, "stage": stage, "integer": integer,
    "flag": flag, "money": money, "phone": phone, "date": date, "wall": wall, "instant": instant,
    "birthday": birthday, "custom": custom,
}  # fmt: skip
