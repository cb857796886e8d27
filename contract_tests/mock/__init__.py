"""A stand-in for the Social Channels API that keeps its contract, and its state as long as it lives.

Over HTTP: `with running(channels=3) as mock: …` serves at `mock.url`.
In process: `httpx.Client(transport=Mock().transport(), base_url=Mock.url)`, or an `AsyncClient`.
"""

from contract_tests.mock.run import running
from contract_tests.mock.service import Mock

__all__ = ["Mock", "running"]
