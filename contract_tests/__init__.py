"""The contract suite: rooms that import downwards only, from `front` down to `spec`."""
