"""The benchmark measures what it says, and says what it has to leave out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contract_tests.selftest.bench import comparison, load, mock_load, peers
from contract_tests.selftest.bench.row import Row, table


def test_a_ratio_is_to_the_best_of_the_peers() -> None:
    assert Row("speed", "1/s", {"ours": 300, "slow": 50, "quick": 100}, more_is_better=True).ratio == 3
    assert Row("time", "s", {"ours": 1, "slow": 8, "quick": 4}).ratio == 0.25
    assert Row("time", "s", {"ours": 1}).ratio is None


def test_a_table_has_a_column_for_everything_measured() -> None:
    rows = [Row("start", "s", {"ours": 0.1234, "peer": 1}), Row("alone", "µs", {"ours": 1234.5})]
    assert table(rows).splitlines() == [
        "            ours  peer  ratio to the best peer",
        "start  s   0.123     1                    0.12",
        "alone  µs  1,234",
    ]


@pytest.mark.more
@pytest.mark.network("starts the mock on this machine")
def test_without_peer_and_load_generator_the_rest_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(mock_load, "STARTS", 1)
    monkeypatch.setattr(mock_load, "CHANNELS", (1, 20))
    monkeypatch.setattr(comparison, "PARTS", {"mock": comparison.PARTS["mock"]})
    comparison.main(tmp_path)
    written = json.loads((tmp_path / "bench.json").read_text())
    assert written["remarks"] == [
        f"npx or {peers.PRISM} is missing: the mock is measured without its peer.",
        load.MISSING,
    ]
    measures = {row["measure"]: row["values"]["mock"] for row in written["parts"]["mock"]}
    assert measures.keys() >= {"start to first response", "memory at the start", "update, with 20 channels"}
    assert all(value > 0 for value in measures.values())
    assert "start to first response" in capsys.readouterr().out
