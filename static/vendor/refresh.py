"""Fetches the front-end files that pages use, checks them, and writes down what they are.

Run it from anywhere: `python static/vendor/refresh.py`. It asks the ordinary `npm` client for
exactly the versions in PACKAGES, compares each archive with the integrity recorded in
vendor.json, and rewrites the folders and vendor.json. Nothing here runs when the product runs.
"""

import argparse
import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RECORD = HERE / "vendor.json"

# name -> (exact version, folder here, {file in the archive: file here})
PACKAGES: dict[str, tuple[str, str, dict[str, str]]] = {
    "bootstrap": (
        "5.3.9",
        "bootstrap",
        {"dist/css/bootstrap.min.css": "bootstrap.min.css", "LICENSE": "LICENSE"},
    ),
    "htmx.org": ("2.0.11", "htmx", {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"}),
    "@github/hotkey": ("3.1.4", "hotkey", {"dist/index.js": "hotkey.js", "LICENSE": "LICENSE"}),
    "@fontsource-variable/inter": (
        "5.3.0",
        "inter",
        {
            "files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
            "files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2",
            "LICENSE": "LICENSE",
        },
    ),
    "lucide-static": ("1.62.0", "lucide", {"LICENSE": "LICENSE"}),
}

CHANGED = {
    "bootstrap": "without the parts that UNUSED_PARTS names",
    "lucide-static": "only the icons that ICONS names, as one sprite",
}

# Only what a template names is in the sprite; tests/pages holds the two together.
ICONS = """
    alarm-clock arrow-left arrow-right ban bell building-2 calendar-check calendar-clock
    calendar-x chevron-down circle-check circle-slash eye globe hourglass inbox info keyboard
    list-checks list-filter log-out message-square pencil phone phone-call phone-missed
    phone-off repeat search send shield shield-user sparkles sun-moon thumbs-down triangle-alert
    trophy undo-2 user user-x users voicemail x
""".split()  # noqa: SIM905 (reads better as words)

# Parts of Bootstrap that need its JavaScript or that no page of ours uses: a third of its weight.
UNUSED_PARTS = tuple(
    f".{part}"
    for part in """
    accordion bs-popover bs-tooltip btn-toolbar breadcrumb carousel dropdown dropend dropstart
    dropup fade figure img-thumbnail list-group modal nav- navbar offcanvas page-item page-link
    pagination placeholder popover ratio spinner toast tooltip vr
    """.split()  # noqa: SIM905
)

SOURCE_MAP = re.compile(r"\s*(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$")


class CannotVendor(Exception):
    """An archive is missing, is not what was recorded, or lacks a file."""


def fetch(name: str, version: str, *, into: Path) -> tuple[Path, str]:
    """Return the archive of `name` and its sha512 integrity, by the ordinary npm client."""
    npm = shutil.which("npm")
    if npm is None:
        raise CannotVendor("npm is needed to fetch the front-end files.")
    wanted = f"{name}@{version}"
    done = subprocess.run(  # noqa: S603
        [npm, "pack", "--silent", wanted], cwd=into, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotVendor(f"npm could not fetch {wanted}: {done.stderr.strip()}")
    archive = into / done.stdout.strip().splitlines()[-1]
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    return archive, f"sha512-{digest}"


def member(archive: tarfile.TarFile, path: str) -> bytes:
    """Return one file of an npm archive."""
    try:
        found = archive.extractfile(f"package/{path}")
    except KeyError:
        found = None
    if found is None:
        raise CannotVendor(f"The archive has no {path}.")
    return found.read()


def cleaned(content: bytes, *, name: str) -> bytes:
    """Drop the pointer to a source map, which is not shipped and which hashed storage refuses."""
    if not name.endswith((".css", ".js")):
        return content
    return SOURCE_MAP.sub("", content.decode()).rstrip().encode() + b"\n"


def without(css: str, unused: tuple[str, ...]) -> str:
    """Drop the rules of which every selector begins with one of `unused`; keep the order."""
    kept, at = [], 0
    while (opens := css.find("{", at)) != -1:
        closes, depth = opens + 1, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[closes], 0)
            closes += 1
        head, body = css[at:opens], css[opens + 1 : closes - 1]
        at = closes
        if head.startswith("@media"):
            body = without(body, unused)
        # The dark variants are of the same parts.
        named = [one.removeprefix("[data-bs-theme=dark]").strip() for one in head.split(",")]
        if body and not all(one.startswith(unused) for one in named):
            kept.append(f"{head}{{{body}}}")
    return "".join(kept) + css[at:]


def kept(content: bytes, *, name: str) -> bytes:
    """Return what is kept of a file: no source map, and of Bootstrap no part that is unused."""
    content = cleaned(content, name=name)
    if name == "bootstrap.min.css":
        return without(content.decode(), UNUSED_PARTS).encode()
    return content


def sprite(archive: tarfile.TarFile) -> bytes:
    """Return one SVG with a symbol for every icon in ICONS."""
    symbols = []
    for icon in sorted(ICONS):
        drawing = member(archive, f"icons/{icon}.svg").decode()
        inner = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", drawing, flags=re.DOTALL)
        inner = re.sub(r"\s*\n\s*", "", inner)
        symbols.append(
            f'<symbol id="{icon}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
            f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{inner}</symbol>'
        )
    head = '<svg xmlns="http://www.w3.org/2000/svg">'
    return "\n".join([head, *symbols, "</svg>", ""]).encode()


def write(folder: Path, name: str, content: bytes) -> dict[str, Any]:
    """Write one file and return its line for vendor.json."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
    return {"path": f"{folder.name}/{name}", "bytes": len(content), "sha384": f"sha384-{digest}"}


def vendor(name: str, *, known: dict[str, Any], into: Path) -> dict[str, Any]:
    """
    Fetch one package, write its files, and return its record.

    :raises CannotVendor: if the archive of this version is not the one recorded before
    """
    version, folder, files = PACKAGES[name]
    archive, integrity = fetch(name, version, into=into)
    if known.get("version") == version and known.get("integrity") != integrity:
        raise CannotVendor(f"{name} {version} is not the archive that was recorded.")
    with tarfile.open(archive) as opened:
        licence = json.loads(member(opened, "package.json"))["license"]
        written = [
            write(HERE / folder, target, kept(member(opened, source), name=target))
            for source, target in files.items()
        ]
        if name == "lucide-static":
            written.append(write(HERE / folder, "icons.svg", sprite(opened)))
    return {
        "name": name,
        "changed": CHANGED.get(name, ""),
        "version": version,
        "licence": licence,
        "integrity": integrity,
        "files": sorted(written, key=lambda line: line["path"]),
    }


def main() -> int:
    """Refresh every package; change vendor.json only when all of them succeeded."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "").parse_args()
    before = json.loads(RECORD.read_text()) if RECORD.exists() else []
    known = {record["name"]: record for record in before}
    with tempfile.TemporaryDirectory() as scratch:
        try:
            records = [
                vendor(name, known=known.get(name, {}), into=Path(scratch))
                for name in sorted(PACKAGES)
            ]
        except CannotVendor as problem:
            print(problem, file=sys.stderr)
            return 1
    RECORD.write_text(json.dumps(records, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
