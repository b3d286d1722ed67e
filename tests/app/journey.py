#!/usr/bin/env python3
"""Whole journeys through the window, by keyboard, mouse and what the accessibility bus says, each ending with nothing on standard
error and a workspace that verifies. Prints TAP.

    journey.py WORKBENCH ASSAY [WORD…]       WORDs choose journeys by name"""
import csv
import json
import os
import pathlib
import shutil
import sys
import tempfile
import time

from workbench import BUTTON, SELECTED, SENSITIVE, Workbench, check, need_tools, run, run_cases, same, wait

PROGRAM, ASSAY = sys.argv[1], sys.argv[2]
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="journey"))
JUMP = "2025-12-12"      # where write_demand() puts what is to be found


# ---- workspaces and files, with the headless tool ----

def assay(*args):
    done = run(ASSAY, *args)
    check(done.returncode == 0, f"assay {args}: {done.stderr}{done.stdout}")
    return done.stdout


def contents(workspace):
    return json.loads(assay("workspace", "list", workspace, "--format", "json"))


def verify(workspace):
    """Clean, and without what an interrupted write leaves."""
    assay("workspace", "verify", workspace)
    same([path.name for path in pathlib.Path(workspace).rglob(".assay*")], [], "left over")


def sample():
    """Made once, copied for each journey that changes it."""
    made = FOLDER / "sample"
    if not made.exists():
        assay("workspace", "sample", made)
    copy = pathlib.Path(tempfile.mkdtemp(dir=FOLDER)) / "Sample"
    shutil.copytree(made, copy)
    return copy


def write_demand(path, series=50, years=3):
    """Days 1 to 12 of each month, so that day and month cannot be told apart, and one jump that nobody can miss."""
    with open(path, "w", encoding="ascii") as out:
        out.write("day,store,units\n")
        for year in range(2023, 2023 + years):
            for month in range(1, 13):
                for day in range(1, 13):
                    for s in range(series):
                        jump = 900 if f"{year}-{month:02d}-{day:02d}" == JUMP and s == 7 else 0
                        out.write(f"{day:02d}/{month:02d}/{year},S{s:02d},{100 + (day * 7919 + month * 31 + s * 17 + year) % 13 + jump}\n")


def write_long(path, series=1200, years=14):
    """Long enough that reading it, and running on it, can be interrupted: five million rows."""
    days = "".join(f"{2000 + y}-{m:02d}-{d:02d},@,{(y * 336 + m * 28 + d) * 7919 % 101}\n" for y in range(years) for m in range(1, 13) for d in range(1, 29))
    with open(path, "w", encoding="ascii") as out:
        out.write("date,store,sales\n")
        for s in range(series):
            out.write(days.replace("@", f"S{s:03d}"))


_long = None


def long_workspace():
    """With the long file as a dataset and no run; made once, since no journey may leave anything in it."""
    global _long
    if _long is None:
        _long = FOLDER / "long"
        write_long(FOLDER / "long.csv")
        assay("workspace", "init", _long)
        assay("workspace", "import", _long, FOLDER / "long.csv", "--time", "date", "--value", "sales", "--series", "store")
    return _long


def start(*args, home=None, attach=True):
    program = Workbench(PROGRAM, home or tempfile.mkdtemp(dir=FOLDER), *args).wait_window()
    return program.attach() if attach else program


# ---- what a page shows ----

def wait_title(program, within):
    wait(lambda: program.check_alive() and within in program.title(), lambda: f"“{within}” as title; it is “{program.title()}”")


