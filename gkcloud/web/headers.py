"""Security headers on every answer."""

from flask import Flask, Response, g, request

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
    """Add the headers; no cache keeps a page of a signed-in person, or one that does not say how it may be kept."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = _HSTS
        is_personal = g.get("actor") is not None or "Set-Cookie" in response.headers
        # Kept only where the page itself says how. (Asking the session whether it was used would use it.)
        if is_personal or "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response
