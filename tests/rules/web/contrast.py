"""Contrast of the colour tokens, computed from css/base.css itself.

The ratio is that of WCAG 2: (lighter + 0.05) / (darker + 0.05) of relative luminance. oklch is converted with
the matrices of CSS Color 4; values outside sRGB are clipped, a little harsher than a browser's gamut mapping.
"""

import math
import re
from pathlib import Path

BASE = Path(__file__).parents[3] / "gkcloud" / "web" / "static" / "css" / "base.css"
Rgb = tuple[float, float, float]


def oklch_luminance(lightness: float, chroma: float, hue: float) -> float:
    """Return the relative luminance (0 to 1) of an oklch colour; ``hue`` in degrees."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    red, green, blue = (min(1.0, max(0.0, part)) for part in linear)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def hex_luminance(colour: str) -> float:
    """Return the relative luminance of ``#rgb`` or ``#rrggbb``."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _blocks(css: str) -> dict[tuple[str, str], str]:
    """Return the four token blocks by (mode, notation), in the order in which the sheet gives them."""
    tokens = css.split("@layer tokens", 1)[1].split("@layer reset", 1)[0]
    bodies = [body for body in re.findall(r":root \{(.*?)\}", tokens, re.DOTALL) if "--ink" in body]
    keys = [("light", "hex"), ("light", "oklch"), ("dark", "hex"), ("dark", "oklch")]
    if len(bodies) != len(keys):
        raise ValueError(f"expected four token blocks in {BASE.name}, found {len(bodies)}")
    return dict(zip(keys, bodies, strict=True))


def luminances(mode: str, notation: str, hue: float = 255, chroma: float = 0.14) -> dict[str, float]:
    """Return each colour token's luminance in ``mode`` (light, dark) and ``notation`` (hex, oklch)."""
    body = _blocks(BASE.read_text(encoding="utf-8"))[mode, notation]
    found: dict[str, float] = {}
    for name, value in re.findall(r"--([a-z-]+): (#[0-9a-f]+|oklch\([^;]*\));", body):
        if value.startswith("#"):
            found[name] = hex_luminance(value)
            continue
        inside = (
            value[len("oklch(") : -1].replace("var(--accent-h)", str(hue)).replace("var(--accent-c)", str(chroma))
        )
        inside = re.sub(r"calc\(([\d.]+) \* ([\d.]+)\)", lambda m: str(float(m[1]) * float(m[2])), inside)
        lightness, strength, angle = (float(part) for part in inside.split())
        found[name] = oklch_luminance(lightness, strength, angle)
    return found


def ratio(first: float, second: float) -> float:
    """Return the contrast ratio of two luminances, 1 to 21."""
    light, dark = max(first, second), min(first, second)
    return (light + 0.05) / (dark + 0.05)
