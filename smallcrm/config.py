"""The settings: one table says name, type, default and help; ``config.toml`` and the environment say the rest.

The first run writes region, time zone, currency and date order as the system has them, so that cron, which
runs without a locale, sees the same world.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.errors import FileError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable


# No configuration is as long; a device may never end.
LONGEST = 1_000_000


class Setting(NamedTuple):
    """One setting: ``kind`` is text, number, duration, choice, list or flag."""

    name: str
    kind: str
    default: str
    help: str
    choices: tuple[str, ...] = ()


SETTINGS: tuple[Setting, ...] = (
    Setting("region", "text", "", "Two-letter country that phone numbers without + belong to (GB)"),
    Setting("timezone", "text", "UTC", "IANA time zone of the day and of new appointments (Europe/London)"),
    Setting("currency", "text", "", "ISO 4217 currency of a job's value when none is given (GBP)"),
    Setting("date_order", "choice", "", "How 3/4 is read", ("dmy", "mdy", "ymd")),
    Setting("week_start", "choice", "monday", "First day of the week", ("monday", "sunday", "saturday")),
    Setting("work_hours", "text", "mon-fri 09:00-17:00", "When `free` looks for gaps"),
    Setting("travel_time", "duration", "0m", "Time kept free before and after an appointment by `free`"),
    Setting("default_duration", "duration", "1h", "Length of an appointment when none is given"),
    Setting("default_alarm", "duration", "", "How long before an appointment to give notice; empty is never"),
    Setting(
        "quote_follow_up", "duration", "3 days", "How long a quote may stay unanswered before `next` lists it"
    ),
    Setting(
        "payment_terms", "duration", "30 days", "How long an invoice may stay unpaid before `next` lists it"
    ),
    Setting(
        "follow_up",
        "duration",
        "",
        "How long a contact may stay unspoken to before `next` lists them; empty is for ever",
    ),
    Setting("birthday_lead", "duration", "7 days", "How long before a birthday `next` lists it"),
    Setting("business", "text", "", "Your name in messages to customers: {business}"),
    Setting(
        "appointment_message",
        "text",
        "Hi {first_name}, a reminder of your appointment {when}.",
        "What `reminder message` says of an appointment; placeholders {name} {first_name} {title} {when} {day} {time} "
        "{place} {business}",
    ),
    Setting(
        "reminder_message",
        "text",
        "Hi {first_name}, a reminder: {title}.",
        "What `reminder message` says of a reminder; the same placeholders",
    ),
    Setting(
        "email",
        "list",
        "",
        "Your own e-mail addresses: an invitation is with the others on it, as you answered",
    ),
    Setting("contact_stages", "list", "lead, customer, past", "The stages a contact can be at"),
    Setting("calendar_port", "number", "8723", "The port at which `calendar serve` answers"),
    Setting(
        "calendar_hosts",
        "list",
        "",
        "Names besides localhost under which calendars may be asked for: those of a proxy or a private network",
    ),
    Setting("theme", "choice", "dark", "Theme of the dashboard", ("dark", "light", "contrast", "plain")),
    Setting("editor", "text", "", "Editor for notes and cards; empty takes $VISUAL or $EDITOR"),
    Setting("backup_keep", "number", "14", "How many automatic backups are kept"),
    Setting("history_keep", "duration", "", "How long changes can be undone; empty is for ever"),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}


class Settings:
    """The settings in force; ``path`` is the file they stand in, ``values`` what it says."""

    def __init__(self, path: Path, values: dict[str, Any]) -> None:
        self.path = path
        self.values = values

    def __getitem__(self, name: str) -> str:
        """The setting's text; its default where the file is silent."""
        return str(self.values.get(name, BY_NAME[name].default))

    def items(self, name: str) -> list[str]:
        """A list setting's items."""
        value = self.values.get(name, BY_NAME[name].default)
        parts = value if isinstance(value, list) else str(value).split(",")
        return [str(part).strip() for part in parts if str(part).strip()]

    @property
    def aliases(self) -> dict[str, str]:
        """The user's own names for commands."""
        return self._table("aliases")

    @property
    def keys(self) -> dict[str, str]:
        """The user's own keys of the dashboard, by action."""
        return self._table("keys")

    def _table(self, name: str) -> dict[str, str]:
        table = self.values.get(name, {})
        return {str(k): str(v) for k, v in table.items()} if isinstance(table, dict) else {}


def user_folder(kind: str) -> Path:
    """The platform's folder for the user's ``data`` or ``config`` of smallcrm."""
    linux: bool = sys.platform.startswith("linux")
    if linux:
        # The XDG base directories; platformdirs says the same for 20 ms more.
        variable, default = {
            "data": ("XDG_DATA_HOME", ".local/share"),
            "config": ("XDG_CONFIG_HOME", ".config"),
        }[kind]
        given = os.environ.get(variable, "")
        return (Path(given) if given.startswith("/") else _home() / default) / "smallcrm"
    import platformdirs

    find = platformdirs.user_data_dir if kind == "data" else platformdirs.user_config_dir
    return Path(find("smallcrm", appauthor=False))


def _home() -> Path:
    try:
        home = Path.home()
    except RuntimeError:
        home = Path()
    if not home.is_absolute() or os.environ.get("HOME") == "":
        raise UsageError("there is no home folder; name the files with --db and --config")
    return home


def config_path(given: str | None) -> Path:
    """The configuration file: as given, else ``SMALLCRM_CONFIG``, else in the user's config folder."""
    named = given or os.environ.get("SMALLCRM_CONFIG")
    return Path(named).expanduser() if named else user_folder("config") / "config.toml"


