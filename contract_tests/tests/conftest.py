"""Keeps the tests offline: one that opens a socket fails, whatever the code under test makes of the error."""

from __future__ import annotations

import functools
import gc
import ipaddress
import os
import re
import socket
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from contract_tests.tests.support.browser import LEFT_OUT, NEEDED
from contract_tests.tests.support.suite import TARGET
from contract_tests.tests.support.vocabulary import CHANNEL
from contract_tests.transport.journal import Journal
from contract_tests.transport.ownership import Ownership

# What leads out, and which argument names the peer. asyncio uses the same, if only in a thread for names;
# `getaddrinfo` is here because a DNS server is somebody else too.
DOORS: tuple[tuple[Any, str, int], ...] = (
    (socket.socket, "connect", 1),
    (socket.socket, "connect_ex", 1),
    (socket.socket, "sendto", -1),
    (socket, "getaddrinfo", 0),
)
opened = pytest.StashKey[list[str]]()


class _Pairing(threading.local):
    """Whether this thread makes a pair of sockets. Windows has none: there asyncio gets one over loopback."""

    is_on = False


_pairing = _Pairing()


class OfflineError(AssertionError):
    """No OSError, which clients turn into errors of their own."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "network(reason): the test may open sockets to this machine.")
    config.addinivalue_line("markers", "more: one more case of a kind; taken where `-m` names it.")
    config.addinivalue_line(
        "markers", "whole: the test takes seconds: runs of the suite, a package, a type checker, a browser."
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    lacking = {fixture for fixture, program in NEEDED.items() if program is None}
    in_browser = [item for item in items if not lacking.isdisjoint(getattr(item, "fixturenames", ()))]
    config.hook.pytest_deselected(items=in_browser)
    items[:] = [item for item in items if item not in in_browser]
    if not re.search(r"\bmore\b", config.option.markexpr):
        cases = [item for item in items if item.get_closest_marker("more")]
        config.hook.pytest_deselected(items=cases)
        items[:] = [item for item in items if item not in cases]
    for item in items:
        marker = item.get_closest_marker("network")
        if marker is not None and not marker.args:
            raise pytest.UsageError(f'{item.nodeid}: say why: @pytest.mark.network("…")')


# What is imported and collected stays: no collection of garbage has to look at it again.
def pytest_collection_finish() -> None:
    gc.freeze()


# Many tests wait, for a browser or another process: a worker more than there are cores keeps these busy.
@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    return (os.cpu_count() or 1) + 1


# One line for all of them, where a skip would have one for each.
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if None in NEEDED.values():
        terminalreporter.write_line(LEFT_OUT)


# Around the whole protocol, not in a fixture: fixtures of a wider scope would be set up before it.
@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    item.stash[opened] = []
    allowed = _is_loopback if item.get_closest_marker("network") else _is_nothing
    with pytest.MonkeyPatch.context() as patch:
        for owner, name, place in DOORS:
            patch.setattr(owner, name, _guarded(getattr(owner, name), place, allowed, item.stash[opened]))
        patch.setattr(socket, "socketpair", _paired(socket.socketpair))
        return (yield)


# Where the code under test swallowed the error, the record still tells.
@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    yield
    addresses = item.stash[opened]
    if addresses:
        pytest.fail(f"opened a socket to {', '.join(addresses)}", pytrace=False)


# No test survives a power cut: what is written is read by the system that wrote it.
@pytest.fixture(scope="session", autouse=True)
def _unsynced() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


def _is_nothing(host: object) -> bool:
    return False


def _is_loopback(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return host is None or name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _guarded(
    function: Callable[..., Any], place: int, allowed: Callable[[object], bool], record: list[str]
) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        address = args[place]
        if not _pairing.is_on and not allowed(address[0] if isinstance(address, tuple) else address):
            record.append(repr(address))
            raise OfflineError(f"an offline test may not open a socket to {address!r}")
        return function(*args, **kwargs)

    return call


def _paired(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        _pairing.is_on = True
        try:
            return function(*args, **kwargs)
        finally:
            _pairing.is_on = False

    return call


@pytest.fixture
def ownership(tmp_path: Path) -> Ownership:
    """What a run knows of channels before its first request."""
    return Ownership(Journal(tmp_path, "http://target", "now"), CHANNEL)


@pytest.fixture
def written(tmp_path: Path) -> Journal:
    """The journal of an earlier run, to write in."""
    return Journal(tmp_path, TARGET, "2026-01-01T00:00:00Z")
