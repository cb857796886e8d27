"""Serves the mock. Settings come from the environment, or from options of the same names."""

from __future__ import annotations

import argparse
import os
import sys

from contract_tests.mock import run
from contract_tests.mock.settings import VARIABLES
from contract_tests.spec.errors import UserError


def main() -> int:
    """Serve until SIGINT or SIGTERM; a user's mistake is one line on stderr, and exits 2."""
    parser = argparse.ArgumentParser(prog=f"python -m {__package__}", description=__doc__)
    for name, meaning in VARIABLES.items():
        parser.add_argument(f"--{name.lower().replace('_', '-')}", dest=name, metavar="X", help=meaning)
    given = {name: value for name, value in vars(parser.parse_args()).items() if value is not None}
    try:
        run.main({**os.environ, **given})
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
