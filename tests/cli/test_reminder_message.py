"""``reminder message``: the words, where they go, and what is noted; nothing is sent."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest


@pytest.fixture
def dee(crm) -> int:
    return crm.ok(
        "contact", "add", "Dee O'Connor", "--phone", "07911 123456", "--email", "dee@oconnor.example"
    ).id


def say(crm, *arguments: object) -> str:
    return crm.ok("reminder", "message", *arguments).out


def test_an_appointment_in_the_words_of_the_settings(crm, dee) -> None:
    crm.ok("book", "dee", "tomorrow 14:00", "Fix valve")
    told = crm.ok("reminder", "message", "dee")
    assert told.out == "Hi Dee, a reminder of your appointment tomorrow at 14:00.\n"
    assert f"to Dee O'Connor ({dee}) by text, +447911123456; not sent" in told.err
    assert crm.ok("note", "list", "--json").json == []


def test_the_appointment_of_a_contact_comes_before_reminders_about_them(crm, dee) -> None:
    crm.ok("reminder", "add", "Ring Dee", "--due", "fri", "--contact", "dee")
    assert say(crm, "dee") == "Hi Dee, a reminder: Ring Dee.\n"
    crm.ok("book", "dee", "mon 21 sep 9:00", "Fix valve")
    assert say(crm, "dee") == "Hi Dee, a reminder of your appointment on Monday 21 September at 09:00.\n"
    # Both have the id 1, and this is the group of reminders.
    assert say(crm, 1) == say(crm, "reminder:1") == "Hi Dee, a reminder: Ring Dee.\n"
    assert say(crm, "appointment:1") == say(crm, "valve")


def test_two_coming_appointments_are_ambiguous(crm, dee) -> None:
    for day in ("mon", "tue"):
        crm.ok("book", "dee", f"{day} 9:00", "Fix valve")
    refused = crm("reminder", "message", "dee")
    assert refused.code == 4
    assert "appointment:1" in refused.err


def test_the_next_time_of_a_series_that_is_not_called_off(crm, dee) -> None:
    crm.ok("book", "dee", "tue 15 sep 9:00", "Tune", "--repeat", "every week")
    crm.ok("appointment", "cancel", 1, "--only", "15 sep")
    crm.ok("appointment", "move", 1, "23 sep 10:30", "--only", "22 sep")
    assert "on Wednesday 23 September at 10:30" in say(crm, "dee")


def test_a_whole_day_has_no_time(crm, dee) -> None:
    crm.ok("book", "dee", "tomorrow", "New kitchen", "--all-day")
    assert say(crm, "dee") == "Hi Dee, a reminder of your appointment tomorrow.\n"
    told = crm.ok("reminder", "message", "dee", "--template", "{day}: {time}")
    assert (told.out, "there is nothing to put for {time}" in told.err) == ("tomorrow:\n", True)


def test_an_appointment_elsewhere_is_told_in_its_own_time(crm, dee) -> None:
    crm.ok("appointment", "add", "dee", "Fair", "--at", "tomorrow 9:00", "--timezone", "America/New_York")
    assert "tomorrow at 09:00" in say(crm, "dee")


def test_braces_in_data_mean_nothing(crm) -> None:
    crm.ok("contact", "add", "{name} {0!r}", "--phone", "07911 123456")
    crm.ok("book", 1, "tomorrow 9:00", "{first_name}% \\1 $HOME", "--location", "{")
    words = say(crm, "appointment:1", "--template", "{name}|{title}|{place}")
    assert words == "{name} {0!r}|{first_name}% \\1 $HOME|{\n"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("Hi {frist_name}", 'unknown placeholder "{frist_name}"; did you mean first_name?'),
        ("Hi {0}", "there are {name}, {first_name}, {title}, {when}, {day}, {time}, {place}, {business}"),
        ("Hi {name.__class__}", "unknown placeholder"),
        ("Hi {name", "a brace stands alone"),
        ("  ", "can't be empty"),
    ],
)
def test_a_template_that_can_not_be_is_refused_here_and_in_the_settings(crm, dee, template, words) -> None:
    crm.ok("book", "dee", "tomorrow 14:00", "Fix valve")
    refused = crm("reminder", "message", "dee", "--template", template)
    assert (refused.code, words in refused.err) == (2, True), refused.err
    refused = crm("config", "set", "appointment_message", template)
    assert (refused.code, words in refused.err) == (2, True), refused.err
    crm.config.write_text(crm.config.read_text() + f'appointment_message = "{template}"\n')
    refused = crm("reminder", "message", "dee")
    assert (refused.code, "the setting appointment_message" in refused.err) == (2, True)


def test_the_words_are_the_users_own(crm, dee) -> None:
    crm.ok("book", "dee", "tomorrow 14:00", "Fix valve", "--location", "3 Park Row")
    crm.ok(
        "config", "set", "appointment_message", "Dear {name},\n{title}, {place}, {day}, {time}.\n{business}"
    )
    told = crm.ok("reminder", "message", "dee")
    assert told.out == "Dear Dee O'Connor,\nFix valve, 3 Park Row, tomorrow, 14:00.\n\n"
    assert "config set business" in told.err
    crm.ok("config", "set", "business", "Ravi & Sons")
    assert say(crm, "dee").endswith("14:00.\nRavi & Sons\n")


def test_a_link_holds_the_whole_message(crm, dee) -> None:
    crm.ok("book", "dee", "tomorrow 14:00", "Fix valve")
    text = "50% off? & #1 + Grüße,\nRavi"
    sms = say(crm, "dee", "--link", "--template", text).strip()
    assert sms.startswith(
        "sms:+447911123456?body=50%25%20off%3F%20%26%20%231%20%2B%20Gr%C3%BC%C3%9Fe%2C%0D%0ARavi"
    )
    assert unquote(sms.partition("body=")[2]) == text.replace("\n", "\r\n")
    mail = urlsplit(say(crm, "dee", "--link", "--channel", "email", "--template", text).strip())
    assert (mail.scheme, mail.path) == ("mailto", "dee@oconnor.example")
    assert parse_qs(mail.query) == {
        "subject": ["Your appointment tomorrow at 14:00"], "body": [text.replace("\n", "\r\n")],
    }  # fmt: skip


def test_sent_is_noted_and_can_be_undone(crm, dee) -> None:
    job = crm.ok("job", "add", "dee", "Leak").id
    crm.ok("book", "dee", "tomorrow 14:00", "Fix valve", "--job", job)
    note = crm.ok("reminder", "message", "valve", "--sent", "--json").json
    assert (note["channel"], note["direction"], note["job_id"], note["contact_id"]) == (
        "text",
        "out",
        job,
        dee,
    )
    assert note["body"] == "Hi Dee, a reminder of your appointment tomorrow at 14:00."
    assert note["warnings"] == []
    assert len(crm.ok("history", "--json").json) == 4
    crm.ok("undo")
    assert crm.ok("note", "list", "--json").json == []
    assert crm.ok("reminder", "message", "valve", "--sent", "-c", "email").out == "2\n"
    assert crm("reminder", "message", "valve", "--sent", "--link").code == 2


def way(crm, *options: str) -> tuple[str, str | None, list[str]]:
    record = crm.ok("reminder", "message", "appointment:1", "--json", *options).json
    return record["channel"], record["to"], record["warnings"]


@pytest.mark.parametrize(
    ("options", "channel", "to"),
    [
        (("--phone", "07911123456", "--email", "a@b.example"), "text", "+447911123456"),
        (("--phone", "0117 946 0123", "--phone", "07911123456"), "text", "+447911123456"),
        (("--phone", "fax=07911123457", "--phone", "07911123456"), "text", "+447911123456"),
        (("--phone", "0117 946 0123", "--email", "a@b.example"), "email", "a@b.example"),
        (("--phone", "07911123456", "--email", "a@b.example", "--prefers", "email"), "email", "a@b.example"),
        (("--email", "a@b.example", "--prefers", "text"), "email", "a@b.example"),
        (("--fax", "07911123456", "--email", "a@b.example"), "email", "a@b.example"),
    ],
)
def test_it_goes_as_they_prefer_and_can_be_reached(crm, options, channel, to) -> None:
    crm.ok("contact", "add", "Dee", *options)
    crm.ok("book", "dee", "tomorrow 14:00", "Fix valve")
    assert way(crm)[:2] == (channel, to)


def test_what_speaks_against_a_way_is_said(crm) -> None:
    crm.ok("contact", "add", "Dee", "--phone", "0117 946 0123", "--prefers", "letter", "--no-consent")
    crm.ok("book", "dee", "tomorrow 14:00", "Fix valve")
    channel, to, warnings = way(crm)
    assert (channel, to) == ("text", "+441179460123")
    for words in ("no marketing", "prefers to be reached by letter", "landline"):
        assert words in " ".join(warnings)
    assert len(warnings) == 3


def test_nowhere_to_send_it(crm) -> None:
    crm.ok("contact", "add", "Dee")
    crm.ok("book", "dee", "tomorrow 14:00", "Fix valve")
    assert "nothing known to send it to" in crm.ok("reminder", "message", "dee").err
    refused = crm("reminder", "message", "dee", "--link", "-c", "email")
    assert (refused.code, "has no e-mail to send it to" in refused.err) == (3, True)
    assert crm("reminder", "message", "dee", "-c", "fax").code == 2


def test_what_is_over_or_about_nobody_is_refused(crm, dee) -> None:
    crm.ok("book", "-", "tomorrow 14:00", "Choir")
    crm.ok("book", "dee", "tomorrow 14:00", "Fix valve")
    crm.ok("reminder", "add", "Ring", "--due", "fri", "--contact", "dee")
    refused = crm("reminder", "message", "choir")
    assert (refused.code, "is about nobody" in refused.err) == (3, True)
    crm.ok("reminder", "done", 1)
    assert crm("reminder", "message", "reminder:1").code == 6
    crm.ok("appointment", "cancel", 2)
    assert "was cancelled" in crm("reminder", "message", "appointment:2").err
    crm.ok("undo")
    crm.at("2026-09-16T08:00:00+01:00")
    refused = crm("reminder", "message", "appointment:2")
    assert (refused.code, "is over" in refused.err) == (6, True)
    assert crm("reminder", "message", "nobody").code == 3


def test_the_clipboard_gets_what_is_printed(crm, dee, monkeypatch) -> None:
    crm.ok("book", "dee", "tomorrow 14:00", "Fix valve")
    tools = crm.folder / "tools"
    tools.mkdir()
    (tools / "xclip").write_text('#!/bin/sh\n/bin/cat > "$HOME/copied"\n')
    (tools / "xdg-open").write_text('#!/bin/sh\nprintf %s "$1" > "$HOME/opened"\n')
    for tool in tools.iterdir():
        tool.chmod(0o700)
    monkeypatch.setenv("PATH", str(tools))
    monkeypatch.setenv("DISPLAY", ":9")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    text = say(crm, "dee", "--copy", "--open")
    assert (crm.folder / "copied").read_text() == text.strip()
    assert (crm.folder / "opened").read_text().startswith("sms:+447911123456?body=Hi%20Dee")
    link = say(crm, "dee", "--copy", "--link")
    assert (crm.folder / "copied").read_text() == link.strip()
