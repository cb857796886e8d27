"""What somebody wanted to set is told from what other programs set."""

from __future__ import annotations

import re

import pytest

from contract_tests.__main__ import KNOWN
from contract_tests.front.misspelt import meant_by, refuse_misspelt
from contract_tests.spec.errors import UserError


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        # a letter left out, or doubled
        ("PROFIL", "PROFILE"),
        ("TARGT", "TARGET"),
        ("FALT", "FAULT"),
        ("OPERTION", "OPERATION"),
        ("SENDYIQ_API_KE", "SENDYIQ_API_KEY"),
        ("SEEED", "SEED"),
        ("RATTE", "RATE"),
        ("STRICTT", "STRICT"),
        # two neighbours swapped
        ("TAGRET", "TARGET"),
        ("PROT", "PORT"),
        ("CHEKC", "CHECK"),
        ("SENDIYQ_API_KEY", "SENDYIQ_API_KEY"),
        # underscores, hyphens, case
        ("READONLY", "READ_ONLY"),
        ("read-only", "READ_ONLY"),
        ("RE_RUN", "RERUN"),
        ("QUERYKEY", "QUERY_KEY"),
        ("target", "TARGET"),
        ("SENDYIQ_READ_ONLY_API_KEY", "SENDYIQ_READONLY_API_KEY"),
        # our prefix
        ("SENDYIQ_TARGET", "TARGET"),
        ("SENDYIQ_PROFILE", "PROFILE"),
    ],
)
def test_a_slip_is_told_with_the_right_name(name: str, meant: str) -> None:
    with pytest.raises(UserError, match=rf"^{name} is no variable. Did you mean {meant}\?"):
        refuse_misspelt({name: "1"}, KNOWN)


@pytest.mark.parametrize(
    "names",
    [
        "PORTS RATES TARGETS CHECKS PROFILES OPERATIONS FAULTS VARIANTS REASONS TICKETS BASES RELAYS",  # plurals
        "REPORT CHANNEL MINUTE",  # singulars
        "SED ORT RAT SEE BAS",  # short words
        "HOME PATH PWD OLDPWD LANG TERM SHELL USER CI DEBUG TZ HOSTNAME EDITOR PAGER LOGNAME MAKELEVEL",
        "TARGETARCH TARGETPLATFORM TARGETOS HTTP_PORT SSH_PORT DB_PORT PORT_RANGE BASE_URL BASEDIR BASH",
        "SERVER DELAY REPLAY TRACE STATE DATE SPEED FEED LOAD_PROFILE AWS_PROFILE CORES TIMEOUT TRUST QUERY",
        "GITHUB_REASON CI_COMMIT_REF_NAME NODE_CHANNEL_FD CHANNEL_NAME LISTEN_FDS LISTEN_PID RANDOM_SEED",
        "PYTHONHASHSEED PYTHON_VERSION SENDYIQ_BASE_URL API_KEY",
    ],
)
def test_what_other_programs_set_is_no_slip(names: str) -> None:
    assert [name for name in names.split() if meant_by(name, KNOWN)] == []


def test_what_is_set_to_nothing_is_not_set() -> None:
    refuse_misspelt({"PROFIL": "", "TARGET": "mock"}, KNOWN)


@pytest.mark.parametrize(
    ("given", "name", "said"),
    [
        (" -- SED=7", "SED", "SED is no variable. Did you mean SEED?"),
        (" -- PORTS=7", "PORTS", "PORTS is no variable. Did you mean PORT?"),
        ("s -- FOO=1", "FOO", "FOO is no variable. `make` lists them."),
    ],
)
def test_what_make_was_given_has_to_be_known(given: str, name: str, said: str) -> None:
    with pytest.raises(UserError, match=re.escape(said)):
        refuse_misspelt({"MAKEFLAGS": given, name: "7"}, KNOWN)
    refuse_misspelt({"MAKEFLAGS": " -- TARGET=mock PYTHON=python3", "TARGET": "mock", "PYTHON": "python3"}, KNOWN)


@pytest.mark.parametrize("name", KNOWN)
def test_no_variable_is_a_slip_in_another_one(name: str) -> None:
    assert meant_by(name, [other for other in KNOWN if other != name]) is None
