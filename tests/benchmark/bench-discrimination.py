#!/usr/bin/env python3
"""Times what validation measures on ten million scores, and NumPy, SciPy and scikit-learn on the same rows in the same run where they are installed.
Seconds of one core; the last column says how many times as long the other takes."""
import os
import re
import subprocess
import sys
import tempfile
import time

PROGRAM = sys.argv[1]
N_ROWS = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000_000
for name in "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS":
    os.environ[name] = "1"


def compare():
    import numpy as np
    import scipy
    import sklearn
    from scipy.stats import ks_2samp
    from sklearn.calibration import calibration_curve
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

    random = np.random.default_rng(7)
    x = -3 + random.random(N_ROWS) + random.random(N_ROWS) - 1 + 2 * (random.random(N_ROWS) - 0.5)
    p, other = 1 / (1 + np.exp(-x)), 1 / (1 + np.exp(-0.97 * x))
    y = (random.random(N_ROWS) < p).astype(np.uint8)
    with tempfile.NamedTemporaryFile(suffix=".rows") as file:
        for part in p, other, y:
            part.tofile(file)
        file.flush()
        text = subprocess.run([PROGRAM, file.name], check=True, stdout=subprocess.PIPE).stdout.decode()
    ours = {match[1]: (float(match[2]), match[3]) for match in re.finditer(r"^(.*): ([0-9.]+) s \((.*)\)$", text, re.M)}

    def psi():
        cuts = np.quantile(other, np.arange(1, 10) / 10)
        shares = [np.bincount(np.searchsorted(cuts, sample), minlength=10) / N_ROWS for sample in (other, p)]
        return np.sum((shares[1] - shares[0]) * np.log(shares[1] / shares[0]))

    def bins():
        rate, mean = calibration_curve(y, p, n_bins=10)
        rows = np.bincount(np.minimum((p * 10).astype(int), 9), minlength=10)
        return np.sum(rows[rows > 0] * np.abs(rate - mean)) / N_ROWS

    def line():
        fitted = LogisticRegression(penalty=None, tol=1e-8).fit(np.log(p / (1 - p)).reshape(-1, 1), y)
        return fitted.intercept_[0], fitted.coef_[0, 0]

    peers = {"AUC with DeLong interval": ("scikit-learn, no interval", lambda: roc_auc_score(y, p)),
             "KS": ("SciPy", lambda: ks_2samp(p[y == 1], p[y == 0], method="asymp").statistic),
             "PSI": ("NumPy", psi),
             "Brier score and log loss": ("scikit-learn", lambda: (brier_score_loss(y, p), log_loss(y, p))),
             "Reliability bins": ("scikit-learn", bins),
             "Calibration line": ("scikit-learn", line)}
    print(f"{N_ROWS} rows, one core; NumPy {np.__version__}, SciPy {scipy.__version__}, scikit-learn {sklearn.__version__}")
    for name, (peer, measure) in peers.items():
        start = time.process_time()
        value = measure()
        took = time.process_time() - start
        value = ", ".join(f"{one:.6f}" for one in np.atleast_1d(value))
        print(f"{name:25} {ours[name][0]:7.3f} s ({ours[name][1]})   {peer} {took:7.3f} s ({value})   {took / ours[name][0]:5.1f} times", flush=True)
    print("\n".join(line for line in text.splitlines() if "threads" in line))


try:
    import scipy.stats  # noqa: F401
    import sklearn  # noqa: F401
except ImportError as missing:
    subprocess.run([PROGRAM, str(N_ROWS)], check=True)
    print(f"Nothing to compare with: {missing} (apt-get install python3-sklearn)")
else:
    compare()
