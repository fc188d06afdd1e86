"""How the house writes its log: a line for people, or JSON for machines."""

import json
import logging
import time
import traceback
from types import TracebackType

from groundwork.request_ids import current

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class JsonLines(logging.Formatter):
    """One JSON object a line: when (UTC), how bad, who, what, which request, where it broke.

    What an exception says is left out: it quotes what somebody typed in. Its kind and where it
    was raised are there.
    """

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S')}.{int(record.msecs):03}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        if request_id := current():
            line["request_id"] = request_id
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True)

    def formatException(self, ei: ExcInfo) -> str:
        return "\n".join(_told(ei[1]))


def _message(record: logging.LogRecord) -> str:
    if record.name == "celery.app.trace" and record.exc_info:
        # Celery's own sentence quotes the exception.
        task = getattr(record, "data", {}).get("name", "?")
        return f"Task {task} failed: {_kind(record.exc_info[1])}"
    if record.name == "django.request":
        # Ends with the address, which may hold what somebody searched for.
        return record.getMessage().partition(":")[0]
    return record.getMessage()


def _told(error: BaseException | None) -> list[str]:
    """Return where an exception and those that it came of were raised, the first one first."""
    lines: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = traceback.extract_tb(error.__traceback__)
        where = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        lines = [*where, _kind(error), *lines]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return lines


def _kind(error: BaseException | None) -> str:
    kind = type(error)
    # What a database calls it says which rule was broken, and quotes no row.
    code = getattr(error, "pgcode", None) or getattr(error, "sqlite_errorname", None)
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    more = " ".join(str(each) for each in (code, constraint) if each)
    return f"{kind.__module__}.{kind.__qualname__}{f' ({more})' if more else ''}"


class PlainLines(logging.Formatter):
    """The same for people at their own machine; a message cannot forge a second line."""

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
            # A line for each request is for machines.
            "groundwork.request_ids": {} if as_json else quiet,
            # A few lines for each tick, every ten seconds, say nothing.
            "celery.app.trace": quiet,
            "celery.worker.strategy": quiet,
            "celery.beat": quiet,
        },
    }
