"""Where calendars are served, as others learn it from the server: running, gone, and killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from smallcrm.calendars.addresses import Address
from smallcrm.calendars.served import Asked, address_of, told
from smallcrm.config import Settings

PLAIN = Address("127.0.0.1", 8723)
AT_9000 = Address("127.0.0.1", 9000, ("desk.example",))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "book.db"


def settings(**values: str) -> Settings:
    return Settings(Path("config.toml"), dict(values))


def test_while_it_runs_it_is_where_it_answers_whatever_the_settings_say_meanwhile(store: Path) -> None:
    with told(store, AT_9000, Asked()):
        assert address_of(store, settings(calendar_port="1")) == AT_9000
    assert address_of(store, settings()) == PLAIN


def test_a_server_that_was_told_nothing_leaves_nothing_behind(store: Path) -> None:
    with told(store, Address("127.0.0.1", 40_123), Asked(port=0)):
        assert [file.name for file in store.parent.iterdir()] == ["book.db.served"]
        assert (store.parent / "book.db.served").stat().st_mode & 0o777 == 0o600
    assert list(store.parent.iterdir()) == []


def test_what_it_was_told_holds_for_the_next_one_over_the_settings_of_then(store: Path) -> None:
    with told(store, AT_9000, Asked(port=9000)):
        pass
    assert address_of(store, settings(calendar_hosts="other.example")) == Address(
        "127.0.0.1", 9000, ("other.example",)
    )
    with told(store, PLAIN, Asked()):
        pass
    assert address_of(store, settings()) == PLAIN


def test_of_two_the_first_is_told(store: Path) -> None:
    with told(store, AT_9000, Asked()):
        with told(store, Address("127.0.0.1", 9001), Asked(port=9001)):
            assert address_of(store, settings()) == AT_9000
        assert address_of(store, settings()) == AT_9000


def test_a_killed_server_answers_nowhere(store: Path) -> None:
    code = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from smallcrm.calendars.addresses import Address\nfrom smallcrm.calendars.served import Asked, told\n"
        "with told(Path(sys.argv[1]), Address('127.0.0.1', 40123), Asked()): os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(store)], check=False)
    assert (store.parent / "book.db.served").exists()
    assert address_of(store, settings()) == PLAIN


@pytest.mark.parametrize(
    "kept", [b"", b"{", b"[]", b'{"asked": 3}', b'{"asked": ["h", 99999999, []]}', b"\xff" * 9]
)
def test_a_file_that_says_nothing_is_as_none(store: Path, kept: bytes) -> None:
    (store.parent / "book.db.served").write_bytes(kept)
    assert address_of(store, settings()) == PLAIN


def test_where_nothing_can_be_written_it_is_served_all_the_same(tmp_path: Path) -> None:
    gone = tmp_path / "gone" / "book.db"
    with told(gone, AT_9000, Asked()):
        assert address_of(gone, settings()) == PLAIN
