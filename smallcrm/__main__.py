"""The composition root: builds the command line and hands it the arguments."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command that the arguments name, and leave with its exit code."""
    # A command is over before its cycles would matter, and looking for them costs a tenth of its start.
    gc.disable()
    from smallcrm.cli.run import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
