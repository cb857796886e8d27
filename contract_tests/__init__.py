"""The mock, the contract suite and the tests of the Social Channels API, all driven by `openapi.yaml`."""
