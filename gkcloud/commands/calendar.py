"""``gkcloud calendar``: the working days, from the packages or from an announcement that an operator typed in."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from gkcloud.calendar.actions import CalendarRefused, Loaded, load_calendar
from gkcloud.calendar.listeners import tell_listeners
from gkcloud.calendar.queries import schedules
from gkcloud.calendar.schedulefile import ScheduleInvalid, read_schedule
from gkcloud.commands.console import Fault, json_option, show_json, show_table
from gkcloud.database import db, utc_now
from gkcloud.tenancy.model import TenantRecord
from gkcloud.tenancy.scope import PLATFORM_TENANT, Scope
from gkcloud.worktime import WEEKDAY_NAMES
from gkcloud.worktime.schedule import YearSchedule


@click.group()
def calendar() -> None:
    """Look after the calendar of working days."""


@calendar.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True))
@json_option
@with_appcontext
def load(file: Path | None, *, as_json: bool) -> None:
    """Load what the packages know, or the announced year that a TOML FILE describes. A second run changes nothing."""
    from gkcloud.worktime.packages import differences, package_schedules  # noqa: PLC0415 - slow to import

    try:
        offered = (read_schedule(file.read_bytes(), file.name),) if file else package_schedules()
        loaded = _load(offered)
    except (ScheduleInvalid, CalendarRefused) as error:
        raise Fault(f"没有载入，原有的日历没有改动：\n{error}") from None
    told = sorted(tell_listeners(utc_now()))
    notes = [*loaded.notes, *(() if file else map(str, differences()))]
    if as_json:
        days = [{"day": each.day.isoformat(), "is_workday": each.is_workday} for each in loaded.days]
        show_json({"years": loaded.years, "days": days, "recomputed": told, "notes": notes})
        return
    click.echo(f"{len(loaded.years)} years taken" + (f": {_spans(loaded.years)}" if loaded.years else ""))
    if told:
        click.echo(f"Due dates recomputed that reach into {_spans(told)}.")
    for note in notes:
        click.echo(f"注意：{note}")


def _load(offered: tuple[YearSchedule, ...]) -> Loaded:
    with Scope.platform().opened():
        if db.session.get(TenantRecord, PLATFORM_TENANT) is None:
            raise Fault("还没有载入单位，请先运行 gkcloud tenants load，再载入日历。")
        loaded = load_calendar(offered, now=utc_now())
        db.session.commit()
    return loaded


@calendar.command()
@click.argument("year", type=click.IntRange(1900, 9998))
@json_option
@with_appcontext
def show(year: int, *, as_json: bool) -> None:
    """Print what is announced about a YEAR: days off, weekends that are worked, and who said so."""
    with Scope.platform().opened():
        schedule = schedules([year]).get(year)
    if schedule is None:
        raise Fault(f"没有{year}年的日历。请运行 gkcloud calendar load；新公布的年份，请在后面加上安排的文件。")
    if as_json:
        show_json(_as_json(schedule))
        return
    click.echo(f"{year}  {'已公布' if schedule.is_final else '未公布，暂按法定节日'}  {schedule.source}")
    show_table(
        ("日期", "星期", "", "名称"),
        [
            (
                each.day.isoformat(),
                WEEKDAY_NAMES[each.day.weekday()],
                "上班" if each.is_workday else "休息",
                each.name,
            )
            for each in schedule.days
        ],
    )


def _as_json(schedule: YearSchedule) -> dict[str, object]:
    return {
        "year": schedule.year,
        "is_final": schedule.is_final,
        "source": schedule.source,
        "document_no": schedule.document_no,
        "document_date": schedule.document_date.isoformat() if schedule.document_date else None,
        "revision": schedule.revision,
        "days": [
            {
                "day": each.day.isoformat(),
                "is_workday": each.is_workday,
                "name": each.name,
                "source": each.source,
            }
            for each in schedule.days
        ],
    }


def _spans(years: list[int] | tuple[int, ...]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
