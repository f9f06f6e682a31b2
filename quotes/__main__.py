"""Where the command ``quotes`` (and ``python -m quotes``) begins: an interruption is clean from the first import to the exit."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from .status import INTERRUPTED


def run() -> NoReturn:
    """Load the command line, run it, and exit with its status."""
    try:
        from .cli import main

        main()
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
    except SystemExit as leaving:
        if leaving.code != INTERRUPTED:
            raise
    # An interruption that passed through compiled code leaves a mark in the interpreter, which would then end itself by
    # the signal instead of by our status: leave without its farewell. Whatever was open has been closed on the way here.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    run()
