"""``smallcrm contact``: people and organisations."""

from __future__ import annotations

from typing import Annotated

import typer

from smallcrm.cli.answer import answer
from smallcrm.cli.contact_values import contact_draft
from smallcrm.cli.face import Face
from smallcrm.cli.options import JsonOption

app = typer.Typer()


@app.command(
    "add",
    help="Add a contact; its id is printed.",
    epilog='\b\nExamples:\n  smallcrm contact add "Maya O\'Connor" --phone 07700900142 --tag bristol\n'
    '  smallcrm contact add "Harbour Lettings" --kind organisation --email work=repairs@harbour.example',
)
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="The name, as they say it")],
    kind: Annotated[str, typer.Option("--kind", help="person or organisation")] = "",
    email: Annotated[
        list[str] | None, typer.Option("--email", help="An e-mail, or LABEL=e-mail (repeatable)")
    ] = None,
    phone: Annotated[
        list[str] | None, typer.Option("--phone", help="A number, or LABEL=number (repeatable)")
    ] = None,
    fax: Annotated[list[str] | None, typer.Option("--fax", help="A fax number (repeatable)")] = None,
    address: Annotated[
        list[str] | None, typer.Option("--address", "-a", help="An address, or LABEL=address (repeatable)")
    ] = None,
    url: Annotated[
        list[str] | None, typer.Option("--url", help="A web address, or LABEL=address (repeatable)")
    ] = None,
    handle: Annotated[list[str] | None, typer.Option("--handle", help="PLATFORM=NAME (repeatable)")] = None,
    company: Annotated[str, typer.Option("--company", help="Who they work for")] = "",
    department: Annotated[str, typer.Option("--department", help="Where there")] = "",
    role: Annotated[str, typer.Option("--role", help="As what")] = "",
    stage: Annotated[str, typer.Option("--stage", help="One of the setting contact_stages")] = "",
    tag: Annotated[list[str] | None, typer.Option("--tag", "-t", help="A tag (repeatable)")] = None,
    source: Annotated[str, typer.Option("--source", help="How they found you")] = "",
    birthday: Annotated[str, typer.Option("--birthday", help="1979-05-24, or --05-24 without the year")] = "",
    prefers: Annotated[
        str, typer.Option("--prefers", help="The channel they like: call, email, text, ...")
    ] = "",
    consent: Annotated[
        bool | None, typer.Option("--consent/--no-consent", help="Whether you may write to them")
    ] = None,
    fields: Annotated[
        list[str] | None, typer.Option("--set", help="KEY=VALUE of a field of your own (repeatable)")
    ] = None,
    about: Annotated[str, typer.Option("--about", help="What one should know of them")] = "",
    allow_duplicate: Annotated[
        bool, typer.Option("--allow-duplicate", help="Add even if another has the same e-mail or phone")
    ] = False,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    draft = contact_draft(
        face.crm.desk, name=name, kind=kind, email=email, phone=phone, fax=fax, address=address, url=url, handle=handle,
        company=company, department=department, role=role, stage=stage, tag=tag, source=source, birthday=birthday,
        prefers=prefers, consent=consent, fields=fields, about=about,
    )  # fmt: skip
    contact_id = face.write.contacts.add(draft, allow_duplicate=allow_duplicate)
    answer(face, contact_id, lambda: face.read.contacts.get(contact_id).json(), json=json)
