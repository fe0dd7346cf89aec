"""The session cookie, left alone on pages that anyone may read."""

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin


class QuietSessions(SecureCookieSessionInterface):
    """Sessions that are silent where nothing was written.

    Flask-Login looks into the session after every request, and Flask then says ``Vary: Cookie``, which would keep a
    public page out of every shared cache. Pages whose content depends on the reader name the cookie themselves.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Save what was changed; an answer that sets the cookie is kept by nobody."""
        if session.modified or session.permanent:
            super().save_session(app, session, response)
            if "Set-Cookie" in response.headers:
                response.headers["Cache-Control"] = "no-store"
