"""An import of people: the file, what its review shows, and what was done, so that it can be taken back."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format

from core.db.school_scope import OWNER, CompositeForeignKey, OwnedModel, owner_key, same_school
from core.models import SealedFile
from people.models.persons import Person, known_here
from roll.states import ImportKind, ImportState, LineAbout, LineCategory, LineChoice

ISO_DAY = len("2019-02-28")


def _part_of_import(table: str) -> CompositeForeignKey:
    return same_school(f"{table}_import_here", "imported", "roll.PeopleImport")


class PeopleImport(OwnedModel):
    """One file and where it stands. ``kind`` is empty until the file has been opened.

    ``columns`` says which field each column of the file holds ({"0": "last_name", "3": ""}); ``counts`` how many lines
    of each sort there are, and more figures for the pages; ``done`` of ``total`` rows is the progress of what runs
    now. ``digest`` is that of the plan somebody looked at: a plan that has become another one is never applied.
    """

    kind = models.CharField(max_length=10, choices=ImportKind.choices, blank=True)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.READING)
    file = models.ForeignKey(SealedFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    words = models.TextField(blank=True)
    cure = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    undo_until = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kept = models.JSONField(default=list)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta(OwnedModel.Meta):
        ordering = ("-made_at",)
        constraints = [
            owner_key("roll_peopleimport"),
            known_here("roll_peopleimport", "made_by"),
            known_here("roll_peopleimport", "approved_by"),
            known_here("roll_peopleimport", "undone_by"),
            models.CheckConstraint(condition=Q(kind__in=["", *ImportKind.values]), name="roll_import_kind"),
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="roll_import_state"),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, undo_until__isnull=True)
                | Q(applied_at__isnull=False, undo_until__isnull=False),
                name="roll_import_undo_follows",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "-made_at"], name="roll_import_newest"),
            models.Index(
                fields=["state"],
                name="roll_import_waiting",
                condition=Q(state__in=("reading", "applying", "undoing")),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def column_fields(self) -> dict[int, str]:
        """Which field each column holds, by its number from 0."""
        return {int(index): key for index, key in self.columns.items()}


class ImportLine(OwnedModel):
    """One line of a review; goes with the file.

    ``key`` is the same for the same question when the file is read again, so that an answer is not lost. ``pupil_ref``
    and ``person_ref`` are ids of known people, if any. ``detail`` holds "changes": [[field, before, after], …] and,
    for a close match, "theirs" and "ours".
    """

    # Both are held by the one composite key: a review of 50,000 lines is checked once a line, not three times.
    school = models.ForeignKey(OWNER, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    imported = models.ForeignKey(PeopleImport, on_delete=models.PROTECT, related_name="lines", db_constraint=False)
    position = models.IntegerField()
    sort = models.CharField(max_length=10, choices=LineCategory.choices)
    about = models.CharField(max_length=10, choices=LineAbout.choices, blank=True)
    key = models.CharField(max_length=200, blank=True)
    row = models.IntegerField(default=0)
    column = models.CharField(max_length=3, blank=True)
    code = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=250, blank=True)
    words = models.TextField(blank=True)
    cure = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    pupil_ref = models.UUIDField(null=True, blank=True)
    person_ref = models.UUIDField(null=True, blank=True)
    choice = models.CharField(max_length=5, choices=LineChoice.choices, blank=True, default="")

    class Meta(OwnedModel.Meta):
        ordering = ("position",)
        constraints = [
            _part_of_import("roll_importline"),
            models.CheckConstraint(condition=Q(sort__in=LineCategory.values), name="roll_importline_sort"),
            models.CheckConstraint(condition=Q(about__in=["", *LineAbout.values]), name="roll_importline_about"),
            models.CheckConstraint(condition=Q(choice__in=LineChoice.values), name="roll_importline_choice"),
        ]
        indexes = [models.Index(fields=["imported", "sort", "position"], name="roll_importline_page")]

    def __str__(self) -> str:
        return self.title or self.words

    @property
    def changes(self) -> list[list[str]]:
        """What changes: [[field, before, after], …]."""
        return list(self.detail.get("changes", ()))

    @property
    def changes_in_words(self) -> list[tuple[str, str, str]]:
        """What changes, with days as people write them."""
        return [(what, _in_words(before), _in_words(after)) for what, before, after in self.changes]


def _in_words(value: str) -> str:
    try:
        return date_format(datetime.date.fromisoformat(value), "j F Y") if len(value) == ISO_DAY else value
    except ValueError:
        return value


class ImportStep(OwnedModel):
    """A thousand things that an import did: dated rows "opened" or "closed", or pupils "made" or "corrected".

    ``rows`` is [[id, what stood there], …]: what stood there holds "before" and "after", to tell whether somebody has
    changed it since.
    """

    imported = models.ForeignKey(PeopleImport, on_delete=models.PROTECT, related_name="steps")
    model = models.CharField(max_length=20)
    act = models.CharField(max_length=10)
    rows = models.JSONField(default=list)

    class Meta(OwnedModel.Meta):
        constraints = [
            _part_of_import("roll_importstep"),
            models.CheckConstraint(
                condition=Q(act__in=("opened", "closed", "made", "corrected")), name="roll_importstep_act"
            ),
        ]
        indexes = [models.Index(fields=["imported", "model", "act"], name="roll_importstep_find")]

    def __str__(self) -> str:
        return f"{self.act} {self.model}"


class KnownColumn(OwnedModel):
    """What a school's own heading means; "" is "leave this column out"."""

    kind = models.CharField(max_length=10, choices=ImportKind.choices)
    heading = models.CharField(max_length=200)
    field = models.CharField(max_length=40, blank=True)

    class Meta(OwnedModel.Meta):
        constraints = [models.UniqueConstraint(fields=["school", "kind", "heading"], name="roll_knowncolumn_once")]

    def __str__(self) -> str:
        return self.heading
