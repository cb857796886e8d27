"""Makes the client: openapi-python-client with our templates, and the runtime copied beside what it writes.

`generate.py` writes the package and finds drift, `project.py` drives the generator, `endpoints.py` tells the
templates what a method takes and returns, `useful.py` which part of a response that is, `missing.py` how an
response's properties read.
"""
