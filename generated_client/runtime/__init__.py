"""The parts of the client that no document changes: `make client` copies them into the package as they are.

What they need of the document is in `_document.py`, which `make client` writes; `_document.pyi` declares it.
"""
