"""The settings, from the command line."""

from __future__ import annotations

import stat
import sys
import tomllib

import pytest

from smallcrm.config import SETTINGS


def test_show_lists_every_setting_with_value_default_and_help(crm) -> None:
    rows = crm.ok("config", "show", "--json").json
    assert [row["name"] for row in rows] == [setting.name for setting in SETTINGS]
    by_name = {row["name"]: row for row in rows}
    assert by_name["timezone"]["value"] == "Europe/London"
    assert by_name["quote_follow_up"] == {
        "name": "quote_follow_up", "value": "3 days", "default": "3 days",
        "help": "How long a quote may stay unanswered before `next` lists it",
    }  # fmt: skip
    assert crm.ok("config", "show").out.startswith("NAME")


def test_set_keeps_the_rest_of_the_file(crm) -> None:
    crm.config.write_text(
        crm.config.read_text() + '[aliases]\nmine = "contact list --tag mine"\n[keys]\nquit = "q"\n'
    )
    assert crm.ok("config", "set", "date_order", "mdy").out == "mdy\n"
    crm.ok("config", "set", "backup_keep", "5")
    crm.ok("config", "set", "contact_stages", "lead, client,gone")
    assert tomllib.loads(crm.config.read_text()) == {
        "region": "GB", "timezone": "Europe/London", "currency": "GBP", "date_order": "mdy", "backup_keep": 5,
        "contact_stages": ["lead", "client", "gone"], "aliases": {"mine": "contact list --tag mine"},
        "keys": {"quit": "q"},
    }  # fmt: skip
    assert stat.S_IMODE(crm.config.stat().st_mode) == 0o600
    assert crm.ok("config", "get", "contact_stages").out == "lead, client, gone\n"


def test_unset_goes_back_to_the_default(crm) -> None:
    crm.ok("config", "set", "payment_terms", "14 days")
    assert crm.ok("config", "get", "payment_terms").out == "14 days\n"
    assert crm.ok("config", "unset", "payment_terms").out == "30 days\n"
    assert crm.ok("config", "unset", "payment_terms").code == 0
    assert crm.ok("config", "get", "payment_terms", "--json").json == {
        "name": "payment_terms",
        "value": "30 days",
    }


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("datorder", "dmy", 'unknown setting "datorder"; did you mean date_order'),
        ("date_order", "xyz", "date_order is one of dmy, mdy, ymd"),
        ("payment_terms", "soon", '"soon" is no length of time'),
        ("timezone", "Europe/Lundon", "did you mean Europe/London"),
        ("work_hours", "mon-fri", "is no working time"),
        ("backup_keep", "many", "backup_keep is a whole number"),
        ("region", "GBR", "region is a two-letter country"),
        ("currency", "pounds", "currency is a three-letter code"),
    ],
)
def test_what_a_setting_cannot_be_is_refused_and_nothing_written(
    crm, name: str, value: str, words: str
) -> None:
    before = crm.config.read_text()
    refused = crm("config", "set", name, value)
    assert refused.code == 2
    assert words in refused.err
    assert crm.config.read_text() == before


def test_region_and_currency_are_written_in_capitals(crm) -> None:
    assert crm.ok("config", "set", "currency", "eur").out == "EUR\n"
    assert crm.ok("config", "set", "region", "de").out == "DE\n"


def test_path_says_where_it_stands_and_makes_nothing(crm) -> None:
    crm.config.unlink()
    assert crm.ok("config", "path").out == f"{crm.config}\n"
    assert not crm.config.exists()


def test_edit_takes_over_what_is_sound_and_keeps_the_old_otherwise(crm, monkeypatch) -> None:
    script = crm.folder / "editor.py"
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    script.write_text("import sys; open(sys.argv[1], 'a').write('theme = \"light\"\\n')")
    crm.ok("config", "edit")
    assert crm.ok("config", "get", "theme").out == "light\n"
    script.write_text("import sys; open(sys.argv[1], 'a').write('follow_up = \"soon\"\\n')")
    before = crm.config.read_text()
    refused = crm("config", "edit")
    assert refused.code == 2
    assert '"soon" is no length of time' in refused.err
    assert crm.config.read_text() == before


