"""Jobs and reminders: made, changed, moved, done, put off."""

from __future__ import annotations

from smallcrm.tui.thing import Thing
from tests.tui.bench import stand_on


def test_a_new_job_with_its_money_and_due_day_in_words(crm, dashboard):
    maya = crm.ok("add", "Maya").id

    async def story(hands):
        await stand_on(hands, Thing("contact", maya, maya), new="job")
        await hands.press("r", "escape")
        type(hands.app.view).under = ()
        await hands.press("n")
        await hands.type("maya")
        await hands.press("tab")
        await hands.type("Leaking valve")
        await hands.press("tab")
        await hands.type("EUR 1,250.5")
        assert "€1,250.50" in hands.screen_text
        await hands.press("tab", "q", "tab", "tab")
        await hands.type("in 2 weeks")
        assert "Mon 28 Sep 2026" in hands.screen_text
        await hands.press("tab", "tab")
        await hands.type("gas, urgent")
        await hands.press("ctrl+s")

    dashboard(story)
    (job,) = crm.ok("job", "list", "--json").json
    assert (job["title"], job["value"], job["currency"], job["stage"]) == (
        "Leaking valve",
        "1250.50",
        "EUR",
        "quoted",
    )
    assert (job["due"], job["tags"]) == ("2026-09-28", ["gas", "urgent"])


def test_an_edited_job_keeps_its_currency_and_its_other_tags(crm, dashboard):
    maya = crm.ok("add", "Maya").id
    job = crm.ok("job", "add", maya, "Valve", "--value", "EUR 90", "-t", "gas, oil", "-t", "urgent").id

    async def story(hands):
        await stand_on(hands, Thing("job", job, maya, "Valve"))
        await hands.press("e", "tab")
        await hands.type("120")
        assert "€120.00" in hands.screen_text
        await hands.press("tab", "tab", "tab", "tab", "tab", "end")
        await hands.type("; waiting")
        await hands.press("ctrl+s")

    dashboard(story)
    row = crm.ok("job", "show", job, "--json").json
    assert (row["value"], row["currency"]) == ("120.00", "EUR")
    assert row["tags"] == ["gas, oil", "urgent", "waiting"]


def test_m_moves_a_job_to_another_stage_on_a_day(crm, dashboard):
    maya = crm.ok("add", "Maya").id
    job = crm.ok("job", "add", maya, "Valve").id

    async def story(hands):
        await stand_on(hands, Thing("job", job, maya, "Valve"))
        await hands.press("m", "enter")
        await hands.type("last fri")
        assert "Fri 11 Sep 2026" in hands.screen_text
        await hands.press("tab")
        await hands.type("185")
        await hands.press("enter")
        assert 'moved job "Valve" (1) to quoted' in hands.said

    dashboard(story)
    row = crm.ok("job", "show", job, "--json").json
    assert row["stages"][-1] == {"stage": "quoted", "on": "2026-09-11"}
    assert row["value"] == "185.00"


def test_x_does_several_at_once_tells_the_next_and_doing_it_again_changes_nothing(crm, dashboard):
    maya = crm.ok("add", "Maya").id
    job = Thing("job", crm.ok("job", "add", maya, "Valve").id, maya, "Valve")
    service = crm.ok("reminder", "add", "Service", "--due", "12 sep 2026", "--repeat-after", "6 months").id
    reminder = Thing("reminder", service, None, "Service")

    async def story(hands):
        await stand_on(hands, job, reminder)
        await hands.press("x")
        assert hands.said.startswith("Valve is done; Service is done; the next is due Sun 14 Mar 2027")
        await hands.press("x")
        assert "Valve was done already; Service was done already" in hands.said
        assert "undoes" not in hands.said
        await hands.press("u")

    dashboard(story)
    assert crm.ok("job", "show", job.id, "--json").json["stage"] == "lead"
    (open_one,) = crm.ok("reminder", "list", "--json").json
    assert open_one["id"] == service


def test_z_puts_a_reminder_off(crm, dashboard):
    made = crm.ok("reminder", "add", "Ring Harbour", "--due", "tomorrow 9am").id

    async def story(hands):
        await stand_on(hands, Thing("reminder", made, None, "Ring Harbour"))
        await hands.press("z")
        await hands.type("next w")
        assert "next week" in hands.screen_text
        await hands.press("right")
        assert "Mon 21 Sep 2026" in hands.screen_text
        await hands.press("enter")

    dashboard(story)
    assert crm.ok("reminder", "list", "--json").json[0]["due"] == "2026-09-21"


def test_a_reminder_repeats_in_words_but_not_in_two_ways(crm, dashboard):
    maya = crm.ok("add", "Maya").id

    async def story(hands):
        await stand_on(hands, Thing("contact", maya, maya))
        await hands.press("r")
        await hands.type("Service boiler")
        await hands.press("tab")
        await hands.type("fri 25 sep")
        await hands.press("tab", "tab", "tab")
        await hands.type("monthly on the last friday")
        await hands.press("tab")
        await hands.type("6 months")
        await hands.press("enter")
        assert 'say either "repeat" (from the due date) or "repeat after"' in hands.screen_text
        await hands.press("ctrl+u", "enter")

    dashboard(story)
    (row,) = crm.ok("reminder", "list", "--json").json
    assert (row["text"], row["contact"], row["due"]) == ("Service boiler", "Maya", "2026-09-25")
    assert row["repeat"] == "FREQ=MONTHLY;BYDAY=-1FR"


def test_an_edited_reminder_that_is_about_a_job_keeps_it(crm, dashboard):
    maya = crm.ok("add", "Maya").id
    job = crm.ok("job", "add", maya, "Valve").id
    made = crm.ok(
        "reminder", "add", "Ring\x1b[1m", "--due", "tomorrow 9am", "--job", job, "--contact", maya
    ).id
    before = crm.ok("reminder", "list", "--json").json[0]

    async def story(hands):
        await stand_on(hands, Thing("reminder", made, maya, "Ring"))
        await hands.press("e", "tab")
        await hands.type("fri 10am")
        await hands.press("enter")
        await hands.press("e", "enter")
        assert "nothing changed" in hands.said

    dashboard(story)
    assert crm.ok("reminder", "list", "--json").json == [{**before, "due": "2026-09-18T10:00:00+01:00"}]


def test_what_the_store_refuses_stands_in_the_form_again(crm, dashboard):
    made = crm.ok("reminder", "add", "Ring", "--due", "tomorrow").id
    crm.ok("done", "reminder:1")

    async def story(hands):
        await stand_on(hands, Thing("reminder", made, None, "Ring"))
        await hands.press("z")
        await hands.type("next week")
        await hands.press("enter")
        assert "is done already" in hands.screen_text
        assert "next week" in hands.screen_text
        await hands.press("escape")

    dashboard(story)
