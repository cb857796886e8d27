"""Serves the mock: in a test's own process, and for people (`make mock`, `sendyiq-mock`)."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Unpack

from contract_tests.mock import configuration
from contract_tests.mock.configuration import Options
from contract_tests.mock.messages import SERVER
from contract_tests.mock.service import Mock
from contract_tests.reference import page
from contract_tests.spec.errors import UserError

if TYPE_CHECKING:
    from contract_tests.mock.reference_page import ReferencePage


@contextlib.contextmanager
def running(**keywords: Unpack[Options]) -> Iterator[Mock]:
    """Serve a mock on a free port of this machine as long as the context lasts; `url` says where.

    Its reference page is at `/docs/`. The keywords are those of `Mock`. Raises UserError for what cannot be.
    """
    from contract_tests.mock import server  # slow to import, and a mock in process does without

    mock = Mock(**keywords)
    with server.running_application(with_reference_page(mock)) as mock.url:
        yield mock


def from_environment(environment: Mapping[str, str], host: str) -> Mock:
    """Make a mock as the environment says (`configuration.VARIABLES`). Raises UserError for what cannot be."""
    settings: dict[str, Any] = dataclasses.asdict(configuration.from_environment(environment))
    return Mock(**settings, control=configuration.control_from(environment, host))


def main(environment: Mapping[str, str]) -> None:
    """Serve a mock as the environment says until it is stopped.

    Raises UserError for what cannot be, a port that is taken included.
    """
    from contract_tests.mock import server

    for variable in ("FAULT", "VARIANT"):
        if environment.get(variable, "").strip() == "list":
            return _print_all(variable.lower())
    host = environment.get("LISTEN", "").strip() or server.HOST
    port = configuration.port_from(environment)
    mock = from_environment(environment, host)
    relay = configuration.relay_from(environment, host)
    application = with_reference_page(mock, relay)
    name = None if mock.settings.middleware else SERVER
    server.serve(application, host, port, announce=lambda url: _announce(mock, url, relay), name=name)
    return None


def with_reference_page(mock: Mock, relay: bool = False) -> ReferencePage:
    """Return the mock as an ASGI application that serves the reference page too. Raises UserError for no relay."""
    from contract_tests.mock.reference_page import ReferencePage

    if not relay:
        return ReferencePage(mock.asgi, mock.spec, mock.key)
    from contract_tests.mock.relay import Relay  # httpx is slow to import

    return ReferencePage(mock.asgi, mock.spec, mock.key, Relay(mock.spec))


def _announce(mock: Mock, url: str, relay: bool) -> None:
    operations = mock.spec.operations.values()
    path = next(op.path for op in operations if not op.changes and not op.path_parameters)
    print(f'curl {url}{path} -H "{mock.key_header}: {mock.key}"')
    print(f"\n{_about_the_page(url, relay)}")
    print("\nThe API key:", mock.key, "An API key that may only read:", mock.read_only_key, sep="\n", flush=True)


def _about_the_page(url: str, relay: bool) -> str:
    try:
        page.renderer_folder()
    except UserError as lacking:
        return str(lacking)
    reaches = ", staging through the relay" if relay else ""
    return f"To read and to try out{reaches}: {url}/docs/"


def _print_all(kind: str) -> None:
    names = configuration.known(kind)
    width = max(map(len, names))
    for name, middleware in names.items():
        print(f"{name:<{width}}  {(middleware.__doc__ or '').strip()}")
