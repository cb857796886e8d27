"""Which property of a resource is its id, which path parameter takes it, and where a create shows a new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from contract_tests.spec.operations import Operation, path_parameter
from contract_tests.spec.pointers import tokens_of
from contract_tests.spec.schemas import Property, gathered

BY_ID = ("reads", "updates", "deletes", "changes")
"""The kinds of effect that need the id of a resource in the path."""
_BODY = "$response.body#"


@dataclass(frozen=True)
class IdLink:
    """What one link of a create says of the new id."""

    operation_id: str
    parameter: str
    pointer: str
    """Into the body of the response."""


def id_links(operations: Sequence[Operation]) -> list[IdLink]:
    """Return what the links of the create say that lead to another of these operations."""
    targets = {operation.id: operation for operation in operations if _takes_id(operation)}
    creates = (operation for operation in operations if operation.effect and operation.effect.kind == "creates")
    links = [link for create in creates for link in _links(create)]
    return [link for link in links if link.parameter in _parameters(targets.get(link.operation_id))]


def _links(create: Operation) -> Iterator[IdLink]:
    for response in create.responses.values():
        for link in response.definition.get("links", {}).values():
            for name, expression in link.get("parameters", {}).items():
                if str(expression).startswith(_BODY):
                    where = str(expression).removeprefix(_BODY)
                    yield IdLink(str(link.get("operationId")), name.removeprefix("path."), where)


def _parameters(operation: Operation | None) -> tuple[str, ...]:
    return operation.path_parameters if operation else ()


def _takes_id(operation: Operation) -> bool:
    return operation.effect is not None and operation.effect.kind in BY_ID


def id_parameter(operation: Operation, links: Sequence[IdLink]) -> str | None:
    """Name the path parameter that takes the id: the one that a link fills, else the last one in the path."""
    if not _takes_id(operation):
        return None
    linked = [link.parameter for link in links if link.operation_id == operation.id]
    # With several, as in /stores/{storeId}/channels/{channelId}, the last one is the resource's own.
    named = [name for name in operation.path_parameters if name in linked] or list(operation.path_parameters)
    return named[-1] if named else None


def id_property(
    document: dict[str, Any], operations: Sequence[Operation], properties: Mapping[str, Property]
) -> Property | None:
    """Find the property that is the id, with what its path parameter says of it too.

    It is what the create's links point at; else it has the name of the path parameter; else one that is like it.
    """
    links = id_links(operations)
    parameters = list(_id_parameters(document, operations, links))
    last_tokens = (token for link in links for token in tokens_of(link.pointer)[-1:])
    names = (*last_tokens, *(parameter.name for parameter in parameters))
    found = next((properties[name] for name in names if name in properties), None)
    alike = (_alike(parameter, properties) for parameter in parameters)
    found = found or next(filter(None, alike), None) or properties.get("id")
    if found is None or not parameters:
        return found
    taken = parameters[0]
    return replace(found, types=found.types or taken.types, definition={**taken.definition, **found.definition})


def _id_parameters(
    document: dict[str, Any], operations: Sequence[Operation], links: Sequence[IdLink]
) -> Iterator[Property]:
    for operation in operations:
        name = id_parameter(operation, links)
        where = path_parameter(document, operation, name) if name else None
        if name and where:
            yield gathered(document, name, [where])


def _alike(parameter: Property, properties: Mapping[str, Property]) -> Property | None:
    """Return the property that a parameter's name ends with, or `id`, if its type allows; else the one of its type."""
    fitting = [shown for shown in properties.values() if _fits(parameter, shown)]
    ending = [shown for shown in fitting if parameter.name.lower().endswith(shown.name.lower())]
    named = max(ending, key=lambda shown: len(shown.name), default=None)
    named = named or next((shown for shown in fitting if shown.name == "id"), None)
    typed = [shown for shown in fitting if (shown.types, _format(shown)) == (parameter.types, _format(parameter))]
    return named or (typed[0] if len(typed) == 1 else None)


def _fits(parameter: Property, shown: Property) -> bool:
    """Whether values of a property can be what a parameter takes: a text without a format may hold a number too."""
    if not shown.types or not parameter.types or (parameter.types == {"string"} and _format(parameter) is None):
        return True
    return bool(shown.types & parameter.types) and _format(shown) in (None, _format(parameter))


def _format(described: Property) -> str | None:
    return described.definition.get("format")
