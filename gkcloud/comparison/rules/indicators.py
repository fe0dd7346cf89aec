"""The table of indicators: what is counted, what it means, which way is better. The order of rows is how numbers are kept.

A new indicator is a row at the end of its group and a higher VERSION; rows kept under another version are counted anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from gkcloud.obligations.rules import DutyType

# Raised whenever a row is added, moved or means something else.
VERSION = 1
# Rates of fewer are shown as a count and take no rank.
MIN_VOLUME = 5
# A duty of this weight or more is a weighty one.
WEIGHTY = 4
PUBLISH_WITHIN = 20
MONTHS_SHOWN = 12


class Form(StrEnum):
    """How a number is made of its rows: their sum, their sum among those it could be, a share, a mean, a median."""

    COUNT = "count"
    COUNT_OF = "count_of"
    RATE = "rate"
    MEAN = "mean"
    MEDIAN = "median"


class Better(StrEnum):
    """Which way is better; what says nothing about good or bad is never ranked."""

    HIGH = "high"
    LOW = "low"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, eq=False)
class Indicator:
    """One column of the board, the same only as itself. ``is_stock``: as things stand at the end of the month, where others count what fell in it.

    ``needs_action``: any at all asks for something to be done. Kept numbers are ``scale`` times what is shown.
    """

    code: str
    name: str
    meaning: str
    group: str
    form: Form
    unit: str
    better: Better
    is_stock: bool = False
    needs_action: bool = False
    scale: int = 1

    @property
    def place(self) -> int:
        """Where it stands in the table, counted from 0."""
        return _PLACES[self.code]

    @property
    def is_rate(self) -> bool:
        """Whether it is a share of something, and so asks for a least volume."""
        return self.form is Form.RATE


_DUTY, _RATE, _OPEN, _CARE, _OVER = "义务履行", "按期率", "信息公开", "公开质量", "监督考核"
_H, _L, _N = Better.HIGH, Better.LOW, Better.NEITHER
_BY_TYPE = tuple(
    Indicator(
        f"on_time_{kind.value}",
        f"按期率：{kind.label}",
        f"本月到期的“{kind.label}”类义务中按期完成的比例。",
        _RATE,
        Form.RATE,
        "%",
        _H,
    )
    for kind in DutyType
)

INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "score",
        "综合得分",
        "本月到期并有结果的义务按权重计算的按期率：按期完成的权重之和，除以全部权重之和。",
        _DUTY,
        Form.RATE,
        "%",
        _H,
    ),
    Indicator("duties_met", "按期完成", "本月到期的义务中按期完成的项数。", _DUTY, Form.COUNT_OF, "项", _H),
    Indicator("duties_late", "逾期完成", "本月到期、期限过后才完成的项数。", _DUTY, Form.COUNT_OF, "项", _L),
    Indicator(
        "duties_overdue",
        "逾期未办",
        "到月底（当月为今天）期限已过、仍可补办而没有办的项数，以前月份到期的也在内；其后补办的不再计入。",
        _DUTY,
        Form.COUNT_OF,
        "项",
        _L,
        is_stock=True,
        needs_action=True,
    ),
    Indicator(
        "duties_missed", "未完成", "本月到期、已不能再补办的项数。", _DUTY, Form.COUNT_OF, "项", _L, needs_action=True
    ),
    Indicator(
        "duties_soon",
        "即将到期",
        "今天看五个工作日内到期、还没有完成的项数，只计当月。",
        _DUTY,
        Form.COUNT_OF,
        "项",
        _N,
        is_stock=True,
    ),
    Indicator(
        "duties_unproved",
        "尚无佐证",
        "今天看还没有任何佐证、期限未过的项数，只计当月。",
        _DUTY,
        Form.COUNT_OF,
        "项",
        _L,
        is_stock=True,
    ),
    Indicator("duties_excused", "已说明不计", "本月到期、经上级说明不计的项数。", _DUTY, Form.COUNT_OF, "项", _N),
    Indicator(
        "lasting_kept",
        "长期义务落实率",
        "没有期限、须一直做到的义务中今天已落实的比例，只计当月。",
        _DUTY,
        Form.RATE,
        "%",
        _H,
        is_stock=True,
    ),
    Indicator("on_time", "按期率", "本月到期并有结果的义务中按期完成的比例。", _RATE, Form.RATE, "%", _H),
    Indicator(
        "on_time_weighty",
        "按期率：重点义务",
        f"权重 {WEIGHTY} 及以上的义务中按期完成的比例。",
        _RATE,
        Form.RATE,
        "%",
        _H,
    ),
    Indicator("on_time_national", "按期率：国家规定", "国家规定的义务中按期完成的比例。", _RATE, Form.RATE, "%", _H),
    Indicator("on_time_local", "按期率：地方规定", "本地文件规定的义务中按期完成的比例。", _RATE, Form.RATE, "%", _H),
    Indicator(
        "on_time_monthly",
        "按期率：按月及以内",
        "按周、按月、按两月的义务中按期完成的比例。",
        _RATE,
        Form.RATE,
        "%",
        _H,
    ),
    Indicator("on_time_quarterly", "按期率：按季", "按季的义务中按期完成的比例。", _RATE, Form.RATE, "%", _H),
    Indicator(
        "on_time_yearly", "按期率：半年及全年", "按半年、按年的义务中按期完成的比例。", _RATE, Form.RATE, "%", _H
    ),
    *_BY_TYPE,
    Indicator("published", "公开信息", "本月公开的信息条数。", _OPEN, Form.COUNT, "条", _H),
    Indicator("policies", "公开政策", "本月公开的须解读的政策件数。", _OPEN, Form.COUNT, "件", _N),
    Indicator("interpreted", "政策解读", "本月公开的解读件数。", _OPEN, Form.COUNT, "件", _H),
    Indicator(
        "publish_days",
        "公开用时中位数",
        "本月公开的信息从成文到公开所用工作日的中位数；没有成文日期的不计。",
        _OPEN,
        Form.MEDIAN,
        "个工作日",
        _L,
    ),
    Indicator(
        "publish_in_time",
        "二十日内公开率",
        f"本月公开、有成文日期的信息中 {PUBLISH_WITHIN} 个工作日内公开的比例（条例第二十六条）。",
        _OPEN,
        Form.RATE,
        "%",
        _H,
    ),
    Indicator(
        "days_silent",
        "未更新天数",
        "到月底（当月为今天）距最近一次公开信息的天数；上级看下级时为各单位的平均数。",
        _OPEN,
        Form.MEAN,
        "天",
        _L,
        is_stock=True,
    ),
    Indicator("board_posted", "公开栏张贴", "本月张贴公开栏的次数。", _OPEN, Form.COUNT, "次", _H),
    Indicator("issued", "印发刊物", "本月印发的简报、公报和手册期数。", _OPEN, Form.COUNT, "期", _N),
    Indicator("returned", "退回修改", "本月审核中退回的次数。", _CARE, Form.COUNT, "次", _L),
    Indicator("corrected", "更正", "本月对已公开信息的更正次数。", _CARE, Form.COUNT, "次", _L),
    Indicator("withdrawn", "撤回", "本月撤回的已公开信息条数。", _CARE, Form.COUNT, "条", _L),
    Indicator("urgent", "紧急发布", "本月先发布、后确认的信息条数。", _CARE, Form.COUNT, "条", _N),
    Indicator(
        "urgent_unconfirmed",
        "紧急发布未确认",
        "到月底（当月为今天）还没有第二人确认的紧急发布条数；没有紧急发布的不计。",
        _CARE,
        Form.COUNT_OF,
        "条",
        _L,
        is_stock=True,
        needs_action=True,
    ),
    Indicator(
        "privacy_blocked", "拦截个人信息", "本月发布前检查拦下的含个人信息的稿件次数。", _CARE, Form.COUNT, "次", _L
    ),
    Indicator(
        "interpretation_missing",
        "政策缺解读",
        "本月公开的须解读的政策中至今没有解读的件数；没有这类政策的不计。",
        _CARE,
        Form.COUNT_OF,
        "件",
        _L,
        needs_action=True,
    ),
    Indicator("self_checks", "自查", "本月提交的自查表份数。", _OVER, Form.COUNT, "份", _H),
    Indicator("inspections", "接受检查", "本月完成的上级检查次数。", _OVER, Form.COUNT, "次", _N),
    Indicator(
        "appraised", "考核得分", "本月考核评分的平均数；本月没有考核的不计。", _OVER, Form.MEAN, "分", _H, scale=100
    ),
    Indicator("orders_issued", "下达整改", "本月下达的整改通知件数。", _OVER, Form.COUNT, "件", _L),
    Indicator(
        "orders_open",
        "整改未销号",
        "到月底（当月为今天）没有销号的整改件数；没有整改任务的不计。",
        _OVER,
        Form.COUNT_OF,
        "件",
        _L,
        is_stock=True,
    ),
    Indicator(
        "orders_overdue",
        "整改逾期",
        "没有销号的整改中整改期限已过的件数；没有整改任务的不计。",
        _OVER,
        Form.COUNT_OF,
        "件",
        _L,
        is_stock=True,
        needs_action=True,
    ),
    Indicator("commended", "通报表扬", "本月受通报表扬的次数。", _OVER, Form.COUNT, "次", _H),
    Indicator("criticised", "通报批评", "本月受通报批评的次数。", _OVER, Form.COUNT, "次", _L),
    Indicator(
        "demonstration",
        "示范称号",
        "到月底（当月为今天）保有的示范称号数；暂停、撤销的不计。",
        _OVER,
        Form.COUNT,
        "个",
        _H,
        is_stock=True,
    ),
)

_PLACES: Mapping[str, int] = MappingProxyType({each.code: place for place, each in enumerate(INDICATORS)})
BY_CODE: Mapping[str, Indicator] = MappingProxyType({each.code: each for each in INDICATORS})
SCORE, PUBLISH_DAYS = BY_CODE["score"], BY_CODE["publish_days"]
# The score's share is of weights; how sure it is goes by how many duties there were.
VOLUME_OF_SCORE = BY_CODE["on_time"]
# What a county office looks at first.
USUAL = (
    "score",
    "on_time",
    "duties_met",
    "duties_overdue",
    "duties_missed",
    "published",
    "publish_days",
    "days_silent",
    "returned",
    "corrected",
    "urgent_unconfirmed",
    "privacy_blocked",
    "orders_open",
    "demonstration",
)

# Days are kept one by one up to the last, which stands for that many and more: so medians of many units are exact.
DAYS_KEPT = 61
PAIRS = 2 * len(INDICATORS)
LENGTH = PAIRS + DAYS_KEPT
