"""What other apps have to say on a policy's page: whether this reader has to sign it, or has signed it."""

from dataclasses import dataclass

from core.contributions.pages import POLICY_PANELS
from people.queries.acting import Actor
from policies.models import Policy, Version


@dataclass(frozen=True, slots=True)
class Panel:
    """One box above the text; ``kind`` is "attention" or "done", ``since`` the version that the reader signed last."""

    words: str
    url: str = ""
    link: str = ""
    kind: str = "attention"
    since: Version | None = None


def panels(actor: Actor, policy: Policy, version: Version) -> list[Panel]:
    """Return what the apps that contribute a ``PolicyPanel`` say to this reader about this version."""
    boxes = (source.panel(actor, policy, version) for source in POLICY_PANELS.values())
    return [panel for panel in boxes if panel is not None]
