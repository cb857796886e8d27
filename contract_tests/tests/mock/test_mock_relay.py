"""The relay sends what this machine's own page tries on to staging, and nothing else to nobody else."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from contract_tests.mock import configuration, relay
from contract_tests.mock.reference_page import ReferencePage
from contract_tests.mock.relay import Relay, staging_url
from contract_tests.mock.server import running_application
from contract_tests.mock.service import Mock
from contract_tests.spec import load
from contract_tests.spec.errors import UserError
from contract_tests.tests.support.staging import Played, Staging, played, spec_of, staging

__all__ = ["played", "staging"]
pytestmark = pytest.mark.network("serves the page, and a server that plays staging, on this machine")

LIST = "/api/v1/store/integrations/social/channels"
KEY = "a-key-of-staging.0123456789abcdef"


@pytest.fixture(scope="module")
def url(played: Played) -> Iterator[str]:
    spec = spec_of(staging=played.url, production="https://api.sendyiq.com", mock="http://127.0.0.1:4010")
    mock = Mock()
    with running_application(ReferencePage(mock.asgi, spec, mock.key, Relay(spec))) as url:
        yield url


def asked(url: str, method: str = "GET", path: str = LIST, body: bytes = b"", **changed: str | None) -> httpx.Response:
    """Ask as the page does, but for what is changed; None leaves a header out."""
    usual = {"origin": url, "sec_fetch_site": "same-origin", "x_relay": "staging", "x_api_key": KEY, **changed}
    headers = {name.replace("_", "-"): value for name, value in usual.items() if value is not None}
    if body:
        headers["content-type"] = "application/json"
    return httpx.request(method, f"{url}/relay{path}", headers=headers, content=body, timeout=20)


def test_the_page_reaches_staging_with_its_key_and_its_body(url: str, played: Played, staging: Staging) -> None:
    response = asked(url, "POST", f"{LIST}/website", b'{"displayName": "x"}', cookie="secret=1", x_other="secret")
    assert (response.status_code, response.json()) == (200, {"success": True, "data": []})
    ((method, path, headers, body),) = staging.came
    assert (method, path, body) == ("POST", f"{LIST}/website", b'{"displayName": "x"}')
    assert headers["x-api-key"] == KEY
    assert headers["host"] == played.url.removeprefix("http://")
    assert not headers.keys() & {"cookie", "origin", "referer", "x-other", "x-relay", "sec-fetch-site"}


def test_a_browser_sends_no_origin_with_what_it_gets_from_its_own_page(url: str, staging: Staging) -> None:
    assert asked(url, origin=None).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:1"},
        {"origin": None, "sec_fetch_site": None},
        {"origin": None, "sec_fetch_site": "none"},
        {"origin": None, "sec_fetch_site": "same-site"},
        {"sec_fetch_site": "cross-site"},
        {"host": "evil.example"},
        {"host": "127.0.0.1.nip.io"},
        {"host": "127.0.0.1"},
        {"host": "0.0.0.0:80"},
        {"referer": "https://evil.example/"},
        {"referer": "http://127.0.0.1:1/docs/"},
        {"x_relay": None},
        {"x_relay": "production"},
    ],
    ids=str,
)
def test_what_another_page_or_program_asks_is_refused(url: str, staging: Staging, changed: dict[str, Any]) -> None:
    response = asked(url, **changed)
    assert (response.status_code, staging.came) == (403, [])
    assert "access-control-allow-origin" not in response.headers


def test_a_rebound_name_is_refused_even_where_its_origin_agrees(url: str, staging: Staging) -> None:
    port = urlsplit(url).port
    assert asked(url, host=f"evil.example:{port}", origin=f"http://evil.example:{port}").status_code == 403
    assert staging.came == []


def test_no_other_origin_is_allowed_to_ask(url: str, staging: Staging) -> None:
    wanted = {"access-control-request-method": "GET", "access-control-request-headers": "x-relay"}
    response = httpx.options(f"{url}/relay{LIST}", headers={"origin": "https://evil.example", **wanted})
    assert response.status_code == 403
    assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/api/v1/store",
        f"{LIST}/../../../../admin",
        f"{LIST}/..",
        f"{LIST}/%2e%2e",
        f"{LIST}/%2e%2e%2fadmin",
        f"{LIST}/a%2fb",
        f"{LIST}/a%00",
        f"{LIST}/a%0d%0aX-Evil:1",
        f"{LIST}/a;b",
        f"{LIST}\\evil",
        f"/{LIST}",
        f"{LIST}/",
        f"{LIST}//website",
        "//evil.example/api",
        "/@evil.example" + LIST,
        "@evil.example" + LIST,
        ":80@evil.example" + LIST,
        ".evil.example" + LIST,
        "/https://evil.example" + LIST,
        LIST + "?next=https://evil.example",
        LIST + "?X-API-Key=" + KEY,
    ],
)
def test_no_other_path_is_asked(url: str, staging: Staging, path: str) -> None:
    """As a program would send it: a browser mends some of these before."""
    for method in ("GET", "PATCH", "DELETE"):
        request = f"{method} /relay{path} HTTP/1.1\r\nOrigin: {url}\r\nX-Relay: staging\r\nX-API-Key: {KEY}\r\n"
        assert status_of(url, request) in (400, 403, 404)
    assert staging.came == []


@pytest.mark.parametrize("method", ["PUT", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get"])
def test_no_other_method_is_sent(url: str, staging: Staging, method: str) -> None:
    status = status_of(url, f"{method} /relay{LIST} HTTP/1.1\r\nOrigin: {url}\r\nX-Relay: staging\r\n")
    assert status in (400, 403, 404)
    assert staging.came == []


@pytest.mark.parametrize(
    "line",
    [
        "X-API-Key: a\r\n b",
        "X-API-Key: a\rX-Evil: 1",
        "X-API-Key: a\nX-Evil: 1",
        "X-API-Key: a\0b",
        "X-API-Key: ä",
        "X-API-Key: a\r\nX-API-Key: b",
        f"X-API-Key: {'a' * 9000}",
        "Origin: https://evil.example",
        "Host: evil.example",
        "Content-Type: a\tb",
    ],
)
def test_no_header_is_sent_on_that_is_more_than_one_line(url: str, staging: Staging, line: str) -> None:
    status = status_of(url, f"GET /relay{LIST} HTTP/1.1\r\nOrigin: {url}\r\nX-Relay: staging\r\n{line}\r\n")
    assert (status in (400, 403, 431), "x-evil" in str(staging.came)) == (True, False)
    assert staging.came == []


def status_of(url: str, request: str) -> int:
    """Send a request as it stands; return the status, 400 where the server only closes."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        request += f"Host: {parts.netloc}\r\n"
        connection.sendall((request + "Sec-Fetch-Site: same-origin\r\nConnection: close\r\n\r\n").encode("latin-1"))
        answer = connection.makefile("rb").readline()
    return int(answer.split()[1]) if answer else 400


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 304])
def test_no_redirect_is_followed_or_handed_on(url: str, staging: Staging, status: int) -> None:
    staging.status, staging.headers = status, {"location": "https://api.sendyiq.com/", "content-length": "0"}
    staging.body = b""
    response = asked(url)
    assert (response.status_code, len(staging.came)) == (502, 1)
    assert "location" not in response.headers
    assert "redirects" in response.json()["error"]


