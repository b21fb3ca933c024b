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
            name='Heartbeat',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60, unique=True)),
                ('at', models.DateTimeField()),
                ('trouble', models.CharField(blank=True, help_text='A code, when it ran but could not do its work', max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='DemoMail',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('message_id', models.CharField(blank=True, max_length=200)),
                ('sender', models.CharField(max_length=320)),
                ('to', models.CharField(max_length=320)),
                ('reply_to', models.CharField(blank=True, max_length=320)),
                ('subject', models.CharField(max_length=998)),
                ('text', models.TextField()),
                ('html', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-at'],
                'indexes': [models.Index(fields=['-at'], name='notices_demomail_at')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('confidentiality', models.CharField(choices=[('everyday', 'Everyday'), ('confidential', 'Confidential')], max_length=12)),
                ('kind', models.CharField(max_length=40)),
                ('subject', models.CharField(help_text='Label of what it is about; never a name', max_length=120)),
                ('reason', models.CharField(blank=True, help_text='Code of the sentence that says why', max_length=40)),
                ('key', models.CharField(max_length=200)),
                ('template_version', models.CharField(max_length=16)),
                ('context', models.JSONField(default=dict)),
                ('urgent', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('failed', 'Failed'), ('bounced', 'Came back'), ('cancelled', 'Cancelled')], default='waiting', max_length=12)),
                ('queued_at', models.DateTimeField()),
                ('next_try_at', models.DateTimeField(help_text='Not sent before this moment')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('leased_until', models.DateTimeField(help_text='A worker holds it until then', null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('rendered_version', models.CharField(blank=True, max_length=16)),
                ('rendered_hash', models.CharField(blank=True, max_length=64)),
                ('last_error', models.CharField(blank=True, help_text='A code; never the words of the message', max_length=80)),
                ('stop_reason', models.CharField(blank=True, choices=[('taken', 'Somebody has taken it'), ('signed', 'It is signed'), ('closed', 'It is closed'), ('left', 'The person has left'), ('not_theirs', 'It is no longer for this person'), ('replaced', 'A newer message replaces it'), ('office', 'The office cancelled it'), ('no_address', 'The person has no e-mail address')], max_length=12)),
                ('message_id', models.CharField(help_text='The same for every attempt', max_length=120)),
                ('service_id', models.CharField(blank=True, help_text='What the mail service calls the message', max_length=200)),
                ('carried_by', models.ForeignKey(help_text='The digest it went out in', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried', to='notices.notice')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(models.OrderBy(models.F('urgent'), descending=True), models.F('next_try_at'), condition=models.Q(('state', 'waiting')), name='notices_due'), models.Index(condition=models.Q(('state', 'sending')), fields=['leased_until'], name='notices_leased'), models.Index(fields=['school', 'state', 'queued_at'], name='notices_by_school'), models.Index(fields=['subject'], name='notices_subject'), models.Index(condition=models.Q(('state', 'waiting')), fields=['school', 'person'], name='notices_gather'), models.Index(condition=models.Q(('service_id', ''), _negated=True), fields=['service_id'], name='notices_service')],
                'constraints': [models.UniqueConstraint(fields=('id', 'school'), name='notices_notice_owner_key'), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='notices_notice_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), core.db.school_scope.CompositeForeignKey(fields=('carried_by', 'school'), name='notices_notice_carried_owner', to='notices.Notice', to_fields=('id', 'school')), models.UniqueConstraint(fields=('school', 'key'), name='notices_notice_once'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending', 'sent', 'failed', 'bounced', 'cancelled'])), name='notices_notice_state'), models.CheckConstraint(condition=models.Q(('confidentiality__in', ['everyday', 'confidential'])), name='notices_notice_confidentiality'), models.CheckConstraint(condition=models.Q(models.Q(('leased_until__isnull', False), ('state', 'sending')), models.Q(models.Q(('state', 'sending'), _negated=True), ('leased_until__isnull', True)), _connector='OR'), name='notices_notice_lease'), models.CheckConstraint(condition=models.Q(models.Q(('rendered_hash__length', 64), ('sent_at__isnull', False), ('state__in', ('sent', 'bounced'))), models.Q(models.Q(('state__in', ('sent', 'bounced')), _negated=True), ('sent_at__isnull', True)), _connector='OR'), name='notices_notice_sent'), models.CheckConstraint(condition=models.Q(('state', 'cancelled'), ('stop_reason', ''), _connector='XOR'), name='notices_notice_stopped')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='notice',
            trigger=pgtrigger.compiler.Trigger(name='sent_stays_sent', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" = \'sent\' AND NOT (NEW."state" = \'bounced\'))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='0e2ebe0d677f23699ff7000e285328e0aa7904be', operation='UPDATE', pgid='pgtrigger_sent_stays_sent_e09ff', table='notices_notice', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='NoticeAddress',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('value', core.sealing.fields.SealedTextField(editable=True)),
                ('data_key', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
                ('notice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='address', to='notices.notice')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'constraints': [core.db.school_scope.CompositeForeignKey(fields=('notice', 'school'), name='notices_address_owner', to='notices.Notice', to_fields=('id', 'school'))],
            },
        ),
        migrations.CreateModel(
            name='Bounce',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('bounce_type', models.CharField(choices=[('bounced', 'The address does not exist or refuses mail'), ('complained', 'The reader marked it as unwanted'), ('refused', 'The mail service did not send it on')], max_length=12)),
                ('code', models.CharField(blank=True, help_text='A code; never the words of the mail service', max_length=40)),
                ('address_hash', models.CharField(blank=True, max_length=64)),
                ('event_id', models.CharField(help_text="The mail service's own number of the event", max_length=120)),
                ('at', models.DateTimeField()),
                ('resolved_at', models.DateTimeField(help_text='The office has corrected it or tries again', null=True)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bounces', to='notices.notice')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(condition=models.Q(('resolved_at', None)), fields=['school', 'address_hash'], name='notices_bounce_address')],
                'constraints': [core.db.school_scope.CompositeForeignKey(fields=('notice', 'school'), name='notices_bounce_owner', to='notices.Notice', to_fields=('id', 'school')), core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='notices_bounce_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.UniqueConstraint(fields=('notice', 'event_id'), name='notices_bounce_once'), models.CheckConstraint(condition=models.Q(('bounce_type__in', ['bounced', 'complained', 'refused'])), name='notices_bounce_type')],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('subject', models.CharField(max_length=120)),
                ('due', models.DateField()),
                ('step', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField()),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['subject'], name='notices_claim_subject')],
                'constraints': [models.UniqueConstraint(fields=('school', 'kind', 'person', 'subject', 'due', 'step'), name='notices_claim_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='LinkToken',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=20)),
                ('ref', models.CharField(help_text='What the link opens', max_length=64)),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='schools.school')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['school', 'purpose', 'ref'], name='notices_link_of')],
                'constraints': [core.db.school_scope.CompositeForeignKey(fields=('person', 'school'), name='notices_link_person_known_here', to='people.PersonAtSchool', to_fields=('person', 'school')), models.CheckConstraint(condition=models.Q(('hash__length', 64)), name='notices_link_hash'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('made_at'))), name='notices_link_span')],
            },
        ),
    ]
