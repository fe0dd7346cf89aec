"""The structure that the engine writes, made lean: what a reader is told, and a third of the objects.

WeasyPrint 70 makes an element of every line, every run of a line and every line break, and leaves what stands in the
page's margins outside the tree. Here a paragraph holds its text itself, and running heads and page numbers become
artifacts (ISO 32000-1, 14.8.2.2), which nobody has read out to them on every page.
"""

import re

from pikepdf import Array, Dictionary, Object, Page, Pdf

_MERGED = frozenset({"/Span", "/NonStruct"})
_HOLDING_TEXT = frozenset(
    {"/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/LBody", "/Lbl", "/TD", "/TH", "/Caption", "/Link", *_MERGED}
)
_PLAIN_KEYS = frozenset({"/Type", "/S", "/K", "/P", "/Pg"})
_MARKED = re.compile(rb"/\w+\s+<<\s*/MCID\s+(\d+)\s*>>\s+BDC")


def tidy_structure(pdf: Pdf) -> None:
    """Merge elements without a meaning of their own into those that hold them; mark what is in no element an artifact."""
    root = pdf.Root.StructTreeRoot
    numbers = root.ParentTree.Nums
    holders = dict(zip(map(int, list(numbers)[::2]), list(numbers)[1::2], strict=True))
    by_page = {page.obj.objgen: holders[int(page.obj.StructParents)] for page in pdf.pages}
    tree = _Tree(by_page)
    tree.tidy(root.K[0])
    for page in pdf.pages:
        _mark_artifacts(page, by_page[page.obj.objgen], tree.reached.get(page.obj.objgen, set()))


class _Tree:
    """A walk over the structure; ``reached`` collects the marked content of each page that an element holds."""

    def __init__(self, holders: dict[tuple[int, int], Object]) -> None:
        self._holders = holders
        self.reached: dict[tuple[int, int], set[int]] = {}

    def tidy(self, element: Object) -> None:
        """Tidy what is below ``element``, then merge those of its kids that can be."""
        page = element.get("/Pg")
        kids: list[object] = []
        for kid in element.K:
            if isinstance(kid, Dictionary) and "/S" in kid:
                self.tidy(kid)
                if _can_merge(kid, element):
                    kids += self._taken_over(kid, element)
                else:
                    kids.append(kid)
            else:
                kids.append(kid)
        element.K = Array(kids)
        if page is not None:
            self.reached.setdefault(page.objgen, set()).update(kid for kid in kids if isinstance(kid, int))

    def _taken_over(self, kid: Object, element: Object) -> list[int]:
        content = [int(number) for number in kid.K]
        for number in content:
            self._holders[element.Pg.objgen][number] = element
        return content


def _can_merge(kid: Object, element: Object) -> bool:
    """Return whether ``kid`` only wraps text of the same page that ``element`` can hold, or holds nothing at all."""
    if str(kid.S) not in _MERGED or not set(kid.keys()) <= _PLAIN_KEYS:
        return False
    if not len(kid.K):
        return True
    is_text = all(isinstance(inner, int) for inner in kid.K)
    return is_text and str(element.S) in _HOLDING_TEXT and kid.Pg.objgen == element.Pg.objgen


def _mark_artifacts(page: Page, holders: Object, reached: set[int]) -> None:
    """Turn the marked content of ``page`` that no element holds into artifacts."""
    apart = set(range(len(holders))) - reached
    if not apart:
        return

    def mark(found: re.Match[bytes]) -> bytes:
        return b"/Artifact\nBMC" if int(found[1]) in apart else found[0]

    page.obj.Contents.write(_MARKED.sub(mark, page.obj.Contents.read_bytes()))
    for number in apart:
        holders[number] = None
