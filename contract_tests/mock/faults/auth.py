"""Faults in who may do what."""

from __future__ import annotations

from contract_tests.mock.faults.fault import Fault
from contract_tests.mock.messages import Request, Response, envelope
from contract_tests.mock.middleware import channel_id_of, full_key, json_of, key_of, operation_of, with_key


class _LetsIn(Fault):
    def _lets_in(self, request: Request) -> bool:
        raise NotImplementedError

    def respond(self, request: Request) -> Response:
        return self.app(with_key(request, full_key(self.store)) if self._lets_in(request) else request)


class MissingKeyAccepted(_LetsIn):
    """A request without the key header is served."""

    caught_by = "no-key"

    def _lets_in(self, request: Request) -> bool:
        return key_of(request) is None


class EmptyKeyAccepted(_LetsIn):
    """An empty key is served."""

    caught_by = "empty-key"

    def _lets_in(self, request: Request) -> bool:
        return key_of(request) == ""


class AnyKeyAccepted(_LetsIn):
    """Any key is served, so long as there is one."""

    caught_by = "wrong-key"

    def _lets_in(self, request: Request) -> bool:
        return bool(key_of(request)) and key_of(request) not in self.store.keys


class SecretNotCompared(_LetsIn):
    """The right key id is served with whatever secret."""

    caught_by = "other-secret"

    def _lets_in(self, request: Request) -> bool:
        key_id, dot, _ = (key_of(request) or "").partition(".")
        return bool(dot) and key_id == full_key(self.store).partition(".")[0]


class KeyCaseIgnored(_LetsIn):
    """The key is served in another letter case."""

    caught_by = "letter-case"

    def _lets_in(self, request: Request) -> bool:
        return (key_of(request) or "").lower() == full_key(self.store).lower()


class KeyInQueryAccepted(_LetsIn):
    """The key is served in the query string, where logs keep it."""

    caught_by = "query-key"

    def _lets_in(self, request: Request) -> bool:
        return full_key(self.store) in request.query


class ToggleOpenToAll(_LetsIn):
    """Toggle-agent alone does not look at the key."""

    caught_by = "no-key"

    def _lets_in(self, request: Request) -> bool:
        return operation_of(request) == "toggleChannelAgent"


class ReadOnlyKeyWrites(_LetsIn):
    """A key that may only read can write as well."""

    caught_by = "read-only-key-writes"

    def _lets_in(self, request: Request) -> bool:
        return key_of(request) in self.store.keys


class DeleteActsUnauthorized(Fault):
    """A delete with a wrong key answers 401, and deletes."""

    caught_by = "rejected-has-no-effect"

    def on_refusal(self, request: Request, response: Response) -> Response:
        if response.status == 401 and operation_of(request) == "deleteChannel":
            self.app(with_key(request, full_key(self.store)))
        return response


class BodyJudgedBeforeKey(Fault):
    """A stranger who sends malformed JSON learns so."""

    caught_by = "wrong-key"

    def on_refusal(self, request: Request, response: Response) -> Response:
        if response.status == 401 and request.body and json_of(request) is None:
            return envelope(400, message="The body is not valid JSON.")
        return response


class IdLookedUpBeforeKey(Fault):
    """A stranger learns which ids there are."""

    caught_by = "wrong-key"

    def on_refusal(self, request: Request, response: Response) -> Response:
        channel_id = channel_id_of(request)
        if response.status == 401 and channel_id and channel_id not in self.store.channels:
            return envelope(404, message="There is no such channel.")
        return response
