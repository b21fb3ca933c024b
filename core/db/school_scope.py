"""An owner on every row, and no query without one."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Iterable
from typing import Any, Concatenate, ParamSpec, Self, TypeVar, cast

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.constraints import BaseConstraint

from core.errors import UnscopedQuery

OWNER = "schools.School"
M = TypeVar("M", bound=models.Model)
P = ParamSpec("P")
R = TypeVar("R")


def _scoped(method: Callable[Concatenate[Any, P], R]) -> Callable[Concatenate[Any, P], R]:
    """Return a method of Django's querysets that refuses to run until a school is named."""

    @functools.wraps(method)
    def checked(rows: OwnedQuerySet[Any], *args: P.args, **kwargs: P.kwargs) -> R:
        rows._check()
        return method(rows, *args, **kwargs)

    return checked


class OwnedQuerySet(models.QuerySet[M]):
    """A queryset that refuses to run until somebody has said for which school.

    Reached from an instance (``policy.versions``) it counts as scoped: to hold the instance is to be allowed.
    """

    _is_scoped = False

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._is_scoped = self._is_scoped
        return clone

    def for_school(self, school: Any) -> Self:
        """Keep the rows of one school (an instance or its id)."""
        rows = self.filter(school=school)
        rows._is_scoped = True
        return rows

    def for_schools(self, schools: Iterable[Any]) -> Self:
        """Keep the rows of these schools."""
        rows = self.filter(school__in=list(schools))
        rows._is_scoped = True
        return rows

    def across_schools(self, why: str) -> Self:
        """Take the rows of every school.

        ``why`` is read by the reviewer: scheduled runs, links by token, checks.
        """
        if not why:
            raise UnscopedQuery("Say why every school is wanted.")
        rows = self.all()
        rows._is_scoped = True
        return rows

    def _check(self) -> None:
        hints: dict[str, Any] = getattr(self, "_hints", {})
        if not self._is_scoped and "instance" not in hints:
            raise UnscopedQuery(f"{self.model.__name__}: say for_school(…) first")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._check()
        super()._fetch_all()

    iterator = _scoped(models.QuerySet.iterator)
    count = _scoped(models.QuerySet.count)
    exists = _scoped(models.QuerySet.exists)
    aggregate = _scoped(models.QuerySet.aggregate)
    update = _scoped(models.QuerySet.update)
    delete = _scoped(models.QuerySet.delete)


class OwnedManager(models.Manager[M]):
    """The default manager of every owned model; sealed models bring their data key along."""

    queryset_class: type[OwnedQuerySet[Any]] = OwnedQuerySet

    def get_queryset(self) -> OwnedQuerySet[M]:
        """Return the guarded queryset."""
        rows: OwnedQuerySet[M] = self.queryset_class(self.model, using=self._db, hints=getattr(self, "_hints", None))
        return rows.select_related("data_key") if getattr(self.model, "is_sealed", False) else rows

    def for_school(self, school: Any) -> OwnedQuerySet[M]:
        """Keep the rows of one school."""
        return self.get_queryset().for_school(school)

    def for_schools(self, schools: Iterable[Any]) -> OwnedQuerySet[M]:
        """Keep the rows of these schools."""
        return self.get_queryset().for_schools(schools)

    def across_schools(self, why: str) -> OwnedQuerySet[M]:
        """Take every school's rows, and say why."""
        return self.get_queryset().across_schools(why)


class OwnedModel(models.Model):
    """A row that belongs to one school, with a random key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(OWNER, on_delete=models.PROTECT, related_name="+")

    objects = OwnedManager()

    class Meta:
        abstract = True


def owner_key(table: str) -> models.UniqueConstraint:
    """Return the (id, school) key that child rows point at with a :class:`CompositeForeignKey`."""
    return models.UniqueConstraint(fields=["id", "school"], name=f"{table}_owner_key")


class CompositeForeignKey(BaseConstraint):
    """Hold several columns to the same row of another table: a child never has another owner than its parent."""

    def __init__(self, *, name: str, fields: Iterable[str], to: str, to_fields: Iterable[str]) -> None:
        super().__init__(name=name)
        self.fields = tuple(fields)
        self.to = to
        self.to_fields = tuple(to_fields)

    def _sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        quote = schema_editor.quote_name
        apps = model._meta.apps
        other = apps.get_model(self.to)
        here, there = (
            ", ".join(quote(str(cast(Any, table._meta.get_field(name)).column)) for name in names)
            for table, names in ((model, self.fields), (other, self.to_fields))
        )
        return f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({here}) REFERENCES {quote(other._meta.db_table)} ({there})"

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Add the constraint at the end of the migration: a child may be created before its parent's key."""
        table = schema_editor.quote_name(model._meta.db_table)
        schema_editor.deferred_sql.append(f"ALTER TABLE {table} ADD {self._sql(model, schema_editor)}")

    create_sql = constraint_sql

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        """Return the ALTER TABLE that takes it away."""
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Leave it to the database, which alone sees both rows at once."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Return what a migration writes down."""
        _path, _args, kwargs = super().deconstruct()
        kwargs |= {"fields": self.fields, "to": self.to, "to_fields": self.to_fields}
        return "core.db.school_scope.CompositeForeignKey", (), kwargs

    def __eq__(self, other: object) -> bool:
        if isinstance(other, CompositeForeignKey):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.name, self.fields, self.to, self.to_fields))


def same_school(name: str, field: str, to: str) -> CompositeForeignKey:
    """Return the constraint that holds a row to a parent of its own school."""
    return CompositeForeignKey(name=name, fields=(field, "school"), to=to, to_fields=("id", "school"))
