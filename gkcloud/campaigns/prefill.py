"""How sheets come to be filled in before anybody writes on them: a port that the duties' area is connected to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from gkcloud.campaigns.rules import Period
from gkcloud.standards.answering import Result
from gkcloud.tenancy.directory import Tenant


@dataclass(frozen=True, slots=True)
class Prefill:
    """What the system has seen of a duty: its standing in a word with a sign, one sentence, and where the proof is.

    ``evidence`` holds labels with addresses (which may be empty); ``suggested`` is the result that follows, if one does.
    """

    standing: str
    sign: str
    sentence: str
    evidence: tuple[tuple[str, str], ...] = ()
    suggested: Result | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what is kept with an answer: what the person saw when they gave it."""
        return {
            "standing": self.standing,
            "sign": self.sign,
            "sentence": self.sentence,
            "evidence": [list(each) for each in self.evidence],
            "suggested": self.suggested.value if self.suggested else None,
        }


def kept_prefill(data: Mapping[str, Any]) -> Prefill:
    """Return what was kept with an answer."""
    return Prefill(
        data["standing"],
        data["sign"],
        data["sentence"],
        tuple((label, href) for label, href in data["evidence"]),
        Result(data["suggested"]) if data["suggested"] else None,
    )


class Provider(Protocol):
    """Says what the system has seen of some duties of a unit in a period; a duty that it knows nothing of is left out."""

    def __call__(
        self, duties: Collection[str], *, target: Tenant, period: Period, today: date
    ) -> Mapping[str, Prefill]:
        """Return what is known by the duties' ids; asks as many statements for many duties as for one."""
        ...


_providers: list[Provider] = []


def prefill_from(provider: Provider) -> Provider:
    """Register who knows of duties; usable as a decorator. With several, the later one has the last word."""
    _providers.append(provider)
    return provider


def forget(provider: Provider) -> None:
    """Take a provider out again."""
    _providers.remove(provider)


def prefilled(duties: Collection[str], *, target: Tenant, period: Period, today: date) -> dict[str, Prefill]:
    """Return what is known of the duties by their ids; nothing at all when nobody was registered."""
    found: dict[str, Prefill] = {}
    if duties:
        for provider in _providers:
            found |= provider(duties, target=target, period=period, today=today)
    return found
