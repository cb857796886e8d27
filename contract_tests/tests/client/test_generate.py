"""The client in the repository is what the generator makes of the document, and nobody edited it."""

from __future__ import annotations

import copy
import functools
import importlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contract_tests import spec
from contract_tests.spec.errors import UserError
from generated_client.generator import generate, project

FIRST_LINE = generate.BANNER.partition("\n")[0]
CHANNELS = "/api/v1/store/integrations/social/channels"

Change = Callable[[dict[str, Any]], object]
Changed = Callable[[Change], Path]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A client generated now; not to be changed."""
    folder = tmp_path_factory.mktemp("fresh") / generate.PACKAGE
    generate.generate(folder)
    return folder


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """Write a copy of the document after a change, and return where."""

    def write(change: Change) -> Path:
        document = copy.deepcopy(spec.load().document)
        change(document)
        path = tmp_path / "openapi.yaml"
        path.write_text(json.dumps(document), encoding="utf-8")  # JSON is YAML
        return path

    return write


@pytest.fixture
def workplace(fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let `generate.main` work on another `generated_client/`."""
    folder = tmp_path / "generated_client"
    shutil.copytree(generate.CLIENT, folder, ignore=shutil.ignore_patterns(generate.PACKAGE, ".new-*"))
    shutil.copytree(fresh, folder / generate.PACKAGE)
    monkeypatch.setattr(generate, "CLIENT", folder)
    return folder


def answer_in_an_unknown_language(document: dict[str, Any]) -> None:
    """Valid OpenAPI; the generator warns that it leaves this out."""
    content = document["components"]["responses"]["ChannelList"]["content"]
    content["application/cbor"] = content.pop("application/json")


def add_an_operation(document: dict[str, Any]) -> None:
    operation = copy.deepcopy(document["paths"][f"{CHANNELS}/{{channelId}}"]["delete"])
    operation["operationId"] = "pauseChannel"
    document["paths"][f"{CHANNELS}/{{channelId}}/pause"] = {
        "parameters": [{"$ref": "#/components/parameters/channelId"}],
        "post": operation,
    }


def test_the_client_is_what_the_document_says(fresh: Path) -> None:
    names = generate.differences(generate.CLIENT / generate.PACKAGE, fresh)
    assert not names, "\n  ".join(["generated_client/ is not what openapi.yaml says; run make client:", *names])


def test_the_same_document_gives_the_same_bytes(fresh: Path, tmp_path: Path) -> None:
    generate.generate(tmp_path / generate.PACKAGE)
    assert generate.differences(fresh, tmp_path / generate.PACKAGE) == []


def test_every_generated_file_says_so_in_its_first_line(fresh: Path) -> None:
    files = [path for path in fresh.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".py", ".typed"}
    assert {path.read_text(encoding="utf-8").partition("\n")[0] for path in files} == {FIRST_LINE}
    assert "Generated" in FIRST_LINE
    assert "make client" in FIRST_LINE


def test_the_client_says_that_it_has_types(fresh: Path) -> None:
    assert (fresh / "py.typed").is_file()


def test_differences_are_files_missing_extra_and_changed(tmp_path: Path) -> None:
    left, right = tmp_path / "left", tmp_path / "right"
    for tree, files in (
        (left, {"same.py": "a", "api/missing.py": "a", "api/changed.py": "a", "__pycache__/same.pyc": "a"}),
        (right, {"same.py": "a", "api/extra.py": "a", "api/changed.py": "b"}),
    ):
        for name, text in files.items():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_text(text, encoding="utf-8")
    assert generate.differences(left, right) == ["api/changed.py", "api/extra.py", "api/missing.py"]
    assert generate.differences(right, left) == ["api/changed.py", "api/extra.py", "api/missing.py"]
    assert generate.differences(left, left) == []


def test_a_new_operation_gets_a_module(changed: Changed, fresh: Path, tmp_path: Path) -> None:
    generate.generate(tmp_path / generate.PACKAGE, changed(add_an_operation))
    changed_files = generate.differences(fresh, tmp_path / generate.PACKAGE)
    assert changed_files == ["api/social_channels/pause_channel.py", "operations.py"]


def test_a_warning_of_the_generator_is_an_error_and_the_old_client_stays(
    changed: Changed,
    fresh: Path,
    workplace: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = changed(answer_in_an_unknown_language)
    spec.load(document)  # valid, so that it is the generator who refuses
    monkeypatch.setattr(generate, "generate", functools.partial(generate.generate, document=document))
    with pytest.raises(UserError, match=r"(?s)refuses openapi\.yaml:.*application/cbor"):
        generate.main()
    assert generate.differences(fresh, workplace / generate.PACKAGE) == []
    assert list(workplace.glob(".new-*")) == []


def rename_the_list(name: str) -> Change:
    return lambda document: document["paths"][CHANNELS]["get"].update(operationId=name)


def add_a_property(schema: str, name: str) -> Change:
    return lambda document: document["components"]["schemas"][schema]["properties"].update({name: {"type": "string"}})


@pytest.mark.parametrize(
    ("change", "taken"),
    [
        (rename_the_list("close"), "`close` of SendyIQ in operations.py"),
        (rename_the_list("client"), "`client` of SendyIQ in operations.py"),
        (rename_the_list("aclose"), "`aclose` of AsyncSendyIQ in operations.py"),
        (add_a_property("Channel", "fromDict"), "`from_dict` of Channel in models/channel.py"),
        (add_a_property("Channel", "additionalProperties"), "`additional_properties` of Channel in models/channel.py"),
    ],
)
def test_a_name_that_the_client_has_already_is_an_error(
    changed: Changed, tmp_path: Path, change: Change, taken: str
) -> None:
    with pytest.raises(UserError, match=f"^openapi.yaml: what would be {taken} needs another name") as caught:
        generate.generate(tmp_path / "new", changed(change))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["operation", "arguments"])
