"""``smallcrm config``: the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.options import ColumnsOption, FormatOption, JsonOption, NoHeaderOption
from smallcrm.cli.output import Format, Sheet, print_line, print_record, print_sheet, write_file
from smallcrm.config import (
    BY_NAME,
    SETTINGS,
    Settings,
    check,
    config_path,
    load,
    load_unchecked,
    near,
    write_values,
)
from smallcrm.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

app = typer.Typer()

COLUMNS = ("name", "value", "default", "help")
NameArgument = Annotated[str, typer.Argument(help="The setting's name")]


def _settings(face: Face) -> Settings:
    return load(_path(face))


def _path(face: Face) -> Path:
    """The configuration file, written as the system has it where there was none."""
    path = config_path(face.config)
    if not path.exists():
        from smallcrm.cli.first_run import write_settings

        write_settings(path, face.say)
    return path


def _known(name: str) -> str:
    if name not in BY_NAME:
        raise UsageError(f'unknown setting "{name}"{near(name, BY_NAME)}; see: smallcrm config show')
    return name


def _value(settings: Settings, name: str) -> str:
    return ", ".join(settings.items(name)) if BY_NAME[name].kind == "list" else settings[name]


@app.command(
    "show",
    help="The settings in force, with their defaults.",
    epilog="\b\nExamples:\n  smallcrm config show\n  smallcrm config show --json",
)
def show(
    ctx: typer.Context,
    form: FormatOption = Format.TABLE,
    json: JsonOption = False,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    settings = _settings(ctx.obj)
    rows = [
        {"name": s.name, "value": _value(settings, s.name), "default": s.default, "help": s.help}
        for s in SETTINGS
    ]
    form = Format.JSON if json else form
    print_sheet(Sheet(rows, COLUMNS), form, columns=columns, header=not no_header)


@app.command("get", help="One setting's value.", epilog="\b\nExamples:\n  smallcrm config get timezone")
def get(ctx: typer.Context, name: NameArgument, json: JsonOption = False) -> None:
    value = _value(_settings(ctx.obj), _known(name))
    if json:
        print_record({"name": name, "value": value})
    else:
        print_line(value)


@app.command(
    "set",
    help="Give a setting a value.",
    epilog="\b\nExamples:\n  smallcrm config set region GB\n  smallcrm config set date_order dmy\n"
    "  smallcrm config set payment_terms '14 days'\n"
    "  smallcrm config set work_hours 'mon-fri 09:00-17:00, sat 9-12'",
)
def set_(
    ctx: typer.Context,
    name: NameArgument,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Its value")],
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    kept = _checked(_known(name), value.strip())
    path = _path(face)
    values = {**load_unchecked(path).values, name: kept}
    also = _of_region(str(kept), values) if name == "region" else {}
    write_values(path, values | also)
    _tell(face, Settings(path, values), name, json=json)
    for other, brought in also.items():
        face.say(f'{other} is "{brought}" with it')


def _of_region(region: str, values: dict[str, Any]) -> dict[str, str]:
    """What a region brings along for settings that have no value yet."""
    from smallcrm.system import of_region

    return {name: value for name, value in of_region(region).items() if not values.get(name)}


@app.command(
    "unset", help="Put a setting back to its default.", epilog="\b\nExamples:\n  smallcrm config unset theme"
)
def unset(ctx: typer.Context, name: NameArgument, json: JsonOption = False) -> None:
    face: Face = ctx.obj
    path = _path(face)
    values = dict(load_unchecked(path).values)
    if values.pop(name if name in values else _known(name), None) is not None:
        write_values(path, values)
    _tell(face, Settings(path, values), name, json=json)


def _tell(face: Face, settings: Settings, name: str, *, json: bool) -> None:
    value = _value(settings, name) if name in BY_NAME else ""
    if json:
        print_record({"name": name, "value": value, "warnings": []})
    else:
        print_line(value)
    face.say(f'{name} is "{value}"' if value else f"{name} is not set")


@app.command("path", help="Where the configuration stands.", epilog="\b\nExamples:\n  smallcrm config path")
def path(ctx: typer.Context) -> None:
    print_line(str(config_path(ctx.obj.config)))


@app.command(
    "edit",
    help="Open the configuration in your editor; what it can't be is said, and the old one kept.",
    epilog="\b\nExamples:\n  smallcrm config edit",
)
def edit(ctx: typer.Context) -> None:
    from smallcrm.cli.editor import edited

    face: Face = ctx.obj
    path = _path(face)
    try:
        before = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        before = ""
    with edited(face, before, name="config") as text:
        _check_text(text)
    write_file(path, [text])
    face.say(f"settings read from {path}")


def _check_text(text: str) -> None:
    import tomllib

    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise UsageError(f"the configuration would not be TOML any more: {problem}") from None
    for name, value in values.items():
        if not isinstance(value, dict):
            _checked(_known(name), value if isinstance(value, list) else str(value))


def _checked(name: str, value: str | list[Any]) -> str | int | list[str]:
    """The value as the file keeps it; UsageError where the setting can't have it."""
    setting = BY_NAME[name]
    if setting.kind == "list":
        items = value if isinstance(value, list) else value.split(",")
        return [text for text in (str(item).strip() for item in items) if text]
    text = str(value)
    if name in ("region", "currency"):
        text = text.upper()
    check(name, text)
    if setting.kind == "number":
        return int(text)
    _check_value(name, text)
    return text


def _check_value(name: str, text: str) -> None:
    from smallcrm.model.setting_values import check_value

    check_value(name, BY_NAME[name].kind, text)
    if name == "currency" and text:
        from smallcrm.model.money import check_currency

        check_currency(text)
    elif name == "region" and text:
        from smallcrm.model.phone import check_region

        check_region(text)
