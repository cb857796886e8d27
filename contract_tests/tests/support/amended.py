"""This document as a test amends it, and a mock that serves it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import httpx

from contract_tests import spec
from contract_tests.mock.application import App
from contract_tests.mock.inprocess import client
from contract_tests.mock.store import Store
from contract_tests.spec import Spec, Validators

Document: TypeAlias = dict[str, Any]
CHANNELS = "/api/v1/store/integrations/social/channels"


def document() -> Document:
    return copy.deepcopy(spec.load(validate=False).document)


@contextmanager
def serving(amended: Document, channels: int = 0) -> Iterator[httpx.Client]:
    """Serve a document; every success has to meet its schema."""
    known = Spec(amended)
    store = Store(known)
    store.seed(channels)
    validators = Validators(amended)

    def judge(response: httpx.Response) -> None:
        response.read()
        operation = known.match(response.request.method, response.request.url.path)
        documented = operation.responses.get(response.status_code) if operation else None
        for media_type, place in documented.media_types.items() if documented else ():
            assert response.headers["content-type"] == media_type
            assert validators.at(place + "/schema").is_valid(response.json()), response.text

    with client(App(known, store)) as api:
        api.event_hooks["response"].append(judge)
        yield api
