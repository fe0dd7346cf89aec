"""Every kind of paper is an archive file (PDF/A-2b) with tags; and each check of ours can fail."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from gkcloud.papers.kinds import KINDS
from gkcloud.papers.paper import PaperKind
from gkcloud.papers.render import render_paper
from gkcloud.typeset.faces import Faces
from tests.pdf.archive import archive_faults
from tests.pdf.samples import FILES, SAMPLES

pytestmark = pytest.mark.pdf


@pytest.fixture(scope="module")
def sound(faces: Faces) -> bytes:
    return render_paper(SAMPLES[PaperKind.BULLETIN], faces=faces, files=FILES)


def test_every_kind_has_a_sample() -> None:
    assert set(SAMPLES) == set(KINDS)


@pytest.mark.parametrize("kind", [kind for kind in SAMPLES if kind is not PaperKind.BULLETIN])
def test_every_kind_is_an_archive_file(kind: PaperKind, faces: Faces) -> None:
    assert archive_faults(render_paper(SAMPLES[kind], faces=faces, files=FILES)) == []


def test_the_bulletin_is_an_archive_file(sound: bytes) -> None:
    assert archive_faults(sound) == []


def test_page_numbers_are_artifacts(sound: bytes) -> None:
    with Pdf.open(BytesIO(sound)) as pdf:
        for page in pdf.pages:
            opened = [operands for operands, word in pikepdf.parse_content_stream(page) if str(word) == "BDC"]
            pagination = [each for each in opened if each[0] == Name.Artifact]
            assert [each[1].get("/Type") for each in pagination] == [Name.Pagination]


_PACKED = pikepdf.StreamDecodeLevel.none
Change = Callable[[Pdf], object]


def delete(*path: str) -> Change:
    def change(pdf: Pdf) -> None:
        holder = pdf.Root
        for key in path[:-1]:
            holder = holder[key]
        del holder[path[-1]]

    return change


def put(value: object, *path: str) -> Change:
    def change(pdf: Pdf) -> None:
        holder = pdf.Root
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = value

    return change


def in_metadata(old: bytes, new: bytes) -> Change:
    def change(pdf: Pdf) -> None:
        raw = pdf.Root.Metadata.read_bytes()
        assert old in raw
        pdf.Root.Metadata.write(raw.replace(old, new))

    return change


def picture_with(key: str, value: object) -> Change:
    return lambda pdf: pictures(pdf)[0].__setitem__(key, value)


def pictures(pdf: Pdf) -> list[pikepdf.Stream]:
    return [each for each in pdf.objects if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == Name.Image]


def faces_of(pdf: Pdf) -> list[Dictionary]:
    return list(pdf.pages[0].Resources.Font.values())


def shown_face(pdf: Pdf) -> Dictionary:
    first = next(operands for operands, word in pikepdf.parse_content_stream(pdf.pages[0]) if str(word) == "Tf")
    return pdf.pages[0].Resources.Font[str(first[0])]


def elements(pdf: Pdf, kind: str) -> list[Dictionary]:
    return [each for each in pdf.objects if isinstance(each, Dictionary) and each.get("/S") == Name(f"/{kind}")]


def drawn_before(operators: bytes) -> Change:
    def change(pdf: Pdf) -> None:
        pdf.pages[0].contents_add(operators, prepend=True)

    return change


def link(pdf: Pdf) -> Dictionary:
    return pdf.pages[0].Annots[0]


DAMAGES: dict[str, tuple[Change, str]] = {
    "embedded file": (put(Dictionary(), "/Names", "/EmbeddedFiles"), "6.8"),
    "named script": (put(Dictionary(), "/Names", "/JavaScript"), "6.5.1"),
    "acting catalogue": (put(Dictionary(), "/AA"), "6.5.2"),
    "form": (put(Dictionary(Fields=Array()), "/AcroForm"), "6.4.1"),
    "script": (put(Dictionary(S=Name.JavaScript, JS=String("1")), "/OpenAction"), "6.5.1"),
    "launching": (lambda pdf: link(pdf).__setitem__("/A", Dictionary(S=Name.Launch, F=String("x"))), "6.5.1"),
    "acting page": (lambda pdf: pdf.pages[0].__setitem__("/AA", Dictionary()), "page 1 acts"),
    "huge page": (lambda pdf: pdf.pages[0].__setitem__("/MediaBox", Array([0, 0, 20_000, 10])), "6.1.13"),
    "no metadata": (delete("/Metadata"), "6.6.2"),
    "broken metadata": (in_metadata(b"</rdf:RDF>", b"</rdf:RDF"), "cannot be read"),
    "another part": (in_metadata(b'part="2"', b'part="1"'), "6.6.4"),
    "another level": (in_metadata(b'conformance="B"', b'conformance="A"'), "6.6.4"),
    "another title": (lambda pdf: pdf.docinfo.__setitem__("/Title", "别的"), "/Title"),
    "another date": (lambda pdf: pdf.docinfo.__setitem__("/CreationDate", "D:20250101"), "/CreationDate"),
    "no author": (lambda pdf: pdf.docinfo.__delitem__("/Author"), "no /Author"),
    "no intent": (delete("/OutputIntents"), "6.2.3"),
    "another profile": (lambda pdf: pdf.Root.OutputIntents[0].DestOutputProfile.write(b"\0" * 128), "6.2.3"),
    "interpolation": (picture_with("/Interpolate", True), "6.2.8"),
    "alternates": (picture_with("/Alternates", Array()), "6.2.8"),
    "cmyk picture": (picture_with("/ColorSpace", Name.DeviceCMYK), "6.2.4.3"),
    "odd bits": (picture_with("/BitsPerComponent", 3), "6.2.8"),
    "elsewhere": (picture_with("/F", String("x.png")), "6.1.7.1"),
    "packing": (lambda pdf: pictures(pdf)[0].write(b"\x80\x0b", filter=Name.LZWDecode), "6.1.7.2"),
    "cmyk ink": (drawn_before(b"0 0 0 1 k\n"), "6.2.4.3"),
    "odd intent": (drawn_before(b"/Bright ri\n"), "6.2.6"),
    "left open": (drawn_before(b"q\n"), "6.1.13"),
    "transfer function": (
        lambda pdf: pdf.pages[0].Resources.ExtGState.__setitem__("/T", pdf.make_indirect(Dictionary(TR=Name.Identity))),
        "6.2.5",
    ),
    "face not embedded": (
        lambda pdf: [
            shown_face(pdf).DescendantFonts[0].FontDescriptor.__delitem__(key)
            for key in ("/FontFile2", "/FontFile3")
            if key in shown_face(pdf).DescendantFonts[0].FontDescriptor
        ],
        "6.2.11.4",
    ),
    "no characters": (lambda pdf: shown_face(pdf).__delitem__("/ToUnicode"), "6.2.11.7"),
    "lost characters": (lambda pdf: shown_face(pdf).ToUnicode.write(b"begincmap endcmap"), "6.2.11.7"),
    "simple face": (lambda pdf: shown_face(pdf).__setitem__("/Subtype", Name.TrueType), "6.2.11"),
    "other widths": (lambda pdf: [face.DescendantFonts[0].__setitem__("/W", Array()) for face in faces_of(pdf)], "6.2.11.5"),
    "unprinted link": (lambda pdf: link(pdf).__setitem__("/F", 0), "6.3.2"),
    "hidden link": (lambda pdf: link(pdf).__setitem__("/F", 6), "6.3.2"),
    "no appearance": (lambda pdf: link(pdf).__setitem__("/Subtype", Name.Square), "6.3.3"),
    "lost target": (lambda pdf: link(pdf).__setitem__("/Dest", String("none")), "not there"),
    "no language": (delete("/Lang"), "language"),
    "unmarked": (delete("/MarkInfo"), "marked as tagged"),
    "no title bar": (delete("/ViewerPreferences"), "title"),
    "no bookmarks": (delete("/Outlines"), "no bookmarks"),
    "bookmark to nowhere": (lambda pdf: pdf.Root.Outlines.First.__delitem__("/Dest"), "leads to no page"),
    "no structure": (delete("/StructTreeRoot"), "no structure"),
    "no description": (lambda pdf: elements(pdf, "Figure")[0].__delitem__("/Alt"), "description"),
    "row without table": (lambda pdf: elements(pdf, "Table")[0].__setitem__("/S", Name.Sect), "a T"),
    "header of nothing": (lambda pdf: elements(pdf, "TH")[0].A.__delitem__("/Scope"), "heads a column"),
    "jumping heading": (lambda pdf: elements(pdf, "H1")[0].__setitem__("/S", Name.H3), "level 3 follows"),
    "lost parents": (lambda pdf: pdf.Root.StructTreeRoot.__delitem__("/ParentTree"), "belongs to no element"),
    "lost content": (lambda pdf: elements(pdf, "Table")[0].__setitem__("/K", Array()), "does not hold"),
    "unmarked content": (lambda pdf: pdf.pages[0].__setitem__("/Contents", pdf.make_stream(b"")), "no page marks"),
    "loose link": (lambda pdf: link(pdf).__delitem__("/StructParent"), "link of page 1 is not in the structure"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_each_check_can_fail(damage: str, sound: bytes) -> None:
    change, expected = DAMAGES[damage]
    out = BytesIO()
    with Pdf.open(BytesIO(sound)) as pdf:
        change(pdf)
        pdf.save(out, static_id=True, fix_metadata_version=False, compress_streams=False, stream_decode_level=_PACKED)
    found = archive_faults(out.getvalue())
    assert any(expected in fault for fault in found), found


def test_a_file_that_is_only_saved_again_stays_sound(sound: bytes) -> None:
    out = BytesIO()
    with Pdf.open(BytesIO(sound)) as pdf:
        pdf.save(out)
    assert archive_faults(out.getvalue()) == []


def test_glyphs_without_a_shape_are_found(sound: bytes) -> None:
    out = BytesIO()
    with Pdf.open(BytesIO(sound)) as pdf:
        words = pikepdf.parse_content_stream(pdf.pages[0])
        name = next(operands[0] for operands, word in words if str(word) == "Tf")
        pdf.pages[0].contents_add(b"/Artifact BMC BT %s 9 Tf <0000> Tj ET EMC\n" % str(name).encode(), prepend=True)
        pdf.save(out)
    assert any("6.2.11.8" in fault for fault in archive_faults(out.getvalue()))


def test_text_outside_the_structure_is_found(sound: bytes) -> None:
    out = BytesIO()
    with Pdf.open(BytesIO(sound)) as pdf:
        pdf.pages[0].contents_add(b"BT () Tj ET\n", prepend=True)
        pdf.save(out)
    assert any("outside the structure" in fault for fault in archive_faults(out.getvalue()))


def test_the_file_around_the_objects_is_looked_at(sound: bytes) -> None:
    assert any("6.1.2" in fault for fault in archive_faults(sound.replace(b"%PDF-1.7", b"%PDF-2.0", 1)))
    comment = sound.split(b"\n", 2)[1]
    assert any("comment" in fault for fault in archive_faults(sound.replace(comment, b"%text" + comment[5:], 1)))
    assert any("after the end" in fault for fault in archive_faults(sound + b"\nmore"))


def test_encryption_is_found(sound: bytes) -> None:
    for password in ("", "secret"):
        out = BytesIO()
        with Pdf.open(BytesIO(sound)) as pdf:
            pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=password))
        assert any("encrypted" in fault for fault in archive_faults(out.getvalue()))
