"""The order in which the demonstration's supervision happened."""

from datetime import UTC, datetime

from gkcloud.demo.happening import Happening, go_through
from gkcloud.web.clock import local

# A Sunday.
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def test_goes_forward_in_time_whatever_order_it_was_given_in() -> None:
    done: list[tuple[int, datetime]] = []

    def happening(days: int) -> Happening:
        return Happening(days, lambda at: done.append((days, at)))

    go_through([happening(days) for days in (90, 92, 300, 91, 92, 93)], NOW)
    assert [days for days, _ in done] == [300, 93, 92, 92, 91, 90]
    moments = [at for _, at in done]
    assert moments == sorted(set(moments))
    assert all(local(at).weekday() < 5 for at in moments)
