"""The file around the document: its parts, and the archive, the same bytes for the same content."""

import zipfile
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import cast

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml
from docx.oxml.settings import CT_Settings
from docx.package import Package
from docx.parts.document import DocumentPart
from docx.parts.hdrftr import FooterPart
from docx.parts.settings import SettingsPart
from docx.parts.styles import StylesPart
from lxml import etree

from gkcloud.papers.docx.markup import Element, flag, plain_text, w
from gkcloud.papers.docx.styles import FANGSONG, HEI, KAI, SONG, XIAOBIAOSONG, styles_part

_NEVER = (1980, 1, 1, 0, 0, 0)  # the first moment an archive can name: when a file was made is no part of it
_TITLE_LIMIT = 255  # characters that a program shows of a property

# What stands in for a face that a machine lacks (ISO/IEC 29500-1, 17.8.3.1), and its classification.
_SUBSTITUTES = (
    (
        FANGSONG,
        ("FangSong_GB2312", "仿宋", "FangSong", "方正仿宋_GBK", "华文仿宋", "STFangsong"),
        "02010609030101010101",
    ),
    (KAI, ("KaiTi_GB2312", "楷体", "KaiTi", "方正楷体_GBK", "华文楷体", "STKaiti"), "02010609030101010101"),
    (HEI, ("SimHei", "方正黑体_GBK", "华文黑体", "STHeiti"), "02010609060101010101"),
    (SONG, ("SimSun", "方正书宋_GBK", "华文宋体", "STSong"), "02010600030101010101"),
    (
        XIAOBIAOSONG,
        ("FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05", "华文中宋", "STZhongsong", "宋体", "SimSun"),
        "03000509000000000000",
    ),
)


class DocxFile:
    """A document that is being put together: ``part`` holds the body and the pictures."""

    def __init__(self) -> None:
        self._package = Package()
        self.body = w("body")
        content = w("document", self.body)
        self.part = DocumentPart(PackURI("/word/document.xml"), CT.WML_DOCUMENT_MAIN, content, self._package)
        self._package.relate_to(self.part, RT.OFFICE_DOCUMENT)
        styles = StylesPart(PackURI("/word/styles.xml"), CT.WML_STYLES, styles_part(), self._package)
        self.part.relate_to(styles, RT.STYLES)
        settings = SettingsPart(
            PackURI("/word/settings.xml"), CT.WML_SETTINGS, cast("CT_Settings", _settings()), self._package
        )
        self.part.relate_to(settings, RT.SETTINGS)
        fonts = Part(PackURI("/word/fontTable.xml"), CT.WML_FONT_TABLE, _as_bytes(_font_table()), self._package)
        self.part.relate_to(fonts, RT.FONT_TABLE)
        self._footers = 0

    def add_footer(self, paragraphs: Iterable[Element]) -> str:
        """Add a footer and return the identifier that a section names it by."""
        self._footers += 1
        name = PackURI(f"/word/footer{self._footers}.xml")
        footer = FooterPart(name, CT.WML_FOOTER, w("ftr", *paragraphs), self._package)
        return str(self.part.relate_to(footer, RT.FOOTER))

    def describe(self, *, title: str, author: str, day: date | None) -> None:
        """Set the properties of the file; nothing of the program or of whoever asked for the file is among them."""
        name = PackURI("/docProps/core.xml")
        properties = _core_properties(plain_text(title)[:_TITLE_LIMIT], plain_text(author)[:_TITLE_LIMIT], day)
        part = Part(name, CT.OPC_CORE_PROPERTIES, _as_bytes(properties), self._package)
        self._package.relate_to(part, RT.CORE_PROPERTIES)

    def content(self) -> bytes:
        """Return the file."""
        made = BytesIO()
        self._package.save(made)
        fixed = BytesIO()
        with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                entry = zipfile.ZipInfo(name, _NEVER)
                entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
                target.writestr(entry, source.read(name))
        return fixed.getvalue()


def _as_bytes(element: etree._Element) -> bytes:
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)


def _font_table() -> Element:
    fonts = []
    for name, others, panose in _SUBSTITUTES:
        fonts.append(
            w(
                "font",
                w("altName", val=",".join(others)),
                w("panose1", val=panose),
                w("charset", val=86),  # GB 2312
                w("family", val="modern"),
                w("pitch", val="default"),
                name=name,
            )
        )
    return w("fonts", *fonts)


def _settings() -> Element:
    """Return the settings: even pages have footers of their own, marks are squeezed as Chinese text does it."""
    compatible = (
        "spaceForUL",
        "balanceSingleByteDoubleByteWidth",
        "doNotLeaveBackslashAlone",
        "ulTrailSpace",
        "doNotExpandShiftReturn",
        "adjustLineHeightInTable",
        "useFELayout",
    )
    mode = w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    return w(
        "settings",
        w("zoom", percent=100),
        w("defaultTabStop", val=420),
        flag("evenAndOddHeaders"),
        w("characterSpacingControl", val="compressPunctuation"),
        w("compat", *map(w, compatible), mode),
        w("themeFontLang", val="en-US", eastAsia="zh-CN"),
    )


def _core_properties(title: str, author: str, day: date | None) -> etree._Element:
    root = parse_xml(
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'
    )
    names = {prefix: address for prefix, address in root.nsmap.items() if prefix}
    given = (("dc", "title", title), ("dc", "creator", author), ("dc", "language", "zh-CN"))
    moment = "" if day is None else f"{day.isoformat()}T00:00:00Z"
    moments = tuple(("dcterms", name, moment) for name in ("created", "modified"))
    for prefix, name, text in (*given, *moments):
        if text:
            etree.SubElement(root, f"{{{names[prefix]}}}{name}").text = text
    for dated in root.iterfind("dcterms:*", names):
        dated.set(f"{{{names['xsi']}}}type", "dcterms:W3CDTF")
    return root
