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
        ('people', '0001_initial'),
    ]

    operations = [
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
                'indexes': [models.Index(fields=['school', 'person'], name='accounts_printedcode_of')],
                'constraints': [core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='accounts_printedcode_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('made_by', 'school'), name='accounts_printedcode_made_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.UniqueConstraint(fields=('school', 'hash'), name='accounts_printedcode_once'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('made_at'))), name='accounts_printedcode_span')],
            },
        ),
        migrations.CreateModel(
            name='KeptForm',
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
                'db_table': 'accounts_keptpost',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('user',), name='accounts_keptpost_one')],
            },
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
                'constraints': [core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='accounts_addresschange_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('asked_by', 'school'), name='accounts_addresschange_asked_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('decided_by', 'school'), name='accounts_addresschange_decided_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True)), fields=('school', 'person'), name='accounts_addresschange_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed', False), ('decided_at__isnull', True), ('decided_by__isnull', True)), ('decided_at__isnull', False), _connector='OR'), name='accounts_addresschange_decided'), models.CheckConstraint(condition=models.Q(('confirmed', False), models.Q(('decided_by__isnull', False), models.Q(('decided_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='accounts_addresschange_two_people')],
            },
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
                'constraints': [core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='accounts_secondstepreset_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('first_by', 'school'), name='accounts_secondstepreset_first_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('second_by', 'school'), name='accounts_secondstepreset_second_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('refused_by', 'school'), name='accounts_secondstepreset_refused_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.CheckConstraint(condition=models.Q(models.Q(('first_at__isnull', True), ('first_by__isnull', True)), models.Q(('first_at__isnull', False), ('first_by__isnull', False)), _connector='OR'), name='accounts_secondstepreset_first_paired'), models.CheckConstraint(condition=models.Q(models.Q(('second_at__isnull', True), ('second_by__isnull', True)), models.Q(('second_at__isnull', False), ('second_by__isnull', False)), _connector='OR'), name='accounts_secondstepreset_second_paired'), models.CheckConstraint(condition=models.Q(models.Q(('refused_at__isnull', True), ('refused_by__isnull', True)), models.Q(('refused_at__isnull', False), ('refused_by__isnull', False)), _connector='OR'), name='accounts_secondstepreset_refused_paired'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'one', 'done', 'refused', 'expired'])), name='accounts_secondstepreset_state'), models.CheckConstraint(condition=models.Q(models.Q(('first_by', models.F('person')), _negated=True), models.Q(('second_by', models.F('person')), _negated=True)), name='accounts_secondstepreset_never_oneself'), models.CheckConstraint(condition=models.Q(('second_by__isnull', True), models.Q(('second_by', models.F('first_by')), _negated=True), _connector='OR'), name='accounts_secondstepreset_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('first_by__isnull', False), ('second_by__isnull', False)), _connector='OR'), name='accounts_secondstepreset_done_by_two'), models.UniqueConstraint(condition=models.Q(('state__in', ('asked', 'one'))), fields=('school', 'person'), name='accounts_secondstepreset_one_at_a_time')],
            },
        ),
    ]
