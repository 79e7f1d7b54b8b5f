"""Write the reference from the code: ``python docs/generate.py``, or with ``--check`` only say whether it is current.

A tool of the developer's; nothing of the package imports it.
"""  # noqa: INP001

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ForwardRef, NamedTuple

import smallcrm
from smallcrm.cli.app import build
from smallcrm.config import SETTINGS
from smallcrm.errors import CrmError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REFERENCE = Path(__file__).parent / "reference"
NOTICE = "<!-- Written by docs/generate.py from the code; edit that, then run it. -->\n\n"


def commands() -> str:
    """Every command: its usage, arguments, options and examples, as the command line itself tells them."""
    parts = [
        "# Commands\n\n"
        "Global options stand anywhere on the line:\n"
        "`--db FILE` the store, `--config FILE` the configuration, `-q`/`--quiet` no words on stderr, "
        "`--no-input` never ask, `-h`/`--help`, `-V`/`--version`.\n"
        "`smallcrm help COMMAND` is `smallcrm COMMAND --help`.\n"
    ]
    parts += [_command(path, command, context) for path, command, context in walk()]
    return "\n".join(parts)


def walk() -> Iterator[tuple[str, Any, Any]]:
    """``(path, command, context)`` of every group and command, in the order of the table, the whole line first."""
    yield from _walk("smallcrm", build(), None)


def _walk(path: str, command: Any, parent: Any) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401
    context = command.context_class(command, info_name=path.rpartition(" ")[2], parent=parent)
    yield path, command, context
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        yield from _walk(f"{path} {name}", command.get_command(context, name), context)


def _command(path: str, command: Any, context: Any) -> str:  # noqa: ANN401
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    text = f"## {path}\n\n{_prose(command.help)}\n\n```\n{usage}\n```\n"
    parameters = [p for p in command.get_params(context) if "--help" not in p.opts]
    arguments = [p for p in parameters if p.param_type_name == "argument"]
    options = [p for p in parameters if p.param_type_name == "option"]
    text += _parameters("Argument", arguments, context) + _parameters("Option", options, context)
    return text + _examples(command.epilog or "")


def _prose(text: str | None) -> str:
    return _cell(inspect.cleandoc(text or "")).replace("\\|", "|")


def _parameters(title: str, parameters: list[Any], context: Any) -> str:  # noqa: ANN401
    records = [record for p in parameters if (record := p.get_help_record(context))]
    if not records:
        return ""
    rows = "".join(f"| `{_bars(names)}` | {_cell(text)} |\n" for names, text in records)
    return f"\n| {title} | |\n|---|---|\n{rows}"


def _cell(text: str) -> str:
    for plain, marked in (("\n", " "), ("*", "\\*"), ("<", "&lt;"), ("  [", " [")):
        text = text.replace(plain, marked)
    return _bars(text)


def _bars(text: str) -> str:
    """A bar would end the cell, in code too."""
    return text.replace("|", "\\|")


def _examples(epilog: str) -> str:
    """What is indented are examples, the rest is prose."""
    lines = [line for line in epilog.splitlines() if line.strip() not in ("", "\b", "Examples:")]
    examples = "".join(f"{line.strip()}\n" for line in lines if line.startswith(" "))
    prose = " ".join(line for line in lines if not line.startswith(" "))
    return (f"\n```sh\n{examples}```\n" if examples else "") + (f"\n{_prose(prose)}\n" if prose else "")


def settings() -> str:
    """Every setting: its kind, default and what it does."""
    rows = "".join(
        f"| `{s.name}` | {', '.join(s.choices) or s.kind} | {f'`{s.default}`' if s.default else ''} | {_cell(s.help)} |\n"
        for s in SETTINGS
    )
    return f"""# Settings

They stand in `config.toml`; `smallcrm config path` says where. The first run writes region, time zone, currency and
date order as the system has them. `smallcrm config set NAME VALUE` changes one, `config unset NAME` puts it back.

| Setting | Kind | Default | What it does |
|---|---|---|---|
{rows}
A duration is `90m`, `1h30`, `2 days`, `6 months`. The table `[aliases]` gives commands names of your own:
`tom = "agenda tomorrow"`; `smallcrm tom --json` is then `smallcrm agenda tomorrow --json`.

## Environment

| Variable | What it does |
|---|---|
| `SMALLCRM_DB` | The store, where `--db` does not name one |
| `SMALLCRM_CONFIG` | The configuration, where `--config` does not name one |
| `SMALLCRM_NOW` | Sets the clock, for scripts and tests: ISO 8601 with an offset |
| `EDITOR`, `VISUAL` | The editor, where the setting `editor` is empty |
| `PAGER` | Shows what is longer than the terminal |
| `NO_COLOR` | No colours |
"""


