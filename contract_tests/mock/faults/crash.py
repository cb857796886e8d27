"""Faults where odd input makes the server fail. They come after authentication, as such crashes do."""

from __future__ import annotations

import re
from typing import Any

from contract_tests.mock.faults.fault import Fault
from contract_tests.mock.messages import Request, Response, envelope
from contract_tests.mock.middleware import channel_id_of, json_of, operation_of, properties_of

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _texts(request: Request) -> list[str]:
    return [value for value in properties_of(request).values() if isinstance(value, str)]


class _Crash(Fault):
    caught_by = "no-server-error"

    def _crashes(self, request: Request) -> Any:
        raise NotImplementedError

    def respond(self, request: Request) -> Response:
        odd = self._crashes(request)  # before the store changes
        response = self.app(request)
        if odd and response.status not in (401, 403, 405):
            return envelope(500, message="Something went wrong.")
        return response


class UnknownIdCrashes(_Crash):
    """The id of no channel gets a 500."""

    def _crashes(self, request: Request) -> Any:
        return _UUID.fullmatch(channel_id_of(request)) and channel_id_of(request) not in self.store.channels


class MalformedIdCrashes(_Crash):
    """An id that is no uuid gets a 500."""

    def _crashes(self, request: Request) -> Any:
        return channel_id_of(request) and not _UUID.fullmatch(channel_id_of(request))


class MalformedJsonCrashes(_Crash):
    """A body that is not JSON gets a 500."""

    def _crashes(self, request: Request) -> Any:
        return request.body and json_of(request) is None


class EmptyBodyCrashes(_Crash):
    """A create or an update without a body gets a 500."""

    def _crashes(self, request: Request) -> Any:
        return operation_of(request) in ("createWebsiteChannel", "updateChannel") and not request.body


class ListBodyCrashes(_Crash):
    """A list instead of an object gets a 500."""

    def _crashes(self, request: Request) -> Any:
        return isinstance(json_of(request), list)


class WrongTypeCrashes(_Crash):
    """A number where toggle-agent wants a boolean gets a 500."""

    def _crashes(self, request: Request) -> Any:
        enabled = properties_of(request).get("enabled")
        return isinstance(enabled, int | float) and not isinstance(enabled, bool)


class EmptyTextCrashes(_Crash):
    """An empty text gets a 500."""

    def _crashes(self, request: Request) -> Any:
        return "" in _texts(request)


class EmojiCrashes(_Crash):
    """A character beyond the 65,536 first ones gets a 500, as from a database of three-byte characters."""

    def _crashes(self, request: Request) -> Any:
        return any(max(text, default="") > "\uffff" for text in _texts(request))


class LongTextCrashes(_Crash):
    """A text of more than 4,000 characters gets a 500."""

    def _crashes(self, request: Request) -> Any:
        return any(len(text) > 4000 for text in _texts(request))


class NulCrashes(_Crash):
    """A NUL character gets a 500."""

    def _crashes(self, request: Request) -> Any:
        return any("\0" in text for text in _texts(request))


class NullCrashes(_Crash):
    """Null for a property gets a 500."""

    def _crashes(self, request: Request) -> Any:
        return None in properties_of(request).values()
