"""Proves the suite on the mock: `drill` with faults, variants and hostile servers, `mutants` with changes of its code.

`bench` measures mock and client beside their peers.
"""
