"""Texts that may command whoever shows them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from contract_tests.mock.hostile.temptation import LIST, Hostile
from contract_tests.mock.messages import Request, Response
from contract_tests.mock.middleware import operation_of


class HostileTexts(Hostile):
    """Every text of every response holds what may command a terminal, a page or a CI."""

    text = "\x1b[2J\x1b]0;x\x07\r\n::error ::x\n##[error]x\n::stop-commands::x\n\u202etxt <b>**x**</b> `x` \ud800 |"

    def respond(self, request: Request) -> Response:
        response = self.app(request)
        if not response.body:
            return response
        soiled = self._soiled(response.json(), operation_of(request) == LIST)
        return replace(response, body=json.dumps(soiled).encode())

    def _soiled(self, value: Any, listed: bool, name: str = "") -> Any:
        if isinstance(value, dict):
            soiled = {key: self._soiled(item, listed, key) for key, item in value.items()}
            return {**soiled, "extra\x1b[31m::error::": self.text}
        if isinstance(value, list):
            return [self._soiled(item, listed) for item in value]
        kept = name in ("id", "tokenExpiresAt") or (listed and name == "displayName")
        return value if kept or not isinstance(value, str) else value + self.text
