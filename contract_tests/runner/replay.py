"""Sends requests of a run once more, on channels of their own, as somebody would who wants to see a failure again."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from contract_tests.checks.results import Failure
from contract_tests.runner.api import Api
from contract_tests.transport.identity import NAME, name_in, same_id
from contract_tests.transport.interaction import Interaction

OTHERS = 4
"""Other channels that may be what a change of one has to do with."""


class History:
    """An observer of the transport: it remembers in order what may have changed something, and when lists were read."""

    def __init__(self) -> None:
        self.changes: list[Interaction] = []
        self.lists: list[int] = []
        """Their numbers."""

    def __call__(self, interaction: Interaction) -> None:
        """Take note of an interaction."""
        if interaction.operation and not interaction.operation.changes:
            self.lists.append(interaction.number)
        else:
            self.changes.append(interaction)


@dataclass(frozen=True)
class Step:
    """A request to send once more; with another body, if that is smaller."""

    interaction: Interaction | None
    """None for a list."""
    content: bytes = b""

    @property
    def group(self) -> int | None:
        """Number of the group that it was sent with, at one time."""
        return self.interaction.intent.together if self.interaction else None


LISTED = Step(None)


class Replay:
    """Finds requests that may show a failure again, and sends them."""

    def __init__(self, api: Api, history: History, creates: Mapping[str, Interaction]) -> None:
        self._api = api
        self._history = history
        self._creates = creates
        """Normalised id of a channel of the run to the interaction that created it."""

    def candidates(self, failure: Failure) -> Iterator[list[Step]]:
        """Yield sequences that may show a failure again, the shortest first.

        First the requests that the check named. Then more and more of what was done to their channels before. Then
        what was done to each other channel at that time.
        """
        end = failure.interactions[-1]
        named = self._channels(failure.interactions)
        groups = {e.intent.together for e in failure.interactions} - {None}
        partners = [e for e in self._history.changes if e.intent.together in groups]
        yield self._sequence(named, [*failure.interactions[:-1], *partners], end)
        before = [e for e in self._history.changes if e.number <= end.number and self._is_about(e, named)]
        for count in (2, 4, 8, 16, 32, len(before)):
            yield self._sequence(named, before[-count:], end)
            if count >= len(before):
                break
        if end.request.method != "GET":
            return
        since = max((number for number in self._history.lists if number < end.number), default=0)
        recent = [e for e in self._history.changes if since <= e.number <= end.number]
        others = [name for e in reversed(recent) for name in self._channels([e]) if name not in named]
        for other in list(dict.fromkeys(others))[:OTHERS]:
            pair = [*named, other]
            yield self._sequence(pair, [e for e in recent if self._is_about(e, pair)], end)

    def _sequence(self, channels: Sequence[str], changes: Iterable[Interaction], end: Interaction) -> list[Step]:
        """Create the channels, list them, make the changes in their order, and end."""
        creates = {id(self._creates[name]): self._creates[name] for name in channels}
        middle = {id(e): e for e in changes if id(e) not in creates and e is not end}
        creates.pop(id(end), None)
        started = [Step(e, e.request.content) for e in creates.values()]
        done = sorted(middle.values(), key=lambda e: e.number)
        # What is listed is what a later list is held against; but what was sent at one time stays together.
        group = end.intent.together
        together = group is not None and any(e.intent.together == group for e in creates.values())
        listed = [LISTED] if creates and not together else []
        return [*started, *listed, *(Step(e, e.request.content) for e in done), Step(end, end.request.content)]

    def _channels(self, interactions: Iterable[Interaction]) -> list[str]:
        """Return the run's channels that some interactions name or create, normalised, in order."""
        made = {id(create): name for name, create in self._creates.items()}
        names = (name for e in interactions for name in (made.get(id(e), ""), same_id(e.channel_id or "")))
        return list(dict.fromkeys(name for name in names if name in self._creates))

    def _is_about(self, interaction: Interaction, channels: Sequence[str]) -> bool:
        return interaction.intent.has_key and not set(self._channels([interaction])).isdisjoint(channels)

    def without(self, steps: Sequence[Step], index: int) -> list[Step] | None:
        """Leave out a step; None where it creates a channel that others need."""
        rest = [*steps[:index], *steps[index + 1 :]]
        made = [name for name, create in self._creates.items() if create is steps[index].interaction]
        needed = self._channels([step.interaction for step in rest if step.interaction])
        return None if set(made) & set(needed) else rest

    def cost(self, steps: Sequence[Step]) -> int:
        """Return how many requests a sequence needs, with the deletes and the lists that follow it."""
        return len(steps) + 2 * self._count_creates(steps) + 3

    def has_room(self, steps: Sequence[Step]) -> bool:
        """Whether the run may have so many channels at one time."""
        return self._count_creates(steps) <= self._api.transport.ownership.room

    def _count_creates(self, steps: Sequence[Step]) -> int:
        created = {id(create) for create in self._creates.values()}
        return sum(id(step.interaction) in created for step in steps)

    def play(self, steps: Sequence[Step], failed: Callable[[list[Interaction]], bool]) -> list[Interaction]:
        """Send steps until `failed`, which is asked after each; return what was sent. The channels are deleted."""
        ids: dict[str, str] = {}
        sent: list[Interaction] = []
        created: list[tuple[Step, Interaction]] = []
        """Creates that no list has borne out yet."""
        try:
            for _, members in itertools.groupby(enumerate(steps), key=lambda pair: pair[1].group or -pair[0]):
                several = [step for _, step in members]
                if created and not any(step is LISTED or self._creates_one(step) for step in several):
                    self._learn(created, ids)
                calls = [self._call(step, ids) for step in several]
                answers = [calls[0]()] if len(calls) == 1 else self._api.at_once(*calls)
                created += [(s, a) for s, a in zip(several, answers, strict=True) if a.made is not None or _makes(s)]
                if LISTED in several:
                    self._learn(created, ids)
                sent += answers
                if failed(sent):
                    break
        finally:
            self._learn(created, ids)
            for channel_id in set(ids.values()) & set(self._api.transport.ownership.alive):
                self._api.delete(channel_id)
        return sent

    def _call(self, step: Step, ids: Mapping[str, str]) -> Callable[..., Interaction]:
        """Return what sends a step: to the channel that stands for the one it was sent to, and with another name."""
        interaction = step.interaction
        if interaction is None:
            return self._api.list
        request, channel_id = interaction.request, interaction.channel_id or ""
        path = request.url.raw_path.decode("ascii").partition("?")[0]
        if same_id(channel_id) in self._creates:
            path = path.replace(channel_id, ids.get(same_id(channel_id)) or self._api.mint())
        text = step.content.decode("utf-8", "surrogateescape")
        content = NAME.sub(self._api.name(), text).encode("utf-8", "surrogateescape")
        media_type = request.headers.get("content-type")
        has_body = bool(content) or media_type is not None
        send = functools.partial(self._api.send, request.method, path, content if has_body else None, media_type)
        return functools.partial(send, intent=interaction.intent)

    def _learn(self, created: list[tuple[Step, Interaction]], ids: dict[str, str]) -> None:
        """Note which channel stands for another one now; a list bears them out."""
        for (step, answer), new in zip(created, self._api.claim(*(answer for _, answer in created)), strict=True):
            made = next((name for name, create in self._creates.items() if create is step.interaction), None)
            if new:
                ids[made or f"of request {answer.number}"] = new
        created.clear()

    def _creates_one(self, step: Step) -> bool:
        return any(create is step.interaction for create in self._creates.values())


def _makes(step: Step) -> bool:
    """Whether a step may make a channel: it carries a name, and names none."""
    return step.interaction is not None and not step.interaction.channel_id and name_in(step.content) is not None
