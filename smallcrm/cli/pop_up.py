"""Notifications on the desktop, by the library desktop-notifier, which is an extra: ``smallcrm[notify]``."""

from __future__ import annotations

import asyncio
import html
import logging
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import CrmError
from smallcrm.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop_notifier import DesktopNotifier

    from smallcrm.model.notice import Notice

# More than these at once come as one: a desktop full of notifications is closed unread.
APART = 4
# A desktop that has not answered by then will not.
SECONDS = 15
# Of a notification that lists several, so many lines.
LINES = 6


class Missing(CrmError):
    """Desktop notifications need the library desktop-notifier; install it with: pip install 'smallcrm[notify]'."""

    code = "missing_library"


class Shown(NamedTuple):
    """What the desktop took, and ``why`` it did not take the rest."""

    notices: list[Notice]
    why: str


class PopUp(NamedTuple):
    """One notification and what it tells of."""

    title: str
    body: str
    notices: Sequence[Notice]


def show(notices: Sequence[Notice]) -> Shown:
    """Show each on the desktop, many as one; Missing without the library."""
    try:
        # Costs 100 ms, and is only there where it was asked for.
        import desktop_notifier
    except ImportError:
        raise Missing from None
    _find_session()
    complaints = Complaints()
    taken: list[Notice] = []
    try:
        notifier = desktop_notifier.DesktopNotifier(app_name="smallcrm", app_icon=None)
        asyncio.run(asyncio.wait_for(_send(notifier, list(pop_ups(notices)), taken), SECONDS))
    except TimeoutError:
        complaints.why = f"no answer for {SECONDS} seconds"
    except (OSError, RuntimeError) as problem:
        # So a Windows without a session to show them in says it, and a library whose system part is not there.
        complaints.why = " ".join(str(problem).split()) or type(problem).__name__
    why = f" ({complaints.why})" if complaints.why else ""
    return Shown(taken, f"no desktop here takes notifications{why}")


async def _send(notifier: DesktopNotifier, wanted: Sequence[PopUp], taken: list[Notice]) -> None:
    # Where there is nothing to show them on, the library swallows them; on Linux a send that fails tells.
    if not sys.platform.startswith("linux") and not await notifier.get_capabilities():
        return
    if not await notifier.request_authorisation():
        return
    for each in wanted:
        # It fails quietly, and calls back only when it was shown. No end: a reminder stays until it was seen.
        shown = partial(taken.extend, each.notices)
        await notifier.send(each.title, each.body, timeout=0, on_dispatched=shown)


def pop_ups(notices: Sequence[Notice]) -> Iterator[PopUp]:
    """A notification for each, or one for all where they are many."""
    if len(notices) > APART:
        lines = [clean(notice.item.title) for notice in notices[:LINES]]
        lines += ["..."] if len(notices) > LINES else []
        yield PopUp(f"{len(notices)} reminders", _plain("\n".join(lines)), notices)
        return
    for notice in notices:
        item = notice.item
        parts = (item.why, item.contact, item.phone, item.location)
        body = "\n".join(clean(part) for part in parts if part)
        yield PopUp(clean(item.title), _plain(body), [notice])


def _plain(body: str) -> str:
    """The body as the desktop shows it whole: on Linux it is read as markup."""
    return html.escape(body, quote=False) if sys.platform.startswith("linux") else body


def _find_session() -> None:
    """Say where the desktop's message bus is, where nobody did: cron and ssh know nothing of it."""
    runtime = os.environ.get("XDG_RUNTIME_DIR") or (f"/run/user/{os.getuid()}" if os.name == "posix" else "")
    bus = Path(runtime) / "bus"
    if runtime and "DBUS_SESSION_BUS_ADDRESS" not in os.environ and bus.exists():
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={bus}"


class Complaints(logging.Handler):
    """Hears why the library could not show something, instead of stderr."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.why = ""
        logger = logging.getLogger("desktop_notifier")
        logger.handlers, logger.propagate = [self], False

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the first complaint in a line."""
        problem = record.exc_info[1] if record.exc_info else None
        self.why = self.why or " ".join(str(problem or record.getMessage()).split())
