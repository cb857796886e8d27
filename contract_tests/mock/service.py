"""The whole mock: the app with its state, its faults and variants, its pace, its log, and its controls."""

from __future__ import annotations

import dataclasses
import logging
from typing import TYPE_CHECKING, Any

from contract_tests import spec
from contract_tests.mock.app import App
from contract_tests.mock.control import Control
from contract_tests.mock.log import Received, RequestLog
from contract_tests.mock.messages import Handler, Request, Response, envelope
from contract_tests.mock.pace import CONTROLS, Pace, RateLimit
from contract_tests.mock.seeding import Seeder
from contract_tests.mock.settings import Settings
from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY, Channel, Store
from contract_tests.mock.wrapping import wrapped

if TYPE_CHECKING:
    from contract_tests.mock.inprocess import Transport

logger = logging.getLogger(__name__)


class Mock:
    """A stand-in for the API. It is a handler: call it with a request, over HTTP or in process.

    The keywords are those of `Settings`: channels, faults, variants, latency, rate_limit.
    Raises UserError for what cannot be.
    """

    key = FULL_KEY
    """The API key that has every scope."""
    read_only_key = READ_ONLY_KEY
    """The API key that may only list."""
    url = "http://mock"
    """The base URL; `running` sets it."""

    def __init__(self, *, control: bool = True, **settings: Any) -> None:
        self.spec = spec.load(validate=False)
        self.store = Store()
        self.pace = Pace()
        self.key_header = self.spec.key_header
        self._app = App(self.spec, self.store)
        self._log = RequestLog(self.spec, self.store)
        self._seeder: Seeder | None = None
        self._control = Control(self) if control else None
        self._at_start = Settings(**settings)
        self.reset()

    @property
    def requests(self) -> list[Received]:
        """The latest requests, oldest first; those to `/_mock/` are left out."""
        return self._log()

    @property
    def settings(self) -> Settings:
        """What the mock is set to."""
        return self._settings

    def seed(self, channels: int | list[dict[str, Any]]) -> list[Channel]:
        """Add so many channels of all known types, or some with the properties given; return them.

        Credentials among the properties are stored, and never shown. Raises UserError for what cannot be.
        """
        self._seeder = self._seeder or Seeder(self.spec, self.store)
        return [dict(channel) for channel in self._seeder(channels)]

    def forget_requests(self) -> None:
        """Empty the log."""
        self._log.clear()

    def reset(self) -> None:
        """Go back to the start: its settings and its channels, the keys, an empty log."""
        with self.store.lock:
            self.store.reset()
            self.store.seed(self._at_start.channels)
            self._apply(self._at_start)
        self._log.clear()

    def set(self, **settings: Any) -> None:
        """Change some settings: faults, variants, latency, rate_limit. Raises UserError for what cannot be."""
        self._apply(dataclasses.replace(self._settings, **settings))

    def transport(self) -> Transport:
        """Return a transport for `httpx.Client` and `httpx.AsyncClient`, which then ask the mock without a socket."""
        from contract_tests.mock.inprocess import Transport  # httpx is slow to import, and a server does without

        return Transport(self, self.pace)

    def __call__(self, request: Request) -> Response:
        """Answer a request. Never raises."""
        if self._control and request.path.startswith(CONTROLS):
            return self._control(request)
        response = self._limit.refusal() or self._answer(request)
        self._log.add(request, response.status)
        return response

    def _answer(self, request: Request) -> Response:
        try:
            return self._handler(request)
        except Exception:  # a fault met a request that it was not written for
            logger.debug("a fault failed at %s", request.method, exc_info=True)
            return envelope(500, message="The mock failed.")

    def _apply(self, settings: Settings) -> None:
        wrappers = settings.wrappers
        self._settings = settings
        self._limit = RateLimit(settings.rate_limit)
        self._handler: Handler = wrapped(self.store, self._app, wrappers)
        self.pace.latency = settings.latency
        self.pace.blocks = any(wrapper.waits for wrapper in wrappers)
