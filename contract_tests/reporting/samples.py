"""How a person reproduces a request: as curl, as a few lines of Python, and in the report."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx

from contract_tests.checks.listed_items import Shown
from contract_tests.checks.state.own import Own
from contract_tests.reference import python as client_calls
from contract_tests.reference.shell import curl_line, keeping_id
from contract_tests.runner.api import client_function
from contract_tests.spec import Resource
from contract_tests.spec.pointers import tokens_of, walk
from contract_tests.transport.identity import NAME, NAME_PREFIX
from contract_tests.transport.interaction import Interaction, Key, loads

REPLAYED = "replayed-test-"
"""What the names in lines to copy begin with, as long as a run's prefix: no sweep or run takes them for its own."""
LONGEST_BODY = 2000
"""Characters of a body that a report shows."""


def shown_headers(request: httpx.Request, key_header: str) -> dict[str, str]:
    """Return the headers that matter to whoever repeats the request, the key as `$SENDYIQ_API_KEY`."""
    shown = {}
    for name, value in request.headers.items():
        if name.lower() == key_header.lower():
            shown[key_header] = value
        elif name.lower() in ("content-type", "accept"):
            shown[name.title()] = value
    return shown


def curl(interaction: Interaction, key_header: str, keys: Mapping[str, str]) -> str:
    """Write a request as one curl line; a key of the run reads as the variable that holds it."""
    request = interaction.request
    headers = {name: value for name, value in shown_headers(request, key_header).items() if value != "*/*"}
    return _renamed(curl_line(request.method, str(request.url), headers, request.content, variables=keys))


def _renamed(lines: str) -> str:
    return NAME.sub(lambda name: name[0].replace(NAME_PREFIX, REPLAYED), lines)


def whole(interactions: Sequence[Interaction], channels: Mapping[Key, Own]) -> tuple[Interaction, ...]:
    """Put before some requests the ones that create, and delete, the channels they name: so they can be sent again."""
    needed: dict[int, Interaction] = {}
    for interaction in interactions:
        own = channels.get(interaction.key) if interaction.key else None
        if own and interaction.status not in (404, 410):
            gone = [own.gone] if own.gone and own.gone.number < interaction.number else []
            needed |= {id(before): before for before in (own.created, *gone)}
    there = {id(interaction) for interaction in interactions}
    return (*(before for key, before in needed.items() if key not in there), *interactions)


def shell(interactions: Sequence[Interaction], key_header: str, keys: Mapping[str, str]) -> list[str]:
    """Write requests as shell lines that run as they stand: the id of a new channel is kept for those that follow."""
    known, lines = dict(keys), []
    for number, interaction in enumerate(interactions):
        line = curl(interaction, key_header, known)
        made = _made_for_later(interactions, number)
        if made is not None and interaction.resource:
            name = f"id{len(known) - len(keys) + 1}"
            known[made] = f"${{{name}:?}}"  # nothing is sent where nothing was created
            line = keeping_id(name, line, _steps_to_id(interaction.resource, interaction.json, made))
        lines.append(line)
    return _at_once(interactions, lines, lambda several: f"{' & '.join(several)} & wait")


def python(interactions: Sequence[Interaction]) -> str:
    """Write requests as a few lines with the generated client; raw where its models could not send them."""
    names: dict[str, str] = {}
    each = [_python_call(e, names, _made_for_later(interactions, number)) for number, e in enumerate(interactions)]
    calls = _at_once(interactions, each, _python_threads)
    operations = [e.operation for e in interactions if e.operation and _model_of(e) is not _RAW]
    models = [model.__name__ for e in interactions if (model := _model_of(e)) is not None and model is not _RAW]
    lines = ["from concurrent.futures import ThreadPoolExecutor"] if any("ThreadPool" in call for call in calls) else []
    lines += ["import json, os", *client_calls.imports(operations, models)]
    lines += ["client = AuthenticatedClient(os.environ['TARGET'], retries=0)  # the key: $SENDYIQ_API_KEY"]
    return _renamed("\n".join([*lines, *calls]))


def _made_for_later(interactions: Sequence[Interaction], number: int) -> str | None:
    """Return the id of what a create made, where a later request needs it."""
    interaction = interactions[number]
    later = {each.key for each in interactions[number + 1 :]}
    return interaction.made if not interaction.resource_id and interaction.made_key in later else None


