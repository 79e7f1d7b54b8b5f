from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def fill(crm) -> None:
    crm.ok("contact", "add", "Maya O'Connor", "--tag", "bristol")
    crm.ok("contact", "add", "Max $HOME")
    crm.ok("contact", "add", "Zoë Łukasik", "--tag", "bath")
    crm.ok("job", "add", 1, "Valve")
    crm.ok("job", "add", 1, "Pump", "--stage", "paid")
    crm.ok("reminder", "add", "Ring", "--due", "2026-09-15")


@pytest.fixture
def book(built):
    return built(fill)


def offered(crm, *words, shell: str = "fish") -> list[str]:
    return [line.split("\t")[0] for line in crm.ok("--complete-words", shell, *words).out.splitlines()]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["show", "m"], ["Max $HOME", "Maya O'Connor"]),
        (["show", "zoe"], ["Zoë Łukasik"]),
        (["show", "conn"], ["Maya O'Connor"]),
        (["show", "1"], ["1"]),
        (["contact", "list", "--format=js"], ["--format=json", "--format=jsonl"]),
        (["note", "list", "--contact=zo"], ["--contact=Zoë Łukasik"]),
        (["note", "list", "--nonsense=zo"], []),
        (["contact", "add", "Ann", "--prefers", "c"], ["call"]),
        (["show", "xyz"], []),
        (["show", "maya", ""], []),
        (["contact", "edit", "maya", "ma"], ["Max $HOME", "Maya O'Connor"]),
        (["contact", "merge", "1", "ma"], ["Max $HOME", "Maya O'Connor"]),
        (["contact", "list", "--tag", "b"], ["bath", "bristol"]),
        (["contact", "list", "--contact", "zo"], ["Zoë Łukasik"]),
        (["contact", "list", "--contact", "=", "zo"], ["Zoë Łukasik"]),
        (["contact", "list", "--json", "--tag", "bri"], ["bristol"]),
        (["contact", "add", "--stage", "l"], ["lead"]),
        (["job", "move", ""], ["1"]),
        (["job", "move", "1", "in"], ["invoiced"]),
        (["job", "move", "maya", "in"], ["invoiced"]),
        (["job", "list", "--stage", "pa"], ["paid"]),
        (["job", "show", "2"], ["2"]),
        (["job", "show", "zo"], ["Zoë Łukasik"]),
        (["job", "list", "--sort", "val"], ["value"]),
        (["done", ""], ["1"]),
        (["export", "app"], ["appointments"]),
        (["export", "contacts", "--format", "v"], ["vcf"]),
        (["contact", "list", "-f", "j"], ["json", "jsonl"]),
        (["completion", "z"], ["zsh"]),
        (["config", "get", "date"], ["date_order"]),
        (["appt", "sh"], ["show"]),
        (["undo", ""], []),
        (["-q", "show", "zo"], ["Zoë Łukasik"]),
        (["nonsense", ""], None),
    ],
)
def test_what_is_offered(book, words, expected) -> None:
    found = offered(book, *words)
    assert found == expected if expected is not None else found


def test_commands_and_options(book) -> None:
    assert {"add", "show", "contact", "find", "help"} <= set(offered(book, ""))
    assert offered(book, "contact", "du") == ["duplicates"]
    assert {"--where", "--sort", "--help"} <= set(offered(book, "contact", "list", "--"))
    assert offered(book, "contact", "list", "--colu") == ["--columns"]
    line = book.ok("--complete-words", "zsh", "contact", "li").out
    assert line == "list\tList contacts\n"


def test_a_name_can_be_read_back_by_bash(book) -> None:
    assert offered(book, "show", "ma", shell="bash") == [r"Max\ \$HOME", r"Maya\ O\'Connor"]
    assert offered(book, "show", '"ma', shell="bash") == [r"Max \$HOME", "Maya O'Connor"]
    assert offered(book, "show", "'ma", shell="bash") == ["Max $HOME"]
    assert offered(book, "show", r"maya\ o", shell="bash") == [r"Maya\ O\'Connor"]


def test_nothing_is_made_and_nothing_said(crm) -> None:
    crm.config.unlink()
    before = sorted(crm.folder.iterdir())
    for words in (
        ["show", "m"],
        ["contact", "list", "--tag", ""],
        ["contact", "add", "--stage", "l"],
        [""],
        [],
    ):
        silent = crm.ok("--complete-words", "bash", *words)
        assert silent.err == ""
    assert sorted(crm.folder.iterdir()) == before


def test_a_store_that_cannot_be_used_is_no_error(crm) -> None:
    crm.db.write_text("this is no database, but it is long enough to be looked at" * 100)
    silent = crm.ok("--complete-words", "fish", "show", "m")
    assert (silent.out, silent.err) == ("", "")


def test_another_store_may_be_named_anywhere(book) -> None:
    other = book.folder / "other.db"
    book.ok("--db", other, "contact", "add", "Mina")
    assert offered(book, "--db", other, "show", "m") == ["Mina"]
    assert offered(book, "show", "--db", other, "m") == ["Mina"]
    assert offered(book, "show", "--db", "m") == []


def test_completing_a_name_builds_no_command(book) -> None:
    code = (
        "import sys; from smallcrm.cli.run import run; run(['--complete-words', 'bash', 'show', 'zo']);"
        "print(sorted({'typer', 'rich', 'phonenumbers', 'smallcrm.cli.app'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [r"Zoë\ Łukasik", "[]"]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(st.sampled_from(["show", "contact", "list", "--tag", "=", "job"]), st.text()), max_size=5
    )
)
def test_any_words_are_safe(book, words) -> None:
    from smallcrm.cli.completing import complete
    from smallcrm.cli.face import Face

    complete(["bash", *words], Face(db=str(book.db), config=str(book.config), quiet=True, no_input=True))


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_the_script_for_bash_works_in_bash(book) -> None:
    script = book.ok("completion", "bash").out
    run = (
        f'smallcrm() {{ "{sys.executable}" -m smallcrm "$@"; }}\n{script}\n'
        'COMP_WORDS=(smallcrm show ma); COMP_CWORD=2; _smallcrm; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", run], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [r"Max\ \$HOME", r"Maya\ O\'Connor"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell(crm, shell) -> None:
    assert f"--complete-words {shell}" in crm.ok("completion", shell).out
    unknown = crm("completion", "tcsh")
    assert unknown.code == 2
    assert "bash, zsh, fish" in unknown.err