def keys() -> str:
    """Every action of the dashboard, by group: its key, its name for ``[keys]``, the screens it works on."""
    from smallcrm.tui.keys import KEYS, LIST_KEYS, shown

    every = (*KEYS, *LIST_KEYS)
    groups = dict.fromkeys(key.group for key in every)
    tables = "\n".join(
        f"## {group}\n\n| Key | Does | Name | Screens |\n|---|---|---|---|\n"
        + "".join(
            f"| {_shown(shown(key, {}))} | {_bars(key.words)} | `{key.name}` | {', '.join(key.screens) or 'all'} |\n"
            for key in every
            if key.group == group
        )
        for group in groups
    )
    return f"""# Keys of the dashboard

`smallcrm tui`, or bare `smallcrm` on a terminal. `?` lists the keys of the screen in view, `:` finds an action by its
words. `[keys]` in the settings binds an action, by its name, to other keys:

```toml
[keys]
log = "l"
quit = "q,f10"
```

{tables}"""


def _shown(names: str) -> str:
    return " ".join(f"<kbd>{name.replace('|', '&#124;')}</kbd>" for name in names.split())


def exit_codes() -> str:
    """Every way to fail: its exit code, its name under ``--json``, what it says by default."""
    for module in pkgutil.walk_packages(smallcrm.__path__, "smallcrm."):
        if module.name != "smallcrm.__main__":
            importlib.import_module(module.name)
    by_code = sorted(_errors(CrmError), key=lambda error: (error.exit_code, error.code))
    rows = "".join(
        f"| {e.exit_code} | `{e.code}` | {_cell((e.__doc__ or '').splitlines()[0])} |\n" for e in by_code
    )
    return f"""# Exit codes

0 is done, also when a list is empty. Everything else is one line on stderr, `smallcrm: ...`; with `--json` a second
line is `{{"error": {{"code": ..., "message": ..., "candidates": [{{"id": ..., "name": ...}}]}}}}`.

| Exit code | `code` | Meaning |
|---|---|---|
{rows}"""


def _errors(base: type[CrmError]) -> Iterator[type[CrmError]]:
    yield base
    for child in base.__subclasses__():
        yield from _errors(child)


class Shape(NamedTuple):
    """A kind of record that scripts see: where it comes from, the class and which of its fields are the keys."""

    title: str
    commands: str
    row: Any
    keys: tuple[str, ...] = ()
    note: str = ""


