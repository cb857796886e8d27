"""What a run keeps of responses to learn from: no credential, wherever a server puts one."""

from __future__ import annotations

import json

import pytest

from contract_tests.checks.observations import Observations
from contract_tests.tests.support.suite import interaction, json_answer
from contract_tests.transport.redaction import Redactor

SECRET = "u3Yp8LhD6sFa1JgWe5KtXo0ViRb2MnZqC9dHyT4wEf"


@pytest.mark.parametrize("shown", [SECRET, SECRET.lower(), SECRET.lower()[5:30]])
def test_a_credential_in_a_name_that_is_kept_is_left_out(shown: str) -> None:
    secrets = Redactor()
    secrets.add(f"k7Rw2vQm.{SECRET}", "[key]")
    observations = Observations(secrets)
    headers = {"content-type": f"application/{shown}+json", f"x-{shown}": "1"}
    response = json_answer(404, {shown: 1})
    response.headers.update(headers)
    observations.see(interaction("updateChannel", response), {shown: 1})
    assert shown.lower() not in json.dumps(observations.as_json()).lower()
