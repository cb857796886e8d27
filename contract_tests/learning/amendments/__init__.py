"""The kinds of amendments, a module each, with `amend(draft, lessons)` or the like; `learning.proposal` calls them.

`contents` is about the media types of refusals, `renames` about properties that have another name, `statements` about
what is said of values, `mistakes` about the status that a mistake gets, `headers`, `examples` and `links` about these,
`shown` about responses that show no value, and `promotion` about what is a guess no more.
"""
