#!/usr/bin/env python3
"""Adds up the subtests of one or more Meson test logs into one closing line."""
import json
import re
import sys

POINT = re.compile(r"^(not )?ok\b[^\n#]*(#\s*(?:SKIP|TODO)[^\n]*)?", re.M | re.I)
GOOD = ("OK", "SKIP", "EXPECTEDFAIL")


def count(test):
    """passed, failed, skipped and the reasons for skipping, of one line of the log."""
    points = POINT.findall(test.get("stdout", ""))
    passed = sum(not bad and not skip for bad, skip in points)
    failed = sum(bool(bad and not skip) for bad, skip in points)
    reasons = [re.sub(r"^#\s*(SKIP|TODO)\s*", "", skip, flags=re.I).strip() for _, skip in points if skip]
    skipped = len(reasons)
    result = test["result"]
    if not points:
        passed, failed, skipped = result in ("OK", "EXPECTEDFAIL"), result not in GOOD, result == "SKIP"
        if skipped:
            reasons = [(test.get("stdout", "").strip().splitlines() or ["no reason given"])[-1]]
    elif result not in GOOD and not failed:
        failed = 1   # crashed, timed out or bailed out after its last line
    return passed, failed, skipped, [(test["name"], reason) for reason in reasons]


def main(paths):
    total, skips = [0, 0, 0], {}
    for path in paths:
        try:
            log = open(path, encoding="utf-8")
        except OSError as error:
            print(f"no test log: {error}", file=sys.stderr)
            total[1] += 1
            continue
        with log:
            for line in log:
                *numbers, reasons = count(json.loads(line))
                total = [a + b for a, b in zip(total, numbers)]
                for name, reason in reasons:
                    skips[(name, reason)] = skips.get((name, reason), 0) + 1
    for (name, reason), times in sorted(skips.items()):
        print(f"skipped: {name}: {reason}" + (f" ({times} times)" if times > 1 else ""))
    print("{} passed, {} failed, {} skipped".format(*total))
    return 1 if total[1] or not total[0] else 0


sys.exit(main(sys.argv[1:]))
