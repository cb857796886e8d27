"""openapi-python-client, given the whole document: its own parser leaves out what the client needs besides."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from contract_tests import spec
from contract_tests.spec import loading
from generated_client.generator import endpoints, missing, useful

STOCK = PackageLoader("openapi_python_client")


class Generator(Project):
    """The stock generator with three things added.

    Templates see the `document`; an override may include what it overrides as `stock/…` and `swap` a few words
    of it; a template that the generator does not know becomes one more module.
    """

    def __init__(self, document: dict[str, Any], parsed: GeneratorData, config: Config, templates: Path) -> None:
        super().__init__(openapi=parsed, config=config, custom_template_path=templates)
        self._templates = templates
        optional = missing.read_missing(parsed)
        operations = useful.find_ways(spec.Spec(document), parsed)
        self.env.loader = ChoiceLoader([self.env.loader, PrefixLoader({"stock": STOCK})])  # type: ignore[list-item]
        self.env.globals.update(
            document=document,
            calls=endpoints,
            secrets=sorted(secrets(document)),
            error_name=error_name,
            optional=optional,
            bases=missing.bases(document, parsed, optional),
            missing_items=_items,
            lists=useful.lists(operations),
        )
        self.env.filters.update(swap=swap, error_name=error_name, literal=json.dumps)

    def _build_api(self) -> None:
        super()._build_api()
        for name in sorted({path.name for path in self._templates.glob("*.py.jinja")} - set(STOCK.list_templates())):
            module = self.package_dir / name.removesuffix(".jinja")
            module.write_text(self.env.get_template(name).render(), encoding=self.config.file_encoding)


def build(document: Path, config: Path, templates: Path | None, destination: Path) -> list[str]:
    """Write a package; return what the generator warned of. Without templates, it is the stock package."""
    settings = Config.from_sources(
        ConfigFile.load_from_path(config), MetaType.NONE, document, "utf-8", overwrite=True, output_path=destination
    )
    content = loading.read(document, validate=False).document
    parsed = GeneratorData.from_dict(explicit(content), config=settings)
    if isinstance(parsed, GeneratorError):
        return [_line(parsed)]
    project = Generator(content, parsed, settings, templates) if templates else Project(openapi=parsed, config=settings)
    with contextlib.redirect_stdout(io.StringIO()):  # the generator says that it is generating
        return [_line(error) for error in project.build()]


def swap(text: str, old: str, new: str) -> str:
    """Replace words of a stock template's output; words that are not there mean that the generator changed."""
    if old not in text:
        raise ValueError(f"the generator no longer writes {old!r}: adapt the template that swaps it")
    return text.replace(old, new)


def explicit(document: dict[str, Any]) -> dict[str, Any]:
    """Copy what the generator overlooks to where it looks: the global `security`, descriptions of parameters."""
    document = copy.deepcopy(document)
    for operation in _operations(document):
        operation.setdefault("security", document.get("security", []))
    for node in _nodes(document):
        if "in" in node and "description" in node and isinstance(node.get("schema"), dict):
            node["schema"].setdefault("description", node["description"])
    return document


def secrets(document: dict[str, Any]) -> set[str]:
    """Return the names of the properties that are credentials: `format: password` or `writeOnly`."""
    return {
        name
        for node in _nodes(document)
        if isinstance(node.get("properties"), dict)
        for name, schema in node["properties"].items()
        if isinstance(schema, dict) and (schema.get("format") == "password" or schema.get("writeOnly"))
    }


def error_name(status: int) -> str:
    """Name the exception of a status after its phrase."""
    try:
        words = re.findall(r"[A-Za-z]+", HTTPStatus(status).phrase.replace("'", ""))
    except ValueError:
        words = [f"Status{status}"]
    return "".join(word[0].upper() + word[1:] for word in words).removesuffix("Error") + "Error"


def _items(code: dict[str, str]) -> str:
    return ", ".join(f"{json.dumps(name)}: {value}" for name, value in code.items())


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in document.get("paths", {}).values():
        yield from (value for value in item.values() if isinstance(value, dict) and "responses" in value)


def _nodes(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _nodes(child)


def _line(error: GeneratorError) -> str:
    return "\n".join(str(part) for part in (error.header, error.detail) if part)
