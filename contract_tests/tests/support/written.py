"""Runs against servers in this process, with all that a run leaves written into a folder."""

from __future__ import annotations

import base64
import copy
import functools
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from contract_tests.mock.application import App
from contract_tests.mock.faults import FAULTS
from contract_tests.mock.inprocess import transport
from contract_tests.mock.middleware import wrapped
from contract_tests.mock.store import Store
from contract_tests.reporting import WRITERS, contract_json
from contract_tests.runner.run import Run
from contract_tests.tests.support.suite import SPEC, TARGET, Serve, Server, reported, settings
from contract_tests.transport.redaction import Redactor

MARKUP = (
    "</script><script>document.title = 'executed'</script><img src=x onerror=\"alert(1)\">"
    "{{ 7 * 7 }} <style>*{display:none}</style> \u202egnol\u202c \u2067עברית\u2069 العربية &lt;b&gt;"
)


def written(folder: Path, served: httpx.BaseTransport | None = None, **changes: Any) -> dict[str, Any]:
    """Run, write everything, and return the report. Without a server it runs against the mock as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    redactor = Redactor()
    run = Run(SPEC, settings(folder, **changes), TARGET, redactor, lambda *_: None, served or Server())
    report = contract_json.of(run.run(), SPEC.key_header, redactor)
    for writer in WRITERS:
        writer.write(report, folder)
    return report


def faulty(*names: str, channels: int = 0) -> httpx.BaseTransport:
    """Return a mock with some faults, and so many channels."""
    store = Store()
    store.seed(channels)
    return transport(wrapped(store, App(SPEC, store), [FAULTS[name] for name in names]))


def hostile(size: int = 0) -> Callable[[int, httpx.Request, Serve], httpx.Response]:
    """Return a hook that answers as the mock does, but for what no one would like to find in a report."""

    def hook(number: int, request: httpx.Request, serve: Serve) -> httpx.Response:
        response = serve(request)
        if number < 4:  # so that the suite starts
            return response
        key = request.headers.get(SPEC.key_header, "")
        echoed = [
            key,
            quote(key),
            base64.b64encode(key.encode()).decode(),
            key[:20],
            request.content.decode("utf-8", "replace"),
        ]
        body = {**response.json(), "message": f"{MARKUP}{' '.join(echoed)}{'x' * (size if number == 7 else 0)}"}
        headers = {"content-type": "application/json", "x-note": "<b>" + key, f"x-{key.replace('.', '-')}": "1"}
        status = 500 if number % 7 == 0 else response.status_code
        return httpx.Response(status, headers=headers, content=json.dumps(body, ensure_ascii=False).encode())

    return hook


@functools.cache
def _told_once(*faults: str) -> tuple[dict[str, Any], str]:
    with tempfile.TemporaryDirectory() as folder:
        return reported(Path(folder), *faults)


def reported_once(*faults: str) -> tuple[dict[str, Any], str]:
    """What a quick run tells of some faults: run once, for all tests that look at it."""
    return copy.deepcopy(_told_once(*faults))