def shapes() -> list[Shape]:
    """Every kind of record, in the order of the reference."""
    from smallcrm.cli.timer import File
    from smallcrm.model.agenda import KEYS, AgendaItem
    from smallcrm.model.appointment import AppointmentRow
    from smallcrm.model.contact_row import ContactRow
    from smallcrm.model.job import JobRow, StageRow
    from smallcrm.model.message import MessageRow
    from smallcrm.model.note import NoteRow
    from smallcrm.model.publication import PublicationRow
    from smallcrm.model.reminder import ReminderRow
    from smallcrm.read.duplicates import DuplicateRow
    from smallcrm.read.find import Hit
    from smallcrm.read.history import ChangeRow, ValueChange
    from smallcrm.store.backup import Backup
    from smallcrm.store.health import Finding
    from smallcrm.sync.report import FolderRow

    listed = tuple(name for name in AppointmentRow._fields if name != "occurrences")
    summary = tuple(name for name in ChangeRow._fields if name != "changes")
    return [
        Shape("contact", "`contact list`, `contact add`, `contact edit`", ContactRow, note=CONTACT_NOTE),
        Shape("note", "`note list`, `note show`, `log`", NoteRow),
        Shape("job", "`job list`, `job show`, `job move`", JobRow, note=JOB_NOTE),
        Shape("stage", "`job stages`", StageRow),
        Shape("appointment", "`appointment list`, `book`, `move`", AppointmentRow, listed, APPOINTMENT_NOTE),
        Shape("reminder", "`reminder list`, `reminder due`, `done`", ReminderRow),
        Shape(
            "agenda item",
            "`agenda`, `today`, `next`, `reminder due --alarms`, `reminder notify`",
            AgendaItem,
            KEYS,
            AGENDA_NOTE,
        ),
        Shape("message", "`reminder message`", MessageRow, note=MESSAGE_NOTE),
        Shape("file to make", "`reminder install`", File, note="`path` is empty for a line of your crontab."),
        Shape(
            "published calendar", "`calendar list`, `calendar publish`", PublicationRow, note=PUBLICATION_NOTE
        ),
        Shape("synced folder", "`calendar sync`", FolderRow, note=SYNC_NOTE),
        Shape("hit", "`find`", Hit, note="`type` is contact, note, job, appointment or reminder."),
        Shape("duplicate", "`contact duplicates`", DuplicateRow, note="`score` is of 100."),
        Shape("change", "`history`, `undo`, `redo`", ChangeRow, summary, CHANGE_NOTE),
        Shape("value", "`history REF` and `history --change ID`, as `changes` of a change", ValueChange),
        Shape("backup", "`restore --list`", Backup),
        Shape("finding", "`doctor`", Finding),
    ]


CONTACT_NOTE = (
    "`show` adds `notes`, `jobs`, `appointments` and `reminders`, arrays of the records below, and `last_contacted_at`. "
    "The objects: `emails` have `value`, `label`, `preferred`; `phones` `value` (E.164), `extension`, `raw` (as typed), "
    "`label`, `preferred`; `addresses` `street`, `city`, `region`, `postcode`, `country`, `label`, `formatted`; `urls` "
    "`value`, `label`; `handles` `platform`, `value`; `consent` `channel`, `given`, `on`, `source`; `fields` are the "
    "fields of your own."
)
JOB_NOTE = "`value` is a decimal as text; `stages` are objects of `stage` and `on`, oldest first."
APPOINTMENT_NOTE = (
    "`start` and `end` carry their offset; all day they are dates, and the end is the day after the last. `alarms` are "
    "minutes before the start. `show` adds `occurrences`, the exceptions of a series."
)
AGENDA_NOTE = (
    "`type` is appointment, reminder, job, birthday or contact, and `id` that thing's. `occurrence` says which time of a "
    "series it is; `why` is the reason it is listed. `reminder notify` adds `by`, desktop or terminal."
)
MESSAGE_NOTE = (
    "`type` and `id` say what it reminds of; `channel` is text or email, `to` the number or address, and `link` opens it "
    "ready to send."
)
PUBLICATION_NOTE = (
    "`state` is up to date, behind, served only, or what went wrong. `--urls` adds `urls`, an array of text; `calendar "
    "token` and `calendar serve` print `name` and `urls`."
)
SYNC_NOTE = (
    "`calendar sync` prints one record: `dry_run`, and `folders`, an array of these. `here` (the book) and `there` (the "
    "folder) have the numbers `added`, `changed`, `removed`. `acts` have `side`, `verb`, `kind`, `title`, `file`; "
    "`conflicts`, where both versions were kept, `kind`, `uid`, `title`, `file`, `fields` and the other's `copy_uid`; `left`, "
    "the files left alone, `file` and `reason`."
)
CHANGE_NOTE = "`kind` is do, undo or redo; `origin` is cli, python, or outside for another program."


def json_keys() -> str:
    """The keys of every kind of record, with their types."""
    parts = [
        "# JSON\n\n"
        "`--json`, or `--format json`, prints an array of records, `[]` when there are none; `--format jsonl` one record "
        "a line. A command that writes prints its record with one key more, `warnings`. Keys are stable: new ones may "
        "come, none goes. Amounts are decimals as text with `currency`; instants ISO 8601 with offset; dates "
        "`YYYY-MM-DD`, birthdays without a year `--MM-DD`.\n"
    ]
    parts += [_shape(shape) for shape in shapes()]
    return "\n".join(parts)


