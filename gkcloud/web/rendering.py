"""Rendering pages and fragments, and the filters that templates share."""

from datetime import date, datetime
from typing import Any

from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from jinja2 import StrictUndefined
from jinja2_fragments.flask import render_block

from gkcloud.web.clock import local

_KIB = 1024
_MIB = 1024 * 1024


def asks_for_part() -> bool:
    """Return whether HTMX asks, which swaps a part of the page it shows."""
    return request.headers.get("HX-Request") == "true"


def show(template: str, *, block: str | None = None, status: int = 200, **context: Any) -> Response:
    """Return a page, or only its named block where HTMX asked and the block is named."""
    if block is not None and asks_for_part():
        html = render_block(template, block, **context)
        if context.get("flashes"):
            # What just happened has its place outside the block, in a region that is read aloud when it changes.
            said = render_block("layout/office.html", "flashes", flashes=context["flashes"])
            html = f'{html}<div id="flashes" hx-swap-oob="innerHTML">{said}</div>'
    else:
        html = render_template(template, **context)
    response = make_response(html, status)
    response.headers["Vary"] = "HX-Request, Cookie"
    return response


def see_other(endpoint: str, **values: Any) -> Response:
    """Return the redirect that follows a successful POST; HTMX follows it as a browser does."""
    return make_response(redirect(url_for(endpoint, **values), 303))


def chinese_date(value: date | datetime) -> str:
    """Return a date as running text has it: 2026年11月21日."""
    day = local(value) if isinstance(value, datetime) else value
    return f"{day.year}年{day.month}月{day.day}日"


def iso_date(value: date | datetime) -> str:
    """Return a date as tables have it: 2026-11-21."""
    return (local(value).date() if isinstance(value, datetime) else value).isoformat()


def iso_minute(value: datetime) -> str:
    """Return a moment as tables and meta tags have it: 2026-11-21 09:30."""
    return local(value).strftime("%Y-%m-%d %H:%M")


def file_size(size: int) -> str:
    """Return a size in the unit that people use."""
    if size >= _MIB:
        return f"{size / _MIB:.1f} MB"
    return f"{max(1, round(size / _KIB))} KB"


FILTERS = (chinese_date, iso_date, iso_minute, file_size)


def install(app: Flask) -> None:
    """Make templates strict about missing names and give them the filters."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    for function in FILTERS:
        app.jinja_env.filters[function.__name__] = function

    @app.context_processor
    def common() -> dict[str, Any]:
        return {"text_size": _text_size(), "request_id": g.get("request_id", "")}


def _text_size() -> str:
    chosen = request.cookies.get("text", "")
    return chosen if chosen in {"large", "larger"} else ""
