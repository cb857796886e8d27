"""The reference page in a browser: served by the mock, from disk, under any path, and before staging."""

from __future__ import annotations

import contextlib
import functools
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from contract_tests.mock.launch import with_reference_page
from contract_tests.mock.reference_page import ReferencePage
from contract_tests.mock.relay import Relay
from contract_tests.mock.server import running_application
from contract_tests.mock.service import Mock
from contract_tests.reference import page as reference
from contract_tests.reference.operation_samples import Writer
from contract_tests.spec import Spec
from contract_tests.tests.reference.test_page import SIX, SPEC, with_more
from contract_tests.tests.support.browser import axe_violations, browser, opened
from contract_tests.tests.support.marks import more
from contract_tests.tests.support.staging import spec_of

__all__ = ["browser"]
pytestmark = pytest.mark.network("serves the page on this machine")

IN_TURN = (
    "createWebsiteChannel",
    "listChannels",
    "updateChannel",
    "toggleChannelAgent",
    "rotateChannelToken",
    "deleteChannel",
)
OWN_KEY = "own-key-of-staging.0123456789"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_application(with_reference_page(Mock())) as url:
        yield url


def block_of(page: Page, operation: str) -> Locator:
    """Return the block of an operation, open."""
    block = page.locator(f".opblock[id$='-{operation}']")
    if not block.locator(".execute").count():
        block.locator(".opblock-summary-control").click()
    return block


def execute(page: Page, operation: str) -> str:
    """Open an operation, press Execute, and return the status, which is shown."""
    block = block_of(page, operation)
    with page.expect_response(lambda response: "/api/v1/" in response.url) as answered:
        block.locator(".execute").click()
    status = str(answered.value.status)
    block.locator(".live-responses-table tbody .response-col_status", has_text=status).wait_for()
    return status


def authorize(page: Page, key: str) -> None:
    """Give the page an API key, as people do."""
    page.click(".auth-wrapper .authorize")
    page.fill(".auth-container input", key)
    page.click(".auth-btn-wrapper .authorize")
    page.click(".btn-done")


def test_each_operation_works_by_one_click(browser: Browser, url: str) -> None:
    with opened(browser, url) as seen:
        assert seen.page.url == f"{url}/docs/"
        assert {operation: execute(seen.page, operation) for operation in IN_TURN} == dict.fromkeys(IN_TURN, "200")
        assert seen.page.inner_text("#reach").startswith(f"Execute sends to {url} ")
    assert [request for request in seen.requests if not request.startswith((f"{url}/", "data:"))] == []
    assert (seen.said, seen.dialogs) == ([], [])


def test_what_was_created_is_filled_in_where_a_block_is_open_already(browser: Browser, url: str) -> None:
    with opened(browser, url) as seen:
        both = "createWebsiteChannel", "deleteChannel"
        for operation in both:
            block_of(seen.page, operation)
        assert [execute(seen.page, operation) for operation in both] == ["200", "200"]


@pytest.mark.parametrize(("scheme", "width"), [("dark", 390), *more(("light", 1280))])
def test_axe_finds_nothing(browser: Browser, url: str, scheme: str, width: int) -> None:
    look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    with opened(browser, url, **look, bypass_csp=True) as seen:
        page = seen.page
        block_of(page, "updateChannel")
        execute(page, "createWebsiteChannel")
        page.locator(".models button").first.click()
        page.locator(".models .json-schema-2020-12-expand-deep-button").first.wait_for()
        assert axe_violations(page) == []
        page.click(".auth-wrapper .authorize")
        assert axe_violations(page, ".dialog-ux") == []


def test_the_samples_follow_what_was_created(browser: Browser, url: str) -> None:
    with opened(browser, url) as seen:
        assert execute(seen.page, "createWebsiteChannel") == "200"
        block = block_of(seen.page, "deleteChannel")
        called = block.locator(".parameters input").input_value()
        sample = block.locator(".sample pre").first
        assert f"/channels/{called} " in sample.inner_text()
        execute(seen.page, "deleteChannel")
        assert "/channels/website" in sample.inner_text()  # nothing is left: a sample creates what it deletes


def run_sample(language: str, text: str, folder: Path) -> None:
    """Run a sample as somebody who copied it, with nothing else to go by."""
    command = ["bash", "-c", text] if language == "curl" else [sys.executable, "-c", text]
    environment = {"PATH": os.environ["PATH"]}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=folder)
    assert (done.returncode, '"success":true' in done.stdout) == (0, True), done.stdout + done.stderr


@pytest.mark.parametrize("operation", sorted(SIX))
def test_each_sample_runs_as_it_stands(url: str, operation: str, tmp_path: Path) -> None:
    for language, sample in Writer(SPEC, url, Mock.key).samples()[operation].items():
        run_sample(language, sample.get("whole", sample["one"]), tmp_path)


