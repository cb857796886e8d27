"""What was sent and how it was answered, request by request, without credentials."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import httpx

from contract_tests.checks.results import Row
from contract_tests.runner.outcome import Outcome
from contract_tests.runner.timeline import Body
from contract_tests.transport.escaping import visible
from contract_tests.transport.redaction import Redactor


def of(outcome: Outcome, redactor: Redactor) -> list[dict[str, Any]]:
    """Return an entry for each request of a run, in the order in which they went out."""
    failed = _failed(outcome.results.failures)

    @functools.cache  # most headers and many bodies come again and again
    def clean(text: str) -> str:
        return visible(redactor.text(text))

    return [
        {
            "number": sent.number,
            "phase": sent.phase,
            "operation": sent.operation,
            "method": clean(sent.request.method),
            "path": clean(sent.request.url.raw_path.decode("ascii")),
            "status": sent.status,
            "milliseconds": sent.milliseconds,
            "time": sent.started.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "failed": failed[sent.number],
            "url": clean(str(sent.request.url)),
            "request": _side(sent.request.headers, sent.body, clean),
            "response": _side(sent.headers, sent.response_body, clean),
        }
        for sent in outcome.timeline
    ]


def _failed(rows: Iterable[Row]) -> defaultdict[int, list[str]]:
    """Return the checks that failed, by the number of the last request that shows it."""
    failed: defaultdict[int, list[str]] = defaultdict(list)
    for row in rows:
        for failure in row.failures:
            for interaction in failure.interactions[-1:]:
                failed[interaction.number] += [] if row.check.id in failed[interaction.number] else [row.check.id]
    return failed


def _side(headers: httpx.Headers, body: Body, clean: Callable[[str], str]) -> dict[str, Any]:
    return {
        "headers": [[clean(name), clean(value)] for name, value in headers.multi_items()],
        "body": clean(body.content.decode("utf-8", "backslashreplace")),
        "size": body.size,
        "is_cut": len(body.content) < body.size,
    }
