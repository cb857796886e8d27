"""Pages of other origins are served where CORS says so, and a preflight needs no key."""

from __future__ import annotations

import httpx
import pytest

from contract_tests.mock import Mock
from contract_tests.mock.configuration import Settings, from_environment
from contract_tests.spec.errors import UserError

CHANNELS = "/api/v1/store/integrations/social/channels"
PAGE = "http://localhost:5173"
PREFLIGHT = {
    "Origin": PAGE,
    "Access-Control-Request-Method": "GET",
    "Access-Control-Request-Headers": "x-api-key",
}


def ask(mock: Mock, method: str, **headers: str) -> httpx.Response:
    with httpx.Client(transport=mock.transport(), base_url=mock.url) as client:
        return client.request(method, CHANNELS, headers={name.replace("_", "-"): headers[name] for name in headers})


@pytest.mark.parametrize(("cors", "allowed"), [(True, "*"), ([PAGE], PAGE)])
def test_a_page_is_served_after_its_preflight(cors: bool | list[str], allowed: str) -> None:
    mock = Mock(channels=1, cors=cors)
    preflight = ask(mock, "OPTIONS", **PREFLIGHT)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == allowed
    assert preflight.headers["access-control-allow-methods"] == "GET"
    assert preflight.headers["access-control-allow-headers"] == "x-api-key"
    listed = ask(mock, "GET", Origin=PAGE, X_API_Key=mock.key)
    assert (listed.status_code, listed.headers["access-control-allow-origin"]) == (200, allowed)
    refused = ask(mock, "GET", Origin=PAGE)
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, allowed)


@pytest.mark.parametrize("cors", [False, ["http://localhost:9999"]])
def test_all_others_are_told_nothing_of_cors_and_their_preflight_needs_no_key(cors: bool | list[str]) -> None:
    mock = Mock(cors=cors)
    preflight = ask(mock, "OPTIONS", **PREFLIGHT)
    assert (preflight.status_code, preflight.headers["allow"]) == (405, "GET")
    answers = [preflight, ask(mock, "GET", Origin=PAGE, X_API_Key=mock.key)]
    assert not [name for answer in answers for name in answer.headers if name.startswith("access-control")]


def test_options_alone_need_a_key() -> None:
    assert ask(Mock(cors=True), "OPTIONS").status_code == 401


@pytest.mark.parametrize(
    ("text", "cors"), [("", False), ("0", False), ("1", True), (PAGE, (PAGE,)), (f"{PAGE}, null-x", None)]
)
def test_the_environment_names_origins(text: str, cors: bool | tuple[str, ...] | None) -> None:
    if cors is None:
        with pytest.raises(UserError, match="cors: 1 or True for every origin"):
            from_environment({"CORS": text})
    else:
        assert from_environment({"CORS": text}) == Settings(cors=cors)
