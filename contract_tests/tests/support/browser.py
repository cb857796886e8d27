"""Chromium, as Debian has it, for the tests of what people look at."""

from __future__ import annotations

import contextlib
import importlib.resources
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
HEADLESS = shutil.which("chromium-headless-shell") or CHROMIUM
"""What pages are tried in: the shell takes two thirds of the time, and has no developer tools."""
NEEDED = {"browser": HEADLESS, "chromium": CHROMIUM}
"""The fixtures of tests in a browser, and the program that each takes; none where there is none."""
LEFT_OUT = "Left out: not every page was tried in a browser. Chromium lifts this (apt-get install chromium)."


# By module, for while Playwright runs, nothing else in its process can run an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with _launched(HEADLESS) as browser:
        yield browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with _launched(CHROMIUM) as browser:
        yield browser


@contextlib.contextmanager
def _launched(program: str | None) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # slow to import, and every test run imports this module

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Opened:
    """A page, and what it did besides being looked at."""

    page: Page
    said: list[str] = field(default_factory=list)
    """What came to the console, and errors of scripts."""
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    accepts: bool = False
    """Whether it agrees to what it is asked."""

    def _answer(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.accept() if self.accepts else dialog.dismiss()


@contextlib.contextmanager
def opened(browser: Browser, url: str, **context: Any) -> Iterator[Opened]:
    """Open a page. `context` is Playwright's: viewport, color_scheme, bypass_csp …"""
    with contextlib.closing(browser.new_context(**context)) as made:
        made.set_default_timeout(15_000)
        seen = Opened(made.new_page())
        seen.page.on("console", lambda message: seen.said.append(f"{message.type}: {message.text}"))
        seen.page.on("pageerror", lambda error: seen.said.append(str(error)))
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.on("dialog", seen._answer)
        seen.page.goto(url)
        yield seen


def axe_violations(page: Page, selector: str = "html") -> list[str]:
    """Return what axe finds wrong where the selector leads. The page's context has to bypass its policy."""
    page.evaluate((importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("(selector) => axe.run(selector)", selector)["violations"]
    return [f"{violation['id']}: {node['html'][:200]}" for violation in found for node in violation["nodes"]]
