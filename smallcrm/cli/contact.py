"""``smallcrm contact``: people and organisations come and go."""

from __future__ import annotations

from typing import Annotated

import typer

from smallcrm.cli.answer import answer, say_birthday
from smallcrm.cli.contact_options import (
    AboutOption,
    AddressOption,
    AllowDuplicateOption,
    BirthdayOption,
    CompanyOption,
    ConsentOption,
    DepartmentOption,
    EmailOption,
    FaxOption,
    HandleOption,
    KindOption,
    PhoneOption,
    PrefersOption,
    RoleOption,
    SetOption,
    SourceOption,
    StageOption,
    TagOption,
    UrlOption,
)
from smallcrm.cli.face import Face
from smallcrm.cli.options import ContactsArgument, JsonOption
from smallcrm.draft.contact import contact_draft

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
    kind: KindOption = None,
    email: EmailOption = None,
    phone: PhoneOption = None,
    fax: FaxOption = None,
    address: AddressOption = None,
    url: UrlOption = None,
    handle: HandleOption = None,
    company: CompanyOption = None,
    department: DepartmentOption = None,
    role: RoleOption = None,
    stage: StageOption = None,
    tag: TagOption = None,
    source: SourceOption = None,
    birthday: BirthdayOption = None,
    prefers: PrefersOption = None,
    consent: ConsentOption = None,
    fields: SetOption = None,
    about: AboutOption = None,
    note: Annotated[str, typer.Option("--note", help="A first note on them")] = "",
    allow_duplicate: AllowDuplicateOption = False,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    draft = contact_draft(
        face.crm.desk, name=name, kind=kind or "", email=email, phone=phone, fax=fax, address=address, url=url,
        handle=handle, company=company or "", department=department or "", role=role or "", stage=stage or "",
        tag=tag, source=source or "", birthday=birthday or "", prefers=prefers or "", consent=consent,
        fields=fields, about=about or "",
    )  # fmt: skip
    with face.write.change("add a contact") as change:
        contact_id = face.write.contacts.add(draft, allow_duplicate=allow_duplicate)
        if note:
            from smallcrm.model.note import NoteDraft

            face.write.notes.add(NoteDraft(note, (contact_id,)))
            change.say(f"added {{contact:{contact_id}}}")
    answer(
        face,
        contact_id,
        lambda: face.read.contacts.get(contact_id).json(),
        json=json,
        warnings=change.warnings,
    )
    say_birthday(face, birthday, draft.birthday)


@app.command(
    "remove",
    help="Remove contacts, with the notes, jobs, appointments and reminders that are theirs alone.",
    epilog="\b\nExamples:\n  smallcrm contact remove 12\n  smallcrm contact list --tag old -f ids | smallcrm contact remove -",
)
def remove(ctx: typer.Context, references: ContactsArgument, json: JsonOption = False) -> None:
    face: Face = ctx.obj
    contact_ids = face.contacts(references)
    rows = list(face.read.contacts.some(contact_ids))
    gone = face.write.contacts.remove(contact_ids)
    if json:
        from smallcrm.cli.output import print_record

        print_record({"removed": contact_ids, "with": gone, "warnings": []})
    else:
        from smallcrm.cli.output import print_lines

        print_lines(map(str, contact_ids))
    face.say(_farewell([row.name for row in rows], gone))


def _farewell(names: list[str], gone: dict[str, int]) -> str:
    if not names:
        return "nothing to remove"
    who = names[0] if len(names) == 1 else f"{len(names)} contacts"
    counts = [f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in gone.items() if count]
    with_what = f" with {', '.join(counts)}" if counts else ""
    return f"removed {who}{with_what}; smallcrm undo brings them back"
