"""Calendars over HTTP: subscribers, strangers and abusers against the real process."""

from __future__ import annotations

import gzip
import http.client
import io
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import segno
from calendar_lint import lint
from calendar_readers import by_khal

from smallcrm.cli.qr_code import qr_code

if TYPE_CHECKING:
    from collections.abc import Iterator


class Server:
    """`calendar serve` as a process of its own, at a port of its own."""

    def __init__(self, *options: str, env: dict[str, str] | None = None) -> None:
        # A file, since nobody empties a pipe here while the server runs.
        with tempfile.TemporaryFile("w+") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "smallcrm", "calendar", "serve", "--port", "0", *options],
                stdout=out, stderr=subprocess.PIPE, text=True, env={**os.environ, **(env or {})},
            )  # fmt: skip
            assert self.process.stderr
            self.warned = ""
            while "serving at" not in (line := self.process.stderr.readline()):
                assert line.startswith("warning: "), line
                self.warned += line
            out.seek(0)
            self.printed = out.read()
        self.urls = [line for line in self.printed.splitlines() if "://" in line]
        parts = urlsplit(self.urls[-1])
        assert parts.port
        self.port, self.path = parts.port, parts.path

    def url(self, name: str = "smallcrm") -> str:
        return next(url for url in self.urls if url.startswith("http:") and url.endswith(f"/{name}.ics"))

    def ask(self, path: str = "", method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        connection.request(method, path or self.path, headers=named)
        answer = connection.getresponse()
        answer.data = answer.read()  # type: ignore[attr-defined]
        connection.close()
        return answer

    def raw(self, data: bytes, *, wait: float = 20) -> bytes:
        """What comes back for these octets, until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), wait) as connection:
            connection.sendall(data)
            got = b""
            try:
                while piece := connection.recv(65536):
                    got += piece
            except (TimeoutError, ConnectionResetError):
                pass
            return got

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        if self.process.poll() is None:
            self.process.send_signal(how)
        _, told = self.process.communicate(timeout=20)
        return self.process.returncode, told


@pytest.fixture
def book(crm):
    crm.ok("contact", "add", "Dee Walsh", "--phone", "07700 900142", "--tag", "vip")
    crm.ok("book", "dee", "21 sep 9-10:30", "Colour")
    crm.ok("appt", "add", "dee", "Cut", "--at", "23 oct 9am", "--repeat", "every 4 weeks")
    crm.ok("reminder", "add", "Order foils", "--due", "1 oct", "--contact", "dee")
    return crm


@pytest.fixture
def server(book) -> Iterator[Server]:
    served = Server()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def shared(tmp_path_factory) -> Iterator[Server]:
    """A server that tests only ask: one for all of them."""
    folder = tmp_path_factory.mktemp("shared")
    (folder / "config.toml").write_text('region = "GB"\ntimezone = "Europe/London"\n')
    env = {
        "SMALLCRM_DB": str(folder / "book.db"), "SMALLCRM_CONFIG": str(folder / "config.toml"), "TZ": "Europe/London",
        "SMALLCRM_NOW": "2026-09-14T08:12:00+01:00",
    }  # fmt: skip
    line = [sys.executable, "-m", "smallcrm", "-q", "book", "-", "21 sep 9-10:30", "Colour"]
    subprocess.run(line, env={**os.environ, **env}, check=True, stdout=subprocess.DEVNULL)
    served = Server(env=env)
    yield served
    served.stop()


def test_the_addresses_that_others_are_told_are_those_that_it_answers_at(book, server) -> None:
    (row,) = book.ok("calendar", "list", "--json", "--urls").json
    assert row["urls"] == server.urls
    fresh = book.ok("calendar", "token").out.split()
    assert [urlsplit(url).port for url in fresh] == [server.port, server.port]
    assert server.ask(urlsplit(fresh[0]).path).status == 200
    server.stop()
    (row,) = book.ok("calendar", "list", "--json", "--urls").json
    assert urlsplit(row["urls"][0]).port == 8723


def test_with_nothing_published_everything_is_served_and_remembered(book, server) -> None:
    answer = server.ask()
    assert answer.status == 200
    assert answer.getheader("Content-Type") == "text/calendar; charset=utf-8"
    assert lint(answer.data) == []
    assert answer.data.count(b"BEGIN:VEVENT") == 2
    assert answer.data.count(b"BEGIN:VTODO") == 1
    assert server.urls[0] == server.url().replace("http:", "webcal:")
    (row,) = book.ok("calendar", "list", "--json", "--urls").json
    assert urlsplit(row["urls"][0]).path == server.path
    assert row["state"] == "served only"


def test_a_subscriber_is_told_only_what_is_new(book, server) -> None:
    first = server.ask()
    tag, modified = first.getheader("ETag"), first.getheader("Last-Modified")
    assert first.status == 200
    assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
    again = server.ask(If_None_Match=tag)
    assert (again.status, again.data, again.getheader("ETag")) == (304, b"", tag)
    assert again.getheader("Content-Length") is None
    assert server.ask(If_Modified_Since=modified).status == 304
    book.ok("note", "add", "dee", "rang")
    assert server.ask(If_None_Match=tag).status == 304
    book.ok("move", "colour", "11:00")
    changed = server.ask(If_None_Match=tag)
    assert changed.status == 200
    assert lint(changed.data) == []
    assert b"20260921T110000" in changed.data
    assert changed.getheader("ETag") != tag
    assert server.ask(If_None_Match=changed.getheader("ETag")).status == 304
    # The clock stands still in this test, and even so a later state has a later time.
    assert server.ask(If_Modified_Since=modified).status == 200


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("*", 304), ('W/"{tag}"', 304), ('"x", "{tag}"', 304), ('"x","{tag}-gzip"', 304), ('"x"', 200), ("", 200), ("{tag}", 200),
        ('W/"x" , W/"{tag}"', 304), ('"{{{tag}', 200),
    ],
)  # fmt: skip
def test_every_way_to_name_a_tag(shared, condition: str, status: int) -> None:
    tag = shared.ask().getheader("ETag").strip('"')
    assert shared.ask(If_None_Match=condition.format(tag=tag)).status == status


@pytest.mark.parametrize(
    "since", ["yesterday", "", "Mon, 99 Sep 2026 00:00:00 GMT", "Tue, 01 Sep 2020 00:00:00 GMT"]
)
def test_a_time_that_is_none_or_long_ago_gives_everything(shared, since: str) -> None:
    assert shared.ask(If_Modified_Since=since).status == 200


def test_a_tag_decides_over_a_time(shared) -> None:
    modified = shared.ask().getheader("Last-Modified")
    assert shared.ask(If_Modified_Since=modified, If_None_Match='"x"').status == 200


def test_head_is_get_without_the_body(shared) -> None:
    got, head = shared.ask(), shared.ask(method="HEAD")
    assert head.status == 200
    assert head.data == b""
    assert [*head.getheaders()][1:] == [*got.getheaders()][1:]


@pytest.mark.parametrize(
    ("accepts", "packed"),
    [
        ("gzip", True), ("deflate, gzip;q=0.5", True), ("*", True), ("GZIP", True), ("gzip;q=0", False),
        ("identity", False), ("", False), ("*;q=0", False), ("br", False), ("gzip;q=0.000, *", False),
    ],
)  # fmt: skip
def test_it_is_packed_for_who_takes_that(shared, accepts: str, packed: bool) -> None:
    plain = shared.ask()
    answer = shared.ask(Accept_Encoding=accepts)
    assert answer.getheader("Vary") == "Accept-Encoding"
    assert (answer.getheader("Content-Encoding") == "gzip") is packed
    assert (answer.getheader("ETag") != plain.getheader("ETag")) is packed
    assert (gzip.decompress(answer.data) if packed else answer.data) == plain.data


def test_a_new_secret_counts_at_once(book, server) -> None:
    assert server.ask().status == 200
    book.ok("calendar", "token")
    assert server.ask().status == 404
    (row,) = book.ok("calendar", "list", "--json", "--urls").json
    assert server.ask(urlsplit(row["urls"][0]).path).status == 200
    book.ok("calendar", "unpublish", "smallcrm")
    assert server.ask(urlsplit(row["urls"][0]).path).status == 404


def test_every_published_calendar_is_served_with_its_filter(book) -> None:
    book.ok("calendar", "publish", "--name", "Wann ich weg bin, ö", "--busy")
    book.ok("calendar", "publish", book.folder / "vip.ics", "--tag", "vip", "--type", "appointments")
    served = Server()
    addresses = {row["name"]: row["urls"] for row in book.ok("calendar", "list", "--json", "--urls").json}
    assert len(served.urls) == 4
    busy = served.ask(urlsplit(addresses["Wann ich weg bin, ö"][0]).path)
    assert busy.status == 200
    assert lint(busy.data) == []
    assert b"Dee" not in busy.data
    assert served.ask(urlsplit(addresses["vip"][0]).path).data == (book.folder / "vip.ics").read_bytes()
    served.stop()


STRANGE_PATHS = [
    "/", "/.", "/..", "//", "/%00", "/%2e%2e/etc/passwd", "/../../etc/passwd", "*", "/favicon.ico", "{folder}/", "{folder}",
    "{path}/", "{path}x", "/x{path}", "/{path}", "{path}%00", "{folder}/../{name}", "{folder}/other.ics", "{upper}",
    "/book.db", "{path};x", "{folder}//smallcrm.ics",
]  # fmt: skip


@pytest.mark.parametrize("path", STRANGE_PATHS)
def test_any_other_path_is_nothing(shared, path: str) -> None:
    folder, _, name = shared.path.rpartition("/")
    asked = path.format(path=shared.path, folder=folder, name=name, upper=shared.path.upper())
    answer = shared.raw(f"GET {asked} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("GET {path} HTTP/1.1", 200), ("GET {path}?x=1 HTTP/1.1", 200), ("GET http://localhost{path} HTTP/1.1", 200),
        ("GET http://evil.example{path} HTTP/1.1", 404), ("GET {quoted} HTTP/1.1", 200), ("GET {path} HTTP/1.9", 200),
        ("GET {path} HTTP/2.0", 505), ("GET {path}", 400), ("GET", 400), ("GET  {path} HTTP/1.1", 400), ("", 400),
        ("GET {path} HTTP/1.1 x", 400), ("GET {path} http/1.1", 400), ("GET ö HTTP/1.1", 400), ("\x00\x01\x02", 400),
        ("get {path} HTTP/1.1", 405), ("POST {path} HTTP/1.1", 405), ("OPTIONS * HTTP/1.1", 405), ("TRACE / HTTP/1.1", 405),
        ("PROPFIND {path} HTTP/1.1", 405), ("CONNECT evil.example:443 HTTP/1.1", 405), ("DELETE {path} HTTP/1.1", 405),
        ("GET /" + "x" * 5000 + " HTTP/1.1", 414), ("PRI * HTTP/2.0", 505),
    ],
)  # fmt: skip
def test_every_request_line_has_its_answer(shared, request_line: str, status: int) -> None:
    quoted = "".join(f"%{ord(letter):02x}" if letter == "s" else letter for letter in shared.path)
    line = request_line.format(path=shared.path, quoted=quoted)
    answer = shared.raw(f"{line}\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(f"HTTP/1.1 {status} ".encode()), answer[:200]
    assert (b"\r\nAllow: GET, HEAD\r\n" in answer) is (status == 405)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("Host: localhost", 200), ("Host: LOCALHOST:{port}", 200), ("Host: 127.0.0.1:{port}", 200), ("Host: [::1]", 200),
        ("Host: evil.example", 404), ("Host: 127.0.0.1.evil.example", 404), ("Host: localhost@evil.example", 404),
        ("Host: ", 404), ("Host: 127.0.0.1:x", 404), ("Host: 127.1", 404), ("Host: 0.0.0.0", 404), ("X: y", 400),
        ("Host: localhost\r\nHost: localhost", 400), ("Host: localhost\r\nno colon", 400), ("Host: localhost\r\n folded", 400),
        ("Host: localhost\r\nX : y", 400), ("Host: localhost\r\nX: a\x00b", 400), ("Host: localhost\r\nX: " + "x" * 5000, 431),
        ("Host: localhost\r\n" + "\r\n".join(f"X-{n}: y" for n in range(100)), 431),
        ("Host: localhost\r\n" + "\r\n".join(f"X-{n}: {'y' * 1000}" for n in range(30)), 431),
        ("Host: localhost\r\nContent-Length: 3\r\nContent-Length: 4", 400),
    ],
)  # fmt: skip
def test_every_head_has_its_answer(shared, head: str, status: int) -> None:
    head = head.format(port=shared.port)
    answer = shared.raw(f"GET {shared.path} HTTP/1.1\r\n{head}\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(f"HTTP/1.1 {status} ".encode()), answer[:200]


def test_an_old_program_without_host_learns_nothing(shared) -> None:
    assert shared.raw(f"GET {shared.path} HTTP/1.0\r\n\r\n".encode()).startswith(b"HTTP/1.1 404 ")
    answer = shared.raw(f"GET {shared.path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"Connection: close" in answer


def test_requests_in_one_go_are_answered_in_turn(shared) -> None:
    one = f"GET {shared.path} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    answer = shared.raw((one * 3 + last).encode())
    assert answer.count(b"HTTP/1.1 200 OK") == 3
    assert answer.count(b"HTTP/1.1 404 ") == 1


@pytest.mark.parametrize("framing", ["Content-Length: {size}", "Transfer-Encoding: chunked"])
def test_a_body_is_never_taken_for_a_request(shared, framing: str) -> None:
    hidden = f"GET {shared.path} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    head = f"GET / HTTP/1.1\r\nHost: localhost\r\n{framing.format(size=len(hidden))}\r\n\r\n"
    answer = shared.raw((head + hidden).encode())
    assert answer.count(b"HTTP/1.1") == 1


def test_a_refused_post_reads_why(shared) -> None:
    answer = shared.ask(method="POST")
    assert answer.status == 405
    data = b"x" * 200_000
    head = f"POST {shared.path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(data)}\r\n\r\n".encode()
    assert shared.raw(head + data).startswith(b"HTTP/1.1 405 ")


def test_who_is_slow_is_let_go_and_keeps_nobody_waiting(server) -> None:
    """An octet a second, for ever: the whole head has five seconds."""
    slow = [socket.create_connection(("127.0.0.1", server.port), 20) for _ in range(30)]
    start = time.monotonic()
    for connection in slow:
        connection.sendall(b"GET / HTTP/1.1\r\nX: ")
    open_still = set(slow)
    while open_still and time.monotonic() - start < 12:
        assert server.ask().status == 200
        for connection in list(open_still):
            connection.setblocking(False)
            try:
                connection.send(b"y")
                if connection.recv(1000) == b"":
                    open_still.discard(connection)
            except BlockingIOError:
                pass
            except OSError:
                open_still.discard(connection)
        time.sleep(0.5)
    took = time.monotonic() - start
    for connection in slow:
        connection.close()
    assert not open_still
    assert 4 < took < 10


def test_threads_and_files_are_bounded(book) -> None:
    served = Server()
    if not Path(f"/proc/{served.process.pid}/task").exists():
        pytest.skip("needs /proc")
    idle = [socket.create_connection(("127.0.0.1", served.port), 20) for _ in range(400)]
    time.sleep(1)
    threads = len([*Path(f"/proc/{served.process.pid}/task").iterdir()])
    files = len([*Path(f"/proc/{served.process.pid}/fd").iterdir()])
    assert threads < 270
    assert files < 300
    # The idle are let go after five seconds, and then the others have their turn.
    assert served.ask().status == 200
    for connection in idle:
        connection.close()
    assert served.stop()[0] == 0


def test_many_at_once_are_all_told_the_same(shared) -> None:
    tag = shared.ask().getheader("ETag")
    found = []

    def poll() -> None:
        found.append(shared.ask(If_None_Match=tag).status)

    threads = [threading.Thread(target=poll) for _ in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [304] * 60


def test_no_answer_tells_of_the_house(book, server) -> None:
    heads = [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", b"nonsense\r\n\r\n", b"POST / HTTP/1.1\r\nHost: x\r\n\r\n",
        f"GET {server.path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode(),
    ]  # fmt: skip
    answers = b"".join(map(server.raw, heads))
    for word in (
        b"Python",
        b"Server:",
        b"Traceback",
        b"book.db",
        str(book.folder).encode(),
        b"0.1.0",
        b"<html",
    ):
        assert word not in answers


def test_nothing_of_who_asked_what_is_told(book, server) -> None:
    server.ask()
    server.ask("/nothing/here")
    code, told = server.stop()
    assert code == 0
    assert server.path.split("/")[1] not in told
    assert "nothing/here" not in told
    assert "127.0.0.1 - -" not in told


def test_a_store_that_can_not_be_read_is_not_an_empty_calendar(book, server) -> None:
    whole = server.ask()
    away = book.folder / "away.db"
    book.db.rename(away)
    answer = server.ask()
    assert (answer.status, answer.data, answer.getheader("Retry-After")) == (503, b"", "60")
    away.rename(book.db)
    assert server.ask().data == whole.data
    book.ok("move", "colour", "11:00")
    assert server.ask().status == 200
    with sqlite3.connect(book.db) as connection:
        connection.execute("UPDATE appointment SET timezone = 'Mars/Phobos' WHERE title = 'Colour'")
    connection.close()
    broken = server.ask()
    assert (broken.status, broken.data) == (503, b"")
    code, told = server.stop()
    assert code == 0
    assert "warning" in told


def test_a_store_that_was_replaced_is_served_anew(book, server) -> None:
    copy = book.folder / "copy.db"
    book.ok("backup", copy)
    book.ok("move", "colour", "11:00")
    assert b"T110000" in server.ask().data
    copy.replace(book.db)
    assert b"T110000" not in server.ask().data


@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_ends_when_told(book, how: signal.Signals, code: int) -> None:
    served = Server()
    with socket.create_connection(("127.0.0.1", served.port)):
        ended, told = served.stop(how)
    assert ended == code
    assert "Traceback" not in told
    assert not book.db.with_name("book.db-wal").exists()


def test_a_port_in_use_is_one_line(book, server) -> None:
    refused = book.process("calendar", "serve", "--port", server.port)
    assert refused.code == 1
    assert refused.err.count("\n") == 1
    assert str(server.port) in refused.err


@pytest.mark.parametrize(
    "options",
    [
        ("--port", "70000"),
        ("--host", "not-an-address.invalid"),
        ("--allow-host", "https://x.example"),
        ("--qr", "nothing"),
    ],
)
def test_what_can_not_be_served_is_one_line(book, options) -> None:
    refused = book.process("calendar", "serve", *options)
    assert refused.code in (1, 2, 3)
    assert refused.err.count("\n") == 1
    assert "Traceback" not in refused.err


def test_a_name_of_the_outside_is_let_in(book) -> None:
    served = Server("--allow-host", "Desk.Example.ts.net")
    assert served.urls[0] == f"https://Desk.Example.ts.net{served.path}"
    assert served.ask(Host="desk.example.ts.net").status == 200
    assert served.ask(Host="desk.example.ts.net:8443").status == 200
    assert served.ask(Host="other.example.ts.net").status == 404
    served.stop()


def drawn_in(text: str) -> list[list[bool]]:
    """The dark modules of the code that is drawn there, without what is light around it."""
    lines = [line for line in text.splitlines() if line and set(line) <= set("█▀▄ ")]
    rows = [[sign in without for sign in line] for line in lines for without in (" ▄", " ▀")]
    inner = [number for number, row in enumerate(rows[:-1]) if any(row)]
    inside = slice(min(inner), max(inner) + 1)
    assert not any(any(row[:2]) or any(row[-2:]) for row in rows[inside])
    return [row[2:-2] for row in rows[inside]]


@pytest.mark.parametrize(
    ("name", "options"), [("work", ()), ("Gute Kunden, nördlich", ("--allow-host", "desk.tail1234.ts.net"))]
)
def test_the_address_can_be_drawn_for_a_camera(book, name: str, options: tuple[str, ...]) -> None:
    book.ok("calendar", "publish", "--name", name)
    served = Server("--qr", name, *options)
    served.stop()
    assert ("no phone reaches 127.0.0.1" in served.warned) is (not options)
    expected = segno.make_qr(served.urls[0], error="l").matrix
    assert drawn_in(served.printed) == [[bool(module) for module in row] for row in expected]


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_on_a_terminal_it_is_dark_on_light_whatever_its_colours(
    monkeypatch, env: dict[str, str], coloured: bool
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    plain = qr_code("https://desk.example/x.ics")
    monkeypatch.setattr(sys, "stdout", Terminal())
    shown = qr_code("https://desk.example/x.ics")
    assert shown == [f"\x1b[38;5;231;48;5;16m{line}\x1b[0m" if coloured else line for line in plain]


def test_a_code_that_can_not_be_drawn_is_one_line(book) -> None:
    book.ok("calendar", "publish", "--name", "work")
    for options, env, words in (
        ((), {"PYTHONIOENCODING": "ascii"}, "no QR code can be drawn in the encoding ascii"),
        (("--json",), {}, "say --qr or --json"),
    ):
        refused = book.process("calendar", "serve", "--port", "0", "--qr", "work", *options, env=env)
        assert (refused.code, words in refused.err.splitlines()[0]) == (2, True)


@pytest.mark.parametrize("service", ["systemd", "launchd"])
def test_the_service_is_printed_and_logs_no_address(book, service: str) -> None:
    printed = book.ok("calendar", "serve", "--service", service, "--port", "9000")
    assert f"--db {book.db}" in printed.out.replace("</string>\n    <string>", " ")
    assert "9000" in printed.out
    assert ("StandardOutput=null" if service == "systemd" else "/dev/null") in printed.out
    assert book.ok("calendar", "list", "--json").json == []
    (file,) = book.ok("calendar", "serve", "--service", service, "--json").json
    assert file["content"] in book.ok("calendar", "serve", "--service", service).out
    assert book("calendar", "serve", "--service", "cron").code == 2


def test_a_missing_store_is_not_made(crm) -> None:
    assert crm("calendar", "serve", "--port", "0").code == 3
    assert not crm.db.exists()


def test_vdirsyncer_subscribes(book, server) -> None:
    tool = shutil.which("vdirsyncer", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if tool is None:
        pytest.skip("needs vdirsyncer")
    folder = book.folder / "vdir"
    config = book.folder / "vdirsyncer.conf"
    config.write_text(
        f'[general]\nstatus_path = "{book.folder}/status"\n'
        '[pair feed]\na = "there"\nb = "here"\ncollections = null\nconflict_resolution = "a wins"\n'
        f'[storage there]\ntype = "http"\nurl = "{server.url()}"\n'
        f'[storage here]\ntype = "filesystem"\npath = "{folder}"\nfileext = ".ics"\n'
    )
    folder.mkdir()

    def synced() -> list[str]:
        for words in (["discover", "feed"], ["sync", "--force-delete", "feed"]):
            done = subprocess.run(
                [tool, "-c", config, *words], input="y\n", capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
        return sorted(re.search("SUMMARY:(.*)", file.read_text())[1] for file in folder.iterdir())

    assert synced() == ["Dee Walsh: Colour", "Dee Walsh: Cut", "Dee Walsh: Order foils"]
    book.ok("appointment", "edit", "colour", "--title", "Tint")
    book.ok("reminder", "remove", "foils")
    after = synced()
    assert "Dee Walsh: Tint" in after
    assert "Dee Walsh: Colour" not in after


def test_khal_reads_what_is_served(book, server) -> None:
    pytest.importorskip("khal")
    found = by_khal(server.ask().data, book.folder / "khal", "20260901", "20261231")
    assert sorted(len(starts) for starts in found.values()) == [1, 3]
    assert json.dumps(found).count("20260921T0800") == 1
