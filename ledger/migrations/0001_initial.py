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
            name='Head',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.UUIDField()),
                ('confidentiality', models.CharField(choices=[('everyday', 'Everyday'), ('confidential', 'Confidential')], max_length=12)),
                ('number', models.BigIntegerField(default=0)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('school_id', 'confidentiality'), name='ledger_head_chain')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.UUIDField()),
                ('confidentiality', models.CharField(choices=[('everyday', 'Everyday'), ('confidential', 'Confidential')], max_length=12)),
                ('number', models.BigIntegerField(help_text='Place in the chain; never shown')),
                ('at', models.DateTimeField()),
                ('verb', models.CharField(max_length=60)),
                ('subject', models.CharField(help_text='The stream, such as policy:<uuid>', max_length=100)),
                ('actor_id', models.UUIDField(null=True)),
                ('key_id', models.UUIDField(help_text='Data key that opens the sealed labels', null=True)),
                ('sealed', models.JSONField(default=dict, help_text='Name to ciphertext, as hex')),
                ('commitments', models.JSONField(default=dict, help_text='Name to salted commitment of the plain text')),
                ('facts', models.JSONField(default=dict, help_text='References, numbers, hashes, state words; never a name')),
                ('witness', models.JSONField(help_text='[kind, ref, digest] of a record that this entry vouches for', null=True)),
                ('previous', models.CharField(max_length=64)),
                ('stream_previous', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['school_id', 'subject', 'number'], name='ledger_entry_stream'), models.Index(fields=['school_id', 'confidentiality', 'at'], name='ledger_entry_at')],
                'constraints': [models.UniqueConstraint(fields=('school_id', 'confidentiality', 'number'), name='ledger_entry_place'), models.CheckConstraint(condition=models.Q(('confidentiality__in', ['everyday', 'confidential'])), name='ledger_entry_confidentiality')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7968626a5c0069c88b7d91cd9c91aed53f5742b5', operation='UPDATE OR DELETE', pgid='pgtrigger_never_changes_06adc', table='ledger_entry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='never_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate the % table', TG_TABLE_NAME;", hash='09868db18e16c300d6fb2c12b9578993b51125dd', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_never_emptied_0f489', table='ledger_entry', when='BEFORE')),
        ),
    ]