def test_a_configuration_that_is_no_toml_is_named(crm) -> None:
    crm.config.write_text("region = ")
    refused = crm("config", "show")
    assert refused.code == 1
    assert f"the configuration {crm.config} can't be read" in refused.err


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        (
            "payment_terms",
            "30",
            'payment_terms is a number of days or longer, like "30 days"; "30" is 30 min',
        ),
        ("quote_follow_up", "90m", "quote_follow_up is a number of days or longer"),
        ("follow_up", "0 days", 'follow_up can\'t be "0 days", which is no time at all'),
        ("history_keep", "0m", 'history_keep can\'t be "0m", which is no time at all'),
        ("default_duration", "0m", 'default_duration can\'t be "0m", which is no time at all'),
        ("default_duration", "", "default_duration can't be empty; write for example 1h"),
        ("default_duration", "2 months", "default_duration is a number of minutes, hours or days, like 90m"),
        (
            "default_alarm",
            "1 month",
            'default_alarm is a number of minutes, hours or days, like 90m; "1 month"',
        ),
        ("travel_time", "soon", 'travel_time: "soon" is no length of time'),
        ("birthday_lead", "2h", "birthday_lead is a number of days or longer"),
    ],
)
def test_a_duration_that_a_setting_cannot_have_is_told_at_once(
    crm, name: str, value: str, words: str
) -> None:
    before = crm.config.read_text()
    refused = crm("config", "set", name, value)
    assert (refused.code, refused.out) == (2, "")
    assert words in refused.err
    assert crm.config.read_text() == before
    crm.config.write_text(f'{before}{name} = "{value}"\n')
    for line in (("contact", "list"), ("next",), ("add", "Tom")):
        told = crm(*line)
        assert (told.code, told.out, len(told.err.splitlines())) == (2, "", 1), line
        assert f"smallcrm: {crm.config}: {words}" in told.err
    assert not crm.db.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("payment_terms", "2 weeks"), ("follow_up", ""), ("default_alarm", "1 day"), ("default_duration", "45")],
)
def test_a_duration_that_a_setting_can_have_is_taken(crm, name: str, value: str) -> None:
    crm.ok("add", "Tom")
    assert crm.ok("config", "set", name, value).out == f"{value}\n"
    assert crm.ok("next").out == ""


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("region", "ZZ", 'unknown region "ZZ"; write a two-letter country like GB'),
        ("currency", "XXQ", 'unknown currency "XXQ"'),
    ],
)
def test_a_country_and_a_currency_must_be_known(crm, name: str, value: str, words: str) -> None:
    refused = crm("config", "set", name, value)
    assert (refused.code, refused.out) == (2, "")
    assert words in refused.err


def test_what_stands_wrong_in_the_file_is_mended_by_setting_or_unsetting_it(crm) -> None:
    good = crm.config.read_text().replace('"dmy"', '"xyz"')
    crm.config.write_text(f'{good}payment_terms = "soon"\nnonsense = "1"\n')
    assert crm.ok("config", "set", "date_order", "dmy").out == "dmy\n"
    assert crm("contact", "list").err == f'smallcrm: {crm.config}: unknown setting "nonsense"\n'
    assert crm.ok("config", "unset", "nonsense").err == "nonsense is not set\n"
    crm.ok("config", "unset", "payment_terms")
    assert crm.ok("config", "show", "--json").json[3]["value"] == "dmy"
    assert crm("config", "unset", "nonsense").code == 2


def test_settings_have_no_ids(crm) -> None:
    refused = crm("config", "show", "-f", "ids")
    assert refused.code == 2
    assert 'unknown column "id"; there are name, value, default, help' in refused.err


def test_the_first_run_says_what_the_system_does_not_and_a_region_brings_it_along(crm, monkeypatch) -> None:
    crm.config.unlink()
    monkeypatch.setenv("LANG", "C")
    monkeypatch.setenv("TZ", "Etc/UTC")
    told = crm.process("--db", crm.folder / "none.db", "contact", "list").err.splitlines()[0]
    assert told == (
        "first run: settings taken from the system: timezone Etc/UTC; it does not say region, currency, date_order: "
        f"smallcrm config set region GB (in {crm.config})"
    )
    assert crm.ok("config", "set", "region", "us").err.splitlines() == [
        'region is "US"', 'currency is "USD" with it', 'date_order is "mdy" with it'
    ]  # fmt: skip
    assert crm.ok("config", "set", "region", "GB").err.splitlines() == ['region is "GB"']
    assert crm.ok("config", "get", "date_order").out == "mdy\n"


def test_the_first_run_says_aloud_what_it_takes(crm) -> None:
    crm.config.unlink()
    # A process of its own: what the system says of its zone is asked once in a process.
    assert crm.process("add", "Maya").err.splitlines()[0] == (
        "first run: settings taken from the system: region GB, timezone Europe/London, currency GBP, date_order dmy "
        f"(in {crm.config})"
    )
