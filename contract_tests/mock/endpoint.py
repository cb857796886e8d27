"""One operation of the document, prepared for serving."""

from __future__ import annotations

from collections.abc import Mapping

from contract_tests.mock.actions import action_for
from contract_tests.mock.documented import Documented
from contract_tests.mock.messages import RefusedError, Request, Response
from contract_tests.mock.response_template import ResponseTemplate
from contract_tests.mock.store import READ, WRITE, Store
from contract_tests.mock.validation import Input
from contract_tests.spec import Operation, Spec, Validators


class Endpoint:
    """What an operation takes, which scope it needs, what it does, and how it responds."""

    def __init__(self, spec: Spec, validators: Validators, documented: Documented, operation: Operation) -> None:
        self.scope = WRITE if operation.changes else READ
        self._operation = operation
        self._documented = documented
        self._input = Input(spec, validators, operation)
        self._template = ResponseTemplate(spec, documented, operation)
        self._act = action_for(spec, documented, operation)

    def respond(self, store: Store, request: Request, parameters: Mapping[str, str]) -> Response:
        """Validate and act. An operation without an effect responds with its example."""
        self._input.check_parameters(request, parameters)
        body = self._input.read_body(request)
        if self._act is None:
            return self._template.render(())
        with store.lock:  # until the items are written down: another request may change them
            return self._template.render(self._act(store, parameters, body if isinstance(body, dict) else {}))

    def refusal(self, error: RefusedError) -> Response:
        """Respond to a request that is refused."""
        if 200 <= error.status < 300:  # the document says that this is no mistake
            return self._documented.response(self._operation, error.status)
        return self._documented.refusal(self._operation, error)
