"""Run the partner: prints its port, and serves until it is stopped."""

from __future__ import annotations

import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

CLIENT, SECRET = "portal", "a-secret-that-two-servers-know"


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *args: object) -> None:
        """Stay quiet."""


def people() -> None:
    """Make one account for each name of the settings, and the portal as a client."""
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.conf import settings
    from django.contrib.auth.models import User

    for name in settings.ROLES:
        user = User.objects.create_user(username=name)
        EmailAddress.objects.create(user=user, email=f"{name}@partner.example", verified=True, primary=True)
    for name in (CLIENT, "another"):
        client = Client(id=name, name=name, scopes="openid\nprofile\nemail", skip_consent=True)
        client.set_redirect_uris(sys.argv[1:])
        client.set_secret(SECRET)
        client.save()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.partner.settings"
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    people()
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    print(server.server_port, flush=True)
    server.serve_forever()
