"""smallcrm: a terminal-first contact manager for sole traders.

``smallcrm.session()`` is the Python API for scripts and notebooks; it is loaded on first use (PEP 562),
because SQLModel alone costs a third of a second that no command should pay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smallcrm.store.session import session as session

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name == "session":
        from smallcrm.store.session import session

        return session
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
