"""Serves the mock for people: `make mock`."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from contract_tests.mock import settings
from contract_tests.mock.service import Mock


@contextlib.contextmanager
def running(**options: Any) -> Iterator[Mock]:
    """Serve a mock on a free port of this machine as long as the context lasts; `url` says where.

    The keywords are those of `Mock`. Raises UserError for what cannot be.
    """
    from contract_tests.mock import server  # slow to import, and a mock in process does without

    mock = Mock(**options)
    with server.running(mock, pace=mock.pace) as mock.url:
        yield mock


def main(environment: Mapping[str, str]) -> None:
    """Serve a mock as the environment says (`settings.VARIABLES`) until it is stopped.

    Raises UserError for what cannot be, a port that is taken included.
    """
    from contract_tests.mock import server

    for variable in ("FAULT", "VARIANT"):
        if environment.get(variable, "").strip() == "list":
            return _print_all(variable.lower())
    host = environment.get("LISTEN", "").strip() or server.HOST
    port = settings.port_from(environment)
    control = settings.control_from(environment, host)
    mock = Mock(**dataclasses.asdict(settings.from_environment(environment)), control=control)
    server.serve(mock, host, port, pace=mock.pace, announce=lambda url: _announce(mock, url))
    return None


def _announce(mock: Mock, url: str) -> None:
    operations = mock.spec.operations.values()
    path = next(op.path for op in operations if not op.changes and not op.path_parameters)
    print(f'curl {url}{path} -H "{mock.key_header}: {mock.key}"')
    print(f"A key that may only read: {mock.read_only_key}", flush=True)


def _print_all(kind: str) -> None:
    names = settings.known(kind)
    width = max(map(len, names))
    for name, wrapper in names.items():
        print(f"{name:<{width}}  {(wrapper.__doc__ or '').strip()}")
