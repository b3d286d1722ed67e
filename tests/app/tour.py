#!/usr/bin/env python3
"""Opens every page, view and dialog of the window on the sample by the hidden switches and takes a picture of each. Fails when
the program writes a line on standard error, dies, or shows nothing. Prints TAP.

    tour.py WORKBENCH ASSAY LOOK [WORD…]        LOOK: light dark contrast narrow large

ASSAY_PICTURES=FOLDER keeps the pictures, for somebody to look at; then every look shows more states. WORDs choose states by name."""
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import workbench
from workbench import Workbench, check, need_tools, run, run_cases, same, wait

SAMPLE = pathlib.Path(__file__).resolve().parent.parent.parent / "data" / "sample"
# Name, arguments; RUN and DATASET, BACKTEST, FORECAST, VALIDATION and SENSITIVITY stand for the newest of the sample.
PAGES = [
    ("overview", "--page overview"),
    ("datasets", "--page datasets"),
    ("dataset-table", "--page dataset/DATASET"),
    ("dataset-columns", "--page dataset/DATASET --view columns"),
    ("dataset-quality", "--page dataset/DATASET --view quality"),
    ("runs", "--page runs"),
    ("runs-selected", "--page runs --select 1"),
    ("runs-no-hit", "--page runs --search zzz"),
    ("reports", "--page reports"),
    ("audit", "--page audit"),
    ("run-summary", "--page run/RUN"),
    ("run-hover", "--page run/RUN --hover 2026-06-10"),
    ("run-selected", "--page run/RUN --select 2"),
    ("run-zoom", "--page run/RUN --zoom 2026-01-01..2026-06-30"),
    ("run-table", "--page run/RUN --state table=1"),
    ("run-series", "--page run/RUN --state series=3"),
    ("run-anomalies", "--page run/RUN --view anomalies --select 1"),
    ("run-record", "--page run/RUN --view record"),
    ("run-detectors", "--page run/RUN --view detectors"),
    ("backtest-summary", "--page run/BACKTEST"),
    ("backtest-origin", "--page run/BACKTEST --state origin=3"),
    ("backtest-model", "--page run/BACKTEST --state model=1"),
    ("backtest-residuals", "--page run/BACKTEST --view residuals"),
    ("forecast-summary", "--page run/FORECAST"),
    ("models", "--page models"),
    ("model", "--page model/1"),
    ("model-card", "--page model/1 --view card"),
    ("model-lineage", "--page model/1 --view lineage"),
    ("validation-summary", "--page run/VALIDATION"),
    ("validation-validation", "--page run/VALIDATION --view validation"),
    ("validation-segments", "--page run/VALIDATION --view segments"),
    ("validation-rows", "--page run/VALIDATION --state rows=check:dq-missing@DEBTINC@"),
    ("validation-record", "--page run/VALIDATION --view record"),
    ("validation-sensitivity", "--page run/VALIDATION --view sensitivity"),
    ("sensitivity-summary", "--page run/SENSITIVITY"),
    ("sensitivity-influence", "--page run/SENSITIVITY --view sensitivity --state input=Job"),
    ("sensitivity-shapes", "--page run/SENSITIVITY --view sensitivity --state inner=shapes"),
    ("stress-dial", "--page run/VALIDATION --view sensitivity --state inner=stress"),
    ("stress-auc", "--page run/VALIDATION --view sensitivity --state inner=stress --state measure=auc"),
]
DIALOGS = [
    ("start", None),
    ("new-run", "--page run/RUN --dialog run"),
    ("new-backtest", "--page run/BACKTEST --dialog run"),
    ("export", "--page run/RUN --dialog export"),
    ("shortcuts", "--page overview --dialog shortcuts"),
    ("preferences", "--page overview --dialog preferences"),
    ("about", "--page overview --dialog about"),
    ("goto", "--page overview --dialog goto"),
    ("rename", "--page overview --dialog rename"),
    ("verify", "--page audit --dialog verify"),
    ("import", "--page overview FILE"),
    ("import-question", "--page overview QUESTION"),
    ("import-picture", "--page overview PICTURE"),
    ("model-sheet", "--page overview ARTIFACT"),
    ("new-validation", "--page model/1 --dialog run"),
    ("new-sensitivity", "--page run/SENSITIVITY --dialog run"),
]
# Looks that differ in style alone need few states to fail, and more for somebody to look at.
FEW = {"run-selected", "run-anomalies", "backtest-summary", "validation-rows", "export", "import-question"}
MORE = {"overview", "runs-selected", "dataset-columns", "run-summary", "run-hover", "run-record", "run-detectors", "backtest-residuals", "forecast-summary", "audit", "start", "new-run",
        "new-backtest"}
STYLED = [state for state in PAGES + DIALOGS if state[0] in (FEW | MORE if "ASSAY_PICTURES" in os.environ else FEW)]

# Look: states, size, environment, other arguments
LOOKS = {
    "light": (PAGES + DIALOGS, "1280x800", {}, ""),
    "dark": (STYLED, "1280x800", {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}, ""),
    "contrast": (STYLED, "1280x800", {"ADW_DEBUG_HIGH_CONTRAST": "1"}, ""),
    "narrow": (STYLED, "720x480", {}, ""),
    "large": (STYLED, "1280x800", {}, "--text-scale 150"),
}


