"""A circular (通报) of an inspection, a commendation or a state of affairs: facts in, an official document out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar

from gkcloud.papers.circularfacts import AnnexedList, CircularPurpose, GoodPractice, Problem
from gkcloud.papers.circularparts import circular_body, list_table
from gkcloud.papers.circularrules import circular_faults
from gkcloud.papers.document import Attachment, Form, OfficialDocument, Seal
from gkcloud.papers.paper import PaperKind
from gkcloud.typeset.faces import Faces

__all__ = ["AnnexedList", "Circular", "CircularPurpose", "GoodPractice", "Problem"]


@dataclass(frozen=True, slots=True)
class Circular:
    """The facts of a circular, and the elements of the document that it is printed as.

    ``subject`` is what the circular is about (2026年第三季度政务公开工作); the title is built from it unless ``title`` is
    given. ``counted`` names what was checked, in a measure of 个. ``report_to`` is who gets the reports of
    rectification until ``report_by``: the first issuer where it is empty. Texts may have several paragraphs, one a line.
    """

    KIND: ClassVar = PaperKind.CIRCULAR

    purpose: CircularPurpose
    subject: str
    basis: str
    title: str = ""
    period: str = ""
    counted: str = "单位"
    checked: int = 0
    passed: int = 0
    overview: str = ""
    good_practice: tuple[GoodPractice, ...] = ()
    problems: tuple[Problem, ...] = ()
    requirements: str = ""
    report_by: date | None = None
    report_to: str = ""
    lists: tuple[AnnexedList, ...] = ()
    form: Form = Form.GENERAL
    marks: tuple[str, ...] = ()
    mark_ending: str = "文件"
    doc_no: str = ""
    copy_no: str = ""
    secrecy: str = ""
    urgency: str = ""
    addressee: str = ""
    issuers: tuple[str, ...] = ()
    formed_on: date | None = None
    seal: Seal = Seal.NONE
    stamp_office: str = ""
    stamp_name: str = ""
    note: str = ""
    copies_to: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: date | None = None

    @property
    def label(self) -> str:
        """The title in full: given, or of organ, subject and kind (GB/T 9704-2012, 7.3.1)."""
        if self.title.strip():
            return self.title.strip()
        organ = self.issuers[0] if len(self.issuers) == 1 else ""
        subject = self.subject.strip().removeprefix("关于").removesuffix("的通报")
        if self.purpose is CircularPurpose.COMMENDATION:
            return f"{organ}关于表扬{subject}的通报"
        state = "检查情况" if self.purpose is CircularPurpose.INSPECTION else "情况"
        return f"{organ}关于{subject.removesuffix('情况').removesuffix('检查')}{state}的通报"

    @property
    def rate(self) -> str:
        """The share that passed, such as 91.3%, rounded half up; empty where nothing was checked."""
        if self.checked <= 0:
            return ""
        share = (Decimal(100 * self.passed) / self.checked).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return f"{share:f}".removesuffix(".0") + "%"

    def document(self) -> OfficialDocument:
        """Return the official document that the circular is printed as."""
        return OfficialDocument(
            title=self.label,
            body_html=circular_body(self),
            form=self.form,
            marks=self.marks,
            mark_ending=self.mark_ending,
            doc_no=self.doc_no,
            copy_no=self.copy_no,
            secrecy=self.secrecy,
            urgency=self.urgency,
            addressee=self.addressee,
            issuers=self.issuers,
            formed_on=self.formed_on,
            seal=self.seal,
            stamp_office=self.stamp_office,
            stamp_name=self.stamp_name,
            note=self.note,
            attachments=tuple(Attachment(annexed.title, list_table(annexed)) for annexed in self.lists),
            copies_to=self.copies_to,
            printed_by=self.printed_by,
            printed_on=self.printed_on,
        )

    def faults(self, faces: Faces, files: Mapping[str, bytes] | None = None) -> tuple[str, ...]:
        """See Paper.faults; those of the circular first, then those of the document that it makes."""
        own = tuple(circular_faults(self))
        return own + tuple(fault for fault in self.document().faults(faces, files) if fault not in own)

    def compose(self, faces: Faces, *, is_foot_apart: bool = False) -> str:
        """See Paper.compose; the foot is the 版记."""
        return self.document().compose(faces, is_foot_apart=is_foot_apart)
