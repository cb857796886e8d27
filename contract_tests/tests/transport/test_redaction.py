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
from contract_tests.tests.support.suite import Serve, run
from contract_tests.transport.redaction import RedactedStream, Redactor, _lower, plainer_forms

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


def test_json_is_redacted_and_its_keys_stay(redactor: Redactor) -> None:
    value = {"a": [KEY, {"b": (SECRET, 5, None, True)}]}
    assert redactor.value(value) == {"a": ["[key]", {"b": ["[key]", 5, None, True]}]}


HIDDEN: dict[str, Callable[[str], str]] = {
    "escapes of JSON": lambda text: "".join(f"\\u{ord(c):04X}" for c in text),
    "one escape": lambda text: text.replace("S", "\\u0053"),
    "an escaped slash": lambda text: text.replace("/", "\\/"),
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)),
    "UTF-16": lambda text: text.encode("utf-16-le").decode("latin-1"),
    "URL-encoded whole": lambda text: "".join(f"%{ord(c):02x}" for c in text),
    "URL-encoded twice": lambda text: quote(quote(text, safe=""), safe=""),
    "HTML entities": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "a Python repr": lambda text: "".join(f"\\x{ord(c):02x}" for c in text),
}


@pytest.mark.parametrize("hide", HIDDEN)
def test_a_credential_that_is_hidden_in_escapes_is_found(redactor: Redactor, hide: str) -> None:
    text = redactor.text(f"before {HIDDEN[hide](KEY)} after")
    assert not any(leaked(form, KEY) for form in (text, *plainer_forms(text)))


def test_credentials_of_others_are_remembered_within_limits(redactor: Redactor) -> None:
    for number in range(10_000):
        redactor.add_foreign(f"token-of-somebody-else-{number:06}")
    assert redactor.text("a token-of-somebody-else-000007!") == "a [a credential]!"


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


@pytest.mark.whole
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


@pytest.mark.parametrize("text", ["AZaz", "Ünïcöde ÀÉ", "K\u212a ſ İ ı", "\ud800 A", "🌷 B", ""])
def test_letters_are_made_small_where_they_stand(text: str) -> None:
    small = "".join(letter.lower() if "A" <= letter <= "Z" else letter for letter in text)
    assert _lower(text) == small


@pytest.mark.whole
def test_a_curl_line_names_the_key_by_its_variable(tmp_path: Path) -> None:
    finished = run(tmp_path, echoing)
    lines = [check["example"]["curl"] for check in finished.report["checks"] if check["example"]]
    assert any('-H "X-API-Key: $SENDYIQ_API_KEY"' in line for line in lines)


@pytest.mark.whole
@pytest.mark.parametrize("secret", ["verdict", "broken", "listChannels", "requests", "expected"])
def test_a_key_that_is_a_word_of_the_report_does_not_garble_it(tmp_path: Path, secret: str) -> None:
    finished = run(tmp_path, echoing, key=f"keyId.{secret}")
    assert finished.report["verdict"] in ("broken", "unable")
    assert {"verdict", "requests", "checks", "assumptions", "channels"} <= finished.report.keys()


OTHERS = "EAAG0f8aQ7s2VkLw91"
SHOWN: dict[str, bytes] = {
    "in a list": json.dumps({"success": True, "data": [{"AccessToken": [OTHERS]}]}).encode(),
    "in an object": json.dumps({"success": True, "data": [{"access_token": {"value": OTHERS}}]}).encode(),
    "twice": b'{"success": true, "data": [{"accessToken": "%s", "accessToken": null}]}' % OTHERS.encode(),
    "in JSON inside JSON": json.dumps({"success": True, "data": json.dumps({"appSecret": OTHERS})}).encode(),
    "in no JSON": b"<channel><appSecret>%s</appSecret></channel>" % OTHERS.encode(),
    "in escapes": b'{"data": "accessToken: %s"}' % "".join(f"\\u{ord(c):04x}" for c in OTHERS).encode(),
    "in UTF-16": json.dumps({"success": True, "data": [{"accessToken": OTHERS}]}).encode("utf-16"),
}


@pytest.mark.whole
@pytest.mark.parametrize("place", SHOWN)
def test_a_credential_of_somebody_else_is_found_and_not_passed_on(tmp_path: Path, place: str) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        if request.method != "GET" or number < 5:
            return serve(request)
        return httpx.Response(200, headers={"content-type": "application/json"}, content=SHOWN[place])

    finished = run(tmp_path, hook)
    assert "no-credential" in finished.broken
    assert OTHERS not in (tmp_path / "contract.json").read_text() + finished.summary


@pytest.mark.whole
@pytest.mark.parametrize("mask", ["********", "configured-by-admin", "EAAG****************91", "hidden"])
def test_a_mask_is_no_credential(tmp_path: Path, mask: str) -> None:
    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        response = serve(request)
        if request.method != "GET" or response.status_code != 200:
            return response
        body = response.json()
        return httpx.Response(200, json={**body, "data": [{**item, "accessToken": mask} for item in body["data"]]})

    assert "no-credential" not in run(tmp_path, hook).broken
