"""The styles of the document, by the names of the elements of GB/T 9704, so that an office goes on with them."""

from dataclasses import dataclass, field

from gkcloud.papers.docx.markup import (
    Element,
    aligned,
    faces,
    flag,
    indent,
    indent_points,
    paragraph_properties,
    run_properties,
    size,
    spacing,
    w,
)
from gkcloud.papers.docx.units import LINE, SIZE, SQUEEZE, points

XIAOBIAOSONG, FANGSONG, KAI, HEI, SONG = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
RED = "E60012"
SMALL = 14.0  # points, 4号
TITLE_SIZE = 22.0  # points, 2号


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style; ``level`` is its place in the navigation pane, from 0."""

    id: str
    name: str
    paragraph: tuple[Element, ...] = ()
    face: str = ""
    size: float = 0
    color: str = ""
    level: int | None = None
    based_on: str = "Normal"
    following: str = "GwBody"
    more: tuple[Element, ...] = field(default=())


def _paragraph_styles() -> tuple[_Style, ...]:
    kept = (flag("keepNext"), flag("keepLines"))
    heading = (*kept, indent(first=2))
    centred = (aligned("center"),)
    return (
        _Style("GwBody", "公文正文", (indent(first=2),)),
        _Style("GwClass", "份号密级紧急程度", (aligned("left"),), following="GwClass"),
        _Style("GwMark", "发文机关标志", centred, XIAOBIAOSONG, 52, RED, following="GwNumber"),
        _Style("GwNumber", "发文字号", (aligned("center"),), following="GwTitle"),
        _Style(
            "GwTitle",
            "公文标题",
            (*kept, *centred, spacing(after=LINE)),
            XIAOBIAOSONG,
            TITLE_SIZE,
            level=0,
            following="GwAddressee",
        ),
        _Style("GwSource", "题下标注", (*centred, spacing(after=LINE // 2)), KAI, SMALL),
        _Style("GwAddressee", "主送机关", (aligned("left"),)),
        _Style("GwHeading1", "一级标题", heading, HEI, level=1),
        _Style("GwHeading2", "二级标题", heading, KAI, level=2),
        _Style("GwHeading3", "三级标题", heading, level=3),
        _Style("GwHeading4", "四级标题", heading, level=4),
        _Style("GwAnnexNote", "附件说明", (*kept, aligned("left")), following="GwAnnexNote"),
        _Style("GwPeople", "纪要人员", (aligned("left"), indent(left=5, hanging=3)), following="GwPeople"),
        _Style("GwIssuer", "发文机关署名", (*kept, aligned("right"), indent(right=2)), following="GwDate"),
        _Style("GwDate", "成文日期", (flag("keepLines"), aligned("right"), indent(right=2))),
        _Style("GwNote", "附注", (aligned("left"), indent(first=2))),
        _Style("GwAnnexMark", "附件标识", (*kept, aligned("left")), HEI, following="GwTitle"),
        _Style("GwTable", "表格文字", (aligned("left"), spacing(line=points(20))), size=SMALL),
        _Style("GwTableDense", "表格小字", (spacing(line=points(15)),), size=10.5, based_on="GwTable"),
        _Style("GwTableDensest", "表格最小字", (spacing(line=points(11)),), size=7.5, based_on="GwTable"),
        _Style("GwTableTitle", "表格标题", (*kept, *centred), HEI, SMALL, following="GwTable"),
        _Style("GwPicture", "公文图片", (*centred, w("spacing", before=290, after=290, line=240, lineRule="auto"))),
        _Style("GwGap", "表格间距", (spacing(line=290),), size=2),
        _Style(
            "GwFoot",
            "版记",
            (aligned("left"), spacing(line=points(24)), indent_points(left=SMALL, right=SMALL)),
            size=SMALL,
            following="GwFoot",
        ),
        _Style("GwFolio", "公文页码", (spacing(line=points(SMALL)),), SONG, SMALL, following="GwFolio"),
    )


def styles_part() -> Element:
    """Return the styles part: defaults, the program's own basic styles, ours."""
    return w("styles", _defaults(), *_basic(), *map(_style, _paragraph_styles()), *_others())


