"""September: which class each class becomes, and what one roll-over did, so that it can be taken back."""

from django.db import models
from django.db.models import F, Q

from core.db.school_scope import OwnedModel, owner_key, same_school
from people.models.persons import Person, known_here
from people.models.pupils import Pupil, pupil_here


class NextClass(OwnedModel):
    """Where the pupils of a class and year go next September; a plan of the office, kept from year to year."""

    class_name = models.CharField(max_length=40)
    year_group = models.CharField(max_length=20, blank=True)
    next_class = models.CharField(max_length=40, blank=True)
    next_year = models.CharField(max_length=20, blank=True)
    leaves = models.BooleanField(default=False)

    class Meta(OwnedModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["school", "class_name", "year_group"], name="roll_nextclass_once"),
            models.CheckConstraint(
                condition=Q(leaves=False) | Q(next_class="", next_year=""), name="roll_nextclass_leaves_or_moves"
            ),
        ]

    def __str__(self) -> str:
        return self.class_name


class RollOver(OwnedModel):
    """One September: classes moved up and leavers ended on ``day``, the first day of the new school year.

    ``counts`` holds numbers only ("moved", "left"). Of one school and day at most one stands.
    """

    day = models.DateField()
    counts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undo_until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(OwnedModel.Meta):
        ordering = ("-made_at",)
        constraints = [
            owner_key("roll_rollover"),
            models.UniqueConstraint(
                fields=["school", "day"], condition=Q(undone_at__isnull=True), name="roll_rollover_once"
            ),
            models.CheckConstraint(condition=Q(undo_until__gt=F("made_at")), name="roll_rollover_undo_after_made"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=False) | Q(undone_by__isnull=True), name="roll_rollover_undone_pair"
            ),
            known_here("roll_rollover", "made_by"),
            known_here("roll_rollover", "undone_by"),
        ]

    def __str__(self) -> str:
        return self.day.isoformat()


class RollOverStep(OwnedModel):
    """One row that a roll-over opened or ended: a place in a class or the link of a carer, with its end before."""

    roll_over = models.ForeignKey(RollOver, on_delete=models.CASCADE, related_name="steps")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=10, choices=[("opened", "opened"), ("ended", "ended")])
    table = models.CharField(max_length=10, choices=[("place", "place"), ("link", "link")])
    row = models.UUIDField()
    before = models.DateField(null=True, blank=True)

    class Meta(OwnedModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["roll_over", "row"], name="roll_rolloverstep_once"),
            models.CheckConstraint(
                condition=Q(act__in=["opened", "ended"], table__in=["place", "link"]), name="roll_rolloverstep_kinds"
            ),
            same_school("roll_rolloverstep_rollover_here", "roll_over", "roll.RollOver"),
            pupil_here("roll_rolloverstep"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.table}"
