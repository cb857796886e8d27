"""Responses as the document has them: its examples, by operation and status."""

from __future__ import annotations

from typing import Any

from contract_tests.mock.messages import Response, envelope, json_response
from contract_tests.spec.pointers import at, pointer
from contract_tests.spec import Operation, Spec


class Documented:
    """Finds the examples of a document."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec

    def examples(self, operation: Operation, status: int) -> dict[str, Any]:
        """Return the examples of a response by name; one without a name is called `example`."""
        answer = operation.responses.get(status)
        found: dict[str, Any] = {}
        for media in answer.media_types.values() if answer else ():
            content = at(self._spec.document, media)
            for name in content.get("examples", {}):
                found[name] = self._spec.deref(media + pointer("examples", name))[1].get("value")
            if "example" in content:
                found["example"] = content["example"]
        return found

    def response(self, operation: Operation | None, status: int, example: str | None = None) -> Response:
        """Return the response with an example of the document; with the envelope where it has none."""
        examples = self.examples(operation, status) if operation else {}
        name = example or next(iter(examples), None)
        headers = {"retry-after": "1"} if status in (429, 503) else None
        if name in examples:
            return json_response(status, examples[name], headers)
        return envelope(status, message=None if status < 400 else "The mock was told to refuse this.", headers=headers)
