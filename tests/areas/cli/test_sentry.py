"""Reports to Sentry: only with an address, and never with what people wrote."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr

from gkcloud.config import Settings
from gkcloud.web import sentry

DSN = "https://key@sentry.example/1"


def test_nothing_without_an_address(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[dict[str, Any]] = []
    monkeypatch.setitem(sys.modules, "sentry_sdk", SimpleNamespace(init=lambda **given: called.append(given)))
    sentry.install(settings)
    assert called == []


def test_neither_bodies_nor_variables_go_along(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[dict[str, Any]] = []
    monkeypatch.setitem(sys.modules, "sentry_sdk", SimpleNamespace(init=lambda **given: called.append(given)))
    sentry.install(settings.model_copy(update={"sentry_dsn": SecretStr(DSN)}))
    [given] = called
    assert given["dsn"] == DSN
    assert not given["send_default_pii"]
    assert not given["include_local_variables"]
    assert given["max_request_body_size"] == "never"


def test_a_missing_library_is_a_sentence(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    with pytest.raises(sentry.SentryMissing, match="SENTRY_DSN"):
        sentry.install(settings.model_copy(update={"sentry_dsn": SecretStr(DSN)}))
