"""A tenant's accent colour as the stylesheet takes it: hue and strength on the oklch wheel. Pure."""

import math
from dataclasses import dataclass

# The stylesheet stays readable for every chroma up to this one.
STRONGEST = 0.16
_LINEAR_UP_TO = 0.04045


@dataclass(frozen=True, slots=True)
class Accent:
    """``hue`` in degrees (0 to 360), ``chroma`` from 0 (grey) to STRONGEST."""

    hue: float
    chroma: float


def accent_of(colour: str) -> Accent:
    """Return hue and chroma of ``#rrggbb`` (Björn Ottosson, A perceptual color space, 2020)."""
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    hue = math.degrees(math.atan2(b, a)) % 360
    return Accent(round(hue, 1), round(min(math.hypot(a, b), STRONGEST), 3))


def _linear(value: float) -> float:
    """Return the light of one sRGB channel (IEC 61966-2-1)."""
    return value / 12.92 if value <= _LINEAR_UP_TO else float(((value + 0.055) / 1.055) ** 2.4)
