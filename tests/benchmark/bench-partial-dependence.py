#!/usr/bin/env python3
"""Times partial dependence of 10 inputs at 20 places over 100,000 rows, of boosted trees and of a linear model: Assay, reading the file included, against scikit-learn's
partial_dependence with method "brute", which moves every row as Assay does. Processor time, so that a busy machine does not decide."""
import csv
import os
import resource
import runpy
import subprocess
import sys
import tempfile
import time

ASSAY, EXPORT = sys.argv[1:3]
N, K, PLACES = 100000, 10, 20

try:
    import numpy as np
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.inspection import partial_dependence
    from sklearn.linear_model import LogisticRegression
except ImportError as missing:
    print('Nothing to compare with: %s (apt-get install python3-sklearn)' % missing)
    sys.exit(0)

names = ['x%d' % (i + 1) for i in range(K)]
random = np.random.RandomState(1)
x = random.normal(size=(N, K)).round(6)
y = (random.uniform(size=N) < 1 / (1 + np.exp(-(x[:, 0] * x[:, 1] + x[:, 2] - 1)))).astype(int)


def children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def time_assay(folder, model, method):
    path, data = os.path.join(folder, 'm.assay.json'), os.path.join(folder, 'd.csv')
    runpy.run_path(EXPORT)['export'](model, path, columns=names)
    before, start = children(), time.monotonic()
    subprocess.run([ASSAY, 'sensitivity', path, data, '--method', method, '--grid', str(PLACES), '--format', 'json'], check=True, stdout=subprocess.DEVNULL)
    return children() - before, time.monotonic() - start


def time_scikit(model):
    """One input, all cost the same."""
    start, wall = time.process_time(), time.monotonic()
    partial_dependence(model, x, [0], method='brute', response_method='predict_proba', grid_resolution=PLACES)
    return K * (time.process_time() - start), K * (time.monotonic() - wall)


with tempfile.TemporaryDirectory() as folder:
    with open(os.path.join(folder, 'd.csv'), 'w', newline='') as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(x.tolist())
    for name, model in ('logistic regression', LogisticRegression()), ('100 trees of depth 3', GradientBoostingClassifier(n_estimators=100, max_depth=3, subsample=0.1, random_state=1)):
        model.fit(x[:20000], y[:20000])
        (theirs, their_wall), (ours, wall) = time_scikit(model), time_assay(folder, model, 'pdp')
        print('%s, partial dependence of %d inputs at %d places over %d rows: Assay %.1f s of processor time (%.1f s passed), scikit-learn %.1f s (%.1f s): %.1f times as fast'
              % (name, K, PLACES, N, ours, wall, theirs, their_wall, theirs / ours))
        print('%s, accumulated local effects: Assay %.1f s of processor time (%.1f s passed)' % ((name,) + time_assay(folder, model, 'ale')))
