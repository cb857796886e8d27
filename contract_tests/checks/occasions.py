"""On which operations of a resource a check has an occasion: by their effects, their bodies and their parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from contract_tests.checks import website
from contract_tests.spec import Operation, Resource

Occasion: TypeAlias = Callable[[Resource, Operation], bool]


def any_of_it(_: Resource, __: Operation) -> bool:
    """Whether it has to do with the resource at all."""
    return True


def nowhere(_: Resource, __: Operation) -> bool:
    """Say that a check is about no single operation."""
    return False


def lists(resource: Resource, operation: Operation) -> bool:
    """Whether it lists the resource."""
    return operation == resource.lists


def creates(resource: Resource, operation: Operation) -> bool:
    """Whether it creates one."""
    return operation == resource.creates


def updates(resource: Resource, operation: Operation) -> bool:
    """Whether it updates one."""
    return operation in resource.updates


def deletes(resource: Resource, operation: Operation) -> bool:
    """Whether it deletes one."""
    return operation == resource.deletes


def changes(_: Resource, operation: Operation) -> bool:
    """Whether it may change anything."""
    return operation.changes


def sets(resource: Resource, operation: Operation) -> bool:
    """Whether it sets a property."""
    return operation in resource.changes and bool(operation.effect and operation.effect.sets)


def replaces(resource: Resource, operation: Operation) -> bool:
    """Whether it gives a property a new value."""
    return operation in resource.changes and bool(operation.effect and operation.effect.replaces)


def is_told(resource: Resource, operation: Operation) -> bool:
    """Whether responses show something of what it gives a value."""
    effect = operation.effect
    named = (*effect.sets, *effect.replaces) if effect and effect.kind == "changes" else resource.roundtrip(operation)
    return any(resource.tells(operation, name) for name in named)


def told(occasion: Occasion) -> Occasion:
    """Return an occasion of those operations alone of which responses show something."""
    return lambda resource, operation: occasion(resource, operation) and is_told(resource, operation)


def changes_one_thing_of_several(resource: Resource, operation: Operation) -> bool:
    """Whether it and another change can be sent at one time, and both must survive."""
    several = any(
        len(texts) + len(resource.changes) > 1 for update in resource.updates if (texts := free_texts(resource, update))
    )
    one = updates(resource, operation) or sets(resource, operation) or replaces(resource, operation)
    return several and one and is_told(resource, operation)


def free_texts(resource: Resource, update: Operation) -> list[str]:
    """Name the texts of an update that another update of the same time need not send as well."""
    return [name for name in texts_of(resource, update) if name not in update.required_properties]


def texts_of(resource: Resource, operation: Operation) -> list[str]:
    """Name the texts of a body that come back, and may have the value that others have."""
    names = [name for name in resource.roundtrip(operation) if operation.body_properties[name].is_text]
    return [name for name in names if name in resource.texts and name not in resource.unique]


def takes_id(resource: Resource, operation: Operation) -> bool:
    """Whether its path takes the id."""
    return operation.id in resource.id_parameters


def uses_id(resource: Resource, operation: Operation) -> bool:
    """Whether something that was deleted can be named by it, other than to delete it again."""
    return resource.is_deletable and takes_id(resource, operation) and operation != resource.deletes


def takes_body(_: Resource, operation: Operation) -> bool:
    """Whether it takes a body."""
    return operation.body_pointer is not None


def takes_date_time(_: Resource, operation: Operation) -> bool:
    """Whether its body has a date-time."""
    return any(sent.is_date_time for sent in operation.body_properties.values())


def returns_text(resource: Resource, operation: Operation) -> bool:
    """Whether a text that it is sent comes back."""
    return any(name in resource.texts and resource.tells(operation, name) for name in resource.roundtrip(operation))


def returns_date_time(resource: Resource, operation: Operation) -> bool:
    """Whether a date-time that it is sent comes back."""
    returned = set(resource.roundtrip(operation)).intersection(resource.date_times)
    return any(resource.tells(operation, name) for name in returned)


def makes_unique_value(resource: Resource, operation: Operation) -> bool:
    """Whether it makes a value that no other may have."""
    makes = creates(resource, operation) or replaces(resource, operation)
    return makes and any(resource.tells(operation, name) for name in resource.unique)


def creates_typed(resource: Resource, operation: Operation) -> bool:
    """Whether it creates what the guide gives a type."""
    return creates(resource, operation) and website.tells_type(resource, operation)


def creates_account(resource: Resource, operation: Operation) -> bool:
    """Whether it creates what shows an account id and a token."""
    return creates(resource, operation) and website.tells_account(resource, operation)
