#!/usr/bin/env python3
"""Checks what Meson does not: icons, the Flatpak manifest, the translation, and that names agree everywhere."""
import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

APP_ID = "io.github.assay_workbench.Assay"
root = pathlib.Path(sys.argv[1])


def icons():
    """Every icon is a square SVG that says its size; symbolic ones are 16 px and use one colour."""
    bad = []
    files = sorted((root / "data/icons").rglob("*.svg"))
    names = {path.stem for path in files}
    for wanted in (APP_ID, APP_ID + "-symbolic"):
        if wanted not in names:
            bad.append(f"data/icons: {wanted}.svg is missing")
    for path in files:
        svg = ET.parse(path).getroot()
        size = (svg.get("width", "").removesuffix("px"), svg.get("height", "").removesuffix("px"))
        if size[0] != size[1]:
            bad.append(f"{path.name}: {size[0]}×{size[1]} is not square")
        if path.stem.endswith("-symbolic"):
            if size[0] != "16":
                bad.append(f"{path.name}: symbolic icons are 16 px, this is {size[0] or 'without a size'}")
            colours = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text(encoding="utf-8")))
            if len(colours) > 1:
                bad.append(f"{path.name}: more than one colour: {' '.join(sorted(colours))}")
    return bad


def icons_used():
    """Icon names of our own in the templates and sources exist."""
    have = {path.stem for path in (root / "data/icons").rglob("*.svg")}
    bad = []
    for path in [*sorted((root / "data/ui").glob("*.ui")), *sorted((root / "src/app").glob("*.c"))]:
        for name in re.findall(r"\bassay-[a-z0-9-]+-symbolic\b", path.read_text(encoding="utf-8")):
            if name not in have:
                bad.append(f"{path.name}: there is no icon {name}.svg")
    return bad


def manifest():
    """The manifest builds this program for the GNOME runtime, from pinned sources, with no hole in the sandbox."""
    bad = []
    data = json.loads((root / f"flatpak/{APP_ID}.json").read_text(encoding="utf-8"))
    if data["id"] != APP_ID or data["command"] != "assay-workbench":
        bad.append("manifest: id or command is another program's")
    if data["runtime"] != "org.gnome.Platform" or data["sdk"] != "org.gnome.Sdk":
        bad.append("manifest: not the GNOME runtime")
    for permission in data["finish-args"]:
        if "filesystem" in permission or permission in ("--socket=x11", "--share=network", "--device=all"):
            bad.append(f"manifest: {permission} is more than the program needs")
    for module in data["modules"]:
        for source in module["sources"]:
            if source["type"] == "archive" and not re.fullmatch(r"[0-9a-f]{64}", source.get("sha256", "")):
                bad.append(f"manifest: {module['name']} is not pinned by a SHA-256")
    return bad


def version():
    """meson.build, the metadata and the changelog name one version."""
    meson = re.search(r"^\s*version: '([^']+)'", (root / "meson.build").read_text(), re.M)[1]
    bad = []
    if f'version="{meson}"' not in (root / f"data/{APP_ID}.metainfo.xml.in").read_text():
        bad.append(f"metainfo: no release {meson}")
    if meson not in (root / "CHANGELOG.md").read_text(encoding="utf-8"):
        bad.append(f"CHANGELOG.md: nothing about {meson}")
    return bad


def potfiles():
    """Every file with a translatable text is in POTFILES.in, and every file listed there exists."""
    listed = {line for line in (root / "po/POTFILES.in").read_text().splitlines() if line and not line.startswith("#")}
    bad = [f"POTFILES.in: {name} does not exist" for name in sorted(listed) if not (root / name).exists()]
    marked = re.compile(r'\b(_|N_|C_|ngettext|g_dngettext|Q_)\s*\(\s*"|translatable="')
    for folder, pattern in (("src", "*.[ch]"), ("data/ui", "*.ui")):
        for path in sorted((root / folder).rglob(pattern)):
            name = str(path.relative_to(root))
            if name not in listed and marked.search(path.read_text(encoding="utf-8")):
                bad.append(f"POTFILES.in: {name} is not listed (run tools/update-po)")
    return bad


def german():
    """The German translation is complete, fits the sources of today, and its formats match."""
    bad = []
    pot = subprocess.run([sys.executable, root / "tools/update-po", "--print"], capture_output=True, text=True, cwd=root)
    if pot.returncode:
        return [f"update-po: {pot.stderr.strip()}"]
    have = subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", "-o", "-", root / "po/de.po", "-"],
                          input=pot.stdout, capture_output=True, text=True)
    if have.returncode:
        return [f"msgmerge: {have.stderr.strip()}"]
    for option, what in ((["--untranslated"], "is not translated"), (["--only-fuzzy"], "is fuzzy")):
        found = subprocess.run(["msgattrib", "--no-obsolete", *option, "-"], input=have.stdout, capture_output=True, text=True)
        texts = [text for text in re.findall(r'^msgid "(.*)"', found.stdout, re.M) if text]
        bad += [f"de.po: “{text[:70]}” {what}" for text in texts[:20]]
        if len(texts) > 20:
            bad.append(f"de.po: and {len(texts) - 20} more")
    check = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", root / "po/de.po"], capture_output=True, text=True)
    if check.returncode:
        bad += check.stderr.strip().splitlines()
    return bad


def clean():
    """Nothing in the tree names the machine it was written on."""
    found = subprocess.run(["git", "grep", "-nIE", r"/(work|root|home/[a-z]+)/[a-z]", "--", ".", ":!COPYING", ":!tests/package"],
                           capture_output=True, text=True, cwd=root)
    return [line for line in found.stdout.splitlines() if "/home/user/" not in line][:10]


checks = [icons, icons_used, manifest, version, potfiles, german, clean]
print(f"1..{len(checks)}")
failed = False
for number, check in enumerate(checks, 1):
    try:
        bad = check()
    except Exception as error:   # a check that cannot run has failed
        bad = [f"{type(error).__name__}: {error}"]
    failed |= bool(bad)
    print(f"{'not ok' if bad else 'ok'} {number} - {check.__name__}")
    for line in bad:
        print(f"# {line}")
sys.exit(failed)
