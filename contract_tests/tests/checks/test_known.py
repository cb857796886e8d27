"""A known finding breaks no run while its entry holds, and hides nothing else."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from contract_tests.checks import known
from contract_tests.learning import accept
from contract_tests.mock.application import App
from contract_tests.mock.faults import FAULTS
from contract_tests.mock.inprocess import transport
from contract_tests.mock.middleware import wrapped
from contract_tests.mock.store import Store
from contract_tests.reporting import WRITERS, contract_json, html_report, junit, markdown, terminal
from contract_tests.reporting.annotations import lines
from contract_tests.runner.run import Run
from contract_tests.spec.errors import UserError
from contract_tests.tests.support.suite import SPEC, TARGET, settings
from contract_tests.transport.redaction import Redactor

TODAY = datetime.date(2026, 11, 26)
ENTRY = "- {check: update-kept, cause: any value, reason: told the vendor, until: 2026-12-01}\n"


def run(folder: Path, *faults: str, accepted: known.KnownFindings | None = None, seed: int = 1) -> dict[str, object]:
    store, redactor = Store(), Redactor()
    server = transport(wrapped(store, App(SPEC, store), [FAULTS[name] for name in faults]))
    outcome = Run(SPEC, settings(folder, seed=seed), TARGET, redactor, lambda *_: None, server, known=accepted).run()
    report = contract_json.of(outcome, SPEC.key_header, redactor)
    for writer in WRITERS:
        writer.write(report, folder)
    return report


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a run that found something left its reports."""
    folder = tmp_path_factory.mktemp("first")
    assert run(folder, "missing-key-accepted")["verdict"] == "broken"
    return folder


@pytest.fixture
def found(first: Path, tmp_path: Path) -> Path:
    """A folder with these reports, in which more can be done."""
    return Path(shutil.copytree(first, tmp_path, dirs_exist_ok=True))


def taken(folder: Path, today: datetime.date = TODAY) -> known.KnownFindings:
    path = folder / "known_findings.yaml"
    asked = {"REPORTS": str(folder), "UNTIL": "2026-12-01", "REASON": "told the vendor", "TICKET": "S-7"}
    accept.main(asked, path, TODAY)
    return known.load(path, today)


@pytest.mark.whole
def test_what_was_accepted_is_known_and_breaks_no_run(found: Path) -> None:
    report = run(found, "missing-key-accepted", accepted=taken(found), seed=2)
    assert report["verdict"] == "kept"
    assert report["known"]
    said = terminal.text(report, found)
    assert "1. Known until 2026-12-01 (told the vendor, S-7)" in said
    assert "KEPT  nothing new is broken (1 finding, 1 known until 2026-12-01)" in said
    assert "Nothing new is broken (1 finding" in markdown.text(report)
    assert "Known until 2026-12-01" in markdown.text(report)
    assert "<strong>Known until 2026-12-01 (told the vendor, S-7)</strong>" in (found / html_report.FILE).read_text()
    assert not [line for line in lines(report) if line.startswith("::error")]
    assert "<failure" not in (found / junit.FILE).read_text()


@pytest.mark.whole
def test_past_its_day_it_breaks_the_run_again(found: Path) -> None:
    accepted = taken(found, TODAY + datetime.timedelta(days=6))
    assert run(found, "missing-key-accepted", accepted=accepted)["verdict"] == "broken"


@pytest.mark.whole
def test_a_new_crash_does_not_hide_behind_a_known_one(tmp_path: Path) -> None:
    run(tmp_path, "malformed-id-crashes")
    report = run(tmp_path, "malformed-id-crashes", "null-crashes", accepted=taken(tmp_path))
    assert report["verdict"] == "broken"


@pytest.mark.whole
def test_what_is_no_longer_seen_is_named(found: Path) -> None:
    report = run(found, accepted=taken(found))
    assert "No longer seen, delete it from known_findings.yaml: no-key · " in terminal.text(report, found)


@pytest.mark.whole
def test_accepting_what_was_found_in_the_mock_says_so(found: Path) -> None:
    report = found / contract_json.FILE
    asked = {"REPORTS": str(found), "UNTIL": "2026-12-01", "REASON": "tried out"}
    assert accept.OF_THE_MOCK not in accept.main(asked, found / "one.yaml", TODAY)
    report.write_text(report.read_text().replace('"is_mock": false', '"is_mock": true'))
    assert accept.OF_THE_MOCK in accept.main(asked, found / "another.yaml", TODAY)


@pytest.mark.whole
def test_accepting_twice_adds_nothing(found: Path) -> None:
    taken(found)
    before = (found / "known_findings.yaml").read_text()
    taken(found)
    assert (found / "known_findings.yaml").read_text() == before


