"""Measure the gallery in Chromium: axe, reflow at 320 px and at large text, touch targets.

``python -m tests.gallery.audit DIR --axe node_modules/axe-core/axe.min.js`` prints what it finds and ends
with 1 if there is anything.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from .build import FLAGS, PAGES, SIZES, build

NARROW = (320, 640)
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What a thumb must hit. Links inside running text are exempt (WCAG 2.5.8); boxes count with their label.
SMALL_TARGETS = """() => [...document.querySelectorAll(
  "button, .button, summary, input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea, " +
  ".choice, nav a, .links a, .files a, .posts a")]
  .filter(e => e.checkVisibility() && !e.closest(".crumbs, .hush"))
  .map(e => [e.getBoundingClientRect(), e])
  .filter(([r]) => r.width && r.height < 43.5)
  .map(([r, e]) => `${e.id}.${e.className} ${Math.round(r.height)}: ${e.textContent.trim().slice(0, 20)}`)"""
OVERFLOW = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth
  ? [...document.querySelectorAll("body *")]
      .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && e.checkVisibility())
      .slice(0, 4).map(e => `${e.tagName.toLowerCase()}.${e.className}`) : null"""


def axe(page: Page, source: str) -> list[str]:
    """Return one line for every violation that axe finds on ``page``."""
    page.evaluate(source)
    result: dict[str, Any] = page.evaluate("tags => axe.run({runOnly: tags})", AXE_TAGS)
    return [f"axe {v['id']}: {v['nodes'][0]['html'][:140]} ({len(v['nodes'])})" for v in result["violations"]]


def audit(target: Path, source: str, names: list[str]) -> list[str]:
    """Return every finding on the pages in ``names``."""
    found: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for size, (width, height) in SIZES.items():
            for mode in ("light", "dark"):
                page = browser.new_page(
                    viewport={"width": width, "height": height},
                    color_scheme=mode,
                    has_touch=size == "phone",
                )
                for name in names:
                    page.goto((target / f"{name}.html").absolute().as_uri())
                    found += [f"{name} {size} {mode}: {line}" for line in axe(page, source)]
                    if size == "phone" and mode == "light":
                        found += [f"{name} target: {line}" for line in page.evaluate(SMALL_TARGETS)]
                page.close()
        page = browser.new_page(viewport={"width": NARROW[0], "height": NARROW[1]})
        for name in names:
            page.goto((target / f"{name}.html").absolute().as_uri())
            for text in ("normal", "larger"):
                page.evaluate("size => document.documentElement.dataset.text = size", text)
                if wide := page.evaluate(OVERFLOW):
                    found.append(f"{name} 320px {text}: {wide}")
        browser.close()
    return found


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--axe", type=Path, required=True)
    parser.add_argument("--pages", nargs="*")
    arguments = parser.parse_args()
    build(arguments.target)
    names = arguments.pages or sorted(PAGES)
    found = audit(arguments.target, arguments.axe.read_text(encoding="utf-8"), names)
    sys.stdout.write("".join(f"{line}\n" for line in found) + f"{len(names)} pages, {len(found)} findings\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
