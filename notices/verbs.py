"""The ledger verbs of the outbox: what people did to it. Machine deliveries stand on the notice's own row."""

from django.utils.translation import gettext_lazy as _

from core.contributions.ledger import Verb

VERBS = (
    Verb("notice.retried", _("{actor} had a failed message sent again")),
    Verb("notice.cancelled", _("{actor} cancelled a message")),
    Verb("notice.written_again", _("{actor} had us write to somebody again who had said no to our e-mails")),
    Verb("notice.test_sent", _("{actor} asked for a test message")),
)
