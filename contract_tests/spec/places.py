"""Where a resource stands in a response: found in the schema, read from a body, filled in an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from contract_tests.spec.naming import snake
from contract_tests.spec.pointers import at, pointer
from contract_tests.spec.schemas import same_value

EACH = "[]"
"""The step into the items of an array."""
DEEPEST = 8
"""Steps; deeper down nothing is looked for, so that schemas that refer to one another end."""


@dataclass(frozen=True)
class Place:
    """The way from the root of a body to a resource: names of properties, and EACH for the items of an array."""

    steps: tuple[str, ...]

    def __str__(self) -> str:
        """Write it as `data.items[]`."""
        return ".".join(self.steps).replace("." + EACH, EACH)

    @property
    def is_list(self) -> bool:
        """Whether it leads through an array."""
        return EACH in self.steps

    def find(self, body: Any) -> list[Any]:
        """Return all that stands there."""
        values = [body]
        for step in self.steps:
            if step == EACH:
                values = [item for value in values if isinstance(value, list) for item in value]
            else:
                values = [value[step] for value in values if isinstance(value, dict) and step in value]
        return values

    def is_in(self, body: Any) -> bool:
        """Whether a body has this place: the array, however empty, or the object."""
        return _has(body, self.steps)

    def put(self, body: Any, items: Sequence[Any]) -> Any:
        """Return a body in which these items stand there, alone, with the counts beside them; the rest stays."""
        if not self.steps:
            return items[0] if items else None
        return _put(body, self.steps, list(items))


def fill_by_name(example: Any, item: Mapping[str, Any], names: Set[str]) -> Any:
    """Give an object of an example that has nothing but properties of a resource the values of that resource."""
    if not isinstance(example, dict):
        return example
    if example and example.keys() <= names:
        return {name: item.get(name, value) for name, value in example.items()}
    return {name: fill_by_name(value, item, names) for name, value in example.items()}


def find_places(document: Any, schema: str, target: str, others: frozenset[str]) -> tuple[Place, ...]:
    """Find where a schema refers to the target, but for what stands inside of the target or of the others."""
    ways = dict.fromkeys(_ways(document, schema, target, others, (), frozenset()))
    outermost = (way for way in ways if not any(way[:n] in ways for n in range(len(way))))
    return tuple(Place(way) for way in outermost)


def _ways(
    document: Any, where: str, target: str, others: frozenset[str], steps: tuple[str, ...], above: frozenset[str]
) -> Iterator[tuple[str, ...]]:
    if where == target:
        yield steps
        return
    schema = at(document, where)
    if where in others or where in above or not isinstance(schema, dict) or len(steps) > DEEPEST:
        return
    above |= {where}
    for place in same_value(where, schema):
        yield from _ways(document, place, target, others, steps, above)
    for name in schema.get("properties", {}):
        inner = where + pointer("properties", name)
        yield from _ways(document, inner, target, others, (*steps, name), above)
    if "items" in schema:
        yield from _ways(document, where + "/items", target, others, (*steps, EACH), above)


def _has(value: Any, steps: tuple[str, ...]) -> bool:
    if not steps:
        return isinstance(value, dict)
    step, rest = steps[0], steps[1:]
    if step == EACH:
        return isinstance(value, list) and (not rest or not value or any(_has(item, rest) for item in value))
    return isinstance(value, dict) and _has(value.get(step), rest)


def _put(value: Any, steps: tuple[str, ...], items: list[Any]) -> Any:
    if not steps:
        return items[0] if items else None
    step, rest = steps[0], steps[1:]
    if step == EACH:
        if not rest:
            return items
        template = value[0] if isinstance(value, list) and value else None
        groups = [items] if EACH in rest else [[item] for item in items]
        return [_put(template, rest, group) for group in groups]
    holder = value if isinstance(value, dict) else {}
    before = holder.get(step)
    filled = {**holder, step: _put(before, rest, items)}
    if EACH not in rest:
        return filled
    size = len(Place(rest).find(before))
    return {name: item if name == step else _counted(name, item, size, len(items)) for name, item in filled.items()}


def _counted(name: str, value: Any, before: int, now: int) -> Any:
    """Count anew, in a number beside a list or in an object beside it: a total always, a size that was right."""
    if isinstance(value, dict):
        return {key: _counted(key, item, before, now) if _is_number(item) else item for key, item in value.items()}
    words = set(snake(name).split("_"))
    if not _is_number(value) or words & {"page", "pages"}:
        return value
    return now if words & {"total", "count"} or (words & {"size", "length"} and value == before) else value


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
