"""What keeps a PDF file from being an archive file: ISO 19005-2 (PDF/A), level B, as far as our files can fall short.

No validator was to be had from a package registry (veraPDF is on none of them; PDFBox's preflight in Debian knows part 1
only), so these are checks of our own, by clause. Tags and bookmarks, which level B does not ask for, are in tagging.py.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont
from lxml import etree
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from tests.pdf.tagging import tagging_faults
from tests.pdf.textshown import shown_glyphs

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_XMP = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
}
_FILTERS = {"/FlateDecode", "/DCTDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode", "/JPXDecode"}
_ACTIONS = {"/GoTo", "/GoToR", "/GoToE", "/Thread", "/URI", "/Named", "/SubmitForm"}  # 6.5.1
_ANNOTATIONS_WITHOUT_APPEARANCE = {"/Link", "/Popup"}  # 6.3.3
_PRINT, _HIDING = 1 << 2, 1 << 0 | 1 << 1 | 1 << 5 | 1 << 8
_INTENTS = {"/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"}
_SIMPLE_FONTS = {"/Type1", "/MMType1", "/TrueType"}
_WIDTH_TOLERANCE = 1  # thousandths of the font size, 6.2.11.5


def archive_faults(content: bytes) -> list[str]:
    """Return what is wrong with the file, each with its clause of ISO 19005-2; none, and it passes."""
    try:
        pdf = Pdf.open(BytesIO(content))
    except pikepdf.PasswordError:
        return ["6.1.3: the file is encrypted"]
    with pdf:
        return [
            *_file_faults(content, pdf),
            *_object_faults(pdf),
            *_metadata_faults(pdf),
            *_colour_faults(pdf),
            *_font_faults(pdf),
            *_annotation_faults(pdf),
            *tagging_faults(pdf),
        ]


def _file_faults(content: bytes, pdf: Pdf) -> Iterator[str]:
    first, _, rest = content.partition(b"\n")
    if not first.startswith(b"%PDF-1.") or first[7:8] not in b"01234567" or len(first) != 8:
        yield "6.1.2: the header is not %PDF-1.n"
    comment = rest.partition(b"\n")[0]
    if not comment.startswith(b"%") or len(comment) < 5 or min(comment[1:5]) < 128:
        yield "6.1.2: no comment of four bytes above 127 after the header"
    if not content.rstrip(b"\r\n").endswith(b"%%EOF"):
        yield "6.1.3: there is something after the end of the file"
    if pdf.is_encrypted or "/Encrypt" in pdf.trailer:
        yield "6.1.3: the file is encrypted"
    identifier = pdf.trailer.get("/ID")
    if identifier is None or len(identifier) != 2 or not all(bytes(part) for part in identifier):
        yield "6.1.3: the trailer has no ID"
    for key in ("/AA", "/OCProperties", "/NeedsRendering", "/Requirements"):
        if key in pdf.Root:
            yield f"6.5.2, 6.9, 6.4.2, 6.11: the catalogue has {key}"
    yield from _page_faults(pdf)


def _page_faults(pdf: Pdf) -> Iterator[str]:
    names = pdf.Root.get("/Names", Dictionary())
    for key, clause in (("/EmbeddedFiles", "6.8"), ("/JavaScript", "6.5.1"), ("/AlternatePresentations", "6.10")):
        if key in names:
            yield f"{clause}: the catalogue names {key}"
    for number, page in enumerate(pdf.pages, 1):
        if "/AA" in page or "/PresSteps" in page:
            yield f"6.5.2, 6.10: page {number} acts by itself"
        _, _, width, height = map(float, page.mediabox)
        if not (3 <= width <= 14_400 and 3 <= height <= 14_400):
            yield f"6.1.13: page {number} is {width} by {height} points"


def _object_faults(pdf: Pdf) -> Iterator[str]:
    """What no object may be, wherever it stands."""
    for each in pdf.objects:
        if isinstance(each, Stream):
            yield from _stream_faults(each)
        if isinstance(each, Dictionary | Stream):
            yield from _dictionary_faults(each, 0)


def _stream_faults(stream: Stream) -> Iterator[str]:
    filters = stream.get("/Filter", Array())
    named = {str(each) for each in (filters if isinstance(filters, Array) else [filters])}
    if unknown := named - _FILTERS:
        yield f"6.1.7.2: a stream is packed with {sorted(unknown)}"
    if {"/F", "/FFilter", "/FDecodeParms"} & set(stream.keys()):
        yield "6.1.7.1: a stream lies in another file"
    if stream.get("/Subtype") == Name.Image:
        if stream.get("/Interpolate", False):
            yield "6.2.8: a picture asks for interpolation"
        if {"/Alternates", "/OPI"} & set(stream.keys()):
            yield "6.2.8: a picture has alternates"
        if stream.get("/ColorSpace") == Name.DeviceCMYK:
            yield "6.2.4.3: a picture is in CMYK, the output intent in RGB"
        if int(stream.get("/BitsPerComponent", 1)) not in {1, 2, 4, 8, 16}:
            yield "6.2.8: a picture has an odd number of bits"
    if stream.get("/Subtype") == Name.Form and {"/OPI", "/Ref", "/PS"} & set(stream.keys()):
        yield "6.2.9: a form refers elsewhere"
    if stream.get("/Subtype") == Name.PS:
        yield "6.2.9: there is PostScript in the file"


def _dictionary_faults(each: Dictionary | Stream, depth: int) -> Iterator[str]:
    kind = each.get("/S")
    if isinstance(kind, Name) and _is_action(each) and str(kind) not in _ACTIONS:
        yield f"6.5.1: there is an action {kind}"
    if "/EF" in each:
        yield "6.8: a file is embedded that is no archive file"
    if "/TR" in each or "/HTP" in each or each.get("/TR2", Name.Default) != Name.Default:
        yield "6.2.5: a graphics state has a transfer function"
    if depth < 3:
        for key, inner in each.items():
            if isinstance(inner, Dictionary) and not inner.is_indirect and key not in {"/Parent", "/P", "/Pg"}:
                yield from _dictionary_faults(inner, depth + 1)


def _is_action(each: Dictionary | Stream) -> bool:
    kind = each.get("/Type", Name.Action)
    return kind == Name.Action and bool({"/JS", "/URI", "/Win", "/F", "/D"} & set(each.keys()))


def _metadata_faults(pdf: Pdf) -> Iterator[str]:
    metadata = pdf.Root.get("/Metadata")
    if metadata is None:
        yield "6.6.2: there is no metadata"
        return
    if metadata.get("/Type") != Name.Metadata or metadata.get("/Subtype") != Name.XML:
        yield "6.6.2: the metadata is not said to be XML"
    try:
        tree = etree.fromstring(metadata.read_bytes())
    except etree.XMLSyntaxError:
        yield "6.6.2: the metadata cannot be read"
        return
    part, level = _property(tree, "pdfaid", "part"), _property(tree, "pdfaid", "conformance")
    if (part, level) != ("2", "B"):
        yield f"6.6.4: the file calls itself part {part}, level {level}"
    for key, prefix, name in (
        ("/Title", "dc", "title"),
        ("/Author", "dc", "creator"),
        ("/Producer", "pdf", "Producer"),
        ("/CreationDate", "xmp", "CreateDate"),
        ("/ModDate", "xmp", "ModifyDate"),
    ):
        said, told = str(pdf.docinfo.get(key, "")), _property(tree, prefix, name)
        if not said:
            yield f"6.6.3: the document information has no {key}"
        elif _plain(said) != _plain(told):
            yield f"6.6.3: {key} is {said!r} here and {told!r} there"


def _property(tree: Any, prefix: str, name: str) -> str:
    tag = f"{{{_XMP[prefix]}}}{name}"
    for description in tree.iter(f"{_RDF}Description"):
        if tag in description.attrib:
            return str(description.attrib[tag])
    element = next(tree.iter(tag), None)
    return "" if element is None else "".join(element.itertext()).strip()


def _plain(text: str) -> str:
    """Write a date of either form with its digits alone; other text stays itself."""
    digits = "".join(filter(str.isdigit, text))
    return digits if text.startswith("D:") or (text[:4].isdecimal() and text[4:5] == "-") else text


def _colour_faults(pdf: Pdf) -> Iterator[str]:
    intents = [each for each in pdf.Root.get("/OutputIntents", Array()) if each.get("/S") == Name.GTS_PDFA1]
    profile = intents[0].get("/DestOutputProfile") if intents else None
    if profile is None:
        yield "6.2.3: there is no output intent with a profile"
        return
    raw = profile.read_bytes()
    if raw[36:40] != b"acsp" or raw[16:20] != b"RGB " or int(profile.get("/N", 0)) != 3:
        yield "6.2.3: the profile of the output intent is no RGB profile"
    for number, page in enumerate(pdf.pages, 1):
        operators: set[str] = set()
        depth = deepest = 0
        for operands, operator in pikepdf.parse_content_stream(page):
            word = str(operator)
            operators.add(word)
            depth += {"q": 1, "Q": -1}.get(word, 0)
            deepest = max(deepest, depth)
            if word == "ri" and str(operands[0]) not in _INTENTS:
                yield f"6.2.6: page {number} has the rendering intent {operands[0]}"
        if {"k", "K"} & operators:
            yield f"6.2.4.3: page {number} has colours in CMYK"
        if depth or deepest > 28:
            yield f"6.1.13: page {number} nests graphics states {deepest} deep, {depth} left open"


def _font_faults(pdf: Pdf) -> Iterator[str]:
    shown = shown_glyphs(pdf)
    if not shown:
        yield "no text is shown at all"
    for font, glyphs in shown.values():
        name = str(font.get("/BaseFont", "/unnamed"))
        if font.get("/Subtype") != Name.Type0:
            if str(font.get("/Subtype")) in _SIMPLE_FONTS:
                yield f"6.2.11: {name} is no composite face, which all of ours are"
            continue
        descendant = font.DescendantFonts[0]
        descriptor = descendant.get("/FontDescriptor", Dictionary())
        program = next((descriptor[key] for key in ("/FontFile2", "/FontFile3") if key in descriptor), None)
        if program is None:
            yield f"6.2.11.4: {name} is not embedded"
            continue
        if descendant.Subtype == Name.CIDFontType2 and "/CIDToGIDMap" not in descendant:
            yield f"6.2.11.3: {name} does not say which glyph a code is"
        if 0 in glyphs:
            yield f"6.2.11.8: {name} shows the glyph .notdef"
        yield from _unicode_faults(name, font, glyphs)
        yield from _width_faults(name, descendant, program, glyphs)


def _unicode_faults(name: str, font: Object, glyphs: set[int]) -> Iterator[str]:
    if "/ToUnicode" not in font:
        yield f"6.2.11.7: {name} does not say which characters it shows"
        return
    mapped, text = set(), font.ToUnicode.read_bytes().decode("latin-1")
    for section in text.split("beginbfchar")[1:]:
        mapped |= {int(line.split()[0][1:-1], 16) for line in section.partition("endbfchar")[0].strip().splitlines()}
    if lost := glyphs - mapped - {0}:
        yield f"6.2.11.7: {name} shows {len(lost)} glyphs without saying which characters"


def _width_faults(name: str, descendant: Object, program: Stream, glyphs: set[int]) -> Iterator[str]:
    """Compare the widths that the file gives with those of the embedded face."""
    said = _widths(descendant.get("/W", Array()))
    face = TTFont(BytesIO(program.read_bytes()))
    order, metrics = face.getGlyphOrder(), face["hmtx"].metrics
    scale = 1000 / face["head"].unitsPerEm
    for glyph in sorted(glyphs):
        if glyph >= len(order):
            yield f"6.2.11.4: {name} has no glyph {glyph}, which is shown"
        elif (
            abs(said.get(glyph, float(descendant.get("/DW", 1000))) - metrics[order[glyph]][0] * scale)
            > _WIDTH_TOLERANCE
        ):
            yield f"6.2.11.5: {name} gives glyph {glyph} another width than the face"
            return


def _widths(listed: Array) -> dict[int, float]:
    widths: dict[int, float] = {}
    items = list(listed)
    while items:
        first, following = int(items.pop(0)), items.pop(0)
        if isinstance(following, Array):
            widths.update({first + number: float(width) for number, width in enumerate(following)})
        else:
            width = float(items.pop(0))
            widths.update(dict.fromkeys(range(first, int(following) + 1), width))
    return widths


def _annotation_faults(pdf: Pdf) -> Iterator[str]:
    targets = (
        set(map(str, pikepdf.NameTree(pdf.Root.Names.Dests)))
        if "/Names" in pdf.Root and "/Dests" in pdf.Root.Names
        else set()
    )
    for number, page in enumerate(pdf.pages, 1):
        for each in page.get("/Annots", Array()):
            flags = int(each.get("/F", 0))
            if not flags & _PRINT or flags & _HIDING:
                yield f"6.3.2: an annotation of page {number} is not printed"
            kind = str(each.get("/Subtype"))
            if kind not in _ANNOTATIONS_WITHOUT_APPEARANCE and "/AP" not in each:
                yield f"6.3.3: an annotation {kind} of page {number} has no appearance"
            if "/Dest" in each and isinstance(each.Dest, pikepdf.String) and str(each.Dest) not in targets:
                yield f"a link of page {number} leads to {each.Dest}, which is not there"
    if "/AcroForm" in pdf.Root:
        yield "6.4.1: the file has a form"
