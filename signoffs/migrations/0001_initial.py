import core.db.school_scope
import core.sealing.fields
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('people', '0001_initial'),
        ('schools', '0001_initial'),
        ('policies', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField(blank=True, null=True)),
                ('audience', models.CharField(choices=[('staff', 'Staff'), ('family', 'Families')], max_length=10)),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('headteacher', 'headteacher'), ('dsl', 'safeguarding lead (DSL)'), ('deputy_dsl', 'deputy safeguarding lead'), ('senior_leader', 'senior leader'), ('teacher', 'class teacher'), ('support', 'support staff'), ('office', 'office'), ('administrator', 'administrator'), ('chair', 'chair of governors'), ('governor', 'governor'), ('clerk', 'clerk to the governors'), ('volunteer', 'volunteer'), ('contractor', 'contractor'), ('executive_head', 'executive headteacher'), ('trust_safeguarding', 'trust safeguarding lead'), ('named_officer', "the trust's named officer"), ('trust_administrator', 'trust administrator')], max_length=30), blank=True, default=list, size=None)),
                ('statements', models.JSONField(default=list)),
                ('asks_pictures', models.BooleanField(default=False)),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='policies.policy')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('id', 'school'), name='signoffs_agreement_owner_key'), models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='signoffs_agreement_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('from_date'), models.F('until_date'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&'), ('policy', '='), ('school', '='), ('audience', '=')], name='signoffs_agreement_never_twice'), core.db.school_scope.CompositeForeignKey(fields=('policy', 'school'), name='signoffs_agreement_policy_here', to='policies.Policy', to_fields=('id', 'school')), models.CheckConstraint(condition=models.Q(('audience__in', ['staff', 'family'])), name='signoffs_agreement_audience'), models.CheckConstraint(condition=models.Q(models.Q(('audience', 'family'), ('roles', [])), models.Q(('audience', 'staff'), ('roles__len__gt', 0)), _connector='OR'), name='signoffs_agreement_roles')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agreement',
            trigger=pgtrigger.compiler.Trigger(name='only_its_end_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."school_id" IS DISTINCT FROM (NEW."school_id") OR OLD."from_date" IS DISTINCT FROM (NEW."from_date") OR OLD."policy_id" IS DISTINCT FROM (NEW."policy_id") OR OLD."audience" IS DISTINCT FROM (NEW."audience") OR OLD."roles" IS DISTINCT FROM (NEW."roles") OR OLD."statements" IS DISTINCT FROM (NEW."statements") OR OLD."asks_pictures" IS DISTINCT FROM (NEW."asks_pictures"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='7b5f53a03525a2b26b27d5b2cfd64048e3fba8ed', operation='UPDATE', pgid='pgtrigger_only_its_end_changes_d1c50', table='signoffs_agreement', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('open', 'Open'), ('closed', 'Closed')], default='draft', max_length=10)),
                ('due', models.DateField()),
                ('minutes', models.PositiveSmallIntegerField(default=1)),
                ('opened_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='signoffs.agreement')),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='policies.version')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['school', 'state'], name='signoffs_round_of_school')],
                'constraints': [models.UniqueConstraint(fields=('id', 'school'), name='signoffs_round_owner_key'), core.db.school_scope.CompositeForeignKey(fields=('agreement', 'school'), name='signoffs_round_agreement_here', to='signoffs.Agreement', to_fields=('id', 'school')), core.db.school_scope.CompositeForeignKey(fields=('version', 'school'), name='signoffs_round_version_here', to='policies.Version', to_fields=('id', 'school')), core.db.school_scope.CompositeForeignKey(fields=('opened_by', 'school'), name='signoffs_round_opened_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('agreement',), name='signoffs_round_one_open'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'open', 'closed'])), name='signoffs_round_state'), models.CheckConstraint(condition=models.Q(models.Q(('opened_at__isnull', True), ('state', 'draft')), models.Q(models.Q(('state', 'draft'), _negated=True), ('opened_at__isnull', False)), _connector='OR'), name='signoffs_round_opened'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='signoffs_round_closed')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('question', 'Question asked'), ('not_my_child', 'Not my child'), ('paper', 'Wants a paper form'), ('call', 'Wants a call'), ('language', 'Wants another language')], max_length=20)),
                ('state', models.CharField(choices=[('asked', 'Sent'), ('answered', 'Answered')], default='asked', max_length=10)),
                ('text', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('asked_at', models.DateTimeField()),
                ('answer', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('data_key', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('pupil', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.pupil')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='signoffs.round')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['round', 'state'], name='signoffs_question_waiting')],
                'constraints': [models.UniqueConstraint(fields=('id', 'school'), name='signoffs_question_owner_key'), core.db.school_scope.CompositeForeignKey(fields=('round', 'school'), name='signoffs_question_round_here', to='signoffs.Round', to_fields=('id', 'school')), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='signoffs_question_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('answered_by', 'school'), name='signoffs_question_answered_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('pupil', 'school'), name='signoffs_question_pupil_here', to='people.Pupil', to_fields=('id', 'school')), models.CheckConstraint(condition=models.Q(('kind__in', ['question', 'not_my_child', 'paper', 'call', 'language'])), name='signoffs_question_kind'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'answered'])), name='signoffs_question_state'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True), ('state', 'asked')), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('state', 'answered')), _connector='OR'), name='signoffs_question_answered'), models.UniqueConstraint(condition=models.Q(('state', 'asked'), models.Q(('kind', 'question'), _negated=True)), fields=('round', 'person', 'pupil', 'kind'), name='signoffs_question_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Opened',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('first_opened_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='signoffs.round')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('round', 'person'), name='signoffs_opened_once'), core.db.school_scope.CompositeForeignKey(fields=('round', 'school'), name='signoffs_opened_round_here', to='signoffs.Round', to_fields=('id', 'school')), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='signoffs_opened_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school'))],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('how', models.CharField(choices=[('screen', 'On screen'), ('paper', 'On paper'), ('office', 'By the office, on the phone')], max_length=10)),
                ('signed_at', models.DateTimeField()),
                ('slip_day', models.DateField(help_text='The date on a paper form', null=True)),
                ('reference', models.CharField(max_length=7)),
                ('batch', models.UUIDField()),
                ('name', core.sealing.fields.SealedTextField(editable=True)),
                ('name_commitment', models.CharField(max_length=64)),
                ('statements', models.JSONField(default=list)),
                ('answers', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64)),
                ('data_key', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='people.person')),
                ('pupil', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='people.pupil')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='signoffs.round')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['person', '-signed_at'], name='signoffs_signature_by'), models.Index(fields=['batch'], name='signoffs_signature_batch'), models.Index(fields=['round', 'pupil'], name='signoffs_signature_for')],
                'constraints': [models.UniqueConstraint(fields=('id', 'school'), name='signoffs_signature_owner_key'), models.UniqueConstraint(fields=('round', 'person', 'pupil'), name='signoffs_signature_once', nulls_distinct=False), models.UniqueConstraint(fields=('school', 'reference', 'pupil'), name='signoffs_signature_reference', nulls_distinct=False), core.db.school_scope.CompositeForeignKey(fields=('round', 'school'), name='signoffs_signature_round_here', to='signoffs.Round', to_fields=('id', 'school')), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='signoffs_signature_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('recorded_by', 'school'), name='signoffs_signature_recorded_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('pupil', 'school'), name='signoffs_signature_pupil_here', to='people.Pupil', to_fields=('id', 'school')), models.CheckConstraint(condition=models.Q(('how__in', ['screen', 'paper', 'office'])), name='signoffs_signature_how'), models.CheckConstraint(condition=models.Q(models.Q(('how', 'screen'), ('recorded_by__isnull', True), ('slip_day__isnull', True)), models.Q(models.Q(('how', 'screen'), _negated=True), ('recorded_by__isnull', False)), _connector='OR'), name='signoffs_signature_recorded'), models.CheckConstraint(condition=models.Q(models.Q(('how', 'paper'), _negated=True), ('slip_day__isnull', False), _connector='OR'), name='signoffs_signature_slip')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signature',
            trigger=pgtrigger.compiler.Trigger(name='never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ce42322c49da5d15b4e36a55f01eadf12f8494bf', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changes_c05e9', table='signoffs_signature', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signature',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate the % table', TG_TABLE_NAME;", hash='0af905f75889bcb90fdac1c5e2568d700bb662b4', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_d699b', table='signoffs_signature', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='SignaturePart',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('document', models.CharField(help_text='The title as it was signed', max_length=200)),
                ('language', models.CharField(max_length=12)),
                ('digest', models.CharField(help_text='Fingerprint of the text', max_length=64)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('signature', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='signoffs.signature')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policies.version')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('signature', 'version', 'language'), name='signoffs_part_once'), core.db.school_scope.CompositeForeignKey(fields=('signature', 'school'), name='signoffs_part_signature_here', to='signoffs.Signature', to_fields=('id', 'school')), core.db.school_scope.CompositeForeignKey(fields=('version', 'school'), name='signoffs_part_version_here', to='policies.Version', to_fields=('id', 'school'))],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signaturepart',
            trigger=pgtrigger.compiler.Trigger(name='never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='522a19859e9de647f8f3685941c546ed62b736eb', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changes_c7023', table='signoffs_signaturepart', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='signaturepart',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate the % table', TG_TABLE_NAME;", hash='4b4361a733617405a9ea047f6f517c1fb578c767', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_bf237', table='signoffs_signaturepart', when='BEFORE')),
        ),
    ]
