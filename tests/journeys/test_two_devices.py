"""Two devices, each with a book and a folder of its own, kept in step through a CalDAV and CardDAV server."""

from __future__ import annotations

import http.client
import importlib.util
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

for name in ("radicale", "vdirsyncer"):
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed: pip install smallcrm[dev]", allow_module_level=True)

CALENDAR = (
    '<?xml version="1.0"?><C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>'
    "<D:displayname>work</D:displayname></D:prop></D:set></C:mkcalendar>"
)
BOOK = (
    '<?xml version="1.0"?><D:mkcol xmlns:D="DAV:" xmlns:CR="urn:ietf:params:xml:ns:carddav"><D:set><D:prop>'
    "<D:resourcetype><D:collection/><CR:addressbook/></D:resourcetype></D:prop></D:set></D:mkcol>"
)
GUIDE = Path(__file__).parent.parent.parent / "docs" / "how-to" / "sync.md"


class Server:
    """Radicale on loopback."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        options = {
            "server-hosts": f"127.0.0.1:{self.port}", "storage-filesystem-folder": str(folder / "server"), "auth-type": "none",
            "rights-type": "authenticated", "web-type": "none", "logging-level": "warning",
        }  # fmt: skip
        line = [f"--{name}={value}" for name, value in options.items()]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "radicale", "--config", "", *line], cwd=folder, stderr=subprocess.PIPE
        )

    def ask(self, method: str, path: str, body: str = "") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            headers = {"Content-Type": "application/xml", "Authorization": "Basic eW91Og=="}
            connection.request(method, path, body, headers)
            return connection.getresponse().status
        finally:
            connection.close()

    def begin(self) -> None:
        """Wait until it answers, and make the two collections."""
        for _ in range(200):
            try:
                self.ask("OPTIONS", "/")
                break
            except OSError:
                time.sleep(0.05)
        assert self.ask("MKCALENDAR", "/you/calendar/", CALENDAR) == 201
        assert self.ask("MKCOL", "/you/contacts/", BOOK) == 201


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    try:
        running.begin()
        yield running
    finally:
        running.process.terminate()
        running.process.communicate(timeout=10)


class Device:
    """One device: a book, a folder, and vdirsyncer between the folder and the server."""

    def __init__(self, crm, server: Server, name: str) -> None:
        self.crm = crm
        self.folder = crm.folder / name
        self.folder.mkdir()
        self.db = self.folder / "book.db"
        # The configuration that the guide gives, at this server and in this folder.
        (config,) = re.findall(
            r"^```ini\n(\[general\].*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        )
        config = config.replace("https://dav.example.com/", f"http://127.0.0.1:{server.port}/")
        config = config.replace("~/.local/share/vdirsyncer", f"{self.folder}/status").replace(
            "~/sync", f"{self.folder}/sync"
        )
        config = config.replace('"personal"', '"calendar"').replace(
            "~/.config/vdirsyncer/password", f"{self.folder}/password"
        )
        (self.folder / "vdirsyncer").write_text(config)
        (self.folder / "password").write_text("secret")

    def ok(self, *arguments: object):
        return self.crm.ok("--db", self.db, *arguments)

    def sync(self):
        return self.ok("calendar", "sync", self.folder / "sync", "--json").json["folders"][0]

    def exchange(self, act: str = "sync") -> None:
        """What the server has comes into the folder, and the other way round."""
        done = subprocess.run(
            [sys.executable, "-m", "vdirsyncer", "-c", "vdirsyncer", act], cwd=self.folder, capture_output=True, text=True,
            env={**os.environ, "PYTHONWARNINGS": "ignore"}, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def titles(self) -> list[str]:
        return sorted(row["title"] for row in self.ok("appointment", "list", "--json").json)

    def names(self) -> list[str]:
        return sorted(row["name"] for row in self.ok("contact", "list", "--json").json)


def test_two_devices_agree_through_a_server(crm, server) -> None:
    shop, van = Device(crm, server, "shop"), Device(crm, server, "van")
    shop.ok("add", "Maya O'Connor", "07700900142", "maya@oconnor.example", "-t", "bristol")
    shop.ok("add", "Lena Novak")
    shop.ok("book", "maya", "mon 21 sep 9:00-10:30", "Fix valve", "--remind", "1h")
    shop.ok("book", "-", "fri 18:00", "Choir", "--for", "90m", "--repeat", "every week until 18 dec")
    shop.ok("reminder", "add", "Order parts", "--due", "tomorrow 9am", "--repeat", "every 4 weeks")
    shop.sync()
    shop.exchange("discover")
    shop.exchange()
    van.sync()
    van.exchange("discover")
    van.exchange()
    van.sync()
    assert van.titles() == shop.titles() == ["Choir", "Fix valve"]
    assert van.names() == ["Lena Novak", "Maya O'Connor"]
    visit = van.ok("appointment", "list", "--contact", "maya", "--json").json[0]
    assert (visit["title"], visit["alarms"]) == ("Fix valve", [60])

    # The shop moves the visit, removes Lena and names the choir anew; the van says where, does the job and clashes.
    shop.ok("move", "maya", "11:00")
    shop.ok("contact", "remove", "lena")
    shop.ok("appointment", "edit", "2", "--all", "--title", "Choir practice")
    van.ok("appointment", "edit", visit["id"], "--location", "Back door")
    van.ok("done", "order parts")
    choir = next(row["id"] for row in van.ok("appointment", "list", "--json").json if row["title"] == "Choir")
    van.ok("appointment", "edit", choir, "--all", "--title", "Choir concert")
    shop.sync()
    shop.exchange()
    van.exchange()
    clash = van.sync()
    van.exchange()
    shop.exchange()
    shop.sync()

    assert [each["title"] for each in clash["conflicts"]] == ["Choir concert"]
    assert van.titles() == shop.titles() == ["Choir concert", "Choir practice (other version)", "Fix valve"]
    assert van.names() == shop.names() == ["Maya O'Connor"]
    for device in (shop, van):
        visit = device.ok("appointment", "list", "--contact", "maya", "--json").json[0]
        assert (visit["start"][11:16], visit["location"]) == ("11:00", "Back door")
        due = {row["due"][:10]: bool(row["done_at"]) for row in device.ok("reminder", "list", "--json").json}
        assert due == {"2026-09-15": True, "2026-10-13": False}
        assert device.sync()["acts"] == []
