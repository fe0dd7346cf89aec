"""Error pages: a sentence that says what happened and what to do next, no codes."""

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from gkcloud.tenancy.directory import Tenant, TenantUnknown, cached_directory
from gkcloud.tenancy.routing import OWN_HOST, SLUG

log = structlog.get_logger()

_MESSAGES = {
    400: ("提交的内容无法识别", "请返回上一页，刷新后重新提交。"),
    401: ("登录已失效", "请重新登录后再操作，已填写的内容会保留在本机。"),
    403: ("不能进行这项操作", "如需办理，请联系本单位管理员。"),
    404: ("没有找到这个页面", "地址可能有误，或者内容已经移走。请从首页查找，或使用搜索。"),
    405: ("不能这样打开这个页面", "请返回上一页重新操作。"),
    409: ("内容已有变化", "请刷新页面，查看最新内容后再操作。"),
    413: ("上传的内容太大", "请压缩或拆分文件后重新上传。"),
    415: ("不支持这种文件", "请换用允许的文件类型。"),
    429: ("操作过于频繁", "请稍候几分钟再试。"),
    500: ("网站出了问题", "我们已经记录下来并会处理。刚才提交的内容可能没有保存，请稍后再试。"),
    503: ("服务暂时不可用", "请稍后再试。"),
}
_SERVER_FAULT = 500


def install(app: Flask) -> None:
    """Answer every error with a page."""
    CSRFProtect(app)

    @app.errorhandler(CSRFError)
    def csrf_failed(_error: CSRFError) -> Response:
        return error_page(400, "页面已过期", "请返回上一页，刷新后重新提交，已填写的内容会保留在本机。")

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response | HTTPException:
        code = error.code or _SERVER_FAULT
        if code < 400:  # noqa: PLR2004 - redirects are exceptions in werkzeug too
            return error
        response = error_page(code, *_MESSAGES.get(code, _MESSAGES[400]))
        for name, value in error.get_headers(request.environ):
            if name not in {"Content-Type", "Content-Length"}:
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def broken(_error: Exception) -> Response:
        log.exception("request_broke")  # noqa: LOG004 - Flask calls this inside its own
        return error_page(_SERVER_FAULT, *_MESSAGES[_SERVER_FAULT])


def _tenant_of_address() -> Tenant | None:
    """Return the tenant that an address names although no page of it matched, from this process's copy of the tree."""
    slug, host = request.environ.get(SLUG), request.environ.get(OWN_HOST)
    try:
        if slug is not None:
            return cached_directory().by_slug(slug)
        return cached_directory().by_host(host) if host is not None else None
    except (TenantUnknown, SQLAlchemyError):
        return None


def error_page(status: int, what: str, advice: str) -> Response:
    """Return an error page; it needs nothing from the database, which may be what broke."""
    tenant = g.get("tenant") or _tenant_of_address()
    page = render_template(
        "errors/error.html",
        page_title=what,
        what=what,
        advice=advice,
        site_name=tenant.name if tenant else "政务公开平台",
        tenant={"name": tenant.name, "contacts": tenant.spec.contacts} if tenant else None,
        links={"home": f"{request.script_root}/", "sitemap": None, "theme_css": None},
        request_id=g.get("request_id") if status >= _SERVER_FAULT else None,
    )
    response = make_response(page, status)
    if request.headers.get("HX-Request") == "true":
        # A page of its own, and not a part of the one that asked.
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
    return response
