"""What a finding is known by: the same from seed to seed, and another for another cause."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from contract_tests.tests.support.marks import more
from contract_tests.tests.support.suite import BRIEF, choosing, reported
from contract_tests.tests.support.written import reported_once


def prints_of(found: dict[str, Any]) -> list[str]:
    return [finding["fingerprint"] for finding in found["findings"]]


@pytest.mark.whole
@pytest.mark.parametrize(
    ("fault", "fingerprint"),
    [
        ("agent-flag-as-text", "schema-reference · listChannels · isAgentEnabled · type of text"),
        ("update-drops-model", "update-kept · updateChannel · aiModelCode · any value"),
        ("toggle-clears-prompt", "toggle-only · toggleChannelAgent · systemPromptOverride · changed"),
        ("wrong-type-crashes", "no-server-error · toggleChannelAgent · enabled · number"),
        ("missing-key-accepted", "no-key · listChannels · - · always"),
        ("malformed-id-crashes", "no-server-error · deleteChannel · - · malformed id"),
    ],
)
def test_a_finding_is_known_by_check_operation_property_and_cause_whatever_the_seed(
    tmp_path: Path, fault: str, fingerprint: str
) -> None:
    check = choosing(fingerprint.partition(" · ")[0])
    for found, _ in (reported_once(fault), reported(tmp_path, fault, seed=2, chosen=check)):
        assert fingerprint in prints_of(found)


@pytest.mark.whole
@pytest.mark.parametrize(
    ("fault", "fingerprint"),
    [
        ("lost-update", "updates-together · updateChannel · - · at the same time"),
        *more(("creates-mixed-up", "unique-id · createWebsiteChannel · - · at the same time")),
    ],
)
def test_a_race_has_the_same_fingerprint_whatever_the_seed(tmp_path: Path, fault: str, fingerprint: str) -> None:
    check = choosing(fingerprint.partition(" · ")[0])
    for found, _ in (reported_once(fault), reported(tmp_path, fault, seed=2, chosen=check)):
        assert prints_of(found) == [fingerprint]


@pytest.mark.whole
@pytest.mark.parametrize(
    ("fault", "fingerprint"),
    [
        *more(
            ("emoji-crashes", "no-server-error · updateChannel · - · emoji or rare script"),
            ("create-listed-twice", "listed-once · createWebsiteChannel · - · always"),
        ),
    ],
)
def test_what_fails_in_any_property_or_order_has_one_fingerprint_whatever_the_seed(
    tmp_path: Path, fault: str, fingerprint: str
) -> None:
    for seed in (1, 2):
        assert prints_of(reported(tmp_path / str(seed), fault, profile="default", seed=seed)[0]) == [fingerprint]


def test_a_second_cause_under_the_same_check_has_a_fingerprint_of_its_own(tmp_path: Path) -> None:
    found, _ = reported(tmp_path, "emoji-crashes", "nul-crashes", profile=BRIEF)
    causes = {each["cause"] for finding in found["findings"] for each in finding["fingerprints"]}
    assert {"emoji or rare script", "NUL"} <= causes
