"""A stand-in for the Social Channels API that keeps its contract, and its state as long as it lives.

Over HTTP: `with running(channels=3) as mock: …` serves at `mock.url`; `sendyiq-mock` does so for people.
In process: `httpx.Client(transport=Mock().transport(), base_url=Mock.url)`, or an `AsyncClient`.
For any ASGI server: `app`, set by the environment, or `Mock(…).asgi`.
"""

import os
from typing import TYPE_CHECKING, Any

from contract_tests.mock.launch import from_environment, running
from contract_tests.mock.service import Mock
from contract_tests.mock.stubbing import Stub

if TYPE_CHECKING:
    from contract_tests.mock.asgi import Asgi

    app: Asgi
else:

    def __getattr__(name: str) -> Any:
        """Make `app` when it is first asked for: whoever uses `Mock` has no need of it."""
        if name != "app":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()["app"] = from_environment(os.environ, os.environ.get("LISTEN", "127.0.0.1")).asgi
        return globals()["app"]


__all__ = ["Mock", "Stub", "app", "running"]
