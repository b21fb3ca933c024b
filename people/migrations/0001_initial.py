import core.db.school_scope
import core.sealing.fields
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_initial'),
        ('schools', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('is_active', models.BooleanField(default=True)),
                ('made_at', models.DateTimeField()),
                ('signed_in_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='people_user_small_letters')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('data_key', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('same_as', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='others', to='people.person')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='schools.trust')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('id', 'trust'), name='people_person_trust_key'), models.UniqueConstraint(fields=('user', 'trust'), name='people_person_one_login_a_trust'), models.CheckConstraint(condition=models.Q(('same_as', models.F('id')), _negated=True), name='people_person_not_same_as_self'), core.db.school_scope.CompositeForeignKey(fields=('same_as', 'trust'), name='people_person_same_as_in_trust', to='people.Person', to_fields=('id', 'trust'))],
            },
        ),
        migrations.CreateModel(
            name='PersonAtSchool',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='schools_known', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.trust')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('person', 'school'), name='people_personatschool_key'), models.UniqueConstraint(fields=('id', 'school'), name='people_personatschool_owner_key'), core.db.school_scope.CompositeForeignKey(fields=('person', 'trust'), name='people_personatschool_person_in_trust', to='people.Person', to_fields=('id', 'trust')), core.db.school_scope.CompositeForeignKey(fields=('school', 'trust'), name='people_personatschool_school_in_trust', to='schools.School', to_fields=('id', 'trust'))],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField(blank=True, null=True)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('cover', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='covers', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='people.person')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='people_absence_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('from_date'), models.F('until_date'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&'), ('person', '='), ('school', '=')], name='people_absence_never_twice'), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='people_absence_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('cover', 'school'), name='people_absence_cover_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.CheckConstraint(condition=models.Q(('person', models.F('cover')), _negated=True), name='people_absence_not_self')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='absence',
            trigger=pgtrigger.compiler.Trigger(name='only_its_end_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."school_id" IS DISTINCT FROM (NEW."school_id") OR OLD."from_date" IS DISTINCT FROM (NEW."from_date") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."cover_id" IS DISTINCT FROM (NEW."cover_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='3168079bc382cdafe8a36a4bd5438e7bd1660ae9', operation='UPDATE', pgid='pgtrigger_only_its_end_changes_7988d', table='people_absence', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('email', 'E-mail'), ('phone', 'Phone')], max_length=10)),
                ('value', models.CharField(max_length=254)),
                ('shared', models.BooleanField(default=False)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='addresses', to='people.person')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['school', 'kind', 'value'], name='people_address_find')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='people_address_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('from_date'), models.F('until_date'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&'), ('person', '='), ('school', '='), ('kind', '='), ('value', '=')], name='people_address_never_twice'), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='people_address_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.CheckConstraint(condition=models.Q(('kind__in', ['email', 'phone'])), name='people_address_kind')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='address',
            trigger=pgtrigger.compiler.Trigger(name='only_its_end_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."school_id" IS DISTINCT FROM (NEW."school_id") OR OLD."from_date" IS DISTINCT FROM (NEW."from_date") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."value" IS DISTINCT FROM (NEW."value") OR OLD."shared" IS DISTINCT FROM (NEW."shared"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='2d0a772d1cb6b55f66f4a5aa7a92e4837c898405', operation='UPDATE', pgid='pgtrigger_only_its_end_changes_574e5', table='people_address', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='AddressChange',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('value', models.EmailField(max_length=254)),
                ('asked_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('confirmed', models.BooleanField(default=False)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'abstract': False,
                'constraints': [core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='people_addresschange_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('asked_by', 'school'), name='people_addresschange_asked_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('decided_by', 'school'), name='people_addresschange_decided_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True)), fields=('school', 'person'), name='people_addresschange_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed', False), ('decided_at__isnull', True), ('decided_by__isnull', True)), ('decided_at__isnull', False), _connector='OR'), name='people_addresschange_decided'), models.CheckConstraint(condition=models.Q(('confirmed', False), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='people_addresschange_two_people')],
            },
        ),
        migrations.CreateModel(
            name='Pupil',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('first_name', models.CharField(max_length=100)),
                ('last_name', models.CharField(blank=True, max_length=100)),
                ('admission_number', models.CharField(blank=True, max_length=40)),
                ('birth_date', models.DateField(blank=True, null=True)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('id', 'school'), name='people_pupil_owner_key'), models.UniqueConstraint(condition=models.Q(('admission_number', ''), _negated=True), fields=('school', 'admission_number'), name='people_pupil_admission_number')],
            },
        ),
        migrations.CreateModel(
            name='CarerLink',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField(blank=True, null=True)),
                ('relationship', models.CharField(choices=[('mother', 'Mother'), ('father', 'Father'), ('step_parent', 'Step-parent'), ('grandparent', 'Grandparent'), ('foster_carer', 'Foster carer'), ('guardian', 'Guardian'), ('other', 'Other carer')], default='other', max_length=20)),
                ('parental_responsibility', models.BooleanField(default=True)),
                ('may_sign', models.BooleanField(default=True)),
                ('may_contact', models.BooleanField(default=True)),
                ('barred', models.BooleanField(default=False)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='children', to='people.person')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carers', to='people.pupil')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='people_carerlink_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('from_date'), models.F('until_date'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&'), ('person', '='), ('pupil', '='), ('school', '=')], name='people_carerlink_never_twice'), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='people_carerlink_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('pupil', 'school'), name='people_carerlink_pupil_here', to='people.Pupil', to_fields=('id', 'school')), models.CheckConstraint(condition=models.Q(('relationship__in', ['mother', 'father', 'step_parent', 'grandparent', 'foster_carer', 'guardian', 'other'])), name='people_carerlink_relationship'), models.CheckConstraint(condition=models.Q(('barred', False), models.Q(('may_contact', False), ('may_sign', False)), _connector='OR'), name='people_carerlink_bar_closes')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='carerlink',
            trigger=pgtrigger.compiler.Trigger(name='only_its_end_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."school_id" IS DISTINCT FROM (NEW."school_id") OR OLD."from_date" IS DISTINCT FROM (NEW."from_date") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."pupil_id" IS DISTINCT FROM (NEW."pupil_id") OR OLD."relationship" IS DISTINCT FROM (NEW."relationship") OR OLD."parental_responsibility" IS DISTINCT FROM (NEW."parental_responsibility") OR OLD."may_sign" IS DISTINCT FROM (NEW."may_sign") OR OLD."may_contact" IS DISTINCT FROM (NEW."may_contact") OR OLD."barred" IS DISTINCT FROM (NEW."barred"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='91eb18efefc8466b49f726dd8f1d97bb1a33bab5', operation='UPDATE', pgid='pgtrigger_only_its_end_changes_c7f4d', table='people_carerlink', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='ClassPlace',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField(blank=True, null=True)),
                ('class_name', models.CharField(max_length=40)),
                ('year_group', models.CharField(blank=True, max_length=20)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='people.pupil')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['school', 'class_name'], name='people_class_list')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='people_classplace_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('from_date'), models.F('until_date'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&'), ('pupil', '='), ('school', '=')], name='people_classplace_never_twice'), core.db.school_scope.CompositeForeignKey(fields=('pupil', 'school'), name='people_classplace_pupil_here', to='people.Pupil', to_fields=('id', 'school'))],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='classplace',
            trigger=pgtrigger.compiler.Trigger(name='only_its_end_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."school_id" IS DISTINCT FROM (NEW."school_id") OR OLD."from_date" IS DISTINCT FROM (NEW."from_date") OR OLD."pupil_id" IS DISTINCT FROM (NEW."pupil_id") OR OLD."class_name" IS DISTINCT FROM (NEW."class_name") OR OLD."year_group" IS DISTINCT FROM (NEW."year_group"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='9ccf8bb903285034da3ac16b25309f240198bcd2', operation='UPDATE', pgid='pgtrigger_only_its_end_changes_ff281', table='people_classplace', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField(blank=True, null=True)),
                ('kind', models.CharField(max_length=40)),
                ('source', models.CharField(max_length=120)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='people.person')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='people_duty_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('from_date'), models.F('until_date'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&'), ('person', '='), ('school', '='), ('kind', '='), ('source', '=')], name='people_duty_never_twice'), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='people_duty_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school'))],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='duty',
            trigger=pgtrigger.compiler.Trigger(name='only_its_end_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."school_id" IS DISTINCT FROM (NEW."school_id") OR OLD."from_date" IS DISTINCT FROM (NEW."from_date") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."source" IS DISTINCT FROM (NEW."source"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='d0d873b2edce8a10fbbc36d511b6c801820e02aa', operation='UPDATE', pgid='pgtrigger_only_its_end_changes_37de0', table='people_duty', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='KeptPost',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('path', models.CharField(max_length=300)),
                ('body', core.sealing.fields.SealedTextField(editable=True, help_text='The form as it was sent, without its token')),
                ('kept_at', models.DateTimeField()),
                ('data_key', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('user',), name='people_keptpost_one')],
            },
        ),
        migrations.CreateModel(
            name='LineManager',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField(blank=True, null=True)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('manager', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='managed', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='line_managers', to='people.person')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='people_linemanager_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('from_date'), models.F('until_date'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&'), ('person', '='), ('school', '=')], name='people_linemanager_never_twice'), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='people_linemanager_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('manager', 'school'), name='people_linemanager_manager_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.CheckConstraint(condition=models.Q(('person', models.F('manager')), _negated=True), name='people_linemanager_not_self')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='linemanager',
            trigger=pgtrigger.compiler.Trigger(name='only_its_end_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."school_id" IS DISTINCT FROM (NEW."school_id") OR OLD."from_date" IS DISTINCT FROM (NEW."from_date") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."manager_id" IS DISTINCT FROM (NEW."manager_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4a273be73730a8d9337b41c64e7392aeddb0acb1', operation='UPDATE', pgid='pgtrigger_only_its_end_changes_066ab', table='people_linemanager', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='PrintedCode',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('hash', models.CharField(max_length=32)),
                ('once', models.BooleanField(default=True)),
                ('made_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['school', 'person'], name='people_printedcode_of')],
                'constraints': [core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='people_printedcode_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('made_by', 'school'), name='people_printedcode_made_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.UniqueConstraint(fields=('school', 'hash'), name='people_printedcode_once'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('made_at'))), name='people_printedcode_span')],
            },
        ),
        migrations.CreateModel(
            name='RoleAtSchool',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField(blank=True, null=True)),
                ('role', models.CharField(choices=[('headteacher', 'headteacher'), ('dsl', 'safeguarding lead (DSL)'), ('deputy_dsl', 'deputy safeguarding lead'), ('senior_leader', 'senior leader'), ('teacher', 'class teacher'), ('support', 'support staff'), ('office', 'office'), ('administrator', 'administrator'), ('chair', 'chair of governors'), ('governor', 'governor'), ('clerk', 'clerk to the governors'), ('volunteer', 'volunteer'), ('contractor', 'contractor'), ('executive_head', 'executive headteacher'), ('trust_safeguarding', 'trust safeguarding lead'), ('named_officer', "the trust's named officer"), ('trust_administrator', 'trust administrator')], max_length=30)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['school', 'role'], name='people_role_holders')],
                'constraints': [models.UniqueConstraint(fields=('id', 'school'), name='people_roleatschool_owner_key'), models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='people_roleatschool_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('from_date'), models.F('until_date'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&'), ('person', '='), ('school', '='), ('role', '=')], name='people_roleatschool_never_twice'), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='people_roleatschool_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.CheckConstraint(condition=models.Q(('role__in', ['headteacher', 'dsl', 'deputy_dsl', 'senior_leader', 'teacher', 'support', 'office', 'administrator', 'chair', 'governor', 'clerk', 'volunteer', 'contractor', 'executive_head', 'trust_safeguarding', 'named_officer', 'trust_administrator'])), name='people_roleatschool_role')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleatschool',
            trigger=pgtrigger.compiler.Trigger(name='only_its_end_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."school_id" IS DISTINCT FROM (NEW."school_id") OR OLD."from_date" IS DISTINCT FROM (NEW."from_date") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."role" IS DISTINCT FROM (NEW."role"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='bc6a883db72230be4d7e12331e35923ff1a7927b', operation='UPDATE', pgid='pgtrigger_only_its_end_changes_a66c5', table='people_roleatschool', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='SchoolRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField(blank=True, null=True)),
                ('title', models.CharField(blank=True, max_length=20)),
                ('first_name', models.CharField(max_length=100)),
                ('last_name', models.CharField(blank=True, max_length=100)),
                ('staff_code', models.CharField(blank=True, max_length=40)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('id', 'school'), name='people_schoolrecord_owner_key'), models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='people_schoolrecord_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('from_date'), models.F('until_date'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&'), ('person', '='), ('school', '=')], name='people_schoolrecord_never_twice'), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='people_schoolrecord_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school'))],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolrecord',
            trigger=pgtrigger.compiler.Trigger(name='only_its_end_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."school_id" IS DISTINCT FROM (NEW."school_id") OR OLD."from_date" IS DISTINCT FROM (NEW."from_date") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."first_name" IS DISTINCT FROM (NEW."first_name") OR OLD."last_name" IS DISTINCT FROM (NEW."last_name") OR OLD."staff_code" IS DISTINCT FROM (NEW."staff_code"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='33b59c989f4871cd50d85412ce56e023b0c306a6', operation='UPDATE', pgid='pgtrigger_only_its_end_changes_65801', table='people_schoolrecord', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='SecondStepReset',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('asked', 'Asked for'), ('one', 'Confirmed by one person'), ('done', 'Done'), ('refused', 'Stopped'), ('expired', 'Ran out')], default='asked', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('until_at', models.DateTimeField()),
                ('first_at', models.DateTimeField(null=True)),
                ('second_at', models.DateTimeField(null=True)),
                ('refused_at', models.DateTimeField(null=True)),
                ('first_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('refused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('second_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'abstract': False,
                'constraints': [core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='people_secondstepreset_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('first_by', 'school'), name='people_secondstepreset_first_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('second_by', 'school'), name='people_secondstepreset_second_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('refused_by', 'school'), name='people_secondstepreset_refused_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.CheckConstraint(condition=models.Q(models.Q(('first_at__isnull', True), ('first_by__isnull', True)), models.Q(('first_at__isnull', False), ('first_by__isnull', False)), _connector='OR'), name='people_secondstepreset_first_paired'), models.CheckConstraint(condition=models.Q(models.Q(('second_at__isnull', True), ('second_by__isnull', True)), models.Q(('second_at__isnull', False), ('second_by__isnull', False)), _connector='OR'), name='people_secondstepreset_second_paired'), models.CheckConstraint(condition=models.Q(models.Q(('refused_at__isnull', True), ('refused_by__isnull', True)), models.Q(('refused_at__isnull', False), ('refused_by__isnull', False)), _connector='OR'), name='people_secondstepreset_refused_paired'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'one', 'done', 'refused', 'expired'])), name='people_secondstepreset_state'), models.CheckConstraint(condition=models.Q(models.Q(('first_by', models.F('person')), _negated=True), models.Q(('second_by', models.F('person')), _negated=True)), name='people_secondstepreset_never_oneself'), models.CheckConstraint(condition=models.Q(('second_by__isnull', True), models.Q(('second_by', models.F('first_by')), _negated=True), _connector='OR'), name='people_secondstepreset_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('first_by__isnull', False), ('second_by__isnull', False)), _connector='OR'), name='people_secondstepreset_done_by_two'), models.UniqueConstraint(condition=models.Q(('state__in', ('asked', 'one'))), fields=('school', 'person'), name='people_secondstepreset_one_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Tie',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('family', 'Family'), ('partner', 'Partner'), ('friend', 'Close friend'), ('other', 'Another tie')], max_length=20)),
                ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ties_declared', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ties', to='people.person')),
                ('pupil', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ties', to='people.pupil')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='people_tie_ends_after_start'), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='people_tie_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('other', 'school'), name='people_tie_other_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('pupil', 'school'), name='people_tie_pupil_here', to='people.Pupil', to_fields=('id', 'school')), models.CheckConstraint(condition=models.Q(('kind__in', ['family', 'partner', 'friend', 'other'])), name='people_tie_kind'), models.CheckConstraint(condition=models.Q(('other__isnull', True), ('pupil__isnull', True), _connector='XOR'), name='people_tie_person_or_pupil'), models.CheckConstraint(condition=models.Q(('other__isnull', True), models.Q(('other', models.F('person')), _negated=True), _connector='OR'), name='people_tie_not_self')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tie',
            trigger=pgtrigger.compiler.Trigger(name='only_its_end_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."school_id" IS DISTINCT FROM (NEW."school_id") OR OLD."from_date" IS DISTINCT FROM (NEW."from_date") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."other_id" IS DISTINCT FROM (NEW."other_id") OR OLD."pupil_id" IS DISTINCT FROM (NEW."pupil_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='7e387da4cda39a43e7dea03398c4104feebd7b37', operation='UPDATE', pgid='pgtrigger_only_its_end_changes_fbc10', table='people_tie', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='TrustRole',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField(blank=True, null=True)),
                ('role', models.CharField(max_length=30)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trust_roles', to='people.person')),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.trust')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='people_trustrole_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('from_date'), models.F('until_date'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&'), ('trust', '='), ('person', '='), ('role', '=')], name='people_trustrole_never_twice'), core.db.school_scope.CompositeForeignKey(fields=('person', 'trust'), name='people_trustrole_person_in_trust', to='people.Person', to_fields=('id', 'trust')), models.CheckConstraint(condition=models.Q(('role__in', ['executive_head', 'named_officer', 'trust_administrator', 'trust_safeguarding'])), name='people_trustrole_role')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='trustrole',
            trigger=pgtrigger.compiler.Trigger(name='only_its_end_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."trust_id" IS DISTINCT FROM (NEW."trust_id") OR OLD."from_date" IS DISTINCT FROM (NEW."from_date") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."role" IS DISTINCT FROM (NEW."role"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='12d41713391380829520f07479240030afb4e577', operation='UPDATE', pgid='pgtrigger_only_its_end_changes_740a6', table='people_trustrole', when='BEFORE')),
        ),
    ]