def processor_seconds(program):
    fields = pathlib.Path(f"/proc/{program.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# ---- the journeys ----

def first_start():
    """One click from nothing to finished runs."""
    with start() as program:
        button = program.expect(BUTTON, None, "Open Sample Workspace")
        began, used = time.monotonic(), processor_seconds(program)
        button.act()
        wait_title(program, "Overview")
        program.expect("label", "Needs Attention")
        # On a machine that does other work as well, only the program's own share counts.
        took = min(time.monotonic() - began, processor_seconds(program) - used)
        check(took < 2, f"the Overview came after {took:.1f} s")
        program.click(program.expect("label", "Open the newest run"))
        workspace = next((program.home / "data").rglob("workspace.db")).parent
        newest = contents(workspace)["runs"][0]
        wait_title(program, newest["title"])
        for text in ("Anomalies", str(newest["anomalies"]), "WAPE", "Bias", "MASE"):
            program.wait_text("AssayRunPage", text)
        program.quit()
        verify(workspace)
    # What was open last is open again.
    with start(home=program.home) as again:
        wait_title(again, "Overview")
        again.quit()


def import_run_select_export():
    """A file of one's own, its question answered, a run, an anomaly reviewed, a report."""
    workspace = FOLDER / "own"
    assay("workspace", "init", workspace)
    write_demand(FOLDER / "demand.csv")
    with start(workspace) as program:
        wait_title(program, "Overview")
        program.keys("ctrl+i")
        program.focus_dialog()
        program.type(str(FOLDER / "demand.csv"))
        program.keys("Return")
        question = program.expect("combo box", None, "Is 0")
        program.focus_dialog()
        program.expect("label", None, "Import waits for your decision")
        button = program.expect(BUTTON, "_Import Import")
        check(not button.has(SENSITIVE), "Import can be pressed before the question is answered")
        program.click(question)
        program.keys("Down", "Return")
        program.expect_usable("_Import Import").act()
        program.focus_main()
        wait_title(program, "demand")
        dataset = contents(workspace)["datasets"][0]
        same((dataset["rows"], dataset["columns"]), (50 * 3 * 144, 3), "what was imported")

        program.keys("ctrl+n")
        program.focus_dialog()
        program.expect_usable("_Run Run").act()
        program.focus_main()
        wait(lambda: contents(workspace)["runs"], "a recorded run")
        program.wait_text("AssayRunPage", "WAPE")

        program.keys("ctrl+2")
        program.expect("tree grid", "Anomalies")
        program.keys("ctrl+f")
        wait(lambda: program.focused().role == "search box", "the search field of the table")
        program.type("S07")
        rows = lambda: [row for row in program.find("tree grid", "Anomalies").find_all("row") if row.find("grid cell")]
        wait(lambda: rows() and all(row.find("label", None, "S07") for row in rows()), "the rows of the series alone")
        program.click(program.expect("tree grid", "Anomalies").find("label", None, "12 Dec 2025"))
        program.expect("label", "Friday 12 December 2025")
        for text in ("store S07", "Critical"):
            program.expect("label", None, text)
        mark = lambda: [node.name for node in program.find("combo box", "Review").find_all("label")]
        program.keys("2")
        wait(lambda: "Explained" in mark(), lambda: f"the mark Explained; it is {mark()}")
        program.keys("ctrl+z")
        wait(lambda: "Explained" not in mark() and "Open" in mark(), lambda: f"the mark to be undone; it is {mark()}")
        program.keys("ctrl+shift+z")
        wait(lambda: "Explained" in mark(), "the mark to be back")

        program.keys("ctrl+e")
        program.focus_dialog()
        program.expect_usable("_Export Export").act()
        program.focus_main()
        reports = wait(lambda: contents(workspace)["reports"], "a recorded report")
        same(len(reports), 1, "reports")
        pdf = wait(lambda: list((workspace / "reports").glob("*.pdf")), "a PDF")[0]
        check(pdf.read_bytes().startswith(b"%PDF") and pdf.stat().st_size > 20_000, f"{pdf} is no report")
        if shutil.which("pdftotext"):
            check("S07" in run("pdftotext", pdf, "-").stdout, "the report does not name the series of the jump")
        program.quit()
    verify(workspace)


def keyboard_only():
    """From the Overview to a sample of a chart and back without a mouse."""
    workspace = sample()
    with start(workspace) as program:
        wait_title(program, "Overview")
        program.keys("ctrl+k")
        wait(lambda: program.focused().role == "search box", "the search field of Go to")
        run_title = contents(workspace)["runs"][0]["title"]
        program.type(run_title)
        program.keys("Return")
        wait_title(program, run_title)
        program.wait_text("AssayRunPage", "MASE")
        wait(lambda: program.focused().name, "something to have the focus")

        # F6 goes round the panes, Tab through one.
        def is_in_page(node):
            return node is not None and (node.name == "AssayRunPage" or is_in_page(node.parent))

        def step_to(key, is_there, most=20):
            node = program.focused()
            for _ in range(most):
                program.keys(key)
                left = node.address
                node = wait(lambda: next((now for now in [program.focused()] if now.address != left), None), f"{key} to move the focus from “{node.name}”")
                if is_there(node):
                    return
            raise AssertionError(f"{key} does not get there; the focus is on “{node.name}”")

        step_to("F6", lambda node: not is_in_page(node))
        step_to("F6", is_in_page)
        step_to("Tab", lambda node: node.name == "Forecast and Actual")
        said = lambda: program.focused().description
        program.keys("End")
        end = wait(lambda: "ctual" in said() and said(), lambda: f"the chart to say what is at the end; it says “{said()}”")
        program.keys("Left")
        wait(lambda: "ctual" in said() and said() != end, lambda: f"another sample to be said than “{end}”")
        program.keys("t")
        table = wait(lambda: program.page("AssayFigureTable") and program.page("AssayFigureTable").find("tree grid"), "the table instead of the chart")
        check(len(table.find_all("grid cell")) > 20, "the table is empty")
        program.keys("t")
        wait(lambda: program.focused().name == "Forecast and Actual", lambda: f"the chart to be back; the focus is on “{program.focused().name}”")
        program.keys("Escape")

        selected = lambda: [node.name for node in program.tree().find_all("tab") if node.has(SELECTED)]
        for number, view in ((2, "Anomalies"), (3, "Detectors"), (4, "Sensitivity"), (5, "Record"), (1, "Summary")):
            program.keys(f"ctrl+{number}")
            wait(lambda: selected() == [view], lambda: f"the view {view}; it is {selected()}")
        shown = lambda: any(node.x >= 0 for node in program.tree().find_all("list", "Places"))
        program.keys("F9")
        wait(lambda: not shown(), "F9 to hide the sidebar")
        program.keys("F9")
        wait(shown, "F9 to show the sidebar")
        program.keys("alt+Left")
        wait_title(program, "Overview")
        program.keys("alt+Right")
        wait_title(program, run_title)
        program.quit()
    verify(workspace)


def validation_run(workspace):
    return str(next(entry["id"] for entry in contents(workspace)["runs"] if entry["analysis"] == "validate"))


def rows_shown(program):
    """The rows view once it has found its rows: how many of how many it says, and its table."""
    def counts():
        view = program.page("AssayRowsView")
        said = [[int("".join(c for c in part if c.isdigit()) or -1) for part in node.name.split(" of ")] for node in view.find_all("label", None, " of ")] if view else []
        return next((found for found in said if len(found) == 2 and min(found) >= 0), None)
    found = wait(counts, lambda: f"the rows of a finding; there is: {program.texts()}")
    return found


def view_shown(program, view):
    wait(lambda: [node.name for node in program.tree().find_all("tab") if node.has(SELECTED)] == [view], f"the view {view}")


def rows_of_a_finding():
    """From a finding of a validation to the rows of the data, by mouse and by keyboard, and back to where one was."""
    workspace = sample()
    with open(pathlib.Path(os.environ["ASSAY_DATA_DIR"]) / "home-equity.csv", encoding="utf-8", newline="") as file:
        loans = list(csv.DictReader(file))
    missing = sum(loan["DEBTINC"] == "" for loan in loans)
    page = ("--page", "run/" + validation_run(workspace))
    # A check opens to the rows it counted, as many as the file has.
    with start(workspace, *page, "--state", "rows=check:dq-missing@DEBTINC@") as program:
        same(rows_shown(program), [missing, len(loans)], "rows without a debt ratio")
        program.wait_text("AssayRowsView", "DEBTINC is missing")
        wait(lambda: program.focused().name == "Back to the Finding", lambda: f"the way back to have the focus; it is on “{program.focused().name}”")
        program.keys("Escape")
        view_shown(program, "Summary")
        program.quit()
    # A cell of a matrix, by mouse and by keyboard: the same rows.
    with start(workspace, *page, "--view", "segments") as program:
        wait(program.is_ready, "the page")
        heat = lambda: program.expect(None, "Weak Slices of Two Features")
        wait(lambda: heat().width > 100, "the matrix")
        node = next(node for node in program.tree().find_all(None, "Weak Slices of Two Features") if node.width > 100 and node.role in ("img", "image", "icon"))
        program.click(node)
        by_mouse = rows_shown(program)
        check(0 < by_mouse[0] < by_mouse[1] == len(loans), f"a cell of the matrix shows {by_mouse} rows")
        program.click(program.expect(BUTTON, "Back to the Finding"))
        view_shown(program, "Segments")
        wait(lambda: program.focused().name == "Weak Slices of Two Features", lambda: f"the matrix to have the focus again; it is on “{program.focused().name}”")
        program.keys("Right")
        said = wait(lambda: "Rows" in program.focused().description and program.focused().description, lambda: f"the matrix to say what is under the cursor; it says “{program.focused().description}”")
        counted = int("".join(c for c in said.split("Rows")[1] if c.isdigit()))
        program.keys("Return")
        wait(lambda: rows_shown(program) == [counted, len(loans)], lambda: f"the {counted} rows that the matrix said; there is: {program.texts()}")
        program.keys("Escape")
        view_shown(program, "Segments")
        program.quit()
    verify(workspace)


def rows_that_are_gone():
    """A run whose data are not in the workspace says so, and what to do."""
    workspace = FOLDER / "no-data"
    data = pathlib.Path(os.environ["ASSAY_DATA_DIR"])
    (FOLDER / "loans.csv").write_bytes((data / "home-equity.csv").read_bytes())
    assay("workspace", "init", workspace)
    done = run(ASSAY, "validate", data / "home-equity.assay.json", FOLDER / "loans.csv", "--workspace", workspace, "--target", "Default", "--checks", "dq-missing", "--quiet")
    check(done.returncode in (0, 1), done.stderr)
    with start(workspace, "--page", "run/1", "--state", "rows=check:dq-missing@DEBTINC@") as program:
        program.wait_text("AssayRowsView", "Import the file to see its rows")
        program.quit()
    # Imported, they are found by what they are.
    assay("workspace", "import", workspace, FOLDER / "loans.csv")
    with start(workspace, "--page", "run/1", "--state", "rows=check:dq-missing@DEBTINC@") as program:
        check(rows_shown(program)[0] > 0, "no rows are shown")
        program.quit()
    verify(workspace)


def cutoff_on_the_curve():
    """A click on the ROC curve moves the cut-off, and what it decides is said anew."""
    workspace = sample()
    with start(workspace, "--page", "run/" + validation_run(workspace), "--view", "validation") as program:
        wait(program.is_ready, "the page")
        said = lambda: next((node.name for node in program.tree().find_all("label", None, "of rows are flagged")), None)
        before = wait(said, lambda: f"what the cut-off decides; there is: {program.texts()}")
        # the Summary has one too, and comes first
        curve = lambda: next((node for node in reversed(program.tree().find_all(None, "ROC Curve")) if node.width > 100 and node.role in ("img", "image", "icon")), None)
        program.click(wait(curve, "the curve"))
        after = wait(lambda: said() != before and said(), f"another cut-off than “{before}”")
        program.keys("Right", "Right", "Return")
        wait(lambda: said() not in (before, after), f"the cut-off to follow the keyboard; it says “{after}”")
        program.quit()
    verify(workspace)


def conventions():
    """The stability index by another convention, and how far conventions lie apart: a word that the reference lacks is infinite by one of them."""
    workspace = FOLDER / "conventions"
    data = pathlib.Path(os.environ["ASSAY_DATA_DIR"])
    lines = (data / "home-equity.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (FOLDER / "then.csv").write_text("".join(line for line in lines if ",Self," not in line), encoding="utf-8")
    assay("workspace", "init", workspace)
    done = run(ASSAY, "validate", data / "home-equity.assay.json", data / "home-equity.csv", "--workspace", workspace, "--target", "Default", "--reference", FOLDER / "then.csv", "--checks", "drift-psi", "--quiet")
    check(done.returncode in (0, 1), done.stderr)
    with start(workspace, "--page", "run/1", "--view", "validation", "--state", "convention=1") as program:
        wait(program.is_ready, "the other convention")
        program.wait_text("AssayRunPage", "Widest apart for Job")
        said = next(node.name for node in program.tree().find_all("label", None, "Widest apart for Job"))
        check("∞" in said, f"nothing is infinite: {said}")
        chosen = [node.name for node in program.tree().find_all("label", None, "Empty bins dropped")]
        check(chosen, f"the choice does not show what is drawn; there is: {program.texts()}")
        program.quit()
    verify(workspace)


def bad_input():
    """A picture and an empty file say what they are, and nothing is added."""
    workspace = sample()
    before = contents(workspace)
    picture, empty = FOLDER / "picture.csv", FOLDER / "empty.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    empty.write_bytes(b"")
    for path, text in ((picture, "PNG picture"), (empty, "empty")):
        with start(workspace, path) as program:
            program.focus_dialog()
            program.expect("label", None, text)
            button = program.expect(BUTTON, None, "_Import Import")
            check(not button.has(SENSITIVE), f"Import can be pressed on {path.name}")
            program.keys("Escape")
            program.focus_main()
            program.quit()
    same(contents(workspace), before, "what is in the workspace")
    verify(workspace)


def wait_task(program, begin):
    """Begins a task and gives back the button that cancels it, as soon as it can be pressed: the task lasts a second or less."""
    button = program.tree(folded=True).find(BUTTON, "Cancel Task", seen=False)
    begin.act()
    return wait(lambda: button.look_again().is_seen and button, "the task in the sidebar")


def cancel(program, begin):
    wait_task(program, begin).act()
    wait(lambda: program.find("label", "Cancelled"), lambda: f"the task to be cancelled; there is: {program.texts()}")


def run_button(program):
    program.keys("ctrl+n")
    program.focus_dialog()
    return program.expect_usable("_Run Run")


def cancelled_import():
    workspace = FOLDER / "cancelled"
    assay("workspace", "init", workspace)
    if not (FOLDER / "long.csv").exists():
        write_long(FOLDER / "long.csv")
    with start(workspace, FOLDER / "long.csv") as program:
        program.focus_dialog()
        cancel(program, program.expect_usable("_Import Import"))
        program.focus_main()
        same(contents(workspace)["datasets"], [], "datasets after a cancelled import")
        program.quit()
    verify(workspace)


def cancelled_run():
    workspace = long_workspace()
    with start(workspace) as program:
        wait_title(program, "Overview")
        cancel(program, run_button(program))
        program.focus_main()
        same(contents(workspace)["runs"], [], "runs after a cancelled run")
        program.quit()
    verify(workspace)


def left_run():
    """Ctrl+Q while a run is under way ends the program at once and cleanly."""
    workspace = long_workspace()
    with start(workspace) as program:
        wait_title(program, "Overview")
        wait_task(program, run_button(program))
        program.quit()
    same(contents(workspace)["runs"], [], "runs after leaving")
    verify(workspace)


def killed_run():
    workspace = long_workspace()
    with start(workspace) as program:
        wait_title(program, "Overview")
        wait_task(program, run_button(program))
        program.kill()
    with start(home=program.home) as again:
        wait_title(again, "Overview")
        same(contents(workspace)["runs"], [], "runs after a kill")
        again.quit()
    verify(workspace)


def main():
    need_tools("xdotool")
    try:
        return run_cases([
            ("first start to the numbers of a run", first_start),
            ("import, run, select, export", import_run_select_export),
            ("keyboard only", keyboard_only),
            ("rows of a finding", rows_of_a_finding),
            ("rows that are gone", rows_that_are_gone),
            ("cut-off on the curve", cutoff_on_the_curve),
            ("conventions of the stability index", conventions),
            ("files that hold no data", bad_input),
            ("a cancelled import leaves nothing", cancelled_import),
            ("a cancelled run leaves nothing", cancelled_run),
            ("leaving during a run leaves nothing", left_run),
            ("a killed run leaves nothing half done", killed_run),
        ], sys.argv[3:])
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
