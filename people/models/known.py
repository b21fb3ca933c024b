"""Whom a row may name: a person whom its school knows, or one of its pupils."""

from core.db.school_scope import CompositeForeignKey


def known_here(table: str, field: str = "person") -> CompositeForeignKey:
    """Hold a person of a row to somebody whom the row's school knows."""
    return CompositeForeignKey(
        name=f"{table}_{field}_known_here",
        fields=(field, "school"),
        to="people.PersonAtSchool",
        to_fields=("person", "school"),
    )


def pupil_here(table: str) -> CompositeForeignKey:
    """Hold the pupil of a row to a pupil of the row's school."""
    return CompositeForeignKey(
        name=f"{table}_pupil_here", fields=("pupil", "school"), to="people.Pupil", to_fields=("id", "school")
    )
