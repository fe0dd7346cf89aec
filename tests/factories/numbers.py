"""Numbers that pass their checks and belong to nobody: area code 990000 was never given out."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def resident_id(born: str = "19800101", sequence: int = 1) -> str:
    """Return a resident identity number with a valid check digit (GB 11643)."""
    stem = f"990000{born}{sequence:03}"
    total = sum(int(digit) * weight for digit, weight in zip(stem, _WEIGHTS, strict=True))
    return stem + "10X98765432"[total % 11]
