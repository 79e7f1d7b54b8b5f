"""The house stands as designed: what a command may load, where data is printed, who knows the commands."""

from __future__ import annotations

import ast
import importlib
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from smallcrm.cli import commands
from smallcrm.cli.app import build

PACKAGE = Path(__file__).parent.parent / "smallcrm"
SOURCES = sorted(PACKAGE.rglob("*.py"))
HEAVY = {"sqlmodel", "sqlalchemy", "pydantic", "textual"}
# Each costs 10 to 60 ms, so a command that can do without does.
DEAR = {
    "rich", "phonenumbers", "email_validator", "zoneinfo", "dateutil", "icalendar", "babel", "platformdirs",
    "tzlocal", "importlib.metadata",
}  # fmt: skip
RUN = r"""
import json, sys
from smallcrm.cli.run import run
code = run(sys.argv[1:])
sys.stdout.flush()
sys.stderr.write("\n" + json.dumps([code, sorted(sys.modules)]))
"""


def loaded(crm, *arguments: str) -> set[str]:
    """The modules that a fresh interpreter has loaded once it ran this command, stdout a pipe."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, check=True, env=os.environ
    )  # fmt: skip
    code, modules = json.loads(done.stderr.splitlines()[-1])
    assert code == 0, done.stdout
    return set(modules)


@pytest.mark.parametrize(
    ("line", "needs"),
    [
        (("contact", "list"), set()),
        (("contact", "list", "--json"), set()),
        (("phone", "maya"), set()),
        (("find", "connor"), set()),
        (("job", "list"), set()),
        (("note", "add", "maya", "rang back"), set()),
        (("job", "add", "maya", "Tap"), {"zoneinfo"}),
        (("contact", "add", "Lena Novak"), set()),
        (("contact", "add", "Lena", "--phone", "07700 900123"), {"phonenumbers"}),
        (("contact", "add", "Lena", "--email", "lena@novak.example"), {"email_validator"}),
        (("today",), {"zoneinfo"}),
        (("agenda",), {"zoneinfo"}),
        (("undo",), set()),
        (("history",), {"zoneinfo"}),
        (("config", "get", "region"), set()),
        (("completion", "bash"), set()),
        (("--complete-words", "bash", "show", "ma"), set()),
        (("--complete-words", "bash", "job", "move", "ma"), set()),
        (("--complete-words", "bash", "contact", "add", "--"), set()),
        (("--help",), set()),
        (("contact", "--help"), set()),
        (("contact", "add", "--help"), set()),
    ],
)
def test_a_command_loads_what_it_needs_and_nothing_dear_besides(crm, line, needs) -> None:
    crm.ok("contact", "add", "Maya O'Connor", "--phone", "07700900142")
    modules = loaded(crm, *line)
    assert not modules & HEAVY
    assert modules & DEAR <= needs, modules & DEAR


def test_the_version_loads_neither_typer_nor_a_store(crm) -> None:
    modules = loaded(crm, "--version")
    assert not modules & (HEAVY | DEAR | {"typer", "sqlite3"})


def test_help_loads_no_command_and_opens_no_store(crm) -> None:
    modules = loaded(crm, "--help")
    assert "sqlite3" not in modules
    held = {f"smallcrm.cli.{module}" for module, _ in leaves().values()}
    assert not modules & held


def test_completing_a_name_loads_no_command(crm) -> None:
    crm.ok("contact", "add", "Maya O'Connor")
    modules = loaded(crm, "--complete-words", "bash", "show", "ma")
    assert not modules & {"typer", "smallcrm.cli.app", "smallcrm.cli.contact_show"}


@pytest.mark.parametrize("page", [("today",), ("contact", "list"), ("find", "maya"), ("--help",)])
def test_no_reading_command_loads_the_writing_room(crm, page) -> None:
    crm.ok("contact", "add", "Maya O'Connor")
    assert not [name for name in loaded(crm, *page) if name.startswith("smallcrm.write")]


def test_importing_the_package_loads_nothing_of_anybody_elses() -> None:
    code = "import sys; before = set(sys.modules); import smallcrm; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    foreign = {name for name in done.stdout.split() if name.partition(".")[0] not in sys.stdlib_module_names}
    assert foreign == {"smallcrm"}
    assert not {"sqlite3", "json", "datetime", "importlib.metadata"} & set(done.stdout.split())


def leaves() -> dict[str, tuple[str, str]]:
    """Every command of the table but groups: path -> (module, help)."""
    found = {}
    for name, (module, text) in commands.COMMANDS.items():
        if module.startswith("group:"):
            table = commands.GROUPS[module.removeprefix("group:")][2]
            found |= {f"{name} {sub}": entry for sub, entry in table.items()}
        else:
            found[name] = (module, text)
    return found


@pytest.mark.parametrize("path", sorted(leaves()))
def test_every_row_of_the_table_names_a_command_that_loads(path: str) -> None:
    command, context = build(), None
    for name in path.split():
        command = command.get_command(context, name)
        assert command is not None
    assert command.name == path.split()[-1]


def test_every_command_of_every_module_is_in_the_table() -> None:
    held = {(module, path.split()[-1]) for path, (module, _) in leaves().items()}
    registered = set()
    for source in (PACKAGE / "cli").glob("*.py"):
        app = getattr(importlib.import_module(f"smallcrm.cli.{source.stem}"), "app", None)
        registered |= {(source.stem, info.name) for info in getattr(app, "registered_commands", ())}
    assert registered == held


def test_every_alias_names_a_command() -> None:
    assert set(commands.ALIASES.values()) <= set(commands.COMMANDS)


def tree(source: Path) -> ast.Module:
    return ast.parse(source.read_text(encoding="utf-8"))


PRINTERS = {"print", "pprint", "echo", "secho", "BadParameter"}
SPEAKING = {"cli/output.py", "cli/face.py"}


def prints(node: ast.AST) -> bool:
    """Whether this is a call that reaches the terminal without being neutralised, or a raw stream's write."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in PRINTERS
    if not isinstance(node.func, ast.Attribute):
        return False
    owner = ast.unparse(node.func.value)
    return (
        owner in ("sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__")
        and node.func.attr in ("write", "writelines")
    ) or node.func.attr in ("echo", "secho", "BadParameter", "echo_via_pager")


