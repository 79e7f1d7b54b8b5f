"""``smallcrm contact edit``: change contacts, by options or in an editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from smallcrm.cli.answer import say_birthday
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
from smallcrm.model.contact_edit import ContactEdit, Removals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from smallcrm.model.contact import ContactDraft

app = typer.Typer()


def _gone(option: str, what: str) -> object:
    return typer.Option(option, help=f"Take this {what} away (repeatable)")


@app.command(
    "edit",
    help='Change contacts: a single value replaces, "" clears it, others are added. Without options, in your editor.',
    epilog='\b\nExamples:\n  smallcrm contact edit maya --role Landlady --phone home=01179460123\n'
    '  smallcrm contact edit maya --company "" --remove-email old@example.org\n'
    "  smallcrm contact edit 3 5 8 --tag bristol\n  smallcrm contact edit maya",
)  # fmt: skip
def edit(
    ctx: typer.Context,
    references: ContactsArgument,
    name: Annotated[str | None, typer.Option("--name", help="The name, as they say it")] = None,
    kind: KindOption = None,
    prefix: Annotated[str | None, typer.Option("--prefix", help="Dr, Ms ...")] = None,
    given_name: Annotated[str | None, typer.Option("--given-name", help="Given name")] = None,
    middle_name: Annotated[str | None, typer.Option("--middle-name", help="Middle name")] = None,
    family_name: Annotated[str | None, typer.Option("--family-name", help="Family name")] = None,
    suffix: Annotated[str | None, typer.Option("--suffix", help="Jr, MBE ...")] = None,
    nickname: Annotated[str | None, typer.Option("--nickname", help="What friends say")] = None,
    company: CompanyOption = None,
    department: DepartmentOption = None,
    role: RoleOption = None,
    stage: StageOption = None,
    birthday: BirthdayOption = None,
    prefers: PrefersOption = None,
    source: SourceOption = None,
    about: AboutOption = None,
    email: EmailOption = None,
    phone: PhoneOption = None,
    fax: FaxOption = None,
    address: AddressOption = None,
    url: UrlOption = None,
    handle: HandleOption = None,
    tag: TagOption = None,
    consent: ConsentOption = None,
    fields: SetOption = None,
    remove_email: Annotated[list[str] | None, _gone("--remove-email", "e-mail")] = None,
    remove_phone: Annotated[list[str] | None, _gone("--remove-phone", "phone or fax number")] = None,
    remove_address: Annotated[list[str] | None, _gone("--remove-address", "address, or part of it,")] = None,
    remove_url: Annotated[list[str] | None, _gone("--remove-url", "web address")] = None,
    remove_handle: Annotated[list[str] | None, _gone("--remove-handle", "handle")] = None,
    remove_tag: Annotated[list[str] | None, _gone("--remove-tag", "tag")] = None,
    unset: Annotated[list[str] | None, _gone("--unset", "field of your own")] = None,
    prefer_email: Annotated[str, typer.Option("--prefer-email", help="The e-mail to use first")] = "",
    prefer_phone: Annotated[str, typer.Option("--prefer-phone", help="The number to use first")] = "",
    allow_duplicate: AllowDuplicateOption = False,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    singles = {
        "name": name, "kind": kind, "prefix": prefix, "given_name": given_name, "middle_name": middle_name,
        "family_name": family_name, "suffix": suffix, "nickname": nickname, "company": company,
        "department": department, "role": role, "stage": stage, "birthday": birthday, "prefers": prefers,
        "source": source, "about": about,
    }  # fmt: skip
    draft = contact_draft(
        face.crm.desk, kind=kind or "", stage=stage or "", birthday=birthday or "", email=email, phone=phone,
        fax=fax, address=address, url=url, handle=handle, tag=tag, consent=consent, fields=fields,
    )  # fmt: skip
    lists = (remove_email, remove_phone, remove_address, remove_url, remove_handle, remove_tag, unset)
    wanted = _wanted(singles, draft, lists)._replace(prefer_email=prefer_email, prefer_phone=prefer_phone)
    contact_ids = face.contacts(references)
    if wanted.empty:
        _in_editor(face, contact_ids, allow_duplicate=allow_duplicate, json=json)
    else:
        touched = face.write.contacts.edit(contact_ids, wanted, allow_duplicate=allow_duplicate)
        _answer(face, contact_ids, touched=touched, json=json)
        say_birthday(face, birthday, draft.birthday)


def _wanted(
    singles: Mapping[str, str | None], draft: ContactDraft, lists: Sequence[list[str] | None]
) -> ContactEdit:
    """The edit that the options ask for; an option that was not given says nothing."""
    said = {name: value for name, value in singles.items() if value is not None}
    # The draft has read the birthday, which may be in words.
    if draft.birthday:
        said["birthday"] = draft.birthday
    adds = draft._replace(kind="", stage="", birthday="")
    return ContactEdit(said, adds, Removals(*(tuple(values or ()) for values in lists)))


def _in_editor(face: Face, contact_ids: Sequence[int], *, allow_duplicate: bool, json: bool) -> None:
    from smallcrm.cli.card_text import card_edit, card_text
    from smallcrm.cli.editor import edited
    from smallcrm.errors import UsageError

    if len(contact_ids) != 1:
        raise UsageError(
            "the editor takes one contact; say with options what to change of several: --tag bristol"
        )
    row = face.read.contacts.get(contact_ids[0])
    with edited(face, card_text(row), name="contact") as text:
        wanted = card_edit(text, row, face.crm.desk)
        touched = not wanted.empty and face.write.contacts.edit(
            contact_ids, wanted, allow_duplicate=allow_duplicate
        )
    _answer(face, contact_ids, touched=touched, json=json)


def _answer(face: Face, contact_ids: Sequence[int], *, touched: bool, json: bool) -> None:
    """The ids, or with ``json`` the record of one contact and an array of several."""
    from smallcrm.cli.output import Format, Sheet, print_lines, print_record, print_sheet

    records = ({**row.json(), "warnings": []} for row in face.read.contacts.some(contact_ids))
    if json and len(contact_ids) == 1:
        print_record(next(records))
    elif json:
        print_sheet(Sheet(records, ("id", "name")), Format.JSON)
    else:
        print_lines(map(str, contact_ids))
    if not touched:
        face.say("nothing changed")
