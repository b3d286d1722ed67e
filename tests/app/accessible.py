#!/usr/bin/env python3
"""What a screen reader would say on every page and dialog: each thing that can have the focus must have a name, and not that of
its type. Prints TAP; a failure shows where in the tree the nameless ones are.

    accessible.py WORKBENCH ASSAY [WORD…]       WORDs choose states by name"""
import re
import sys
import tempfile

from tour import DIALOGS, PAGES, Tour
from workbench import FOCUSABLE, check, need_tools, run_cases, wait

TYPE_NAME = re.compile(r"(Gtk|Adw|Assay|Gdk)[A-Z]\w*$")
# Of the states of the tour, those that show other things to focus.
STATES = [state for state in PAGES + DIALOGS if state[0] not in ("run-summary", "run-hover", "run-zoom", "run-series", "runs", "import")]

def complaints(root):
    found = []

    def look_at(node, path):
        label = node.name.strip()
        if node.has(FOCUSABLE) and node.is_seen and (not label or TYPE_NAME.match(label)):
            # Rows of one table are alike: one of them is enough.
            complaint = f"a {node.role} is called “{label}”: " + " > ".join(path[-5:])
            if complaint not in found:
                found.append(complaint)
        for child in node.children:
            look_at(child, path + [f"{node.role} “{node.name}”"] if node.name else path)

    look_at(root, [])
    return found

def look(tour, label, line):
    with tour.start(label, line, {}) as program:
        program.wait_window()
        wait(program.is_ready, "the state that was asked for")
        program.attach()
        # Names are given when a page has come to rest, just after it is shown.
        last = []

        def is_clean():
            last[:] = complaints(program.tree())
            return not last
        try:
            wait(is_clean, "names", 10)
        except AssertionError:
            check(False, "\n".join(last))
        check(program.said() == "", program.said())

def main():
    need_tools("xdotool")
    with tempfile.TemporaryDirectory(prefix="names") as folder:
        tour = Tour(sys.argv[1], sys.argv[2], "light", folder)
        tour.prepare()
        return run_cases([(label, lambda label=label, line=line: look(tour, label, line)) for label, line in STATES], sys.argv[3:])

if __name__ == "__main__":
    sys.exit(main())
