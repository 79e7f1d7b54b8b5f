"""What to do next: every rule, its first day, its words, and what takes a thing off the list."""

from __future__ import annotations

import datetime as dt

import pytest


@pytest.fixture
def maya(crm) -> int:
    return crm.ok("contact", "add", "Maya O'Connor", "--phone", "07700 900142").id


def at(crm, day: str) -> None:
    crm.at(f"{day}T08:12:00+01:00")


def reasons(crm) -> list[str]:
    return [each["why"] for each in crm.ok("next", "--json").json]


def job_on(crm, stage: str, day: str) -> None:
    """A job of Maya's that came to a stage on a day."""
    at(crm, day)
    crm.ok("job", "add", "maya", "Leaking valve", "--value", "185")
    if stage != "lead":
        crm.ok("job", "move", "valve", stage)


@pytest.mark.parametrize(
    ("stage", "first_day", "why"),
    [
        ("quoted", "2026-09-18", "quoted £185.00 3 days ago, no answer"),
        ("invoiced", "2026-10-16", "invoiced £185.00 31 days ago, unpaid"),
    ],
)
def test_a_quote_and_an_invoice_are_listed_once_their_time_is_up(crm, maya, stage, first_day, why) -> None:
    job_on(crm, stage, "2026-09-15")
    at(crm, (dt.date.fromisoformat(first_day) - dt.timedelta(days=1)).isoformat())
    assert reasons(crm) == []
    at(crm, first_day)
    assert reasons(crm) == [why]


@pytest.mark.parametrize(
    ("stage", "why"),
    [
        ("done", "done 2 days ago, not invoiced"),
        ("accepted", "accepted 2 days ago, nothing booked"),
        ("lead", "new lead 2 days ago, not quoted"),
    ],
)
def test_other_work_waits_from_the_first_day(crm, maya, stage, why) -> None:
    job_on(crm, stage, "2026-09-15")
    assert reasons(crm) == [why.replace("2 days ago", "today")]
    at(crm, "2026-09-16")
    assert reasons(crm) == [why.replace("2 days ago", "yesterday")]
    at(crm, "2026-09-17")
    assert reasons(crm) == [why]


@pytest.mark.parametrize("stage", ["paid", "lost"])
def test_what_is_over_is_not_listed(crm, maya, stage) -> None:
    job_on(crm, stage, "2026-06-15")
    at(crm, "2026-09-15")
    assert reasons(crm) == []


def test_a_job_without_a_value_has_none_in_its_reason(crm, maya) -> None:
    crm.ok("job", "add", "maya", "Valve")
    crm.ok("job", "move", "valve", "quoted", "--on", "2026-09-01")
    assert reasons(crm) == ["quoted 13 days ago, no answer"]


def test_rules_go_by_meaning_and_speak_of_your_own_stages(crm, maya) -> None:
    crm.ok("job", "stages", "--add", "offer sent=quoted")
    crm.ok("job", "add", "maya", "Valve")
    crm.ok("job", "move", "valve", "offer sent", "--on", "2026-09-01")
    assert reasons(crm) == ["offer sent 13 days ago, no answer"]


def test_the_settings_decide_how_long(crm, maya) -> None:
    job_on(crm, "quoted", "2026-09-15")
    with crm.config.open("a") as config:
        config.write('quote_follow_up = "1 week"\n')
    at(crm, "2026-09-21")
    assert reasons(crm) == []
    at(crm, "2026-09-22")
    assert reasons(crm) == ["quoted £185.00 7 days ago, no answer"]


def test_talking_to_them_puts_a_quote_off_and_the_reason_keeps_its_days(crm, maya) -> None:
    job_on(crm, "quoted", "2026-09-15")
    at(crm, "2026-09-17")
    crm.ok("log", "maya", "thinking about it")
    at(crm, "2026-09-19")
    assert reasons(crm) == []
    at(crm, "2026-09-20")
    assert reasons(crm) == ["quoted £185.00 5 days ago, no answer"]


def test_a_note_to_oneself_puts_nothing_off(crm, maya) -> None:
    job_on(crm, "quoted", "2026-09-15")
    at(crm, "2026-09-17")
    crm.ok("note", "add", "maya", "has a dog")
    at(crm, "2026-09-18")
    assert len(reasons(crm)) == 1


