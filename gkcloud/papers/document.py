"""An official document (公文) as it is printed: GB/T 9704-2012, the general form, the letter, the order, the minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from gkcloud.papers import closing, documentparts
from gkcloud.papers.documentforms import Form, Seal
from gkcloud.papers.documentparts import BodyParts
from gkcloud.papers.documentrules import document_faults, number_shown
from gkcloud.papers.masthead import set_mark, signer_rows
from gkcloud.papers.paper import PaperKind, chinese_date, fill_template
from gkcloud.typeset.faces import Faces
from gkcloud.typeset.markup import blocks_markup

__all__ = ["Attachment", "Form", "OfficialDocument", "Seal"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text that follows the document on a new page (附件): its title and its body as sanitised HTML."""

    title: str
    body_html: str


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """Everything that is printed of a document; an empty field is an element that the document does not have.

    ``marks`` are the issuing organs of the red mark, lead first, ``mark_ending`` what follows them: 文件 in the general
    form only (a letter's mark is the organ alone, that of minutes ends in 纪要), 令 or 命令 in an order. ``issuers``
    sign, lead first.
    ``body_html`` is sanitised; paragraphs of class addressee, signature and date in it are the elements of that name, and
    are only used where the field of that name is empty.
    """

    KIND: ClassVar = PaperKind.DOCUMENT

    title: str
    body_html: str
    form: Form = Form.GENERAL
    marks: tuple[str, ...] = ()
    mark_ending: str = "文件"
    doc_no: str = ""
    copy_no: str = ""
    secrecy: str = ""
    urgency: str = ""
    signed_by: tuple[str, ...] = ()
    addressee: str = ""
    issuers: tuple[str, ...] = ()
    formed_on: date | None = None
    seal: Seal = Seal.NONE
    stamp_office: str = ""
    stamp_name: str = ""
    note: str = ""
    attachments: tuple[Attachment, ...] = ()
    copies_to: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: date | None = None
    present: str = ""
    absent: str = ""
    observers: str = ""
    source_line: str = ""

    @property
    def label(self) -> str:
        """The title of the file."""
        return self.title

    def faults(self, faces: Faces, files: Mapping[str, bytes] | None = None) -> tuple[str, ...]:
        """See Paper.faults."""
        return tuple(document_faults(self, faces, files))

    def compose(self, faces: Faces, *, is_foot_apart: bool = False) -> str:
        """See Paper.compose; the foot is the 版记."""
        parts = documentparts.take_apart(self.body_html)
        after = documentparts.following_text(parts.after)
        texts = [(attachment.title, attachment.body_html) for attachment in self.attachments]
        is_named = documentparts.names_attachments(parts.blocks)
        titles = [] if is_named else [title for title, _ in texts]
        addressee = self.addressee or parts.addressee
        mark_says_it_all = (
            self.form is Form.MINUTES and self.title == "".join(self.marks_shown) + self.full_mark_ending
        )
        has_title = self.form is not Form.ORDER and not mark_says_it_all
        return fill_template(
            "document.html",
            ("page.css", "document.css", *_STYLES.get(self.form, ())),
            faces,
            form=self.form.value,
            label=self.label,
            author=next(iter((*self.issuers, *parts.signature, *self.marks)), self.printed_by),
            formed_on=self.formed_on,
            mark=set_mark(self.marks_shown, self.full_mark_ending, faces) if self.marks_shown else None,
            mark_tag="p" if has_title else "h1",
            doc_no=number_shown(self),
            copy_no=self.copy_no,
            secrecy=self.secrecy,
            urgency=self.urgency,
            signers=signer_rows(self.signed_by, faces),
            imprint=self._imprint,
            title=documentparts.title_of(self.title) if has_title else (),
            source_line=self.source_line if self.form is Form.PLAIN else "",
            addressee=documentparts.addressee_markup(addressee, faces) if addressee else None,
            text=documentparts.running_text(parts.blocks, faces),
            annexed=documentparts.attachment_note(titles, faces),
            number_room=documentparts.number_room(len(titles), faces),
            closing=self._closing(parts, faces),
            attendance=[(name, documentparts.attendance_lines(people, faces)) for name, people in self._attendance],
            note=documentparts.bracketed(self.note or parts.note),
            after=after,
            after_title=documentparts.title_of(after.title),
            after_body=blocks_markup(after.blocks, faces),
            attached=documentparts.attached_texts(texts, faces),
            copies=documentparts.copies_lines(self.copies_to, faces),
            printed=self._printed,
            is_foot_apart=is_foot_apart,
        )

    @property
    def marks_shown(self) -> tuple[str, ...]:
        """The organs in the red mark: letter, order and minutes have the lead organ's (10.1)."""
        if self.form is Form.PLAIN:
            return ()
        return self.marks if self.form is Form.GENERAL else self.marks[:1]

    @property
    def full_mark_ending(self) -> str:
        """What follows the organ in the mark: the form decides where the field is empty or still has its default."""
        if self.form is Form.GENERAL:
            return self.mark_ending
        if self.form is Form.ORDER:
            return "令" if self.mark_ending in {"", "文件"} else self.mark_ending
        is_named = not self.marks or self.marks[0].endswith("纪要")
        return "会议纪要" if self.form is Form.MINUTES and not is_named else ""

    @property
    def has_date(self) -> bool:
        """Whether the date of the document (成文日期) is given, by its field or by the body."""
        return self.formed_on is not None or bool(documentparts.take_apart(self.body_html).day)

    @property
    def _imprint(self) -> tuple[str, str] | None:
        """The line of the minutes that says who issues them, the lead organ, and when."""
        if self.form is not Form.MINUTES or not (self.issuers or self.formed_on):
            return None
        return next(iter(self.issuers), ""), chinese_date(self.formed_on) if self.formed_on else ""

    @property
    def _attendance(self) -> tuple[tuple[str, str], ...]:
        rows = (("出席", self.present), ("请假", self.absent), ("列席", self.observers))
        return tuple((name, people.strip()) for name, people in rows if people.strip())

    @property
    def _printed(self) -> tuple[str, str] | None:
        if self.form is Form.LETTER or not (self.printed_by or self.printed_on):
            return None
        return self.printed_by, f"{chinese_date(self.printed_on)}印发" if self.printed_on else ""

    def _closing(self, parts: BodyParts, faces: Faces) -> tuple[closing.ClosingLine, ...]:
        if self.form is Form.MINUTES:
            return ()
        day = chinese_date(self.formed_on) if self.formed_on else parts.day
        if self.seal is Seal.STAMP:
            return closing.stamped(self.stamp_office, self.stamp_name, day, faces)
        organs = self.issuers or parts.signature
        return (
            closing.sealed(organs, day, faces) if self.seal is Seal.SEALED else closing.unsealed(organs, day, faces)
        )


_STYLES: Mapping[Form, tuple[str, ...]] = {
    Form.LETTER: ("letter.css",),
    Form.ORDER: ("order.css",),
    Form.MINUTES: ("minutes.css",),
}
