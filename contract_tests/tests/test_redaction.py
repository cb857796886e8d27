"""No credential leaves the suite, in no usual encoding, whatever a server makes of it."""

from __future__ import annotations

import base64
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from contract_tests.mock.store import FULL_KEY, READ_ONLY_KEY
from contract_tests.redaction import RedactedStream, Redactor
from contract_tests.tests.suite import Serve, run

KEY = 'keyId-1.S3cret/part+with"odd&characters='
SECRET = KEY.partition(".")[2]
SHORTEST_LEAK = 12
"""So many characters of a credential in a row would give too much of it away."""


@pytest.fixture
def redactor() -> Redactor:
    redactor = Redactor()
    redactor.add(KEY, "[key]")
    return redactor


ENCODINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "URL-encoded": lambda text: quote(text, safe=""),
    "URL-encoded in small letters": lambda text: quote(text, safe="").lower(),
    "hex": lambda text: text.encode().hex(),
    "hex in capitals": lambda text: text.encode().hex().upper(),
    "HTML": html.escape,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
}


@pytest.mark.parametrize("secret", [KEY, SECRET], ids=["the key", "its secret part"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_credential_is_taken_out_of_text(redactor: Redactor, encoding: str, secret: str) -> None:
    text = redactor.text(f"before {ENCODINGS[encoding](secret)} after")
    assert "[key]" in text
    assert text.replace("keyId-1.", "").rstrip("=") in (
        "before [key] after",
        "before [key]= after",
        "before [key]== after",
    )


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("offset", [0, 1, 2])
@pytest.mark.parametrize("secret", ["S3cret/Part+", "S3cret/Part+?", "S3cret/Part+?>"])
def test_a_credential_inside_a_text_that_was_encoded_whole_is_taken_out(
    secret: str, offset: int, encode: Callable[[bytes], bytes]
) -> None:
    redactor = Redactor()
    redactor.add(secret, "[key]")
    whole = encode(b"{" * (9 + offset) + secret.encode() + b" and more").decode()
    before, hit, after = redactor.text(whole).partition("[key]")
    assert hit
    # The characters at the two ends hold bits of their neighbours too.
    assert len(before) <= 4 * (9 + offset) / 3 + 1
    assert len(after) <= 4 * 9 / 3 + 3


def test_a_credential_is_found_as_it_was_given_and_in_its_encodings(redactor: Redactor) -> None:
    for encode in (str, ENCODINGS["URL-encoded"], ENCODINGS["hex"], ENCODINGS["base64"]):
        assert redactor.found(f"x{encode(KEY)}x") == "[key]"
    assert redactor.found("keyId-1 alone is no secret") is None
    assert redactor.found(KEY.swapcase()) is None  # a wrong key that the suite itself sends


def test_text_without_credentials_stays_as_it_is(redactor: Redactor) -> None:
    text = "keyId-1 S3cret \0 \ud800 é"
    assert redactor.text(text) == text


def test_json_is_redacted_with_its_keys(redactor: Redactor) -> None:
    value = {KEY: [KEY, {"a": (SECRET, 5, None, True)}], "b": {SECRET: 1.5}}
    assert redactor.value(value) == {"[key]": ["[key]", {"a": ["[key]", 5, None, True]}], "b": {"[key]": 1.5}}


def test_longer_credentials_win_over_their_parts() -> None:
    redactor = Redactor()
    redactor.add("secret-token", "[short]")
    redactor.add("secret-token-of-another", "[long]")
    assert redactor.text("secret-token-of-another secret-token") == "[long] [short]"


@pytest.mark.parametrize("secret", [None, "", "abc"])
def test_what_is_too_short_for_a_credential_garbles_nothing(secret: str | None) -> None:
    redactor = Redactor()
    redactor.add(secret, "[key]")
    assert redactor.text("abc and the alphabet") == "abc and the alphabet"


def test_a_key_that_is_no_text_is_taken_out_too() -> None:
    """The environment holds bytes: those that are no UTF-8 come as lone surrogates."""
    redactor = Redactor()
    redactor.add("key.\udcff-secret", "[key]")
    assert redactor.text("the key.\udcff-secret") == "the [key]"


def test_a_stream_passes_nothing_on_that_is_secret(redactor: Redactor) -> None:
    raw = io.BytesIO()
    inner = io.TextIOWrapper(raw, encoding="ascii")
    stream = RedactedStream(inner, redactor)
    print(f"key {KEY} é", file=stream, flush=True)
    assert raw.getvalue() == b"key [key] \\xe9\n"
    assert not stream.isatty()


def pieces(secret: str) -> Iterator[str]:
    for start in range(len(secret) - SHORTEST_LEAK + 1):
        yield secret[start : start + SHORTEST_LEAK].lower()


def leaked(text: str, secret: str) -> set[str]:
    lowered = text.lower()
    return {piece for piece in pieces(secret) if piece in lowered}


def echoing(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
    """Serve, and show every credential that there is wherever there is room, at ever new places."""
    keys = [request.headers.get("x-api-key", ""), str(request.url), FULL_KEY, READ_ONLY_KEY]
    text = "-" * (number % 97) + " ".join(keys) + request.content.decode("utf-8", "replace")
    encoded = base64.b64encode(text.encode()).decode()
    response = serve(request)
    headers = {"x-debug": f"{FULL_KEY} {encoded[:500]}", "set-cookie": f"key={FULL_KEY}"}
    if number == 1 or number % 3:
        body = {**response.json(), FULL_KEY: READ_ONLY_KEY, "message": text, "encoded": encoded}
        return httpx.Response(response.status_code, headers=headers, json=body)
    if number % 2:
        return httpx.Response(response.status_code, headers=headers, html=text)
    return httpx.Response(response.status_code, headers=headers, json={**response.json(), "success": text})


def test_nothing_that_a_run_writes_or_says_holds_a_credential(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    finished = run(tmp_path, echoing)
    written = [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
    said = capfd.readouterr()
    sent = " ".join(request.content.decode("utf-8", "replace") for request in finished.server.requests)
    minted = set(re.findall(r'"(?:accessToken|appSecret)": ?"(\w{40})"', sent))
    assert len(minted) == 2
    assert "no-credential" in finished.broken
    for secret in (FULL_KEY, READ_ONLY_KEY, *minted):
        for text in (*written, finished.summary, said.out, said.err):
            assert leaked(text, secret) == set()


def test_a_curl_line_names_the_key_by_its_variable(tmp_path: Path) -> None:
    finished = run(tmp_path, echoing)
    lines = [check["example"]["curl"] for check in finished.report["checks"] if check["example"]]
    assert any('-H "X-API-Key: $SENDYIQ_API_KEY"' in line for line in lines)
