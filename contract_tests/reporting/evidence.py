"""What a ticket needs to know of a response: when it was asked for, its status, and as much of its body as tells."""

from __future__ import annotations

import json
import re
from typing import Any

from contract_tests.checks.causes import unlike_the_key
from contract_tests.checks.listed_items import Shown, shortened
from contract_tests.checks.results import Failure
from contract_tests.transport.interaction import Interaction, loads

LONGEST_BODY = 600
"""Characters of a body that evidence shows."""
LONGEST_ID = 100
REQUEST_ID = re.compile(r"(?:.*[-_])?(?:request|correlation|trace|transaction)[-_]?id|traceparent|cf-ray")
"""Headers that name a request to those who run the server: with it, they find it in their logs."""


def of(failure: Failure | None) -> list[dict[str, Any]]:
    """Return the responses that show a failure: of the last change, with what went out with it, and of the last one."""
    if failure is None or not failure.interactions:
        return []
    last = failure.interactions[-1]
    changing = [e for e in failure.interactions if e.request.method != "GET"]
    group = {e.intent.together for e in changing[-1:]} - {None}
    together = [e for e in changing if e.intent.together in group]
    shown = {id(e): e for e in (*(together or changing[-1:]), last)}
    return [
        {
            "request": f"{e.request.method} {e.request.url.raw_path.decode('ascii', 'replace')}",
            "key": unlike_the_key(e.intent),
            "sent_at": e.sent_at,
            "status": e.status,
            "request_id": _request_id(e),
            "body": _body(e, failure.shown if e is last else None),
        }
        for e in shown.values()
    ]


def _request_id(interaction: Interaction) -> str | None:
    headers = interaction.response.headers.items()
    return next((f"{name}: {value[:LONGEST_ID]}" for name, value in headers if REQUEST_ID.fullmatch(name)), None)


def _body(interaction: Interaction, shown: Shown | None) -> str:
    """Return the beginning of a body; of a list, the items that it is about."""
    if shown is not None:
        return _items(shown)
    text = interaction.response.content.decode("utf-8", "backslashreplace")
    if interaction.json is not None:
        text = json.dumps(interaction.json, ensure_ascii=False)  # escapes would hide credentials from the redaction
    if interaction.json is not None and len(text) > LONGEST_BODY:
        text = json.dumps(shortened(interaction.json), ensure_ascii=False)
    size = interaction.response.extensions.get("size", len(interaction.response.content))
    return text if len(text) <= LONGEST_BODY else f"{text[:LONGEST_BODY]}… ({size} bytes)"


def _items(shown: Shown) -> str:
    if not shown.items:
        return f"(a list of {shown.others} others)"
    room = LONGEST_BODY // len(shown.items)
    items = ", ".join(_item(item, room) for item in shown.items)
    return f"{items} and {shown.others} others" if shown.others else items


def _item(text: str, room: int) -> str:
    if len(text) > room and (item := loads(text.encode("utf-8", "surrogatepass"))) is not None:
        text = json.dumps(shortened(item), ensure_ascii=False)
    return text if len(text) <= room else f"{text[:room]}…"
