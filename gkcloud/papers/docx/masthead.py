"""The masthead (版头): copy number, secrecy, urgency, mark, number, red rule (GB/T 9704-2012, 7.2, 10)."""

from collections.abc import Iterator, Sequence

from gkcloud.papers.document import Form, OfficialDocument
from gkcloud.papers.docx.mark import mark_names, mark_size, set_mark
from gkcloud.papers.docx.markup import (
    Element,
    aligned,
    flag,
    indent,
    paragraph,
    plain_text,
    run,
    spacing,
    tab,
    tab_stops,
    w,
)
from gkcloud.papers.docx.page import LETTER_RULE_HEIGHT, letter_frame, letter_rule
from gkcloud.papers.docx.styles import RED
from gkcloud.papers.docx.units import CELLS, LINE, SIZE, TOP, WIDTH, cells, cells_of, mm, points
from gkcloud.papers.paper import chinese_date

_MARK_FROM_TOP = {Form.GENERAL: mm(35), Form.MINUTES: mm(35), Form.ORDER: mm(20)}  # below the edge of the type area
_LETTER_FROM_TOP = mm(30)  # below the edge of the page
_RULE_BELOW = mm(4)
_UNDER_LETTER_RULE = points(5)  # with what the line itself leaves above its characters, 7/8 of their height
_ABOVE_NUMBER = 2  # lines
# A word processor measures a border's distance from the foot of the line, which lies about 3 points under the figures.
_NUMBER_RULE_SPACE = 7  # points
_RULE_SIZE = 16  # eighths of a point
_SIGNERS_A_ROW = 2


def masthead(document: OfficialDocument, *, has_title: bool) -> Iterator[Element]:
    """Return what stands above the title, by the document's form; without a mark there is none."""
    names, ending = mark_names(document)
    if document.form is Form.PLAIN or not names:
        return
    if document.form is Form.LETTER:
        yield from _letter(document, names[0])
        return
    over = [paragraph("GwClass", run(text, *style)) for text, style in _classification(document)]
    distance = _MARK_FROM_TOP[document.form] - len(over) * LINE
    yield from over
    mark, under_ink = set_mark(names, ending, distance)
    yield from mark
    yield from _numbers(document, _ABOVE_NUMBER * LINE - under_ink, has_title=has_title)


def _classification(document: OfficialDocument) -> Iterator[tuple[str, tuple[Element, ...]]]:
    """Return copy number, secrecy and urgency with the style of their characters, as far as there are any."""
    for text in filter(None, [plain_text(document.copy_no)]):
        yield text, ()
    for text in filter(None, map(plain_text, (document.secrecy, document.urgency))):
        yield text, (w("rStyle", val="GwHei"),)


def _numbers(document: OfficialDocument, before: int, *, has_title: bool) -> Iterator[Element]:
    """Return the number ``before`` twips below the mark, with it who signed a document to a superior or who holds a meeting, and the red rule."""
    number = plain_text(document.doc_no)
    border = w("pBdr", w("bottom", val="single", sz=_RULE_SIZE, space=_NUMBER_RULE_SPACE, color=RED))
    rule = () if document.form is Form.ORDER else (border,)
    signers = [text for text in map(plain_text, document.signed_by) if text]
    imprint = _minutes_imprint(document)
    # Without a title, as in orders, the text begins where a title would (10.2).
    after = 0 if has_title else _ABOVE_NUMBER * LINE
    if signers:
        yield from _signers(number, signers, rule, before)
    elif imprint is None:
        place = spacing(before=before, after=after)
        yield paragraph("GwNumber", run(number), properties=(place, *rule))
    else:
        yield paragraph("GwNumber", run(number), properties=(spacing(before=before),))
        stops = tab_stops(("right", WIDTH - cells(1)))
        sides = (aligned("left"), stops, indent(first=1), spacing(after=after))
        yield paragraph("GwNumber", run(imprint[0]), tab(), run(imprint[1]), properties=(*sides, *rule))


def _minutes_imprint(document: OfficialDocument) -> tuple[str, str] | None:
    """Return who holds the meeting and when, which minutes say above the rule."""
    if document.form is not Form.MINUTES or not (document.issuers or document.formed_on):
        return None
    day = "" if document.formed_on is None else chinese_date(document.formed_on)
    return "　".join(map(plain_text, document.issuers)), day


def _signers(number: str, signers: Sequence[str], rule: tuple[Element, ...], before: int) -> Iterator[Element]:
    """Return the names two by two, the number in the line of the last ones (7.2.5, 7.2.6).

    A border reaches from indent to indent, and the rule is as wide as the type area: so the number stands one character
    in by its first line, and the names by tab stops.
    """
    widest = max(map(cells_of, signers))
    rows = [signers[at : at + _SIGNERS_A_ROW] for at in range(0, len(signers), _SIGNERS_A_ROW)]
    names_at = [CELLS - 1 - widest - back * (widest + 1) for back in reversed(range(len(rows[0])))]
    label_at = names_at[0] - 4  # 签发人：
    stops = tab_stops(*(("left", cells(max(1, at))) for at in (label_at, *names_at)))
    for place, names in enumerate(rows):
        is_first, is_last = place == 0, place == len(rows) - 1
        runs = [run(number)] if is_last else []
        runs += [tab(), run("签发人：" if is_first else "")]
        for name in names:
            runs += [tab(), *_spread(name, widest)]
        above = spacing(before=before if is_first else 0)
        properties = (aligned("left"), stops, above, indent(first=1), *(rule if is_last else ()))
        yield paragraph("GwNumber", *runs, properties=properties)


def _spread(name: str, width: float) -> tuple[Element, ...]:
    """Return a signer's name in 楷体, as wide as the longest: 李　四 beside 王小明."""
    face = w("rStyle", val="GwKai")
    extra = (width - cells_of(name)) / max(len(name) - 1, 1)
    if extra <= 0:
        return (run(name, face),)
    return run(name[:-1], face, w("spacing", val=points(extra * SIZE))), run(name[-1], face)


def _letter(document: OfficialDocument, name: str) -> Iterator[Element]:
    """Return a letter's mark between page edge and double rule, then number at the right, classification at the left."""
    chosen = mark_size(max(cells_of(name), 1))
    space = max(1, round((_RULE_BELOW - chosen.under_ink) / 20))
    top, height = _LETTER_FROM_TOP - chosen.above_ink, chosen.line + points(space) + LETTER_RULE_HEIGHT
    place = (letter_frame(top, height), letter_rule(space, is_above=True), spacing(line=chosen.line))
    yield paragraph("GwMark", run(name, *chosen.characters()), properties=place)
    number = plain_text(document.doc_no)
    for at, (shown, style) in enumerate(list(_classification(document)) or [("", ())]):
        if at:
            yield paragraph("GwClass", run(shown, *style), properties=(flag("keepNext"),))
            continue
        # The frame has no part in the flow of the text, which begins at the upper edge of the type area.
        below = spacing(before=top + height - TOP + _UNDER_LETTER_RULE)
        properties = (flag("keepNext"), tab_stops(("right", WIDTH)), below)
        yield paragraph("GwClass", run(shown, *style), tab(), run(number), properties=properties)
