"""What never changes: refused in the model, in the queryset and by the database."""

from typing import Any, ClassVar, NoReturn, Self, TypeVar

import pgtrigger
from django.db import models

from core.db.school_scope import OwnedManager, OwnedModel, OwnedQuerySet
from core.errors import Immutable

M = TypeVar("M", bound=models.Model)

TRIGGERS = [
    pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete),
    pgtrigger.Trigger(
        name="never_emptied",
        operation=pgtrigger.Truncate,
        when=pgtrigger.Before,
        level=pgtrigger.Statement,
        func="RAISE EXCEPTION 'pgtrigger: Cannot truncate the % table', TG_TABLE_NAME;",
    ),
]


def _refuse(what: object) -> Immutable:
    name = what.__name__ if isinstance(what, type) else type(what).__name__
    return Immutable(f"{name} never changes: add a later row that refers to it")


class _RefusingQuerySet(models.QuerySet[M]):
    """Refuses what would change a stored row."""

    def _refuse(self, *args: object, **kwargs: object) -> NoReturn:
        raise _refuse(self.model)

    update = bulk_update = delete = _refuse


class ImmutableQuerySet(_RefusingQuerySet[M]):
    """For immutable models without an owner of their own."""


class ImmutableOwnedQuerySet(_RefusingQuerySet[M], OwnedQuerySet[M]):  # type: ignore[override]
    """For immutable models that belong to a school."""


class ImmutableOwnedManager(OwnedManager[M]):
    """Guards by school and refuses changes."""

    queryset_class = ImmutableOwnedQuerySet


ImmutableManager = models.Manager.from_queryset(ImmutableQuerySet)


class ImmutableModel(models.Model):
    """A row that is written once."""

    is_immutable = True

    class Meta:
        abstract = True
        triggers = TRIGGERS

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; refuse everything else."""
        if not self._state.adding:
            raise _refuse(self)
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise _refuse(self)


class ImmutableOwnedModel(ImmutableModel, OwnedModel):
    """A row that is written once and belongs to a school."""

    objects: ClassVar[ImmutableOwnedManager[Self]] = ImmutableOwnedManager()

    class Meta(ImmutableModel.Meta):
        abstract = True
