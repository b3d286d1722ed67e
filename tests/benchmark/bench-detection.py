"""Detector kernels, and what pandas and scipy take for the part of their work that those libraries have.

Usage: bench-detection.py BENCH-DETECTION
Same machine, same run, same numbers, one thread; best of several. The peers do less: a rolling median without the median distance from it, an
average without limits, means without a state for gaps. Level shift, robust Z (median part) and EWMA are compared number by number.
Without pandas and scipy only our own speeds are printed, and the run counts as skipped (77).
"""

import os
import subprocess
import sys
import tempfile
import time
from array import array
from random import Random

ROWS = 1_000_000
REPEATS = 3
TARGETS = {"ewma": 50e6, "cusum": 50e6, "page-hinkley": 50e6, "standardise": 5e6, "standardise-60": 5e6, "season-z": 5e6, "hampel": 5e6, "robust-z-60": 5e6,
           "robust-z-288": 5e6, "level-shift": 5e6, "volatility-shift": 5e6, "quartile-score-350": 5e6, "peak-threshold": 5e6}


def make_input(path):
    rng = Random(1)
    with open(path, "wb") as f:
        array("d", (rng.gauss(0, 1) for _ in range(ROWS))).tofile(f)


def run_ours(program, source, target):
    out = subprocess.run([program, source, target], check=True, capture_output=True, text=True).stdout
    return {name: float(value) for name, value in (line.split() for line in out.splitlines())}


def print_ours(speeds):
    for name, speed in speeds.items():
        goal = f"  (target {TARGETS[name] / 1e6:.0f}{'' if speed >= TARGETS[name] else ': MISSED'})" if name in TARGETS else ""
        print(f"{name:36} {speed / 1e6:9.3f} M values/s{goal}")


def time_peer(work):
    best, result = float("inf"), None
    for _ in range(REPEATS):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return ROWS / best, result


def compare(ours, y, target, numpy, pandas, ndimage):
    level, robust, ewma = numpy.fromfile(target).reshape(3, ROWS)
    s = pandas.Series(y)
    peers = {
        "robust-z-60": ("pandas rolling(60).median()", lambda: s.rolling(60).median()),
        "robust-z-288": ("pandas rolling(288).median()", lambda: s.rolling(288).median()),
        "robust-z-10000": ("pandas rolling(10000).median()", lambda: s.rolling(10000).median()),
        "robust-z-2016": ("pandas rolling(2016).median()", lambda: s.rolling(2016).median()),
        "hampel": ("scipy median_filter(7)", lambda: ndimage.median_filter(y, 7)),
        "ewma": ("pandas ewm(alpha=0.2).mean()", lambda: s.ewm(alpha=0.2, adjust=False).mean()),
        "level-shift": ("pandas two rolling means", lambda: s.rolling(7).mean() - s.rolling(28).mean().shift(7)),
        "volatility-shift": ("pandas two rolling sds", lambda: s.rolling(7).std() - s.rolling(28).std().shift(7)),
        "quartile-score-350": ("pandas two rolling quantiles", lambda: (s.rolling(350).quantile(0.25), s.rolling(350).quantile(0.75))),
    }
    results = {}
    for name, (what, work) in peers.items():
        speed, results[name] = time_peer(work)
        print(f"{name:36} {ours[name] / speed:9.1f} times as fast as {what} ({speed / 1e6:.2f} M values/s)")

    differences = [numpy.nanmax(numpy.abs(level - results["level-shift"].to_numpy()))]
    median = results["robust-z-60"].shift(1).to_numpy()
    sign = numpy.sign(y - median)
    differences.append(numpy.nanmax(numpy.abs((numpy.sign(robust) - sign)[60:])))
    t = numpy.arange(1, ROWS + 1)
    # pandas begins its average at the first value, we at 0
    mean = results["ewma"].to_numpy() - y[0] * 0.8 ** t
    differences.append(numpy.nanmax(numpy.abs(ewma - mean / numpy.sqrt(0.2 / 1.8 * (1 - 0.8 ** (2.0 * t))))))
    print(f"largest differences: level shift {differences[0]:.1e}, side of the median {differences[1]:.0f}, EWMA score {differences[2]:.1e}")
    return max(differences) < 1e-6


def main():
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "y"), os.path.join(folder, "scores")
        make_input(source)
        ours = run_ours(sys.argv[1], source, target)
        print_ours(ours)
        try:
            import numpy
            import pandas
            from scipy import ndimage
        except ImportError:
            print("skipped: no pandas and scipy to compare with (apt install python3-pandas python3-scipy)")
            return 77
        return 0 if compare(ours, numpy.fromfile(source), target, numpy, pandas, ndimage) else 1


sys.exit(main())
