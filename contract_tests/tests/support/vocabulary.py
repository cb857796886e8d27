"""What the document calls things: tests may name them, the suite may not."""

from __future__ import annotations

from contract_tests import spec
from contract_tests.checks.catalog import CHECKS

SPEC = spec.load(validate=False)
CHANNEL = SPEC.resources["Channel"]
TOKEN, AGENT, TYPE, ACCOUNT = "channelToken", "isAgentEnabled", "channelType", "externalAccountId"
LIST, CREATE, UPDATE, DELETE = "listChannels", "createWebsiteChannel", "updateChannel", "deleteChannel"
ROTATE, TOGGLE = "rotateChannelToken", "toggleChannelAgent"
BY_ID = {check.id: check for check in CHECKS}
