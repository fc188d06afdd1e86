"""How gunicorn serves the pages and the API in production."""

import os

bind = f"{os.environ.get('FOLLOWUP_BIND') or '0.0.0.0'}:{os.environ.get('PORT') or '8000'}"  # noqa: S104
# Threads wait for the database side by side; two processes, so that one may be recycled.
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"
threads = 8
timeout = 30
graceful_timeout = 30
keepalive = 5
# Whatever a library leaks is gone after this many requests; not in all processes at once.
max_requests = 10_000
max_requests_jitter = 1_000
preload_app = True
control_socket_disable = True  # nobody steers it but whoever started it
accesslog = None
errorlog = "-"
# The longest line and header that a request may carry.
limit_request_line = 4094
limit_request_field_size = 8190
limit_request_fields = 60
