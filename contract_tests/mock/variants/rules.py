"""Rules that the real API may have about what it takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from contract_tests import spec
from contract_tests.mock.messages import Request, Response, envelope
from contract_tests.mock.middleware import operation_of, properties_of, with_body
from contract_tests.mock.variants.variant import Variant
from contract_tests.spec import pointers


class _Rule(Variant):
    """Refuses with 400 what the app would serve."""

    def _forbids(self, request: Request) -> Any:
        raise NotImplementedError

    def respond(self, request: Request) -> Response:
        if not (_known(request) and self._forbids(request)):
            return self.app(request)
        # An empty list finds out whether the app would refuse for a better reason, and changes nothing.
        response = self.app(with_body(request, []))
        if response.status != 400:
            return response
        return envelope(400, message="A business rule forbids this.", errors=["business rule"])


def _known(request: Request) -> set[str]:
    """Return the properties that the operation takes; none where it takes no body."""
    document = spec.load(validate=False)
    operation = document.match(request.method, request.path)
    schema = pointers.at(document.document, operation.body_pointer) if operation and operation.body_pointer else {}
    return set(schema.get("properties", ()))


def _texts(request: Request) -> list[str]:
    return [value for value in properties_of(request).values() if isinstance(value, str)]


class NullRefused(_Rule):
    """Null is no value for a property."""

    def _forbids(self, request: Request) -> Any:
        return None in properties_of(request).values()


class EmptyObjectRefused(_Rule):
    """An update has to change something."""

    def _forbids(self, request: Request) -> Any:
        return operation_of(request) == "updateChannel" and not properties_of(request)


class UnknownPropertiesRefused(_Rule):
    """A property that the page does not know is refused."""

    def _forbids(self, request: Request) -> Any:
        return properties_of(request).keys() - _known(request)


class LongTextRefused(_Rule):
    """A text has 1,000 characters at most."""

    def _forbids(self, request: Request) -> Any:
        return any(len(text) > 1000 for text in _texts(request))


class NulRefused(_Rule):
    """A text has no NUL."""

    def _forbids(self, request: Request) -> Any:
        return any("\0" in text for text in _texts(request))


class BlankNameRefused(_Rule):
    """A name is not blank."""

    def _forbids(self, request: Request) -> Any:
        name = properties_of(request).get("displayName")
        return isinstance(name, str) and not name.strip()


class FiveChannels(_Rule):
    """The plan of the store allows five channels."""

    def _forbids(self, request: Request) -> Any:
        return operation_of(request) == "createWebsiteChannel" and len(self.store.channels) >= 5


class NullIgnored(Variant):
    """Null leaves a property as it is."""

    def respond(self, request: Request) -> Response:
        sent = properties_of(request)
        if operation_of(request) != "updateChannel" or None not in sent.values():
            return self.app(request)
        return self.app(with_body(request, {name: value for name, value in sent.items() if value is not None}))


class AnyMediaType(Variant):
    """A body is read as JSON whatever it is declared as."""

    def respond(self, request: Request) -> Response:
        return self.app(replace(request, headers={**request.headers, "content-type": "application/json"}))


class LooseDates(Variant):
    """A date without a time counts as its midnight."""

    def respond(self, request: Request) -> Response:
        sent = properties_of(request)
        expiry = sent.get("tokenExpiresAt")
        if isinstance(expiry, str) and len(expiry) == len("2026-12-31"):
            return self.app(with_body(request, {**sent, "tokenExpiresAt": f"{expiry}T00:00:00Z"}))
        return self.app(request)
