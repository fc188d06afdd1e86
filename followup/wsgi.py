"""The door for web servers (waitress in `manage.py up`, gunicorn in production)."""

import os

from django.core.wsgi import get_wsgi_application

from followup import database
from groundwork.wsgi import require_host

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followup.settings")
application = require_host(get_wsgi_application())
database.be_impatient(seconds=database.WEB_SECONDS)
