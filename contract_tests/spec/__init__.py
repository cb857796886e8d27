"""Reads the OpenAPI document and derives what it means: all that suite, mock and generator know of the API.

`load` gives a `Spec`: its operations, and its resources with all that the document says of each. Where a resource
stands in a response, what its id is, which mistake gets which status: whoever needs to know asks here.
"""

from contract_tests.spec.document import SPEC_PATH, Spec, load
from contract_tests.spec.effects import KINDS, MISTAKES, Effect, Kind, Mistake
from contract_tests.spec.ids import UUID_LIKE, IdType
from contract_tests.spec.loading import METHODS
from contract_tests.spec.naming import snake
from contract_tests.spec.operations import Operation, Response
from contract_tests.spec.places import EACH, Place
from contract_tests.spec.pointers import at, pointer, tokens_of
from contract_tests.spec.provenance import Provenance
from contract_tests.spec.resources import Resource
from contract_tests.spec.routes import Routes
from contract_tests.spec.schemas import Property
from contract_tests.spec.validators import Validators, pointer_of

__all__ = [
    "EACH",
    "KINDS",
    "METHODS",
    "MISTAKES",
    "SPEC_PATH",
    "UUID_LIKE",
    "Effect",
    "IdType",
    "Kind",
    "Mistake",
    "Operation",
    "Place",
    "Property",
    "Provenance",
    "Resource",
    "Response",
    "Routes",
    "Spec",
    "Validators",
    "at",
    "load",
    "pointer",
    "pointer_of",
    "snake",
    "tokens_of",
]
