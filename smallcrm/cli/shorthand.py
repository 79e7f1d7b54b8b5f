"""The acts of a day in a word: a new caller, a number, an e-mail, an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from smallcrm.cli.contact_options import AddressOption, AllowDuplicateOption, TagOption
from smallcrm.cli.face import Face
from smallcrm.cli.options import ContactArgument, JsonOption
from smallcrm.errors import NotFound, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smallcrm.model.contact_row import ContactRow

app = typer.Typer()

AllOption = Annotated[bool, typer.Option("--all", help="All of them, a line each")]
CopyOption = Annotated[bool, typer.Option("--copy", help="Put it on the clipboard too")]
# So many suggestions are more than a mail program shows.
SUGGESTIONS = 100


class Value(NamedTuple):
    """One value of a contact, bare, and the link that opens it."""

    text: str
    link: str


@app.command(
    "add",
    help="A new caller in ten seconds: name, numbers and e-mails, in one change.",
    epilog='\b\nExamples:\n  smallcrm add "Maya O\'Connor" 07700900142 --job "Leaking cylinder valve"\n'
    '  smallcrm add "Iris Chen" iris@chen.example 07700900155 -a "3 Park Row, Bristol" -t piano',
)
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="The name, as they say it")],
    reach: Annotated[list[str] | None, typer.Argument(help="Numbers and e-mails; LABEL=value too")] = None,
    address: AddressOption = None,
    job: Annotated[
        str, typer.Option("--job", metavar="TITLE", help="A first job for them, by its title")
    ] = "",
    tag: TagOption = None,
    allow_duplicate: AllowDuplicateOption = False,
    json: JsonOption = False,
) -> None:
    from smallcrm.cli.answer import answer
    from smallcrm.draft.contact import contact_draft

    face: Face = ctx.obj
    emails = [text for text in reach or () if "@" in text]
    phones = [text for text in reach or () if "@" not in text]
    draft = contact_draft(face.crm.desk, name=name, email=emails, phone=phones, address=address, tag=tag)
    with face.write.change("add a contact") as change:
        contact_id = face.write.contacts.add(draft, allow_duplicate=allow_duplicate)
        if job:
            from smallcrm.model.job import JobDraft

            job_id = face.write.jobs.add(JobDraft(job, (contact_id,)))
            change.say(f"added {{contact:{contact_id}}} with {{job:{job_id}}}")
    words = f"added {name} ({contact_id})" + (f" with job {job_id}: {job}" if job else "")
    answer(
        face,
        contact_id,
        lambda: face.read.contacts.get(contact_id).json(),
        json=json,
        words=words,
        warnings=change.warnings,
    )


@app.command(
    "phone",
    help="A contact's phone number, bare: the preferred one, else the first.",
    epilog="\b\nExamples:\n  smallcrm phone maya\n  smallcrm phone maya --open\n  smallcrm phone maya --all",
)
def phone(
    ctx: typer.Context,
    reference: ContactArgument,
    every: AllOption = False,
    copy: CopyOption = False,
    open_it: Annotated[bool, typer.Option("--open", help="Have your computer dial it")] = False,
) -> None:
    def numbers(row: ContactRow) -> Iterator[Value]:
        from smallcrm.desktop import tel

        # A fax is only called when there is nothing else to call.
        for each in sorted(row.phones, key=lambda each: "fax" in (each["label"] or "")):
            yield Value(each["value"], tel(each["value"], each["extension"]))

    _give(ctx.obj, reference, "phone number", numbers, every=every, copy=copy, open_it=open_it)


@app.command(
    "email",
    help="A contact's e-mail, bare: the preferred one, else the first. With --query, addresses for aerc and mutt.",
    epilog="\b\nExamples:\n  smallcrm email maya\n  smallcrm email --query harbour\n"
    "  mutt:  set query_command = \"smallcrm email --query '%s'\"\n  aerc:  address-book-cmd = smallcrm email --query '%s'",
)  # fmt: skip
def email(
    ctx: typer.Context,
    reference: Annotated[str | None, typer.Argument(help="Id, name, e-mail or phone of a contact")] = None,
    query: Annotated[
        str | None, typer.Option("--query", help="Print ADDRESS<TAB>NAME of all who match these words")
    ] = None,
    every: AllOption = False,
    copy: CopyOption = False,
    open_it: Annotated[bool, typer.Option("--open", help="Have your computer write to it")] = False,
) -> None:
    def addresses(row: ContactRow) -> Iterator[Value]:
        from smallcrm.desktop import mailto

        for each in row.emails:
            yield Value(each["value"], mailto(each["value"]))

    if query is not None:
        _suggest(ctx.obj, query)
    elif reference is None:
        raise UsageError("say whose e-mail: smallcrm email REF, or --query WORDS")
    else:
        _give(ctx.obj, reference, "e-mail", addresses, every=every, copy=copy, open_it=open_it)


def _suggest(face: Face, query: str) -> None:
    """Lines as address books print them: mutt throws the first line away, aerc skips it when it is empty."""
    from smallcrm.cli.output import print_line, print_separated

    print_line("")
    hits = face.read.finder.find(query, ("contact",), SUGGESTIONS)
    for row in face.read.contacts.some([hit.id for hit in hits]):
        for each in row.emails:
            print_separated([each["value"], row.name])


@app.command(
    "address",
    help="A contact's address, bare: the preferred one, else the first.",
    epilog="\b\nExamples:\n  smallcrm address maya\n  smallcrm address maya --open",
)
def address(
    ctx: typer.Context,
    reference: ContactArgument,
    every: AllOption = False,
    copy: CopyOption = False,
    open_it: Annotated[bool, typer.Option("--open", help="Show it on the map")] = False,
) -> None:
    def places(row: ContactRow) -> Iterator[Value]:
        from smallcrm.desktop import map_link

        for each in row.addresses:
            yield Value(each["formatted"], map_link(each["formatted"]))

    _give(ctx.obj, reference, "address", places, every=every, copy=copy, open_it=open_it)


def _give(
    face: Face,
    reference: str,
    word: str,
    values: Callable[[ContactRow], Iterator[Value]],
    *,
    every: bool,
    copy: bool,
    open_it: bool,
) -> None:
    """Print what ``values`` finds of a contact: the first, or all; NotFound where there is none."""
    from smallcrm.cli.output import print_lines

    row = face.read.contacts.get(face.contact(reference))
    found = list(values(row))
    if not found:
        article = "an" if word[0] in "ae" else "a"
        raise NotFound(
            f"{row.name} ({row.id}) has no {word}; add {article} {word} with: smallcrm contact edit {row.id}"
        )
    given = found if every else found[:1]
    print_lines(value.text for value in given)
    if copy:
        from smallcrm.cli.clipboard import copy as to_clipboard

        to_clipboard("\n".join(value.text for value in given))
        face.say("copied")
    if open_it:
        from smallcrm.desktop import open_link

        open_link(given[0].link)
