"""Every page template draws with the context it documents, and keeps its promises of markup and weight."""

import gzip
import re
from collections import Counter

import html5lib
import pytest
from jinja2_fragments import render_block

from .build import PAGES, ROOT, STATIC, environment, render

WHOLE = {
    "title",
    "styles",
    "head_extra",
    "body",
    "body_attrs",
    "main",
    "main_outer",
    "aside",
    "header_search",
    "flashes",
    "plain_foot",
    "editor_scripts",
    "what",
    "advice",
    "exits",
}
# The budget for a phone's first visit, in bytes after gzip.
BUDGETS = [
    (("css/base.css", "css/public.css"), 9_000),
    (("css/base.css", "css/office.css"), 12_000),
    (("js/office.js",), 4_000),
]


def fragments() -> list[tuple[str, str]]:
    """Return (page, block) for every named block that HTMX may ask for."""
    return [
        (page, block)
        for page, (template, _) in PAGES.items()
        for block in environment().get_template(template).blocks
        if block not in WHOLE
    ]


@pytest.mark.parametrize("page", PAGES)
def test_page_is_valid_and_speaks_plainly(page: str) -> None:
    html = render(page)
    html5lib.HTMLParser(strict=True).parse(html)
    assert len(re.findall(r"<h1[ >]", html)) == 1
    repeated = [name for name, count in Counter(re.findall(r'\bid="([^"]+)"', html)).items() if count > 1]
    assert repeated == []
    assert re.search(r"<title>[^<]*\S[^<]*</title>", html)


@pytest.mark.parametrize("page", PAGES)
def test_page_obeys_a_policy_without_inline_code(page: str) -> None:
    html = render(page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html))


@pytest.mark.parametrize(
    "page", [name for name, (template, _) in PAGES.items() if template.startswith("site/")]
)
def test_public_pages_carry_no_script(page: str) -> None:
    assert "<script" not in render(page)


@pytest.mark.parametrize(("page", "block"), fragments())
def test_fragment_draws_alone_as_it_does_in_its_page(page: str, block: str) -> None:
    template, context = PAGES[page]
    alone = render_block(environment(), template, block, context)
    assert alone.strip()
    assert alone.strip() in render(page)


@pytest.mark.parametrize(("files", "limit"), BUDGETS)
def test_sheets_and_scripts_stay_light(files: tuple[str, ...], limit: int) -> None:
    assert sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in files) <= limit


def test_every_page_template_has_a_page_in_the_gallery() -> None:
    drawn = {template for template, _ in PAGES.values()}
    templates = ROOT / "templates"
    pages = {
        str(path.relative_to(templates))
        for area in ("site", "publishing", "bulletins", "people", "errors")
        for path in (templates / area).glob("[!_]*.html")
    }
    assert pages - drawn == set()