def _at_once(interactions: Sequence[Interaction], lines: list[str], joined: Callable[[list[str]], str]) -> list[str]:
    """Join the lines of requests that were sent at one time, unless a later line needs what one of them answers."""
    result: list[str] = []
    for group, members in itertools.groupby(
        zip(interactions, lines, strict=True), key=lambda pair: pair[0].intent.together
    ):
        several = [line for _, line in members]
        keeps = any(re.match(r"id_?\d+ ?=", line) for line in several)
        result += several if group is None or keeps or len(several) == 1 else [joined(several)]
    return result


def _python_threads(calls: list[str]) -> str:
    each = ", ".join(f"lambda: {call}" for call in calls)
    return f"with ThreadPoolExecutor() as pool:\n    list(pool.map(lambda call: call(), [{each}]))"


_RAW = object
"""Stands for a request that the generated client cannot make."""


def _model_of(interaction: Interaction) -> Any:
    """Return the model of a request's body, None for a request without one, `_RAW` where the client cannot send it."""
    operation, body = interaction.operation, interaction.sent
    if operation is None or interaction.intent.key != "full" or interaction.intent.key_in_query:
        return _RAW
    generated = client_function(operation)
    if generated is None:
        return _RAW
    _, model = generated
    if not interaction.request.content:
        return None if model is None else _RAW
    try:
        sendable = model is not None and model.from_dict(body).to_dict() == body
    except (ValueError, TypeError, AttributeError, KeyError):
        sendable = False
    return model if sendable else _RAW


def _python_call(interaction: Interaction, names: dict[str, str], created: str | None) -> str:
    operation, request, model = interaction.operation, interaction.request, _model_of(interaction)
    named = names.get(interaction.resource_id or "", repr(interaction.resource_id))
    if model is _RAW or operation is None:
        path = request.url.raw_path.decode("ascii")
        content = f", content={request.content!r}" if request.content else ""
        headers = {k: v for k, v in request.headers.items() if k == "content-type"}
        call = f"client.get_httpx_client().request({request.method!r}, {path!r}{content}, headers={headers})"
        return f"print({call}.text)"
    arguments = [named] if operation.path_parameters else []
    call = client_calls.call(operation, arguments, model.__name__ if model else None, interaction.sent)
    if created is not None and interaction.resource:
        names[created] = f"id_{len(names) + 1}"
        steps = _steps_to_id(interaction.resource, interaction.json, created)
        return client_calls.keeping_id(names[created], call, steps)
    return f"print({call}.content)"


def _steps_to_id(resource: Resource, body: Any, made: str) -> list[str | int]:
    """Return the way to the id in the response to a create."""
    for where, value in walk(body):
        if resource.id_type.text(value.get(resource.id_property)) == made:
            steps, part = list[str | int](), body
            for token in tokens_of(where):
                steps.append(int(token) if isinstance(part, list) else token)
                part = part[steps[-1]]
            return [*steps, resource.id_property]
    return []


def as_json(interaction: Interaction, key_header: str, shown: Shown | None = None) -> dict[str, Any]:
    """Return the interaction as `contract.json` shows it; redaction comes later, for the whole report.

    Of a list for which there is no room, the items are `shown` that it is about.
    """
    request, response = interaction.request, interaction.response
    return {
        "request": {
            "method": request.method,
            "url": str(request.url),
            "headers": shown_headers(request, key_header),
            "body": _text(request.content, len(request.content)),
        },
        "response": {
            "status": response.status_code,
            "headers": dict(response.headers.items()),
            "body": _text(response.content, response.extensions.get("size", len(response.content)), shown),
        },
    }


def _text(content: bytes, size: int, shown: Shown | None = None) -> str | None:
    if not content:
        return None
    text = content.decode("utf-8", "backslashreplace")
    value = loads(content)
    if value is not None and ("\\" in text or "\0" in text):  # escapes would hide credentials from the redaction
        text = json.dumps(value, ensure_ascii=False)
    if len(text) <= LONGEST_BODY:
        return text
    return shown.as_array if shown and shown.items else f"{text[:LONGEST_BODY]}… ({size} bytes)"
