"""What facts about a post are about: the one form in which their subject names it, written and read here."""

from uuid import UUID

_POST = "post:"


def of_post(post_id: object) -> str:
    """Return what pairs all facts about one post."""
    return f"{_POST}{post_id}"


def is_post(subject: str) -> bool:
    """Return whether a subject names a post."""
    return subject.startswith(_POST)


def post_of(subject: str) -> UUID | None:
    """Return the post that a subject names; None for anything else."""
    try:
        return UUID(subject.removeprefix(_POST)) if is_post(subject) else None
    except ValueError:
        return None
