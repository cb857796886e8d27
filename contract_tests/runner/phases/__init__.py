"""The phases of a run, in the order in which they find most for each request."""
