"""Rolling Z-score of 10 million rows against pandas, in one run on one machine.

Usage: bench-rolling-z.py BENCH-ROLLING-Z
Both get the same numbers, both write their results to new memory, they run in turns, the best of several runs
counts, and the scores are compared. We write more: forecast, residual and a state beside the score. The ratio of
processor times says the same on a busy machine, where elapsed times tell who had the processor. Without pandas
only our own speed is printed, and the run counts as skipped (77).
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from array import array

ROWS = 10_000_000
PANEL_ROWS = 50_000 * 730
BYTES_A_ROW = 6 * 8 + 1     # read: value, time; written: forecast, residual, score, state; residual read again
REPEATS = 5
ROUNDS = 3
TARGET = 10


def make_input(path):
    try:
        import numpy
        values = 100 + numpy.random.default_rng(1).standard_normal(ROWS)
    except ImportError:
        rng = random.Random(1)
        values = array("d", (100 + rng.random() for _ in range(ROWS)))
    with open(path, "wb") as f:
        values.tofile(f)


def run_ours(program, source, target):
    out = subprocess.run([program, source, target], check=True, capture_output=True, text=True).stdout
    return {name: float(value) for name, value in (line.split() for line in out.splitlines())}


def print_ours(t):
    for name, rows, what in (("one-series", ROWS, "1 series x 10,000,000 rows"),
                             ("many-series", PANEL_ROWS, "50,000 series x 730 days")):
        for cores in ("one-core", "all-cores"):
            fresh, warm = t[f"{name}-{cores}-fresh"], t[f"{name}-{cores}"]
            print(f"{what}, {cores.replace('-', ' ')}: {fresh * 1e3:.1f} ms, {rows / fresh / 1e6:.0f} M rows/s"
                  f" (into memory used before: {warm * 1e3:.1f} ms, {rows / warm / 1e6:.0f} M rows/s)")
    bandwidth = t["copied-bytes-a-second"]
    limit = ROWS * BYTES_A_ROW / bandwidth
    print(f"limit: copying runs at {bandwidth / 1e9:.1f} GB/s, so moving these columns takes {limit * 1e3:.1f} ms; "
          f"we take {t['one-series-all-cores'] / limit:.2f} times that on {t['cores']:.0f} cores")


def time_pandas(y):
    best, processor = float("inf"), float("inf")
    for _ in range(REPEATS):
        start, start_processor = time.perf_counter(), time.process_time()
        e = y - y.shift(7)
        z = (e - e.rolling(30).mean().shift(1)) / e.rolling(30).std().shift(1)
        best = min(best, time.perf_counter() - start)
        processor = min(processor, time.process_time() - start_processor)
    return best, processor, z.to_numpy()


def compare(program, source, target, numpy, pandas):
    y = pandas.Series(numpy.fromfile(source))
    ours, theirs, theirs_processor = {}, float("inf"), float("inf")
    for _ in range(ROUNDS):
        for name, value in run_ours(program, source, target).items():
            best = max if name == "copied-bytes-a-second" else min
            ours[name] = best(ours.get(name, value), value)
        elapsed, processor, expected = time_pandas(y)
        theirs, theirs_processor = min(theirs, elapsed), min(theirs_processor, processor)

    z = numpy.fromfile(target)
    same = numpy.array_equal(numpy.isnan(z), numpy.isnan(expected))
    difference = numpy.nanmax(numpy.abs(z - expected))
    ratios = (theirs / ours["one-series-one-core-fresh"], theirs / ours["one-series-all-cores-fresh"],
              theirs_processor / ours["one-series-one-core-fresh-processor"])
    print_ours(ours)
    print(f"pandas {pandas.__version__}: {theirs * 1e3:.1f} ms, {ROWS / theirs / 1e6:.0f} M rows/s; "
          f"largest difference of a score {difference:.1e}")
    print("ratio to pandas: {:.1f} on one core, {:.1f} on all, {:.1f} in processor time on one; target {}"
          .format(*ratios, TARGET))
    return same and difference < 1e-6 and max(ratios) >= TARGET


def main():
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "y"), os.path.join(folder, "z")
        make_input(source)
        try:
            import numpy
            import pandas
        except ImportError:
            print_ours(run_ours(sys.argv[1], source, target))
            print("skipped: no pandas to compare with (apt install python3-pandas)")
            return 77
        return 0 if compare(sys.argv[1], source, target, numpy, pandas) else 1


sys.exit(main())
