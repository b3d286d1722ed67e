#!/usr/bin/env python3
"""Times the trees of Assay, and XGBoost on the same model in the same run where python3-xgboost is installed."""
import os
import subprocess
import sys
import tempfile
import time

PROGRAM = sys.argv[1]


def best(function, rounds=2):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def compare():
    import numpy
    import xgboost
    random = numpy.random.RandomState(1)

    def rows(n):
        x = random.uniform(-2, 2, (n, 30)).astype(numpy.float32)
        x[random.rand(n, 30) < .02] = numpy.nan
        return x

    x = rows(20000)
    z = numpy.nan_to_num(x)
    y = (z[:, 0] * z[:, 1] + z[:, 2] - z[:, 3] ** 2 + numpy.sin(3 * z[:, 4]) + z[:, 5:].sum(1) * .2 + random.randn(len(x)) > 0).astype(int)
    booster = xgboost.train({'objective': 'binary:logistic', 'max_depth': 6, 'tree_method': 'hist', 'eta': .1, 'base_score': .5},
                            xgboost.DMatrix(x, label=y, feature_names=['f%d' % i for i in range(30)]), 500)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'model.json')
        booster.save_model(path)
        sys.stdout.flush()
        subprocess.run([PROGRAM, path], check=True)
    x = rows(1000000)
    for threads in 1, 2:
        booster.set_param({'nthread': threads})
        seconds = best(lambda: booster.inplace_predict(x, validate_features=False))
        print('XGBoost %s, 1000000 rows: %.2f s on %d threads, %.0f rows/s' % (xgboost.__version__, seconds, threads, 1e6 / seconds))
    booster.set_param({'nthread': 1})
    few = xgboost.DMatrix(x[:400], feature_names=['f%d' % i for i in range(30)])
    seconds = best(lambda: booster.predict(few, pred_contribs=True), 1)
    print('XGBoost %s, contributions: %.0f rows/s on one thread' % (xgboost.__version__, 400 / seconds))


subprocess.run([PROGRAM], check=True)
try:
    compare()
except ImportError as missing:
    print('XGBoost was not timed: %s (apt-get install python3-xgboost)' % missing)
