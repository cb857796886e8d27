"""Ctrl-C, SIGTERM and SIGHUP: one ends the run, several at a time are one, and the report is always written."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from contract_tests.runner import interrupts
from contract_tests.runner.interrupts import Interrupts
from contract_tests.tests.support.suite import FakeClock

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeClock]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number in SIGNALS:  # a shell's job in the background ignores some of them
        signal.signal(number, signal.SIG_DFL)
    clock = FakeClock()
    monkeypatch.setattr(interrupts, "time", clock)
    yield clock
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_each_of_them_interrupts(clock: FakeClock, number: signal.Signals) -> None:
    Interrupts()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)


def test_several_at_a_time_are_one_and_a_later_one_counts(clock: FakeClock) -> None:
    Interrupts()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    for number in SIGNALS:
        clock.sleep(interrupts.ONE / 2)
        signal.raise_signal(number)
    clock.sleep(interrupts.ONE * 2)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_nothing_interrupts_the_report(clock: FakeClock) -> None:
    Interrupts().hold()
    for number in SIGNALS:
        signal.raise_signal(number)


def test_a_signal_that_was_ignored_stays_so(clock: FakeClock) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    Interrupts()
    signal.raise_signal(signal.SIGHUP)
