"""A disk without room while one works: a sentence, nothing of the act is kept by halves, and nothing typed is lost."""

from __future__ import annotations

import contextlib
import resource
import subprocess
from typing import TYPE_CHECKING

import pytest

from smallcrm.tui.forms.form import FormDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.conftest import Terminal

Disk = tuple["Terminal", "Callable[[], AbstractContextManager[None]]"]


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """Not a byte can be written into any file; without rights of any kind."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextlib.contextmanager
def filled(folder: Path) -> Iterator[None]:
    """The disk of that folder holds something else to its last byte."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(1 << 12))
    try:
        yield
    finally:
        ballast.unlink()


@pytest.fixture(params=["limit", "disk"])
def disk(crm: Terminal, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Disk]:
    """The command line over a store, and what leaves no room on its disk: a limit, or a real small disk that is full."""
    if request.param == "limit":
        yield crm, limited
        return
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk may be mounted here")
    try:
        for name in ("db", "config"):
            file = folder / getattr(crm, name).name
            if getattr(crm, name).exists():
                file.write_bytes(getattr(crm, name).read_bytes())
            setattr(crm, name, file)
        crm._monkeypatch.setenv("SMALLCRM_DB", str(crm.db))
        crm._monkeypatch.setenv("SMALLCRM_CONFIG", str(crm.config))
        yield crm, lambda: filled(folder)
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def full(disk: Disk) -> Disk:
    """Somebody, a job and a reminder in the store."""
    crm, _ = disk
    crm.ok("contact", "add", "Maya O'Connor")
    crm.ok("job", "add", "Maya", "Leaking valve")
    crm.ok("reminder", "add", "Ring the bank", "--due", "today")
    return disk


def test_a_form_stays_with_all_that_was_typed_and_the_same_key_saves_it_later(full, dashboard):
    crm, no_room = full

    async def story(hands):
        await hands.press("2", "c")
        await hands.type("wants the loft done before the winter")
        with no_room():
            for _ in range(2):
                await hands.press("ctrl+s")
                assert isinstance(hands.app.screen, FormDialog)
                assert "wants the loft done" in hands.screen_text
                assert "the disk that holds" in hands.screen_text
        await hands.press("ctrl+s")
        assert not isinstance(hands.app.screen, FormDialog)
        assert hands.said.startswith("added note")

    dashboard(story)
    assert [row["body"] for row in crm.ok("note", "list", "--json").json] == [
        "wants the loft done before the winter"
    ]


def test_every_other_act_is_refused_in_a_sentence_and_works_again_later(full, dashboard):
    _, no_room = full

    async def story(hands):
        await hands.press("3", "L")
        with no_room():
            for keys in (("H",), ("d", "y"), ("u",), ("5", "x"), ("2", "s", "enter"), ("d", "y")):
                hands.app.tell("")
                await hands.press(*keys)
                assert "the disk that holds" in hands.said, keys
            await hands.press("T")
            assert hands.app.theme == "light"
            assert "can't be written" in hands.said
        await hands.press("u")
        assert hands.said == 'undid: moved job "Leaking valve" (1) to quoted · ctrl+r makes it again'
        await hands.press("5", "x")
        assert "is done" in hands.said

    dashboard(story)


def test_an_import_is_refused_and_the_preview_stays(full, dashboard):
    crm, no_room = full
    file = crm.folder / "people.csv"
    file.write_text(
        "Name,Phone\n" + "".join(f"Person {number},07700 9{number:05}\n" for number in range(300))
    )

    async def story(hands):
        await hands.press("1", "I")
        await hands.type(str(file))
        await hands.press("enter")
        await hands.pilot.pause(0.2)
        assert "new 300" in hands.screen_text
        with no_room():
            await hands.press("enter")
            assert "the disk that holds" in hands.screen_text
            assert "new 300" in hands.screen_text
        await hands.press("enter")
        assert "300" in hands.said

    dashboard(story)
