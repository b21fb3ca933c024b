import core.db.school_scope
import django.db.models.deletion
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
            name='PeopleImport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(blank=True, choices=[('staff', 'Staff'), ('pupils', 'Pupils and their carers')], max_length=10)),
                ('state', models.CharField(choices=[('reading', 'Being read'), ('columns', 'Columns to be named'), ('review', 'Ready to look at'), ('applying', 'Being brought in'), ('done', 'Brought in'), ('undoing', 'Being taken back'), ('undone', 'Taken back'), ('failed', 'Could not be read'), ('dropped', 'Left')], default='reading', max_length=10)),
                ('file_name', models.CharField(max_length=200)),
                ('headings', models.JSONField(default=list)),
                ('columns', models.JSONField(default=dict)),
                ('counts', models.JSONField(default=dict)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('done', models.IntegerField(default=0)),
                ('total', models.IntegerField(default=0)),
                ('words', models.TextField(blank=True)),
                ('cure', models.TextField(blank=True)),
                ('made_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('undo_until', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('kept', models.JSONField(default=list)),
                ('forgotten_at', models.DateTimeField(blank=True, null=True)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.sealedfile')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ('-made_at',),
                'abstract': False,
                'indexes': [models.Index(fields=['school', '-made_at'], name='roll_import_newest'), models.Index(condition=models.Q(('state__in', ('reading', 'applying', 'undoing'))), fields=['state'], name='roll_import_waiting')],
                'constraints': [models.UniqueConstraint(fields=('id', 'school'), name='roll_peopleimport_owner_key'), core.db.school_scope.CompositeForeignKey(fields=('made_by', 'school'), name='roll_peopleimport_made_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('approved_by', 'school'), name='roll_peopleimport_approved_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('undone_by', 'school'), name='roll_peopleimport_undone_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.CheckConstraint(condition=models.Q(('kind__in', ['', 'staff', 'pupils'])), name='roll_import_kind'), models.CheckConstraint(condition=models.Q(('state__in', ['reading', 'columns', 'review', 'applying', 'done', 'undoing', 'undone', 'failed', 'dropped'])), name='roll_import_state'), models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', True), ('undo_until__isnull', True)), models.Q(('applied_at__isnull', False), ('undo_until__isnull', False)), _connector='OR'), name='roll_import_undo_follows')],
            },
        ),
        migrations.CreateModel(
            name='ImportStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('model', models.CharField(max_length=20)),
                ('act', models.CharField(max_length=10)),
                ('rows', models.JSONField(default=list)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('imported', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='roll.peopleimport')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['imported', 'model', 'act'], name='roll_importstep_find')],
                'constraints': [core.db.school_scope.CompositeForeignKey(fields=('imported', 'school'), name='roll_importstep_import_here', to='roll.PeopleImport', to_fields=('id', 'school')), models.CheckConstraint(condition=models.Q(('act__in', ('opened', 'closed', 'made', 'corrected'))), name='roll_importstep_act')],
            },
        ),
        migrations.CreateModel(
            name='ImportLine',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.IntegerField()),
                ('sort', models.CharField(choices=[('new', 'New'), ('changed', 'Changed'), ('match', 'Perhaps the same person'), ('right', 'Would lose a right'), ('left', 'May have left'), ('problem', 'Problem'), ('mention', 'Understood')], max_length=10)),
                ('about', models.CharField(blank=True, choices=[('pupil', 'Pupil'), ('carer', 'Carer'), ('staff', 'Staff')], max_length=10)),
                ('key', models.CharField(blank=True, max_length=200)),
                ('row', models.IntegerField(default=0)),
                ('column', models.CharField(blank=True, max_length=3)),
                ('code', models.CharField(blank=True, max_length=40)),
                ('title', models.CharField(blank=True, max_length=250)),
                ('words', models.TextField(blank=True)),
                ('cure', models.TextField(blank=True)),
                ('detail', models.JSONField(default=dict)),
                ('pupil_ref', models.UUIDField(blank=True, null=True)),
                ('person_ref', models.UUIDField(blank=True, null=True)),
                ('choice', models.CharField(blank=True, choices=[('', 'Not decided'), ('same', 'The same person'), ('new', 'Another person'), ('end', 'End it'), ('keep', 'Keep it')], default='', max_length=5)),
                ('school', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('imported', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='roll.peopleimport')),
            ],
            options={
                'ordering': ('position',),
                'abstract': False,
                'indexes': [models.Index(fields=['imported', 'sort', 'position'], name='roll_importline_page')],
                'constraints': [core.db.school_scope.CompositeForeignKey(fields=('imported', 'school'), name='roll_importline_import_here', to='roll.PeopleImport', to_fields=('id', 'school')), models.CheckConstraint(condition=models.Q(('sort__in', ['new', 'changed', 'match', 'right', 'left', 'problem', 'mention'])), name='roll_importline_sort'), models.CheckConstraint(condition=models.Q(('about__in', ['', 'pupil', 'carer', 'staff'])), name='roll_importline_about'), models.CheckConstraint(condition=models.Q(('choice__in', ['', 'same', 'new', 'end', 'keep'])), name='roll_importline_choice')],
            },
        ),
        migrations.CreateModel(
            name='RollOver',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('counts', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('undo_until', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ('-made_at',),
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('id', 'school'), name='roll_rollover_owner_key'), models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('school', 'day'), name='roll_rollover_once'), models.CheckConstraint(condition=models.Q(('undo_until__gt', models.F('made_at'))), name='roll_rollover_undo_after_made'), models.CheckConstraint(condition=models.Q(('undone_at__isnull', False), ('undone_by__isnull', True), _connector='OR'), name='roll_rollover_undone_pair'), core.db.school_scope.CompositeForeignKey(fields=('made_by', 'school'), name='roll_rollover_made_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('undone_by', 'school'), name='roll_rollover_undone_by_known_here', to='people.PersonAtSchool', to_fields=('person', 'school'))],
            },
        ),
        migrations.CreateModel(
            name='RollOverStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('act', models.CharField(choices=[('opened', 'opened'), ('ended', 'ended')], max_length=10)),
                ('table', models.CharField(choices=[('place', 'place'), ('link', 'link')], max_length=10)),
                ('row', models.UUIDField()),
                ('before', models.DateField(blank=True, null=True)),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.pupil')),
                ('roll_over', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='roll.rollover')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('roll_over', 'row'), name='roll_rolloverstep_once'), models.CheckConstraint(condition=models.Q(('act__in', ['opened', 'ended']), ('table__in', ['place', 'link'])), name='roll_rolloverstep_kinds'), core.db.school_scope.CompositeForeignKey(fields=('roll_over', 'school'), name='roll_rolloverstep_rollover_here', to='roll.RollOver', to_fields=('id', 'school')), core.db.school_scope.CompositeForeignKey(fields=('pupil', 'school'), name='roll_rolloverstep_pupil_here', to='people.Pupil', to_fields=('id', 'school'))],
            },
        ),
        migrations.CreateModel(
            name='KnownColumn',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('staff', 'Staff'), ('pupils', 'Pupils and their carers')], max_length=10)),
                ('heading', models.CharField(max_length=200)),
                ('field', models.CharField(blank=True, max_length=40)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('school', 'kind', 'heading'), name='roll_knowncolumn_once')],
            },
        ),
        migrations.CreateModel(
            name='NextClass',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('class_name', models.CharField(max_length=40)),
                ('year_group', models.CharField(blank=True, max_length=20)),
                ('next_class', models.CharField(blank=True, max_length=40)),
                ('next_year', models.CharField(blank=True, max_length=20)),
                ('leaves', models.BooleanField(default=False)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('school', 'class_name', 'year_group'), name='roll_nextclass_once'), models.CheckConstraint(condition=models.Q(('leaves', False), models.Q(('next_class', ''), ('next_year', '')), _connector='OR'), name='roll_nextclass_leaves_or_moves')],
            },
        ),
    ]
