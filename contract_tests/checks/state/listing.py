"""What a list tells of the run's own channels: they are all there, once, as they should be, and no others changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contract_tests.checks.results import Results
from contract_tests.checks.state.own import (
    ACCOUNT,
    AGENT,
    CREATE,
    DELETE,
    KEPT,
    LIST,
    ONLY,
    ROTATE,
    TOGGLE,
    TOKEN,
    TYPE,
    UPDATE,
    Own,
    Sent,
)
from contract_tests.checks.state.roundtrip import RoundTrip
from contract_tests.checks.values import in_words, same
from contract_tests.transport.identity import same_id
from contract_tests.transport.interaction import Interaction
from contract_tests.transport.ownership import Ownership


class Listing:
    """Judges lists."""

    def __init__(self, results: Results, kept: RoundTrip, known: list[str], ownership: Ownership) -> None:
        self._results = results
        self._kept = kept
        self._known = known
        self._ownership = ownership
        self.refused_creates: dict[str, Interaction] = {}
        """By the names that they carried."""

    def see(self, channels: dict[str, Own], interaction: Interaction, items: list[Any]) -> None:
        """Judge a list against what is known of the run's channels, and remember it."""
        by_id: dict[str, list[dict[str, Any]]] = {}
        for item in items:
            if not isinstance(item, dict):
                continue
            for name in self._known:
                if item.get(name) is not None:
                    self._kept.show(LIST, name)
            if isinstance(item.get("id"), str):
                by_id.setdefault(same_id(item["id"]), []).append(item)
        self._judge_refused_creates(interaction)
        changed = any(own.since or own.listed is None or own.gone for own in channels.values())
        for key, own in channels.items():
            self._judge_listed(channels, own, by_id.get(key, []), interaction, changed)
        self._judge_tokens(channels, items, interaction)
        for own in channels.values():
            own.since.clear()

    def _judge_listed(
        self, channels: dict[str, Own], own: Own, shown: list[dict[str, Any]], interaction: Interaction, changed: bool
    ) -> None:
        if own.gone is not None:
            if shown or not own.confirmed_gone:
                history = [own.created, own.gone, interaction]
                self._results.judge(
                    "deleted-gone", DELETE, not shown, "a list without it", "it is still listed", history
                )
            own.confirmed_gone = True
            return
        history = [own.created, *own.since, interaction]
        if own.listed is not None and not own.since and changed and not shown:
            last = [
                o.gone or (o.since or [o.created])[-1]
                for o in channels.values()
                if o is not own and (o.since or o.gone)
            ]
            self._results.judge(
                "others-untouched",
                _last_operation(last),
                False,
                "its channel alone changed",
                "another is gone",
                [own.created, *last[-1:], interaction],
            )
        refused = [e for e in own.since if e.request.method == "DELETE" and e.intent.key != "full" and not e.succeeded]
        if refused and not shown and own.listed is not None:
            self._results.judge("refused-unchanged", DELETE, False, "it is still listed", "it is gone", history)
            return
        # One that appears when nothing was done to the channel is somebody's copy of it, perhaps.
        twin = (own.listed is None or bool(own.since)) and self._ownership.has_new_twin(own.name)
        times = "another channel has its name" if shown and twin else f"it is listed {len(shown)} times"
        once = len(shown) == 1 and not twin
        self._results.judge("listed-once", CREATE, once, "it is listed once", times, history)
        if not shown:
            return
        self._judge_properties(own, shown[0], history, changed)
        self._judge_rotation(own, shown[0], history)
        own.listed = shown[0]
        own.rotation = None
        own.sent.clear()
        own.unknown.clear()

    def _judge_properties(self, own: Own, item: dict[str, Any], history: list[Interaction], changed: bool) -> None:
        wrong: dict[str, tuple[str | None, str, str]] = {}
        for name in self._known:
            now = item.get(name)
            if name in own.sent and name in own.unknown:
                continue  # sent, and then named by a request that is no valid change
            if name in own.sent:
                sent = own.sent[name]
                if name == TOKEN:
                    self._judge_listed_token(own, sent, now, history)
                else:
                    around = (
                        [own.created, sent.interaction, history[-1]]
                        if sent.interaction is not own.created
                        else [own.created, history[-1]]
                    )
                    if sent.together:
                        around = history
                    self._kept.judge(own, LIST, name, sent, now, around)
            elif own.listed is not None and name not in own.unknown and not (own.rotated and name == ACCOUNT):
                before = own.listed.get(name)
                if not same(before, now, name in self._kept.dates):
                    check, operation = self._blame(own, name)
                    wrong[check] = (operation, f"{name} still {in_words(before)}", f"{name} {in_words(now)}")
        for check, operation in self._possible(own, changed):
            problem = wrong.pop(check, None)
            operation = problem[0] if problem else operation
            self._results.judge(check, operation, problem is None, *(problem[1:] if problem else ("", "")), history)
        for check, (operation, expected, seen) in wrong.items():
            self._results.judge(check, operation, False, expected, seen, history)
        self._judge_website(own, item, history)

    def _judge_listed_token(self, own: Own, sent: Sent, now: Any, history: list[Interaction]) -> None:
        if not isinstance(now, str):
            return
        operation = sent.interaction.operation.id if sent.interaction.operation else CREATE
        around = [own.created, history[-1]] if operation == CREATE else [own.created, sent.interaction, history[-1]]
        self._kept.show(LIST, TOKEN)
        self._results.judge(
            KEPT[operation],
            operation,
            now == sent.value,
            f"the token {sent.value}",
            f"the token {now}",
            around,
        )

    def _judge_rotation(self, own: Own, item: dict[str, Any], history: list[Interaction]) -> None:
        """Hold the listed token against the one before the rotate: the answer need not have shown the new one."""
        before, now = (own.listed or {}).get(TOKEN), item.get(TOKEN)
        if own.rotation and isinstance(before, str) and isinstance(now, str):
            around = [own.created, own.rotation, history[-1]]
            self._results.judge("rotate-replaces", ROTATE, now != before, "another token", f"still {before}", around)

    def _possible(self, own: Own, changed: bool) -> Iterator[tuple[str, str | None]]:
        """Yield the checks that this list decides for a channel, with the operation that they are about."""
        if own.listed is None:
            return
        if any(e.intent.key != "full" for e in own.since):
            yield "refused-unchanged", None
        done = {e.operation.id for e in own.since if e.operation and e.succeeded and e.intent.key == "full"}
        yield from ((ONLY[operation], operation) for operation in (UPDATE, TOGGLE, ROTATE) if operation in done)
        if not own.since and changed:
            yield "others-untouched", None

    def _blame(self, own: Own, name: str) -> tuple[str, str | None]:
        """Say which promise a change breaks that nobody asked for, by what was sent to the channel since."""
        refused = [e for e in own.since if e.intent.key != "full" and not e.succeeded]
        for interaction in refused:
            body = interaction.sent
            named = set(body) if isinstance(body, dict) else set()
            if name in named or (
                interaction.operation and {TOGGLE: AGENT, ROTATE: TOKEN}.get(interaction.operation.id) == name
            ):
                return "refused-unchanged", interaction.operation.id if interaction.operation else None
        before = (own.listed or {}).get(name)
        changes = [e for e in own.since if e.operation and e.operation.id in ONLY and e.succeeded]
        # The first whose answer shows the change, or else the last.
        told = (e for e in changes if isinstance(e.data, dict) and name in e.data and not same(before, e.data[name]))
        for interaction in (*told, *changes[-1:]):
            if interaction.operation:
                return ONLY[interaction.operation.id], interaction.operation.id
        return ("refused-unchanged", None) if refused else ("others-untouched", None)

    def _judge_website(self, own: Own, item: dict[str, Any], history: list[Interaction]) -> None:
        kind, token, account = item.get(TYPE), item.get(TOKEN), item.get(ACCOUNT)
        around = [own.created, history[-1]]
        if isinstance(kind, str):
            self._results.judge("website-type", CREATE, kind == "Website", "Website", kind, around)
        if isinstance(token, str) and isinstance(account, str) and not own.rotated:
            ok = token.casefold() == account.casefold()
            self._results.judge("website-token", CREATE, ok, f"the account id {token}", f"{account}", around)

    def _judge_refused_creates(self, interaction: Interaction) -> None:
        """Look for channels of creates that were refused."""
        for name, refused in self.refused_creates.items():
            made = self._ownership.id_of(name) is not None
            seen = f"a channel named {name}"
            self._results.judge("refused-unchanged", CREATE, not made, "no new channel", seen, [refused, interaction])
        self.refused_creates.clear()

    def _judge_tokens(self, channels: dict[str, Own], items: list[Any], interaction: Interaction) -> None:
        """No two listed channels share a token, where at least one of them is the run's own."""
        holders: dict[str, str] = {}
        for item in items:
            token, shown = (item.get(TOKEN), item.get("id")) if isinstance(item, dict) else (None, None)
            if not isinstance(token, str) or not token or not isinstance(shown, str):
                continue
            other = holders.setdefault(token, shown)
            own = channels.get(same_id(shown)) or channels.get(same_id(other))
            if own:
                ok = same_id(other) == same_id(shown)
                self._results.judge(
                    "unique-token",
                    CREATE,
                    ok,
                    "a token of its own",
                    "a token of another channel",
                    [own.created, interaction],
                )


def _last_operation(interactions: list[Interaction]) -> str | None:
    last = interactions[-1].operation if interactions else None
    return last.id if last else None
