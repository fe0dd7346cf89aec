"""What templates need of sheets: the items to fill in, what was said, and two sheets side by side."""

import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from gkcloud.campaigns.model import AnswerFile, SheetAnswer
from gkcloud.campaigns.prefill import Prefill
from gkcloud.campaigns.queries import SheetView
from gkcloud.campaigns.rules import SheetState
from gkcloud.campaigns.views import points
from gkcloud.standards.answering import NUMBERED, Result
from gkcloud.standards.rules import Item, Scoring, how
from gkcloud.standards.scoring import ItemScore, Score
from gkcloud.web.rendering import file_size, iso_minute

RESULTS = {
    Scoring.AUTO: (Result.MET, Result.PARTLY, Result.NOT_MET, Result.NOT_APPLICABLE),
    Scoring.YES_NO: (Result.MET, Result.NOT_MET, Result.NOT_APPLICABLE),
}
VETO_WORDS = {Result.MET: "不存在这种情形", Result.NOT_MET: "存在，单项否决"}
ASKED = {
    Scoring.SAMPLE: "合格几件",
    Scoring.DEDUCTION: "发现几处",
    Scoring.BONUS: "申报加几分",
}

FileAddress = Callable[[AnswerFile], str]


def fill_item(
    view: SheetView, place: int, typed: Mapping[str, str] | None, links: Mapping[str, Any]
) -> dict[str, Any]:
    """Return one item to be filled in; ``typed`` is what somebody wrote that could not be kept."""
    item, score = view.content.items[place - 1], view.score.items[place - 1]
    held = view.answers.get(item.code)
    prefill = view.prefills.get(item.code)
    section = next(each for each in view.content.sections if item in each.items)
    return {
        "place": place,
        "code": item.code,
        "section": section.title,
        "text": item.text,
        "points": "否决项" if item.scoring is Scoring.VETO else f"{points(item.points)} 分",
        "how": how(item),
        "basis": item.basis,
        "evidence": item.evidence,
        "auto": auto_of(prefill),
        "choices": _choices(item, held, prefill, typed),
        "number": _number(item, held, typed),
        "reason": typed.get("reason", "") if typed is not None else held.reason if held else "",
        "reason_label": _reason_label(item, prefill),
        "seen": held.version if held else 0,
        "key": str(uuid.uuid4()),
        "status": {"text": f"已保存　{iso_minute(held.answered_at)[11:]}", "kind": "met"} if held else None,
        "is_open": score.is_open,
        "files": [file_of(each, links["file"], links["remove"]) for each in view.files.get(item.code, ())],
        "action": links["answer"](place),
        "photos_action": links["photos"](place),
    }


def auto_of(prefill: Prefill | None) -> dict[str, Any] | None:
    """Return what the system has seen, as templates draw it."""
    if prefill is None:
        return None
    return {
        "standing": prefill.standing,
        "kind": prefill.sign,
        "sentence": prefill.sentence,
        "evidence": [{"name": label, "href": href} for label, href in prefill.evidence],
        "suggested": prefill.suggested.label if prefill.suggested else None,
    }


def _choices(
    item: Item, held: SheetAnswer | None, prefill: Prefill | None, typed: Mapping[str, str] | None
) -> list[dict[str, Any]]:
    chosen = _chosen(item, held, prefill) if typed is None else typed.get("result", "")
    if item.scoring is Scoring.VETO:
        offered = [(each.value, words) for each, words in VETO_WORDS.items()]
    elif item.scoring is Scoring.SCALE:
        levels = [(f"level-{n}", f"{each.name}（{each.share}%）") for n, each in enumerate(item.levels)]
        offered = [*levels, (Result.NOT_APPLICABLE.value, Result.NOT_APPLICABLE.label)]
    else:
        offered = [(each.value, each.label) for each in RESULTS.get(item.scoring, ())]
    return [{"value": value, "label": label, "is_chosen": value == chosen} for value, label in offered]


def _chosen(item: Item, held: SheetAnswer | None, prefill: Prefill | None) -> str:
    if held is None:
        has_suggestion = prefill is not None and prefill.suggested is not None and item.scoring in RESULTS
        return prefill.suggested.value if has_suggestion and prefill and prefill.suggested else ""
    if item.scoring is Scoring.SCALE and held.value is not None:
        return next((f"level-{n}" for n, each in enumerate(item.levels) if Decimal(each.share) == held.value), "")
    return held.result


def _number(item: Item, held: SheetAnswer | None, typed: Mapping[str, str] | None) -> dict[str, Any] | None:
    if item.scoring not in ASKED:
        return None
    excluded = held is not None and held.result == Result.NOT_APPLICABLE.value
    return {
        "label": ASKED[item.scoring],
        "value": typed.get("value", "") if typed is not None else points(held.value) if held else "",
        "of": typed.get("of", "") if typed is not None else points(held.of) if held else "",
        "asks_of": item.scoring is Scoring.SAMPLE,
        "wanted": item.sample,
        "may_exclude": item.scoring is not Scoring.BONUS,
        "is_excluded": bool(typed.get("not_applicable")) if typed is not None else excluded,
    }


