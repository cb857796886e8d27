"""What a run saw of its target, for `make learn`: shapes, statuses and names of headers, never a value."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from contract_tests.checks.shapes import Room, Shape
from contract_tests.spec import Mistake, Operation
from contract_tests.transport.interaction import Interaction
from contract_tests.transport.redaction import Redactor

STATUSES_AT_MOST = 20
MEDIA_TYPES_AT_MOST = 5
HEADERS_AT_MOST = 30
MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9][a-z0-9.+-]{0,60}")
HEADER = re.compile(r"[a-z][a-z-]{1,39}")


@dataclass
class Responses:
    """All responses of one operation with one status."""

    count: int = 0
    media_types: Counter[str] = field(default_factory=Counter)
    """Of bodies; nothing for a body that is empty."""
    bodies: dict[str, Shape] = field(default_factory=dict)
    """By media type, those that are JSON."""
    headers: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """Return them as the file has them."""
        return {
            "count": self.count,
            "media_types": dict(self.media_types),
            "headers": dict(self.headers),
            "bodies": {name: shape.as_json() for name, shape in self.bodies.items()},
        }


class Observations:
    """Collects while responses are judged."""

    def __init__(self, secrets: Redactor) -> None:
        self._secrets = secrets
        self._room = Room(self._is_secret)
        self._responses: dict[str, dict[int, Responses]] = {}
        self._mistakes: dict[str, dict[str, Counter[int]]] = {}
        self._met: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._contradicted: Counter[str] = Counter()

    def see(self, interaction: Interaction, body: Any) -> None:
        """Take up a response; `body` is its JSON."""
        if interaction.operation is None or interaction.status >= 500 or interaction.unread:
            return
        statuses = self._responses.setdefault(interaction.operation.id, {})
        if interaction.status not in statuses and len(statuses) >= STATUSES_AT_MOST:
            return
        responses = statuses.setdefault(interaction.status, Responses())
        responses.count += 1
        self._see_body(responses, interaction, body)
        for name in interaction.response.headers:
            if name in responses.headers or (len(responses.headers) < HEADERS_AT_MOST and self._is_header(name)):
                responses.headers[name] += 1

    def _see_body(self, responses: Responses, interaction: Interaction, body: Any) -> None:
        content = interaction.response.content
        media_type = interaction.media_type if content.strip() else ""
        if media_type and (not MEDIA_TYPE.fullmatch(media_type) or self._is_secret(media_type)):
            return
        if content.strip() and not media_type and body is not None:
            media_type = "application/json"  # under no name, JSON all the same
        if media_type not in responses.media_types and len(responses.media_types) >= MEDIA_TYPES_AT_MOST:
            return
        responses.media_types[media_type] += 1
        if media_type and (body is not None or content.strip() == b"null"):
            responses.bodies.setdefault(media_type, Shape()).add(body, self._room)

    def see_mistake(self, operation: Operation, mistake: Mistake, status: int) -> None:
        """Take up the status that a mistake got."""
        self._mistakes.setdefault(operation.id, {}).setdefault(mistake, Counter())[status] += 1

    def met(self, where: str, operation: str) -> None:
        """Count a value that met the statement at a place of the document."""
        self._met[where][operation] += 1

    def contradicted(self, where: str) -> None:
        """Count a value that contradicted the statement at a place of the document."""
        self._contradicted[where] += 1

    def as_json(self) -> dict[str, Any]:
        """Return all of it, as the file has it."""
        return {
            "responses": {
                name: {str(status): responses.as_json() for status, responses in sorted(statuses.items())}
                for name, statuses in self._responses.items()
            },
            "mistakes": {
                name: {mistake: {str(s): n for s, n in sorted(found.items())} for mistake, found in mistakes.items()}
                for name, mistakes in self._mistakes.items()
            },
            "met": {where: dict(found) for where, found in self._met.items()},
            "contradicted": dict(self._contradicted),
        }

    def _is_header(self, name: str) -> bool:
        return bool(HEADER.fullmatch(name)) and not self._is_secret(name)

    def _is_secret(self, name: str) -> bool:
        return self._secrets.text(name) != name
