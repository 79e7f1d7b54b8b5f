"""Which contacts are wanted, and in what order: what a person asks for, and the form to ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import UsageError
from smallcrm.model.condition import Comparison
from smallcrm.read.listing import Listing
from smallcrm.tui.forms.form import Field, Form, Values, among

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# What a list of people is sorted by, as one says it; any other field of a condition will do too.
SORTS = {
    "name": "", "last contacted": "last_contacted", "updated": "updated", "created": "created",
    "company": "company", "stage": "stage",
}  # fmt: skip
_YES = {"yes": True, "y": True, "no": False, "n": False, "": False}


class Filter(NamedTuple):
    """What is wanted, in words; "" is anything. ``tags`` are apart by commas, ``where`` is a condition."""

    tags: str = ""
    stage: str = ""
    company: str = ""
    where: str = ""
    sort: str = ""
    reverse: bool = False

    @property
    def listing(self) -> Listing:
        """What the book is asked for."""
        pairs = (("stage", "=", self.stage), ("company", "~", self.company))
        tags = tuple(tag.strip() for tag in self.tags.split(",") if tag.strip())
        also = tuple(Comparison(*pair) for pair in pairs if pair[2])
        sort = SORTS.get(self.sort.lower(), self.sort.replace(" ", "_"))
        return Listing(self.where, tags=tags, sort=sort, reverse=self.reverse, also=also)

    @property
    def narrows(self) -> bool:
        """Whether it leaves anybody out."""
        return any((self.tags, self.stage, self.company, self.where))

    @property
    def orders(self) -> bool:
        """Whether it puts them in an order of its own."""
        return self.reverse or self.sort.lower() not in ("", "name")

    @property
    def words(self) -> str:
        """``tag vip · company Ridley · by last contacted, reversed``."""
        parts = [
            f"tag {self.tags}" if self.tags else "",
            f"stage {self.stage}" if self.stage else "",
            f"company {self.company}" if self.company else "",
            self.where,
            f"by {self.sort or 'name'}{', reversed' if self.reverse else ''}" if self.orders else "",
        ]
        return " · ".join(part for part in parts if part)


class Known(NamedTuple):
    """What the fields of the form suggest, and what checks a listing against the book (CrmError)."""

    tags: Sequence[str]
    stages: Sequence[str]
    companies: Callable[[str], Sequence[str]]
    check: Callable[[Listing], None]


def filter_form(asked: Filter, known: Known) -> Form:
    """The form, as it was filled in last."""
    check = _Check(known)
    hint = 'last_contacted < "6 months ago" and city ~ brist'
    fields = (
        Field("tags", "tags", asked.tags, check.tags, "vip, landlord", check.suggested_tag),
        Field("stage", "stage", asked.stage, check.stage, " ".join(known.stages), among(known.stages)),
        Field("company", "company", asked.company, hint="words of its name", suggest=known.companies),
        Field("where", "condition", asked.where, check.where, hint),
        Field("sort", "sort by", asked.sort, check.sort, "last contacted, created, company", among([*SORTS])),
        Field(
            "reverse", "reversed", "yes" if asked.reverse else "", check.reverse, "no", among(["yes", "no"])
        ),
    )
    return Form("filter", "Filter and sort", fields, does="shows them")


def read_filter(values: Values) -> Filter:
    """What was typed into the form; UsageError where it can't be meant."""
    texts = {name: value.strip() for name, value in values.items()}
    return Filter(**{**texts, "reverse": _yes(texts["reverse"])})  # type: ignore[arg-type]


def _yes(text: str) -> bool:
    if text.lower() not in _YES:
        raise UsageError("yes or no")
    return _YES[text.lower()]


class _Check:
    """What the fields say of what is typed."""

    def __init__(self, known: Known) -> None:
        self.known = known

    def tags(self, text: str) -> str:
        have = {tag.casefold() for tag in self.known.tags}
        strange = [
            tag.strip() for tag in text.split(",") if tag.strip() and tag.strip().casefold() not in have
        ]
        if strange:
            raise UsageError(f"nobody has the tag {', '.join(strange)}")
        return "all of these" if "," in text else ""

    def suggested_tag(self, typed: str) -> Sequence[str]:
        """The last of the tags is the one being typed."""
        before, comma, _ = typed.rpartition(",")
        return [f"{before}{comma}{' ' if comma else ''}{tag}" for tag in self.known.tags]

    def stage(self, text: str) -> str:
        if text not in self.known.stages:
            raise UsageError(f"there are {', '.join(self.known.stages)}")
        return ""

    def where(self, text: str) -> str:
        self.known.check(Listing(text))
        return "understood"

    def sort(self, text: str) -> str:
        try:
            self.known.check(Filter(sort=text).listing)
        except UsageError as problem:
            raise UsageError(problem.message.removeprefix("--sort: ")) from None
        return ""

    def reverse(self, text: str) -> str:
        _yes(text)
        return ""
