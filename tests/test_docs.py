"""What the documentation says is so: every command documented, the reference current, every example run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from console import Page, agrees, steps

from smallcrm.cli.app import build

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PAGES = [ROOT / "README.md", *sorted(page for page in DOCS.rglob("*.md") if REFERENCE not in page.parents)]
SESSIONS = [page for page in PAGES if "```console" in page.read_text(encoding="utf-8")]


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def walk(path: tuple[str, ...], command):
    context = command.context_class(command, info_name=path[-1])
    yield path, command, context
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        yield from walk((*path, name), command.get_command(context, name))


COMMANDS = {" ".join(path): (command, context) for path, command, context in walk(("smallcrm",), build())}


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_and_every_option_has_help(path: str) -> None:
    command, context = COMMANDS[path]
    assert (command.help or "").strip()
    silent = [
        parameter.name for parameter in command.get_params(context) if not (parameter.help or "").strip()
    ]
    assert silent == []


@pytest.mark.parametrize("path", [path for path in COMMANDS if path != "smallcrm"])
def test_every_command_has_an_example_of_itself(path: str) -> None:
    command, _ = COMMANDS[path]
    examples = [
        line.strip()
        for line in (command.epilog or "").splitlines()
        if re.search(rf"\b{re.escape(path)}\b", line)
    ]
    assert examples, f"{path} has no example in its epilog"


def options_of(line: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*\b", re.sub(r"\"[^\"]*\"|'[^']*'", "", line)))


@pytest.mark.parametrize("path", [path for path in COMMANDS if path != "smallcrm"])
def test_examples_use_options_that_exist(path: str) -> None:
    command, context = COMMANDS[path]
    if hasattr(command, "list_commands"):
        return
    known = {name for p in command.get_params(context) for name in (*p.opts, *p.secondary_opts)}
    known |= {"--db", "--config", "-q", "--quiet", "--no-input"}
    for line in (command.epilog or "").splitlines():
        for piece in re.split(r"\s\|\s", line):
            if re.match(rf"\s*{re.escape(path)}\b", piece):
                assert options_of(piece) <= known, piece


def test_the_reference_is_current() -> None:
    done = subprocess.run(
        [sys.executable, str(DOCS / "generate.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", SESSIONS, ids=named)
def test_every_console_block_prints_what_the_page_says(page: Path, tmp_path: Path) -> None:
    assert "\n".join(Page(page, tmp_path).differences()) == ""


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path) if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_is_reachable_from_the_readme() -> None:
    seen, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop().resolve()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        targets = re.findall(r"\]\(([^)#\s:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        todo += [page.parent / target for target in targets]
    assert {named(page) for page in DOCS.rglob("*.md")} - {
        named(page) for page in seen if page.is_relative_to(ROOT)
    } == set()


def blocks(language: str) -> list[str]:
    """The README's blocks of that language."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)


def readme_commands() -> list[str]:
    """The README's commands that make a virtual environment."""
    return [line for block in blocks("sh") for line in block.splitlines() if "-m venv" in line]


def test_two_commands_do_all_the_setting_up_and_ci_runs_the_second() -> None:
    first, second = readme_commands()
    assert first.endswith("smallcrm demo")
    assert second in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        ("1\n", "1\n", True),
        ("1\n", "2\n", False),
        ("1\n", "1\n2\n", False),
        ("", "1\n", False),
        ("a\n...\nd\n", "a\nb\nc\nd\n", True),
        ("a\n...\nd\n", "a\nd\n", True),
        ("a\n...\nd\n", "a\nb\n", False),
        ("uid ... end\n", "uid 1234 end  \n", True),
        ("uid ... end\n", "uid 12\n34 end\n", False),
    ],
)
def test_the_runner_can_tell_a_difference(expected: str, got: str, same: bool) -> None:
    assert agrees(expected, got) is same


def test_a_block_is_read_as_commands_and_what_they_print() -> None:
    found = steps("$ one \\\n  --more\nout\n$ two\n", 7)
    assert [(step.line, step.command, step.expected) for step in found] == [
        (7, "one \\\n  --more", "out\n"),
        (10, "two", ""),
    ]


def test_the_readmes_python_does_what_it_says(crm) -> None:
    crm.ok("contact", "add", "Maya O'Connor", "--stage", "lead")
    crm.ok("contact", "add", "Lena Novak", "--stage", "customer")
    (code,) = blocks("python")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("Maya O'Connor\n", "")


PLAY = (
    ("add", "Maya O'Connor", "07700900142", "--job", "Leaking cylinder valve"),
    ("add", "Maia O'Connor", "07700900143"),
    ("log", "1", "valve drips", "--remind", "tomorrow 9am"),
    ("book", "1", "fri 9:00", "Fix valve"),
    ("calendar", "publish", "--name", "work"),
)
PRINTED = {
    "contact": ("contact", "list"),
    "note": ("note", "list"),
    "job": ("job", "list"),
    "stage": ("job", "stages"),
    "appointment": ("appointment", "list"),
    "reminder": ("reminder", "list"),
    "agenda item": ("agenda", "week"),
    "published calendar": ("calendar", "list"),
    "hit": ("find", "valve"),
    "duplicate": ("contact", "duplicates"),
    "change": ("history",),
    "backup": ("restore", "--list"),
    "finding": ("doctor",),
}


@pytest.mark.parametrize("kind", PRINTED)
def test_the_keys_of_the_reference_are_those_that_are_printed(crm, kind: str) -> None:
    for line in (*PLAY, ("backup",)):
        crm.ok(*line)
    records = crm.ok(*PRINTED[kind], "--json").json
    assert records
    assert [*records[0]] == documented(kind)


def test_the_page_of_a_contact_adds_what_the_reference_says(crm) -> None:
    for line in PLAY:
        crm.ok(*line)
    more = ["notes", "jobs", "appointments", "reminders", "last_contacted_at"]
    assert [*crm.ok("show", "1", "--json").json] == [*documented("contact"), *more]


def documented(kind: str) -> list[str]:
    page = (REFERENCE / "json.md").read_text(encoding="utf-8")
    section = page.partition(f"\n## {kind}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)


def test_the_man_page_has_every_exit_code_and_command() -> None:
    page = (REFERENCE / "smallcrm.1").read_text(encoding="utf-8")
    codes = re.findall(
        r"^\| (\d+) \|", (REFERENCE / "exit-codes.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(codes) | {"0"} == set(
        re.findall(r"^\.B (\d+)$", page.partition(".SH EXIT STATUS")[2], re.MULTILINE)
    )
    sections = re.findall(r'^\.SS "(smallcrm [^"[{]*)', page, re.MULTILINE)
    assert {name.replace("\\-", "-").strip() for name in sections} == {
        path for path in COMMANDS if path != "smallcrm"
    }


def test_the_picture_of_the_readme_is_of_the_program() -> None:
    (name,) = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    picture = (ROOT / name).read_text(encoding="utf-8")
    assert picture.startswith("<svg ")
    assert "Helen" in picture