def _shape(shape: Shape) -> str:
    types = shape.row.__annotations__
    rows = "".join(f"| `{name}` | {_type(types[name])} |\n" for name in shape.keys or shape.row._fields)
    note = f"{shape.note}\n\n" if shape.note else ""
    return f"## {shape.title}\n\nFrom {shape.commands}.\n\n{note}| Key | Type |\n|---|---|\n{rows}"


TYPES = {
    "int": "number", "str": "text", "Path": "text", "bool": "true or false", "Any": "any",
    "list[str]": "array of text", "list[int]": "array of numbers", "list[dict[str, Any]]": "array of objects",
    "dict[str, str]": "object of text", "dict[str, int]": "object of numbers", "None": "null",
}  # fmt: skip


def _type(annotation: object) -> str:
    text = annotation.__forward_arg__ if isinstance(annotation, ForwardRef) else str(annotation)
    return " or ".join(TYPES[part.strip()] for part in text.split(" | "))


def schema() -> str:
    """Every table with its columns, and every view, as the store declares them."""
    from sqlmodel import SQLModel

    from smallcrm.store import tables

    models = {model.__tablename__: model for model in vars(tables).values() if _is_table(model)}
    parts = [
        "# Schema\n\n"
        "Money is integer minor units with its ISO 4217 code; instants are UTC `YYYY-MM-DDTHH:MM:SSZ`; dates "
        "`YYYY-MM-DD`; appointments local wall time with an IANA zone, and the UTC that follows from it. The classes are "
        "those of `smallcrm.store.tables`. What the store fills in, a writer may leave out.\n",
        "## Tables\n",
    ]
    parts += [_table(table, models[name]) for name, table in sorted(SQLModel.metadata.tables.items())]
    parts += [
        "## Views\n\nWhat readers see. Those that end in `_row` have the fields of the records in [JSON](json.md).\n"
    ]
    return "\n".join(parts + _views())


def _is_table(model: object) -> bool:
    return inspect.isclass(model) and hasattr(model, "__table__")


def _table(table: Any, model: type) -> str:  # noqa: ANN401
    rows = "".join(
        f"| `{column.name}` | {column.type} | {_required(column)} | {_refers(column)} |\n"
        for column in table.columns
    )
    about = _prose(model.__doc__).replace("``", "`")
    return f"### {table.name}\n\n`{model.__name__}`. {about}\n\n| Column | Type | Required | Points at |\n|---|---|---|---|\n{rows}"


def _required(column: Any) -> str:  # noqa: ANN401
    if column.nullable:
        return ""
    return "filled in" if column.primary_key or column.server_default is not None else "yes"


def _refers(column: Any) -> str:  # noqa: ANN401
    return ", ".join(f"`{key.target_fullname}`" for key in column.foreign_keys)


def _views() -> list[str]:
    from smallcrm.store.migrate import lay

    connection = sqlite3.connect(":memory:", isolation_level=None)
    lay(connection)
    names = [
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name")
    ]
    views = [(name, connection.execute(f"PRAGMA table_info({name})").fetchall()) for name in names]
    connection.close()
    return [f"### {name}\n\n{', '.join(f'`{c[1]}`' for c in columns)}\n" for name, columns in views]


def manual_page() -> str:
    """The man page, from the same commands."""
    from manual import manual

    return manual(walk())


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "settings.md": settings,
    "keys.md": keys,
    "exit-codes.md": exit_codes,
    "json.md": json_keys,
    "schema.md": schema,
    "smallcrm.1": manual_page,
}


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` name the stale ones; 1 if there are any."""
    stale = []
    for name, page in PAGES.items():
        file, text = REFERENCE / name, (NOTICE if name.endswith(".md") else "") + page()
        if file.exists() and file.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
    if "--check" in arguments and stale:
        sys.stderr.write(f"stale: {', '.join(stale)}; run: python docs/generate.py\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
