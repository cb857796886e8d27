"""Faults in numbers: what Python reads and writes, and JSON does not have."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from contract_tests.mock.faults.fault import Fault
from contract_tests.mock.messages import Request, Response
from contract_tests.mock.middleware import operation_of


class _NoNumber(Fault):
    """Adds a member that no JSON has to the envelope of an operation."""

    caught_by = "schema-guide"

    operation: ClassVar[str]
    number: ClassVar[bytes]

    def on_success(self, request: Request, response: Response) -> Response:
        if operation_of(request) != self.operation or not response.body.endswith(b"}"):
            return response
        return replace(response, body=response.body[:-1] + b',"quota":' + self.number + b"}")


class NanInUpdate(_NoNumber):
    """An update answers with NaN in its envelope."""

    operation, number = "updateChannel", b"NaN"


class InfinityInList(_NoNumber):
    """The list has -Infinity in its envelope."""

    operation, number = "listChannels", b"-Infinity"
