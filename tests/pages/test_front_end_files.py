"""What the browser is sent: recorded to the byte, small, and free of anything inline."""

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR)
STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
VENDOR = STATIC / "vendor"
RECORD = json.loads((VENDOR / "vendor.json").read_text())

pages = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


def compressed(paths):
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


@pytest.mark.parametrize("package", RECORD, ids=lambda package: package["name"])
def test_a_vendored_file_is_the_one_that_was_recorded(package):
    for file in package["files"]:
        content = (VENDOR / file["path"]).read_bytes()
        digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
        assert file["sha384"] == f"sha384-{digest}", file["path"]


@pytest.mark.parametrize("package", RECORD, ids=lambda package: package["name"])
def test_a_vendored_package_brings_its_version_and_licence(package):
    folder = package["files"][0]["path"].split("/")[0]
    assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
    assert package["licence"]
    assert (VENDOR / folder / "LICENSE").stat().st_size > 300


def test_nothing_is_vendored_without_a_record():
    recorded = {file["path"] for package in RECORD for file in package["files"]}
    there = {
        str(path.relative_to(VENDOR))
        for path in VENDOR.rglob("*")
        if path.is_file() and path.parent != VENDOR
    }
    assert there == recorded


def test_the_style_sheets_stay_under_forty_kilobytes():
    assert compressed(STATIC.rglob("*.css")) <= 40_000


def test_the_scripts_stay_under_sixty_kilobytes():
    assert compressed(STATIC.rglob("*.js")) <= 60_000


def test_every_icon_that_a_page_names_is_in_the_sprite():
    there = set(re.findall(r'<symbol id="([^"]+)"', (VENDOR / "lucide/icons.svg").read_text()))
    sources = [*TEMPLATES.rglob("*.html"), *ROOT.glob("desk/**/*.py")]
    text = "\n".join(path.read_text() for path in sources)
    named = set(re.findall(r'icon\.html" with name="([a-z0-9-]+)"', text))
    named |= set(re.findall(r'icon="([a-z0-9-]+)"', text))
    assert named - there == set()


@pytest.mark.parametrize("page", pages)
def test_a_template_parses(page):
    assert get_template(page).template.name == page


@pytest.mark.parametrize("page", pages)
def test_a_template_holds_no_inline_script_or_style(page):
    text = (TEMPLATES / page).read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text)


def test_red_is_for_what_is_overdue():
    for sheet in (STATIC / "css").glob("*.css"):
        for line in sheet.read_text().splitlines():
            selectors, brace, body = line.partition("{")
            if brace and "var(--late" in body:
                assert "late" in selectors or "overdue" in selectors, line


def test_the_frame_needs_no_context_at_all():
    page = engines["django"].from_string('{% extends "base.html" %}').render({})
    assert "<title>" in page
    assert 'data-bs-theme="auto"' in page
