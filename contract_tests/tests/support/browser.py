"""Chromium, as Debian has it, for the tests of what people look at."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"


# By module, for while Playwright runs, nothing else in its process can run an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("the pages are not tried in a browser: there is no Chromium (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
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


def axe_violations(page: Page) -> list[str]:
    """Return what axe finds wrong. The page's context has to bypass its policy."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    return [f"{violation['id']}: {node['html'][:200]}" for violation in found for node in violation["nodes"]]
