"""The answer to "may this be done now?"."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import Refused


@dataclass(frozen=True, slots=True)
class Decision:
    """A yes, or a no with the reason that a person reads."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    @classmethod
    def yes(cls) -> Decision:
        """Allow."""
        return cls(True)

    @classmethod
    def no(cls, reason: str) -> Decision:
        """Refuse, and say why in words for the screen."""
        return cls(False, str(reason))

    def enforce(self) -> None:
        """Raise :class:`core.errors.Refused` with the reason unless allowed."""
        if not self.allowed:
            raise Refused(self.reason)
