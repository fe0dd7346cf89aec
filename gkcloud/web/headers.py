"""Security headers on every answer."""

from flask import Flask, Response, g, request, session

_DIRECTIVES = (
    "default-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
    "img-src 'self' data:",
)
CONTENT_SECURITY_POLICY = "; ".join(_DIRECTIVES)

_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HSTS = "max-age=31536000; includeSubDomains"


def install(app: Flask) -> None:
    """Add the headers; pages of a signed-in person are kept in no cache."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = _HSTS
        # The session's own cookie is added after this, so its use has to be asked for.
        if g.get("actor") is not None or session.modified or "csrf_token" in g or response.headers.get("Set-Cookie"):
            response.headers["Cache-Control"] = "no-store"
        return response
