"""Why a statistic gives no number: the claim is wrong, or these data have no such number."""

from __future__ import annotations

from simlab.errors import SimlabError, UsageError


class ClaimError(UsageError):
    """The claim cannot be measured at all: an unknown name, a quantity that was not recorded."""


class Undefined(SimlabError):
    """The claim is well formed, but its statistic does not exist on these data, as a limit never crossed."""
