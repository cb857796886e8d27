"""The mock serves the reference page beside the API, and says no more of it than a page needs."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import httpx
import pytest

from contract_tests.mock import launch
from contract_tests.mock.launch import running, with_reference_page
from contract_tests.mock.server import running_application
from contract_tests.mock.service import Mock

pytestmark = pytest.mark.network("serves the page on this machine")


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with running_application(with_reference_page(Mock())) as url, httpx.Client(base_url=url) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_the_root_leads_to_the_page(client: httpx.Client, path: str) -> None:
    response = client.get(path, follow_redirects=True)
    assert (response.status_code, response.url.path) == (200, "/docs/")
    assert response.headers["content-type"] == "text/html; charset=utf-8"


def test_a_mock_that_a_test_runs_has_it_too() -> None:
    with running() as mock, httpx.Client(base_url=mock.url) as client:
        page = client.get("/", follow_redirects=True)
        assert (page.status_code, page.url.path) == (200, "/docs/")
        assert client.get("/relay/anything").status_code == 404
        assert mock.requests == []


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/docs/page.js", "text/javascript"),
        ("/docs/page.css", "text/css"),
        ("/docs/openapi.json", "application/json"),
        ("/openapi.json", "application/json"),
        ("/openapi.yaml", "application/yaml"),
    ],
)
def test_each_file_has_its_type(client: httpx.Client, path: str, kind: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (200, kind)


def test_the_document_is_served_as_it_is(client: httpx.Client) -> None:
    assert client.get("/openapi.json").json() == Mock().spec.document


def test_no_other_page_frames_it_or_reads_it(client: httpx.Client) -> None:
    headers = client.get("/docs/data.js", headers={"origin": "https://evil.example"}).headers
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["content-security-policy"] == "frame-ancestors 'none'"
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "path", ["/docs/nothing", "/docs/../openapi.yaml.bak", "/docs/%2e%2e/page.py", "/docs//etc/passwd"]
)
def test_nothing_else_is_served(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code in (401, 404)


def test_the_page_is_read_alone(client: httpx.Client) -> None:
    response = client.post("/docs/")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")
    assert client.head("/docs/").status_code == 200


def test_a_host_that_is_none_is_not_written_into_the_page(client: httpx.Client) -> None:
    assert client.get("/docs/data.js", headers={"host": "x'<script>"}).status_code == 400


def test_samples_name_the_host_that_the_browser_knows(client: httpx.Client) -> None:
    text = client.get("/docs/data.js", headers={"host": "mock.internal:8080"}).text
    assert "http://mock.internal:8080/api/v1/" in text


def test_the_api_is_where_it_was(client: httpx.Client) -> None:
    listed = client.get("/api/v1/store/integrations/social/channels", headers={"X-API-Key": Mock.key})
    assert listed.json()["data"] == []
    assert client.get("/_mock/").status_code == 200


def test_without_swagger_ui_the_page_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "swagger_ui_bundle", None)
    with running_application(with_reference_page(Mock())) as url:
        response = httpx.get(f"{url}/docs/")
        document = httpx.get(f"{url}/openapi.json")
        launch._announce(Mock(), url, relay=False)
    said = capsys.readouterr().out
    assert ("pip install swagger-ui-bundle-v2" in said, "/docs/" in said) == (True, False)
    assert (response.status_code, "pip install swagger-ui-bundle-v2" in response.text) == (501, True)
    assert document.status_code == 200
