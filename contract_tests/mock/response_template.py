"""The successful response of an operation: the documented example, with the stored items where the schema has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contract_tests.mock.documented import Documented
from contract_tests.mock.messages import Response, encode
from contract_tests.mock.store import Item
from contract_tests.spec import Operation, Spec

_HOLE: Item = {"\0": 0}
_HOLES = {1: encode(_HOLE), 2: encode([_HOLE, _HOLE])}


class ResponseTemplate:
    """Renders items. The JSON around them is written once, at the start, where it is always the same."""

    def __init__(self, spec: Spec, documented: Documented, operation: Operation) -> None:
        self._operation = operation
        self._resource = spec.resource_of(operation)
        self.status, self._media_type, self._example = documented.success(operation)
        self._headers = {"content-type": self._media_type} if self._media_type else {}
        self._is_list = operation.effect is not None and operation.effect.kind == "lists"
        self._around = self._split()

    def render(self, items: Sequence[Item]) -> Response:
        """Respond with some items."""
        if not self._media_type:
            return Response(self.status, b"")
        if self._around is not None:
            before, after = self._around
            written = encode(items if self._is_list else items[0])
            return Response(self.status, before + written + after, self._headers)
        return Response(self.status, encode(self._filled(items)), self._headers)

    def _filled(self, items: Sequence[Item]) -> Any:
        if self._resource is None:
            return self._example
        filled = self._resource.put_in(self._operation, self._example, items)
        if self._is_list or self._resource.places(self._operation):
            return filled
        names = {self._resource.id_property, *self._resource.id_parameters.values()}
        return _with_id(filled, names, items[0][self._resource.id_property])

    def _split(self) -> tuple[bytes, bytes] | None:
        """Return the JSON before and after the items; None where they change more than that, such as a count."""
        if self._resource is None or not self._resource.places(self._operation):
            return None
        found = []
        for count in (1, 2) if self._is_list else (1,):
            hole = _HOLES[2] if count == 2 else encode([_HOLE]) if self._is_list else _HOLES[1]
            parts = encode(self._filled([_HOLE] * count)).split(hole)
            found.append(parts)
        if any(len(parts) != 2 or parts != found[0] for parts in found):
            return None
        before, after = found[0]
        return before, after


def _with_id(value: Any, names: set[str], item_id: Any) -> Any:
    """Return an example in which each id is that of the item: a response may show it where there is no item."""
    if isinstance(value, dict):
        return {name: item_id if name in names else _with_id(inner, names, item_id) for name, inner in value.items()}
    return value
