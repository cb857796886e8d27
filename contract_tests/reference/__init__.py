"""The reference page: the document as a page to read and to try things on. It knows the document alone.

Swagger UI renders it: it comes whole from a package index under Apache-2.0, calls no one, and plugins can add to each
operation; Scalar looks better, but has to be kept from calling its vendor, and its script comes with a web framework.
"""

from contract_tests.reference.page import files

__all__ = ["files"]
