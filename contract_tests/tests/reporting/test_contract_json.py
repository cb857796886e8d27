"""The keys and types of contract.json, as the manual has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from contract_tests.checks.catalog import CHECKS
from contract_tests.tests.support.suite import SPEC, Finished, run, with_gone_as_404
from contract_tests.tests.support.vocabulary import BY_ID

REPORT: dict[str, Any] = {
    "verdict": str, "target": str, "seed": int, "profile": str, "started": str, "seconds": float, "requests": int,
    "checks": list, "assumptions": list, "channels": dict,
}  # fmt: skip


OPTIONAL = (str, type(None))


CHECK: dict[str, Any] = {
    "id": str, "statement": str, "provenance": str, "operation": OPTIONAL, "held": int, "failed": int,
    "share": (float, type(None)), "left_out": OPTIONAL, "example": (dict, type(None)),
}  # fmt: skip


EXAMPLE: dict[str, Any] = {"curl": str, "python": str, "request": dict, "response": dict}


ASSUMPTION: dict[str, Any] = {"pointer": str, "statement": str, "status": str, "seen": int, "evidence": OPTIONAL}


def assert_documented(value: dict[str, Any], documented: dict[str, Any]) -> None:
    assert {name for name in documented if not isinstance(value[name], documented[name])} == set()


LISTS = ("checks", "findings", "table", "coverage", "refusals", "assumptions", "timeline")


def undocumented(report: dict[str, Any]) -> set[str]:
    """Return the keys that the manual lacks, of the report itself and of what its lists hold."""
    manual = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    parts = [report, *(part for name in LISTS for part in report[name])]
    return {key for part in parts for key in part if f'"{key}":' not in manual}


def assert_report(finished: Finished) -> None:
    report = finished.report
    assert_documented(report, REPORT)
    for check in report["checks"]:
        assert_documented(check, CHECK)
        assert check["operation"] is None or check["operation"] in SPEC.operations
        assert (check["example"] is not None) == bool(check["failed"])
        if check["example"]:
            assert_documented(check["example"], EXAMPLE)
        assert BY_ID[check["id"]].provenance != "assumed" or check["failed"] == 0
    for assumption in report["assumptions"]:
        assert_documented(assumption, ASSUMPTION)
        assert assumption["status"] in ("confirmed", "refuted", "unseen")
    assert {check["id"] for check in report["checks"]} == BY_ID.keys()
    assert_documented(report["channels"], {"created": int, "deleted": int, "left": list})


@pytest.mark.whole
def test_the_report_has_the_documented_keys_and_types(tmp_path: Path) -> None:
    assert len(BY_ID) == len(CHECKS)
    assert_report(run(tmp_path))
    assert_report(run(tmp_path, with_gone_as_404))
    assert_report(run(tmp_path, lambda number, request, serve: httpx.Response(500)))
    broken = run(tmp_path, lambda number, request, serve: httpx.Response(201, content=serve(request).content))
    assert broken.report["verdict"] == "broken"
    assert_report(broken)
    assert undocumented(json.loads((tmp_path / "contract.json").read_text(encoding="ascii"))) == set()
    assert [path.name for path in tmp_path.glob("*contract.json*")] == ["contract.json"]
