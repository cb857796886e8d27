"""What a ticket needs of a response: when it was asked for, its status, and as much of its body as tells."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from contract_tests.transport.interaction import Interaction, Key

LONGEST_BODY = 600
"""Characters of a body that evidence shows."""


def of(interactions: Sequence[Interaction]) -> list[dict[str, Any]]:
    """Return the responses that show a failure: of the last request that may change something, and of the last one."""
    if not interactions:
        return []
    changing = [e for e in interactions if e.request.method != "GET"]
    named = {key for e in interactions for key in (e.key, e.made_key) if key}
    shown = {id(e): e for e in (*changing[-1:], interactions[-1])}
    return [
        {
            "request": f"{e.request.method} {e.request.url.raw_path.decode('ascii', 'replace')}",
            "sent_at": e.sent_at,
            "status": e.status,
            "body": _body(e, named),
        }
        for e in shown.values()
    ]


def _body(interaction: Interaction, named: set[Key]) -> str:
    """Return the beginning of a body; of a list, the items that it is about."""
    text = interaction.response.content.decode("utf-8", "backslashreplace")
    resource, items = interaction.resource, interaction.items if interaction.is_list else []
    if resource and items:
        about = [
            item
            for item in items
            if (shown := resource.id_of(item)) is not None and (resource.name, resource.key_of(shown)) in named
        ]
        rest = len(items) - len(about)
        text = f"{json.dumps(about, ensure_ascii=False)}" + (f" and {rest} others" if rest else "")
    elif interaction.json is not None:
        text = json.dumps(interaction.json, ensure_ascii=False)  # escapes would hide credentials from the redaction
    return text if len(text) <= LONGEST_BODY else f"{text[:LONGEST_BODY]}… ({len(interaction.response.content)} bytes)"
