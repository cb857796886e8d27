"""Where things are: whoever looks for a module finds it by its name, in one room."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from contract_tests.checks import known

SUITE = Path(__file__).parents[1]
ROOT = SUITE.parent
GENERATED = ROOT / "generated_client" / "sendyiq_social_channels"


def _names(folder: Path) -> list[str]:
    """Return the names of packages and modules."""
    own = (path for path in folder.rglob("*.py") if "tests" not in path.relative_to(folder).parts)
    own = (path for path in own if not path.is_relative_to(GENERATED) and path.name != "__main__.py")
    return [path.parent.name if path.name == "__init__.py" else path.stem for path in own]


def test_each_package_and_each_module_has_a_name_of_its_own() -> None:
    names = Counter([*_names(SUITE), *_names(ROOT / "generated_client")])
    assert [name for name, count in names.items() if count > 1] == []


def test_the_suite_is_rooms_and_at_most_five_files() -> None:
    files = {path.name for path in SUITE.glob("[!.]*") if path.is_file()} - {known.PATH.name}  # which a store writes
    assert len(files) <= 5, files


def test_each_room_says_what_it_is_for() -> None:
    rooms = [path for path in SUITE.glob("*/__init__.py") if path.parent.name != "tests"]
    assert [room.parent.name for room in rooms if not room.read_text().startswith('"""')] == []


def test_the_readme_is_read_in_one_go() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 150
