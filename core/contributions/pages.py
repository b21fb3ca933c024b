"""What an app contributes to pages of other apps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.contributions.registry import Registry


@dataclass(frozen=True, slots=True)
class PolicyPanel:
    """A box above the text of a policy: ``panel`` gets actor, policy and version, and returns a box or None."""

    name: str
    panel: Callable[[Any, Any, Any], Any]


POLICY_PANELS = Registry(PolicyPanel, variable="POLICY_PANELS", noun="panel of a policy's page")
