"""The stages that jobs move through."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import Conflict, UsageError
from smallcrm.model.job import MEANINGS
from smallcrm.model.text import fold, storable
from smallcrm.write.row import insert_row, new_uid

if TYPE_CHECKING:
    import sqlite3


class Stage(NamedTuple):
    """A stage's name as the store has it, and its meaning, one of MEANINGS."""

    name: str
    meaning: str


def find_stage(connection: sqlite3.Connection, text: str) -> Stage:
    """The stage of that name, however it is written; UsageError, naming the near ones, where there is none."""
    known = _stages(connection)
    for stage in known:
        if fold(stage.name) == fold(text):
            return stage
    from smallcrm.config import near

    names = [stage.name for stage in known]
    raise UsageError(f'unknown stage "{text}"{near(fold(text), names) or "; there are " + ", ".join(names)}')


def first_stage(connection: sqlite3.Connection, meaning: str) -> Stage:
    """The first stage of that meaning; UsageError where there is none."""
    for stage in _stages(connection):
        if stage.meaning == meaning:
            return stage
    raise UsageError(f"no stage means {meaning}; add one: smallcrm job stages --add NAME={meaning}")


def add_stage(connection: sqlite3.Connection, name: str, meaning: str) -> bool:
    """Add a stage after the others of its meaning; whether it was new.

    UsageError for an empty name or an unknown meaning; Conflict where the name means something else already.
    """
    name, meaning = " ".join(storable(name).split()), meaning.strip().lower()
    if not name:
        raise UsageError("a stage needs a name: --add NAME=MEANING")
    if meaning not in MEANINGS:
        from smallcrm.config import near

        raise UsageError(
            f'a stage can\'t mean "{meaning}"{near(meaning, MEANINGS)}; say one of {", ".join(MEANINGS)}'
        )
    for stage in _stages(connection):
        if fold(stage.name) == fold(name):
            if stage.meaning == meaning:
                return False
            raise Conflict(f"there is a stage {stage.name} already, and it means {stage.meaning}")
    columns = {"uid": new_uid(), "name": name, "meaning": meaning, "position": _position(connection, meaning)}
    insert_row(connection, "stage", columns)
    return True


def remove_stage(connection: sqlite3.Connection, name: str) -> None:
    """Take a stage away; Conflict where a job is or was at it, UsageError where there is none such."""
    stage = find_stage(connection, name)
    used = connection.execute(
        "SELECT count(*) FROM job WHERE stage = ?1 OR id IN (SELECT job_id FROM job_move WHERE stage = ?1)",
        (stage.name,),
    ).fetchone()[0]
    if used:
        raise Conflict(
            f"{used} {'job is' if used == 1 else 'jobs are'}, or once {'was' if used == 1 else 'were'}, at {stage.name}; it can't be removed"
        )
    connection.execute("DELETE FROM stage WHERE name = ?", (stage.name,))


def _stages(connection: sqlite3.Connection) -> list[Stage]:
    return [
        Stage(*row) for row in connection.execute("SELECT name, meaning FROM stage ORDER BY position, id")
    ]


def _position(connection: sqlite3.Connection, meaning: str) -> int:
    """That of the last stage that means this or less; stages at one position stand in the order they were added."""
    until = MEANINGS[: MEANINGS.index(meaning) + 1]
    query = f"SELECT coalesce(max(position), 0) FROM stage WHERE meaning IN ({', '.join('?' * len(until))})"
    return int(connection.execute(query, until).fetchone()[0])
