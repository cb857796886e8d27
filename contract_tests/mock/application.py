"""The API without a network: `openapi.yaml` says what exists, what is valid and what it does."""

from __future__ import annotations

import logging

from contract_tests.mock.cors import is_preflight
from contract_tests.mock.documented import Documented
from contract_tests.mock.endpoint import Endpoint
from contract_tests.mock.messages import RefusedError, Request, Response, envelope
from contract_tests.mock.store import Store
from contract_tests.mock.validation import MASK, MAX_BODY
from contract_tests.spec import Spec, Validators

logger = logging.getLogger(__name__)


class App:
    """Responds to requests from a store. It is a `Handler`: synchronous, and safe to call from many threads."""

    def __init__(self, spec: Spec, store: Store) -> None:
        self.store = store
        self._key_header = spec.key_header
        self._routes = spec.routes
        validators = Validators(spec.document, mask=MASK)
        documented = Documented(spec, validators)
        operations = spec.operations.values()
        self._endpoints = {op.id: Endpoint(spec, validators, documented, op) for op in operations}

    def __call__(self, request: Request) -> Response:
        """Respond to a request. Never raises."""
        try:
            return self._respond(request)
        except RefusedError as refusal:
            return refusal.response
        except Exception:  # a peer must not see a traceback
            logger.exception("the mock failed at %s", request.method)
            return envelope(500, message="The mock failed.")

    def _respond(self, request: Request) -> Response:
        found = self._routes.find(request.path)
        if found is None:
            raise RefusedError(404, "There is no such path.")
        operations, parameters = found
        operation = operations.get(request.method)
        endpoint = self._endpoints[operation.id] if operation else None
        try:
            # Before all else, for a stranger learns nothing; but a browser shows no key when it asks what it may send.
            scopes = frozenset[str]() if is_preflight(request) else self._authenticate(request)
            if endpoint is None:
                raise RefusedError(405, "The path has no such method.", headers={"allow": ", ".join(operations)})
            if endpoint.scope not in scopes:
                raise RefusedError(403, f"The key lacks the scope {endpoint.scope}.")
            if len(request.body) > MAX_BODY:
                raise RefusedError(413, "The body is larger than 1 MiB.")
            return endpoint.respond(self.store, request, parameters)
        except RefusedError as refusal:
            if endpoint is None:
                raise
            return endpoint.refusal(refusal)

    def _authenticate(self, request: Request) -> frozenset[str]:
        scopes = self.store.scopes(request.headers.get(self._key_header.lower(), ""))
        if scopes is None:
            raise RefusedError(401, f"Send a valid API key in the header {self._key_header}.")
        return scopes
