"""How the dashboard looks: pictures of its screens, that a person has looked at, in tests/snapshots.

A screen that looks otherwise than its picture fails, with the lines that differ. Look at what it shows now, and where
that is as it should be, accept it: ``ACCEPT_SNAPSHOTS=1 pytest tests/tui/test_snapshots.py``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, TextArea

from tests.tui.picture import Cell, Look, Picture, differences, drawn, picture_of, read

if TYPE_CHECKING:
    from textual.strip import Strip

    from tests.conftest import Terminal
    from tests.tui.conftest import Hands

FOLDER = Path(__file__).parents[1] / "snapshots"
SIZES = {"80x24": (80, 24), "140x45": (140, 45)}
THEMES = ("dark", "light")
# Each view, and the keys that lead there from the one before; a text is typed.
WAY = {
    "today": (),
    "contacts": ("2",),
    "contact-page": ("slash", "'maya", "enter", "enter"),
    "form": ("b", "'Survey of the loft", "tab", "'next tue 3pm", "tab", "tab", "'much"),
    "jobs": ("ctrl+x", "3"),
    "calendar": ("4",),
    "reminders": ("5",),
    "help": ("question_mark",),
    "palette": ("escape", "colon"),
}
# What follows the cursor, or waits until nobody types, does so within this (seconds).
REST, TRIES = 0.2, 20


def fill(crm: Terminal) -> None:
    """A week of a small business, with names that try to do harm or are hard to fit."""
    people(crm)
    work(crm)


def people(crm: Terminal) -> None:
    maya = (
        "--email",
        "maya@example.org",
        "--address",
        "12 High Street, Bristol, BS1 4AA",
        "--birthday",
        "--09-20",
    )
    crm.ok("contact", "add", "Maya O'Connor", "--phone", "07700 900142", *maya,
           "--company", "Ridley & Hart", "--role", "Owner", "--tag", "vip", "--tag", "landlord")  # fmt: skip
    crm.ok("contact", "add", "Łukasz 🔧 Köhler 日本", "--phone", "07700 900211", "--tag", "trade")
    crm.ok("contact", "add", "Evil \x1b]52;c;aGk=\x07[/red][@click=app.quit]", "--phone", "07700 900333")
    crm.ok("contact", "add", "أحمد بن محمد", "--phone", "07700 900444", "--tag", "trade")
    crm.ok("contact", "add", " ".join(["Bartholomew-Featherstonehaugh"] * 9), "--stage", "lead")
    for name in ("Zoë Lindqvist", "Helen Marsh", "Owen Bright", "Rosa Petrov", "Daniel Achebe"):
        crm.ok("contact", "add", name, "--email", f"{name.split()[1].lower()}@example.net")


def work(crm: Terminal) -> None:
    crm.ok(
        "job", "add", "maya", "Boiler exchange", "--value", "4250", "--due", "fri 25 sep", "--tag", "boiler"
    )
    crm.ok("job", "add", "helen", "Leaking cylinder valve", "--value", "185", "--stage", "quoted")
    crm.ok("job", "add", "lukasz", "Yearly service of the heating, all three floors", "--stage", "scheduled",
           "--due", "2026-09-10", "--value", "120.50")  # fmt: skip
    crm.ok("job", "add", "maya", "Radiators, 6", "--value", "980.50", "--stage", "invoiced")
    crm.ok("job", "add", "owen", "Tap", "--value", "60", "--stage", "paid")
    crm.ok("appointment", "add", "maya", "Survey of the loft", "--at", "today 9:00", "--for", "90m")
    crm.ok(
        "appointment",
        "add",
        "lukasz",
        "Service",
        "--at",
        "today 10:00",
        "--for",
        "1h",
        "--location",
        "7 Long Lane, Bath",
    )
    crm.ok(
        "appointment",
        "add",
        "helen",
        "Valve",
        "--at",
        "tomorrow 11:00",
        "--for",
        "1h",
        "--status",
        "tentative",
    )
    crm.ok(
        "appointment",
        "add",
        "zoe",
        "Weekly tidy",
        "--at",
        "wed 14:00",
        "--for",
        "1h",
        "--repeat",
        "every week",
    )
    crm.ok(
        "appointment", "add", "owen", "Trade fair", "--at", "2026-09-24", "--all-day", "--until", "2026-09-26"
    )
    crm.ok("reminder", "add", "Send the quote", "--due", "today 11:00", "--contact", "maya")
    crm.ok("reminder", "add", "VAT return, with every receipt of the van and the phone", "--due", "2026-09-01",
           "--repeat", "monthly")  # fmt: skip
    crm.ok(
        "reminder",
        "add",
        "Service is due",
        "--due",
        "1 oct",
        "--contact",
        "lukasz",
        "--repeat-after",
        "6 months",
    )
    crm.ok("reminder", "add", "Order the flue", "--due", "today", "--contact", "rosa")
    crm.ok(
        "log",
        "maya",
        "Wants the loft done before the winter.\nThe boiler is 18 years old and sings like a [b]kettle[/b].",
    )
    crm.ok("log", "maya", "--out", "Agreed a survey for Monday")


def shown(hands: Hands) -> list[Strip]:
    """What stands on the screen, the cursor of what is typed in sight."""
    for each in (*hands.app.screen.query(Input), *hands.app.screen.query(TextArea)):
        if each.has_focus:
            each._pause_blink(visible=True)
    return hands.app.screen._compositor.render_strips()


async def at_rest(hands: Hands) -> Picture:
    """The screen once nothing moves on it any more."""
    before = shown(hands)
    for _ in range(TRIES):
        await hands.pilot.pause(REST)
        now = shown(hands)
        if now == before:
            return picture_of(now)
        before = now
    raise AssertionError("the screen does not come to rest")


def held(name: str, picture: Picture, aside: Path) -> str:
    """What is wrong with the picture of that name, "" for nothing; it is kept where accepted, else put ``aside``."""
    file = FOLDER / f"{name}.svg"
    stored = file.read_text(encoding="utf-8") if file.exists() else ""
    wrong = differences(read(stored), picture) if stored else ["there is no picture of it yet"]
    if not wrong:
        return ""
    accepted = bool(os.environ.get("ACCEPT_SNAPSHOTS"))
    new = file if accepted else aside / file.name
    new.parent.mkdir(exist_ok=True)
    new.write_text(drawn(picture, f"smallcrm: {name}"), encoding="utf-8")
    return "" if accepted else "\n".join((f"{name} looks otherwise: see {new}", *wrong))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_every_screen_looks_as_it_did(built, dashboard, tmp_path, size, theme):
    crm = built(fill)
    crm.config.write_text(crm.config.read_text() + f'theme = "{theme}"\n')
    wrong = []

    async def story(hands):
        for name, keys in WAY.items():
            for key in keys:
                await (hands.type(key[1:]) if key.startswith("'") else hands.press(key))
            wrong.append(held(f"{name}-{size}-{theme}", await at_rest(hands), tmp_path))

    dashboard(story, size=SIZES[size])
    if said := "\n\n".join(each for each in wrong if each):
        pytest.fail(f"{said}\n\nas it should be? ACCEPT_SNAPSHOTS=1 pytest {__file__}", pytrace=False)


def test_there_is_no_picture_of_what_is_not_there_any_more():
    wanted = {f"{name}-{size}-{theme}.svg" for name in WAY for size in SIZES for theme in THEMES}
    assert {file.name for file in FOLDER.iterdir()} == wanted


def cells(text: str, look: Look) -> list[Cell]:
    """A text of narrow signs as it is drawn."""
    return [Cell(sign, look) for sign in text]


def test_a_picture_says_what_is_not_as_it_was():
    plain, loud = Look("#d5d9e8", "#16161e"), Look("#ff8fa3", "#16161e", ("bold",))
    before = [cells("Maya <&>  ", plain), cells("late      ", loud), cells("same      ", plain)]
    assert differences(before, read(drawn(before, "before"))) == []
    after = [
        cells("Zoë <&>   ", plain),
        cells("late      ", plain),
        cells("same      ", loud._replace(marks=())),
    ]
    first, second, third = differences(before, after)
    assert first == "line 1\n  expected: Maya <&>\n  got:      Zoë <&>"
    assert second == (
        "line 2, columns 1 to 4: late\n  expected: bold #ff8fa3 on #16161e\n  got:      #d5d9e8 on #16161e"
    )
    assert third.startswith("line 3, columns 1 to 4: same")
    assert differences(before, before[:2]) == ["expected 10x3 cells, got 10x2"]


def test_a_shade_that_nobody_sees_and_the_ink_of_a_blank_are_no_difference():
    before = [cells("a ", Look("#101010", "#202020"))]
    assert (
        differences(before, [[Cell("a", Look("#121012", "#222020")), Cell(" ", Look("#ffffff", "#202020"))]])
        == []
    )
    assert differences(before, [cells("a ", Look("#101010", "#302020"))]) != []


def test_a_wide_sign_takes_two_cells_and_a_ruled_blank_is_drawn():
    ruled = Look("#101010", "#202020", ("underline",))
    before = [[Cell("日", ruled), Cell("", ruled), Cell(" ", ruled), Cell(" ", ruled._replace(marks=()))]]
    assert differences(before, read(drawn(before, "wide"))) == []
    assert differences(before, [[*before[0][:2], *cells("  ", ruled)]]) != []
