#!/usr/bin/env python3
"""The smallest moves to limits of models that go in steps, against what going through all combinations of bins gives. Prints TAP.

    check-reverse-stress.py ASSAY SAMPLES

The home-equity scorecard: in each of its 19,440 cells (numbers; the occupation is held) the least z' R^-1 z within the bins, delinquencies, derogatories
and inquiries whole. The challenger, trees: no move of many random ones, biased to small ones, was smaller.
"""
import json
import subprocess
import sys

CARD = {
    "mahalanobis": {"0.5": 1.381754, "0.2": 0.892230, "0.8": 2.291954, "0.1": 0.610479},
    "euclidean": {"0.5": 1.410561, "0.2": 0.866114, "0.8": 2.530820, "0.1": 0.662735},
}
TREES = {
    "mahalanobis": {"0.5": 1.25, "0.3": 0.85},
    "euclidean": {"0.5": 1.2, "0.3": 1.03},
}


def sizes(assay, samples, model, distance, limits, threads):
    """Of each limit: the size of the move, and the score there."""
    asked = ",".join("score>=" + limit for limit in limits)
    out = subprocess.run([assay, "sensitivity", f"{samples}/{model}", f"{samples}/home-equity.csv", "--method", "reverse-stress", "--limit", asked, "--distance", distance,
                          "--threads", threads, "--format", "json"], stdout=subprocess.PIPE, check=True).stdout
    table = next(t for t in json.loads(out)["tables"] if t["id"] == "reverse-stress-limits")
    names = [c["id"] for c in table["columns"]]
    return [(row[names.index("size")], row[names.index("outcome")]) for row in table["rows"]]


def main():
    assay, samples = sys.argv[1:]
    number = failed = 0
    for model, known, is_exact in (("home-equity.assay.json", CARD, True), ("home-equity-challenger.assay.json", TREES, False)):
        for distance, limits in known.items():
            found = sizes(assay, samples, model, distance, list(limits), "1")
            again = sizes(assay, samples, model, distance, list(limits), "3")
            for (limit, least), (size, outcome) in zip(limits.items(), found):
                number += 1
                is_good = outcome == "crossed" and (abs(size - least) < 2e-6 if is_exact else size <= least)
                failed += not is_good
                print(f"{'ok' if is_good else 'not ok'} {number} - {model}, {distance}, {limit}: {size:.6f}, {'all cells' if is_exact else 'at most'} {least:.6f}")
            number += 1
            failed += found != again
            print(f"{'ok' if found == again else 'not ok'} {number} - {model}, {distance}: the same with three threads")
    print(f"1..{number}")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
