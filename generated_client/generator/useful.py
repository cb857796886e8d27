"""Which part of a response is useful: the resource that the operation's effect names, or the list of them.

Where the document says of no resource, it is what an envelope has as `data`, and otherwise the whole response.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import ModelProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty

from contract_tests import spec
from contract_tests.spec.places import EACH


@dataclass
class Operation(Endpoint):
    """What the generator knows of an operation, and the way to the resource in its response."""

    way: tuple[str, ...] | None = None
    """Names of properties, and EACH for the items of an array; None where the document shows no resource there."""
    models: Mapping[str, ModelProperty] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """The useful part of a response."""

    steps: Sequence[Any]
    """The properties that lead to it."""
    needed: Sequence[Any]
    """The properties that may be neither null nor missing for it to be there."""
    items: Any
    """The property that holds the list, where the part is an object with one; otherwise None."""


def find_ways(document: spec.Spec, parsed: GeneratorData) -> list[Operation]:
    """Give each endpoint the way to its resource; return them."""
    ways = {_where(op.method, op.path): _way(document, op) for op in document.operations.values()}
    models = {str(model.class_info.name): model for model in parsed.models if isinstance(model, ModelProperty)}
    found: list[Operation] = []
    for tag in parsed.endpoint_collections_by_tag.values():
        operations = [
            Operation(**vars(one), way=ways[_where(one.method, one.path.get_untrusted_value())], models=models)
            for one in tag.endpoints
        ]
        tag.endpoints = list(operations)
        found += operations
    return found


def part(operation: Operation, response: Any) -> Part:
    """Find the useful part of a response."""
    data = [prop for name, prop in _members(response.prop, operation.models) if name == "data"]
    usual = data if is_envelope(response.prop) else []
    way = operation.way
    if way is None or (walked := _walk(response.prop, way, operation.models)) is None:
        return Part(usual, usual, None)
    if EACH not in way:
        return Part(walked, walked, None)
    is_beside = way.index(EACH) == len(way) - 1 == len(usual) + 1
    return Part(usual, walked, walked[-1] if is_beside else None)


def lists(operations: Sequence[Operation]) -> dict[str, tuple[str, str]]:
    """Return for each model that holds a list of resources the name of the list, and the type of its items."""
    found = {}
    for operation in operations:
        for response in successes(operation):
            there = part(operation, response)
            holder = _model((there.steps or [response.prop])[-1])
            for items in kinds(there.items) if there.items and holder else ():
                if holder and isinstance(items, ListProperty):
                    item_type = str(items.inner_property.get_type_string().as_unembedded_code())
                    found[str(holder.class_info.name)] = (str(there.items.python_name), item_type)
    return found


def successes(operation: Operation) -> list[Any]:
    """List the generator's responses that mean success."""
    ranges = [(response, response.status_code.range) for response in operation.responses]
    return [response for response, codes in ranges if codes and 200 <= codes[0] < 300]


def kinds(prop: Any) -> list[Any]:
    """List what a property may be, null aside."""
    return [kind for kind in getattr(prop, "inner_properties", [prop]) if not isinstance(kind, NoneProperty)]


def may_be_null(prop: Any) -> bool:
    """Say whether the document allows a property to be null."""
    return len(kinds(prop)) < len(getattr(prop, "inner_properties", [prop]))


def is_envelope(prop: Any) -> bool:
    """Say whether it has `success` and `data`."""
    return {"success", "data"} <= {name for name, _ in _members(prop, {})}


def _walk(prop: Any, way: Sequence[str], models: Mapping[str, ModelProperty]) -> list[Any] | None:
    """Follow the way to the resource, or to the first list on it; None where the models have no such way."""
    walked: list[Any] = []
    for step in way:
        if step == EACH:
            break
        found = dict(_members(prop, models)).get(step)
        if found is None:
            return None
        prop = found
        walked.append(prop)
    return walked


def _members(prop: Any, models: Mapping[str, ModelProperty]) -> Iterator[tuple[str, Any]]:
    model = _model(prop)
    if model is not None:
        model = models.get(str(model.class_info.name), model)  # a property has a copy
        for one in (*(model.required_properties or ()), *(model.optional_properties or ())):
            yield one.name.get_untrusted_value(), one


def _model(prop: Any) -> ModelProperty | None:
    found = kinds(prop)
    return found[0] if len(found) == 1 and isinstance(found[0], ModelProperty) else None


def _way(document: spec.Spec, operation: spec.Operation) -> tuple[str, ...] | None:
    resource = document.resource_of(operation)
    places = resource.places(operation) if resource else ()
    return places[0].steps if len(places) == 1 else None


def _where(method: str, path: str) -> tuple[str, str]:
    return method.lower(), re.sub("{.*?}", "{}", path)
