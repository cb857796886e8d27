"""`make learn`: prints what the last run teaches, and writes it where it is told to."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from contract_tests.learning import lessons
from contract_tests.learning.proposal import Proposal, propose
from contract_tests.settings import flag, folder
from contract_tests.spec import SPEC_PATH
from contract_tests.spec.errors import UserError


def main(environment: Mapping[str, str]) -> str:
    """Return what there is to read; with APPLY=1 write the amendments first."""
    learnt = lessons.read(folder(environment), even_broken=flag(environment, "EVEN_BROKEN"))
    apply = flag(environment, "APPLY")
    if apply and not _is_clean(SPEC_PATH):
        raise UserError(
            f"{SPEC_PATH.name} has changes that are not committed: commit them, so that these can be told apart."
        )
    proposal = propose(SPEC_PATH.read_text(encoding="utf-8"), learnt)
    if apply:
        SPEC_PATH.write_text(proposal.after, encoding="utf-8")
    return text(proposal, applied=apply)


def text(proposal: Proposal, *, applied: bool) -> str:
    """Return the amendments as a person reads them."""
    if not proposal.diff:
        lines = ["The last run teaches nothing new."]
    else:
        lines = [f"What the last run teaches ({len(proposal.sentences)} amendments):", ""]
        lines += [f"  - {sentence}." for sentence in proposal.sentences]
        lines += ["", proposal.diff]
        done = "openapi.yaml is written. Now: make client, and make contract with another seed."
        lines.append(done if applied else "APPLY=1 writes it.")
    if proposal.open:
        lines += ["", "Open after this run:", *(f"  - {sentence}" for sentence in proposal.open)]
    return "\n".join(lines)


def _is_clean(path: Path) -> bool:
    """Whether git has a file as it is; where there is no git, nobody can tell."""
    command = ["git", "status", "--porcelain", "--", path.name]
    try:
        done = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False)
    except OSError:
        return True
    return done.returncode != 0 or not done.stdout.strip()
