"""``gkcloud import`` and ``gkcloud paper``: a file in, a text or a printed paper out."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext

from gkcloud.access.policy import Actor, Can
from gkcloud.commands.console import Fault, json_option, progress, show_json
from gkcloud.publishing.importing import ImportedText, ImportRefused, import_file

if TYPE_CHECKING:  # slow to import, and ``gkcloud import`` has no use for it
    from gkcloud.papers.paper import Paper

_file = click.Path(path_type=Path, exists=True, dir_okay=False, readable=True)


@click.command("import")
@click.argument("file", type=_file)
@click.option("--tenant", "slug", help="Make drafts in this tenant, by its slug.")
@click.option("--author", "login", help="Whose drafts they are, by the sign-in name.")
@json_option
@click.pass_context
def import_command(ctx: click.Context, file: Path, slug: str | None, login: str | None, *, as_json: bool) -> None:
    """Read a .docx, .xlsx, .txt or .html FILE and print the official texts in it.

    Nothing is saved, and neither database nor settings are needed, unless --tenant and --author are given: then each
    text becomes a draft of that author's.
    """
    if (slug is None) != (login is None):
        raise click.UsageError("--tenant 和 --author 须同时给出，或都不给。")
    try:
        texts = import_file(file.read_bytes(), file.name)
    except ImportRefused as error:
        raise Fault(str(error)) from None
    drafts: list[dict[str, str]] = []
    if slug is not None and login is not None:
        drafts = ctx.invoke(with_appcontext(_save), texts=texts, slug=slug, login=login)
    if as_json:
        values = [text.as_json() for text in texts]
        shown = [{**value, **draft} for value, draft in zip(values, drafts, strict=True)] if drafts else values
        show_json(shown[0] if len(shown) == 1 else shown)
        return
    for text in texts:
        _show(text)
    for draft in drafts:
        click.echo(f"draft {draft['draft']}")


def _show(text: ImportedText) -> None:
    formed_on = text.formed_on.isoformat() if text.formed_on else ""
    for label, value in (
        ("title", text.title),
        ("doc_no", text.doc_no),
        ("issuer", text.issuer),
        ("addressee", text.addressee),
        ("formed_on", formed_on),
    ):
        click.echo(f"{label:<10} {value or '-'}")
    for heading in text.headings:
        click.echo(f"{'':<10} {'  ' * (heading.level - 1)}{heading.text}")
    for warning in text.warnings:
        click.echo(f"{'':<10} 注意：{warning}")
    click.echo()


def _save(texts: list[ImportedText], slug: str, login: str) -> list[dict[str, str]]:
    from gkcloud.database import db, utc_now  # noqa: PLC0415 - reading a file needs no database
    from gkcloud.people.actors import find_actor  # noqa: PLC0415
    from gkcloud.publishing.drafts import draft_from_import  # noqa: PLC0415
    from gkcloud.tenancy.directory import directory  # noqa: PLC0415
    from gkcloud.tenancy.scope import Scope  # noqa: PLC0415
    from gkcloud.web.clock import local  # noqa: PLC0415

    now = utc_now()
    tenant = directory().by_slug(slug)
    actor: Actor | None = find_actor(login, tenant.id, today=local(now).date())
    if actor is None or not actor.may(Can.POST_WRITE):
        raise Fault(f"“{login}”不是{tenant.name}的采编人员，没有建立草稿。请核对登录名，或请单位管理员授权。")
    drafts = []
    with Scope.office(tenant.id, actor.person_id).opened():
        for text in texts:
            post = draft_from_import(text, tenant=tenant, actor=actor, now=now)
            drafts.append({"draft": str(post.id)})
        db.session.commit()
    return drafts


@click.command()
@click.argument("file", type=_file)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write.")
@click.option("--docx", "as_docx", is_flag=True, help="Write a DOCX instead of a PDF; for official documents.")
def paper(file: Path, out: Path, *, as_docx: bool) -> None:
    """Print one paper that a TOML FILE describes, of any kind, without web or database."""
    from gkcloud.papers.paper import PaperNotPrintable  # noqa: PLC0415 - slow to import
    from gkcloud.papers.paperfile import PaperFileInvalid, read_paper_file  # noqa: PLC0415
    from gkcloud.papers.press import PressFailed  # noqa: PLC0415

    try:
        described = read_paper_file(file)
        content = _docx(described.paper, described.files) if as_docx else _pdf(described.paper, described.files)
    except (PaperFileInvalid, PaperNotPrintable) as error:
        raise Fault(str(error)) from None
    except PressFailed as error:
        raise Fault(f"排版程序出错（{error}），没有生成文件。请运行 gkcloud doctor 检查字体，再重试。") from None
    try:
        out.write_bytes(content)
    except OSError as error:
        raise Fault(f"不能写入 {out}（{error.strerror}），请换一个位置。") from None
    click.echo(f"{out}: {len(content) / 1024:.0f} KB")


def _pdf(paper: "Paper", files: Mapping[str, bytes]) -> bytes:
    from gkcloud.papers.content import as_json  # noqa: PLC0415
    from gkcloud.papers.press import print_paper  # noqa: PLC0415

    fonts = Path(os.environ.get("GKCLOUD_FONTS_DIR", "var/fonts")).resolve()
    with progress("Rendering", 100) as tell:
        return print_paper(
            as_json(paper), fonts=fonts, files=files, progress=lambda stage, percent: tell(percent, stage)
        )


def _docx(paper: "Paper", files: Mapping[str, bytes]) -> bytes:
    from gkcloud.papers.circular import Circular  # noqa: PLC0415
    from gkcloud.papers.document import OfficialDocument  # noqa: PLC0415

    paper = paper.document() if isinstance(paper, Circular) else paper
    if not isinstance(paper, OfficialDocument):
        raise Fault(f"只有公文能另存为 DOCX，这份是{paper.KIND.label}。请去掉 --docx，生成 PDF。")
    from gkcloud.papers.docx import document_docx  # noqa: PLC0415

    content: bytes = document_docx(paper, files=files)
    return content
