"""The composition root: builds the command line and hands it the arguments."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command that the arguments name, and leave with its exit code."""
    # A command is over before its cycles would matter, and looking for them costs a tenth of its start.
    gc.disable()
    try:
        from smallcrm.cli.run import run

        code = run(sys.argv[1:])
    except KeyboardInterrupt:
        # Before a command has begun, or after it has ended, there is nothing to tell.
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
