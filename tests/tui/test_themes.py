"""The four looks: readable, remembered, and without colour nothing is lost."""

from __future__ import annotations

import pytest
from textual.color import Color

from smallcrm.tui.themes import PLAIN, THEMES

TEXTS = ("dim", "hint", "alert", "good", "heading")
GROUNDS = ("cursor", "marked")
READABLE = 4.5


def colours(name: str) -> tuple[dict[str, Color], dict[str, Color]]:
    """What texts are written in, and what stands behind them."""
    theme = THEMES[name]
    texts = {each: theme.variables[each] for each in TEXTS} | {
        "text": theme.foreground,
        "front": theme.primary,
    }
    grounds = {each: theme.variables[each] for each in GROUNDS} | {
        "background": theme.background, "surface": theme.surface, "panel": theme.panel,
    }  # fmt: skip
    return tuple({key: Color.parse(value) for key, value in each.items()} for each in (texts, grounds))


def contrast(one: Color, other: Color) -> float:
    """WCAG 2's ratio: 1 to 21."""
    dark, light = sorted(luminance(each) for each in (one, other))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Color) -> float:
    """WCAG 2's relative luminance."""
    parts = (each / 255 for each in (colour.r, colour.g, colour.b))
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", THEMES)
def test_every_text_is_readable_wherever_it_stands(name):
    texts, grounds = colours(name)
    for said, text in texts.items():
        for where, ground in grounds.items():
            # Names of panes stand on the background alone.
            if said == "front" and where in GROUNDS:
                continue
            assert contrast(text, ground) >= READABLE, (said, where)


@pytest.mark.parametrize("name", THEMES)
def test_a_name_on_the_tab_in_view_is_readable(name):
    theme = THEMES[name]
    assert contrast(Color.parse(theme.primary), Color.parse(theme.background)) >= READABLE


def test_t_goes_round_and_is_remembered_with_all_else_in_the_settings_kept(crm, dashboard):
    crm.config.write_text(
        '# mine\nregion = "GB"\ntimezone = "Europe/London"\ntheme = "dark"  # for the van\n\n[keys]\nlog = "l"\ntheme = "ctrl+t"\n'
    )

    async def story(hands):
        await hands.press("ctrl+t")
        assert hands.app.theme == "light"
        assert hands.said == "theme light"

    dashboard(story)
    assert crm.config.read_text() == (
        '# mine\nregion = "GB"\ntimezone = "Europe/London"\ntheme = "light"  # for the van\n\n[keys]\nlog = "l"\ntheme = "ctrl+t"\n'
    )

    async def later(hands):
        assert hands.app.theme == "light"

    dashboard(later)


def test_settings_that_cannot_be_written_are_told_and_the_theme_is_on(crm, dashboard):
    async def story(hands):
        crm.config.unlink()
        crm.config.mkdir()
        await hands.press("T")
        assert "can't be" in hands.said
        assert hands.app.theme == "light"

    dashboard(story)


def colours_on_screen(hands) -> set[object]:
    """Every colour that is sent to the terminal."""
    strips = hands.app.screen._compositor.render_strips()
    styles = [segment.style for strip in strips for segment in strip if segment.style]
    return {each for style in styles for each in (style.color, style.bgcolor) if each is not None}


def looks(hands, words: str) -> set[str]:
    """How a text is set off without colour: reverse, bold, underline."""
    for strip in hands.app.screen._compositor.render_strips():
        for segment in strip:
            if words in segment.text and segment.style:
                return {name for name in ("reverse", "bold", "underline") if getattr(segment.style, name)}
    return set()


def three_reminders(crm) -> None:
    for text, due in (("Ring the bank", "2026-09-10"), ("Water the yucca", "today"), ("VAT return", "today")):
        crm("reminder", "add", text, "--due", due)


def test_the_plain_theme_has_no_colour_and_everything_can_be_told_apart(crm, dashboard):
    crm("config", "set", "theme", PLAIN)
    three_reminders(crm)

    async def story(hands):
        await hands.press("5", "space")
        assert colours_on_screen(hands) == set()
        assert looks(hands, "Water the yucca") == {"bold", "reverse"}
        assert looks(hands, "VAT return") == set()
        assert "●! Thu 10 Sep" in hands.screen_text
        assert "reverse" in looks(hands, "5 Reminders")
        assert "┏" in hands.screen_text

    dashboard(story, size=(80, 24))


def test_under_no_color_there_is_none_whatever_theme_is_set(crm, dashboard, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    three_reminders(crm)

    async def story(hands):
        assert colours_on_screen(hands) == set()
        await hands.press("T")
        assert "NO_COLOR" in hands.said
        assert colours_on_screen(hands) == set()

    dashboard(story)
    assert "theme" not in crm.config.read_text()


def test_a_terminal_of_sixteen_colours_gets_a_theme_whose_colours_it_can_tell_apart(crm, dashboard):
    from rich.color import Color as Shade
    from rich.color import ColorSystem

    async def story(hands):
        hands.app.suit("standard")
        assert hands.app.theme == "contrast"
        await hands.press("T", "T")
        assert hands.app.theme == "contrast"
        hands.app.suit("256")
        await hands.press("T", "T")
        assert hands.app.theme == "dark"

    dashboard(story)
    theme = THEMES["contrast"]
    shades = [theme.primary, theme.foreground, theme.background,
              *(theme.variables[each] for each in ("alert", "good", "heading", "cursor"))]  # fmt: skip
    sixteen = [Shade.parse(each).downgrade(ColorSystem.STANDARD).number for each in shades]
    assert len(set(sixteen)) == len(sixteen)


def test_what_is_typed_and_what_is_only_an_example_differ_without_colour_too(crm, dashboard):
    crm("config", "set", "theme", PLAIN)

    def dim(hands, words):
        for strip in hands.app.screen._compositor.render_strips():
            for segment in strip:
                if words in segment.text and segment.style:
                    return bool(segment.style.dim)
        raise AssertionError(words)

    async def story(hands):
        await hands.press("2", "n")
        await hands.type("Maya")
        assert not dim(hands, "Maya")
        assert dim(hands, "what they called about")
        await hands.press("tab")
        await hands.type("nonsense")
        assert '! "nonsense" is no phone number' in hands.screen_text

    dashboard(story)
