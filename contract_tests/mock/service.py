"""The whole mock: the app with its state, its faults and variants, its stubs, its pace, its log, and its controls."""

from __future__ import annotations

import dataclasses
import functools
import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from contract_tests import spec
from contract_tests.mock import website_channels
from contract_tests.mock.application import App
from contract_tests.mock.asgi import Asgi
from contract_tests.mock.configuration import Changes, Options, Settings
from contract_tests.mock.control import Control
from contract_tests.mock.cors import Cors
from contract_tests.mock.messages import Handler, Request, Response, envelope
from contract_tests.mock.middleware import wrapped
from contract_tests.mock.pace import CONTROLS, Pace, RateLimit
from contract_tests.mock.request_log import Received, RequestLog
from contract_tests.mock.seeding import Seeder
from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY, Item, Store
from contract_tests.mock.stubbing import Stub, Stubs

if TYPE_CHECKING:
    from contract_tests.mock.inprocess import Transport

logger = logging.getLogger(__name__)


class Mock:
    """A stand-in for the API. It is a handler: call it with a request, over HTTP or in process.

    The keywords are those of `Options`: channels, faults, variants, latency, rate_limit, cors, control.
    Raises UserError for what cannot be.
    """

    key = FULL_KEY
    """The API key that has every scope."""
    read_only_key = READ_ONLY_KEY
    """The API key that may only list."""
    url = "http://mock"
    """The base URL; `running` sets it."""

    def __init__(self, **options: Unpack[Options]) -> None:
        given: dict[str, Any] = dict(options)
        control = given.pop("control", True)
        self.spec = spec.load(validate=False)
        self.store = Store()
        self.pace = Pace()
        self.key_header = self.spec.key_header
        self._app = App(self.spec, self.store)
        self._log = RequestLog(self.spec, self.store)
        self._stubs = Stubs(self.spec)
        self._at_start = Settings.of(**given)
        self.cors = Cors(self._at_start.cors)
        self._control = Control(self) if control else None
        self.reset()

    @property
    def requests(self) -> list[Received]:
        """The latest requests, oldest first; those to `/_mock/` are left out."""
        return self._log()

    @property
    def settings(self) -> Settings:
        """What the mock is set to."""
        return self._settings

    @property
    def stubs(self) -> list[Stub]:
        """All stubs, oldest first."""
        return self._stubs()

    @property
    def unused_stubs(self) -> list[Stub]:
        """The stubs that fewer requests met than they were for: a test asserts that there is none."""
        return [stub for stub in self._stubs() if stub.is_unused]

    def stub(
        self,
        operation: str | None = None,
        *,
        status: int | None = None,
        example: str | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        body: str | None = None,
        delay: float = 0.0,
        cut: int | None = None,
        drop: bool = False,
        times: int | None = 1,
    ) -> Stub:
        """Say how the next requests of an operation are answered, or of all; see `Stub`. Raises UserError.

        With a status, a body or JSON the mock does nothing but respond so; otherwise it serves the request, and
        the response is late (`delay`), breaks off (`cut`), or has more headers. `drop` breaks the connection at once.
        """
        return self._stubs.add(
            operation=operation,
            status=status,
            example=example,
            headers=headers or {},
            json=json,
            body=body,
            delay=delay,
            cut=cut,
            drop=drop,
            times=times,
        )

    def add_stub(self, given: Mapping[str, Any]) -> Stub:
        """Add a stub whose keywords nothing has checked yet. Raises UserError."""
        return self._stubs.add(**given)

    def forget_stubs(self) -> None:
        """Remove all stubs."""
        self._stubs.clear()

    def seed(self, items: int | Sequence[Mapping[str, Any]], resource: str = website_channels.NAME) -> list[Item]:
        """Add so many channels of all known types, or some with the properties given; return them.

        Credentials among the properties are stored, and never shown. Another resource of the document is named by
        its schema. Raises UserError for what cannot be.
        """
        return [dict(item) for item in self.seeder(items, resource)]

    @functools.cached_property
    def seeder(self) -> Seeder:
        """Adds items to the store, and returns them as they are stored."""
        return Seeder(self.spec, self.store)

    def forget_requests(self) -> None:
        """Empty the log."""
        self._log.clear()

    def reset(self) -> None:
        """Go back to the start: its settings and its channels, the keys, an empty log, no stubs."""
        self._stubs.clear()
        self.store.reset(self._at_start.channels)
        self._apply(self._at_start)
        self._log.clear()

    def set(self, **changes: Unpack[Changes]) -> None:
        """Change some settings: faults, variants, latency, rate_limit. Raises UserError for what cannot be."""
        self._apply(Settings.of(**{**dataclasses.asdict(self._settings), **changes}))

    @functools.cached_property
    def asgi(self) -> Asgi:
        """The mock as an ASGI application."""
        return Asgi(self, self.pace)

    def transport(self) -> Transport:
        """Return a transport for `httpx.Client` and `httpx.AsyncClient`, which then ask the mock without a socket."""
        from contract_tests.mock.inprocess import Transport  # httpx is slow to import, and a server does without

        return Transport(self, self.pace)

    def __call__(self, request: Request) -> Response:
        """Respond to a request. Never raises."""
        if self._control and request.path.startswith(CONTROLS):
            return self.cors.respond(request, self._control)
        return self.cors.respond(request, self._respond) if "origin" in request.headers else self._respond(request)

    def _respond(self, request: Request) -> Response:
        response = self._limit.refusal()
        stubbed = None if response else self._stubs.respond(request, self._serve)
        response = response or stubbed or self._serve(request)
        self._log.add(request, response.status, stubbed=stubbed is not None)
        return response

    def _serve(self, request: Request) -> Response:
        try:
            return self._handler(request)
        except Exception:  # a fault met a request that it was not written for
            logger.debug("a fault failed at %s", request.method, exc_info=True)
            return envelope(500, message="The mock failed.")

    def _apply(self, settings: Settings) -> None:
        middleware = settings.middleware
        self._settings = settings
        self._limit = RateLimit(settings.rate_limit)
        self._handler: Handler = wrapped(self.store, self._app, middleware)
        self.pace.latency = settings.latency
        self.pace.blocks = any(one.waits for one in middleware)
