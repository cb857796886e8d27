"""Faults in what is taken for valid."""

from __future__ import annotations

from typing import Any

from contract_tests.mock.faults.fault import Fault
from contract_tests.mock.messages import Request, Response
from contract_tests.mock.middleware import json_of, properties_of, with_body


class _Mends(Fault):
    """Makes valid what the app would refuse."""

    def _mended(self, request: Request) -> Any:
        """Return a body to serve instead; None to leave the request alone."""
        raise NotImplementedError

    def respond(self, request: Request) -> Response:
        mended = self._mended(request)
        return self.app(request if mended is None else with_body(request, mended))


class MalformedJsonAccepted(_Mends):
    """A body that is not JSON counts as an empty object."""

    caught_by = "not-json"

    def _mended(self, request: Request) -> Any:
        broken = request.body and json_of(request) is None and request.body.strip() != b"null"
        return {} if broken else None


class ListAccepted(_Mends):
    """A list counts as an empty object."""

    caught_by = "wrong-top-level"

    def _mended(self, request: Request) -> Any:
        return {} if isinstance(json_of(request), list) else None


class NumberAcceptedAsText(_Mends):
    """A number is taken for a text."""

    caught_by = "wrong-type"

    def _mended(self, request: Request) -> Any:
        sent = properties_of(request)
        numbers = {name: str(value) for name, value in sent.items() if type(value) in (int, float)}
        return {**sent, **numbers} if numbers else None


class TextAcceptedAsFlag(_Mends):
    """A text is taken for a boolean: true unless it is empty."""

    caught_by = "wrong-type"

    def _mended(self, request: Request) -> Any:
        sent = properties_of(request)
        flags = {name: bool(sent[name]) for name in ("enabled", "isAgentEnabled") if isinstance(sent.get(name), str)}
        return {**sent, **flags} if flags else None


class AnyDateAccepted(_Mends):
    """An expiry that is no date-time is dropped, and the rest of the update served."""

    caught_by = "bad-date-time"

    def _mended(self, request: Request) -> Any:
        sent = properties_of(request)
        expiry = sent.get("tokenExpiresAt")
        if not isinstance(expiry, str) or expiry[:4].isdigit():
            return None
        return {name: value for name, value in sent.items() if name != "tokenExpiresAt"}


class WrongTypesIgnored(_Mends):
    """A property that is an object or a list is dropped, and the rest served."""

    caught_by = "wrong-type"

    def _mended(self, request: Request) -> Any:
        sent = properties_of(request)
        flat = {name: value for name, value in sent.items() if not isinstance(value, dict | list)}
        return flat if len(flat) < len(sent) else None
