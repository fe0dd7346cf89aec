"""Settings: read once from the environment, every bad variable reported together."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError


class SettingsInvalid(Exception):
    """The environment does not describe a deployment; the text lists every fault."""


_SMTP_URL = re.compile(r"^smtps?://([^\s@/]*@)?[^\s@/:]+(:\d{1,5})?/?$")


def _split(value: Any) -> Any:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _days(value: Any) -> Any:
    return tuple(int(part) for part in _split(value)) if isinstance(value, str) else value


# Working days from a due day.
Days = Annotated[tuple[Annotated[int, Field(ge=0, le=60)], ...], BeforeValidator(_days), Field(max_length=6)]


class Settings(BaseModel):
    """One deployment. Field aliases are the environment variables."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    database_url: str = Field(alias="DATABASE_URL", pattern=r"^postgresql\+psycopg://")
    owner_database_url: str | None = Field(
        None, alias="GKCLOUD_OWNER_DATABASE_URL", pattern=r"^postgresql\+psycopg://"
    )
    redis_url: str = Field(alias="REDIS_URL", pattern=r"^(redis|rediss|unix)://")
    secret_key: SecretStr = Field(alias="GKCLOUD_SECRET_KEY", min_length=32)
    storage: str = Field("file:var/files", alias="GKCLOUD_STORAGE", pattern=r"^(file:.+|s3://[^/]+(/.*)?)$")
    s3_endpoint: str | None = Field(None, alias="GKCLOUD_S3_ENDPOINT")
    packs_dir: Path = Field(Path("tenants"), alias="GKCLOUD_PACKS_DIR")
    fonts_dir: Path = Field(Path("var/fonts"), alias="GKCLOUD_FONTS_DIR")
    platform_hosts: Annotated[tuple[str, ...], BeforeValidator(_split)] = Field(
        ("localhost", "127.0.0.1"), alias="GKCLOUD_PLATFORM_HOSTS", min_length=1
    )
    secure_cookies: bool = Field(True, alias="GKCLOUD_SECURE_COOKIES")
    trusted_proxies: int = Field(0, alias="GKCLOUD_TRUSTED_PROXIES", ge=0, le=5)
    idle_minutes: int = Field(30, alias="GKCLOUD_IDLE_MINUTES", ge=5, le=24 * 60)
    pool_size: int = Field(4, alias="GKCLOUD_POOL_SIZE", ge=1, le=100)
    upload_megabytes: int = Field(30, alias="GKCLOUD_UPLOAD_MEGABYTES", ge=1, le=200)
    json_logs: bool = Field(False, alias="GKCLOUD_JSON_LOGS")
    # Whose password may hold anything but what an address must escape: smtps://name:password@host:465.
    smtp_url: SecretStr | None = Field(None, alias="GKCLOUD_SMTP_URL")
    mail_from: str | None = Field(None, alias="GKCLOUD_MAIL_FROM", pattern=r"^[^\s@<>]+@[^\s@<>]+$")
    remind_before: Days = Field((5, 1), alias="GKCLOUD_REMIND_BEFORE")
    remind_after: Days = Field((1, 5), alias="GKCLOUD_REMIND_AFTER")
    # For tests alone: a server on this machine that stands for the vendors of robots.
    robot_stand_in: str | None = Field(
        None, alias="GKCLOUD_ROBOT_STAND_IN", pattern=r"^http://(127\.0\.0\.1|\[::1\]):\d{1,5}$"
    )
    metrics_port: int | None = Field(None, alias="GKCLOUD_METRICS_PORT", ge=1, le=65535)
    sentry_dsn: SecretStr | None = Field(None, alias="SENTRY_DSN")

    @field_validator("smtp_url")
    @classmethod
    def _leads_to_a_mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _SMTP_URL.match(value.get_secret_value()):
            raise PydanticCustomError("smtp", "应写成 smtps://账号:密码@主机:端口 或 smtp://主机:端口")
        return value

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Return the settings of this process; raises SettingsInvalid naming every bad variable."""
        source = os.environ if environment is None else environment
        try:
            return cls.model_validate({key: value for key, value in source.items() if value != ""})
        except ValidationError as error:
            raise SettingsInvalid(_report(error)) from None


_SENTENCES = {
    "missing": "没有设置，请补上",
    "string_pattern_mismatch": "写法不对，应符合 {pattern}",
    "string_too_short": "不能少于 {min_length} 个字符",
    "too_short": "至少要有 {min_length} 项",
    "int_parsing": "应为整数",
    "bool_parsing": "应为 true 或 false",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
}


def _report(error: ValidationError) -> str:
    # The offending value is left out on purpose: it may hold a password.
    faults = []
    for fault in error.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in fault["loc"])
        known = _SENTENCES.get(fault["type"])
        sentence = known.format(**fault.get("ctx", {})) if known else fault["msg"]
        faults.append(f"  {name}：{sentence}。")
    return "\n".join(["环境变量不完整或不正确，请改正后重试：", *faults])
