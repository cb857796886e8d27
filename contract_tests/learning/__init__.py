"""What a run teaches: `make learn` amends the document by what was seen, `make accept` notes which findings are known.

`learn` and `accept` are the two commands. `lessons` reads what a run saw and says how often is often enough, `holding`
holds it against the document, and `infer` makes schemas of what is new. `amendments/` has a module for each kind. They
write through `draft` and `editing`, and `proposal` puts them together.
"""
