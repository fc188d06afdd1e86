"""How the house writes its log: a line for people, or JSON for machines."""

import json
import logging
import time


class JsonLines(logging.Formatter):
    """One JSON object a line: when (UTC), how bad, who, what, and the traceback if any."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S')}.{int(record.msecs):03}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)


class PlainLines(logging.Formatter):
    """The same for people; a message cannot forge a second line."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage().replace("\r", "\\r").replace("\n", "\\n")
        line = f"{record.levelname.lower()}: {message} [{record.name}]"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def logging_config(*, as_json: bool) -> dict:
    """Return Django's LOGGING: one handler on standard error, `as_json` for machines."""
    formatter = JsonLines if as_json else PlainLines
    quiet = {"level": "WARNING"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"house": {"()": formatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "house"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            # Strangers try names all day; the answer 400 is all there is to it.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # A few lines for each tick, every ten seconds, say nothing.
            "celery.app.trace": quiet,
            "celery.worker.strategy": quiet,
            "celery.beat": quiet,
        },
    }
