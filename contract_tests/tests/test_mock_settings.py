"""What the mock is set to when it starts: numbers, names, and who may control it."""

from __future__ import annotations

import pytest

from contract_tests.mock import run as mock_run
from contract_tests.mock.settings import Settings, control_from, from_environment
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
        ("FAULT", "zzz", r"There is no fault 'zzz'. FAULT=list prints all \d+."),
        ("CHANNELS", "many", "CHANNELS=many is not a whole number of 0 or more."),
        ("CHANNELS", "-1", "channels: a whole number from 0 to 1000000 is wanted."),
        ("LATENCY", "nan", "latency: a number from 0 to 60 is wanted."),
        ("RATE_LIMIT", "1.5", "RATE_LIMIT=1.5 is not a whole number of 0 or more."),
        ("PORT", "65536", "PORT=65536 is no port. .*"),
        ("CONTROL", "maybe", "CONTROL=maybe is neither 0 nor 1."),
    ],
)
def test_a_wrong_setting_is_one_line(variable: str, value: str, said: str) -> None:
    with pytest.raises(UserError, match=f"^{said}$"):
        mock_run.main({variable: value})


def test_faults_are_listed_with_what_they_do(capsys: pytest.CaptureFixture[str]) -> None:
    mock_run.main({"FAULT": "list"})
    assert "lost-update" in capsys.readouterr().out
