"""The options that the commands of appointments share."""

from __future__ import annotations

from typing import Annotated

import typer

AppointmentArgument = Annotated[
    str,
    typer.Argument(metavar="REF", help="Its id, words of its title, or its contact if just one is coming"),
]
WhoArgument = Annotated[str, typer.Argument(metavar="REF", help="Whom it is with; - is nobody")]
TitleArgument = Annotated[list[str], typer.Argument(metavar="TITLE", help="What it is")]
UntilOption = Annotated[
    str | None, typer.Option("--until", metavar="WHEN", help="When it ends; of whole days the last one")
]
ForOption = Annotated[
    str | None,
    typer.Option("--for", metavar="DURATION", help="How long it lasts: 90m, 1h30, 2 days"),
]
AllDayOption = Annotated[bool, typer.Option("--all-day", help="It takes the whole day, or days")]
LocationOption = Annotated[
    str | None, typer.Option("--location", help="Where; else the job's site, else the contact's address")
]
JobOption = Annotated[str | None, typer.Option("--job", metavar="REF", help="The job it belongs to")]
RepeatOption = Annotated[
    str | None,
    typer.Option("--repeat", help='"every 4 weeks", "monthly on the 3rd friday until 24 dec", or an RRULE'),
]
RemindOption = Annotated[
    list[str] | None,
    typer.Option(
        "--remind", metavar="DURATION", help='How long before to give notice (repeatable; "" for no notice)'
    ),
]
StatusOption = Annotated[str | None, typer.Option("--status", help="tentative, confirmed or cancelled")]
TimezoneOption = Annotated[
    str | None, typer.Option("--timezone", help="The IANA zone its times are meant in; else your own")
]
NoOverlapOption = Annotated[bool, typer.Option("--no-overlap", help="Refuse it if it clashes with another")]
OnlyOption = Annotated[
    str | None, typer.Option("--only", metavar="DATE", help="Of a series, the one occurrence of that day")
]
FollowingOption = Annotated[
    str | None,
    typer.Option("--following", metavar="DATE", help="Of a series, the one of that day and those after it"),
]
AllOption = Annotated[bool, typer.Option("--all", help="All of a series")]
