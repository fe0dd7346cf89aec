"""Public answers: a page in its tenant's frame, kept by nobody longer than it is true."""

from collections.abc import Iterable
from typing import Any

from flask import Response, make_response, render_template, request

from gkcloud.site.layout import Item, Layout
from gkcloud.site.metas import Meta

# Kept by whoever likes, but asked about every time: a withdrawal or a correction shows at once.
_ASK_AGAIN = "public, no-cache"


def show_page(
    layout: Layout,
    template: str,
    title: str,
    *,
    crumbs: Iterable[Item] = (),
    column_code: str = "",
    metas: Iterable[Meta] = (),
    description: str = "",
    **context: Any,
) -> Response:
    """Return a public page. ``crumbs`` lead from the home page to this one, whose own has no address.

    ``column_code`` is the column that the menu marks, ``description`` what search engines show; ``context`` is what the template's comment asks for.
    """
    frame = layout.context(column=column_code, crumbs=crumbs, metas=metas)
    return revalidated(
        make_response(render_template(template, page_title=title, description=description, **frame, **context))
    )


def show_xml(template: str, mimetype: str, **context: Any) -> Response:
    """Return a feed or a site map."""
    response = make_response(render_template(template, **context))
    response.content_type = f"{mimetype}; charset=utf-8"
    return revalidated(response)


def revalidated(response: Response) -> Response:
    """Let the reader keep the answer and ask whether it still stands; 304 when it does.

    The tag is the content's own hash. There is no Last-Modified: a page also changes with the tenant's name, with a
    neighbour's title, and no row has the time of that. It is weak, since the compressed answer shares it.
    """
    response.headers["Cache-Control"] = _ASK_AGAIN
    if request.cookies.get("text"):
        response.vary.add("Cookie")
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response
