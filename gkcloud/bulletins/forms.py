"""What an editor types about an issue."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from gkcloud.bulletins.actions import IssueDetails
from gkcloud.bulletins.model import Issue


class IssueForm(FlaskForm):  # type: ignore[misc]
    """Masthead, period, editor's note and distribution."""

    name = StringField(
        "简报名称", [InputRequired("请填写简报名称。"), Length(max=24, message="简报名称最多 24 字，请改短。")]
    )
    starts_on = DateField("起始日期", [InputRequired("请填写起始日期，例如 2026-11-01。")])
    ends_on = DateField("截止日期", [InputRequired("请填写截止日期，例如 2026-11-30。")])
    note = TextAreaField("编者按", [Length(max=1000, message="编者按最多 1000 字，请缩短。")])
    report_to = StringField("报", [Length(max=300)], description="上级机关，用顿号分开。")
    send_to = StringField("送", [Length(max=300)], description="同级机关和单位，用顿号分开。")
    issue_to = StringField("发", [Length(max=300)], description="下级机关和单位，用顿号分开。")
    copies = IntegerField("印数", [InputRequired("请填写印数。"), NumberRange(1, 9999, "印数须在 1 至 9999 之间。")])

    def details(self) -> IssueDetails:
        """Return what was typed."""
        return IssueDetails(
            masthead=self.name.data.strip(),
            period_from=self.starts_on.data,
            period_to=self.ends_on.data,
            editor_note=(self.note.data or "").strip(),
            report_to=self.report_to.data or "",
            send_to=self.send_to.data or "",
            distribute_to=self.issue_to.data or "",
            copies=self.copies.data,
        )

    @classmethod
    def values_of(cls, issue: Issue) -> dict[str, Any]:
        """Return the fields' values for a stored issue."""
        return {
            "name": issue.masthead,
            "starts_on": issue.period_from,
            "ends_on": issue.period_to,
            "note": issue.editor_note,
            "report_to": "、".join(issue.report_to),
            "send_to": "、".join(issue.send_to),
            "issue_to": "、".join(issue.distribute_to),
            "copies": issue.copies,
        }
