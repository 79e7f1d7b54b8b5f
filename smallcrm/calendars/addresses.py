"""Where the published calendars are found: their URLs, for programs on this machine and beyond a proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from smallcrm.errors import UsageError
from smallcrm.model.publication import path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.config import Settings
    from smallcrm.model.publication import Publication

LOOPBACK = ("127.0.0.1", "localhost", "::1")
ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 - only compared


class Address(NamedTuple):
    """Where calendars are served: ``host`` and ``port`` here, and the ``names`` under which others may ask."""

    host: str
    port: int
    names: tuple[str, ...] = ()

    @property
    def hosts(self) -> frozenset[str]:
        """What may stand as a request's Host, in lower case and without a port."""
        return frozenset(map(_bracketed, map(str.lower, (*LOOPBACK, self.host, *self.names))))

    @property
    def is_own(self) -> bool:
        """Whether nobody else than this machine can ask."""
        return self.host in LOOPBACK and not self.names

    def urls(self, publication: Publication) -> list[str]:
        """The calendar's addresses, the best known to the outside first.

        Behind a name of the outside, a server on this machine alone has a proxy before it, which has a certificate.
        """
        path = quote(path_of(publication))
        own = [] if self.host in ANYWHERE and self.names else [f"{_bracketed(self._shown)}:{self.port}"]
        if self.host in LOOPBACK:
            outside = [f"https://{name}{path}" for name in self.names]
        else:
            own = [*(f"{_bracketed(name)}:{self.port}" for name in self.names), *own]
            outside = []
        return [*outside, *(f"{scheme}://{place}{path}" for place in own for scheme in ("webcal", "http"))]

    @property
    def _shown(self) -> str:
        return "127.0.0.1" if self.host in ANYWHERE else self.host


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def standing(
    settings: Settings, host: str = "127.0.0.1", port: int | None = None, names: Sequence[str] = ()
) -> Address:
    """The address that the settings say, and the options more; UsageError for what can be none."""
    named = (*settings.items("calendar_hosts"), *names)
    for name in named:
        if not name.isascii() or any(sign in name for sign in "/@ ") or ":" in name.strip("[]"):
            raise UsageError(f'"{name}" is no host name; say it without https:// and without a port')
    number = int(settings["calendar_port"]) if port is None else port
    if not 0 <= number <= 65535:
        raise UsageError(f"a port is a number up to 65535, not {number}")
    return Address(host.strip("[]"), number, tuple(dict.fromkeys(named)))
