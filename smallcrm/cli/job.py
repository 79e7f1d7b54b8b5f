"""``smallcrm job``: pieces of work."""

from __future__ import annotations

from typing import Annotated

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.job_values import answer_job, job_page, new_money
from smallcrm.cli.options import FormatOption, JsonOption, OutputOption
from smallcrm.cli.output import Format
from smallcrm.cli.party import party
from smallcrm.draft.dates import Said, coming_date, past_date
from smallcrm.draft.job import money
from smallcrm.errors import UsageError
from smallcrm.model.job import JobDraft, JobEdit

app = typer.Typer()

JobArgument = Annotated[
    str, typer.Argument(metavar="REF", help="Its id, words of its title, or a contact with one open job")
]
ValueOption = Annotated[
    str | None, typer.Option("--value", metavar="AMOUNT", help='What it is worth: 185, "£1,250.50", "EUR 90"')
]
CurrencyOption = Annotated[str | None, typer.Option("--currency", help="ISO 4217 code of the value: GBP")]
StageOption = Annotated[
    str | None, typer.Option("--stage", help="The stage it is at; see: smallcrm job stages")
]
DueOption = Annotated[
    str | None, typer.Option("--due", metavar="WHEN", help='The day it is due: "in 2 weeks", 3/4/2027')
]
SiteOption = Annotated[
    str | None,
    typer.Option("--site", help="Where: one of the contact's addresses by its label or text, or a new one"),
]
TagOption = Annotated[list[str] | None, typer.Option("--tag", "-t", help="A tag (repeatable)")]
DescriptionOption = Annotated[str | None, typer.Option("--description", help="What is to be done")]
OnOption = Annotated[
    str | None,
    typer.Option("--on", metavar="WHEN", help='The day it came to its stage; looks back: "last fri"'),
]
WithOption = Annotated[
    list[str] | None, typer.Option("--with", metavar="REF", help="Somebody else it is for (repeatable)")
]


@app.command(
    "add",
    help="Add a job; its id is printed.",
    epilog='\b\nExamples:\n  smallcrm job add maya "Leaking cylinder valve" --value 185 --due "in 2 weeks"\n'
    '  smallcrm job add "Harbour Lettings" "Annual gas safety check" --site "4 Quay St" --tag gas --stage quoted',
)
def add(
    ctx: typer.Context,
    reference: Annotated[str, typer.Argument(metavar="REF", help="Whose job it is")],
    title: Annotated[str, typer.Argument(help="What it is, in a few words")],
    value: ValueOption = None,
    currency: CurrencyOption = None,
    stage: StageOption = None,
    due: DueOption = None,
    site: SiteOption = None,
    tag: TagOption = None,
    description: DescriptionOption = None,
    on: OnOption = None,
    others: WithOption = None,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    worth = money(value, currency, face.crm.desk.currency)
    came = past_date(face.desk, on)
    draft = JobDraft(
        title,
        party(face, [], reference, others),
        description or "",
        stage or "",
        worth.minor if worth else None,
        worth.currency if worth else "",
        coming_date(face.desk, due).value,
        site or "",
        tuple(tag or ()),
        came.value,
    )
    job_id = face.write.jobs.add(draft)
    answer_job(face, job_id, json=json, on=came.words)


@app.command(
    "show",
    help="Show a job with its stages, notes and appointments.",
    epilog="\b\nExamples:\n  smallcrm job show valve\n  smallcrm job show 3 --json",
)
def show(
    ctx: typer.Context,
    reference: JobArgument,
    form: FormatOption = Format.TABLE,
    json: JsonOption = False,
    output: OutputOption = None,
) -> None:
    from smallcrm.cli.one import print_one

    face: Face = ctx.obj
    row = face.read.jobs.get(face.job(reference))
    print_one(row.json(), lambda: job_page(face, row), Format.JSON if json else form, file=output)


@app.command(
    "edit",
    help='Change a job: a single value replaces, "" clears it, tags are added.',
    epilog='\b\nExamples:\n  smallcrm job edit valve --value 210 --due "end of month"\n'
    '  smallcrm job edit 3 --site "" --tag urgent --remove-tag waiting',
)
def edit(
    ctx: typer.Context,
    reference: JobArgument,
    title: Annotated[str | None, typer.Option("--title", help="What it is, in a few words")] = None,
    value: ValueOption = None,
    currency: CurrencyOption = None,
    stage: StageOption = None,
    on: OnOption = None,
    due: DueOption = None,
    site: SiteOption = None,
    tag: TagOption = None,
    remove_tag: Annotated[
        list[str] | None, typer.Option("--remove-tag", help="Take this tag off (repeatable)")
    ] = None,
    description: DescriptionOption = None,
    contact: Annotated[
        str | None, typer.Option("--contact", metavar="REF", help="Whose job it is instead")
    ] = None,
    others: WithOption = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="REF", help="Not for them (repeatable)")
    ] = None,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    job_id = face.job(reference)
    wanted = JobEdit()
    said = {"title": title, "description": description, "site": site, "stage": stage}
    wanted.update({name: text for name, text in said.items() if text is not None})  # type: ignore[typeddict-item]
    if due is not None:
        wanted["due"] = coming_date(face.desk, due).value
    if value is not None or currency:
        wanted["money"] = new_money(face, job_id, value, currency)
    came = _came(face, on, stage)
    if on is not None:
        wanted["on"] = came.value
    if tag:
        wanted["add_tags"] = tuple(tag)
    if remove_tag:
        wanted["remove_tags"] = tuple(remove_tag)
    if contact is not None or others or without:
        people = [contact_id for contact_id, _ in face.read.jobs.people(job_id)]
        wanted["contact_ids"] = party(face, people, contact, others, without)
    if not wanted:
        raise UsageError("say what to change, for example --value 210; see: smallcrm job edit --help")
    with face.write.change("change a job") as change:
        touched = face.write.jobs.edit(job_id, wanted)
    answer_job(face, job_id, json=json, on=came.words, touched=touched, warnings=change.warnings)


@app.command(
    "remove",
    help="Remove jobs; their notes and appointments stay.",
    epilog="\b\nExamples:\n  smallcrm job remove 3\n  smallcrm job list --stage lost -f ids | smallcrm job remove -",
)
def remove(
    ctx: typer.Context,
    references: Annotated[
        list[str], typer.Argument(metavar="REF...", help="Ids or words of the title; - reads ids from stdin")
    ],
    json: JsonOption = False,
) -> None:
    from smallcrm.cli.removed import say_removed

    face: Face = ctx.obj
    job_ids = face.several(references, face.job)
    face.write.jobs.remove(job_ids)
    say_removed(face, "job", job_ids, json=json)


def _came(face: Face, on: str | None, stage: str | None) -> Said:
    """The day it came to its stage."""
    if on is not None and stage is None:
        raise UsageError("--on is the day of a move; say where to: --stage quoted --on yesterday")
    return past_date(face.desk, on)
