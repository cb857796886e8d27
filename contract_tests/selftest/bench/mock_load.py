"""The mock beside Prism: throughput, p99, start and memory; and what its operations cost with many channels."""

from __future__ import annotations

import contextlib
import http.client
import json
import statistics
import timeit
from collections.abc import Callable, Iterator

from contract_tests.mock import Mock
from contract_tests.mock.messages import Request
from contract_tests.selftest.bench import load, peers
from contract_tests.selftest.bench.peers import KEY, LIST, SPEC, Server
from contract_tests.selftest.bench.row import Row

OURS = "mock"
ROUNDS = 3
SECONDS = 2.0
STARTS = 5
CHANNELS = (10, 1_000, 100_000)
CREATE = SPEC.operations["createWebsiteChannel"].path
BODY = json.dumps(
    {
        "displayName": "Website chat",
        "aiProviderCode": "openai",
        "aiModelCode": "gpt-4o-mini",
        "systemPromptOverride": "You help the customers of a flower shop.",
        "isAgentEnabled": True,
    }
)
JSON_HEADERS = {**KEY, "content-type": "application/json"}


def rows(say: Callable[[str], None]) -> list[Row]:
    """Measure the mock, and Prism where it is to be had."""
    commands = {OURS: peers.mock_command()}
    prism = peers.prism_command()
    if prism is None:
        say(f"npx or {peers.PRISM} is missing: the mock is measured without its peer.")
    else:
        commands |= {"prism -v silent": [*prism, "--verboseLevel=silent"], "prism": prism}
    measured = [_starts(commands)]
    with contextlib.ExitStack() as stack:
        running = {name: stack.enter_context(peers.started(command)) for name, command in commands.items()}
        measured.append(Row("memory at the start", "MiB", {name: s.memory for name, s in running.items()}))
        if load.is_there():
            measured += _under_load(running)
        else:
            say(load.MISSING)
    return measured + list(_by_channels())


def _starts(commands: dict[str, list[str]]) -> Row:
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(STARTS + 1):
        for name, command in commands.items():
            with peers.started(command) as server:
                seconds[name].append(server.seconds)
    warm = {name: statistics.median(values[1:]) for name, values in seconds.items()}
    return Row("start to first response", "s", warm)


def _under_load(running: dict[str, Server]) -> Iterator[Row]:
    memory: dict[str, float] = {}
    for what, put in (("list", _list), ("create", _create)):
        for server in running.values():  # warm up
            put(server, 16)
        for connections in (1, 16):
            loads: dict[str, list[load.Load]] = {name: [] for name in running}
            for _ in range(ROUNDS):
                for name, server in running.items():
                    loads[name].append(put(server, connections))
                    memory[name] = max(memory.get(name, 0), server.memory)
            per_second = {name: statistics.median(one.per_second for one in values) for name, values in loads.items()}
            p99 = {name: statistics.median(one.p99 for one in values) for name, values in loads.items()}
            place = f"{what}, {connections} connection{'s' * (connections > 1)}"
            yield Row(place, "requests/s", per_second, more_is_better=True)
            yield Row(f"{place}, p99", "ms", p99)
        yield Row(f"memory under load of {what}", "MiB", dict(memory))


def _list(server: Server, connections: int) -> load.Load:
    _reset(server)
    return load.put(f"http://127.0.0.1:{server.port}{LIST}", KEY, connections=connections, seconds=SECONDS)


def _create(server: Server, connections: int) -> load.Load:
    _reset(server)
    url = f"http://127.0.0.1:{server.port}{CREATE}"
    return load.put(url, JSON_HEADERS, connections=connections, seconds=SECONDS, method="POST", body=BODY)


def _reset(server: Server) -> None:
    """Go back to two channels; Prism, which keeps none, does not know the path."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("POST", "/_mock/reset")
    connection.getresponse().read()
    connection.close()


def _by_channels() -> Iterator[Row]:
    """In process, so that nothing but the mock's own work is measured."""
    costs = {count: _costs(count) for count in CHANNELS}
    for operation in costs[CHANNELS[0]]:
        for count in CHANNELS:
            yield Row(f"{operation}, with {count:,} channels", "µs", {OURS: costs[count][operation]})


def _costs(count: int) -> dict[str, float]:
    mock = Mock(channels=count)
    headers = {name.lower(): value for name, value in JSON_HEADERS.items()}
    middle = list(mock.store.channels)[count // 2]

    def ask(method: str, path: str, body: str = "") -> None:
        assert mock(Request(method, path, "", headers, body.encode())).status == 200

    def create_and_delete() -> None:
        answer = mock(Request("POST", CREATE, "", headers, BODY.encode()))
        ask("DELETE", f"{LIST}/{answer.json()['data']['id']}")

    operations: dict[str, Callable[[], None]] = {
        "create and delete": create_and_delete,
        "update": lambda: ask("PATCH", f"{LIST}/{middle}", '{"displayName":"a"}'),
        "toggle": lambda: ask("POST", f"{LIST}/{middle}/toggle-agent", '{"enabled":true}'),
        "rotate": lambda: ask("POST", f"{LIST}/{middle}/rotate-token"),
    }
    costs = {name: _microseconds(operation, 2000) for name, operation in operations.items()}
    costs["list, for each channel"] = _microseconds(lambda: ask("GET", LIST), max(1, 20_000 // count)) / count
    return costs


def _microseconds(operation: Callable[[], None], times: int) -> float:
    return min(timeit.repeat(operation, number=times, repeat=5)) / times * 1e6
