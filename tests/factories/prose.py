"""Invented official prose of every texture: figures, document numbers, brackets, quotes, Latin words, dates, dashes."""

from collections.abc import Callable
from random import Random

_PLACES = ("车溪乡", "大堰垱镇", "甘溪滩镇", "码头铺镇", "县自然资源局", "县医疗保障局", "县行政审批服务局", "梦溪镇")
_MATTERS = (
    "耕地地力保护补贴", "农村危房改造", "城乡居民基本医疗保险", "义务教育招生入学", "公共文化设施开放", "食品安全抽检",
    "“一卡通”惠民惠农资金", "重大建设项目批准和实施", "不动产登记“一窗受理”", "河湖管护（含小型水库）", "高标准农田建设",
)  # fmt: skip
_LAWS = (
    "《中华人民共和国政府信息公开条例》", "《关于全面推进基层政务公开标准化规范化工作的意见》",
    "《政务公开工作要点》（以下简称《要点》）", "《乡镇（街道）公开事项目录》《村务公开事项清单》", "《办法（试行）》",
)  # fmt: skip
_DUTIES = (
    "做到底数清、情况明、责任实", "逐项登记造册、逐户核对签字", "实行清单管理、动态更新", "及时受理、限时办结、按时答复",
    "坚持“谁公开、谁负责”“先审查、后公开”的原则", "真正把好事办好、实事办实", "切实做到“应公开、尽公开”",
)  # fmt: skip
_LATIN = ("WPS", "OFD", "PDF/A-2b", "GB/T 9704-2012", "APP", "IPv6", "e-mail", "HTTPS", "Excel", "5G", "SM2")
_OPENINGS = ("截至目前，", "下一步，", "同时，", "——从群众反映看，", "据统计，", "一是", "为此，", "", "", "")
_TEMPLATES = (
    "{place}在{n}个公开点更新{matter}信息{big}条，办结率达到{pct}，比上年同期提高{small}个百分点。",
    "按照{law}和{docno}文件要求，{date}前全部整改到位；各村（社区）每月召开{small}次公开例会。",
    "{matter}涉及{n}个村、{big}户、{big}人，发放资金{money}，资金到户率{pct}，公示期为{n}个工作日。",
    "要{duty}，{duty}；对{matter}等群众关心的事项，{duty}。",
    "{place}负责{matter}，{place}、{place}予以配合，{date}前将进展情况报县政务公开工作领导小组办公室（联系人：负责同志）。",
    "有群众问：“补贴怎么申请？由谁审核？多长时间能办好？”{place}答复：“材料齐全的，{n}个工作日内办结。”",
    "公开栏面积不小于{n}平方米，离地{small}.5米，内页按A4纸{n}mm×{n}mm装订，温度保持在{n}℃以下……各单位不得擅自更改。",
    "文件同时提供{latin}和{latin}两种格式，网上地址为https://www.example.invalid/gk/{n}/{latin}，手机端用{latin}打开。",
    "{docno}规定的{small}项任务（{matter}、{matter}除外），须在{date}至{date}期间完成，确需延期的，由{place}书面说明。",
    "会议强调，政务公开不是“选择题”，而是“必答题”——公开是常态、不公开是例外；{duty}，{duty}。",
    "全年共收到申请{n}件，其中予以公开{small}件、部分公开{small}件（涉及第三方{small}件）、不予公开{small}件，均按期答复。",
    "{matter}（{docno}）、{matter}（{docno}）两项清单，已在{place}公布。",
    "我县{matter}工作自开展以来进展总体顺利但仍有个别单位存在重视程度不够公开内容不全更新维护不及时等突出问题需要认真加以解决",
)
_NUMBERS = "一二三四五六七八九"


def sentence(random: Random) -> str:
    """One sentence; the same random numbers give the same."""
    template = random.choice(_TEMPLATES)
    parts = []
    for piece in template.split("{"):
        name, closing, rest = piece.partition("}")
        parts.append(_filled(name, random) + rest if closing else piece)
    return random.choice(_OPENINGS) + "".join(parts)


def _filled(name: str, random: Random) -> str:
    return random.choice(_WORDS[name]) if name in _WORDS else _MADE[name](random)


def _date(random: Random) -> str:
    return f"{random.randint(2015, 2026)}年{random.randint(1, 12)}月{random.randint(1, 28)}日"


def _document_number(random: Random) -> str:
    return f"{random.choice(_OFFICES)}〔{random.randint(2015, 2026)}〕{random.randint(1, 120)}号"


_OFFICES = ("澧政办函", "澧政发", "湘政办发", "国办发", "车政发", "澧政务公开组办发")
_WORDS = {"place": _PLACES, "matter": _MATTERS, "law": _LAWS, "duty": _DUTIES, "latin": _LATIN}
_MADE: dict[str, Callable[[Random], str]] = {
    "n": lambda random: str(random.randint(10, 400)),
    "small": lambda random: str(random.randint(1, 9)),
    "big": lambda random: f"{random.randint(1000, 3_000_000):,}",
    "pct": lambda random: f"{random.randint(600, 1000) / 10}{random.choice('%％')}",
    "money": lambda random: f"{random.randint(100, 99999) / 100}{random.choice(('万元', '亿元', '元'))}",
    "date": _date,
    "docno": _document_number,
}


def paragraph(random: Random) -> str:
    """One to eight sentences."""
    return "".join(sentence(random) for _ in range(random.randint(1, 8)))


def body_html(random: Random, paragraphs: int) -> str:
    """A post's body with headings of two levels."""
    parts = []
    for number in range(paragraphs):
        if number % 4 == 0:
            parts.append(f"<h2>{_NUMBERS[number // 4 % 9]}、{random.choice(_MATTERS[:5])}</h2>")
        heading = f"（{_NUMBERS[number % 4]}）压实责任。" if number % 2 else ""
        parts.append(f"<p>{heading}{paragraph(random)}</p>")
    return "".join(parts)
