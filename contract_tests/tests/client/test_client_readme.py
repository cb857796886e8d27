"""The README's examples of the client do what they say."""

from __future__ import annotations

import re

import httpx
import pytest
import respx
from sendyiq_social_channels import errors

from contract_tests import spec
from contract_tests.mock import inprocess
from contract_tests.mock.application import App
from contract_tests.mock.store import FULL_KEY, Store
from generated_client.generator import generate

README = (generate.CLIENT / "README.md").read_text(encoding="utf-8")
SECTION = README
EXAMPLES = re.findall(r"^```python\n(.*?)^```", SECTION, re.M | re.S)
every_example = pytest.mark.parametrize("example", EXAMPLES, ids=[f"example {n + 1}" for n in range(len(EXAMPLES))])


@pytest.fixture
def store(respx_mock: respx.MockRouter, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Let the mock answer every request, in this process."""
    store = Store()
    store.seed(1)
    served = inprocess.transport(App(spec.load(validate=False), store))
    respx_mock.route(host="127.0.0.1", port=4010).mock(side_effect=served.handle_request)
    respx_mock._assert_all_called = False  # an example may send nothing
    monkeypatch.setenv("SENDYIQ_API_KEY", FULL_KEY)
    return store


@every_example
def test_an_example_runs(
    example: str, store: Store, respx_mock: respx.MockRouter, capsys: pytest.CaptureFixture[str]
) -> None:
    exec(compile(example, "README.md", "exec"), {"__name__": "readme"})
    said = capsys.readouterr().out
    assert said
    assert FULL_KEY not in said
    statuses = [call.response.status_code for call in respx_mock.calls if isinstance(call.response, httpx.Response)]
    assert set(statuses) <= ({404} if "uuid4" in example else {200})


def test_the_errors_in_the_readme_are_all_there_are() -> None:
    table = SECTION.partition("| error |")[2].partition("`APIStatusError` is")[0]
    named = {name for name in re.findall(r"`(\w+)`", table) if name[0].isupper()}
    assert named | {"SendyIQError", "APIStatusError"} == set(errors.__all__)
