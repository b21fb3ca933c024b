"""One table for each workflow, one mover, a guarded write."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from core.errors import Refused, StaleWrite


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of a workflow's table: who may move what from where to where, its ledger verb and its message."""

    name: str
    sources: tuple[str, ...]
    target: str
    permission: str
    verb: str
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Workflow:
    """The whole life of one kind of thing."""

    name: str
    states: type[TextChoices]
    transitions: tuple[Transition, ...]

    def find(self, name: str) -> Transition:
        """Return the transition of that name. Raises LookupError for a name that is not in the table."""
        for transition in self.transitions:
            if transition.name == name:
                return transition
        raise LookupError(f"{self.name} has no transition {name!r}")

    def names_from(self, state: str) -> tuple[str, ...]:
        """Return the names of the moves that leave ``state``."""
        return tuple(t.name for t in self.transitions if state in t.sources)

    def check(self, name: str, state: str) -> Transition:
        """Return the transition if it may leave ``state``; raises StaleWrite (in words for the screen) if not."""
        transition = self.find(name)
        if state not in transition.sources:
            raise StaleWrite(_("Somebody has already moved this on. Look at where it stands now."))
        return transition

    def mermaid(self) -> str:
        """Return the table as a Mermaid state diagram, in a stable order."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {state.value}: {state.label}" for state in self.states]
        for transition in self.transitions:
            for source in transition.sources or ("[*]",):
                lines.append(f"    {source} --> {transition.target}: {transition.name} ({transition.permission})")
        return "\n".join(lines) + "\n"


def guarded_update(
    rows: type[Model] | QuerySet[Any], pk: UUID, *, transition: Transition, field: str = "state", **changes: Any
) -> None:
    """Move one row by ``UPDATE … WHERE pk AND state IN sources``; raises :class:`StaleWrite` if nothing was moved.

    The condition stands in the database, so that two people who press at once cannot both succeed.
    """
    queryset = rows._base_manager.all() if isinstance(rows, type) else rows
    moved = queryset.filter(pk=pk, **{f"{field}__in": transition.sources}).update(
        **{field: transition.target, **changes}
    )
    if moved != 1:
        raise StaleWrite(_("Somebody has already moved this on. Look at where it stands now."))


def require(permissions: Iterable[str], transition: Transition) -> None:
    """Raise :class:`Refused` unless the transition's permission is among those held."""
    if transition.permission and transition.permission not in permissions:
        raise Refused(_("Your role cannot do this."))