def _reason_label(item: Item, prefill: Prefill | None) -> str:
    if item.scoring is Scoring.VETO:
        return "具体情形（存在时必填）"
    if item.scoring is Scoring.BONUS:
        return "加分事由（申报加分时必填）"
    if prefill is not None and prefill.suggested is not None:
        return "说明（与系统记录不一致或不适用时必填）"
    return "说明（不适用时必填）"


def file_of(file: AnswerFile, address: FileAddress, remove: FileAddress | None = None) -> dict[str, Any]:
    """Return a photo or a file beside an item."""
    return {
        "name": file.name,
        "href": address(file),
        "is_picture": file.media_type.startswith("image/"),
        "size": file_size(file.size),
        "remove": remove(file) if remove else None,
    }


def progress_of(score: Score) -> dict[str, int]:
    """Return how far a sheet is."""
    total = len(score.items)
    return {"answered": score.answered, "total": total, "percent": round(100 * score.answered / total)}


def said_of(view: SheetView, each: ItemScore) -> dict[str, Any]:
    """Return what was said of an item, as a status and in words."""
    held = view.answers.get(each.item.code)
    if each.answer is None or held is None:
        return {"text": "没有填写", "kind": "waiting", "detail": "", "points": "", "reason": ""}
    result = each.answer.result
    text, kind = _words(each.item, result)
    return {
        "text": text,
        "kind": kind,
        "detail": _detail(each),
        "points": f"{points(each.points)} 分" if each.points is not None else "不计分",
        "reason": held.reason,
    }


def _words(item: Item, result: Result) -> tuple[str, str]:
    """Return a result in words and as a sign; who asks for no bonus has done nothing wrong."""
    if item.scoring is Scoring.VETO:
        return VETO_WORDS.get(result, result.label), result.sign
    if item.scoring is Scoring.BONUS:
        return ("申报加分", "info") if result is Result.MET else ("没有申报加分", "waiting")
    return result.label, result.sign


def _detail(each: ItemScore) -> str:
    answer, item = each.answer, each.item
    if answer is None or answer.value is None or item.scoring not in NUMBERED:
        return ""
    if item.scoring is Scoring.SAMPLE:
        few = f"，少于要求的 {item.sample} 件" if answer.of is not None and answer.of < item.sample else ""
        return f"抽查 {points(answer.of)} 件，合格 {points(answer.value)} 件{few}"
    if item.scoring is Scoring.DEDUCTION:
        return f"发现 {points(answer.value)} 处"
    if item.scoring is Scoring.SCALE:
        return next((level.name for level in item.levels if Decimal(level.share) == answer.value), "")
    return ""


def read_parts(
    view: SheetView, address: FileAddress, href: Callable[[int], str] | None = None
) -> list[dict[str, Any]]:
    """Return a sheet to be read, by sections; ``href`` leads to where an item is filled in."""
    scores = {each.item.code: each for each in view.score.items}
    return [
        {
            "code": section.code,
            "title": section.title,
            "items": [_read_item(view, scores[item.code], address, href) for item in section.items],
        }
        for section in view.content.sections
    ]


def _read_item(
    view: SheetView, each: ItemScore, address: FileAddress, href: Callable[[int], str] | None
) -> dict[str, Any]:
    item = each.item
    return {
        "code": item.code,
        "text": item.text,
        "most": "" if item.scoring is Scoring.VETO else points(item.points),
        "said": said_of(view, each),
        "has_no_evidence": each.has_no_evidence,
        "auto": auto_of(view.prefills.get(item.code)),
        "files": [file_of(file, address) for file in view.files.get(item.code, ())],
        "href": href(view.place_of(item.code)) if href else None,
        "finding_href": None,
    }


def score_of_sheet(view: SheetView) -> dict[str, Any]:
    """Return what a sheet comes to, with the sentences that explain it."""
    score, is_final = view.score, view.row.state == SheetState.SUBMITTED.value
    return {
        "total": points(score.total),
        "grade": score.grade or score.outcome.label,
        "kind": {"passed": "met", "failed": "overdue", "vetoed": "overdue"}.get(score.outcome.value, "waiting"),
        "sentences": list(score.sentences),
        "is_final": is_final,
        "made_of": f"计分项 {points(score.possible)} 分，得 {points(score.earned)} 分"
        + (f"，加 {points(score.bonus)} 分" if score.bonus else ""),
    }


def compared(own: SheetView | None, inspected: SheetView | None, address: FileAddress) -> list[dict[str, Any]]:
    """Return two sheets side by side; ``differs`` marks the items of which they say different things."""
    lead = inspected or own
    if lead is None:
        return []
    sides = [(each, {s.item.code: s for s in each.score.items}) if each else None for each in (own, inspected)]
    rows = []
    for item in lead.content.items:
        said = [said_of(side[0], side[1][item.code]) if side else None for side in sides]
        answers = [side[1][item.code].answer if side else None for side in sides]
        given = [(a.result, a.value, a.of) for a in answers if a is not None]
        both = 2
        rows.append(
            {
                "code": item.code,
                "text": item.text,
                "most": "" if item.scoring is Scoring.VETO else points(item.points),
                "own": said[0],
                "inspected": said[1],
                "differs": len(given) == both and given[0] != given[1],
                "files": [
                    file_of(file, address) for side in sides if side for file in side[0].files.get(item.code, ())
                ],
            }
        )
    return rows
