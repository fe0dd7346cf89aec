"""What the commands share: how they print, and which errors are sentences."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar
from unicodedata import east_asian_width

import click
from redis.exceptions import RedisError
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError

from gkcloud.config import SettingsInvalid
from gkcloud.tenancy.directory import TenantUnknown
from gkcloud.tenancy.packfaults import PackFaults
from gkcloud.web.sentry import SentryMissing

Command = TypeVar("Command", bound=Callable[..., Any])

_UNDEFINED_TABLE = "42P01"


class Progress(Protocol):
    """Tell how many are done, and what is at work now."""

    def __call__(self, done: int, now: str = "") -> None:  # noqa: D102 - the class says it
        ...


class Fault(click.ClickException):
    """What keeps a command from its work; the message is a Chinese sentence that says what to do."""

    def show(self, file: Any = None) -> None:
        """Print the sentence alone."""
        click.echo(self.message, file=file, err=file is None)


def json_option(command: Command) -> Command:
    """Add ``--json`` as ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program.")(command)


def show_json(value: Any) -> None:
    """Print a value as JSON that a person can read too."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns; a Chinese character is two cells wide."""
    widths = [max(_width(row[column]) for row in (header, *rows)) for column in range(len(header))]
    for row in (header, *rows):
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


@contextmanager
def told() -> Iterator[None]:
    """Turn errors that an operator can put right into sentences; any other is a fault of ours and stays one."""
    try:
        yield
    except (SettingsInvalid, SentryMissing) as error:
        raise Fault(str(error)) from None
    except PackFaults as error:
        raise Fault(f"租户包有 {len(error.faults)} 处问题，请改正后重试：\n{error}") from None
    except TenantUnknown as error:
        raise Fault(f"没有网址名为“{error}”的单位，可用 gkcloud tenants list 查看。") from None
    except (OperationalError, InterfaceError) as error:
        raise Fault(f"数据库没有应答（{_reason(error)}）。请检查数据库地址和数据库服务，再重试。") from None
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != _UNDEFINED_TABLE:
            raise
        raise Fault("数据库还没有建好表，请先运行 gkcloud db upgrade。") from None
    except RedisError as error:
        raise Fault(f"队列没有应答（{_reason(error)}）。请检查 REDIS_URL 和 Valkey 服务，再重试。") from None


def _reason(error: Exception) -> str:
    # The first line of the driver's own words: where it tried and what it met; neither holds a password.
    cause = getattr(error, "orig", None) or error
    return (str(cause).splitlines() or [type(error).__name__])[0].strip()


@contextmanager
def progress(label: str, length: int) -> Iterator[Progress]:
    """Show a bar on a terminal, and nothing in a log; yields what tells it how many of ``length`` are done."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=length, label=label, file=sys.stderr, hidden=hidden) as bar:

        def tell(done: int, now: str = "") -> None:
            bar.label = now or label
            bar.update(done - bar.pos)

        yield tell
