"""Hold a server against openapi.yaml, and what goes with it; the command is `contract` where none is named.

Settings come from the environment, or from options of the same names. Keys come from the environment alone:
SENDYIQ_API_KEY and, optionally, SENDYIQ_READONLY_API_KEY.
Exits 0 kept, 1 broken, 2 unable (or a user's mistake), 3 incomplete.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import gc
import os
import sys
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING

from contract_tests import settings as settings_module
from contract_tests import spec as spec_module
from contract_tests.front.misspelt import refuse_misspelt
from contract_tests.mock.configuration import VARIABLES as MOCK_VARIABLES
from contract_tests.settings import Settings
from contract_tests.spec import Spec
from contract_tests.spec.errors import UserError
from contract_tests.transport.redaction import RedactedStream, Redactor

if TYPE_CHECKING:
    from contract_tests.runner.selection import Selection

M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
"""Of glibc's `mallopt`."""
OPTIONS = {
    name: f"{variable.meaning} (default: {variable.default})" for name, variable in settings_module.VARIABLES.items()
}
"""Name of a variable to its help."""
KNOWN = (*OPTIONS, *MOCK_VARIABLES, settings_module.KEY, settings_module.READ_ONLY_KEY)


def main() -> int:
    """Run the command that is named; a user's mistake is one line on stderr."""
    redactor = Redactor()
    arguments = _arguments()
    for name in () if arguments == "mock" else (settings_module.KEY, settings_module.READ_ONLY_KEY):
        redactor.add(os.environ.get(name), f"[{name}]")
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name) or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 (as long as we live)
        setattr(sys, name, RedactedStream(stream, redactor))
    try:
        refuse_misspelt(os.environ, KNOWN)
        status = COMMANDS[arguments](redactor)
    except UserError as error:
        print(error, file=sys.stderr)
        status = 2
    except KeyboardInterrupt:
        status = 130
    except Exception:  # noqa: BLE001 (1 would say that a promise is broken)
        traceback.print_exc()
        print("This is a mistake in the suite itself, not in the API.", file=sys.stderr)
        status = 3
    _flush()
    return status


def _flush() -> None:
    """Give up on a stdout that no one reads any more, as at the end of a pipe: the exit status counts."""
    for stream in filter(None, (sys.__stdout__, sys.__stderr__)):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _arguments() -> str:
    commands = "\n".join(f"  {name:<13}{command.__doc__}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="python -m contract_tests",
        usage="%(prog)s [COMMAND] [--OPTION VALUE ...]",
        description=f"{__doc__}\ncommands:\n{commands}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", nargs="?", default="contract", choices=COMMANDS, help=argparse.SUPPRESS)
    for title, options in (
        ("settings", OPTIONS),
        ("settings of the mock, by itself or with --target mock", MOCK_VARIABLES),
    ):
        group = parser.add_argument_group(title)
        for name, words in options.items():
            option = f"--{name.lower().replace('_', '-')}"
            group.add_argument(option, dest=name, metavar="VALUE", help=words.replace("%", "%%"))
    arguments = parser.parse_args()
    os.environ.update(
        {name: value for name in (*OPTIONS, *MOCK_VARIABLES) if (value := getattr(arguments, name)) is not None}
    )
    return str(arguments.command)


def _bound_memory() -> None:
    """Keep glibc from giving each thread a heap of its own: large responses would fill one after the other."""
    with contextlib.suppress(OSError, AttributeError):  # another C library does without
        libc = ctypes.CDLL(None)
        libc.mallopt(M_ARENA_MAX, 1)
        libc.mallopt(M_MMAP_THRESHOLD, 256 * 1024)


def _contract(redactor: Redactor) -> int:
    """Run the contract suite against TARGET."""
    from contract_tests.front import contract
    from contract_tests.reporting import terminal
    from contract_tests.reporting.progress import ProgressBar
    from contract_tests.runner import sweep
    from contract_tests.runner.interrupts import Interrupts

    _bound_memory()
    gc.freeze()  # what is imported stays: no collection has to look at it again
    interrupts = Interrupts()
    spec = spec_module.load()
    chosen, selection = _settings(spec)
    with contract.target_of(chosen) as (settings, target), ProgressBar() as progress:
        print(
            f"contract suite against {target} · seed {settings.seed} · profile {settings.profile.name}",
            flush=True,
        )
        if not selection.is_whole:
            print(f"chosen: {selection.words}; this is no whole run", flush=True)
        if told := sweep.earlier(settings.reports, target):
            print(told, flush=True)

        def ended() -> None:
            interrupts.hold()
            progress.stop()

        written = contract.run(spec, settings, target, selection, redactor, progress.show, ended)
        terminal.show(written.report, settings.reports, sys.stdout)
    return written.exit_code


