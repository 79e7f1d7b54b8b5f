"""``smallcrm contact merge`` and ``duplicates``: one person, one contact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.options import (
    ColumnsOption,
    ContactsArgument,
    FormatOption,
    JsonOption,
    LimitOption,
    NoHeaderOption,
    OutputOption,
)
from smallcrm.cli.output import Format

if TYPE_CHECKING:
    from smallcrm.write.merge import Merging

app = typer.Typer()
COLUMNS = ("score", "id", "name", "other_id", "other_name", "reasons")


@app.command(
    "merge",
    help="Make several contacts one: values are united, notes, jobs, appointments and reminders move.",
    epilog="\b\nExamples:\n  smallcrm contact merge 3 17\n  smallcrm contact merge tr@ridley.example 17 18",
)
def merge(
    ctx: typer.Context,
    keep: Annotated[str, typer.Argument(help="The contact that stays: id, name, e-mail or phone")],
    others: ContactsArgument,
    json: JsonOption = False,
) -> None:
    from smallcrm.cli.answer import answer
    from smallcrm.write.merge import in_words

    face: Face = ctx.obj
    keep_id, other_ids = face.contact(keep), face.contacts(others)
    names = {row.id: row.name for row in face.read.contacts.some([keep_id, *other_ids])}
    merging = face.write.contacts.merge(keep_id, other_ids)
    warnings = [in_words(difference) for difference in merging.differences]
    said = ", ".join(f"{names[other_id]} ({other_id})" for other_id in other_ids)
    answer(
        face,
        keep_id,
        lambda: face.read.contacts.get(keep_id).json(),
        json=json,
        words=f"merged {said} into {names[keep_id]} ({keep_id}){_moved(merging)}; smallcrm undo splits them again",
        warnings=warnings,
    )


def _moved(merging: Merging) -> str:
    counts = [f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in merging.moved.items() if count]
    return f", with {', '.join(counts)}" if counts else ""


@app.command(
    "duplicates",
    help="Contacts that may be the same, the likeliest first, with a score of 100 and the reasons.",
    epilog="\b\nExamples:\n  smallcrm contact duplicates\n  smallcrm contact duplicates --json --limit 20",
)
def duplicates(
    ctx: typer.Context,
    limit: LimitOption = None,
    form: FormatOption = Format.TABLE,
    json: JsonOption = False,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
    output: OutputOption = None,
) -> None:
    from smallcrm.cli.output import Sheet, print_sheet

    face: Face = ctx.obj
    form = Format.JSON if json else form
    pairs, total = face.read.contacts.duplicates(_bound(limit, form))
    print_sheet(
        Sheet((pair.json() for pair in pairs), COLUMNS),
        form,
        columns=columns,
        header=not no_header,
        file=output,
        empty=lambda: face.say("no contacts look the same"),
    )
    if form is Format.TABLE and pairs:
        more = f"{total - len(pairs)} more pairs with a higher --limit; " if total > len(pairs) else ""
        face.say(f"{more}make two one with: smallcrm contact merge {pairs[0].id} {pairs[0].other_id}")


def _bound(limit: int | None, form: Format) -> int | None:
    import sys

    return 50 if limit is None and form is Format.TABLE and sys.stdout.isatty() else limit
