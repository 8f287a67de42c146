"""What is written down about requests: the page's name, ids and times. Never a path, since paths carry keys."""

import json
import logging
import time
import traceback
from datetime import UTC, datetime

logger = logging.getLogger("tandem.request")

# Attributes that every log record has; whatever a caller adds with `extra=` is not among them.
ORDINARY = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request", "server_time"}


class JSONFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        line.update(_extra(record))
        if record.exc_info and record.exc_info[0]:
            # Where it happened and of what kind; what an exception says may quote a row.
            line["error"] = record.exc_info[0].__name__
            line["traceback"] = "".join(traceback.format_tb(record.exc_info[2]))
        return json.dumps(line, default=str)


def _extra(record: logging.LogRecord) -> dict[str, object]:
    """What a caller added. Of a task that failed Celery adds all it was given and said: its name and id are kept."""
    extra = {key: value for key, value in vars(record).items() if key not in ORDINARY}
    if record.name.startswith("celery.") and isinstance(task := extra.pop("data", None), dict):
        extra |= {"task": task.get("name"), "task_id": task.get("id")}
    return extra


def _event(record: logging.LogRecord) -> str:
    """The message; where Django's own names the path of a request, the page's name instead.

    Beside an exception it stays as the program has it, not filled in: others fill in what the exception says.
    """
    if request := getattr(record, "request", None):
        match = getattr(request, "resolver_match", None)
        reason = str(record.args[0]) if isinstance(record.args, tuple) and record.args else record.levelname
        return f"{reason}: {match.view_name if match else 'no such page'}"
    return str(record.msg) if record.exc_info and record.exc_info[0] else record.getMessage()


class RequestLogMiddleware:
    """Logs each page by its URL name with the signed-in person's id, the status and the milliseconds.

    A view may set `request.is_unnamed`: where something is said anonymously, a line with an id would say who did.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        is_unnamed = getattr(request, "is_unnamed", False)
        user = None if is_unnamed else getattr(request, "_cached_user", None)
        logger.info(
            "request",
            extra={
                "page": match.view_name if match else None,
                "method": request.method,
                "status": response.status_code,
                "user_id": getattr(user, "pk", None),
                "ms": round((time.perf_counter() - began) * 1000, 1),
            },
        )
        return response
