"""Lines of titles and names: in a lozenge while that means anything."""

from gkcloud.typeset.titles import title_lines

_LONGEST = 120  # characters; six lines of a title. What is longer is no title


def broken_lines(text: str, cells: int) -> tuple[str, ...]:
    """Return ``text`` in lines of at most ``cells`` cells; a very long one is left to the word processor."""
    return title_lines(text, cells) if len(text) <= _LONGEST else (text,)