def test_what_a_browser_would_obey_is_not_handed_back(url: str, staging: Staging) -> None:
    told = {"set-cookie": "a=1", "refresh": "0;url=//evil.example", "clear-site-data": "*", "x-api-key": KEY}
    staging.headers = {"content-type": "text/html", "retry-after": "1", **told}
    staging.body = b"<script>alert(1)</script>"
    response = asked(url)
    assert not response.headers.keys() & told.keys()
    assert (response.headers["retry-after"], response.content) == ("1", staging.body)
    assert response.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_an_endless_response_ends_soon(url: str, staging: Staging) -> None:
    staging.endless = True
    response = asked(url)
    assert (response.status_code, "2 MiB" in response.json()["error"]) == (502, True)
    assert staging.sent < 64 * 2**20


def test_a_compressed_response_is_not_unpacked(url: str, staging: Staging) -> None:
    staging.headers = {"content-encoding": "gzip"}
    assert asked(url).status_code == 502


def test_a_large_body_is_not_sent(url: str, staging: Staging) -> None:
    assert asked(url, "POST", f"{LIST}/website", b" " * (2**20 + 1)).status_code == 413
    assert staging.came == []


def test_a_response_that_takes_too_long_is_given_up(
    url: str, staging: Staging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "SECONDS", 0.2)
    staging.answers.clear()
    response = asked(url)
    assert response.status_code == 504
    assert len(staging.came) <= 1  # none, where the machine is so busy that the time is over before


def test_a_server_that_is_not_there_is_named_and_the_key_is_not(url: str, staging: Staging) -> None:
    spec = spec_of(staging="http://127.0.0.1:9")
    mock = Mock()
    with running_application(ReferencePage(mock.asgi, spec, mock.key, Relay(spec))) as other:
        response = asked(other)
    assert (response.status_code, "http://127.0.0.1:9" in response.text) == (502, True)
    assert KEY not in response.text


def test_no_key_is_in_a_log_or_in_the_mocks_own(
    url: str, staging: Staging, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    assert asked(url).status_code == 200
    assert KEY not in caplog.text + "".join(capfd.readouterr())
    assert KEY not in httpx.get(f"{url}/_mock/requests").text


def test_without_relay_nothing_is_relayed() -> None:
    mock = Mock()
    with running_application(ReferencePage(mock.asgi, mock.spec, mock.key)) as url:
        response = asked(url)
        page = httpx.get(f"{url}/docs/data.js").text
    assert (response.status_code, "RELAY=staging" in response.text) == (404, True)
    assert "stagging-api" not in page.split('"servers": [{')[-1]


@pytest.mark.parametrize(
    ("servers", "reason"),
    [
        ({"mock": "http://127.0.0.1:1"}, "names no server"),
        ({"staging": "https://api.example", "production": "https://api.example/v1"}, "is the production server"),
        ({"staging": "https://API.example.", "production": "https://api.example"}, "is the production server"),
        ({"staging": "http://staging.example"}, "without TLS"),
        ({"staging": "https://user@staging.example"}, "names no server"),
    ],
)
def test_a_document_without_a_staging_server_has_no_relay(servers: dict[str, str], reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        staging_url(spec_of(**servers))


def test_the_relay_of_this_document_asks_staging() -> None:
    assert staging_url(load(validate=False)) == "https://stagging-api.sendyiq.com"


@pytest.mark.parametrize(
    ("text", "host"),
    [("production", "127.0.0.1"), ("1", "127.0.0.1"), ("https://api.sendyiq.com", "::1"), ("staging", "0.0.0.0")],
)
def test_the_relay_is_for_staging_and_this_machine_alone(text: str, host: str) -> None:
    with pytest.raises(UserError, match="RELAY"):
        configuration.relay_from({"RELAY": text}, host)
