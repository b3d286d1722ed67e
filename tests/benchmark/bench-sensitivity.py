#!/usr/bin/env python3
"""Times Sobol indices of Assay, and sampling and estimation of SALib on the same design where it is installed."""
import subprocess
import sys
import time

PROGRAM = sys.argv[1]


def best(function, rounds=3):
    times = []
    for _ in range(rounds):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return min(times)


def compare():
    import numpy
    from SALib.analyze import sobol as analyze
    from SALib.sample import sobol as sample
    problem = {'num_vars': 20, 'names': ['x%d' % (i + 1) for i in range(20)], 'bounds': [[0, 1]] * 20}
    points = sample.sample(problem, 16384, calc_second_order=False, seed=1)
    y = points @ numpy.arange(1, 21)
    draw = best(lambda: sample.sample(problem, 16384, calc_second_order=False, seed=1))
    print('SALib, N = 16384, 20 inputs: sampling %.3f s of processor time' % draw)
    for resamples in 2, 100:
        seconds = best(lambda: analyze.analyze(problem, y, calc_second_order=False, num_resamples=resamples, seed=1), 1)
        print('SALib, N = 16384, 20 inputs: estimation with %d resamples %.3f s, both %.3f s' % (resamples, seconds, draw + seconds))


subprocess.run([PROGRAM], check=True)
try:
    compare()
except ImportError as missing:
    print('SALib was not timed: %s (pip install SALib in an environment of your own)' % missing)
