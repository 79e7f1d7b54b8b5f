"""Draw the picture of the README anew: ``python docs/screenshot.py``, or with ``--check`` say whether it is current.

The dashboard over the demo's book, on a day that does not change, as the tests draw it.
"""  # noqa: INP001

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
IMAGE = ROOT / "docs" / "images" / "today.svg"
SIZE = (120, 34)
WORLD = {
    "SMALLCRM_NOW": "2026-09-14T08:12:00+01:00", "TZ": "Europe/London", "LANG": "en_GB.UTF-8", "COLORTERM": "truecolor",
}  # fmt: skip
# Until nothing moves on the screen any more (seconds, and how often at most).
REST, TRIES = 0.3, 30

sys.path.insert(0, str(ROOT))

from tests.tui.picture import Picture, differences, drawn, picture_of, read  # noqa: E402


def main(arguments: list[str]) -> int:
    """Draw the picture, or with ``--check`` compare it; 1 where it is not current."""
    os.environ.update(WORLD)
    with tempfile.TemporaryDirectory() as folder:
        picture = asyncio.run(_today(Path(folder)))
    wrong = (
        differences(read(IMAGE.read_text(encoding="utf-8")), picture)
        if IMAGE.exists()
        else ["there is none yet"]
    )
    if not wrong:
        return 0
    if "--check" in arguments:
        sys.stderr.write(
            "\n".join(("docs/images/today.svg is stale; run: python docs/screenshot.py", *wrong, ""))
        )
        return 1
    IMAGE.parent.mkdir(exist_ok=True)
    IMAGE.write_text(drawn(picture, "The dashboard of smallcrm: Today"), encoding="utf-8")
    return 0


async def _today(folder: Path) -> Picture:
    """The first screen over the demo's book."""
    from smallcrm.cli.demo import SETTINGS
    from smallcrm.config import load, write_values
    from smallcrm.crm import Crm
    from smallcrm.desk import Desk
    from smallcrm.tui.app import Dashboard

    store, config = folder / "demo.db", folder / "config.toml"
    subprocess.run(
        [sys.executable, "-m", "smallcrm", "-q", "demo", "--keep", str(store)],
        check=True, stdin=subprocess.DEVNULL, capture_output=True,
    )  # fmt: skip
    write_values(config, SETTINGS)
    app = Dashboard(Crm(store, Desk(load(config)), origin="tui"))
    async with app.run_test(size=SIZE) as pilot:
        before: Picture = []
        for _ in range(TRIES):
            await pilot.pause(REST)
            now = picture_of(app.screen._compositor.render_strips())  # noqa: SLF001
            if now == before:
                return now
            before = now
    raise SystemExit("the screen does not come to rest")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
