"""Reporting of our own faults to Sentry, only where the operator gives an address for it."""

from typing import Any

from gkcloud.config import Settings


class SentryMissing(RuntimeError):
    """SENTRY_DSN is set, but the optional library is not installed."""


def install(settings: Settings) -> None:
    """Begin to report faults. Neither bodies nor variables go along: they may hold what is not public."""
    if settings.sentry_dsn is None:
        return
    try:
        import sentry_sdk  # noqa: PLC0415 - an optional dependency
    except ImportError:
        raise SentryMissing("设置了 SENTRY_DSN，但没有安装 sentry-sdk，请安装 gkcloud 的可选依赖 sentry。") from None
    sentry_sdk.init(
        dsn=settings.sentry_dsn.get_secret_value(),
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        traces_sample_rate=0.0,
        before_send=_without_messages,
    )


def _without_messages(event: Any, _hint: object) -> Any:
    """Leave the kinds of the exceptions and where they came from; what they said may quote a text."""
    for each in event.get("exception", {}).get("values", ()):
        each.pop("value", None)
    return event
