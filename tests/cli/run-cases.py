#!/usr/bin/env python3
"""Runs the command-line cases of *.txt files and prints TAP.

    run-cases.py ASSAY FOLDER [PATTERN]        PATTERN picks cases by a part of their name
    run-cases.py --update ASSAY FOLDER [PATTERN]   writes what came out into the files: read the diff before you believe it

A case file:

    === name of the case
    $ assay anomalies demand.csv --window two      run by sh in a fresh folder that holds copies of FOLDER/files
    > a line of standard output
    ! a line of standard error
    ? 2                                            exit status, 0 unless given

A case may hold several commands, one after the other in the same folder. “[..]” in a line stands for any text; a line of
“...” alone for any lines. Lines that begin with “#” are comments.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile


class Step:
    def __init__(self, command):
        self.command, self.out, self.err, self.status = command, [], [], 0


def parse(path):
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark, rest = line[:1], line[2:]
        if line.startswith("==="):
            cases.append((line[3:].strip(), []))
        elif not line.strip() or mark == "#":
            continue
        elif mark == "$":
            cases[-1][1].append(Step(rest))
        elif mark in ">!?" and cases and cases[-1][1]:
            step = cases[-1][1][-1]
            if mark == "?":
                step.status = int(rest)
            else:
                (step.out if mark == ">" else step.err).append(rest)
        else:
            sys.exit(f"{path}:{number}: this is no line of a case: {line}")
    return cases


def pattern(lines):
    parts = []
    for line in lines:
        if line == "...":
            parts.append(r"(?:.*\n)*?")
        else:
            parts.append(".*".join(re.escape(part) for part in line.split("[..]")) + r"\n")
    return re.compile("".join(parts) + r"\Z")


def matches(expected, found):
    return pattern(expected).match(found if not found or found.endswith("\n") else found + "\n") is not None


def run_step(step, folder, environment):
    done = subprocess.run(["sh", "-c", step.command], cwd=folder, env=environment, capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
    return done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"), done.returncode


def run_case(steps, files, environment, update):
    """What was not as expected, as lines; nothing when all was."""
    with tempfile.TemporaryDirectory(prefix="assay-cli-") as folder:
        if files.is_dir():
            shutil.copytree(files, folder, dirs_exist_ok=True)
        for step in steps:
            out, err, status = run_step(step, folder, dict(environment, FOLDER=folder))
            if matches(step.out, out) and matches(step.err, err) and status == step.status:
                continue
            if not update:
                return [f"$ {step.command}", f"exit status {status}, expected {step.status}"] \
                    + ["> " + line for line in out.splitlines()] + ["! " + line for line in err.splitlines()] \
                    + ["expected:"] + ["> " + line for line in step.out] + ["! " + line for line in step.err]
            step.out, step.err, step.status = out.splitlines(), err.splitlines(), status
    return []


def write_back(path, cases):
    """The file with new expectations; comments and blank lines stay where they are before a case or command."""
    steps = iter([step for _, steps in cases for step in steps])
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line[:1] in (">", "!", "?"):
            continue
        lines.append(line)
        if line.startswith("$"):
            step = next(steps)
            lines += ["> " + text if text else ">" for text in step.out] + ["! " + text if text else "!" for text in step.err]
            lines += [f"? {step.status}"] if step.status else []
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(args):
    update = args[0] == "--update"
    args = args[update:]
    assay, folder = pathlib.Path(args[0]).resolve(), pathlib.Path(args[1])
    wanted = args[2] if len(args) > 2 else ""
    environment = {key: value for key, value in os.environ.items() if key not in ("LANG", "LANGUAGE") and not key.startswith("LC_")}
    environment.update(PATH=f"{assay.parent}:{environment['PATH']}", LC_ALL="C.UTF-8", TZ="UTC", SOURCE_DATE_EPOCH="1750000000")

    number = failed = 0
    for path in sorted(folder.glob("*.txt")):
        cases = parse(path)
        for name, steps in cases:
            if wanted not in name:
                continue
            number += 1
            wrong = run_case(steps, folder / "files", environment, update)
            failed += bool(wrong)
            print(f"{'not ok' if wrong else 'ok'} {number} - {path.stem}: {name}", flush=True)
            for line in wrong:
                print(f"# {line}")
        if update:
            write_back(path, cases)
    print(f"1..{number}")
    return 1 if failed or not number else 0


sys.exit(main(sys.argv[1:]))
