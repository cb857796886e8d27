"""Offline tests: no network, no key."""