# The run tells the version, and the Tab key is offered words that are clean already: neither loads the output for it.
APART = {"cli/run.py": 1, "cli/completing.py": 1}


def test_only_the_face_and_the_output_print() -> None:
    found = Counter(
        name
        for source in SOURCES
        if (name := source.relative_to(PACKAGE).as_posix()) not in SPEAKING
        for node in ast.walk(tree(source))
        if prints(node)
    )
    assert found == APART


def test_raw_prints_are_seen() -> None:
    calls = [
        "print('x')",
        "typer.echo('x')",
        "sys.stdout.write('x')",
        "raise typer.BadParameter('x')",
        "click.secho('x')",
    ]
    assert all(any(map(prints, ast.walk(ast.parse(call)))) for call in calls)
    assert not any(map(prints, ast.walk(ast.parse("file.write('x'); face.say('x')"))))


def test_nothing_catches_everything() -> None:
    """A handler of BaseException may only roll back or tidy up, and must raise again."""
    found = []
    for source in SOURCES:
        for node in ast.walk(tree(source)):
            if not isinstance(node, ast.ExceptHandler):
                continue
            caught = ast.unparse(node.type) if node.type else "everything"
            again = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            if caught in ("everything", "Exception") or ("BaseException" in caught and not again):
                found.append(f"{source.name}:{node.lineno} catches {caught}")
    assert found == []


# The schema is one declaration, and longest.
LONG = {"store/tables.py": 600}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.relative_to(PACKAGE).as_posix())
def test_modules_and_functions_stay_short(source: Path) -> None:
    name = source.relative_to(PACKAGE).as_posix()
    assert len(source.read_text(encoding="utf-8").splitlines()) < LONG.get(name, 400)
    long = [
        f"{node.name}: {node.end_lineno - node.lineno}"
        for node in ast.walk(tree(source))
        if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno > 60
    ]
    assert long == []


def test_modules_are_named_after_what_lives_there() -> None:
    vague = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "base", "core"}
    assert [source.name for source in SOURCES if source.stem in vague] == []
