"""Serves the mock for people: `make mock`."""

from __future__ import annotations

from contract_tests import spec
from contract_tests.mock.app import App
from contract_tests.mock.server import HOST, serve
from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY, Store


def main(port: int, channels: int = 0) -> None:
    """Serve the mock, with some channels in it, until it is stopped.

    Raises UserError where the port is taken.
    """
    document = spec.load(validate=False)
    store = Store()
    store.seed(channels)
    path = next(op.path for op in document.operations.values() if not op.changes and not op.path_parameters)

    def announce(url: str) -> None:
        print(f'curl {url}{path} -H "{document.key_header}: {FULL_KEY}"')
        print(f"A key that may only read: {READ_ONLY_KEY}", flush=True)

    serve(App(document, store), HOST, port, announce=announce)