@pytest.mark.whole
def test_accepting_for_longer_moves_the_day_and_leaves_what_people_wrote(found: Path) -> None:
    path = found / "known_findings.yaml"
    own = "- check: no-key # of the list\n  operation: listChannels\n  property: null\n  cause: always\n"
    kept = f"# ours\n{ENTRY}{own}"
    path.write_text(f"{kept}  reason: old\n  until: 2026-11-01\n", encoding="utf-8")
    asked = {"REPORTS": str(found), "UNTIL": "2026-12-24", "REASON": "mended at Christmas"}
    assert "prolonged  no-key · listChannels" in accept.main(asked, path, TODAY)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(kept)
    prolonged = known.load(path, TODAY).entries[1]
    assert (prolonged.reason, prolonged.until.isoformat()) == ("mended at Christmas", "2026-12-24")
    assert accept.main(asked, path, TODAY) == "Nothing to accept is new."


WILDCARD = "- {check: no-key, cause: always, reason: all, until: 2026-11-30}\n"


@pytest.mark.whole
@pytest.mark.parametrize(
    "before",
    ["[]\n", "# nothing yet", "", f"# a\n  {ENTRY}", f"[{ENTRY[2:-1]}]\n", f"{ENTRY}...\n", ENTRY.strip(), WILDCARD],
    ids=["empty list", "comment", "empty", "indented", "one line", "end of document", "no newline", "wildcard"],
)
def test_whatever_form_the_file_has_entries_are_added_to_it(found: Path, before: str) -> None:
    path = found / "known_findings.yaml"
    path.write_text(before, encoding="utf-8")
    earlier = known.load(path, TODAY).entries
    entries = taken(found).entries
    assert entries[: len(earlier)] == earlier
    assert len(entries) == len(earlier) + 7
    assert before.count("#") <= path.read_text(encoding="utf-8").count("#")


def test_what_cannot_be_edited_is_one_clear_line(first: Path, tmp_path: Path) -> None:
    path = tmp_path / "known_findings.yaml"
    path.write_text(ENTRY.replace("{", "{reason: twice, "), encoding="utf-8")
    with pytest.raises(UserError, match="cannot be edited: "):
        accept.main({"REPORTS": str(first), "UNTIL": "2026-12-01", "REASON": "tried out"}, path, TODAY)


def test_without_a_file_nothing_is_known(tmp_path: Path) -> None:
    assert known.load(tmp_path / "known_findings.yaml").entries == ()


@pytest.mark.whole
def test_the_first_to_accept_makes_the_file_and_the_next_adds_to_it(found: Path) -> None:
    taken(found)
    path = found / "known_findings.yaml"
    first = path.read_text(encoding="utf-8")
    assert first.startswith(accept.HEAD + "- check: no-key")
    path.write_text(first.rstrip("\n"), encoding="utf-8")  # as some editors leave it
    run(found, "malformed-id-crashes")
    taken(found)
    text = path.read_text(encoding="utf-8")
    assert text.startswith(first)
    assert text.count(accept.HEAD) == 1
    assert "no-server-error" in text


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("a: b\n", ":1: it is to be a list"),
        ("- text\n", ":1: an entry has check"),
        (ENTRY + ENTRY.replace("reason: told the vendor, ", ""), ":2: 'reason' is missing"),
        (ENTRY.replace("until", "til"), "'until' is missing"),
        (ENTRY.replace("cause", "causes"), "'cause' is missing"),
        (ENTRY.replace("2026-12-01", "soon"), "'soon', which is no day"),
        (ENTRY.replace("update-kept", "update-keeps"), "there is no check 'update-keeps'"),
        ("- [\n", "is not valid YAML"),
    ],
)
def test_a_wrong_entry_is_one_clear_line(tmp_path: Path, written: str, words: str) -> None:
    path = tmp_path / "known_findings.yaml"
    path.write_text(written)
    with pytest.raises(UserError) as told:
        known.load(path)
    assert words in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"REASON": "why"}, "UNTIL is missing"),
        ({"REASON": "why", "UNTIL": "soon"}, "UNTIL is no day"),
        ({"REASON": "why", "UNTIL": "2026-01-01"}, "has passed"),
        ({"UNTIL": "2026-12-01"}, "REASON is missing"),
    ],
)
def test_accepting_needs_a_day_to_come_and_a_reason(tmp_path: Path, asked: dict[str, str], words: str) -> None:
    with pytest.raises(UserError, match=words):
        accept.main({"REPORTS": str(tmp_path), **asked}, tmp_path / "known.yaml", TODAY)
