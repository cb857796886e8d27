"""Schemathesis takes the mock as an ASGI application, and finds nothing in it: of an amended document neither."""

from __future__ import annotations

import json

import hypothesis
import pytest
import schemathesis
from hypothesis.strategies import DataObject, data

from contract_tests.mock import Mock
from contract_tests.mock.application import App
from contract_tests.mock.asgi import Asgi
from contract_tests.mock.store import FULL_KEY, Store
from contract_tests.tests.support import worlds
from contract_tests.tests.support.marks import more

DOCUMENT = "/_mock/openapi.json"
FIRST = "coupons", "paged_list"
OTHERS = [name for name in worlds.DOCUMENTS if name not in FIRST]


def every_check(schema: schemathesis.BaseSchema) -> None:
    @hypothesis.settings(
        max_examples=60,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(data())
    def each_case(drawn: DataObject) -> None:
        drawn.draw(schema.as_strategy()).call_and_validate(headers={"X-API-Key": FULL_KEY})

    each_case()


def test_it_finds_nothing_in_the_mock() -> None:
    mock = Mock(channels=3)
    every_check(schemathesis.openapi.from_asgi(DOCUMENT, mock.asgi))
    assert {request.operation for request in mock.requests} == set(mock.spec.operations)


def test_it_finds_a_fault() -> None:
    mock = Mock(channels=3, faults=["success-as-text"])
    with pytest.raises(BaseExceptionGroup, match="Schemathesis found"):
        every_check(schemathesis.openapi.from_asgi(DOCUMENT, mock.asgi))


@pytest.mark.whole
@pytest.mark.parametrize("name", [*FIRST, *more(*OTHERS)])
def test_it_finds_nothing_in_the_mock_of_an_amended_document(name: str) -> None:
    known = worlds.read(worlds.DOCUMENTS[name]())
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(known.document)))
    schema.app = Asgi(App(known, Store(known)))
    every_check(schema)
