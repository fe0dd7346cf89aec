"""The masthead (版头): copy number, secrecy, urgency, red mark, number, red rule (GB/T 9704-2012, 7.2, 10)."""

from collections.abc import Iterator

from gkcloud.papers.document import Form, OfficialDocument
from gkcloud.papers.docx.markup import (
    Element,
    aligned,
    flag,
    indent,
    lines_before,
    paragraph,
    plain_text,
    run,
    size,
    spacing,
    tab,
    tab_stops,
    w,
)
from gkcloud.papers.docx.page import LETTER_RULE_HEIGHT, letter_frame, letter_rule
from gkcloud.papers.docx.styles import RED
from gkcloud.papers.docx.units import CELLS, LINE, TOP, WIDTH, cells, cells_of, mm, points

_LARGEST, _SMALLEST = 56.0, 26.0  # points
_MARK_WIDTH = WIDTH / 20 - 16  # points that a mark may fill
_JOINT_HEIGHT = 240.0  # points that joint marks may fill together: the text begins on the first page
_SLACK = 16.0  # points beside joint marks, as programs differ in what fits a cell
_ROW = 1.25  # height of a row of joint marks, of the characters' size
_LINE_OF_SIZE = 1.1  # a tighter line would cut the characters in some programs
_INK = 0.08  # from the upper edge of such a line to that of its characters, of the characters' size
_MARK_FROM_TOP = {Form.GENERAL: mm(35), Form.MINUTES: mm(35), Form.ORDER: mm(20)}  # below the edge of the type area
_UNDER_INK = 0.14  # from the lower edge of the characters to that of the line
_UNDER_LETTER_RULE = points(5)  # with what the line itself leaves above its characters, 7/8 of their height
_LETTER_FROM_TOP = mm(30)  # below the edge of the page
_RULE_BELOW = mm(4)
_ABOVE_NUMBER = 2  # lines
# A word processor measures a border's distance from the foot of the line, which lies about 3 points under the figures.
_NUMBER_RULE_SPACE = 9  # points
_RULE_SIZE = 16  # eighths of a point


def masthead(document: OfficialDocument) -> Iterator[Element]:
    """Return what stands above the title, by the document's form."""
    if document.form is Form.LETTER:
        yield from _letter(document)
        return
    over = list(_classification(document))
    for text, style in over:
        yield paragraph("GwClass", run(text, *style))
    if document.form is Form.PLAIN:
        return
    if any(map(plain_text, document.marks)):
        yield from _mark(document, _MARK_FROM_TOP[document.form] - len(over) * LINE)
    yield from _number(document)


def _classification(document: OfficialDocument) -> Iterator[tuple[str, tuple[Element, ...]]]:
    """Return copy number, secrecy and urgency with the style of their characters, as far as there are any."""
    for text in filter(None, [plain_text(document.copy_no)]):
        yield text, ()
    for text in filter(None, map(plain_text, (document.secrecy, document.urgency))):
        yield text, (w("rStyle", val="GwHei"),)


def mark_size(text: str) -> tuple[float, int]:
    """Return the size in points of a mark on one line, and by how many percent its characters are narrowed."""
    count = max(cells_of(text), 1)
    largest = min(_LARGEST, _MARK_WIDTH / count)
    if largest >= _SMALLEST:
        return int(largest * 2) / 2, 100
    return _SMALLEST, max(33, int(_MARK_WIDTH / count / _SMALLEST * 100))


def _narrowed(percent: int) -> tuple[Element, ...]:
    return (w("w", val=percent),) if percent < 100 else ()  # noqa: PLR2004 - a percentage


def _mark(document: OfficialDocument, distance: int) -> Iterator[Element]:
    marks = [text for text in map(plain_text, document.marks) if text]
    if len(marks) > 1:
        yield from _joint_marks(marks, plain_text(document.mark_ending), distance)
        return
    text = marks[0] + plain_text(document.mark_ending)
    points_high, percent = mark_size(text)
    before = max(0, distance - points(points_high * _INK))
    place = spacing(before=before, line=points(points_high * _LINE_OF_SIZE))
    yield paragraph("GwMark", run(text, *size(points_high), *_narrowed(percent)), properties=(place,))


