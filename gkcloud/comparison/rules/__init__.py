"""What the board decides without I/O: which numbers there are, what makes each, how they are shown and ranked."""

from gkcloud.comparison.rules.figures import Figure, figure, median_of, ranks, wilson, worst_points
from gkcloud.comparison.rules.indicators import (
    BY_CODE,
    INDICATORS,
    LENGTH,
    MIN_VOLUME,
    MONTHS_SHOWN,
    PAIRS,
    SCORE,
    USUAL,
    VERSION,
    VOLUME_OF_SCORE,
    Better,
    Form,
    Indicator,
)
from gkcloud.comparison.rules.measuring import (
    KINDS,
    Cell,
    Happening,
    Record,
    Row,
    StandingSeen,
    counts_of,
    measure,
)
from gkcloud.comparison.rules.months import SPANS, Month, reach_of, stretch_label, up_to

__all__ = [
    "BY_CODE", "INDICATORS", "KINDS", "LENGTH", "MIN_VOLUME", "MONTHS_SHOWN", "PAIRS", "SCORE", "SPANS", "USUAL",
    "VERSION", "VOLUME_OF_SCORE", "Better", "Cell", "Figure", "Form", "Happening", "Indicator", "Month", "Record",
    "Row", "StandingSeen", "counts_of", "figure", "measure", "median_of", "ranks", "reach_of", "stretch_label", "up_to", "wilson",
    "worst_points",
]  # fmt: skip
