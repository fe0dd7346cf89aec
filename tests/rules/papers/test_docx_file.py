"""The DOCX file itself: its parts, its properties, the same bytes for the same content."""

import posixpath
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise

import pytest
from lxml import etree

from gkcloud.papers.document import Form
from gkcloud.papers.docx import document_docx
from tests.rules.papers.docxread import NOTICE, notice, opened, picture

PICTURED = notice(body_html='<p>见图。</p><img src="gk-file:k" alt="公开栏">')


def archive(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(content))


def test_same_content_gives_the_same_bytes() -> None:
    files = {"k": picture()}
    assert document_docx(PICTURED, files=files) == document_docx(replace(PICTURED), files=dict(files))
    assert document_docx(NOTICE) != document_docx(notice(note="此件公开发布"))


def test_no_entry_says_when_or_where_the_file_was_made() -> None:
    entries = archive(document_docx(NOTICE)).infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {(entry.create_system, entry.extra, entry.comment) for entry in entries} == {(0, b"", b"")}


@pytest.mark.parametrize("form", Form)
def test_every_part_has_a_type_and_every_relation_a_target(form: Form) -> None:
    with archive(document_docx(replace(PICTURED, form=form), files={"k": picture()})) as file:
        names = set(file.namelist())
        types = etree.fromstring(file.read("[Content_Types].xml"))
        named = {each.get("PartName", "").lstrip("/") for each in types}
        endings = {each.get("Extension") for each in types}
        parts = names - {"[Content_Types].xml"}
        assert all(name in named or name.rpartition(".")[2] in endings for name in parts)
        assert named - {""} <= names
        targets = set()
        for name in (each for each in names if each.endswith(".rels")):
            folder = posixpath.dirname(posixpath.dirname(name))
            for relation in etree.fromstring(file.read(name)):
                assert relation.get("TargetMode") is None
                targets.add(posixpath.normpath(posixpath.join(folder, relation.get("Target", "")).lstrip("/")))
        assert targets == {name for name in parts if not name.endswith(".rels")}


def test_every_style_and_relation_that_is_used_is_there() -> None:
    content = document_docx(replace(PICTURED, form=Form.LETTER), files={"k": picture()})
    with archive(content) as file:
        styles = set(etree.fromstring(file.read("word/styles.xml")).xpath("//@*[local-name()='styleId']"))
        document = etree.fromstring(file.read("word/document.xml"))
        relations = {each.get("Id") for each in etree.fromstring(file.read("word/_rels/document.xml.rels"))}
    used = document.xpath("//*[local-name()='pStyle' or local-name()='rStyle' or local-name()='tblStyle']/@*")
    assert set(used) <= styles
    assert set(
        document.xpath("//@*[local-name()='embed'] | //*[local-name()='footerReference']/@*[local-name()='id']")
    ) <= (relations)


def test_properties_are_the_documents_own() -> None:
    properties = opened(NOTICE).core_properties
    assert (properties.title, properties.author, properties.language) == (NOTICE.title, "某县人民政府办公室", "zh-CN")
    assert properties.created is not None
    assert properties.created.date() == NOTICE.formed_on
    assert properties.modified == properties.created
    undated = opened(notice(formed_on=None, printed_on=date(2026, 10, 1), title="长" * 300)).core_properties
    assert undated.created is None
    assert undated.title == "长" * 255


def test_nothing_of_the_program_is_left() -> None:
    with archive(document_docx(NOTICE)) as file:
        whole = b"".join(file.read(name) for name in file.namelist())
        names = " ".join(file.namelist())
    assert b"python" not in whole.lower()
    assert not [word for word in ("comments", "thumbnail", "customXml", "app.xml", "theme") if word in names]


def test_styles_have_names_an_office_goes_on_with() -> None:
    shown = {style.name for style in opened(NOTICE).styles}
    assert {"公文正文", "公文标题", "一级标题", "二级标题", "发文机关标志", "版记", "公文表格", "附件说明"} <= shown


@pytest.mark.parametrize("form", Form)
def test_last_table_is_followed_by_a_paragraph(form: Form) -> None:
    document = opened(notice(form=form, copies_to=("某局",), body_html="<table><tr><td>甲</td></tr></table>"))
    tags = [child.tag.rpartition("}")[2] for child in document.element.body]
    assert tags[-1] == "sectPr"
    assert tags[-2] == "p"
    assert all(pair != ("tbl", "tbl") for pair in pairwise(tags))
