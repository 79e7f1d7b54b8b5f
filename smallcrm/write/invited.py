"""Who is meant by the e-mail addresses of an invitation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from smallcrm.desk import Desk


def invited(connection: sqlite3.Connection, desk: Desk, addresses: Sequence[str]) -> tuple[int, ...]:
    """The contacts that the addresses belong to, each once, without the user's own (setting ``email``).

    Who has a card of their own in the book is on every invitation, and with themselves on none.
    """
    if not addresses:
        return ()
    own = {address.casefold() for address in desk.settings.items("email")}
    query = "SELECT min(contact_id) FROM email WHERE key = ?"
    keys = (address.casefold() for address in addresses)
    found = (connection.execute(query, (key,)).fetchone()[0] for key in keys if key not in own)
    return tuple(dict.fromkeys(contact_id for contact_id in found if contact_id is not None))
