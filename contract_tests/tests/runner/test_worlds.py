"""The suite follows the document: another resource, another shape of responses, another name."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_tests.runner.outcome import Outcome
from contract_tests.runner.run import Run
from contract_tests.spec import Resource, Spec
from contract_tests.tests.support import worlds
from contract_tests.tests.support.keeping import Item, Keeping, changed
from contract_tests.tests.support.marks import more
from contract_tests.tests.support.suite import BRIEF, TARGET, choosing, settings
from contract_tests.transport.redaction import Redactor


def tried(folder: Path, server: Keeping, profile: str, *check_ids: str) -> Outcome:
    mine = settings(folder, profile=profile)
    selection = choosing(*check_ids, spec=server.spec) if check_ids else None
    return Run(server.spec, mine, TARGET, Redactor(), lambda *_: None, server, selection).run()


def broken(outcome: Outcome) -> set[tuple[str, str | None]]:
    return {(row.check.id, row.operation) for row in outcome.results.failures}


def held(outcome: Outcome, operation: str) -> set[str]:
    return {row.check.id for row in outcome.results.rows.values() if row.operation == operation and row.held}


def assert_kept(outcome: Outcome, server: Keeping) -> None:
    assert broken(outcome) == set()
    assert [guess.statement for guess in outcome.results.assumptions.refuted] == []
    assert (outcome.verdict, outcome.results.never_ran, outcome.cut_short) == ("kept", [], {})
    assert (server.harmed, server.left, outcome.left, outcome.possibly_left) == (False, 0, [], [])


@pytest.mark.whole
@pytest.mark.parametrize("profile", [BRIEF.name, *more("default")])
def test_a_second_resource_is_tested_whole(tmp_path: Path, profile: str) -> None:
    server = Keeping(worlds.read(worlds.with_coupons()))
    outcome = tried(tmp_path, server, profile)
    assert_kept(outcome, server)
    assert {"listed-once", "create-kept", "text-exact", "same-instant", "unique-id", "unique-token"} <= held(
        outcome, "issueCoupon"
    )
    assert {"no-key", "wrong-key", "wrong-type", "bad-date-time", "not-json", "no-credential"} <= held(
        outcome, "issueCoupon"
    )
    assert {"deleted-gone", "id-addresses", "no-key", "wrong-key"} <= held(outcome, "revokeCoupon")
    assert outcome.requests <= 700 + 3 * 115


class RevokeDoesNothing(Keeping):
    def delete(self, resource: Resource, key: str) -> None:
        if resource.name == "Channel":
            super().delete(resource, key)


class IssueIsNotListed(Keeping):
    def listed(self, resource: Resource) -> list[Item]:
        items = super().listed(resource)
        return items if resource.name == "Channel" else items[:3]


class IdIsShared(Keeping):
    def create(self, resource: Resource, given: Item) -> Item:
        item = super().create(resource, given)
        if resource.name == "Coupon" and len(self.stored["Coupon"]) > 4:
            item["number"] = list(self.stored["Coupon"].values())[3]["number"]
        return item


class CodeIsShared(Keeping):
    def create(self, resource: Resource, given: Item) -> Item:
        item = super().create(resource, given)
        return item if resource.name == "Channel" else {**item, **self._same(item)}

    def _same(self, item: Item) -> Item:
        item["redemptionCode"] = "SAME"
        return item


@pytest.mark.whole
@pytest.mark.parametrize(
    ("kind", "check"),
    [
        (RevokeDoesNothing, "deleted-gone"),
        (IssueIsNotListed, "listed-once"),
        (IdIsShared, "unique-id"),
        (CodeIsShared, "unique-token"),
    ],
)
def test_faults_of_a_second_resource_are_found(tmp_path: Path, kind: type[Keeping], check: str) -> None:
    server = kind(worlds.read(worlds.with_coupons()))
    outcome = tried(tmp_path, server, "quick", check)
    assert check in {name for name, _ in broken(outcome)}
    assert not server.harmed


def test_an_id_of_one_resource_is_never_sent_to_another(tmp_path: Path) -> None:
    spec: Spec = worlds.read(worlds.with_coupons())
    server = Keeping(spec)
    tried(tmp_path, server, "quick")
    numbers = {str(item["number"]) for item in server.stored["Coupon"].values()}
    asked = {request.url.path.split("/")[5] for request in server.requests if "/coupons/" in request.url.path}
    assert asked
    assert not asked & numbers  # those that were there before


def test_what_nothing_deletes_is_never_created(tmp_path: Path) -> None:
    document = changed(worlds.with_coupons(), ("{deletes: Coupon}", "{changes: Coupon, replaces: [redemptionCode]}"))
    server = Keeping(worlds.read(document))
    outcome = tried(tmp_path, server, "quick")
    assert server.left == 0
    assert outcome.results.left_out["issueCoupon"] == "nothing deletes Coupon"
    assert outcome.results.left_out["revokeCoupon"] == "nothing deletes Coupon"
    assert outcome.verdict == "kept"


def amended(amend: worlds.Amend, kind: type[Keeping] = Keeping) -> Keeping:
    """A server that is as an amended document says."""
    return kind(worlds.read(worlds.amended(amend)))


@pytest.mark.whole
def test_without_links_all_else_is_tried(tmp_path: Path) -> None:
    server = amended(worlds.without_links)
    assert_kept(tried(tmp_path, server, BRIEF.name), server)


@pytest.mark.whole
@pytest.mark.parametrize("profile", [BRIEF.name, *more("default")])
@pytest.mark.parametrize("amend", worlds.AMENDMENTS)
def test_a_server_is_as_the_amended_document_says(tmp_path: Path, amend: worlds.Amend, profile: str) -> None:
    server = amended(amend)
    outcome = tried(tmp_path, server, profile)
    assert_kept(outcome, server)
    assert set(outcome.results.left_out.values()) <= {"nothing in the document is observed yet"}
    assert outcome.requests <= 700


class DeleteDoesNothing(Keeping):
    def delete(self, resource: Resource, key: str) -> None:
        pass


class UpdateIsNotStored(Keeping):
    def update(self, resource: Resource, item: Item, given: Item) -> None:
        pass


class TokenIsShared(Keeping):
    def _follow(self, item: Item, resource: Resource) -> None:
        item.update(dict.fromkeys((*resource.unique, "externalAccountId"), "0" * 32))


class ToggleFlips(Keeping):
    def set(self, item: Item, given: Item) -> None:
        item.update({name: not item[name] for name in given})


@pytest.mark.whole
@pytest.mark.parametrize("amend", worlds.AMENDMENTS)
@pytest.mark.parametrize(
    ("kind", "check"),
    [
        (DeleteDoesNothing, "deleted-gone"),
        (UpdateIsNotStored, "update-kept"),
        (TokenIsShared, "unique-token"),
        (ToggleFlips, "toggle-sets"),
    ],
)
def test_faults_of_an_amended_server_are_found(
    tmp_path: Path, amend: worlds.Amend, kind: type[Keeping], check: str
) -> None:
    server = amended(amend, kind)
    outcome = tried(tmp_path, server, "quick", check)
    assert check in {name for name, _ in broken(outcome)}
    assert not server.harmed
