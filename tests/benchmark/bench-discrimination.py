#!/usr/bin/env python3
"""What bench-discrimination does, by scikit-learn on scores of the same kind: AUC (without interval), KS from its ROC curve, Brier score and log loss."""
import sys
import time
try:
    import numpy as np
    from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score, roc_curve
except ImportError as missing:
    sys.exit(f"skipped: {missing}")

n = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
random = np.random.default_rng(7)
x = -3 + random.random(n) + random.random(n) - 1 + 2 * (random.random(n) - 0.5)
p = 1 / (1 + np.exp(-x))
y = (random.random(n) < p).astype(np.uint8)
for name, what in (("AUC", lambda: roc_auc_score(y, p)), ("KS", lambda: np.max(np.subtract(*roc_curve(y, p)[1::-1]))),
                   ("Brier score", lambda: brier_score_loss(y, p)), ("log loss", lambda: log_loss(y, p))):
    start = time.perf_counter()
    value = what()
    print(f"{name}, {n} rows: {time.perf_counter() - start:.3f} s ({value:.6f})")
