"""What the pre-publication check (发布前检查) reports, and the one catalogue of what it can find."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Self


class Severity(StrEnum):
    """How much a finding weighs: ``BLOCK`` stops publication until it is dealt with."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of thing found at one place; ``sample`` is masked and never holds a whole number."""

    code: str
    severity: Severity
    place: str
    count: int
    sample: str
    message: str
    maskable: bool


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file offered with a post, as it would be published."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class WatchWord:
    """A word on the tenant's own list, with what to do about it (a Chinese sentence, may be empty)."""

    word: str
    severity: Severity
    advice: str


@dataclass(frozen=True, slots=True)
class Masked:
    """Content after masking, and in Chinese sentences what was done (empty when nothing was)."""

    content: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the catalogue: the noun a summary counts, what to do, and whether one action can mask it."""

    severity: Severity
    noun: str
    advice: str
    maskable: bool = False


# Severities: what the law never lets out whole is a block (个人信息保护法 art. 28: identity, accounts,
# health, under-14s); what is often right to publish, such as an office's own mobile number, is a warning.
CATALOGUE: Final[Mapping[str, Entry]] = {
    "resident_id": Entry(Severity.BLOCK, "身份证号", "请遮盖或删除后再发布", maskable=True),
    "resident_id_old": Entry(
        Severity.WARN, "疑似 15 位旧身份证号", "请核对，确属身份证号的须遮盖或删除", maskable=True
    ),
    "resident_id_lost_digits": Entry(
        Severity.WARN, "疑似末位丢失的身份证号", "单元格按数值保存了身份证号，请删除该列", maskable=True
    ),
    "resident_id_in_code": Entry(Severity.BLOCK, "链接或文件内部的身份证号", "请删除该链接或对象，另存后重新上传"),
    "mobile": Entry(Severity.WARN, "手机号码", "请确认属于公开的办公联系方式，否则应遮盖", maskable=True),
    "bank_card": Entry(Severity.WARN, "银行卡号", "请确认属于单位账户，个人账户应遮盖或删除", maskable=True),
    "column_resident_id": Entry(Severity.BLOCK, "名单中的身份证号列", "该列不得公开，请删除或遮盖", maskable=True),
    "column_bank": Entry(Severity.BLOCK, "名单中的银行账号列", "该列不得公开，请删除或遮盖", maskable=True),
    "column_health": Entry(
        Severity.BLOCK, "名单中的病残信息列", "病种、残疾类别等不得公开，请删除或遮盖", maskable=True
    ),
    "column_children": Entry(
        Severity.BLOCK, "名单中的未成年人姓名列", "子女姓名不得公开，请删除或遮盖", maskable=True
    ),
    "column_phone": Entry(Severity.WARN, "名单中的联系电话列", "个人电话不宜公开，请删除或遮盖", maskable=True),
    "column_circumstances": Entry(
        Severity.WARN, "名单中的家庭情况列", "家庭情况、致贫原因等不宜公开，请删除或遮盖", maskable=True
    ),
    "column_address": Entry(
        Severity.WARN, "名单中的详细住址列", "住址公开到村（社区）为止，请删除或遮盖", maskable=True
    ),
    "missing_field": Entry(Severity.BLOCK, "必填项空缺", "请补填后再提交"),
    "empty_link": Entry(Severity.WARN, "空链接", "请补上链接地址和文字，或者删除该链接"),
    "image_without_alt": Entry(Severity.WARN, "缺少说明文字的图片", "请为图片填写说明文字，方便读屏软件朗读"),
    "table_without_header": Entry(Severity.WARN, "没有表头的表格", "请把第一行设为表头"),
    "hidden_sheet": Entry(Severity.WARN, "隐藏工作表", "下载的人可以取消隐藏，请确认内容可以公开，否则删除"),
    "hidden_rows": Entry(Severity.WARN, "隐藏行", "下载的人可以取消隐藏，请确认内容可以公开，否则删除"),
    "hidden_columns": Entry(Severity.WARN, "隐藏列", "下载的人可以取消隐藏，请确认内容可以公开，否则删除"),
    "hidden_slides": Entry(Severity.WARN, "隐藏幻灯片", "下载的人可以取消隐藏，请确认内容可以公开，否则删除"),
    "slide_notes": Entry(Severity.WARN, "幻灯片备注", "备注会随文件公开，请确认或删除"),
    "tracked_changes": Entry(Severity.WARN, "未处理的修订", "请接受或拒绝全部修订，另存后重新上传"),
    "comments": Entry(Severity.WARN, "批注", "请删除全部批注，另存后重新上传"),
    "hidden_text": Entry(Severity.WARN, "隐藏文字", "请显示并核对隐藏文字，不宜公开的删除后重新上传"),
    "document_author": Entry(Severity.NOTE, "文件属性中的人名", "如不宜公开，请在文件属性中删除作者后重新上传"),
    "embedded_file": Entry(Severity.WARN, "内嵌文件", "内嵌文件会一并公开，请确认内容或改为图片"),
    "data_cache": Entry(Severity.WARN, "数据缓存", "缓存保留着原始数据，请把透视表粘贴为数值后重新上传"),
    "pdf_without_text": Entry(Severity.NOTE, "扫描件页面", "页面没有文字，未能检查，请人工查看"),
    "pdf_encrypted": Entry(Severity.WARN, "加密的 PDF", "请取消密码或使用限制后重新上传"),
    "pdf_active": Entry(Severity.WARN, "PDF 中的脚本或自动动作", "请重新导出为普通 PDF 后上传"),
    "unreadable": Entry(Severity.WARN, "无法检查的附件", "文件读不出来，请人工查看或重新另存后上传"),
    "scan_limit": Entry(Severity.WARN, "未检查完的附件", "内容过多，只检查了前面部分，其余请人工查看"),
    "watch_word": Entry(Severity.WARN, "提示词", "请核对用词是否妥当"),
}


def finding(
    code: str, place: str, count: int = 1, *, sample: str = "", where: str = "", maskable: bool | None = None
) -> Finding:
    """Return the finding of catalogue row ``code``; ``where`` names the first hit, such as a cell."""
    entry = CATALOGUE[code]
    first = f"（首处在{where}）" if where else ""
    return Finding(
        code=code,
        severity=entry.severity,
        place=place,
        count=count,
        sample=sample,
        message=f"{place}发现 {count} 处{entry.noun}{first}，{entry.advice}。",
        maskable=entry.maskable if maskable is None else maskable,
    )


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one check, the gravest first; stored with the decision that was taken on it."""

    findings: tuple[Finding, ...] = ()

    @property
    def blocks(self) -> bool:
        """Say whether something must be dealt with before publication."""
        return any(found.severity is Severity.BLOCK for found in self.findings)

    def as_json(self) -> dict[str, Any]:
        """Return the report in plain types, for a JSON column."""
        return {
            "findings": [
                {
                    "code": found.code,
                    "severity": found.severity.value,
                    "place": found.place,
                    "count": found.count,
                    "sample": found.sample,
                    "message": found.message,
                    "maskable": found.maskable,
                }
                for found in self.findings
            ]
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return the report that ``as_json`` stored. Raises KeyError or ValueError if it is not one."""
        return cls(
            tuple(
                Finding(
                    code=str(row["code"]),
                    severity=Severity(row["severity"]),
                    place=str(row["place"]),
                    count=int(row["count"]),
                    sample=str(row["sample"]),
                    message=str(row["message"]),
                    maskable=bool(row["maskable"]),
                )
                for row in stored["findings"]
            )
        )

    def summary(self) -> str:
        """Return one short line for a list: the blocks if any, else the warnings, else the notes."""
        if self.blocks:
            return f"含 {self._counts(Severity.BLOCK)}，须先处理"
        if warnings := self._counts(Severity.WARN):
            return f"有 {warnings}，请核对"
        if notes := self._counts(Severity.NOTE):
            return f"未发现问题，另有 {notes}供参考"
        return "未发现问题"

    def _counts(self, severity: Severity) -> str:
        totals: dict[str, int] = {}
        for found in self.findings:
            if found.severity is severity:
                noun = CATALOGUE[found.code].noun if found.code in CATALOGUE else found.code
                totals[noun] = totals.get(noun, 0) + found.count
        return "、".join(f"{count} 处{noun}" for noun, count in totals.items())


@dataclass(slots=True)
class Tally:
    """Counts hits by code and place, keeping the first sample and position, in order of appearance."""

    _rows: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    _ready: list[Finding] = field(default_factory=list)

    def add(self, code: str, place: str, *, sample: str = "", where: str = "", count: int = 1) -> None:
        """Count ``count`` more hits of ``code`` at ``place``."""
        row = self._rows.setdefault((code, place), [0, sample, where])
        row[0] += count

    def put(self, found: Finding) -> None:
        """Add a finding that needs no counting."""
        self._ready.append(found)

    def findings(self, *, maskable: bool | None = None) -> Iterable[Finding]:
        """Return the findings; ``maskable`` overrides the catalogue, for places that cannot be rewritten."""
        for (code, place), (count, sample, where) in self._rows.items():
            able = None if maskable is None else maskable and CATALOGUE[code].maskable
            yield finding(code, place, count, sample=sample, where=where, maskable=able)
        yield from self._ready
