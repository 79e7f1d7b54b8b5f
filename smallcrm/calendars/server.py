"""The server of published calendars: the standard library's, with limits on what one and all may ask and hold."""

from __future__ import annotations

import contextlib
import io
import socket
import socketserver
import threading
import time
from http.server import ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from smallcrm.calendars.answer import Answer, answer, octets
from smallcrm.calendars.request import Refused, read_request
from smallcrm.calendars.shelf import Shelf
from smallcrm.errors import CrmError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from smallcrm.calendars.addresses import Address
    from smallcrm.calendars.request import Request
    from smallcrm.desk import Desk

# Seconds for a whole head, for the next one to come, and for each piece of an answer to go.
TIMEOUT = 5.0
PIECE = 65_536
# As many are answered at a time; fewer where the system allows fewer open files.
MOST_CONNECTIONS = 256
FILES_BESIDE = 48


# What a client may still be sending when it is refused is read this long (seconds) and far, so that it reads why.
LINGER, LINGERED = 1.0, 262_144


class CannotServe(CrmError):
    """The address can't be served."""

    code = "cannot_serve"


class CalendarServer(ThreadingHTTPServer):
    """Answers at one address, until it is shut down; CannotServe where the address can't be had."""

    # More than may be answered wait their turn with the system.
    request_queue_size = 256
    block_on_close = False

    def __init__(self, address: Address, store: Path, desk: Desk, tell: Callable[[str], None]) -> None:
        self.address_family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        self.shelf = Shelf(store, desk)
        self.most = _most_connections()
        self.places = threading.BoundedSemaphore(self.most)
        self.tell = tell
        self._told = ""
        try:
            super().__init__((address.host, address.port), Conversation)
        except OSError as problem:
            raise CannotServe(
                f"{address.host} port {address.port} can't be served: {problem.strerror}; "
                "say another --port, or stop what serves there"
            ) from None
        self.address = address._replace(port=self.server_address[1])
        self.hosts = self.address.hosts

    def server_bind(self) -> None:
        """Bind without asking the network for names, which may take long."""
        socketserver.TCPServer.server_bind(self)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the library's
        """Answer in a thread of its own, once there is a place; who waits, waits with the system."""
        if not self.places.acquire(timeout=TIMEOUT):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except RuntimeError:
            # No thread can be started now.
            self.places.release()
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """Answer, and give the place free."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401, ARG002
        """Whoever went away in the middle is no error of ours, and what else it may be is told, not shown to strangers."""
        import sys

        problem = sys.exception()
        if not isinstance(problem, OSError):
            self.report(f"a request could not be answered ({type(problem).__name__})")

    def report(self, message: str) -> None:
        """Say what went wrong, once until it is something else."""
        if message != self._told:
            self._told = message
            self.tell(f"warning: {message}")

    @property
    def crowded(self) -> bool:
        """Whether so many are there that none may stay for a next request."""
        return threading.active_count() > self.most * 3 // 4

    def answer(self, request: Request) -> Answer:
        """What the request is answered."""
        return answer(request, self.hosts, self.shelf.find, self.report)

    def server_close(self) -> None:
        """Let go of the address and the store."""
        super().server_close()
        self.shelf.close()


class Conversation(socketserver.StreamRequestHandler):
    """One connection: requests one after the other, each within its time."""

    # Without it each answer would wait 40 ms for the one before to be acknowledged.
    disable_nagle_algorithm = True
    server: CalendarServer
    connection: socket.socket

    def setup(self) -> None:
        """Read with an eye on the clock."""
        super().setup()
        self.incoming = _Incoming(self.connection)
        self.lines = io.BufferedReader(self.incoming, PIECE)

    def handle(self) -> None:
        """Answer until either side has enough."""
        while self._exchange():
            pass

    def _exchange(self) -> bool:
        """One request and its answer; whether there may be another."""
        self.incoming.deadline = time.monotonic() + TIMEOUT
        try:
            request = read_request(self.lines)
        except Refused as problem:
            self._send(octets(Answer(problem.status), head=False, goes_on=False))
            self._linger()
            return False
        if request is None:
            return False
        goes_on = request.goes_on and not self.server.crowded
        self._send(octets(self.server.answer(request), head=request.method == "HEAD", goes_on=goes_on))
        if not goes_on:
            self._linger()
        return goes_on

    def _send(self, pieces: Iterator[bytes]) -> None:
        data = memoryview(b"".join(pieces))
        for start in range(0, len(data), PIECE):
            self.connection.settimeout(TIMEOUT)
            self.connection.sendall(data[start : start + PIECE])

    def _linger(self) -> None:
        """Read on a little: to close on what was not read would take back the answer."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.incoming.deadline = time.monotonic() + LINGER
            left = LINGERED
            while left > 0 and (read := len(self.lines.read1(PIECE))):
                left -= read


class _Incoming(io.RawIOBase):
    """What comes in on a connection, until the deadline: also where it comes an octet at a time."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.deadline = 0.0

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - any buffer
        """Octets into the buffer, how many; TimeoutError after the deadline."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.connection.settimeout(left)
        return self.connection.recv_into(buffer)


def _most_connections() -> int:
    try:
        import resource
    except ImportError:
        return MOST_CONNECTIONS
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return MOST_CONNECTIONS if files < 0 else max(4, min(MOST_CONNECTIONS, files - FILES_BESIDE))
