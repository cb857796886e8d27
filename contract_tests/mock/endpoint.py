"""One operation of the document, prepared for serving."""

from __future__ import annotations

from collections.abc import Mapping

from contract_tests.mock.behaviour import BEHAVIOURS, Call, blank_channel
from contract_tests.mock.messages import Request, Response, envelope, json_response
from contract_tests.mock.store import READ, WRITE, Store
from contract_tests.mock.validation import Input
from contract_tests.spec import Operation, Spec, Validators
from contract_tests.spec.pointers import at, pointer


class Endpoint:
    """What an operation takes, which scope it needs, and how it answers."""

    def __init__(self, spec: Spec, validators: Validators, operation: Operation) -> None:
        self.scope = WRITE if operation.changes else READ
        self._input = Input(spec, validators, operation)
        self._behaviour = BEHAVIOURS.get(operation.id)
        self._documented = _documented(spec, operation)
        self._blank = blank_channel(spec)
        schema = at(spec.document, operation.body_pointer) if operation.body_pointer else None
        properties = (schema or {}).get("properties", {})
        self._known = frozenset(properties)
        self._write_only = frozenset(name for name in properties if properties[name].get("writeOnly"))

    def answer(self, store: Store, request: Request, parameters: Mapping[str, str]) -> Response:
        """Validate and act. An operation without behaviour answers from its example."""
        self._input.check_parameters(request, parameters)
        body = self._input.read_body(request) or {}
        if self._behaviour is None:
            return self._documented
        known = {name: body[name] for name in body if name in self._known}
        with store.lock:
            data = self._behaviour(Call(store, parameters, known, self._write_only, self._blank))
        return envelope(self._documented.status, data)


def _documented(spec: Spec, operation: Operation) -> Response:
    """Return the first success of the document, with its first example."""
    answer = next((answer for status, answer in sorted(operation.responses.items()) if 200 <= status < 300), None)
    if answer is None:
        return envelope(200)
    for media in answer.media_types.values():
        content = at(spec.document, media)
        for name in content.get("examples", {}):
            example = spec.deref(media + pointer("examples", name))[1]
            return json_response(answer.status, example.get("value"))
        if "example" in content:
            return json_response(answer.status, content["example"])
    return envelope(answer.status) if answer.media_types else Response(answer.status, b"")
