"""How the dashboard is opened and left."""

from __future__ import annotations

import contextlib
import gc

from smallcrm.crm import Crm


def open_dashboard(crm: Crm, notice: str = "") -> int:
    """Show the dashboard until it is left; the exit code."""
    # Importing textual costs a third of a second, which no command shall pay.
    from smallcrm.tui.app import Dashboard

    # A store that can't be read is refused before the screen is taken.
    with contextlib.closing(Crm(crm.path, crm.desk, named=False)) as door:
        door.read.connection  # noqa: B018
    # A command is over before its cycles matter; this stays open all day.
    gc.enable()
    crm.close()
    app = Dashboard(crm, notice=notice)
    app.suit(app.console.color_system)
    app.run()
    if app.broken is not None:
        raise app.broken
    return app.return_code or 0
