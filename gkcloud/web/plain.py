"""The frame of pages outside the office: sign-in, invitations, a person's secrets."""

from typing import Any

from flask import Response, get_flashed_messages

from gkcloud.web.rendering import show


def show_plain(template: str, *, title: str, status: int = 200, **more: Any) -> Response:
    """Return a page that extends layout/plain.html."""
    frame: dict[str, Any] = {
        "page_title": title,
        "links": {"home": "/", "theme_css": None},
        "flashes": get_flashed_messages(with_categories=True),
    }
    return show(template, status=status, **frame, **more)
