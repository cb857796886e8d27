"""Mutation testing of the mock: cosmic-ray changes its code, one place at a time, and the suite judges each change.

`python -m contract_tests.selftest.mutants COSMIC_RAY` runs it all in copies of the project, so that nothing here is
changed; `… judge` is what cosmic-ray runs for a mutant. A mutant is killed if the verdict on it is `broken`.
"""

from __future__ import annotations

import compileall
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from contract_tests import settings as settings_module
from contract_tests import spec as spec_module

ROOT = Path(__file__).parents[2]
MODULES = ("store", "validation", "actions", "blueprint", "endpoint", "application", "messages")
"""What the mock does, in an order that shares the work out evenly. The project's tests prove what carries it."""
SEED = "1"
SECONDS = 90
"""Time for one mutant: one that hangs is judged as well."""
NOT_MUTATED = ["core/ReplaceBinaryOperator_(?!Add_Sub|Mul_Add|Mod_Add|Pow_Mul|Sub_Add)"]
"""One other operator in place of each is enough; `|` stands in annotations alone."""


NOTICED = {
    "incomplete": "noticed: the run could not test everything, and says so",
    "unable": "noticed: the run could not start, and says so",
    "refuted": "noticed: another response than we guess, which is no defect",
    "did not run": "noticed: nothing is served",
}
"""What is no finding, and not passed over either."""


def judge() -> int:
    """Run the suite against the mock as it stands; say the verdict in one line; return 1 where it is broken."""
    from contract_tests.selftest.trial import HEALTHY, Trial, run_trial

    said = "kept"
    for profile in ("quick", "default"):  # most mutants need no more than a quick run
        environment = {"TARGET": "mock", "SEED": SEED, "PROFILE": profile}
        chosen = settings_module.read(environment, spec_module.load(validate=False))
        result = run_trial(Trial("healthy", HEALTHY, int(SEED)), chosen)
        said = "refuted" if result.verdict == "kept" and result.refuted else result.verdict
        evidence = ", ".join(result.failed) or "; ".join(result.refuted) or result.reason
        if result.verdict == "broken":
            break
    print(f"VERDICT {said} {evidence}")
    return 1 if said == "broken" else 0


def main(tool: str) -> int:
    """Judge all mutants, print what became of them, and write `mutants.json`; return 1 where any survived unnamed."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as pool:
        workers = os.cpu_count() or 1
        shares = [MODULES[number::workers] for number in range(min(workers, len(MODULES)))]
        places = [Path(folder, str(number)) for number in range(len(shares))]
        found = [m for part in pool.map(_run, [tool] * len(shares), places, shares) for m in part]
    reports = Path(os.environ.get("REPORTS") or "reports/")
    reports.mkdir(parents=True, exist_ok=True)
    (reports / "mutants.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    named = known()
    survivors = [mutant for mutant in found if mutant["verdict"] != "broken"]
    for mutant in survivors:
        mutant["reason"] = reason(mutant, named) if mutant["verdict"] == "kept" else NOTICED[mutant["verdict"]]
        print(f"{mutant['verdict']:<12}{mutant['module']}.py:{mutant['line']} {mutant['operator']}")
        print(f"    - {mutant['was']}\n    + {mutant['is']}\n    {mutant['reason'] or 'NOT NAMED in mutants.json'}")
    counts = Counter(m["verdict"] for m in found)
    print(", ".join(f"{count} {verdict}" for verdict, count in counts.most_common()))
    harmless = sum(m["verdict"] == "kept" and bool(m["reason"]) for m in survivors)
    print(f"{len(found)} mutants, of which {harmless} are no defects; killed: {counts['broken']} of the others,")
    noticed = sum(counts[verdict] for verdict in NOTICED)
    print(f"noticed in another way: {noticed}, passed over: {len(found) - harmless - counts['broken'] - noticed}")
    return 1 if any(not m["reason"] for m in survivors) else 0


def _run(tool: str, place: Path, modules: tuple[str, ...]) -> list[dict[str, Any]]:
    for name in ("contract_tests", "generated_client"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("openapi.yaml", "pyproject.toml"):
        shutil.copy(ROOT / name, place)
    compileall.compile_dir(place, quiet=1)
    for module in modules:  # compiled anew each time: two mutants may be of one size, and of one second
        for stale in (place / "contract_tests/mock/__pycache__").glob(f"{module}.*"):
            stale.unlink()
    paths = [f"contract_tests/mock/{module}.py" for module in modules]
    (place / "mutants.toml").write_text(
        f"[cosmic-ray]\nmodule-path = {json.dumps(paths)}\ntimeout = {SECONDS}.0\nexcluded-modules = []\n"
        f"test-command = {json.dumps(f'{sys.executable} -B -m contract_tests.selftest.mutants judge')}\n"
        '[cosmic-ray.distributor]\nname = "local"\n'
        f"[cosmic-ray.filters.operators-filter]\nexclude-operators = {json.dumps(NOT_MUTATED)}\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{place}{os.pathsep}{place / 'generated_client'}"}
    ray = Path(tool)
    for command in (
        [ray, "init", "mutants.toml", "mutants.sqlite"],
        [ray.with_name("cr-filter-operators"), "mutants.sqlite", "mutants.toml"],
        [ray, "exec", "mutants.toml", "mutants.sqlite"],
    ):
        subprocess.run([str(part) for part in command], cwd=place, env=environment, check=True)
    dump = [tool, "dump", "mutants.sqlite"]
    return list(_read(subprocess.check_output(dump, cwd=place, text=True)))


def _read(dumped: str) -> Iterator[dict[str, Any]]:
    """Read what cosmic-ray has to say of each mutant."""
    for line in dumped.splitlines():
        item, result = json.loads(line)
        if result is None or result["worker_outcome"] in ("skipped", "no-test"):
            continue
        mutation = item["mutations"][0]
        said = re.search(r"^VERDICT (\w+) ?(.*)$", result["output"] or "", re.MULTILINE)
        changed = [line for line in (result["diff"] or "").splitlines() if not line.startswith(("---", "+++"))]
        yield {
            "module": Path(mutation["module_path"]).stem,
            "line": mutation["start_pos"][0],
            "definition": mutation["definition_name"],
            "operator": mutation["operator_name"].removeprefix("core/"),
            "was": " ".join(line[1:].strip() for line in changed if line.startswith("-")),
            "is": " ".join(line[1:].strip() for line in changed if line.startswith("+")),
            "verdict": said[1] if said else "did not run",
            "evidence": said[2] if said else "",
        }


def known() -> list[dict[str, str]]:
    """Read which mutants are no defects: by module, definition, line of code, what it is now; each with a reason."""
    read: list[dict[str, str]] = json.loads(Path(__file__).with_name("mutants.json").read_text(encoding="utf-8"))
    return read


def reason(mutant: dict[str, Any], named: list[dict[str, str]]) -> str | None:
    """Return why a mutant is no defect; None for one that is not named."""
    keys = ("module", "definition", "was", "is")
    return next((n["reason"] for n in named if all(mutant[key] == n[key] for key in keys if key in n)), None)


if __name__ == "__main__":
    sys.exit(judge() if sys.argv[1:] == ["judge"] else main(sys.argv[1]))
