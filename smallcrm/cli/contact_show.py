"""``smallcrm show`` and ``contact dossier``: everything known of a contact."""

from __future__ import annotations

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.options import ContactArgument, JsonOption, OutputOption

app = typer.Typer()


@app.command(
    "show",
    help="Everything known of a contact on one page: how to reach them, what was said, jobs, what is coming.",
    epilog="\b\nExamples:\n  smallcrm show maya\n  smallcrm show 07700900142\n  smallcrm contact show 12 --json",
)
def show(ctx: typer.Context, reference: ContactArgument, json: JsonOption = False) -> None:
    from smallcrm.cli.output import print_page, print_record

    face: Face = ctx.obj
    page = face.read.contacts.page(face.contact(reference))
    if json:
        print_record(page.json())
        return
    from smallcrm.cli.contact_page import sections

    print_page(sections(page, face.crm.desk.today()))


@app.command(
    "dossier",
    help="All that is known of one person, and of nobody else: for them, should they ask.",
    epilog="\b\nExamples:\n  smallcrm contact dossier maya -o maya.txt\n  smallcrm contact dossier maya --json -o maya.json",
)
def dossier(
    ctx: typer.Context, reference: ContactArgument, json: JsonOption = False, output: OutputOption = None
) -> None:
    from smallcrm.cli.output import print_page, print_record, write_file
    from smallcrm.formats.json_text import dumps

    face: Face = ctx.obj
    record = face.read.contacts.dossier(face.contact(reference))
    if json and output:
        write_file(output, [dumps(record, indent=2), "\n"])
    elif json:
        print_record(record)
    else:
        from smallcrm.cli.dossier_text import dossier_sections

        print_page(dossier_sections(record), output)
    if output:
        face.say(f"wrote {output}")
