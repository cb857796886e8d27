"""What a run teaches: `make learn` amends the document by what was seen, `make accept` notes which findings are known.

Each part of the amendments is a module: `contents` the media types of refusals, `renames` properties that have another
name, `statements` what is said of values, `mistakes` which status a mistake gets, `headers`, `examples`, `shown` which
responses show no value, and `marks` what is a guess no more. `proposal` puts them together.
"""
