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
            name='Report',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('seals', models.JSONField(default=dict, editable=False)),
                ('day', models.DateField()),
                ('about_kind', models.CharField(choices=[('danger', 'A child in danger'), ('child', 'A child'), ('pupils', 'Between pupils'), ('adult', 'An adult at school'), ('post', 'A post about the school'), ('support', 'Support wanted'), ('unsure', 'Not sure'), ('extremism', 'Extreme views'), ('contact_child', 'A child contacted staff'), ('contact_parent', 'A parent contacted staff'), ('contact_staff', 'Staff contacted a child or parent'), ('press', 'Press or media')], max_length=20)),
                ('about_lead', models.CharField(blank=True, max_length=60)),
                ('from_kind', models.CharField(choices=[('staff', 'Staff'), ('parent', 'Parent'), ('other', 'Somebody else'), ('no_name', 'No name')], max_length=10)),
                ('story', core.sealing.fields.SealedTextField(editable=True)),
                ('where_when', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('link', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('still_visible', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('pictures', core.sealing.fields.SealedTextField(editable=True, help_text='In words; no picture is ever asked for', null=True)),
                ('childs_words', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('what_i_did', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('name', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('contact', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('words_hash', models.CharField(max_length=200)),
                ('reference_index', models.BinaryField(max_length=16, unique=True)),
                ('data_key', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('id', 'school'), name='incidents_report_owner_key'), models.CheckConstraint(condition=models.Q(('about_kind__in', ['danger', 'child', 'pupils', 'adult', 'post', 'support', 'unsure', 'extremism', 'contact_child', 'contact_parent', 'contact_staff', 'press'])), name='incidents_report_kind'), models.CheckConstraint(condition=models.Q(('from_kind__in', ['staff', 'parent', 'other', 'no_name'])), name='incidents_report_from'), models.CheckConstraint(condition=models.Q(models.Q(('from_kind', 'no_name'), _negated=True), models.Q(('contact__isnull', True), ('name__isnull', True)), _connector='OR'), name='incidents_report_no_name')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='79ba39722c36a13c46530d1c7117d15c0244a0aa', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changes_c674b', table='incidents_report', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate the % table', TG_TABLE_NAME;", hash='6d380a3cdff73092e6342d1211295f93073bbf1e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_415bd', table='incidents_report', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('danger', 'A child in danger'), ('child', 'A child'), ('pupils', 'Between pupils'), ('adult', 'An adult at school'), ('post', 'A post about the school'), ('support', 'Support wanted'), ('unsure', 'Not sure'), ('extremism', 'Extreme views'), ('contact_child', 'A child contacted staff'), ('contact_parent', 'A parent contacted staff'), ('contact_staff', 'Staff contacted a child or parent'), ('press', 'Press or media')], max_length=20)),
                ('danger', models.CharField(choices=[('1_now', 'Danger now'), ('2_today', 'Today'), ('3_week', 'This week'), ('4_info', 'For information')], max_length=10)),
                ('state', models.CharField(choices=[('new', 'New'), ('taken', 'Taken'), ('waiting', 'Waiting'), ('passed', 'Passed on'), ('closed', 'Closed')], default='new', max_length=10)),
                ('route', models.CharField(max_length=20)),
                ('second_person', models.BooleanField(default=False, help_text='Closing needs a second person')),
                ('opened_at', models.DateTimeField()),
                ('answer_by', models.DateTimeField()),
                ('first_look_at', models.DateTimeField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('wait_until', models.DateField(null=True)),
                ('next_step', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('next_due', models.DateField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('question_open', models.BooleanField(default=False, help_text='The school asked the reporter and waits for an answer')),
                ('data_key', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('holder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('passed_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['school', 'state', 'danger', 'opened_at'], name='incidents_case_inbox')],
                'constraints': [models.UniqueConstraint(fields=('id', 'school'), name='incidents_case_owner_key'), core.db.school_scope.CompositeForeignKey(fields=('holder', 'school'), name='incidents_case_holder_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('passed_to', 'school'), name='incidents_case_passed_to_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.CheckConstraint(condition=models.Q(('state__in', ['new', 'taken', 'waiting', 'passed', 'closed'])), name='incidents_case_state'), models.CheckConstraint(condition=models.Q(('danger__in', ['1_now', '2_today', '3_week', '4_info'])), name='incidents_case_danger'), models.CheckConstraint(condition=models.Q(('kind__in', ['danger', 'child', 'pupils', 'adult', 'post', 'support', 'unsure', 'extremism', 'contact_child', 'contact_parent', 'contact_staff', 'press'])), name='incidents_case_kind'), models.CheckConstraint(condition=models.Q(('state', 'new'), models.Q(('holder__isnull', False), ('taken_at__isnull', False)), _connector='XOR'), name='incidents_case_held'), models.CheckConstraint(condition=models.Q(('state', 'waiting'), ('wait_until__isnull', True), _connector='XOR'), name='incidents_case_waits'), models.CheckConstraint(condition=models.Q(('state', 'passed'), ('passed_to__isnull', True), _connector='XOR'), name='incidents_case_passed'), models.CheckConstraint(condition=models.Q(('state', 'closed'), ('closed_at__isnull', True), _connector='XOR'), name='incidents_case_closed'), models.CheckConstraint(condition=models.Q(('danger', '1_now'), ('state', 'waiting'), _negated=True), name='incidents_case_danger_never_waits')],
            },
        ),
        migrations.CreateModel(
            name='CaseReader',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('as_role', models.CharField(help_text='The role through which it came', max_length=30)),
                ('why', models.CharField(help_text='first, next_in_line, passed, cover or added', max_length=20)),
                ('from_at', models.DateTimeField()),
                ('until_at', models.DateTimeField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readers', to='incidents.case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['person', 'school'], name='incidents_casereader_mine')],
                'constraints': [core.db.school_scope.CompositeForeignKey(fields=('case', 'school'), name='incidents_casereader_of_case', to='incidents.Case', to_fields=('id', 'school')), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='incidents_casereader_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.UniqueConstraint(condition=models.Q(('until_at__isnull', True)), fields=('case', 'person'), name='incidents_casereader_once')],
            },
        ),
        migrations.CreateModel(
            name='Closing',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('seals', models.JSONField(default=dict, editable=False)),
                ('at', models.DateTimeField()),
                ('outcome', models.CharField(choices=[('no_action', 'No further action'), ('advice', 'Advice was given'), ('support', 'Support was given'), ('removed', 'The post was taken down'), ('sanction', 'A sanction in school'), ('disciplinary', 'Disciplinary action'), ('complaint', 'The complaints procedure took over'), ('agency', 'Referred to another agency'), ('police', 'Reported to the police'), ('false', 'It was not true or not about our school')], max_length=20)),
                ('summary', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('followed_up', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('reporter_told', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('lessons', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closings', to='incidents.case')),
                ('confirms', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='confirmed_by', to='incidents.closing')),
                ('data_key', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'constraints': [core.db.school_scope.CompositeForeignKey(fields=('case', 'school'), name='incidents_closing_of_case', to='incidents.Case', to_fields=('id', 'school')), core.db.school_scope.CompositeForeignKey(fields=('by', 'school'), name='incidents_closing_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.UniqueConstraint(fields=('id', 'case'), name='incidents_closing_case_key'), core.db.school_scope.CompositeForeignKey(fields=('confirms', 'case'), name='incidents_closing_confirms_same_case', to='incidents.Closing', to_fields=('id', 'case')), models.CheckConstraint(condition=models.Q(('outcome__in', ['no_action', 'advice', 'support', 'removed', 'sanction', 'disciplinary', 'complaint', 'agency', 'police', 'false'])), name='incidents_closing_outcome'), models.CheckConstraint(condition=models.Q(('confirms__isnull', False), models.Q(('followed_up__isnull', False), ('lessons__isnull', False), ('reporter_told__isnull', False), ('summary__isnull', False)), _connector='OR'), name='incidents_closing_whole')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='closing',
            trigger=pgtrigger.compiler.Trigger(name='never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='113c2ac76b00804a350ac6ee63c3ce02530213fa', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changes_3631c', table='incidents_closing', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='closing',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate the % table', TG_TABLE_NAME;", hash='81486f781a031809e06fee489953a9a0bd434fcb', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_f5aa5', table='incidents_closing', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='CaseView',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='views', to='incidents.case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'db_table': 'incidents_look',
                'abstract': False,
                'indexes': [models.Index(fields=['case', 'person', 'at'], name='incidents_look_of_case')],
                'constraints': [core.db.school_scope.CompositeForeignKey(fields=('case', 'school'), name='incidents_look_of_case', to='incidents.Case', to_fields=('id', 'school')), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='incidents_look_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school'))],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseview',
            trigger=pgtrigger.compiler.Trigger(name='never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e7e3965e6b34fc9672f99552775e3d57f017ffe4', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changes_ac0bc', table='incidents_look', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseview',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate the % table', TG_TABLE_NAME;", hash='ab0277cf5759337aba906e882b122fcf52d876e4', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_6a12a', table='incidents_look', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('seals', models.JSONField(default=dict, editable=False)),
                ('number', models.PositiveIntegerField()),
                ('direction', models.CharField(choices=[('to_reporter', 'School'), ('from_reporter', 'You')], max_length=15)),
                ('day', models.DateField()),
                ('at', models.DateTimeField(null=True)),
                ('body', core.sealing.fields.SealedTextField(editable=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='incidents.case')),
                ('data_key', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'constraints': [core.db.school_scope.CompositeForeignKey(fields=('case', 'school'), name='incidents_message_of_case', to='incidents.Case', to_fields=('id', 'school')), core.db.school_scope.CompositeForeignKey(fields=('by', 'school'), name='incidents_message_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.UniqueConstraint(fields=('case', 'number'), name='incidents_message_order'), models.CheckConstraint(condition=models.Q(models.Q(('at__isnull', False), ('by__isnull', False), ('direction', 'to_reporter')), models.Q(('at__isnull', True), ('by__isnull', True), ('direction', 'from_reporter')), _connector='OR'), name='incidents_message_sides')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='message',
            trigger=pgtrigger.compiler.Trigger(name='never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='967ec037adeb53e5ed65ed232bd7265c6ade9dc8', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changes_c3fcd', table='incidents_message', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='message',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate the % table', TG_TABLE_NAME;", hash='e9f03d9e86e3759a2296cc4e8c0ce2bd4a8063d4', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_08165', table='incidents_message', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('capacity', models.CharField(choices=[('subject', 'It is about them'), ('harmed', 'They were harmed'), ('witness', 'They saw it'), ('reporter', 'They told us')], max_length=10)),
                ('excluded', models.BooleanField(default=True)),
                ('by_office', models.BooleanField(default=False, help_text='Kept out because the report names their office')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='incidents.case')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('pupil', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.pupil')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'constraints': [core.db.school_scope.CompositeForeignKey(fields=('case', 'school'), name='incidents_party_of_case', to='incidents.Case', to_fields=('id', 'school')), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='incidents_party_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('pupil', 'school'), name='incidents_party_pupil_here', to='people.Pupil', to_fields=('id', 'school')), models.CheckConstraint(condition=models.Q(('person__isnull', True), ('pupil__isnull', True), _connector='XOR'), name='incidents_party_one'), models.CheckConstraint(condition=models.Q(('capacity__in', ['subject', 'harmed', 'witness', 'reporter'])), name='incidents_party_capacity'), models.CheckConstraint(condition=models.Q(models.Q(('capacity', 'subject'), _negated=True), ('excluded', True), _connector='OR'), name='incidents_party_subject_excluded'), models.UniqueConstraint(fields=('case', 'person', 'capacity'), name='incidents_party_person_once'), models.UniqueConstraint(fields=('case', 'pupil', 'capacity'), name='incidents_party_pupil_once')],
            },
        ),
        migrations.CreateModel(
            name='ReportDraft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('use', models.CharField(choices=[('report', 'Answers that are not sent yet'), ('receipt', 'Reference and secret words, shown once more'), ('visit', 'A reporter who came back')], max_length=10)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('ends_at', models.DateTimeField(help_text='Whole minute; the row is removed then')),
                ('content', core.sealing.fields.SealedTextField(editable=True, help_text='JSON')),
                ('data_key', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['ends_at'], name='incidents_draft_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('use__in', ['report', 'receipt', 'visit'])), name='incidents_draft_use')],
            },
        ),
        migrations.CreateModel(
            name='ReturnTry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.BinaryField(max_length=16)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('ends_at', models.DateTimeField()),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('school', 'key'), name='incidents_try_once')],
            },
        ),
        migrations.CreateModel(
            name='CaseEntry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('seals', models.JSONField(default=dict, editable=False)),
                ('at', models.DateTimeField()),
                ('move', models.CharField(choices=[('note', 'Added to the record'), ('taken', 'Taken'), ('taken_over', 'Taken over'), ('passed', 'Passed on'), ('waits', 'Waiting'), ('goes_on', 'Taken up again'), ('party', 'Person named'), ('reader', 'Reader added'), ('close_asked', 'Closing asked for'), ('closed', 'Closed'), ('reopened', 'Opened again')], max_length=12)),
                ('happened', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('decided', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('why', core.sealing.fields.SealedTextField(editable=True)),
                ('told', core.sealing.fields.SealedTextField(editable=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='incidents.case')),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='incidents.caseentry')),
                ('data_key', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['case', 'at'], name='incidents_entry_of_case')],
                'constraints': [models.UniqueConstraint(fields=('id', 'school'), name='incidents_entry_owner_key'), core.db.school_scope.CompositeForeignKey(fields=('case', 'school'), name='incidents_entry_of_case', to='incidents.Case', to_fields=('id', 'school')), core.db.school_scope.CompositeForeignKey(fields=('by', 'school'), name='incidents_entry_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.CheckConstraint(condition=models.Q(('move__in', ['note', 'taken', 'taken_over', 'passed', 'waits', 'goes_on', 'party', 'reader', 'close_asked', 'closed', 'reopened'])), name='incidents_entry_move'), models.UniqueConstraint(fields=('id', 'case'), name='incidents_entry_case_key'), core.db.school_scope.CompositeForeignKey(fields=('corrects', 'case'), name='incidents_entry_corrects_same_case', to='incidents.CaseEntry', to_fields=('id', 'case'))],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseentry',
            trigger=pgtrigger.compiler.Trigger(name='never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b03ac9b1c342f678f91f090b39dc0c225883a4ed', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changes_6852b', table='incidents_caseentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='caseentry',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate the % table', TG_TABLE_NAME;", hash='e75eff3cb10605183dee4064a2b6f2ac269ca8f3', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_e4bb6', table='incidents_caseentry', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='case',
            name='report',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='case', to='incidents.report'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=core.db.school_scope.CompositeForeignKey(fields=('report', 'school'), name='incidents_case_of_report', to='incidents.Report', to_fields=('id', 'school')),
        ),
    ]
