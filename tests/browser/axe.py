"""What a real browser finds wrong with a page: axe, targets too small for a thumb, lines that run off the screen."""

from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What depends on the colour scheme; everything else is the same in both.
COLOURS = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
# What a thumb must hit. Links inside running text are exempt (WCAG 2.5.8); boxes count with their label.
SMALL_TARGETS = """() => [...document.querySelectorAll(
  "button, .button, summary, input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea, " +
  ".choice, nav a, .links a, .files a, .posts a, .cards a, .band a, .row, .back")]
  .filter(e => e.checkVisibility() && !e.closest(".crumbs, .hush, .tox"))
  .map(e => [e.getBoundingClientRect(), e])
  .filter(([r]) => r.width && r.height < 43.5)
  .map(([r, e]) => `${e.tagName}#${e.id}.${e.className} ${Math.round(r.height)}: ${e.textContent.trim().slice(0, 20)}`)"""
OVERFLOW = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth
  ? [...document.querySelectorAll("body *")]
      .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && e.checkVisibility())
      .slice(0, 4).map(e => `${e.tagName.toLowerCase()}.${e.className}`) : []"""


def axe_faults(page: Page) -> list[str]:
    """Return one line for every violation on a page, in light and in dark."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = [f"light {line}" for line in _run(page, {"runOnly": {"type": "tag", "values": TAGS}})]
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += [f"dark {line}" for line in _run(page, {"runOnly": {"type": "rule", "values": COLOURS}})]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found


def _run(page: Page, options: dict[str, Any]) -> list[str]:
    result = page.evaluate("options => axe.run(options)", options)
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]} ({len(each['nodes'])})" for each in result["violations"]]


def small_targets(page: Page) -> list[str]:
    """Return what on a phone's page is lower than 44 px."""
    return [f"target {line}" for line in page.evaluate(SMALL_TARGETS)]


def overflow(page: Page, text: Literal["normal", "larger"]) -> list[str]:
    """Return what is wider than the screen, at a text size."""
    page.evaluate("size => { document.documentElement.dataset.text = size }", text)
    return [f"{text} text: {line}" for line in page.evaluate(OVERFLOW)]