def test_a_lead_is_off_the_list_while_one_got_back_to_them(crm, maya) -> None:
    job_on(crm, "lead", "2026-09-15")
    crm.ok("log", "maya", "she rang")
    assert len(reasons(crm)) == 1
    crm.at("2026-09-15T10:00:00+01:00")
    crm.ok("log", "maya", "rang back", "--out")
    assert reasons(crm) == []
    at(crm, "2026-09-18")
    assert reasons(crm) == ["new lead 3 days ago, not quoted"]


@pytest.mark.parametrize("stage", ["lead", "accepted"])
@pytest.mark.parametrize("names_the_job", [True, False])
def test_a_booking_takes_work_off_the_list_until_it_is_over(crm, maya, stage, names_the_job) -> None:
    job_on(crm, stage, "2026-09-15")
    crm.ok(
        "appointment",
        "add",
        "maya",
        "Valve",
        "--at",
        "2026-09-20 10:00",
        *(["--job", "1"] if names_the_job else []),
    )
    assert reasons(crm) == []
    crm.ok("appointment", "cancel", 1)
    assert len(reasons(crm)) == 1
    crm.ok("undo")
    at(crm, "2026-09-21")
    assert len(reasons(crm)) == 1


def test_a_booking_for_another_job_does_not_count(crm, maya) -> None:
    crm.ok("job", "add", "maya", "Boiler", "--stage", "paid")
    crm.ok("appointment", "add", "maya", "Boiler", "--at", "2026-09-20 10:00", "--job", "1")
    job_on(crm, "accepted", "2026-09-15")
    assert reasons(crm) == ["accepted today, nothing booked"]


def test_a_job_past_its_day_says_both_reasons_on_one_line(crm, maya) -> None:
    crm.ok("job", "add", "maya", "Leaking valve", "--due", "2026-09-20")
    crm.ok("job", "move", "valve", "accepted")
    at(crm, "2026-09-22")
    item = crm.ok("next", "--json").json
    assert [each["why"] for each in item] == ["due 2 days ago; accepted 8 days ago, nothing booked"]
    assert (item[0]["overdue"], item[0]["job_id"], item[0]["status"]) == (True, 1, "accepted")


@pytest.mark.parametrize(
    ("birthday", "why"),
    [
        ("1979-09-14", "birthday today"),
        ("1979-09-15", "birthday tomorrow"),
        ("--09-18", "birthday on Fri 18 Sep"),
        ("--09-21", "birthday on Mon 21 Sep"),
        ("--09-22", None),
        ("--09-13", None),
    ],
)
def test_birthdays_are_listed_a_week_ahead(crm, birthday, why) -> None:
    crm.ok("contact", "add", "Iris Chen", "--birthday", birthday)
    assert reasons(crm) == ([why] if why else [])


def test_a_birthday_in_the_new_year_is_seen_from_the_old(crm) -> None:
    crm.at("2026-12-30T08:00:00+00:00")
    crm.ok("contact", "add", "Iris Chen", "--birthday", "1980-01-02")
    assert reasons(crm) == ["birthday on Sat 2 Jan"]


