"""``python -m gkcloud`` is ``gkcloud``."""

from gkcloud.cli import main

main()
