"""Text of people on the full screen: never markup, never a control sequence.

Everything that comes from a store, a file or an error message passes here before a widget shows it.
"""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Input, Static

from smallcrm.model.text import clean, clean_lines


def words(text: object, style: str = "") -> Content:
    """``text`` neutralised, its line breaks kept, in one of the styles of the theme (``$alert bold``)."""
    return Content.styled(clean_lines(str(text)), style) if style else Content(clean_lines(str(text)))


def line(text: object) -> str:
    """``text`` on one line, neutralised: line breaks become spaces."""
    return clean(" ".join(str(text).split("\n")))


class Words(Static):
    """A text that is shown as it is."""

    def __init__(self, text: object = "", *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(words(text), id=id, classes=classes, markup=False)

    def say(self, text: object | Content) -> None:
        """Show another text; the screen is laid anew only where it may need another place."""
        said = text if isinstance(text, Content) else words(text)
        shown = self.visual
        if not (isinstance(shown, Content) and said.is_same(shown)):
            self.update(said, layout=self.styles.auto_dimensions)


class Entry(Input):
    """A line to type in, into which no control sequence gets, pasted ones included."""

    def validate_value(self, value: str) -> str:
        """The text on one line, neutralised."""
        return line(value)
