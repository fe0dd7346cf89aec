"""The forms that the gallery's pages draw: real WTForms fields, invented data."""

from datetime import date
from typing import Self

from wtforms import (
    DateField,
    FileField,
    Form,
    IntegerField,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

BODY_TEXT = """各村（社区）：
　　为保障困难群众基本生活，现就调整标准有关事项通知如下。
一、调整标准
　　自2026年12月1日起，……"""


class AccountForm(Form):  # type: ignore[misc]
    account = StringField("账号", [InputRequired("请填写账号。")])
    password = PasswordField("密码", [InputRequired("请填写密码。")])

    @classmethod
    def with_errors(cls) -> Self:
        form = cls(data={"account": "zhoumingyuan"})
        form.password.errors = ["请填写密码。"]
        return form


class CodeForm(Form):  # type: ignore[misc]
    code = StringField(
        "6 位数字", [InputRequired()], description="打开手机上的验证器查看；也可以用备用口令。"
    )




class UploadForm(Form):  # type: ignore[misc]
    file = FileField(
        "选择文件",
        [InputRequired()],
        description="可以是 .docx、.xlsx 或 .txt，不超过 20 MB。标题、文号等会自动认出。",
    )


class PasteForm(Form):  # type: ignore[misc]
    text = TextAreaField(
        "全文", [InputRequired()], description="从文档或网页复制，网页的导航和页脚会自动去掉。"
    )


class EditForm(Form):  # type: ignore[misc]
    title = StringField("标题", [InputRequired()])
    body = TextAreaField("正文", [InputRequired()])
    files = MultipleFileField("添加附件", description="可以一次选多个文件，每个不超过 20 MB。")
    doc_no = StringField("文号")
    issuer = StringField("发文机关", [InputRequired()])
    formed_on = DateField("成文日期", [InputRequired()])
    column = SelectField("栏目", [InputRequired()], choices=["社会救助", "政策文件"])
    subject = SelectField("主题分类", [InputRequired()], choices=["请选择", "民政、扶贫、救灾"])
    disclosure = RadioField("公开属性", [InputRequired()], choices=["主动公开", "依申请公开", "不予公开"])
    summary = TextAreaField("内容概述")
    keywords = StringField("关键词", description="用空格隔开。")

    @classmethod
    def example(cls) -> Self:
        form = cls(
            data={
                "title": "关于调整城乡居民最低生活保障标准的通知",
                "body": BODY_TEXT,
                "issuer": "大堰垱镇人民政府",
                "formed_on": date(2026, 11, 18),
                "disclosure": "主动公开",
            }
        )
        form.subject.errors = ["请选择主题分类。"]
        return form


class IssueForm(Form):  # type: ignore[misc]
    name = StringField("简报名称", [InputRequired()])
    starts_on = DateField("开始日期", [InputRequired()])
    ends_on = DateField("结束日期", [InputRequired()])
    note = TextAreaField("编者按")
    report_to = StringField("报")
    send_to = StringField("送")
    issue_to = StringField("发")
    copies = IntegerField("共印份数")

    @classmethod
    def example(cls) -> Self:
        values = {
            "name": "澧县政务公开简报",
            "starts_on": date(2026, 11, 1),
            "ends_on": date(2026, 11, 30),
            "report_to": "市政务公开办公室，县委、县政府领导",
            "copies": 60,
        }
        return cls(data=values)
