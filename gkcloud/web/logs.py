"""Structured logs with one request id; no body, name or number of a person goes into them."""

import logging
import re
import sys
import traceback
import uuid
from collections.abc import Iterator

import structlog
from flask import Flask, Response, g, request

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")

_SHARED: tuple[structlog.typing.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def install(app: Flask) -> None:
    """Configure structlog and give every request its id."""
    structlog.configure(
        processors=[*_SHARED, _where_it_broke, _renderer(app)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # Standard output belongs to what a command answers.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )

    @app.before_request
    def name_request() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def tell_request(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        return response


def structure_library_logs(app: Flask) -> None:
    """Let what libraries log through ``logging`` look like our own lines; for processes that serve no requests."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _where_it_broke,
                _renderer(app),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)


def _where_it_broke(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Replace an exception by the names of its kinds and the places it came through.

    Its message is left out: a database says which value it could not take, and a parser which text.
    """
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given if isinstance(given, BaseException) else sys.exc_info()[1]
    if given and error is not None:
        event["exception"] = "\n".join(_steps(error))
    return event


def _steps(error: BaseException) -> Iterator[str]:
    if (cause := error.__cause__ or error.__context__) is not None:
        yield from _steps(cause)
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} {frame.name}"
    yield f"{type(error).__module__}.{type(error).__name__}"


def _renderer(app: Flask) -> structlog.typing.Processor:
    settings = getattr(app, "settings", None)
    if settings is not None and settings.json_logs:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=False)
