#!/usr/bin/env python3
"""Holds every #include "room/…" of src/ to the order of the rooms, and outside headers to their rooms."""
import pathlib
import re
import sys

MAY_USE = {
    "base": "", "math": "",
    "data": "base math",
    "model": "base math data",
    "result": "base",
    "analysis": "base math data model result",
    "charts": "base result",
    "report": "base result charts",
    "store": "base result",
    "engine": "base math data model result analysis charts report store",
    "cli": "base math data model result analysis charts report store engine",
    "app": "base math data model result analysis charts report store engine",
}
# Headers of libraries that only some rooms may see. GLib is everywhere but in math.
OUTSIDE = {
    r"^(glib|gio|gobject)": set(MAY_USE) - {"math"},
    r"^gtk|^gdk|^adwaita": {"app"},
    r"^cairo|^pango": {"charts", "report", "engine", "app"},
    r"^sqlite3": {"store"},
    r"^csv\.h": {"data"},
    r"^zlib\.h": {"data"},
    r"^gsl/": {"math"},
    r"^json-glib": {"data", "model", "result", "analysis", "engine", "cli", "app"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def faults(source, rooms=MAY_USE):
    found = []
    for path in sorted(source.rglob("*.[ch]")):
        room = path.relative_to(source).parts[0]
        if room not in rooms:
            found.append(f"{path}: “{room}” is no room of the table")
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            where = f"{path.relative_to(source)}:{number}"
            if match[1] == '"':
                other = match[2].split("/")[0]
                if "/" not in match[2] and match[2] != "assay-config.h":
                    found.append(f"{where}: “{match[2]}” does not name its room")
                elif other in rooms and other != room and other not in rooms[room].split():
                    found.append(f"{where}: {room} may not use {other}")
            else:
                for pattern, allowed in OUTSIDE.items():
                    if re.search(pattern, match[2]) and room not in allowed:
                        found.append(f"{where}: {room} may not use <{match[2]}>")
    return found


def names_used_twice(source):
    seen, found = {}, []
    for path in sorted(source.rglob("*.[ch]")):
        if path.name in seen and path.name not in ("main.c",):
            found.append(f"{path.relative_to(source)}: the name is used by {seen[path.name]} too")
        seen[path.name] = path.relative_to(source)
    return found


def self_check(tmp):
    """The test must be able to fail: a tree with one fault of each kind."""
    (tmp / "math").mkdir(parents=True)
    (tmp / "base").mkdir()
    (tmp / "math/a.c").write_text('#include <glib.h>\n#include "base/b.h"\n')
    (tmp / "base/b.c").write_text('#include "b.h"\n#include <gtk/gtk.h>\n')
    return len(faults(tmp)) == 4


def main():
    import tempfile
    source = pathlib.Path(sys.argv[1]) / "src"
    with tempfile.TemporaryDirectory() as tmp:
        results = [("finds planted faults", [] if self_check(pathlib.Path(tmp) / "src") else ["planted faults were missed"]),
                   ("rooms keep their order", faults(source)),
                   ("file names are unique", names_used_twice(source))]
    print(f"1..{len(results)}")
    for number, (name, bad) in enumerate(results, 1):
        print(f"{'not ok' if bad else 'ok'} {number} - {name}")
        for line in bad:
            print(f"# {line}")
    return 1 if any(bad for _, bad in results) else 0


sys.exit(main())
