"""What a run may leave behind besides what is its own, in words: each with the id and the name to look for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from contract_tests.transport.register import Register, Stray
from contract_tests.transport.states import THERE, Channel, State

TOLD_AT_MOST = 500
"""Channels of nobody knows whom that appeared during a run, and are told one by one."""
_IN_DOUBT = {
    State.AWAITED: "no response says what became of its create",
    State.FAILED: "its create was answered with a server's error",
    State.REFUSED: "its create was refused, and no list was read since",
    State.UNCONFIRMED: "its create was served, and no list has borne it out",
}


def possibly_left(register: Register, appeared: Mapping[str, Stray]) -> list[str]:
    """Return a line for each; `appeared` is what has come since the first list, by normalised id."""
    known = register.by_id.keys() | register.strays.keys()
    others = [stray for key, stray in appeared.items() if key not in known]
    more = len(others) - TOLD_AT_MOST
    return [
        *_in_doubt(register.channels.values()),
        *_other_ids(register),
        *map(str, register.told_strays.values()),
        *(
            f"{stray.id} {stray.name}: appeared during the run, and may be somebody else's"
            for stray in others[:TOLD_AT_MOST]
        ),
        *([f"{more} more that appeared during the run"] if more > 0 else []),
    ]


def _in_doubt(channels: Collection[Channel]) -> Iterator[str]:
    returned = any(channel.returned for channel in channels)
    for channel in channels:
        if channel.state in _IN_DOUBT:
            yield " ".join(filter(None, [channel.answered, channel.name])) + f": {_IN_DOUBT[channel.state]}"
        elif channel.state is State.DELETED and returned:
            yield f"{channel.id} {channel.name}: was deleted, and what was deleted has been listed again"


def _other_ids(register: Register) -> Iterator[str]:
    """Tell the other ids of what is still there: one of them may be the one under which the store keeps it."""
    for channel in register.channels.values():
        if channel.state in THERE:
            for other in dict.fromkeys([channel.answered or channel.id, *channel.former_ids]):
                if register.key(other) != register.key(channel.id):
                    yield f"{other} {channel.name}: another id of {channel.id}"
