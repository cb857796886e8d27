"""Judges a list: everything that the run has is there, once, as it should be, and nothing else has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from contract_tests.checks import website
from contract_tests.checks.catalog import (
    DELETED_GONE,
    LISTED_ONCE,
    OTHERS_UNTOUCHED,
    REJECTED_HAS_NO_EFFECT,
    ROTATE_REPLACES,
    UNIQUE_TOKEN,
    UPDATES_TOGETHER,
    WEBSITE_TOKEN,
    WEBSITE_TYPE,
    Check,
)
from contract_tests.checks.causes import MET
from contract_tests.checks.results import Evidence, Results
from contract_tests.checks.state.own import Own, Sent, kept_check, only_check, replaced_by
from contract_tests.checks.state.roundtrip import RoundTrip
from contract_tests.checks.values import in_words, same
from contract_tests.transport.interaction import Interaction, Key
from contract_tests.transport.ownership import Ownership


class _Blame(NamedTuple):
    """Which promise a change breaks that nobody asked for."""

    check: Check
    operation: str | None


class Listing:
    """Judges lists."""

    def __init__(self, results: Results, kept: RoundTrip, known: list[str], ownership: Ownership) -> None:
        self._results = results
        self._kept = kept
        self._known = known
        self._ownership = ownership
        self._resource = ownership.resource
        self._following = website.following(ownership.resource)
        self._create = self._resource.creates.id if self._resource.creates else None
        self.refused_creates: dict[str, Interaction] = {}
        """By the names that they carried."""

    def see(self, channels: dict[Key, Own], interaction: Interaction) -> None:
        """Judge a list against what is known of what the run has, and remember it."""
        by_id: dict[str, list[dict[str, Any]]] = {}
        for item in interaction.items:
            for name in self._known:
                if item.get(name) is not None and interaction.operation:
                    self._kept.show(interaction.operation, name)
            if (shown := self._resource.id_of(item)) is not None:
                by_id.setdefault(self._resource.key_of(shown), []).append(item)
        self._judge_refused_creates(interaction)
        changed = any(own.since or own.listed is None or own.gone for own in channels.values())
        for (_, key), own in channels.items():
            shown_items = by_id.get(key, [])
            if own.gone is not None:
                self._judge_gone(own, own.gone, bool(shown_items), interaction)
            else:
                self._judge_listed(channels, own, shown_items, interaction, changed)
        for name in self._resource.unique:
            self._judge_unique(channels, name, interaction)
        for own in channels.values():
            own.since.clear()

    def _judge_gone(self, own: Own, gone: Interaction, shown: bool, interaction: Interaction) -> None:
        if shown or not own.confirmed_gone:
            evidence = Evidence("a list without it", "it is still listed", [own.created, gone, interaction])
            self._results.judge(DELETED_GONE, gone.operation.id if gone.operation else None, not shown, evidence)
        own.confirmed_gone = True

    def _judge_listed(
        self, channels: dict[Key, Own], own: Own, shown: list[dict[str, Any]], interaction: Interaction, changed: bool
    ) -> None:
        history = [own.created, *own.since, interaction]
        if own.listed is not None and not own.since and changed and not shown:
            self._blame_others(channels, own, interaction)
        refused = [e for e in own.since if e.does("deletes") and e.intent.key != "full" and not e.succeeded]
        if refused and not shown and own.listed is not None:
            evidence = Evidence("it is still listed", "it is gone", history)
            self._results.judge(REJECTED_HAS_NO_EFFECT, _operation_of(refused[-1]), False, evidence)
            return
        # One that appears when nothing was done to the channel is somebody's copy of it, perhaps.
        twin = (own.listed is None or bool(own.since)) and self._ownership.has_new_twin(own.name)
        times = "another one has its name" if shown and twin else f"it is listed {len(shown)} times"
        once = len(shown) == 1 and not twin
        vanished = not shown and own.listed is not None
        suspect = None if vanished and own.since else own.created
        evidence = Evidence("it is listed once", times, history, suspect=suspect)
        self._results.judge(LISTED_ONCE, self._create, once, evidence)
        if not shown:
            return
        self._judge_properties(own, shown[0], history, changed)
        self._judge_rotation(own, shown[0], history)
        own.listed = shown[0]
        own.rotation = None
        own.sent.clear()
        own.unknown.clear()

    def _blame_others(self, channels: dict[Key, Own], own: Own, interaction: Interaction) -> None:
        """Say that something was done to others, and this one went."""
        touched = (other for other in channels.values() if other is not own and (other.since or other.gone))
        last = [other.gone or (other.since or [other.created])[-1] for other in touched]
        history = [own.created, *last[-1:], interaction]
        evidence = Evidence("what it names alone changed", "another one is gone", history)
        self._results.judge(OTHERS_UNTOUCHED, _operation_of(last[-1]) if last else None, False, evidence)

    def _judge_properties(self, own: Own, item: Mapping[str, Any], history: list[Interaction], changed: bool) -> None:
        wrong: dict[Check, tuple[str | None, Evidence]] = {}
        for name in self._known:
            now = item.get(name)
            if name in own.sent and name in own.unknown:
                continue  # sent, and then named by a request that is no valid change
            if name in own.sent:
                self._judge_sent(own, name, own.sent[name], now, history)
            elif own.listed is not None and name not in own.unknown and not (own.rotated and name in self._following):
                before = own.listed.get(name)
                if not same(before, now, name in self._kept.dates):
                    blame = self._blame(own, name)
                    words = f"{name} still {in_words(before)}", f"{name} {in_words(now)}"
                    wrong[blame.check] = blame.operation, Evidence(*words, history)
        for blame in self._possible(own, changed):
            operation, evidence = wrong.pop(blame.check, (blame.operation, None))
            self._results.judge(blame.check, operation, evidence is None, evidence or Evidence("", "", history))
        for check, (operation, evidence) in wrong.items():
            self._results.judge(check, operation, False, evidence)
        self.judge_website(own, item, history)

    def _judge_sent(self, own: Own, name: str, sent: Sent, now: Any, history: list[Interaction]) -> None:
        around = [own.created, *([] if sent.interaction is own.created else [sent.interaction]), history[-1]]
        if not sent.shown:
            shows = history[-1].operation
            if shows:
                self._kept.judge(own, shows, name, sent, now, history if sent.together else around)
        elif isinstance(now, type(sent.value)):
            cause = MET if sent.together else None
            evidence = Evidence(f"{name} {sent.value}", f"{name} {now}", around, cause)
            check = UPDATES_TOGETHER if sent.together else kept_check(sent.operation, name)
            self._results.judge(check, sent.operation.id, now == sent.value, evidence)

    def _judge_rotation(self, own: Own, item: Mapping[str, Any], history: list[Interaction]) -> None:
        """Hold what was replaced against what was before: the response need not have shown the new value."""
        if own.rotation is None:
            return
        around = [own.created, own.rotation, history[-1]]
        for name in replaced_by(own.rotation.operation):
            before, now = (own.listed or {}).get(name), item.get(name)
            if before is not None and now is not None:
                cause = MET if own.rotation.is_race else None
                evidence = Evidence(f"another {name}", f"still {before}", around, cause)
                check = UPDATES_TOGETHER if own.rotation.is_race else ROTATE_REPLACES
                self._results.judge(check, _operation_of(own.rotation), now != before, evidence)

    def _possible(self, own: Own, changed: bool) -> Iterator[_Blame]:
        """Yield the checks that this list decides for one, with the operation that they are about."""
        if own.listed is None:
            return
        if any(e.intent.key != "full" for e in own.since):
            yield _Blame(REJECTED_HAS_NO_EFFECT, None)
        done = {e.operation.id for e in own.since if e.operation and e.succeeded and e.intent.key == "full"}
        for operation in (*self._resource.updates, *self._resource.changes):
            check = only_check(operation)
            if check and operation.id in done:
                yield _Blame(check, operation.id)
        if not own.since and changed:
            yield _Blame(OTHERS_UNTOUCHED, None)

    def _blame(self, own: Own, name: str) -> _Blame:
        """Say which promise a change breaks that nobody asked for, by what was sent since."""
        refused = [e for e in own.since if e.intent.key != "full" and not e.succeeded]
        for interaction in refused:
            if name in _named_by(interaction):
                return _Blame(REJECTED_HAS_NO_EFFECT, _operation_of(interaction))
        before = (own.listed or {}).get(name)
        changes = [e for e in own.since if only_check(e.operation) and e.succeeded]
        # The first whose response shows the change, or else the last.
        told = (e for e in changes if (item := e.item) and name in item and not same(before, item[name]))
        for interaction in (*told, *changes[-1:]):
            if check := only_check(interaction.operation):
                return _Blame(check, _operation_of(interaction))
        return _Blame(REJECTED_HAS_NO_EFFECT if refused else OTHERS_UNTOUCHED, None)

    def judge_website(self, own: Own, item: Mapping[str, Any], history: Sequence[Interaction]) -> None:
        """Judge what the guides say of a website channel that a response shows."""
        around = [own.created, history[-1]]
        if website.has_type(self._resource) and (kind := website.shown_type(item)) is not None:
            evidence = Evidence(website.WEBSITE, kind, around)
            self._results.judge(WEBSITE_TYPE, self._create, kind == website.WEBSITE, evidence)
        shown = website.account_and_token(self._resource, item)
        if website.has_account(self._resource) and shown and not own.rotated:
            account, token = shown
            evidence = Evidence(f"the account id {token}", account, around)
            self._results.judge(WEBSITE_TOKEN, self._create, token.casefold() == account.casefold(), evidence)

    def _judge_refused_creates(self, interaction: Interaction) -> None:
        """Look for what creates made that were refused."""
        for name, refused in self.refused_creates.items():
            made = self._ownership.id_of(name) is not None
            evidence = Evidence("nothing new", f"one named {name}", [refused, interaction])
            self._results.judge(REJECTED_HAS_NO_EFFECT, _operation_of(refused), not made, evidence)
        self.refused_creates.clear()

    def _judge_unique(self, channels: dict[Key, Own], name: str, interaction: Interaction) -> None:
        """No two listed ones share a value, where at least one of them is the run's own."""
        holders: dict[Any, tuple[str, Any]] = {}
        for item in interaction.items:
            value, shown = item.get(name), self._resource.id_of(item)
            if not isinstance(value, str | int) or value == "" or shown is None:
                continue
            key = self._resource.key_of(shown)
            other, holder = holders.setdefault(value, (key, item))
            own = channels.get((self._resource.name, key)) or channels.get((self._resource.name, other))
            if own:
                shared = f"{name} of its own", f"{name} of another one"
                evidence = Evidence(*shared, [own.created, interaction], items=[holder, item])
                self._results.judge(UNIQUE_TOKEN, self._create, other == key, evidence)


def _operation_of(interaction: Interaction) -> str | None:
    return interaction.operation.id if interaction.operation else None


def _named_by(interaction: Interaction) -> set[str]:
    """Name the properties that a request would have changed."""
    effect, body = interaction.operation.effect if interaction.operation else None, interaction.sent
    named = set(body) if isinstance(body, dict) else set()
    return named | ({*effect.sets, *effect.replaces} if effect else set())
