"""`contract.html` as people see it, in a browser: every verdict, thirty findings, and what a hostile server says."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from contract_tests.mock.store import FULL_KEY
from contract_tests.reporting import history, html_report, words
from contract_tests.tests.support.browser import Opened, axe_violations, browser, opened
from contract_tests.tests.support.marks import more
from contract_tests.tests.support.suite import Server, breaking
from contract_tests.tests.support.written import faulty, hostile, written

__all__ = ["browser"]
pytestmark = pytest.mark.whole
MOST = 2_000_000


@dataclass
class Made:
    """A folder with all that a run left, and the report that it was made from."""

    folder: Path
    report: dict[str, Any]

    @property
    def url(self) -> str:
        return (self.folder / html_report.FILE).as_uri()

    @property
    def text(self) -> str:
        return (self.folder / html_report.FILE).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """A report of each verdict, of thirty findings, and of a hostile server with 1 MB bodies."""
    folder = tmp_path_factory.mktemp("reports")
    runs: dict[str, tuple[Any, dict[str, Any]]] = {
        "kept": (None, {}),
        "broken": (faulty("update-wipes-unsent", "stack-trace-shown", "access-token-answered"), {}),
        "incomplete": (Server(breaking(30, 31)), {}),
        "unable": (None, {"key": "another.key-of-nobody"}),
        "hostile": (Server(hostile(2**20)), {}),
    }
    reports = {name: Made(folder / name, written(folder / name, *run, **more)) for name, (*run, more) in runs.items()}
    many = copy.deepcopy(reports["broken"].report)
    many["findings"] = [copy.deepcopy(many["findings"][n % len(many["findings"])]) for n in range(30)]
    (folder / "many").mkdir()
    html = html_report.page(many, reports["broken"].folder)
    (folder / "many" / html_report.FILE).write_text(html, encoding="utf-8")
    return {**reports, "many": Made(folder / "many", many)}


@pytest.fixture
def broken(browser: Browser, made: dict[str, Made]) -> Iterator[Opened]:
    with opened(browser, made["many"].url) as seen:
        yield seen


@pytest.mark.parametrize("name", ["kept", "broken", "incomplete", "unable", "hostile", "many"])
def test_it_is_one_small_file_that_fits_and_asks_no_one(browser: Browser, made: dict[str, Made], name: str) -> None:
    assert len(made[name].text.encode()) < MOST
    with opened(browser, made[name].url) as seen:
        for width in (1280, 768, 390):
            seen.page.set_viewport_size({"width": width, "height": 900})
            assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    assert [url for url in seen.requests if not url.startswith("data:")] == [made[name].url]
    assert (seen.said, seen.dialogs) == ([], [])


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [
        ("broken", "light", 1280),
        *more(("kept", "dark", 390), ("broken", "dark", 390), ("kept", "dark", 1280), ("unable", "light", 390)),
    ],
)
def test_axe_finds_nothing(browser: Browser, made: dict[str, Made], name: str, scheme: str, width: int) -> None:
    look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    with opened(browser, made[name].url, **look, bypass_csp=True) as seen:
        assert axe_violations(seen.page) == []


@pytest.mark.parametrize("verdict", ["kept", "broken", "incomplete", "unable"])
def test_the_verdict_and_what_it_means_come_first(browser: Browser, made: dict[str, Made], verdict: str) -> None:
    assert made[verdict].report["verdict"] == verdict
    with opened(browser, made[verdict].url) as seen:
        head = seen.page.inner_text("header")
        title = seen.page.title()
    assert words.sentence(made[verdict].report) in head
    assert title.startswith(f"Contract {verdict}: ")


def test_what_a_hostile_server_says_is_text(browser: Browser, made: dict[str, Made]) -> None:
    with opened(browser, made["hostile"].url) as seen:
        page = seen.page
        page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
        assert page.title().startswith("Contract broken")
        assert page.locator("main img, main script, main style, main iframe").count() == 0
        assert "<img src=x onerror=" in page.inner_text("main")
        assert "{{ 7 * 7 }}" in page.inner_text("main")
        assert "\u202e" not in page.content()
    assert (seen.said, seen.dialogs) == ([], [])
    assert FULL_KEY not in made["hostile"].text


def test_scripts_that_are_not_the_pages_own_are_refused_by_its_policy(made: dict[str, Made]) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', made["kept"].text)
    assert policy is not None
    rules = dict(rule.split(" ", 1) for rule in policy[1].replace("&#39;", "'").split("; "))
    assert rules["default-src"] == "'none'"
    assert re.fullmatch(r"'sha256-[^']+'", rules["script-src"])


def shown(page: Page) -> int:
    return page.locator(".finding:visible").count()


def test_search_and_filters_leave_what_matches(broken: Opened) -> None:
    page = broken.page
    assert shown(page) == 30
    page.select_option("#check", "no-internals")
    with_internals = shown(page)
    assert 0 < with_internals < 30
    assert page.inner_text("#shown") == f"{with_internals} of 30 findings shown"
    page.select_option("#operation", "deleteChannel")
    assert shown(page) == 0
    page.select_option("#operation", "")
    page.select_option("#check", "")
    page.keyboard.press("/")
    page.keyboard.type("Credential")
    assert 0 < shown(page) < 30


def test_the_keyboard_leads_from_finding_to_finding(broken: Opened) -> None:
    page = broken.page
    focused = "document.activeElement.textContent.trim()"
    page.keyboard.press("j")
    assert page.evaluate(focused) == "1"
    page.keyboard.press("j")
    assert page.evaluate(focused) == "2"
    page.keyboard.press("k")
    assert page.evaluate(focused) == "1"


def test_each_finding_has_a_link_and_a_place_in_the_list(broken: Opened) -> None:
    page = broken.page
    assert page.locator(".index li").count() == 30
    page.locator(".index a").nth(21).click()
    assert page.url.endswith("#finding-22")
    assert page.locator("#finding-22").bounding_box()["y"] < 200  # type: ignore[index]


def test_lines_can_be_copied(broken: Opened) -> None:
    page = broken.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#finding-1 summary", has_text="shell").click()
    page.locator("#finding-1 [data-copy]").first.click()
    page.locator("#finding-1 [data-copy]", has_text="Copied").first.wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "curl -sS" in copied
    assert '"X-API-Key: $SENDYIQ_API_KEY"' in copied


def test_without_scripts_everything_can_be_read(browser: Browser, made: dict[str, Made]) -> None:
    with opened(browser, made["many"].url, java_script_enabled=False) as seen:
        assert seen.page.locator(".finding").count() == 30
        assert not seen.page.locator(".filters").is_visible()


def test_print_shows_the_details_and_leaves_the_controls_out(browser: Browser, made: dict[str, Made]) -> None:
    with opened(browser, made["many"].url) as seen:
        page = seen.page
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator(".finding > details:not([open]):not([data-screen])").count() == 0
        assert page.get_by_text("The requests that show it").filter(visible=True).count() == 30
        assert not page.get_by_text("The same in Python").filter(visible=True).count()
        assert not page.locator("nav, .filters, .copy").filter(visible=True).count()
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.locator(".finding details:not([open])").count() > 0


def test_the_matrix_leads_from_a_failure_to_its_finding(browser: Browser, made: dict[str, Made]) -> None:
    with opened(browser, made["broken"].url) as seen:
        seen.page.locator("#matrix td.bad a").first.click()
        assert "#finding-" in seen.page.url
        rows = seen.page.locator("#matrix tbody tr").count()
    assert rows == len({row["id"] for row in made["broken"].report["checks"]})


def test_what_was_not_tested_has_its_reason(browser: Browser, made: dict[str, Made]) -> None:
    with opened(browser, made["incomplete"].url) as seen:
        text = seen.page.inner_text("#untested")
    assert "went away" in text


def test_the_evidence_shows_the_channel_in_question(made: dict[str, Made]) -> None:
    finding = next(one for one in made["broken"].report["findings"] if one["check"] == "update-partial")
    changed = next(one["request"]["url"] for one in finding["interactions"] if one["request"]["method"] == "PATCH")
    evidence = html_report._findings(made["broken"].report)[made["broken"].report["findings"].index(finding)]["steps"]
    lists = [step["response"] for step in evidence if step["method"] == "GET"]
    assert lists
    assert all(changed.rpartition("/")[2] in body for body in lists)


@pytest.mark.whole
def test_the_evidence_shows_the_channel_in_question_in_a_store_with_many(tmp_path: Path) -> None:
    """Such a list is let go of once it is judged."""
    report = written(tmp_path, faulty("update-drops-model", channels=100), profile="quick")
    (finding,) = report["findings"]
    changed = next(one["request"]["url"] for one in finding["interactions"] if one["request"]["method"] == "PATCH")
    item, others = json.loads(finding["interactions"][-1]["response"]["body"])
    assert (item["id"], item["aiModelCode"]) == (changed.rpartition("/")[2], None)
    assert others.endswith(" more")
    assert item["id"] in html_report._findings(report)[0]["steps"][-1]["response"]


def test_the_trend_puts_operations_of_a_check_together() -> None:
    runs: list[Any] = [{"started": "2026-11-01T00:00:00Z"}] * 2
    since = {"no-key on a": "2026-11-01T00:00:00Z", "no-key on b": "2026-11-01T00:00:00Z", "text-exact": "x"}
    lines = html_report._trends(history.Trend(runs, since, ["text-exact"], ["no-key on c"]))
    assert [(line["state"], line["check"], line["operations"]) for line in lines] == [
        ("new", "text-exact", ["any operation"]),
        ("gone", "no-key", ["c"]),
        ("since", "no-key", ["a", "b"]),
    ]
