"""Gathers what the mock's own distribution holds: this folder, what it shares with the suite, and the document."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "sendyiq_social_channels_mock"
SHARED = ("spec/*.py", "reference/*.py", "reference/assets/*")
"""What the mock imports from the folder above."""


class Gather(BuildHookInterface[Any]):
    """Packs the modules under the name of the package; an sdist has them under that name already."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the package to the build."""
        self._made = ""
        if (Path(self.root) / PACKAGE).exists():
            return
        self._made = tempfile.mkdtemp()
        gather(Path(self.root), Path(self._made))
        build_data["force_include"][self._made] = PACKAGE

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was gathered."""
        if self._made:
            shutil.rmtree(self._made)


def gather(mock: Path, target: Path) -> None:
    """Copy the package into an empty folder, with its imports under its own name."""
    suite, repository = mock.parent, mock.parent.parent
    own = [path for path in mock.rglob("*.py") if path.name != Path(__file__).name]
    shared = [path for pattern in SHARED for path in suite.glob(pattern)]
    for source, place in [(p, p.relative_to(mock)) for p in own] + [(p, p.relative_to(suite)) for p in shared]:
        copy = target / place
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        copy.write_text(re.sub(r"\bcontract_tests(\.mock)?\b", PACKAGE, text), encoding="utf-8", newline="\n")
    (target / "py.typed").touch()
    for name in ("openapi.yaml", "LICENSE"):
        shutil.copyfile(repository / name, target / name)
