"""Finds what a path addresses, by the paths of the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from contract_tests.spec.operations import Operation

Methods = Mapping[str, Operation]


class Routes:
    """The paths of a document. A literal path wins over a template, as OpenAPI has it."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        paths: dict[str, dict[str, Operation]] = {}
        for operation in operations:
            paths.setdefault(operation.path, {})[operation.method] = operation
        self._literal = {path: methods for path, methods in paths.items() if "{" not in path}
        templates = sorted((path for path in paths if "{" in path), key=lambda path: path.count("{"))
        self._templates = [(next(iter(paths[path].values())).pattern, paths[path]) for path in templates]

    def find(self, path: str) -> tuple[Methods, dict[str, str]] | None:
        """Return the operations of a path by method, and its decoded parameters; None for an unknown path."""
        if path in self._literal:
            return self._literal[path], {}
        for pattern, methods in self._templates:
            hit = pattern.match(path)
            if hit:
                return methods, {name: unquote(value) for name, value in hit.groupdict().items()}
        return None
