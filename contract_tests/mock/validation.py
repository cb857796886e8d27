"""Judges the parameters and the body of a request by the schemas of the document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import jsonschema_rs
import orjson

from contract_tests.mock.messages import JSON_TYPE, RefusedError, Request, decode
from contract_tests.spec import Operation, Spec, Validators, pointer

MAX_BODY = 1024 * 1024
MASK = "the value"  # stands in the remarks for what was sent, which may be a credential


def parse_json(body: bytes) -> Any:
    """Read JSON. Refuses what is none with 400."""
    try:
        return decode(body)
    except ValueError:
        raise RefusedError(400, "The body is not valid JSON.", ["body: not valid JSON"]) from None


class Parameter:
    """A parameter in the path or the query."""

    def __init__(self, spec: Spec, validators: Validators, json_pointer: str) -> None:
        place, definition = spec.deref(json_pointer)
        self.name: str = definition["name"]
        self.where: str = definition["in"]
        self._required: bool = definition.get("required", False)
        types = definition.get("schema", {}).get("type", "string")
        self._is_text = "string" in types
        self._is_list = "array" in types
        self._validator = validators.at(place + "/schema") if "schema" in definition else None

    def problem(self, values: list[str]) -> str | None:
        """Say what is wrong with the values sent, if anything is."""
        if not values:
            return f"{self.name}: required" if self._required else None
        typed = [self._typed(value) for value in values]
        value = typed if self._is_list else typed[-1]
        if self._validator is None or self._validator.is_valid(value):
            return None
        return f"{self.name}: {remarks(self._validator, value)[0].partition(': ')[2]}"

    def _typed(self, text: str) -> Any:
        if self._is_text:
            return text
        try:
            return orjson.loads(text)
        except ValueError:
            return text


class Input:
    """What an operation takes."""

    def __init__(self, spec: Spec, validators: Validators, operation: Operation) -> None:
        self._parameters = [
            parameter
            for place in (pointer("paths", operation.path), operation.pointer)
            for index in range(len(spec.deref(place + "/parameters")[1] or []))
            if (parameter := Parameter(spec, validators, place + pointer("parameters", index))).where
            in ("path", "query")
        ]
        self._body = validators.at(operation.body_pointer) if operation.body_pointer else None
        definition = spec.deref(operation.pointer + "/requestBody")[1] or {}
        self._body_required: bool = definition.get("required", False)
        self._malformed_id = min(spec.statuses_for(operation, "malformed-id"), default=404)
        undocumented = 400 if 400 in operation.responses and 415 not in operation.responses else 415
        self._wrong_media_type = min(spec.statuses_for(operation, "wrong-media-type"), default=undocumented)

    def check_parameters(self, request: Request, in_path: Mapping[str, str]) -> None:
        """Refuse what is not valid: in the path as an id that there is not, in the query with 400."""
        query = parse_qs(request.query, keep_blank_values=True) if request.query else {}
        for parameter in self._parameters:
            if parameter.where == "path":
                if parameter.problem([in_path[parameter.name]]):
                    raise RefusedError(self._malformed_id, f"There is nothing with this {parameter.name}.")
            elif problem := parameter.problem(query.get(parameter.name, [])):
                raise RefusedError(400, "The request is not valid.", [problem])

    def read_body(self, request: Request) -> Any:
        """Return the body, parsed and found valid; None for an operation without one."""
        if self._body is None or not (request.body or self._body_required):
            return None
        is_named_json = request.headers.get("content-type", "").partition(";")[0].strip().lower() == JSON_TYPE
        if not is_named_json and self._wrong_media_type >= 400:  # by the document it may be no mistake
            raise RefusedError(self._wrong_media_type, f"Send the body as {JSON_TYPE}.")
        value = parse_json(request.body)
        if not self._body.is_valid(value):
            raise RefusedError(400, "The request is not valid.", remarks(self._body, value))
        return value


def remarks(validator: jsonschema_rs.Validator, value: Any) -> list[str]:
    """Say what is wrong with a value, and where."""
    try:
        return [remark(error) for error in validator.iter_errors(value)]
    except ValueError:  # jsonschema_rs shows no value of more than 255 levels, not even masked
        return ["body: nested too deeply"]


def remark(error: jsonschema_rs.ValidationError) -> str:
    """Say what is wrong and where, without showing what was sent."""
    return f"{'.'.join(map(str, error.instance_path)) or 'body'}: {error.message}"