class TestFollowUps:
    def spoken(self, crm, day: str) -> None:
        crm.ok("log", "maya", "spoke", "--at", f"{day} 12:00")

    def test_nobody_is_followed_up_unless_asked(self, crm, maya) -> None:
        self.spoken(crm, "2020-01-01")
        assert reasons(crm) == []

    def test_a_contacts_own_field_says_how_often(self, crm, maya) -> None:
        crm.ok("contact", "edit", "maya", "--set", "follow_up=every month")
        self.spoken(crm, "2026-08-15")
        assert reasons(crm) == []
        self.spoken(crm, "2026-08-03")
        assert reasons(crm) == []
        at(crm, "2026-09-15")
        assert reasons(crm) == ["last spoke 4 weeks ago, follow-up every month"]
        self.spoken(crm, "2026-09-14")
        assert reasons(crm) == []

    def test_the_setting_is_about_all_who_were_spoken_to(self, crm, maya) -> None:
        crm.ok("contact", "add", "Never Met")
        with crm.config.open("a") as config:
            config.write('follow_up = "1 month"\n')
        self.spoken(crm, "2026-08-03")
        assert reasons(crm) == ["last spoke 6 weeks ago, follow-up every month"]
        found = crm.ok("next", "--json").json[0]
        assert (found["type"], found["id"], found["contact"]) == ("contact", maya, "Maya O'Connor")

    def test_the_own_field_goes_before_the_setting(self, crm, maya) -> None:
        with crm.config.open("a") as config:
            config.write('follow_up = "1 month"\n')
        self.spoken(crm, "2026-08-03")
        crm.ok("contact", "edit", "maya", "--set", "Follow-up=6 months")
        assert reasons(crm) == []
        crm.ok("contact", "edit", "maya", "--set", "Follow-up=never")
        at(crm, "2027-09-14")
        assert reasons(crm) == []

    def test_who_was_worked_for_and_never_spoken_to_counts_from_the_job(self, crm, maya) -> None:
        with crm.config.open("a") as config:
            config.write('follow_up = "6 weeks"\n')
        crm.ok("job", "add", "maya", "Valve")
        crm.ok("job", "move", "valve", "paid", "--on", "2026-08-04")
        assert reasons(crm) == []
        at(crm, "2026-09-15")
        assert reasons(crm) == ["last job 6 weeks ago, follow-up every 6 weeks"]

    def test_those_whose_time_came_last_stand_first(self, crm, maya) -> None:
        with crm.config.open("a") as config:
            config.write('follow_up = "2 weeks"\n')
        self.spoken(crm, "2026-01-03")
        crm.ok("contact", "add", "Iris Chen")
        crm.ok("log", "iris", "spoke", "--at", "2026-08-27 12:00")
        assert [each["contact"] for each in crm.ok("next", "--json").json] == ["Iris Chen", "Maya O'Connor"]


@pytest.fixture
def full(crm, maya):
    crm.ok("appointment", "add", "maya", "Tomorrow's", "--at", "2026-09-15 10:00")
    crm.ok("appointment", "add", "-", "Later", "--at", "2026-09-14 15:00")
    crm.ok("appointment", "add", "-", "Sooner", "--at", "2026-09-14 09:00")
    crm.ok("appointment", "add", "-", "Over", "--at", "2026-09-14 07:00", "--until", "08:00")
    crm.ok("reminder", "add", "Due today", "--due", "today")
    crm.ok("reminder", "add", "Overdue", "--due", "2026-09-01")
    crm.ok("reminder", "add", "Not yet", "--due", "tomorrow")
    crm.ok("contact", "add", "Iris Chen", "--birthday", "--09-16")
    for title, stage, day in (
        ("Young", "done", "2026-09-10"),
        ("Old", "done", "2026-09-01"),
        ("Owed", "invoiced", "2026-07-01"),
    ):
        crm.ok("job", "add", "iris", title)
        crm.ok("job", "move", title, stage, "--on", day)
    return crm


def test_what_matters_most_comes_first(full) -> None:
    assert [each["title"] for each in full.ok("next", "--json").json] == [
        "Sooner", "Later", "Overdue", "Due today", "Owed", "Old", "Young", "Tomorrow's", "Birthday",
    ]  # fmt: skip


def test_limit_and_count(full) -> None:
    everything = full.ok("next", "--json").json
    assert full.ok("next", "--limit", "2", "--json").json == everything[:2]
    assert full.ok("next", "--limit", "0", "--json").json == everything
    assert full.ok("next", "--count").out == f"{len(everything)}\n"


def test_people_see_a_line_a_thing_with_its_reason_within_80_columns(full) -> None:
    page = full.ok("next").out.splitlines()
    assert len(page) == 9
    assert all(len(line) <= 80 for line in page)
    assert page[0].split("  ")[0] == "Sooner"
    assert "booked today 09:00" in page[0]
    assert page[7].startswith("Maya O'Connor, Tomorrow's")
    assert page[7].endswith("+447700900142")


def test_next_writes_nothing(full) -> None:
    before = full.db.read_bytes()
    full.ok("next")
    assert full.db.read_bytes() == before
