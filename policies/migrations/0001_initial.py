import core.db.school_scope
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("schools", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=200)),
                ("slug", models.SlugField(max_length=80)),
                ("lead", models.CharField(blank=True, help_text="As written in the policy", max_length=200)),
                ("cycle_months", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("applies_to", models.CharField(blank=True, help_text="Whom and what it binds (W2)", max_length=500)),
                (
                    "is_public",
                    models.BooleanField(default=True, help_text="Parents may read it without signing in (L14)"),
                ),
                (
                    "lead_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("id", "school"), name="policies_policy_owner_key"),
                    models.UniqueConstraint(fields=("school", "slug"), name="policies_policy_slug"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LinkedPolicy",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=200)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links_back",
                        to="policies.policy",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="policies.policy"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    core.db.school_scope.CompositeForeignKey(
                        fields=("policy", "school"),
                        name="policies_linkedpolicy_policy_same_school",
                        to="policies.Policy",
                        to_fields=("id", "school"),
                    ),
                    core.db.school_scope.CompositeForeignKey(
                        fields=("other", "school"),
                        name="policies_linkedpolicy_other_same_school",
                        to="policies.Policy",
                        to_fields=("id", "school"),
                    ),
                    models.UniqueConstraint(fields=("policy", "title"), name="policies_linkedpolicy_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EarlyReview",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("concern", "A concern"),
                            ("guidance", "New guidance"),
                            ("technical", "A change of our systems"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("why", models.CharField(max_length=500)),
                ("called_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "called_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="early_reviews", to="policies.policy"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    core.db.school_scope.CompositeForeignKey(
                        fields=("policy", "school"),
                        name="policies_earlyreview_policy_same_school",
                        to="policies.Policy",
                        to_fields=("id", "school"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cause__in", ["concern", "guidance", "technical", "other"])),
                        name="policies_earlyreview_cause",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=("policy",),
                        name="policies_earlyreview_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=200)),
                ("front_matter", models.JSONField(default=list)),
                ("clauses", models.JSONField(default=list)),
                ("in_short", models.JSONField(default=list)),
                ("changes", models.JSONField(default=list)),
                (
                    "facts",
                    models.JSONField(
                        default=dict, help_text="Dates as typed, lead, approving body, signatories, cycle"
                    ),
                ),
                (
                    "notes",
                    models.JSONField(default=list, help_text="What the import left out, decided, or did not find"),
                ),
                ("source_name", models.CharField(blank=True, max_length=200)),
                ("source_sha256", models.CharField(blank=True, max_length=64)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField()),
                (
                    "frozen_at",
                    models.DateTimeField(help_text="When it was proposed; it is never changed again", null=True),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="policies.policy",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("id", "school"), name="policies_draft_owner_key"),
                    core.db.school_scope.CompositeForeignKey(
                        fields=("policy", "school"),
                        name="policies_draft_policy_same_school",
                        to="policies.Policy",
                        to_fields=("id", "school"),
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("frozen_at__isnull", True), models.Q(("source_sha256", ""), _negated=True)),
                        fields=("school", "policy", "source_sha256"),
                        name="policies_draft_one_of_a_file",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CitedGuidance",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=200)),
                ("edition", models.CharField(blank=True, max_length=60)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="guidance", to="policies.policy"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    core.db.school_scope.CompositeForeignKey(
                        fields=("policy", "school"),
                        name="policies_citedguidance_policy_same_school",
                        to="policies.Policy",
                        to_fields=("id", "school"),
                    ),
                    models.UniqueConstraint(fields=("policy", "title"), name="policies_citedguidance_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("language", models.CharField(default="en-gb", max_length=12)),
                ("title", models.CharField(max_length=200)),
                ("front_matter", models.JSONField(default=list)),
                ("in_short", models.JSONField(default=list)),
                ("changes", models.JSONField(default=list, help_text="The author's 1 to 5 lines")),
                ("major", models.BooleanField(default=True, help_text="Asks for new signatures")),
                ("digest", models.CharField(max_length=64)),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="policies.policy"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("id", "school"), name="policies_version_owner_key"),
                    core.db.school_scope.CompositeForeignKey(
                        fields=("policy", "school"),
                        name="policies_version_policy_same_school",
                        to="policies.Policy",
                        to_fields=("id", "school"),
                    ),
                    models.UniqueConstraint(fields=("policy", "number", "language"), name="policies_version_number"),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="version",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="87b25aa1030e059d5a64a1ae0205d101aaf7e6fc",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_never_changes_de6af",
                    table="policies_version",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="version",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate the % table', TG_TABLE_NAME;",
                    hash="5f14d505ae54bb4d27721059ac1c6adc961ef95c",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_d42bf",
                    table="policies_version",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.CreateModel(
            name="Clause",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key", models.UUIDField(default=uuid.uuid4)),
                ("position", models.PositiveIntegerField()),
                ("level", models.PositiveSmallIntegerField(default=1)),
                ("number", models.CharField(blank=True, max_length=20)),
                ("heading", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField(blank=True, help_text="Restricted Markdown")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="clauses", to="policies.version"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    core.db.school_scope.CompositeForeignKey(
                        fields=("version", "school"),
                        name="policies_clause_version_same_school",
                        to="policies.Version",
                        to_fields=("id", "school"),
                    ),
                    models.UniqueConstraint(fields=("version", "position"), name="policies_clause_position"),
                    models.UniqueConstraint(fields=("version", "key"), name="policies_clause_key"),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="clause",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7aed525efbc71c01142a9a06589f9e7796e4b91f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_never_changes_82767",
                    table="policies_clause",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="clause",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate the % table', TG_TABLE_NAME;",
                    hash="26cf0dfbc7e7df509bd82812c38ff7b53dbb93f3",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_d6bdb",
                    table="policies_clause",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("role", models.CharField(max_length=30)),
                ("approved_at", models.DateTimeField()),
                ("minute", models.CharField(blank=True, help_text="Minute reference", max_length=60)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="policies.version"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    core.db.school_scope.CompositeForeignKey(
                        fields=("version", "school"),
                        name="policies_approval_version_same_school",
                        to="policies.Version",
                        to_fields=("id", "school"),
                    ),
                    models.UniqueConstraint(fields=("version", "person", "role"), name="policies_approval_once"),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="approval",
            trigger=pgtrigger.compiler.Trigger(
                name="never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8bb416e8116e3b5c9f26149c284a8840d12a9e4b",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_never_changes_bf802",
                    table="policies_approval",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="approval",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot truncate the % table', TG_TABLE_NAME;",
                    hash="a0c1953465c08dbeafbb0e9ac5927e85715579a4",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_1b8d1",
                    table="policies_approval",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.CreateModel(
            name="VersionStatus",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for approval"),
                            ("approved", "Approved"),
                            ("published", "In force"),
                            ("returned", "Changes asked for"),
                            ("replaced", "Replaced"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="proposed",
                        max_length=12,
                    ),
                ),
                ("approved_by", models.CharField(blank=True, help_text="Body, as written", max_length=200)),
                (
                    "signers",
                    models.JSONField(default=list, help_text="[role, person id] of each approval that is needed"),
                ),
                (
                    "facts",
                    models.JSONField(default=dict, help_text="What the policy takes over when published: lead, links"),
                ),
                ("issued_text", models.CharField(blank=True, max_length=60)),
                ("issued_day", models.DateField(blank=True, null=True)),
                ("approved_text", models.CharField(blank=True, max_length=60)),
                ("approved_day", models.DateField(blank=True, null=True)),
                ("last_reviewed_text", models.CharField(blank=True, max_length=60)),
                ("last_reviewed_day", models.DateField(blank=True, null=True)),
                ("next_review_text", models.CharField(blank=True, max_length=60)),
                ("next_review_day", models.DateField(blank=True, null=True)),
                ("equality_text", models.CharField(blank=True, max_length=60)),
                ("equality_day", models.DateField(blank=True, null=True)),
                ("returned_why", models.CharField(blank=True, max_length=1000)),
                ("proposed_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="version_statuses",
                        to="policies.policy",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="status", to="policies.version"
                    ),
                ),
            ],
            options={
                "db_table": "policies_versionlife",
                "abstract": False,
                "constraints": [
                    core.db.school_scope.CompositeForeignKey(
                        fields=("version", "school"),
                        name="policies_versionlife_version_same_school",
                        to="policies.Version",
                        to_fields=("id", "school"),
                    ),
                    core.db.school_scope.CompositeForeignKey(
                        fields=("policy", "school"),
                        name="policies_versionlife_policy_same_school",
                        to="policies.Policy",
                        to_fields=("id", "school"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "approved", "published", "returned", "replaced", "withdrawn"])
                        ),
                        name="policies_versionlife_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["published", "replaced", "withdrawn"]), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="policies_versionlife_published_when_in_force",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "published")),
                        fields=("policy",),
                        name="policies_versionlife_one_in_force",
                    ),
                ],
            },
        ),
    ]
