"""What is said of a line that can't be understood: what was wrong, what was meant, how it is written."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("contcat", 'no such command "contcat"; did you mean contact?; see: smallcrm --help'),
        ("job mvoe 1 paid", 'no such command "mvoe"; did you mean move?; see: smallcrm job --help'),
        ("contact delete 1", 'no such command "delete"; did you mean remove?; see: smallcrm contact --help'),
        ("search maya", 'no such command "search"; did you mean find?; see: smallcrm --help'),
        ("serve", 'no such command "serve"; did you mean smallcrm calendar serve?; see: smallcrm --help'),
        (
            "contact find x",
            'no such command "find"; did you mean smallcrm find?; see: smallcrm contact --help',
        ),
        (
            "list",
            'no such command "list"; did you mean smallcrm contact list, smallcrm note list, smallcrm job list?; '
            "see: smallcrm --help",
        ),
        ("xyzzy", 'no such command "xyzzy"; see: smallcrm --help'),
        ("help mvoe", 'no such command "mvoe"; did you mean move?; see: smallcrm --help'),
        (
            "contact list --tga x",
            "there is no option --tga; did you mean --tag?; see: smallcrm contact list --help",
        ),
        ("contact --frob", "there is no option --frob; see: smallcrm contact --help"),
        ("contact list --tag", "--tag needs a value"),
        ("contact list --json=3", "--json takes no value"),
        (
            "book maya",
            'WHEN is missing; for example: smallcrm book maya "mon 9-10:30" Fix valve; see: smallcrm book --help',
        ),
        (
            "reminder add Ring",
            '--due is missing; for example: smallcrm reminder add "Ring Harbour Lettings" --due "tomorrow 9am"; '
            "see: smallcrm reminder add --help",
        ),
    ],
)
def test_a_line_that_can_not_be_understood_is_told_what_was_meant(crm, line: str, message: str) -> None:
    done = crm(*line.split())
    assert (done.code, done.out, done.err) == (2, "", f"smallcrm: {message}\n")
    assert not crm.db.exists()


def test_a_number_that_is_none_is_called_that(crm) -> None:
    assert "'x' is not a whole number" in crm("contact", "list", "--limit", "x").err


@pytest.mark.parametrize(
    "group", ["contact", "note", "job", "appointment", "appt", "reminder", "calendar", "config"]
)
def test_a_bare_group_shows_its_commands_and_examples(crm, group: str) -> None:
    shown = crm.ok(group).out
    assert "Commands:" in shown
    assert "Examples:\n    smallcrm " in shown
