"""Sealed text: a column that holds ciphertext only, opened by the record's own data key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Lookup
from django.db.models.query_utils import DeferredAttribute

from core.clock import day_of
from core.sealing.data_keys import DataKey


class Forgotten(str):
    """What is read in place of a text whose key was lawfully destroyed."""

    __slots__ = ()


def forgotten(key: DataKey) -> Forgotten:
    """Return the words that stand where a forgotten text stood."""
    if key.forgotten_at is None:
        raise ValueError("This key was not destroyed")
    day = day_of(key.forgotten_at)
    return Forgotten(f"forgotten on {day.day} {day:%B %Y}")


def is_forgotten(value: object) -> bool:
    """Say whether a value read from a sealed field is the mark of a forgotten one."""
    return isinstance(value, Forgotten)


class SealedBytes(bytes):
    """Ciphertext as it came from the database."""

    __slots__ = ()


class _SealedAttribute(DeferredAttribute):
    """Opens on reading; keeps what was set until it is saved."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        raw = super().__get__(instance, cls)
        if not isinstance(raw, SealedBytes):
            return raw
        key = instance.data_key
        return forgotten(key) if key.is_forgotten else key.open(raw, context=context_of(instance, self.field.attname))

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


def context_of(instance: SealedModel, field: str) -> str:
    """Return what a sealed value is bound to: stable label, field and row. Moved anywhere else it does not open."""
    return f"{instance.seal_label}.{field}:{instance.pk}"


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text that rests encrypted (AES-256-GCM, the record's own key).

    Cannot be searched: see ``core.sealing.keys.blind_index``.
    """

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def from_db_value(
        self, value: bytes | memoryview | None, expression: object, connection: object
    ) -> SealedBytes | None:
        """Mark what the database gave as sealed."""
        return None if value is None else SealedBytes(value)

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """Seal what was set; leave alone what was only loaded."""
        raw = model_instance.__dict__.get(self.attname)
        if raw is None or isinstance(raw, SealedBytes):
            return raw
        if is_forgotten(raw):
            raise FieldError("A forgotten text cannot be written back")
        return model_instance.data_key.seal(str(raw), context=context_of(model_instance, self.attname))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Refuse plain text on every way round :meth:`pre_save` (``queryset.update(field="…")``)."""
        if isinstance(value, str):
            raise FieldError(f"{self.name} is sealed: set it on the instance and save that")
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, lookup_name: str) -> type[Lookup[Any]] | None:
        """Refuse every lookup but ``isnull``: a comparison with ciphertext would silently find nothing."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed and cannot be searched; use a blind index")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj: models.Model) -> str:
        """Refuse to serialise plain text by accident."""
        raise FieldError(f"{self.name} is sealed and is not exported")


class SealedModel(models.Model):
    """A record with sealed fields and a data key of its own, which is made at the first save.

    Its values are bound to ``seal_label`` in place of the names of app and class. The label never changes, so the class
    may move and be renamed, and no other model may take it (``core.checks``).
    """

    seal_label: ClassVar[str]
    is_sealed = True

    data_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with a data key made first for a new record."""
        if self._state.adding and self.data_key_id is None:
            self.prepare_key().save(force_insert=True)
        super().save(*args, **kwargs)

    def prepare_key(self) -> DataKey:
        """Give the record an unsaved data key, for bulk creation; the caller stores the keys first."""
        owner = getattr(self, "school_id", None) or getattr(self, "trust_id", None)
        if owner is None:
            raise ValueError("A sealed record has an owner")
        self.data_key = DataKey.prepare(owner_id=owner, label=self.seal_label)
        return self.data_key


def destroy(rows: Iterable[SealedModel]) -> int:
    """Delete sealed rows, each with its key: what a backup still holds of them opens no more. Returns how many."""
    records = list(rows)
    for row in records:
        key = row.data_key
        row.delete()
        key.delete()
    return len(records)


def commitments(instance: SealedModel, fields: tuple[str, ...]) -> dict[str, str]:
    """Return ``{field: salted commitment}`` of a record's sealed fields; raises SealBroken once it is forgotten."""
    return {
        name: instance.data_key.commit(str(getattr(instance, name)), context=context_of(instance, name))
        for name in fields
        if getattr(instance, name) is not None
    }


def seal_facts(key: DataKey, facts: Mapping[str, str], *, context: str) -> tuple[dict[str, str], dict[str, str]]:
    """Seal a few labels under one key; returns ({name: hex ciphertext}, {name: commitment})."""
    sealed = {name: key.seal(text, context=f"{context}.{name}").hex() for name, text in facts.items()}
    return sealed, {name: key.commit(text, context=f"{context}.{name}") for name, text in facts.items()}
