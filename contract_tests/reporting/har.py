"""Writes `contract.har`: every request with its response and timing, for the network panel of a browser."""

from __future__ import annotations

import os
from collections.abc import Mapping
from http.client import responses
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

import harfile

FILE = "contract.har"
_IN_URLS = "%/?:@!$&'()*+,;=~"


def write(report: Mapping[str, Any], folder: Path) -> None:
    """Write the file, whole or not at all."""
    part = folder / f".{FILE}.{os.getpid()}"
    with (
        part.open("w", encoding="utf-8") as file,
        harfile.HarFile.open(file, creator=harfile.Creator("contract_tests", "1"), comment=_about(report)) as har,
    ):
        for sent in report["timeline"]:
            milliseconds = sent["milliseconds"]
            har.add_entry(
                startedDateTime=sent["time"],
                time=milliseconds,
                request=_request(sent),
                response=_response(sent),
                timings=harfile.Timings(send=0, wait=milliseconds, receive=0),
                comment=_comment(sent),
            )
    part.replace(folder / FILE)


def _about(report: Mapping[str, Any]) -> str:
    return f"{report['verdict']}: contract suite against {report['target']}, seed {report['seed']}"


def _comment(sent: Mapping[str, Any]) -> str:
    checks = f"; failed: {', '.join(sent['failed'])}" if sent["failed"] else ""
    return f"#{sent['number']} {sent['operation'] or 'no operation'}, phase {sent['phase']}{checks}"


def _request(sent: Mapping[str, Any]) -> harfile.Request:
    request = sent["request"]
    parts = urlsplit(sent["url"])
    query = parse_qsl(parts.query, keep_blank_values=True)
    # What stands for a credential has characters that a URL may not have.
    url = urlunsplit((*parts[:2], *(quote(part, safe=_IN_URLS) for part in parts[2:])))
    return harfile.Request(
        method=sent["method"],
        url=url,
        httpVersion="HTTP/1.1",
        headers=_headers(request),
        queryString=[harfile.Record(name, value) for name, value in query],
        postData=harfile.PostData(_media_type(request), text=request["body"], comment=_cut(request))
        if request["size"]
        else None,
        bodySize=request["size"],
    )


def _response(sent: Mapping[str, Any]) -> harfile.Response:
    response, status = sent["response"], sent["status"]
    return harfile.Response(
        status=status,
        statusText=responses.get(status, ""),
        httpVersion="HTTP/1.1",
        headers=_headers(response),
        content=harfile.Content(
            response["size"], mimeType=_media_type(response), text=response["body"], comment=_cut(response)
        ),
        redirectURL=_header(response, "location"),
        bodySize=response["size"],
    )


def _cut(side: Mapping[str, Any]) -> str | None:
    return f"The first part; it has {side['size']} bytes." if side["is_cut"] else None


def _headers(side: Mapping[str, Any]) -> list[harfile.Record]:
    return [harfile.Record(name, value) for name, value in side["headers"]]


def _media_type(side: Mapping[str, Any]) -> str:
    return _header(side, "content-type") or "application/octet-stream"


def _header(side: Mapping[str, Any], wanted: str) -> str:
    return next((value for name, value in side["headers"] if name.lower() == wanted), "")