def screen():
    """All of the screen as raw bytes: dialogs are windows of their own."""
    return subprocess.run(["import", "-silent", "-window", "root", "-depth", "8", "rgb:-"], stdout=subprocess.PIPE, check=True).stdout


def is_blank(pixels):
    return len({pixels[i:i + 3] for i in range(0, len(pixels), 3 * 97)}) < 4


def settled_screen(program, seconds=0.3):
    """The screen once it has stopped changing; a text cursor may blink, so an old picture counts as well."""
    wait(program.is_ready, "the state that was asked for")
    seen = set()
    since = time.monotonic()
    end = since + workbench.PATIENCE
    while True:
        program.check_alive()
        pixels = screen()
        digest = hashlib.sha1(pixels).digest()
        if digest not in seen:
            seen.add(digest)
            since = time.monotonic()
        elif time.monotonic() - since > seconds and not is_blank(pixels):
            return pixels
        check(time.monotonic() < end, "the window is blank" if is_blank(pixels) else "the window does not come to rest")
        time.sleep(0.05)


def screen_size():
    return run("xdotool", "getdisplaygeometry").stdout.split()


def keep(pixels, path):
    subprocess.run(["convert", "-size", "x".join(screen_size()), "-depth", "8", "rgb:-", str(path)], input=pixels, check=True)


class Tour:
    def __init__(self, program, assay, look, folder):
        self.program, self.assay, self.look, self.folder = program, assay, look, pathlib.Path(folder)
        self.pictures = os.environ.get("ASSAY_PICTURES")
        self.sample = self.folder / "sample"
        self.names = {}
        if self.pictures:
            pathlib.Path(self.pictures).mkdir(parents=True, exist_ok=True)

    def prepare(self):
        made = run(self.assay, "workspace", "sample", self.sample)
        check(made.returncode == 0, f"the sample cannot be made: {made.stderr}")
        listed = run(self.assay, "workspace", "list", self.sample, "--format", "json").stdout
        self.names = {"RUN": self.newest_of(listed, "anomalies"), "DATASET": "1", "VALIDATION": self.newest_of(listed, "validate"), "ARTIFACT": str(SAMPLE / "home-equity.assay.json"), "BACKTEST": self.newest_of(listed, "backtest"),
                      "FORECAST": self.newest_of(listed, "forecast"), "SENSITIVITY": self.newest_of(listed, "sensitivity")}
        (self.folder / "demand.csv").write_text("date,store,units\n" + "".join(
            f"2024-{1 + i // 28:02d}-{1 + i % 28:02d},{s},{100 + i % 7}\n" for i in range(300) for s in "AB"), encoding="ascii")
        (self.folder / "question.csv").write_text("day,units\n" + "".join(
            f"{1 + i % 12:02d}/{1 + i // 12 % 12:02d}/2024,{100 + i % 7}\n" for i in range(144)), encoding="ascii")
        (self.folder / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)

    @staticmethod
    def newest(listed, kind):
        return str(max(entry["id"] for entry in json.loads(listed)[kind]))

    @staticmethod
    def newest_of(listed, analysis):
        return str(max(entry["id"] for entry in json.loads(listed)["runs"] if entry["analysis"] == analysis))

    def arguments(self, line):
        names = dict(self.names, FILE=str(self.folder / "demand.csv"), QUESTION=str(self.folder / "question.csv"),
                     PICTURE=str(self.folder / "picture.csv"))
        return [re.sub("|".join(names), lambda match: names[match[0]], word) for word in line.split()]

    def start(self, name, line, environment):
        """The program on its way to a state; None is a first start."""
        _, size, looks, more = LOOKS[self.look]
        args = ["--size", size, *more.split()]
        words = self.arguments(line or "")
        files = [word for word in words if word.startswith("/")]
        args += [word for word in words if word not in files] + ([str(self.sample)] if line else []) + files
        return Workbench(self.program, self.folder / ("home" if line else "new-home"), *args, environment=dict(looks, **environment))

    def visit(self, name, line):
        with self.start(name, line, {"GTK_A11Y": "none"}) as program:
            program.wait_window()
            pixels = settled_screen(program)
            if self.pictures:
                keep(pixels, pathlib.Path(self.pictures) / f"{self.look}-{name}.png")
            same(program.said(), "", "standard error")
            program.check_alive()

    def cases(self):
        def case(name, line):
            return (f"{self.look} {name}", lambda: self.visit(name, line))
        return [case(name, line) for name, line in LOOKS[self.look][0]]


def main():
    need_tools("xdotool", "import", "convert", bus=False)
    with tempfile.TemporaryDirectory(prefix="tour") as folder:
        tour = Tour(sys.argv[1], sys.argv[2], sys.argv[3], folder)
        tour.prepare()
        return run_cases(tour.cases(), sys.argv[4:])


if __name__ == "__main__":
    sys.exit(main())
