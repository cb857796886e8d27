"""Says of each statement of the document where it comes from, in its description."""

from __future__ import annotations

import copy
from typing import Any

from contract_tests.spec import Spec, tokens_of
from contract_tests.spec.pointers import walk

MEANING = {
    "guide": "From another public guide of the vendor.",
    "semantics": "Promised by the names themselves.",
    "assumed": "A guess: nobody says so.",
    "observed": "Seen in every run, and accepted by a person.",
}
LEGEND = """

**Where a statement comes from**

{rows}

What carries no badge stands on the vendor's reference page. A badge holds for all that a schema or response contains.
"""


def badge(name: str, since: str | None = None) -> str:
    """Return a badge in Markdown; the page's style tells badges apart by their titles."""
    return f'<kbd title="{MEANING[name]}{f" Since {since}." if since else ""}">{name}</kbd>'


def with_badges(spec: Spec) -> dict[str, Any]:
    """Return a copy of the document whose descriptions begin with a badge, unless the reference page says it."""
    document: dict[str, Any] = copy.deepcopy(spec.document)
    for place, value in list(walk(document)):
        if not _is_statement(place, value):
            continue
        provenance = spec.provenance(place)
        if provenance != "reference":
            mark = badge(provenance, spec.observed_since(place))
            value["description"] = f"{mark} {value.get('description', '')}".rstrip()
    rows = "\n".join(f"- {badge(name)} {words}" for name, words in MEANING.items())
    document["info"]["description"] = document["info"].get("description", "") + LEGEND.format(rows=rows)
    return document


def _is_statement(place: str, value: dict[str, Any]) -> bool:
    """Whether a place says something of the API: it has a description, or is a property."""
    tokens = tokens_of(place)
    if "$ref" in value or {"example", "examples"} & {*tokens} or tokens[:1] in ([], ["info"], ["servers"], ["tags"]):
        return False
    return isinstance(value.get("description"), str) or tokens[-2:-1] == ["properties"]