def test_what_the_page_shows_runs_on_what_was_created_with_it(browser: Browser, url: str, tmp_path: Path) -> None:
    with opened(browser, url) as seen:
        seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        execute(seen.page, "createWebsiteChannel")
        for operation in ("updateChannel", "toggleChannelAgent", "rotateChannelToken", "deleteChannel"):
            sample = block_of(seen.page, operation).locator(".sample", has_text="curl").first
            sample.locator(".copy-sample").click()
            sample.get_by_text("Copied").wait_for()
            copied = seen.page.evaluate("navigator.clipboard.readText()")
            assert "/channels/website" not in copied
            run_sample("curl", copied, tmp_path)


def test_the_page_is_quiet_in_the_dark_and_on_a_phone(browser: Browser, url: str) -> None:
    with opened(browser, url, viewport={"width": 390, "height": 800}, color_scheme="dark") as seen:
        block_of(seen.page, "updateChannel")
        seen.page.locator(".sample pre").first.wait_for()
        assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert (
            seen.page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor") != "rgb(255, 255, 255)"
        )
    assert seen.said == []


@contextlib.contextmanager
def web_server(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("place", ["disk", "web server"])
def test_the_folder_works_from_disk_and_under_any_path(browser: Browser, tmp_path: Path, place: str) -> None:
    index = reference.write(SPEC, tmp_path / "some where")
    with web_server(tmp_path) as server:
        start = index.as_uri() if place == "disk" else f"{server}/some%20where/docs/"
        with opened(browser, start) as seen:
            seen.page.locator(".opblock").first.wait_for()
            assert seen.page.locator(".opblock").count() == len(SIX)
            block_of(seen.page, "updateChannel")
            seen.page.locator(".sample pre").first.wait_for()
            seen.page.locator(".models button").first.click()
            seen.page.locator("kbd[title^='A guess']").first.wait_for()
    folder = start.removesuffix("index.html")
    assert [request for request in seen.requests if not request.startswith((folder, "data:"))] == []
    assert seen.said == []


def test_from_disk_a_mock_with_cors_is_reached(browser: Browser, tmp_path: Path) -> None:
    mock = Mock(cors=True)
    with running_application(mock.asgi) as url:
        index = reference.write(spec_of(staging="https://staging.example", mock=url), tmp_path)
        with opened(browser, index.as_uri()) as seen:
            page = seen.page
            authorize(page, mock.key)
            assert execute(page, "listChannels") == "200"
            reach = page.inner_text("#reach")
    assert (url in reach, "CORS" in reach) == (True, True)


def test_three_more_operations_are_there(browser: Browser) -> None:
    mock = Mock()
    with running_application(ReferencePage(mock.asgi, with_more(), mock.key)) as url, opened(browser, url) as seen:
        seen.page.locator(".opblock").first.wait_for()
        assert seen.page.locator(".opblock").count() == len(SIX) + 3
    assert seen.said == []


@pytest.fixture
def staged() -> Iterator[tuple[str, Mock]]:
    """A page whose relay leads to another mock that plays staging; where the page is, and that mock."""
    staging = Mock()
    staging.store.keys[OWN_KEY] = staging.store.keys[Mock.key]
    with running_application(staging.asgi) as staging_url:
        spec: Spec = spec_of(staging=staging_url, production="https://api.sendyiq.com")
        mock = Mock()
        with running_application(ReferencePage(mock.asgi, spec, mock.key, Relay(spec))) as url:
            yield url, staging


def test_staging_is_reached_with_a_key_of_ones_own_and_asked_about(browser: Browser, staged: tuple[str, Mock]) -> None:
    url, staging = staged
    with opened(browser, url) as seen:
        page = seen.page
        page.select_option(".servers select", "/relay")
        reach = page.inner_text("#reach")
        assert "a real server" in reach
        assert staging_url_in(reach) != url
        assert execute(page, "listChannels") == "401"  # no key yet, and least of all the mock's
        authorize(page, OWN_KEY)
        assert execute(page, "listChannels") == "200"
        assert seen.dialogs == []
        create = block_of(page, "createWebsiteChannel")
        create.locator(".execute").click()
        create.get_by_text("Not sent.").wait_for()
        assert staging.store.channels == {}
        seen.accepts = True
        assert execute(page, "createWebsiteChannel") == "200"
        assert len(staging.store.channels) == 1
    assert [dialog.splitlines()[0] for dialog in seen.dialogs] == ["This changes a real store. Send it?"] * 2
    assert staging_url_in(seen.dialogs[0]) == staging_url_in(reach)
    sent = [request.headers.get("x-api-key", "") for request in staging.requests]
    assert sent[0] == ""  # not even the mock's


def staging_url_in(text: str) -> str:
    return next(word for word in text.split() if word.startswith("http")).partition("/api/")[0]
