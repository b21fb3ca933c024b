import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='DataKey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('owner_id', models.UUIDField(help_text='School or trust whose record this key opens')),
                ('label', models.CharField(max_length=80)),
                ('ring_key', models.CharField(max_length=16)),
                ('wrapped', models.BinaryField(null=True)),
                ('forgotten_at', models.DateTimeField(null=True)),
                ('forgotten_why', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['ring_key'], name='core_datakey_ring')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('forgotten_at__isnull', True), ('wrapped__isnull', False)), models.Q(('forgotten_at__isnull', False), ('wrapped__isnull', True)), _connector='OR'), name='core_datakey_open_or_forgotten')],
            },
        ),
        migrations.CreateModel(
            name='SealedFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('school_id', models.UUIDField(db_index=True)),
                ('name', models.BinaryField()),
                ('stream_key', models.BinaryField()),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.BigIntegerField(help_text='Bytes of the plain file')),
                ('commitment', models.CharField(help_text="Salted commitment of the plain file's SHA-256", max_length=64)),
                ('data_key', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.datakey')),
            ],
        ),
    ]
