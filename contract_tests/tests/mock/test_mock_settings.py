"""What the mock is set to when it starts: numbers, names, and who may control it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, get_args

import pytest

from contract_tests.mock import Mock, launch, running
from contract_tests.mock.__main__ import main
from contract_tests.mock.configuration import VARIABLES, Settings, control_from, from_environment, known
from contract_tests.mock.fault_and_variant_names import FaultName, VariantName
from contract_tests.spec.errors import UserError


@pytest.mark.parametrize(
    ("host", "control", "served"),
    [
        ("127.0.0.1", "", True),
        ("127.9.9.9", "", True),
        ("::1", "", True),
        ("localhost", "", True),
        ("0.0.0.0", "", False),
        ("::", "", False),
        ("192.0.2.1", "", False),
        ("example.com", "", False),
        ("0.0.0.0", "1", True),
        ("127.0.0.1", "0", False),
    ],
)
def test_the_controls_are_served_to_this_machine_alone_unless_asked_for(host: str, control: str, served: bool) -> None:
    assert control_from({"CONTROL": control}, host) is served


def test_the_environment_sets_the_mock() -> None:
    environment = {"CHANNELS": "3", "FAULT": "lost-update, put-updates", "LATENCY": "0.5", "RATE_LIMIT": "7"}
    assert from_environment(environment) == Settings(3, ("lost-update", "put-updates"), (), 0.5, 7)
    assert from_environment({}) == Settings()


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("FAULT", "lost-updat", r"There is no fault 'lost-updat'. Did you mean lost-update.*\?"),
        ("VARIANT", "newest", r"There is no variant 'newest'. Did you mean newest-first\?"),
        ("FAULT", "zzz", r"There is no fault 'zzz'. The mock prints all \d+ with FAULT=list."),
        ("CHANNELS", "many", "CHANNELS=many is not a whole number of 0 or more."),
        ("CHANNELS", "-1", "channels: a whole number from 0 to 1000000 is wanted."),
        ("LATENCY", "nan", "latency: a number from 0 to 60 is wanted."),
        ("RATE_LIMIT", "1.5", "RATE_LIMIT=1.5 is not a whole number of 0 or more."),
        ("PORT", "65536", "PORT=65536 is not a port. .*"),
        ("CONTROL", "maybe", "CONTROL=maybe is neither 0 nor 1."),
    ],
)
def test_a_wrong_setting_is_one_line(variable: str, value: str, said: str) -> None:
    with pytest.raises(UserError, match=f"^{said}$"):
        launch.main({variable: value})


def test_faults_are_listed_with_what_they_do(capsys: pytest.CaptureFixture[str]) -> None:
    launch.main({"FAULT": "list"})
    assert "lost-update" in capsys.readouterr().out


def test_type_checkers_know_every_fault_and_variant() -> None:
    assert get_args(FaultName) == tuple(known("fault"))
    assert get_args(VariantName) == tuple(known("variant"))


@pytest.mark.parametrize(
    ("keyword", "said"),
    [("chanels", "Did you mean channels"), ("fault", "Did you mean faults"), ("zzz", "Known are channels")],
)
def test_a_misspelt_keyword_is_told_the_right_one(keyword: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        Settings.of(**{keyword: 1})


if TYPE_CHECKING:
    # mypy is strict about ignores without a reason: `make lint` fails where it sees one of these mistakes no more.
    Mock(chanels=3)  # type: ignore[call-arg]
    Mock(faults=["lost-updat"])  # type: ignore[list-item]
    Mock(channels=3, variants=["newest-first"]).set(rate_limt=3)  # type: ignore[call-arg]
    running(latency="0.2")  # type: ignore[arg-type]


def test_the_command_explains_every_option(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["sendyiq-mock", "--help"])
    with pytest.raises(SystemExit) as end:
        main()
    shown = " ".join(capsys.readouterr().out.split())
    assert end.value.code == 0
    for name, meaning in VARIABLES.items():
        assert f"--{name.lower().replace('_', '-')} X {meaning}" in shown


def test_who_reads_the_list_may_stop_early() -> None:
    command = [sys.executable, "-m", "contract_tests.mock", "--fault", "list"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0