def _settings(spec: Spec) -> tuple[Settings, Selection]:
    """Read the settings, and what of the table they choose. Raises UserError."""
    from contract_tests.front import contract

    settings = contract.read(os.environ, spec)
    return contract.chosen(spec, settings, has_seed=bool(os.environ.get("SEED", "").strip()))


def _plan(redactor: Redactor) -> int:
    """Print what a run would send to TARGET, and send nothing."""
    from contract_tests.reporting import plan

    spec = spec_module.load()
    settings, selection = _settings(spec)
    print(plan.text(spec, settings, redactor, selection))
    return 0


def _mock(_: Redactor) -> int:
    """Serve the mock at LISTEN and PORT."""
    from contract_tests.mock import launch

    launch.main(os.environ)
    return 0


def _sweep(redactor: Redactor) -> int:
    """Delete what killed runs left on TARGET, from the journal in REPORTS."""
    from contract_tests.runner.sweep import sweep

    spec = spec_module.load()
    settings = settings_module.read(os.environ, spec)
    if settings.is_mock:
        raise UserError("TARGET=mock leaves nothing: its mock is gone with the run. Name the target that the run had.")
    return sweep(spec, settings, settings.target, redactor)


def _drill(_: Redactor) -> int:
    """Run the suite against the mock with each seeded fault, legal variant and hostile server."""
    from contract_tests.selftest.drill import drill, seeds_of

    # Without a SEED the first seeds, always the same.
    environment = {**os.environ, "TARGET": "mock", "SEED": os.environ.get("SEED") or "1"}
    return drill(settings_module.read(environment, spec_module.load()), seeds_of(environment))


def _bench(_: Redactor) -> int:
    """Measure the mock and the client beside their peers."""
    from contract_tests.selftest.bench import comparison

    comparison.main(settings_module.read({**os.environ, "TARGET": "mock"}, spec_module.load()).reports)
    return 0


def _learn(_: Redactor) -> int:
    """Print what the last run in REPORTS teaches, as a diff of openapi.yaml."""
    from contract_tests.learning import learn

    print(learn.main(os.environ))
    return 0


def _accept(_: Redactor) -> int:
    """Take the last run's findings into known_findings.yaml."""
    from contract_tests.learning import accept

    print(accept.main(os.environ))
    return 0


def _diff(_: Redactor) -> int:
    """Print what has changed since BASE, and whom it breaks."""
    from contract_tests.changes.diff import main as compare

    print(compare(os.environ))
    return 0


def _checks(_: Redactor) -> int:
    """Print every check: its statement, where that comes from, and on which operations."""
    from contract_tests.checks.applicability import operations_of
    from contract_tests.checks.catalog import CHECKS

    spec = spec_module.load()
    for check in CHECKS:
        named = [operation.id for operation in operations_of(check, spec)] + (["any"] if check.anywhere else [])
        where = "every operation" if check.on is None else ", ".join(named) or "nothing in this document"
        print(f"{check.id}\n  {check.statement}\n  {check.provenance}: {check.source}\n  on {where}")
    return 0


def _docs(_: Redactor) -> int:
    """Write the reference page, as a static folder, under REPORTS."""
    from contract_tests.reference import page

    spec = spec_module.load()
    print(page.write(spec, settings_module.read({**os.environ, "TARGET": "mock"}, spec).reports))
    return 0


def _annotations(_: Redactor) -> int:
    """Print the last findings in REPORTS as annotations of a GitHub workflow."""
    from contract_tests.reporting import contract_json
    from contract_tests.reporting.annotations import lines

    report = contract_json.last_run(settings_module.read({**os.environ, "TARGET": "mock"}, spec_module.load()).reports)
    draw = getattr(sys.stdout, "draw", sys.stdout.write)  # they are commands of ours; the report's texts were escaped
    for line in lines(report):
        draw(line + "\n")
    return 0


def _client(_: Redactor) -> int:
    """Regenerate the client from openapi.yaml."""
    from generated_client.generator import generate

    generate.main()
    return 0


COMMANDS: dict[str, Callable[[Redactor], int]] = {
    "contract": _contract,
    "plan": _plan,
    "mock": _mock,
    "sweep": _sweep,
    "learn": _learn,
    "accept": _accept,
    "diff": _diff,
    "drill": _drill,
    "bench": _bench,
    "client": _client,
    "docs": _docs,
    "checks": _checks,
    "annotations": _annotations,
}

if __name__ == "__main__":
    sys.exit(main())
