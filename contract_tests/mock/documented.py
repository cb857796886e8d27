"""Responses as the document has them: its examples, by operation and status."""

from __future__ import annotations

from typing import Any

from contract_tests.mock.messages import JSON_TYPE, RefusedError, Response, encode, envelope
from contract_tests.spec import Operation, Spec, Validators, at, pointer
from contract_tests.spec.sample_values import sample


class Documented:
    """Finds the responses of a document."""

    def __init__(self, spec: Spec, validators: Validators) -> None:
        self._spec = spec
        self._validators = validators
        self._takes_envelope: dict[str, bool] = {}

    def examples(self, operation: Operation, status: int) -> dict[str, Any]:
        """Return the examples of a response by name; one without a name is called `example`."""
        media_type = self._media_type(operation, status)
        if media_type is None:
            return {}
        place = operation.responses[status].media_types[media_type]
        content = at(self._spec.document, place)
        named = {name: self._spec.deref(place + pointer("examples", name))[1] for name in content.get("examples", {})}
        found = {name: example.get("value") for name, example in named.items()}
        return {**found, "example": content["example"]} if "example" in content else found

    def success(self, operation: Operation) -> tuple[int, str | None, Any]:
        """Return status, media type and body of the first 2xx; an envelope where there is none."""
        status = min((status for status, r in operation.responses.items() if r.is_success), default=None)
        if status is None:
            return 200, JSON_TYPE, envelope(200).json()
        return status, self._media_type(operation, status), self._body(operation, status)

    def example_item(self, operation: Operation) -> dict[str, Any]:
        """Return the first item that the example of a success shows; empty where it shows none."""
        resource = self._spec.resource_of(operation)
        found = resource.items_in(operation, self.success(operation)[2]) if resource else []
        return found[0] if found else {}

    def response(self, operation: Operation | None, status: int, example: str | None = None) -> Response:
        """Return the response with an example of the document; with the envelope where it has none."""
        headers = {"retry-after": "1"} if status in (429, 503) else {}
        media_type = self._media_type(operation, status) if operation else None
        if operation and media_type:
            examples = self.examples(operation, status)
            body = examples[example] if example in examples else self._body(operation, status)
            return Response(status, encode(body), {"content-type": media_type, **headers})
        return envelope(status, message=None if status < 400 else "The mock was told to refuse this.", headers=headers)

    def refusal(self, operation: Operation, error: RefusedError) -> Response:
        """Return a refusal in the envelope, with its reason; as the document has it where that is another form."""
        media_type = self._media_type(operation, error.status)
        if media_type is None:
            return self._text(operation, error) or error.response
        place = operation.responses[error.status].media_types[media_type]
        if place not in self._takes_envelope:
            fits = "schema" not in at(self._spec.document, place) or self._validators.at(place + "/schema").is_valid(
                error.response.json()
            )
            self._takes_envelope[place] = fits and media_type == JSON_TYPE
        if self._takes_envelope[place]:
            return error.response
        headers = {**error.response.headers, "content-type": media_type}
        return Response(error.status, encode(self._body(operation, error.status)), headers)

    def _text(self, operation: Operation, error: RefusedError) -> Response | None:
        """Return a refusal as the text that the document has for it; None where it has none."""
        documented = operation.responses.get(error.status)
        media_type = (
            next((name for name in documented.media_types if name.startswith("text/")), None) if documented else None
        )
        if media_type is None:
            return None
        headers = {**error.response.headers, "content-type": media_type}
        return Response(error.status, str(error).encode(), headers)

    def _media_type(self, operation: Operation, status: int) -> str | None:
        documented = operation.responses.get(status)
        types = list(documented.media_types) if documented else []
        return next((name for name in types if "json" in name), None)

    def _body(self, operation: Operation, status: int) -> Any:
        for example in self.examples(operation, status).values():
            return example
        media_type = self._media_type(operation, status)
        place = operation.responses[status].media_types[media_type] if media_type else ""
        has_schema = place and "schema" in at(self._spec.document, place)
        return sample(self._spec.document, place + "/schema") if has_schema else None
