"""Every template parses, and none carries script or style of its own: the page forbids it."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.house.source import ROOT, offenders

TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]
FORBIDDEN = {
    "a script of its own": r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)[^>]*>",
    "a style sheet of its own": r"<style\b",
    "a style on an element": r"\sstyle\s*=",
    "a handler on an element": r"\son[a-z]+\s*=",
    "a script as an address": r"javascript:",
    "a file of another host": r"<(?:script|link|img)\b[^>]*(?:src|href)=\"(?:https?:)?//",
    "text that is not escaped": r"\|\s*safe\b|\{%\s*autoescape\s+off",
}


def test_every_template_parses():
    names = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]

    assert len([get_template(name) for name in names]) == len(TEMPLATES) > 0


@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_page_carries_nothing_that_its_policy_forbids(what):
    def found(path: Path) -> list[str]:
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        return re.findall(FORBIDDEN[what], text, flags=re.IGNORECASE)

    assert offenders(PAGES, found) == {}
