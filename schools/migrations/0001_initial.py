import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Trust',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('stands_alone', models.BooleanField(default=False)),
                ('is_demo', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='School',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('nation', models.CharField(choices=[('england', 'England'), ('wales', 'Wales'), ('scotland', 'Scotland'), ('northern_ireland', 'Northern Ireland')], default='england', max_length=20)),
                ('timezone', models.CharField(default='Europe/London', max_length=40)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('office_hours', models.CharField(blank=True, max_length=120)),
                ('public_email', models.EmailField(blank=True, max_length=254)),
                ('colour', models.CharField(default='#0B5A66', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}$', 'Write the colour as # and six letters or digits.')])),
                ('crest_mark', models.CharField(blank=True, default='', max_length=16)),
                ('is_demo', models.BooleanField(default=False)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='schools', to='schools.trust')),
            ],
            options={
                'ordering': ('name',),
                'constraints': [models.UniqueConstraint(fields=('id', 'trust'), name='schools_school_trust_key'), models.CheckConstraint(condition=models.Q(('nation__in', ['england', 'wales', 'scotland', 'northern_ireland'])), name='schools_school_nation')],
            },
        ),
        migrations.CreateModel(
            name='ClosedDay',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('why', models.CharField(max_length=80)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'ordering': ('day',),
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('school', 'day'), name='schools_closedday_once')],
            },
        ),
        migrations.CreateModel(
            name='Crest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField(blank=True, null=True)),
                ('image', models.BinaryField()),
                ('mark', models.CharField(max_length=16)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='schools_crest_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('from_date'), models.F('until_date'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&'), ('school', '=')], name='schools_crest_never_twice'), models.CheckConstraint(condition=models.Q(('mark__regex', '^[0-9a-f]{16}$')), name='schools_crest_mark')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='crest',
            trigger=pgtrigger.compiler.Trigger(name='only_its_end_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."school_id" IS DISTINCT FROM (NEW."school_id") OR OLD."from_date" IS DISTINCT FROM (NEW."from_date") OR OLD."image" IS DISTINCT FROM (NEW."image") OR OLD."mark" IS DISTINCT FROM (NEW."mark"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='6560fb581f5be50cdcff8df7b221ecd703496b6d', operation='UPDATE', pgid='pgtrigger_only_its_end_changes_ab339', table='schools_crest', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='SchoolDay',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('is_school_day', models.BooleanField()),
                ('number', models.IntegerField()),
                ('is_working_day', models.BooleanField()),
                ('working_number', models.IntegerField()),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'ordering': ('day',),
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('school', 'day'), name='schools_schoolday_once'), models.UniqueConstraint(condition=models.Q(('is_school_day', True)), fields=('school', 'number'), name='schools_schoolday_number'), models.UniqueConstraint(condition=models.Q(('is_working_day', True)), fields=('school', 'working_number'), name='schools_schoolday_working_number')],
            },
        ),
        migrations.CreateModel(
            name='SchoolSetting',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField(blank=True, null=True)),
                ('key', models.CharField(max_length=60)),
                ('value', models.JSONField()),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='schools_setting_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('from_date'), models.F('until_date'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&'), ('school', '='), ('key', '=')], name='schools_setting_never_twice')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='schoolsetting',
            trigger=pgtrigger.compiler.Trigger(name='only_its_end_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."school_id" IS DISTINCT FROM (NEW."school_id") OR OLD."from_date" IS DISTINCT FROM (NEW."from_date") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."value" IS DISTINCT FROM (NEW."value"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='7e1047e855298077a81e330c45c8f2a7440885ee', operation='UPDATE', pgid='pgtrigger_only_its_end_changes_b0765', table='schools_schoolsetting', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('year_label', models.CharField(max_length=9)),
                ('season', models.CharField(choices=[('autumn', 'Autumn'), ('spring', 'Spring'), ('summer', 'Summer')], max_length=10)),
                ('starts', models.DateField()),
                ('ends', models.DateField()),
                ('half_starts', models.DateField(blank=True, null=True)),
                ('half_ends', models.DateField(blank=True, null=True)),
                ('assumed', models.BooleanField(default=False)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'ordering': ('starts',),
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('school', 'year_label', 'season'), name='schools_term_once'), models.CheckConstraint(condition=models.Q(('season__in', ['autumn', 'spring', 'summer'])), name='schools_term_season'), models.CheckConstraint(condition=models.Q(('starts__lte', models.F('ends'))), name='schools_term_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('half_ends__isnull', True), ('half_starts__isnull', True)), models.Q(('half_ends__gte', models.F('half_starts')), ('half_ends__lt', models.F('ends')), ('half_starts__gt', models.F('starts'))), _connector='OR'), name='schools_term_half_inside'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('starts', 'ends', models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&'), ('school', '=')], name='schools_term_never_overlap')],
            },
        ),
        migrations.CreateModel(
            name='TrustSetting',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('from_date', models.DateField()),
                ('until_date', models.DateField(blank=True, null=True)),
                ('key', models.CharField(max_length=60)),
                ('value', models.JSONField()),
                ('locked', models.BooleanField(default=False)),
                ('trust', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.trust')),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('until_date__isnull', True), ('until_date__gte', models.F('from_date')), _connector='OR'), name='schools_trustsetting_ends_after_start'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('from_date'), models.F('until_date'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&'), ('trust', '='), ('key', '=')], name='schools_trustsetting_never_twice')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='trustsetting',
            trigger=pgtrigger.compiler.Trigger(name='only_its_end_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."trust_id" IS DISTINCT FROM (NEW."trust_id") OR OLD."from_date" IS DISTINCT FROM (NEW."from_date") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."value" IS DISTINCT FROM (NEW."value") OR OLD."locked" IS DISTINCT FROM (NEW."locked"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='bdea2365f5af9a6f53cb869df5b03ad333170c65', operation='UPDATE', pgid='pgtrigger_only_its_end_changes_baf6b', table='schools_trustsetting', when='BEFORE')),
        ),
    ]
