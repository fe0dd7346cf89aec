"""Documents to put into DOCX files, and their files read back."""

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import etree
from PIL import Image

from gkcloud.papers.document import OfficialDocument
from gkcloud.papers.docx import document_docx

NOTICE = OfficialDocument(
    title="关于做好村务公开栏更新工作的通知",
    body_html="<p>各村公开栏按月更新。</p><h2>一、时间</h2><p>每月5日前完成。</p>",
    marks=("某县人民政府办公室",),
    doc_no="某政办发〔2026〕12号",
    addressee="各乡镇人民政府",
    issuers=("某县人民政府办公室",),
    formed_on=date(2026, 9, 30),
)


def notice(**changes: Any) -> OfficialDocument:
    return replace(NOTICE, **changes)


def opened(document: OfficialDocument, **files: bytes) -> Document:
    return docx.Document(BytesIO(document_docx(document, files=files)))


def part(document: OfficialDocument, name: str, **files: bytes) -> etree._Element:
    with zipfile.ZipFile(BytesIO(document_docx(document, files=files))) as archive:
        return etree.fromstring(archive.read(name))


def body_texts(document: OfficialDocument, **files: bytes) -> list[str]:
    """The text of every paragraph that has one, in the order of the file, cells of tables too."""
    paragraphs = opened(document, **files).element.body.iter(qn("w:p"))
    texts = ("".join(node.text or "" for node in each.iter(qn("w:t"))) for each in paragraphs)
    return [text for text in texts if text]


def find(document: OfficialDocument, text: str, **files: bytes) -> Paragraph:
    """The paragraph whose text, without tabs and line breaks, begins with ``text``."""
    file = opened(document, **files)
    for element in file.element.body.iter(qn("w:p")):
        shown = "".join(node.text or "" for node in element.iter(qn("w:t")))
        if shown.startswith(text):
            return Paragraph(element, file._body)
    raise AssertionError(f"no paragraph begins with {text}")


def own(paragraph: Paragraph, tag: str, name: str) -> str | None:
    """An attribute of what the paragraph sets for itself, over its style."""
    found = paragraph._p.find(f"{qn('w:pPr')}/{qn(f'w:{tag}')}")
    return None if found is None else found.get(qn(f"w:{name}"))


def picture(kind: str = "PNG", size: tuple[int, int] = (120, 80), mode: str = "RGB", **options: Any) -> bytes:
    made = BytesIO()
    Image.new(mode, size).save(made, kind, **options)
    return made.getvalue()
