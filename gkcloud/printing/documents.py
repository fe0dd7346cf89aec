"""A post as an official document (公文): what of it is which element of GB/T 9704. Decides, reads nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Protocol, Self
from uuid import UUID

from gkcloud.papers.document import Form, OfficialDocument
from gkcloud.papers.paper import chinese_date
from gkcloud.publishing.content import Disclosure
from gkcloud.tenancy.packspec import TenantSpec
from gkcloud.typeset.pictures import FILE_SCHEME

# Kinds of document with a form of their own (GB/T 9704-2012, clause 10); all others have the general one.
_FORMS: Mapping[str, Form] = {"mingling": Form.ORDER, "han": Form.LETTER, "jiyao": Form.MINUTES}
_SEPARATORS = re.compile(r"[、，,；;\s]+")
# A stored picture of a post stands at …/files/<id>; see publishing/sanitize.py.
_OWN_PICTURE = re.compile(r'<img\b([^>]*?)src="[^"]*/files/([0-9a-f-]{36})"')
_PUBLIC_NOTE = "此件公开发布"


class PostText(Protocol):
    """What a post says, as a revision or as a publication."""

    @property
    def title(self) -> str:  # noqa: D102 - as in the catalogue
        ...
    @property
    def body_html(self) -> str:  # noqa: D102 - as in the catalogue
        ...
    @property
    def doc_no(self) -> str:  # noqa: D102 - as in the catalogue
        ...
    @property
    def issuer(self) -> str:  # noqa: D102 - as in the catalogue
        ...
    @property
    def formed_on(self) -> date | None:  # noqa: D102 - as in the catalogue
        ...
    @property
    def genre_class(self) -> str:  # noqa: D102 - as in the catalogue
        ...
    @property
    def source(self) -> str:  # noqa: D102 - as in the catalogue
        ...
    @property
    def disclosure(self) -> str:  # noqa: D102 - as in the catalogue
        ...


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture among a post's attachments."""

    key: str
    name: str

    @classmethod
    def of(cls, file_id: UUID, filename: str) -> Self:
        """Return the picture that a file is, called as the file without its ending."""
        return cls(str(file_id), filename.rpartition(".")[0] or filename)


def document_of(
    post: PostText, spec: TenantSpec, *, published_on: date | None = None, pictures: Sequence[PictureFile] = ()
) -> OfficialDocument:
    """Return the document that a post is; one without a document number or an issuer is no official document.

    Pictures that the text does not show itself follow it.
    """
    issuers = names_in(post.issuer)
    if not post.doc_no or not issuers:
        return plain_document(post, spec, published_on=published_on, pictures=pictures)
    form = _FORMS.get(post.genre_class, Form.GENERAL)
    is_general = form is Form.GENERAL
    return OfficialDocument(
        title=post.title,
        body_html=_with_pictures(post.body_html, pictures),
        form=form,
        marks=issuers,
        mark_ending="文件" if is_general else "",
        doc_no=post.doc_no,
        issuers=issuers,
        formed_on=post.formed_on,
        note=_PUBLIC_NOTE if post.disclosure == Disclosure.PROACTIVE else "",
        printed_by=spec.paper.printed_by if is_general else "",
        printed_on=post.formed_on if is_general else None,
    )


def plain_document(
    post: PostText, spec: TenantSpec, *, published_on: date | None = None, pictures: Sequence[PictureFile] = ()
) -> OfficialDocument:
    """Return a post without masthead, with a line that says where it is from, its number, and when it was published.

    For what is no official document, and for one that cannot be set in the standard's form, as an old number may not.
    """
    said = (
        ("来源", post.source or post.issuer or spec.name),
        ("文号", post.doc_no),
        ("发布", chinese_date(published_on) if published_on else ""),
    )
    return OfficialDocument(
        title=post.title,
        body_html=_with_pictures(post.body_html, pictures),
        form=Form.PLAIN,
        issuers=names_in(post.issuer),
        formed_on=post.formed_on or published_on,
        source_line="　".join(f"{label}：{value}" for label, value in said if value),
    )


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of a line such as 澧县人民政府、澧县财政局, the lead first."""
    return tuple(name for name in _SEPARATORS.split(text) if name)


def _with_pictures(body: str, pictures: Sequence[PictureFile]) -> str:
    """Let the body name its pictures as the press knows them, and add those that it does not show."""
    known = {picture.key for picture in pictures}

    def named(found: re.Match[str]) -> str:
        address = f"{FILE_SCHEME}:{found[2]}" if found[2] in known else ""
        return f'<img{found[1]}src="{address}"'

    body = _OWN_PICTURE.sub(named, body)
    added = (
        f'<figure><img src="{FILE_SCHEME}:{escape(each.key)}" alt="{escape(each.name)}">'
        f"<figcaption>{escape(each.name)}</figcaption></figure>"
        for each in pictures
        if f"{FILE_SCHEME}:{each.key}" not in body
    )
    return body + "".join(added)
