"""Conditions as SQL: names become columns of our own tables, values become parameters, never text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import UsageError
from smallcrm.model.text import fold, storable

if TYPE_CHECKING:
    import sqlite3

    from smallcrm.desk import Desk
    from smallcrm.model.condition import Comparison, Condition
    from smallcrm.read.fields import Field


class Where:
    """What a query over one kind asks for: parts joined by AND, and the ``parameters`` they name."""

    def __init__(self, kind: str, connection: sqlite3.Connection, desk: Desk) -> None:
        self.kind = kind
        self.connection = connection
        self.desk = desk
        self.parts: list[str] = []
        self.parameters: dict[str, object] = {}
        register(connection)

    @property
    def sql(self) -> str:
        """The WHERE clause, or "" where all are wanted."""
        return f" WHERE {' AND '.join(self.parts)}" if self.parts else ""

    def bind(self, value: object) -> str:
        """The name under which SQL finds ``value``."""
        name = f"v{len(self.parameters)}"
        self.parameters[name] = storable(value) if isinstance(value, str) else value
        return f":{name}"

    def add(self, sql: str) -> None:
        """Ask for one thing more; its values are bound."""
        self.parts.append(f"({sql})")

    def hold(self, condition: Condition) -> None:
        """Ask that ``condition`` hold; UsageError for an unknown field or a value that can't be one of its field's."""
        self.add(self._compiled(condition))

    def _compiled(self, condition: Condition) -> str:
        # Lists without a condition have no use for the language.
        from smallcrm.model.condition import Comparison, Every, Negation

        if isinstance(condition, Comparison):
            return self._comparison(condition)
        if isinstance(condition, Negation):
            return _refused(self._compiled(condition.term))
        glue = " AND " if isinstance(condition, Every) else " OR "
        return "(" + glue.join(self._compiled(term) for term in condition.terms) + ")"

    def _comparison(self, comparison: Comparison) -> str:
        from smallcrm.read.compare import COMPARE, Asked

        if comparison.operator == "!=":
            return _refused(self._comparison(comparison._replace(operator="=")))
        field = self.field(comparison.field)
        if comparison.value.strip() == "":
            return _missing(field, comparison)
        asked = Asked(comparison.field, comparison.operator, comparison.value.strip(), field, self)
        sql = COMPARE[field.type](field.sql, asked)
        return _one_of(field, asked.operator, sql) if field.source else sql

    def field(self, name: str) -> Field:
        """The field of that name, custom ones and ``<stage>_on`` included; UsageError, with the near ones, if none."""
        from smallcrm.read.fields import find_field, names

        found = find_field(self.kind, name) or self._stage_day(name) or self._custom(name)
        if found is None:
            from smallcrm.config import near

            known = names(self.kind)
            hint = near(name.lower(), [*known, *self._own_names()])
            raise UsageError(f'unknown field "{name}"{hint or "; there are " + ", ".join(known)}')
        return found

    def stages(self) -> list[str]:
        """The names of the stages that jobs move through, in their order."""
        return [row[0] for row in self.connection.execute("SELECT name FROM stage ORDER BY position")]

    def _stage_day(self, name: str) -> Field | None:
        """``paid_on``: the day a job last came to a stage."""
        if self.kind != "job":
            return None
        for stage in self.stages():
            if _stage_field(stage) == fold(name):
                return _field(
                    "date",
                    f"(SELECT on_date FROM job_move WHERE job_id = t.id AND stage = {self.bind(stage)} ORDER BY id DESC LIMIT 1)",
                )
        return None

    def _custom(self, name: str) -> Field | None:
        wanted = [self.bind(own) for own in self._custom_names() if fold(own) == fold(name)]
        if not wanted:
            return None
        return _field(
            "custom",
            f"(SELECT value FROM custom_field WHERE contact_id = t.id AND name IN ({', '.join(wanted)}) ORDER BY id LIMIT 1)",
        )

    def _custom_names(self) -> list[str]:
        if self.kind != "contact":
            return []
        return [row[0] for row in self.connection.execute("SELECT DISTINCT name FROM custom_field")]

    def _own_names(self) -> list[str]:
        return (
            [_stage_field(stage) for stage in self.stages()] if self.kind == "job" else self._custom_names()
        )


def _field(kind: str, sql: str) -> Field:
    from smallcrm.read.fields import Field

    return Field(kind, sql)


def _stage_field(stage: str) -> str:
    return f"{fold(stage).replace(' ', '_')}_on"


def _refused(sql: str) -> str:
    # What is not known is not so.
    return f"NOT coalesce({sql}, 0)"


def _one_of(field: Field, operator: str, sql: str) -> str:
    if operator == "=" and field.type in ("key", "phone", "folded"):
        # There is an index to the few that are equal; looking at each thing's own would go through the whole table.
        return f"{field.key} IN (SELECT {field.owner} {field.source} WHERE {sql})"
    return f"EXISTS (SELECT 1 {field.source} WHERE {field.owner} = {field.key} AND {sql})"


def _missing(field: Field, comparison: Comparison) -> str:
    if comparison.operator != "=" or field.type == "flag":
        raise UsageError(
            f'{comparison.field} {comparison.operator} "" asks nothing'
            + ("; it is yes or no" if field.type == "flag" else '; only = "" and != "" do')
        )
    if field.source:
        return f"NOT EXISTS (SELECT 1 {field.source} WHERE {field.owner} = {field.key})"
    return f"coalesce({field.sql}, '') = ''"


def register(connection: sqlite3.Connection) -> None:
    """Teach a connection to fold text, and to put the amounts of all currencies on one scale."""
    connection.create_function("fold", 1, _folded, deterministic=True)
    connection.create_function("amount", 2, _amount, deterministic=True)


def _folded(text: object) -> str | None:
    return None if text is None else fold(str(text))


def _amount(minor: int | None, currency: str | None) -> int | None:
    from smallcrm.read.compare import amount

    return None if minor is None else amount(minor, currency or "")
