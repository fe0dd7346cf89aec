"""From a number to the rows that make it, adding up to it; what may not be told is not: only public posts have titles."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from gkcloud.comparison.queries import (
    PublicPost,
    Said,
    counted_at,
    public_posts,
    record_of,
    said_of,
)
from gkcloud.comparison.rules import Cell, Happening, Indicator, Month, Row, StandingSeen, measure, up_to
from gkcloud.obligations.rulebook import rule_book, rules_for
from gkcloud.obligations.rules import Rule, Standing, period_of
from gkcloud.obligations.standings import calendar_of
from gkcloud.obligations.subjects import is_post, post_of
from gkcloud.tenancy.directory import Tenant
from gkcloud.web.clock import local


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row of a number. ``post`` is set where it is about a post that is public; ``part`` and ``whole`` are what it adds."""

    day: date | None
    what: str
    detail: str
    part: int
    whole: int
    post: PublicPost | None = None
    standing: Standing | None = None


@dataclass(frozen=True)
class Taken:
    """A number taken apart, of one month or of several: stocks are those of the last."""

    indicator: Indicator
    cell: Cell
    rows: Sequence[RowShown]

    @cached_property
    def parts(self) -> int:
        """What the rows add up to."""
        return self.cell.numerator

    @cached_property
    def whole(self) -> int:
        """What it is a share of."""
        return self.cell.denominator


def taken_apart(unit: Tenant, indicator: Indicator, last: Month, span: int) -> Taken:
    """Return one number of one unit with its rows, as of the moment that its kept numbers hold for."""
    now = counted_at(unit.id)
    if now is None:
        return Taken(indicator, Cell(), ())
    counted = Month.of(local(now).date())
    months = [month for month in ((last,) if indicator.is_stock else up_to(last, span)) if month <= counted]
    record, calendar = record_of(unit, local(now).date()), calendar_of(unit.id)
    rows = [row for month in months for row in measure(record, month, now, calendar)[indicator.code].rows]
    return Taken(indicator, Cell(tuple(rows)), _shown(unit, indicator, rows))


def _shown(unit: Tenant, indicator: Indicator, rows: Sequence[Row]) -> list[RowShown]:
    posts = public_posts(unit.id, {key for row in rows if (key := _post_of(row.source)) is not None})
    standings = [row.source for row in rows if isinstance(row.source, StandingSeen)]
    said = said_of(unit.id, {(each.rule_id, each.period) for each in standings})
    titles = {rule.id: rule for rule in rules_for(unit)}
    shown = []
    for row in rows:
        match row.source:
            case StandingSeen() as seen:
                rule = titles[seen.rule_id]
                period = period_of(rule.period, seen.last_day).label
                detail = _said(rule, said.get((seen.rule_id, seen.period)))
                shown.append(
                    RowShown(
                        seen.due_on,
                        f"{rule.title}（{period}）",
                        detail,
                        row.part,
                        row.whole,
                        None,
                        Standing(seen.standing),
                    )
                )
            case Happening() as fact:
                key = _post_of(fact)
                post = posts.get(key) if key else None
                shown.append(
                    RowShown(fact.on, _words(fact, post), _detail(indicator, fact), row.part, row.whole, post)
                )
            case _:
                shown.append(
                    RowShown(None, "最近十三个月没有公开信息", "天数从有记录的第一天算起。", row.part, row.whole)
                )
    return sorted(shown, key=lambda each: (-each.part, each.day or date.min, each.what))


def _said(rule: Rule, said: Said | None) -> str:
    """Return what a standing says; that of a duty about single matters may name one that is not public, and is counted."""
    if said is None:
        return ""
    return f"应办 {said.wanted} 件，已办 {said.done} 件。" if rule.trigger else said.sentence


def _post_of(source: object) -> uuid.UUID | None:
    return post_of(source.subject) if isinstance(source, Happening) else None


def _words(fact: Happening, post: PublicPost | None) -> str:
    if post is not None:
        return post.title
    name = rule_book().fact_kinds[fact.kind].name
    return f"{name}（未公开的稿件，不显示标题）" if is_post(fact.subject) else name


def _detail(indicator: Indicator, fact: Happening) -> str:
    if indicator.code in {"publish_days", "publish_in_time"} and fact.formed_on:
        return f"成文于 {fact.formed_on}，公开于 {fact.on.isoformat()}。"
    if indicator.code in {"orders_open", "orders_overdue"} and fact.due_on:
        return f"整改期限 {fact.due_on}。"
    return ""
