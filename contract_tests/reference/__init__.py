"""The reference page: the document as a page to read and to try things on; and code samples, in reports too.

It knows the document alone. Swagger UI renders the page: it comes whole from a package index under Apache-2.0, calls no
one, and plugins can add to each operation. The README of the mock says why it is not Scalar.
"""
