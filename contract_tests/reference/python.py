"""A request as a call of the generated client."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from contract_tests.spec import Operation, snake

PACKAGE = "sendyiq_social_channels"


def module_of(operation: Operation) -> str:
    """Return the generated module of an operation, as `tag.operation`."""
    return f"{snake(operation.definition.get('tags', ['default'])[0])}.{snake(operation.id)}"


def imports(operations: Iterable[Operation], models: Iterable[str], client: str = "AuthenticatedClient") -> list[str]:
    """Write what calls of some operations, with models for their bodies, have to import."""
    lines = [f"from {PACKAGE} import {client}"]
    modules = sorted({module_of(operation) for operation in operations})
    for tag, of_tag in itertools.groupby(modules, key=lambda module: module.partition(".")[0]):
        lines.append(f"from {PACKAGE}.api.{tag} import {', '.join(name.partition('.')[2] for name in of_tag)}")
    names = ", ".join(sorted(set(models)))
    return [*lines, f"from {PACKAGE}.models import {names}"] if names else lines


def call(operation: Operation, arguments: Sequence[str], model: str | None = None, body: Any = None) -> str:
    """Write the call of an operation; its path parameters are given as they are to stand there."""
    given = [*arguments, "client=client", *([f"body={model}.from_dict({body!r})"] if model else [])]
    return f"{snake(operation.id)}.sync_detailed({', '.join(given)})"


def keeping_id(name: str, written: str, steps: Iterable[str | int]) -> str:
    """Write a call that creates something, and keep the id of it in a variable."""
    return f"{name} = json.loads({written}.content){''.join(f'[{step!r}]' for step in steps)}"