def _joint_marks(marks: list[str], ending: str, distance: int) -> Iterator[Element]:
    """Return the organs one under the other, of one width, and the ending at their right, in the middle of the height."""
    longest = max(map(cells_of, marks))
    together = (_MARK_WIDTH - _SLACK) / (longest + cells_of(ending) + (0.5 if ending else 0))
    points_high = max(12.0, int(2 * min(_LARGEST, together, _JOINT_HEIGHT / len(marks) / _ROW)) / 2)
    right = points(points_high * (cells_of(ending) + 0.5)) if ending else 0
    left = min(WIDTH - right, points(points_high * longest) + points(_SLACK))
    # A table has no distance of its own to what is above it.
    yield paragraph("GwGap", properties=(spacing(line=max(20, distance - points(points_high * _INK))),))
    row_height = points(points_high * _ROW)
    rows = []
    for number, mark in enumerate(marks):
        line = spacing(line=points(points_high * _LINE_OF_SIZE))
        name = paragraph("GwMark", run(mark, *size(points_high)), properties=(line, aligned("distribute")))
        names = w("tc", w("tcPr", w("tcW", w=left, type="dxa"), w("vAlign", val="center")), name)
        merge = w("vMerge", val="restart") if number == 0 else w("vMerge")
        shown = [run(ending, *size(points_high))] if number == 0 else []
        last = paragraph("GwMark", *shown, properties=(spacing(line=points(points_high * _LINE_OF_SIZE)),))
        end = w("tc", w("tcPr", w("tcW", w=right, type="dxa"), merge, w("vAlign", val="center")), last)
        height = w("trPr", w("trHeight", val=row_height, hRule="exact"))
        rows.append(w("tr", height, names, end if ending else None))
    columns = [w("gridCol", w=left), *([w("gridCol", w=right)] if ending else [])]
    layout = (w("tblW", w=left + right, type="dxa"), w("jc", val="center"), w("tblLayout", type="fixed"))
    yield w("tbl", w("tblPr", *layout), w("tblGrid", *columns), *rows)


def _number(document: OfficialDocument) -> Iterator[Element]:
    """Return number and red rule; a document to a superior names at their right who signed it."""
    number = plain_text(document.doc_no)
    rule = w("pBdr", w("bottom", val="single", sz=_RULE_SIZE, space=_NUMBER_RULE_SPACE, color=RED))
    rules = () if document.form is Form.ORDER else (rule,)
    signers = [plain_text(name) for name in document.signed_by if plain_text(name)]
    before = lines_before(_ABOVE_NUMBER)
    if signers:
        yield from _signers(number, signers, rules)
    elif number or rules:
        yield paragraph("GwNumber", run(number), properties=(before, *rules))


def _signers(number: str, signers: list[str], rules: tuple[Element, ...]) -> Iterator[Element]:
    """Return the names two by two, the number in the line of the last ones (7.2.5, 7.2.6)."""
    widest = max(cells_of(name) for name in signers)
    pairs = [signers[at : at + 2] for at in range(0, len(signers), 2)]
    columns = min(2, len(signers))
    names_at = CELLS - 1 - columns * widest - (columns - 1)
    label_at = names_at - 4  # 签发人：
    stops = tab_stops(
        ("left", cells(label_at)),
        ("left", cells(names_at)),
        *(("left", cells(names_at + widest + 1)),) * (columns - 1),
    )
    for place, names in enumerate(pairs):
        is_last = place == len(pairs) - 1
        runs = [run(number)] if is_last else []
        runs += [tab(), run("签发人：")] if place == 0 else [tab()]
        for name in names:
            runs += (
                [tab(), run(name, w("rStyle", val="GwKai"))]
                if name is not names[0] or place
                else [run(name, w("rStyle", val="GwKai"))]
            )
        properties = [aligned("left"), stops, lines_before(_ABOVE_NUMBER if place == 0 else 0)]
        # A border reaches from indent to indent, and the rule is as wide as the type area: the number stands one
        # character in by its first line.
        properties.append(indent(first=1))
        yield paragraph("GwNumber", *runs, properties=(*properties, *(rules if is_last else ())))


def _letter(document: OfficialDocument) -> Iterator[Element]:
    """Return a letter's mark between page edge and double rule, then number at the right, classification at the left."""
    text = "".join(map(plain_text, (*document.marks, document.mark_ending)))
    points_high, percent = mark_size(text)
    line = points(points_high * _LINE_OF_SIZE)
    under_line = max(1, round(_RULE_BELOW / 20 - points_high * _UNDER_INK))
    height = line + points(under_line) + LETTER_RULE_HEIGHT
    top = _LETTER_FROM_TOP - points(points_high * _INK)
    place = (letter_frame(top, height), letter_rule(under_line, is_above=True), spacing(line=line))
    yield paragraph("GwMark", run(text, *size(points_high), *_narrowed(percent)), properties=place)
    over = list(_classification(document)) or [("", ())]
    number = plain_text(document.doc_no)
    for place_of_line, (shown, style) in enumerate(over):
        runs = [run(shown, *style)]
        properties = [flag("keepNext")]
        if place_of_line == 0:
            runs += [tab(), run(number)]
            properties += [tab_stops(("right", WIDTH)), spacing(before=top + height - TOP + _UNDER_LETTER_RULE)]
        yield paragraph("GwClass", *runs, properties=properties)
