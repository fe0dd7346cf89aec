"""QR codes as drawings inside a page: the engine's fetcher refuses every address that a picture of one could have."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import segno
from markupsafe import Markup

QUIET_ZONE = 4  # modules on every side, ISO/IEC 18004, 9.1
LONGEST_ADDRESS = 180  # characters; with more the modules of a code of 30 mm get too fine for an old telephone


def qr_markup(address: str, description: str, *, code_mm: float, css_class: str = "code") -> Markup:
    """Return ``address`` as an inline SVG whose dark and light modules measure ``code_mm`` across.

    The quiet zone lies around them, and a negative margin as wide lets the code itself, not its quiet zone, stand
    at the edge. ``description`` becomes the figure's alternative text.
    """
    code = segno.make(address, error="m", micro=False)
    modules = len(code.matrix)
    drawing = code.svg_inline(border=QUIET_ZONE, omitsize=True, title=description, svgclass=css_class)
    quiet = code_mm * QUIET_ZONE / modules
    style = f'style="width:{code_mm + 2 * quiet:.3f}mm;height:{code_mm + 2 * quiet:.3f}mm;margin:{-quiet:.3f}mm"'
    return Markup(drawing.replace("<svg ", f"<svg {style} ", 1))  # noqa: S704 - segno escapes the title


def address_faults(place: str, address: str) -> Iterator[str]:
    """Return a sentence if ``address`` is no web address that a telephone can open; an empty one is no fault."""
    if not address:
        return
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not address.isascii() or " " in address:
        yield f"{place}的网址“{address[:40]}”不是完整的网址，不能生成二维码。请填写以 https:// 开头的网址。"
    elif len(address) > LONGEST_ADDRESS:
        yield f"{place}的网址超过{LONGEST_ADDRESS}个字符，二维码太密，手机扫不出来。请换用较短的网址。"
