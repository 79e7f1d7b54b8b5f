"""What the desktop does for a face: dial a number, write an e-mail, show a place on the map, keep a text to paste."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

from smallcrm.errors import CrmError

if TYPE_CHECKING:
    from collections.abc import Iterator

# A program that is still at work then has opened what it was given.
OPENING = 5.0
# Where people are found by their name on a platform.
PROFILES = {
    "bluesky": "https://bsky.app/profile/", "facebook": "https://www.facebook.com/",
    "github": "https://github.com/", "instagram": "https://www.instagram.com/",
    "linkedin": "https://www.linkedin.com/in/", "telegram": "https://t.me/",
    "tiktok": "https://www.tiktok.com/@", "twitter": "https://x.com/", "whatsapp": "https://wa.me/",
    "x": "https://x.com/", "youtube": "https://www.youtube.com/@",
}  # fmt: skip


def tel(number: str, extension: str | None) -> str:
    """A number as a link (RFC 3966)."""
    return f"tel:{number}" + (f";ext={extension}" if extension else "")


def mailto(address: str) -> str:
    """An e-mail address as a link (RFC 6068)."""
    return f"mailto:{quote(address, safe='@')}"


def map_link(place: str) -> str:
    """A search for an address on the map."""
    return f"https://www.openstreetmap.org/search?query={quote(place, safe='')}"


def web_link(address: str) -> str:
    """A web address as a link; "" for what is none, such as a file or a script."""
    bare = "".join(address.split())
    if not bare or (":" in bare.partition("/")[0] and not bare.lower().startswith(("http://", "https://"))):
        return ""
    return bare if "://" in bare else f"https://{bare.lstrip('/')}"


def profile_link(platform: str, name: str) -> str:
    """Where the person of that name is found on a platform; "" for a platform that is not known."""
    if name.lower().startswith(("http://", "https://")):
        return web_link(name)
    root = PROFILES.get(platform.strip().lower(), "")
    return root + quote(name.strip().removeprefix("@"), safe="") if root else ""


def open_link(link: str) -> None:
    """Have the desktop open ``link``; CrmError where there is none, or where it can't."""
    import subprocess

    program = shutil.which("open" if sys.platform == "darwin" else "xdg-open") or shutil.which("wslview")
    if program is None:
        raise CrmError("there is nothing here that opens links: neither xdg-open nor open")
    quiet = subprocess.DEVNULL
    try:
        # In a session of its own: what it opens outlives a Ctrl-C here.
        opening = subprocess.Popen(
            [program, link], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
    except OSError as problem:
        raise CrmError(f"{program} can't be run: {problem.strerror}") from None
    try:
        code = opening.wait(OPENING)
    except subprocess.TimeoutExpired:
        # It shows the link itself, and stays; nobody waits for it.
        opening.returncode = 0
        return
    if code:
        raise CrmError(f"{program} could not open {link}")


def clipboard_tools() -> Iterator[list[str]]:
    """The clipboard tools that could work here, as argument lists."""
    if os.environ.get("WAYLAND_DISPLAY"):
        yield ["wl-copy"]
    if os.environ.get("DISPLAY"):
        yield ["xclip", "-selection", "clipboard"]
        yield ["xsel", "--clipboard", "--input"]
    yield ["pbcopy"]
    yield ["clip.exe"]


def to_clipboard(text: str) -> bool:
    """Give ``text`` to the desktop's own clipboard tool; whether there was one that took it."""
    import subprocess

    for command in clipboard_tools():
        program = shutil.which(command[0])
        if program is None:
            continue
        # clip.exe reads UTF-16; the others read UTF-8.
        data = text.encode("utf-16" if command[0] == "clip.exe" else "utf-8")
        try:
            done = subprocess.run(
                [program, *command[1:]],
                input=data,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
                timeout=5,
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return True
    return False
