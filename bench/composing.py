"""What composing lines costs: its share of the PDF engine's own time for about 100 pages of varied prose (goal: 10 %).

Run from the root of the project: python -m bench composing. The engine lays out and writes the composed pages, tagged, as
a bulletin is. Each part is timed alone in this process; the best of three runs counts.
"""

import time
from collections.abc import Callable
from functools import partial
from html import escape
from random import Random
from typing import TypeVar

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from gkcloud.bulletins.issue import TEMPLATES
from gkcloud.typeset.body import Paragraph, read_body
from gkcloud.typeset.faces import Faces, load_faces
from gkcloud.typeset.lines import Advances, compose_lines
from gkcloud.typeset.markup import blocks_markup
from gkcloud.typeset.sealed import SealedFetcher
from tests.factories.prose import body_html

_Result = TypeVar("_Result")
RUNS = 3
PARAGRAPHS = 190  # about 100 pages


def _page(markup: str, faces: Faces) -> str:
    style = faces.stylesheet() + (TEMPLATES / "page.css").read_text(encoding="utf-8")
    return f'<html lang="zh-CN"><style>{style}</style><body class="face-body">{markup}</body></html>'


def _engine(html: str, faces: Faces) -> int:
    page = HTML(string=html, url_fetcher=SealedFetcher(faces, {}))
    document = page.render(font_config=FontConfiguration(), pdf_tags=True, pdf_variant="pdf/a-2b")
    document.write_pdf(pdf_tags=True, pdf_variant="pdf/a-2b")
    return len(document.pages)


def _best(way: Callable[[], _Result]) -> tuple[float, _Result]:
    best = float("inf")
    for _ in range(RUNS):
        start = time.perf_counter()
        result = way()
        best = min(best, time.perf_counter() - start)
    return best, result


def main() -> None:
    """Print pages, seconds and shares."""
    faces = load_faces()
    body = body_html(Random(9704), PARAGRAPHS)
    reading, blocks = _best(partial(read_body, body))
    composing, markup = _best(partial(blocks_markup, blocks, faces))
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    advances = Advances(faces)
    choosing, lines = _best(lambda: sum(len(compose_lines(block.runs, advances)) for block in paragraphs))
    engine, pages = _best(partial(_engine, _page(markup, faces), faces))
    plain = "".join(f"<p>{escape(block.text)}</p>" for block in paragraphs)
    plain_engine, _ = _best(partial(_engine, _page(plain, faces), faces))
    print(f"pages {pages}, lines {lines}; engine {engine:.2f} s")
    print(f"composing {composing:.3f} s (lines {choosing:.3f} s): {composing / engine:.1%} of the engine (goal 10 %)")
    print(
        f"the engine on the same text as plain paragraphs {plain_engine:.2f} s: {composing / plain_engine:.1%} of that"
    )
    print(f"reading the bodies {reading:.3f} s: with it {(composing + reading) / engine:.1%}")


if __name__ == "__main__":
    main()
