"""The contract suite: rooms that import downwards only, from `reporting` and `selftest` down to `spec`."""
