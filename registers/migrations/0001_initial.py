import core.db.school_scope
import core.sealing.fields
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
    ]

    operations = [
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=7)),
                ('state', models.CharField(choices=[('sent', 'Sent'), ('more_needed', 'More needed'), ('allowed', 'Allowed'), ('allowed_with_conditions', 'Allowed with conditions'), ('not_allowed', 'Not allowed'), ('ended', 'Ended')], default='sent', max_length=30)),
                ('route', models.CharField(choices=[('headteacher', 'headteacher'), ('dsl', 'safeguarding lead (DSL)'), ('deputy_dsl', 'deputy safeguarding lead'), ('senior_leader', 'senior leader'), ('teacher', 'class teacher'), ('support', 'support staff'), ('office', 'office'), ('administrator', 'administrator'), ('chair', 'chair of governors'), ('governor', 'governor'), ('clerk', 'clerk to the governors'), ('volunteer', 'volunteer'), ('contractor', 'contractor'), ('executive_head', 'executive headteacher'), ('trust_safeguarding', 'trust safeguarding lead'), ('named_officer', "the trust's named officer"), ('trust_administrator', 'trust administrator')], max_length=30)),
                ('kind', models.CharField(choices=[('family', 'Family'), ('old_friend', 'Old friend'), ('neighbour', 'Neighbour'), ('other', 'Something else')], max_length=20)),
                ('about', models.CharField(choices=[('present_pupil', 'A pupil who is here now'), ('past_pupil', 'A pupil who has left'), ('parent', 'A parent or carer'), ('other', "Somebody else in a pupil's family")], max_length=20)),
                ('before', models.CharField(choices=[('yes', 'Yes'), ('no', 'No'), ('unsure', 'I am not sure')], max_length=10)),
                ('plan', models.CharField(choices=[('remove', 'End the link online'), ('keep', 'Keep it, with limits')], max_length=10)),
                ('who', core.sealing.fields.SealedTextField(editable=True)),
                ('since', core.sealing.fields.SealedTextField(editable=True)),
                ('platforms', core.sealing.fields.SealedTextField(editable=True)),
                ('limits', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('sent_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(null=True)),
                ('review_on', models.DateField(null=True)),
                ('data_key', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disclosures', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['school', 'route', 'state'], name='registers_disclosure_wait')],
                'constraints': [models.UniqueConstraint(fields=('id', 'school'), name='registers_disclosure_owner_key'), models.UniqueConstraint(fields=('school', 'reference'), name='registers_disclosure_reference'), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='registers_disclosure_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('taken_by', 'school'), name='registers_disclosure_taken_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.CheckConstraint(condition=models.Q(('state__in', ['sent', 'more_needed', 'allowed', 'allowed_with_conditions', 'not_allowed', 'ended'])), name='registers_disclosure_state'), models.CheckConstraint(condition=models.Q(('kind__in', ['family', 'old_friend', 'neighbour', 'other'])), name='registers_disclosure_kind'), models.CheckConstraint(condition=models.Q(('about__in', ['present_pupil', 'past_pupil', 'parent', 'other'])), name='registers_disclosure_about'), models.CheckConstraint(condition=models.Q(('before__in', ['yes', 'no', 'unsure'])), name='registers_disclosure_before'), models.CheckConstraint(condition=models.Q(('plan__in', ['remove', 'keep'])), name='registers_disclosure_plan'), models.CheckConstraint(condition=models.Q(('route__in', ['headteacher', 'chair'])), name='registers_disclosure_route'), models.CheckConstraint(condition=models.Q(models.Q(('taken_at__isnull', True), ('taken_by__isnull', True)), models.Q(('taken_at__isnull', False), ('taken_by__isnull', False)), _connector='OR'), name='registers_disclosure_taken')],
            },
        ),
        migrations.CreateModel(
            name='DisclosureAddition',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('text', core.sealing.fields.SealedTextField(editable=True)),
                ('at', models.DateTimeField()),
                ('data_key', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('disclosure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='additions', to='registers.disclosure')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'constraints': [core.db.school_scope.CompositeForeignKey(fields=('disclosure', 'school'), name='registers_addition_of', to='registers.Disclosure', to_fields=('id', 'school'))],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disclosureaddition',
            trigger=pgtrigger.compiler.Trigger(name='never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6addb7bd8c120544531e38458637aeed76068c10', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changes_8289f', table='registers_disclosureaddition', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disclosureaddition',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate the % table', TG_TABLE_NAME;", hash='3771ebbd229479f305edde22e4eb12e1674a3585', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_8189e', table='registers_disclosureaddition', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='DisclosureDecision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('decided_at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('allow', 'Allow'), ('conditions', 'Allow with conditions'), ('more', 'Ask for more'), ('refuse', 'Do not allow')], max_length=20)),
                ('reasons', core.sealing.fields.SealedTextField(editable=True)),
                ('conditions', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('note', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('review_on', models.DateField(null=True)),
                ('discussed_on', models.DateField(null=True)),
                ('rule', models.JSONField(default=dict)),
                ('clause', models.JSONField(default=dict)),
                ('commitments', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64)),
                ('data_key', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('disclosure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='registers.disclosure')),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='registers.disclosuredecision')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['disclosure', '-decided_at'], name='registers_decision_last')],
                'constraints': [models.UniqueConstraint(fields=('id', 'school'), name='registers_decision_owner_key'), core.db.school_scope.CompositeForeignKey(fields=('disclosure', 'school'), name='registers_decision_of', to='registers.Disclosure', to_fields=('id', 'school')), core.db.school_scope.CompositeForeignKey(fields=('replaces', 'school'), name='registers_decision_replaces_here', to='registers.DisclosureDecision', to_fields=('id', 'school')), core.db.school_scope.CompositeForeignKey(fields=('decided_by', 'school'), name='registers_decision_decided_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.CheckConstraint(condition=models.Q(('outcome__in', ['allow', 'conditions', 'more', 'refuse'])), name='registers_decision_outcome'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'conditions'), _negated=True), ('conditions__isnull', False), _connector='OR'), name='registers_decision_conditions')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disclosuredecision',
            trigger=pgtrigger.compiler.Trigger(name='never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='55f3b4eed1ae2670ea7c6e9c03bcdacb910976d4', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changes_d54af', table='registers_disclosuredecision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='disclosuredecision',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate the % table', TG_TABLE_NAME;", hash='6d4888e3266fdc5c3556836a31ecb083387e49e6', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_421e7', table='registers_disclosuredecision', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='NothingToDeclare',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('year', models.CharField(help_text='School year, such as "2026/27"', max_length=7)),
                ('signed_at', models.DateTimeField()),
                ('reference', models.CharField(max_length=7)),
                ('statement', models.CharField(max_length=300)),
                ('digest', models.CharField(max_length=64)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('school', 'person', 'year'), name='registers_nothing_once'), models.UniqueConstraint(fields=('school', 'reference'), name='registers_nothing_reference'), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='registers_nothing_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school'))],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nothingtodeclare',
            trigger=pgtrigger.compiler.Trigger(name='never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='055afbc8d3bf7d37ad36c9412dbbd4c66f1aadf2', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changes_b29bf', table='registers_nothingtodeclare', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='nothingtodeclare',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate the % table', TG_TABLE_NAME;", hash='27b4e1f12780716a23465d9efea2010c2133301d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_8e1ba', table='registers_nothingtodeclare', when='BEFORE')),
        ),
    ]
