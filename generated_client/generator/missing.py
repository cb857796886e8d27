"""How the properties of responses read: a missing one as None, or as the default that the document gives it.

Where a model is sent as well, a missing property is UNSET instead, for there null and "not sent" differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attr import evolve
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.properties import AnyProperty, ModelProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.strings import PythonIdentifier

Optional = dict[str, dict[str, str]]
"""For each model that only responses have: its optional properties, and how a missing one reads, as Python code."""


def read_missing(parsed: GeneratorData) -> Optional:
    """Give the optional properties of responses a type without UNSET; return which they are."""
    models = {str(model.class_info.name): model for model in parsed.models if isinstance(model, ModelProperty)}
    sent = _sent(parsed, models)
    found: Optional = {}
    for name, model in models.items():
        if name in sent:
            continue
        optional, required = model.optional_properties or [], model.required_properties or []
        readable = [_readable(prop) for prop in optional]
        found[name] = {
            str(prop.name.get_untrusted_value()): str(prop.default.python_code.as_unembedded_code())
            if prop.default
            else "None"
            for prop in readable
        }
        model.optional_properties, model.required_properties = [], [*required, *readable]
    for copy in _in_responses(parsed):
        model = models.get(str(copy.class_info.name), copy)
        copy.required_properties, copy.optional_properties = model.required_properties, model.optional_properties
    return found


def bases(document: dict[str, Any], parsed: GeneratorData, optional: Optional) -> dict[str, ModelProperty]:
    """Find the base class of each model: the schema that its `allOf` begins with.

    Only where all of it is the same in the model, and what the model adds may be missing: a field without a default
    cannot follow those of the base that have one.
    """
    models = (model for model in parsed.models if isinstance(model, ModelProperty))
    by_schema = {model.name.get_untrusted_value().rpartition("/")[2]: model for model in models}
    found = {}
    for schema, definition in document.get("components", {}).get("schemas", {}).items():
        first = (definition.get("allOf") or [{}])[0]
        base = by_schema.get(str(first.get("$ref", "")).rpartition("/")[2])
        model = by_schema.get(schema)
        if base is None or model is None:
            continue
        base_name, name = str(base.class_info.name), str(model.class_info.name)
        inherited, declared = _declared(base), _declared(model)
        added = {
            place for place in declared.keys() - inherited.keys() if declared[place][1] not in optional.get(name, {})
        }
        if (base_name in optional) == (name in optional) and inherited.items() <= declared.items() and not added:
            found[name] = base
    return found


def _sent(parsed: GeneratorData, models: dict[str, ModelProperty]) -> set[str]:
    """Name the models that a request has somewhere."""
    endpoints = [endpoint for tag in parsed.endpoint_collections_by_tag.values() for endpoint in tag.endpoints]
    todo: list[Any] = [body.prop for endpoint in endpoints for body in endpoint.bodies]
    todo += [parameter for endpoint in endpoints for parameter in endpoint.list_all_parameters()]
    found: set[str] = set()
    while todo:
        prop = todo.pop()
        if isinstance(prop, ModelProperty) and str(prop.class_info.name) not in found:
            found.add(str(prop.class_info.name))
            todo += _properties(models.get(str(prop.class_info.name), prop))
        todo += getattr(prop, "inner_properties", None) or []
        todo += [prop.inner_property] if isinstance(prop, ListProperty) else []
    return found


def _in_responses(parsed: GeneratorData) -> Iterator[ModelProperty]:
    for tag in parsed.endpoint_collections_by_tag.values():
        for endpoint in tag.endpoints:
            yield from (one.prop for one in endpoint.responses.patterns if isinstance(one.prop, ModelProperty))


def _properties(model: ModelProperty) -> Iterator[Any]:
    yield from (*(model.required_properties or ()), *(model.optional_properties or ()))
    if model.additional_properties:
        yield model.additional_properties


def _readable(prop: Any) -> Any:
    """Return a property that always reads as something: as None or, where it has one, as its default."""
    kinds = [one for one in getattr(prop, "inner_properties", [prop]) if not isinstance(one, NoneProperty)]
    if isinstance(prop, AnyProperty) or (prop.default and len(kinds) == 1):
        about = {name: getattr(prop, name) for name in ("name", "python_name", "description", "example", "default")}
        return evolve(kinds[0], **about, required=True)
    name = prop.name.get_untrusted_value()
    if kinds == [prop]:
        kinds = [evolve(prop, required=True, python_name=PythonIdentifier(f"{name}_type_0", "field_"))]
    facts = {"required": True, "default": None, "name": prop.name}
    about = {"description": prop.description, "example": prop.example}
    nothing = NoneProperty(**facts, **about, python_name=PythonIdentifier(f"{name}_type_1", "field_"))
    return UnionProperty(**facts, **about, python_name=prop.python_name, inner_properties=[nothing, *kinds])


def _declared(model: ModelProperty) -> dict[str, tuple[str, str]]:
    """Return the type and the name of each property of a model, by its name in Python."""
    properties = (*(model.required_properties or ()), *(model.optional_properties or ()))
    return {
        str(prop.python_name): (str(prop.get_type_string().as_unembedded_code()), prop.name.get_untrusted_value())
        for prop in properties
    }