def test_a_property_named_as_the_method_names_something_leaves_the_body_whole(
    changed: Changed, tmp_path: Path, name: str
) -> None:
    generate.generate(tmp_path / "new", changed(add_a_property("UpdateChannelRequest", name)))
    signature = (tmp_path / "new/operations.py").read_text().partition("def update_channel(")[2].partition("->")[0]
    assert "body: UpdateChannelRequest" in signature
    assert f"{name}:" not in signature


def test_a_property_may_have_the_name_of_a_method_or_a_helper(
    changed: Changed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["items", "keys", "get", "members", "notNull", "orDefault", "present"]

    def add_all(document: dict[str, Any]) -> None:
        for schema in ("Channel", "UpdateChannelRequest"):
            for name in names:
                add_a_property(schema, name)(document)

    generate.generate(tmp_path / "clashing", changed(add_all))
    monkeypatch.syspath_prepend(str(tmp_path))
    body = {"id": "7c9e6679-7425-40de-944b-e07fc1f90ae7", **dict.fromkeys(names, "a text")}
    for model in ("Channel", "UpdateChannelRequest"):
        read = getattr(importlib.import_module("clashing.models"), model).from_dict(body)
        assert (read.members, read.items, read.to_dict()) == ("a text", "a text", body)


def test_an_invalid_document_is_not_given_to_the_generator(changed: Changed, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^openapi\.yaml:\d+: not a valid OpenAPI document"):
        generate.generate(tmp_path / generate.PACKAGE, changed(lambda document: document.pop("info")))
    assert not (tmp_path / generate.PACKAGE).exists()


def test_a_document_without_servers_is_an_error(changed: Changed, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="names no `servers`"):
        generate.generate(tmp_path / "new", changed(lambda document: document.pop("servers")))


def test_regenerating_mends_what_was_edited_and_names_it(
    fresh: Path, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edited, alien = workplace / generate.PACKAGE / "types.py", workplace / generate.PACKAGE / "alien.py"
    edited.write_text("", encoding="utf-8")
    alien.write_text("", encoding="utf-8")
    generate.main()
    assert generate.differences(fresh, workplace / generate.PACKAGE) == []
    assert capsys.readouterr().out.splitlines() == [
        f"  changed: generated_client/{generate.PACKAGE}/alien.py",
        f"  changed: generated_client/{generate.PACKAGE}/types.py",
        "client: 2 files changed",
    ]
    generate.main()
    assert capsys.readouterr().out == "client: up to date with openapi.yaml\n"


def test_the_table_of_the_templates_is_right() -> None:
    said = (generate.TEMPLATES / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+`) \| (\d+) \|", said, re.M)
    counted = {tuple(re.findall(r"`(.+?)`", names)): int(lines) for names, lines in rows}
    lines = {
        path.relative_to(generate.TEMPLATES).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in generate.TEMPLATES.rglob("*.jinja")
    }
    assert sorted(name for names in counted for name in names) == sorted(lines)
    assert counted == {names: sum(lines[name] for name in names) for names in counted}
    assert f"**{sum(lines.values())}**" in said


def test_a_swap_that_no_longer_fits_is_an_error(changed: Changed, tmp_path: Path) -> None:
    assert project.swap("one two", "two", "three") == "one three"
    with pytest.raises(ValueError, match=r"no longer writes 'four': adapt the template"):
        project.swap("one two", "four", "three")


def test_no_template_names_what_the_document_names() -> None:
    document = spec.load().document
    named = {name for schema in document["components"]["schemas"].values() for name in schema.get("properties", {})}
    named |= {operation.id for operation in spec.load().operations.values()} | set(document["components"]["schemas"])
    named |= {tag["name"] for tag in document["tags"]} | {path.rpartition("/")[2] for path in document["paths"]}
    text = " ".join(path.read_text(encoding="utf-8") for path in generate.TEMPLATES.rglob("*.jinja"))
    words = set(re.findall(r"\w+", text))
    # The envelope of answers, and words that mean something else here.
    assert named & words <= {"success", "data", "message", "errors", "enabled", "id"}


def test_without_templates_it_is_the_stock_client(tmp_path: Path) -> None:
    generate.generate(tmp_path / generate.PACKAGE, templates=None)
    assert not (tmp_path / generate.PACKAGE / "operations.py").exists()
    assert "AuthenticatedClient" in (tmp_path / generate.PACKAGE / "client.py").read_text(encoding="utf-8")