def store_path(given: str | None) -> tuple[Path, bool]:
    """The store's file, and whether it was named (by ``--db`` or ``SMALLCRM_DB``) rather than the default."""
    named = given or os.environ.get("SMALLCRM_DB")
    return (Path(named).expanduser(), True) if named else (user_folder("data") / "smallcrm.db", False)


def load(path: Path) -> Settings:
    """The settings in ``path`` (none where it does not exist).

    FileError where it can't be read, UsageError for a setting that there is not or a value that it can't have.
    """
    settings = load_unchecked(path)
    _refuse_unknown(settings.values, path)
    return settings


def load_unchecked(path: Path) -> Settings:
    """The settings as ``path`` has them, so that what is wrong can be mended; FileError where it can't be read."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(LONGEST + 1)
        if len(text) > LONGEST:
            raise FileError(
                f"the configuration {path} is no configuration: it is longer than {LONGEST:,} characters"
            )
        values = _plain(text) or _parsed(text, path)
    except (FileNotFoundError, NotADirectoryError):
        values = {}
    except UnicodeDecodeError:
        raise FileError(f"the configuration {path} is not UTF-8 text") from None
    except OSError as problem:
        raise FileError(f"the configuration {path} can't be read: {problem.strerror}") from None
    return Settings(path, values)


def _plain(text: str) -> dict[str, Any] | None:
    """The values where every line is ``name = "plain text"``, as the first run writes them: tomllib costs 3 ms to load.

    None where there is anything else.
    """
    values: dict[str, Any] = {}
    for line in text.splitlines():
        name, _, value = line.partition(" = ")
        inner = value[1:-1]
        if (
            not (name.isidentifier() and value == f'"{inner}"' and inner.isprintable())
            or '"' in inner
            or "\\" in inner
        ):
            return None
        if name in values:
            return None
        values[name] = inner
    return values


def _parsed(text: str, path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise FileError(f"the configuration {path} can't be read: {problem}") from None


def _refuse_unknown(values: dict[str, Any], path: Path) -> None:
    for name, value in values.items():
        if name in ("aliases", "keys"):
            continue
        try:
            check(name, value if isinstance(value, list) else str(value))
        except UsageError as problem:
            raise UsageError(f"{path}: {problem.message}") from None


def check(name: str, value: str | list[Any]) -> None:
    """UsageError unless ``name`` is a setting and ``value`` can be its value."""
    setting = BY_NAME.get(name)
    if setting is None:
        raise UsageError(f'unknown setting "{name}"{near(name, BY_NAME)}')
    if setting.choices and value not in setting.choices:
        raise UsageError(f'{name} is one of {", ".join(setting.choices)}, not "{value}"')
    if setting.kind == "number" and not str(value).isdigit():
        raise UsageError(f'{name} is a whole number, not "{value}"')
    if name == "region" and value and not re.fullmatch(r"[A-Z]{2}", str(value)):
        raise UsageError(f'region is a two-letter country like GB, not "{value}"')
    if name == "currency" and value and not re.fullmatch(r"[A-Z]{3}", str(value)):
        raise UsageError(f'currency is a three-letter code like GBP, not "{value}"')


def near(word: str, known: Iterable[str], count: int = 3) -> str:
    """``; did you mean a, b?`` for the names near ``word``, or nothing."""
    import difflib

    close = difflib.get_close_matches(word, list(known), n=count, cutoff=0.6)
    return f"; did you mean {', '.join(close)}?" if close else ""


def write_values(path: Path, values: dict[str, Any]) -> None:
    """Write the settings to ``path`` whole or not at all, for the user alone (0600)."""
    text = "".join(
        f"{name} = {_toml(value)}\n" for name, value in values.items() if not isinstance(value, dict)
    )
    for name, table in values.items():
        if isinstance(table, dict):
            text += f"\n[{name}]\n" + "".join(
                f"{_toml_key(key)} = {_toml(value)}\n" for key, value in table.items()
            )
    _write_text(path, text)


def put(path: Path, name: str, value: str) -> None:
    """Give one setting a value in the file; all else in it stays as it is written, comments included.

    FileError where it can't be read or written.
    """
    wanted = {**load_unchecked(path).values, name: value}
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    tables = re.search(r"(?m)^[ \t]*\[", text)
    head, rest = (text[: tables.start()], text[tables.start() :]) if tables else (text, "")
    mended, found = re.subn(
        rf"(?m)^({name}[ \t]*=)[^\n#]*?([ \t]*#.*)?$",
        lambda old: f"{old[1]} {_toml(value)}{old[2] or ''}",
        head,
    )
    mended = (mended if found else f"{name} = {_toml(value)}\n{head}") + rest
    # Whatever is written in a way that one line can't mend is written anew.
    if _reads_as(mended, wanted):
        _write_text(path, mended)
    else:
        write_values(path, wanted)


def _reads_as(text: str, values: dict[str, Any]) -> bool:
    import tomllib

    try:
        return tomllib.loads(text) == values
    except tomllib.TOMLDecodeError:
        return False


def _write_text(path: Path, text: str) -> None:
    try:
        # Whoever keeps it elsewhere keeps a link here.
        path = Path(os.path.realpath(path))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        with os.fdopen(
            os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text)
        part.replace(path)
    except OSError as problem:
        raise FileError(f"the configuration {path} can't be written: {problem.strerror}") from None


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    # A JSON string is a TOML basic string, once DEL is escaped too.
    import json

    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _toml(key)
