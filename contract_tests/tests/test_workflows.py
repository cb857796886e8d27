"""The workflows take no more than they need, and only what they name exactly."""

from __future__ import annotations

import datetime
import re
import subprocess
from typing import Any

import pytest
import yaml

from contract_tests.selftest.mutants import ROOT

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def workflow(request: pytest.FixtureRequest) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(request.param.read_text())
    return read


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_actions_are_pinned_by_commit(workflow: dict[str, Any]) -> None:
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert used
    assert [action for action in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action)] == []


def test_a_nightly_run_goes_on_with_the_next_seed_each_night() -> None:
    nightly = yaml.safe_load((ROOT / ".github" / "workflows" / "nightly.yml").read_text())
    (seed,) = [step["run"] for step in steps(nightly) if step.get("name") == "Seed"]
    for given in (seed.removeprefix("echo").partition(" >>")[0], _gitlab_seed()):
        said = subprocess.run(["sh", "-c", f"echo {given}"], capture_output=True, text=True, check=True, env={})
        today = datetime.datetime.now(datetime.UTC).date() - datetime.date(1970, 1, 1)
        assert said.stdout.strip().strip('"') == f"SEED={today.days}"


def _gitlab_seed() -> str:
    script: list[str] = yaml.safe_load((ROOT / ".ci" / "gitlab.yml").read_text())["contract"]["script"]
    return next(line for line in script if "SEED" in line).removeprefix("export ")


def test_permissions_are_the_least(workflow: dict[str, Any]) -> None:
    assert workflow["permissions"] == {"contents": "read"}
    more = {name: job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job}
    comments = {"changes": {"contents": "read", "pull-requests": "write"}}
    assert more == (comments if workflow["name"] == "changes" else {})


def test_secrets_go_only_to_the_steps_that_use_them(workflow: dict[str, Any]) -> None:
    for job in workflow["jobs"].values():
        shared = str({name: value for name, value in job.get("env", {}).items() if name != "HAS_KEY"})
        assert "secrets." not in shared
        assert all("secrets." not in str(step.get("run", "")) + str(step.get("with", "")) for step in job["steps"])