def _defaults() -> Element:
    language = w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    return w(
        "docDefaults",
        w("rPrDefault", run_properties(faces(FANGSONG), language)),
        w("pPrDefault"),
    )


def _basic() -> tuple[Element, ...]:
    """Return 正文 and the program's own styles for characters, tables and lists.

    正文 lets single lines stand at the head or foot of a page: a page has 22 lines (5.2.3); headings and signatures are
    kept with what they belong to instead. No mark hangs out of the type area, no space is added beside figures.

    The grid of 28 by 22 is the page's and shows in its settings. The text keeps to it by its own exact lines and squeezed
    characters: programs that snap characters of 16 points to cells of 15.8 set one in every second cell.
    """
    page = (
        flag("widowControl", is_on=False),
        flag("kinsoku"),
        flag("overflowPunct", is_on=False),
        flag("autoSpaceDE", is_on=False),
        flag("autoSpaceDN", is_on=False),
        flag("snapToGrid", is_on=False),
        spacing(before=0, after=0, line=LINE),
        aligned("both"),
    )
    normal = w(
        "style",
        w("name", val="Normal"),
        w("qFormat"),
        paragraph_properties(*page),
        run_properties(faces(FANGSONG), *size(SIZE), w("spacing", val=SQUEEZE), flag("snapToGrid", is_on=False)),
        type="paragraph",
        default=1,
        styleId="Normal",
    )
    none = {"left": 0, "right": 0}
    margins = w("tblCellMar", *(w(side, w=width, type="dxa") for side, width in none.items()))
    return (
        normal,
        _basic_style("character", "DefaultFont", "Default Paragraph Font"),
        _basic_style("table", "TableNormal", "Normal Table", w("tblPr", w("tblInd", w=0, type="dxa"), margins)),
        _basic_style("numbering", "NoList", "No List"),
    )


def _basic_style(kind: str, style_id: str, name: str, *content: Element) -> Element:
    return w(
        "style",
        w("name", val=name),
        w("uiPriority", val=99),
        w("semiHidden"),
        w("unhideWhenUsed"),
        *content,
        type=kind,
        default=1,
        styleId=style_id,
    )


def _style(style: _Style) -> Element:
    level = () if style.level is None else (w("outlineLvl", val=style.level),)
    characters = (
        *((faces(style.face),) if style.face else ()),
        *((w("color", val=style.color),) if style.color else ()),
        *(size(style.size) if style.size else ()),
        *style.more,
    )
    return w(
        "style",
        w("name", val=style.name),
        w("basedOn", val=style.based_on),
        w("next", val=style.following),
        w("qFormat"),
        paragraph_properties(*style.paragraph, *level),
        run_properties(*characters),
        type="paragraph",
        customStyle=1,
        styleId=style.id,
    )


def _others() -> tuple[Element, ...]:
    fonts = (
        ("GwHei", "黑体字", HEI),
        ("GwKai", "楷体字", KAI),
        ("GwSong", "宋体字", SONG),
        ("GwXbs", "小标宋字", XIAOBIAOSONG),
    )
    characters = tuple(
        w(
            "style",
            w("name", val=name),
            w("basedOn", val="DefaultFont"),
            w("qFormat"),
            run_properties(faces(face)),
            type="character",
            customStyle=1,
            styleId=style_id,
        )
        for style_id, name, face in fonts
    )
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = w("tblBorders", *(w(edge, val="single", sz=4, space=0, color="000000") for edge in edges))
    widths = (("top", 50), ("left", 80), ("bottom", 50), ("right", 80))
    margins = w("tblCellMar", *(w(edge, w=width, type="dxa") for edge, width in widths))
    sheet = w(
        "style",
        w("name", val="公文表格"),
        w("basedOn", val="TableNormal"),
        w("qFormat"),
        w("tblPr", borders, margins),
        type="table",
        customStyle=1,
        styleId="GwSheet",
    )
    return (*characters, sheet)
