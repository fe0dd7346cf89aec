"""Build the gallery: every page template with invented content, as static files.

``python -m tests.gallery.build DIR`` writes them; ``--shots`` also takes pictures with Chromium, at phone
and desktop size, light and dark. Look at them after every change to the design.
"""

import argparse
import shutil
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, select_autoescape

from . import desk, people, public
from .content import Context

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "gkcloud" / "web" / "static"
PAGES: dict[str, tuple[str, Context]] = {**public.PAGES, **desk.PAGES, **people.PAGES}
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
]


def environment() -> Environment:
    """Return the project's templates with a plain ``static_url``."""
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals["static_url"] = lambda path: f"static/{path}"
    return env


def render(name: str, **extra: object) -> str:
    """Return one page of the gallery as HTML."""
    template, context = PAGES[name]
    return environment().get_template(template).render({**context, **extra})


def build(target: Path) -> None:
    """Write every page, the styles and a theme to ``target``."""
    target.mkdir(parents=True, exist_ok=True)
    shutil.copytree(STATIC, target / "static", dirs_exist_ok=True)
    for name in PAGES:
        (target / f"{name}.html").write_text(render(name), encoding="utf-8")
    (target / "home-larger.html").write_text(render("home", text_size="larger"), encoding="utf-8")
    theme = environment().get_template("layout/theme.css").render(theme={"hue": 255, "chroma": 0.14})
    (target / "theme.css").write_text(theme, encoding="utf-8")
    segno.make("https://www.lixian.example/posts/4307230007-2026-00318").save(
        str(target / "qr.svg"), border=2
    )


def shoot(target: Path, names: list[str], modes: list[str]) -> None:
    """Take a picture of each page in ``names`` (all when empty) into ``target/shots``."""
    from playwright.sync_api import sync_playwright

    shots = target / "shots"
    shots.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for size, (width, height) in SIZES.items():
            for mode in modes:
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=mode)  # type: ignore[arg-type]
                for name in names or sorted(PAGES):
                    page.goto((target / f"{name}.html").absolute().as_uri())
                    page.screenshot(path=shots / f"{name}-{size}-{mode}.png")
                    page.screenshot(path=shots / f"{name}-{size}-{mode}-full.png", full_page=True)
                page.close()
        browser.close()


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--shots", nargs="*", metavar="PAGE")
    parser.add_argument("--modes", nargs="+", default=["light", "dark"])
    arguments = parser.parse_args()
    build(arguments.target)
    if arguments.shots is not None:
        shoot(arguments.target, arguments.shots, arguments.modes)


if __name__ == "__main__":
    main()
