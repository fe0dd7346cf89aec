"""Which glyphs of which face a PDF file shows."""

from typing import Any

import pikepdf
from pikepdf import Pdf

_SHOWING = {"Tj", "TJ", "'", '"'}


def shown_glyphs(pdf: Pdf) -> dict[tuple[int, int], tuple[Any, set[int]]]:
    """Return each face that text of a page is set in, by its object's number, with the codes shown (two bytes each)."""
    shown: dict[tuple[int, int], tuple[Any, set[int]]] = {}
    for page in pdf.pages:
        _look(page, page.get("/Resources", {}), shown)
    return shown


def _look(holder: Any, resources: Any, shown: dict[tuple[int, int], tuple[Any, set[int]]]) -> None:
    fonts, forms = resources.get("/Font", {}), resources.get("/XObject", {})
    codes: set[int] = set()
    for operands, operator in pikepdf.parse_content_stream(holder):
        word = str(operator)
        if word == "Tf":
            font = fonts[str(operands[0])]
            codes = shown.setdefault(font.objgen, (font, set()))[1]
        elif word in _SHOWING:
            given = operands[-1]
            for part in given if isinstance(given, pikepdf.Array) else [given]:
                if isinstance(part, pikepdf.String):
                    raw = bytes(part)
                    codes |= {int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)}
        elif word == "Do" and forms[str(operands[0])].get("/Subtype") == pikepdf.Name.Form:
            form = forms[str(operands[0])]
            _look(form, form.get("/Resources", resources), shown)
