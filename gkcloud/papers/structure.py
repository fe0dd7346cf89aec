"""The structure that the engine writes, made lean: what a reader is told, and a third of the objects.

WeasyPrint 70 makes an element of every line, every run of a line and every line break. Here a paragraph holds its text
itself. What stands in the margins is no part of the structure any more: see finishing.py.
"""

from pikepdf import Array, Dictionary, Object, Pdf

_MERGED = frozenset({"/Span", "/NonStruct"})
_HOLDING_TEXT = frozenset(
    {"/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/LBody", "/Lbl", "/TD", "/TH", "/Caption", "/Link", *_MERGED}
)
_PLAIN_KEYS = frozenset({"/Type", "/S", "/K", "/P", "/Pg"})


def tidy_structure(pdf: Pdf) -> None:
    """Merge elements without a meaning of their own into those that hold them."""
    root = pdf.Root.StructTreeRoot
    numbers = root.ParentTree.Nums
    holders = dict(zip(map(int, list(numbers)[::2]), list(numbers)[1::2], strict=True))
    by_page = {page.obj.objgen: holders[int(page.obj.StructParents)] for page in pdf.pages}
    _Tree(by_page).tidy(root.K[0])


class _Tree:
    """A walk over the structure."""

    def __init__(self, holders: dict[tuple[int, int], Object]) -> None:
        self._holders = holders

    def tidy(self, element: Object) -> None:
        """Tidy what is below ``element``, then merge those of its kids that can be."""
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
