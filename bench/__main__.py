"""Run every benchmark and print its ratios: ``make bench``, or ``make bench ARGS=site_pages`` for one."""

import importlib
import sys

BENCHMARKS = ("site_pages", "composing", "bulletin_pages", "gazette_pages", "queues", "compare")


def main(wanted: list[str]) -> int:
    """Run the benchmarks named in ``wanted``, or all."""
    unknown = [name for name in wanted if name not in BENCHMARKS]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    del sys.argv[1:]  # what is left is for us, not for the benchmarks
    for name in wanted or BENCHMARKS:
        print(f"== {name}", flush=True)
        importlib.import_module(f"bench.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
