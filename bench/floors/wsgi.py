"""The door for gunicorn; the first worker's parent makes the one table."""

import os

import django
from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floors.settings"
django.setup()


def make_table() -> None:
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", run_syncdb=True, verbosity=0)
    connections.close_all()


make_table()
application = get_wsgi_application()
