"""Clocks of working days, as other areas use them: what happened, when the period ends, and how it was counted."""

from gkcloud.worktime.counting import CountedDay, count, due_sentence, sentence
from gkcloud.worktime.periods import (
    Clock,
    ClockInvalid,
    Pause,
    Segment,
    SegmentKind,
    due_of,
    extension,
    pause,
    refusal,
    resume,
    start,
)

__all__ = [
    "Clock",
    "ClockInvalid",
    "CountedDay",
    "Pause",
    "Segment",
    "SegmentKind",
    "count",
    "due_of",
    "due_sentence",
    "extension",
    "pause",
    "refusal",
    "resume",
    "sentence",
    "start",
]
