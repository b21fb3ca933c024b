"""Which schools there are."""

from schools.models.schools import School, Trust


def any_school() -> bool:
    """Say whether there is any school, closed ones included: if not, the first is still to be made.

    Schools of a demo that was removed do not count.
    """
    return School.objects.exclude(is_demo=True, closed_on__isnull=False).exists()


def all_schools() -> list[School]:
    """Return every open school by name, for the list that anybody may see."""
    return list(School.objects.filter(closed_on__isnull=True))


def school_by_slug(slug: str) -> School | None:
    """Return the school of an address, with its trust, or None; a closed school is not found."""
    if "\x00" in slug:
        return None  # no database takes it
    return School.objects.select_related("trust").filter(slug=slug, closed_on__isnull=True).first()


def schools_in_trust(trust: Trust) -> list[School]:
    """Return the open schools of a trust by name."""
    return list(School.objects.filter(trust=trust, closed_on__isnull=True).select_related("trust"))
