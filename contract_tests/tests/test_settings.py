"""What the user sets: production is refused however it is written, and a slip is told in one line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contract_tests import settings as settings_module
from contract_tests.settings import KEY, PROFILES, READ_ONLY_KEY, Settings
from contract_tests.spec import SPEC_PATH
from contract_tests.spec.errors import UserError
from contract_tests.tests.support.suite import SPEC

SECRET = "keyId.S3cretPart"
STAGING = "https://stagging-api.sendyiq.com"


def read(**environment: str) -> Settings:
    return settings_module.read({KEY: SECRET, **environment}, SPEC)


def refusal(**environment: str) -> str:
    with pytest.raises(UserError) as caught:
        read(**environment)
    message = str(caught.value)
    assert "\n" not in message
    assert SECRET not in message
    return message


@pytest.mark.parametrize(
    "target",
    [
        "production",
        "https://api.sendyiq.com",
        "https://api.sendyiq.com/",
        "http://api.sendyiq.com",
        "HTTPS://API.SendyIQ.COM",
        "https://api.sendyiq.com.",
        "https://api.sendyiq.com..",
        "https://api.sendyiq.com:443",
        "https://api.sendyiq.com:8443/some/path",
        "https://api%2Esendyiq%2ecom",
        "https://%61pi.sendyiq.com",
        "https://ａｐｉ．ｓｅｎｄｙｉｑ．ｃｏｍ",
        "https://api。sendyiq。com",
        "https://api｡sendyiq｡com",
        "https://API．sendyiq．com.:443/",
        "https://api.sendy\u00adiq.com",
        "https://api.\u200bsendyiq.com",
        "https://ⓐpi.sendyiq.com",
        "https://api.ſendyiq.com",
        "  https://api.sendyiq.com  ",
        "https://api.sendyiq.com\t",
        "https://api.sen\ndyiq.com",
        "https://api.sendyiq.com:0443",
    ],
)
def test_production_is_refused_however_its_host_is_written(target: str) -> None:
    assert "is production. This suite never runs against it" in refusal(TARGET=target)


@pytest.mark.parametrize(
    ("target", "base"),
    [
        ("staging", STAGING),
        (STAGING + "/", STAGING),
        ("http://127.0.0.1:4010", "http://127.0.0.1:4010"),
        ("http://[::1]:4010/", "http://[::1]:4010"),
        ("https://api.sendyiq.com.example.org", "https://api.sendyiq.com.example.org"),
        (" https://notapi.sendyiq.com ", "https://notapi.sendyiq.com"),
    ],
)
def test_another_target_is_taken(target: str, base: str) -> None:
    settings = read(TARGET=target)
    assert (settings.target, settings.is_mock, settings.key, settings.rate) == (base, False, SECRET, 5)


@pytest.mark.parametrize("target", ["prod", "Mock", "stagging", "localhost:4010", "//localhost", "127.0.0.1"])
def test_an_unknown_target_is_refused_with_the_known_ones(target: str) -> None:
    assert refusal(TARGET=target) == (
        f"TARGET={target} is unknown. Use mock, staging, or a URL such as http://127.0.0.1:4010."
    )


@pytest.mark.parametrize(
    "target",
    [
        "http://",
        "http:///path",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "http://127.0.0.1:port",
        "http://127.0.0.1:99999",
        "http://[::1",
        "http://[127.0.0.1]",
        "http://two words",
        "http://127.0.0.1/\x7f",
        "http://127.0.0.1:4010/\x01",
        "http://xn--\u00e9",
        "http://" + "a" * 70 + ".\u00e9",
    ],
)
def test_what_is_no_url_is_refused(target: str) -> None:
    assert refusal(TARGET=target).startswith("TARGET is not a")


@pytest.mark.parametrize("target", ["http://me@host", "http://:pw@host", "http://host?key=1", "http://host#part"])
def test_a_url_with_more_than_an_address_is_refused(target: str) -> None:
    assert "must be a plain base URL" in refusal(TARGET=target)


def test_a_key_in_the_url_is_not_repeated() -> None:
    refusal(TARGET=f"http://{SECRET}@host")
    refusal(TARGET=f"http://host?X-API-Key={SECRET}")


def test_an_unknown_profile_is_refused_with_the_known_ones() -> None:
    assert refusal(PROFILE="fast") == "PROFILE=fast is unknown. Use quick, default, thorough."


@pytest.mark.parametrize("name", ["SEED", "RATE"])
@pytest.mark.parametrize("text", ["-1", "x", "1e999", "nan", "inf", "0x10", "1,5", "²"])
def test_a_number_that_is_none_is_refused(name: str, text: str) -> None:
    assert refusal(**{name: text}) == f"{name}={text} is not a number of 0 or more."


def test_a_seed_is_a_whole_number() -> None:
    assert refusal(SEED="1.5").startswith("SEED=1.5")
    assert read(SEED="7").seed == 7


@pytest.mark.parametrize("name", ["READ_ONLY", "STRICT", "QUERY_KEY"])
def test_a_switch_is_on_or_off(name: str) -> None:
    assert refusal(**{name: "2"}) == f"{name}=2 is neither 0 nor 1."
    assert getattr(read(**{name: "1"}), name.lower()) is True
    assert getattr(read(**{name: "0"}), name.lower()) is False


@pytest.mark.parametrize("name", [KEY, READ_ONLY_KEY])
@pytest.mark.parametrize("slip", ["\n", "\r\n", " ", "\0", "é", "\udcff"])
def test_a_key_that_no_header_can_carry_is_a_problem_and_not_shown(name: str, slip: str) -> None:
    problem = read(TARGET="staging", **{name: SECRET + slip}).key_problem
    assert problem is not None
    assert problem.startswith(f"{name} holds a space, a line break or")
    assert "\n" not in problem
    assert SECRET not in problem


def test_no_key_is_a_problem_but_on_the_mock() -> None:
    problem = read(TARGET="staging", **{KEY: ""}).key_problem
    assert problem is not None
    assert problem.startswith(f"No key: set {KEY}")
    assert read(TARGET="mock", **{KEY: ""}).key_problem is None
    assert read(TARGET="staging").key_problem is None


def test_no_key_is_in_the_repr() -> None:
    settings = read(TARGET="staging", **{READ_ONLY_KEY: "other.S3cretPart"})
    assert settings.read_only_key == "other.S3cretPart"
    assert "S3cretPart" not in repr(settings)


def test_the_mock_gets_no_real_key() -> None:
    settings = read(TARGET="mock", **{READ_ONLY_KEY: "other.secret"})
    assert (settings.key, settings.read_only_key, settings.rate) == ("", None, 0)


def test_what_is_not_set_has_a_default() -> None:
    settings = settings_module.read({}, SPEC)
    assert (settings.target, settings.profile, settings.reports) == ("mock", PROFILES["default"], Path("reports"))
    assert (settings.read_only, settings.strict, settings.query_key) == (False, False, True)


def test_seeds_differ_where_none_is_set() -> None:
    assert len({read().seed for _ in range(10)}) > 1


def test_the_manual_and_make_know_every_variable() -> None:
    root = SPEC_PATH.parent
    manual, makefile = (root / "contract_tests/README.md").read_text(), (root / "Makefile").read_text()
    assert "\n".join(settings_module.table()) in manual
    exported = {name for line in re.findall(r"^export (.*)$", makefile, re.MULTILINE) for name in line.split()}
    assert settings_module.VARIABLES.keys() <= exported


def test_a_rerun_says_itself_what_to_try() -> None:
    with pytest.raises(UserError, match="leave OPERATION and CHECK out"):
        settings_module.read({"RERUN": "failed", "CHECK": "no-key"}, SPEC)
