"""How a run is asked for, from the command line and from pytest.

`contract` is one run with its reports; `contract_plugin` gives pytest the options, and the one run of its items.
"""
