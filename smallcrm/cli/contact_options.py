"""What one can say of a contact on the command line, declared once for `add` and `edit`."""

from __future__ import annotations

from typing import Annotated

import typer

from smallcrm.model.note import CHANNELS

KindOption = Annotated[str | None, typer.Option("--kind", help="person or organisation")]
EmailOption = Annotated[
    list[str] | None, typer.Option("--email", help="An e-mail, or LABEL=e-mail (repeatable)")
]
PhoneOption = Annotated[
    list[str] | None, typer.Option("--phone", help="A number, or LABEL=number (repeatable)")
]
FaxOption = Annotated[list[str] | None, typer.Option("--fax", help="A fax number (repeatable)")]
AddressOption = Annotated[
    list[str] | None, typer.Option("--address", "-a", help="An address, or LABEL=address (repeatable)")
]
UrlOption = Annotated[
    list[str] | None, typer.Option("--url", help="A web address, or LABEL=address (repeatable)")
]
HandleOption = Annotated[list[str] | None, typer.Option("--handle", help="PLATFORM=NAME (repeatable)")]
CompanyOption = Annotated[str | None, typer.Option("--company", help="Who they work for")]
DepartmentOption = Annotated[
    str | None, typer.Option("--department", help="Their department at that company")
]
RoleOption = Annotated[str | None, typer.Option("--role", help="What they do there")]
StageOption = Annotated[str | None, typer.Option("--stage", help="One of the setting contact_stages")]
TagOption = Annotated[list[str] | None, typer.Option("--tag", "-t", help="A tag (repeatable)")]
SourceOption = Annotated[str | None, typer.Option("--source", help="How they found you")]
BirthdayOption = Annotated[
    str | None, typer.Option("--birthday", help="1979-05-24, or --05-24 without the year")
]
PrefersOption = Annotated[
    str | None, typer.Option("--prefers", help=f"The channel they like: {', '.join(CHANNELS)}")
]
ConsentOption = Annotated[
    bool | None, typer.Option("--consent/--no-consent", help="Whether you may write to them")
]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", help="KEY=VALUE of a field of your own (repeatable)")
]
AboutOption = Annotated[str | None, typer.Option("--about", help="What one should know of them")]
AllowDuplicateOption = Annotated[
    bool, typer.Option("--allow-duplicate", help="Even if another has the same e-mail or phone")
]
