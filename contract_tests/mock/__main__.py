"""Serves a mock of the Social Channels API. Each option may be set in the environment instead, as NAME=value."""

from __future__ import annotations

import argparse
import os
import sys

from contract_tests.mock import launch
from contract_tests.mock.configuration import VARIABLES
from contract_tests.spec.errors import UserError


def main() -> int:
    """Serve until SIGINT or SIGTERM; a user's mistake is one line on stderr, and exits 2."""
    parser = argparse.ArgumentParser(prog="sendyiq-mock", description=__doc__)
    for name, meaning in VARIABLES.items():
        parser.add_argument(f"--{name.lower().replace('_', '-')}", dest=name, metavar="X", help=meaning)
    given = {name: value for name, value in vars(parser.parse_args()).items() if value is not None}
    try:
        launch.main({**os.environ, **given})
        sys.stdout.flush()
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:  # before it serves
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
