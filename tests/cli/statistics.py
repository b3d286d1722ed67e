#!/usr/bin/env python3
"""The statistics of “assay stat” against SciPy, statsmodels and plain formulas, on random inputs. Prints TAP.

    statistics.py ASSAY [SEED]

What is compared holds for every seed; a failure names the seed and the inputs.
"""
import json
import math
import subprocess
import sys
import time
import warnings

try:
    import numpy as np
    import scipy.spatial.distance as distance
    import scipy.special as special
    import scipy.stats as stats
except ImportError as missing:
    print(f"1..0 # SKIP python3-scipy is not installed ({missing})")
    sys.exit(0)
try:
    import statsmodels.api as models
    import statsmodels.stats.diagnostic as diagnostic
    import statsmodels.stats.multitest as multitest
    import statsmodels.stats.outliers_influence as influence
    import statsmodels.tsa.stattools as series
except ImportError:
    models = None

ASSAY = sys.argv[1]
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 2**31
R = np.random.default_rng(SEED)
warnings.simplefilter("ignore")


class Skip(Exception):
    pass


def plain(value):
    """For JSON: NumPy's arrays and numbers, and null where a number is unknown."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, (np.bool_, bool)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    return value


def stat(name, **inputs):
    done = subprocess.run([ASSAY, "stat", name], input=json.dumps(plain(inputs)).encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    if done.returncode != 0:
        raise AssertionError(f"{name} of {plain(inputs)}: {done.stderr.decode()}")
    out = json.loads(done.stdout)
    out["inputs"] = plain(inputs)
    return out


def number(value):
    return {None: math.nan, "inf": math.inf, "-inf": -math.inf}.get(value, value)


def like(out, wanted, tolerance=1e-9):
    """Every output named in wanted; a number that is not finite should be null with a reason."""
    for key, want in wanted.items():
        found = [float(number(item)) for item in np.ravel(np.array(out[key], dtype=object))]
        want = [float(number(item)) for item in np.ravel(np.array(want, dtype=object))]
        near = len(found) == len(want) and all(math.isnan(a) and math.isnan(b) or a == b or abs(a - b) <= tolerance * max(1, abs(b))
                                               for a, b in zip(found, want))
        if not near:
            raise AssertionError(f"seed {SEED}: {key} is {found}, should be {want}; {json.dumps(out['inputs'])[:1500]}")
        if any(math.isnan(item) for item in want) and "reason" not in out:
            raise AssertionError(f"seed {SEED}: {key} is null without a reason; {json.dumps(out['inputs'])[:1500]}")


def share(a, b):
    return a / b if b else math.nan


# ---- outcomes, decisions ----

def test_outcomes():
    for repeat in range(24):
        n = int(R.integers(1, 60))
        y, p = R.integers(0, 2, n), R.random(n)
        p = np.round(p, 1) if repeat % 4 == 1 else np.full(n, 0.3) if repeat % 4 == 2 else p
        y = np.full(n, repeat % 2) if repeat % 8 == 7 else y
        high, low = p[y == 1], p[y == 0]
        wins = (high[:, None] > low) + 0.5 * (high[:, None] == low)
        both = len(high) > 0 and len(low) > 0
        spread = ((1 - 2 * p)**2 * p * (1 - p)).sum()
        z = share(((y - p) * (1 - 2 * p)).sum(), math.sqrt(spread))
        out = stat("auc", y=y, p=p)
        like(out, {
            "auc": wins.mean() if both else math.nan,
            "var": wins.mean(1).var(ddof=1) / len(high) + wins.mean(0).var(ddof=1) / len(low) if len(high) > 1 and len(low) > 1 else math.nan,
            "ks": stats.ks_2samp(high, low).statistic if both else math.nan,
            "brier": ((y - p)**2).mean(),
            "log_loss": -np.where(y == 1, np.log(np.maximum(p, 1e-15)), np.log(np.maximum(1 - p, 1e-15))).mean(),
            "spiegelhalter_z": z, "spiegelhalter_p": 2 * stats.norm.sf(abs(z)),
        })
        like(out, {"oe": share(y.sum(), p.sum())})


def test_decisions():
    for _ in range(12):
        tp, fp, fn, tn = (int(count) for count in R.integers(0, 4, 4) * R.integers(1, 90, 4))
        n, root = tp + fp + fn + tn, math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
        chance = share((tp + fp) * (tp + fn) + (tn + fp) * (tn + fn), n * n)
        like(stat("confusion", tp=tp, fp=fp, fn=fn, tn=tn), {
            "accuracy": share(tp + tn, n), "precision": share(tp, tp + fp), "recall": share(tp, tp + fn), "f1": share(2 * tp, 2 * tp + fp + fn),
            "mcc": share(tp * tn - fp * fn, root), "kappa": share(share(tp + tn, n) - chance, 1 - chance) if n else math.nan,
        })


# ---- grades ----

def test_grades():
    for repeat in range(20):
        k = int(R.integers(2, 9))
        n, pd = R.integers(1, 400, k), R.random(k) * 0.2 + 1e-4
        d = R.binomial(n, np.clip(pd * R.choice([0, 1, 5]), 0, 1)) if repeat % 7 else n
        chi = ((d - n * pd)**2 / (n * pd * (1 - pd))).sum()
        weight, rate = n / n.sum(), d.sum() / n.sum()
        like(stat("cal-hosmer-lemeshow", n=n, d=d, pd=pd), {
            "jeffreys_p": stats.beta.cdf(pd, d + 0.5, n - d + 0.5), "binomial_p": stats.binom.sf(d - 1, n, pd),
            "stat": chi, "p_df_k": stats.chi2.sf(chi, k), "p_df_k_minus_2": stats.chi2.sf(chi, k - 2) if k > 2 else math.nan,
            "reliability": (weight * (pd - d / n)**2).sum(), "resolution": (weight * (d / n - rate)**2).sum(), "ece": (weight * abs(pd - d / n)).sum(),
        })
        x = np.arange(k) - (n * np.arange(k)).sum() / n.sum()
        trend = share((d * x).sum(), math.sqrt(rate * (1 - rate) * (n * x**2).sum()))
        like(stat("cochran-armitage", n=n, d=d), {"z": trend, "p": 2 * stats.norm.sf(abs(trend))})
        two = share(d[0] / n[0] - d[1] / n[1], math.sqrt((pooled := (d[0] + d[1]) / (n[0] + n[1])) * (1 - pooled) * (1 / n[0] + 1 / n[1])))
        like(stat("two-proportions", n=n[:2], d=d[:2]), {"p_less": stats.norm.cdf(two), "chi2": two**2})
        level = float(R.choice([0.9, 0.95, 0.99]))
        exact, wilson = (stats.binomtest(int(d[0]), int(n[0])).proportion_ci(level, method) for method in ("exact", "wilson"))
        like(stat("wilson", n=n[0], d=d[0], level=level), {
            "exact_low": exact.low, "exact_high": exact.high, "wilson_low": wilson.low, "wilson_high": wilson.high})


def test_tails():
    """Chances near 0 and 1 and counts of millions: relative, not absolute."""
    for d, n, pd in [(0, 10**7, 1e-6), (5, 10**9, 1e-9), (10**6, 10**7, 0.1), (3, 3, 0.999999), (1, 1, 1e-12), (0, 5, 0), (5, 5, 1), (2000, 10000, 0.1)]:
        out = stat("jeffreys", d=d, n=n, pd=pd)
        for key, want in (("jeffreys_p", stats.beta.cdf(pd, d + 0.5, n - d + 0.5)), ("binomial_p", stats.binom.sf(d - 1, n, pd))):
            if not abs(out[key] - want) <= 1e-8 * want:
                raise AssertionError(f"{key} of {d}, {n}, {pd} is {out[key]}, should be {want}")


def test_low_default():
    for _ in range(6):
        n, gamma = R.integers(20, 500, 3), [0.5, 0.9, 0.99]
        d = R.binomial(n, 0.01)
        like(stat("pluto-tasche", n=n, d=d, gamma=gamma), {
            f"pd_{'abc'[i]}": stats.beta.ppf(gamma, d[i:].sum() + 1, n[i:].sum() - d[i:].sum()) for i in range(3)})
        pd, rho, q = R.random() * 0.3, R.random() * 0.9, R.random()
        like(stat("pd-one-factor", pd=pd, rho=rho, q=q), {
            "critical_dr": stats.norm.cdf((stats.norm.ppf(pd) + math.sqrt(rho) * stats.norm.ppf(q)) / math.sqrt(1 - rho))})
        odr, pds = R.random(6) * 0.1, R.random(6) * 0.1
        z = (odr - pds).sum() / math.sqrt(6 * (odr - pds).var(ddof=1))
        like(stat("pd-normal-test", odr=odr, pd=pds), {"z": z, "p": stats.norm.sf(z)})
        area, n1, n0 = R.random(), int(R.integers(1, 90)), int(R.integers(1, 900))
        q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
        se = math.sqrt((area * (1 - area) + (n1 - 1) * (q1 - area**2) + (n0 - 1) * (q2 - area**2)) / (n1 * n0))
        like(stat("hanley-mcneil", auc=area, n1=n1, n0=n0), {"se": se})
        like(stat("hanley-mcneil", auc=area, m=n1, n=n0), {"se": se})
        like(stat("hanley-mcneil", auc=area, d=n1, n=n1 + n0), {"se": se})


# ---- two columns, two samples, tables ----

def test_rank_correlation():
    for repeat in range(20):
        n = int(R.integers(3, 70))
        x = R.normal(size=n)
        y = 0.5 * x + R.normal(size=n)
        if repeat % 2:
            x, y = np.round(x), np.round(y)
        varies = np.ptp(x) > 0 and np.ptp(y) > 0
        tau, rho = stats.kendalltau(x, y), stats.spearmanr(x, y)
        like(stat("kendall", x=x, y=y), {"tau": tau[0], "p": tau[1] if varies else math.nan})
        like(stat("spearman", x=x, y=y), {"rho": rho[0], "p": rho[1] if varies else math.nan}, 1e-7)
        table = R.integers(0, 20, (int(R.integers(2, 5)), int(R.integers(2, 6))))
        table[:, 0] += 1
        table[0] += 1
        somers, (chi, p, df, _) = stats.somersd(table), stats.chi2_contingency(table, correction=False)
        like(stat("somers", table=table), {"d": somers.statistic, "p": somers.pvalue})
        like(stat("cramers-v", table=table), {"chi2": chi, "p": p, "dof": df, "cramers_v": math.sqrt(chi / table.sum() / (min(table.shape) - 1))})


def test_two_by_two():
    for _ in range(15):
        table = R.integers(0, 15, (2, 2)) + [[1, 0], [0, 1]]
        ratio, p = stats.fisher_exact(table)
        for side in ("two-sided", "less", "greater"):
            like(stat("fisher", table=table, alternative=side), {"p": stats.fisher_exact(table, side)[1], "odds_ratio": ratio}, 1e-8)
        b, c = int(table[0, 1]), int(table[1, 0])
        like(stat("mcnemar", table=table), {
            "chi2": share((b - c)**2, b + c), "p": stats.chi2.sf(share((b - c)**2, b + c), 1), "p_exact": stats.binomtest(b, b + c).pvalue if b + c else math.nan,
            "chi2_corrected": share(max(0, abs(b - c) - 1)**2, b + c)})


def test_two_samples():
    for repeat in range(15):
        x, y = R.normal(size=int(R.integers(1, 60))), R.normal(0.3, 1.2, int(R.integers(1, 60)))
        tied = repeat % 3 == 0
        x, y = (np.round(x, 1), np.round(y, 1)) if tied else (x, y)
        d, size = stats.ks_2samp(x, y, mode="exact"), len(x) * len(y) / (len(x) + len(y))
        out = stat("two-sample", x=x, y=y)
        like(out, {"d": d.statistic, "ks_p_exact_untied": d.pvalue, "p_asymp": special.kolmogorov(math.sqrt(size) * d.statistic),
                   "wasserstein": stats.wasserstein_distance(x, y), "energy": stats.energy_distance(x, y)}, 1e-7)
        if not tied:
            like(out, {"p_exact": d.pvalue}, 1e-8)
        p, q = R.dirichlet(np.ones(6)), R.dirichlet(np.ones(6))
        like(stat("divergences", p=p, q=q), {
            "jensen_shannon": distance.jensenshannon(p, q), "kl_pq": special.rel_entr(p, q).sum(), "tvd": abs(p - q).sum() / 2,
            "hellinger": math.sqrt(((np.sqrt(p) - np.sqrt(q))**2).sum() / 2), "psi": ((p - q) * np.log(p / q)).sum()})


def test_multiplicity():
    if models is None:
        raise Skip("python3-statsmodels is not installed")
    for _ in range(6):
        p = np.round(R.random(int(R.integers(1, 15)))**3, 3)
        like(stat("multiplicity", p=p), {key: multitest.multipletests(p, method=method)[1]
                                         for key, method in (("bonferroni", "bonferroni"), ("holm", "holm"), ("bh", "fdr_bh"))})


def test_losses():
    for _ in range(6):
        x, y = R.random(30), R.random(30)
        for side in ("two-sided", "less", "greater"):
            t = stats.ttest_rel(x, y, alternative=side)
            like(stat("lgd-t-test", realised=x, estimated=y, alternative=side), {"t": t.statistic, "p": t.pvalue})
        like(stat("lgd-t-test", realised=x, estimated=y), {"p": stats.ttest_rel(x, y, alternative="greater").pvalue})


# ---- exceptions ----

def kupiec(n, x, p):
    return max(0, 2 * (special.xlogy(x, x / n / p) + special.xlogy(n - x, (1 - x / n) / (1 - p))))


def runs(a, b):
    return special.xlogy(a, a / (a + b) if a + b else 0) + special.xlogy(b, b / (a + b) if a + b else 0)


def test_exception_counts():
    for _ in range(15):
        n, p = int(R.integers(1, 900)), float(R.choice([0.01, 0.05, 0.1]))
        x = int(R.binomial(n, p * R.choice([0, 1, 2])))
        accepted = [k for k in range(n + 1) if kupiec(n, k, p) <= stats.chi2.ppf(0.95, 1)]
        like(stat("kupiec", n=n, exceptions=x, p=p), {"lr": kupiec(n, x, p), "p_value": stats.chi2.sf(kupiec(n, x, p), 1)}, 1e-8)
        if accepted:
            like(stat("kupiec", n=n, p=p), {"accept_range": [accepted[0], accepted[-1]]})
        z = (x - n * p) / math.sqrt(n * p * (1 - p))
        like(stat("var-binomial", n=n, exceptions=x, p=p), {"z": z, "p_two_sided": 2 * stats.norm.sf(abs(z))})
        like(stat("traffic-light", n=n, exceptions=x, p=p), {"cum_prob": stats.binom.cdf(x, n, p), "type1": stats.binom.sf(x - 1, n, p)})


def test_exception_days():
    for _ in range(15):
        n, p = int(R.integers(20, 400)), 0.05
        hit = (R.random(n) < R.choice([0, 0.05, 0.3])).astype(int)
        moves = np.zeros((2, 2))
        np.add.at(moves, (hit[:-1], hit[1:]), 1)
        independence = max(0, 2 * (runs(*moves[0]) + runs(*moves[1]) - runs(*moves.sum(0))))
        both = independence + kupiec(n, hit.sum(), p)
        days = np.flatnonzero(hit) + 1
        gaps = sum(kupiec(gap, 1, p) for gap in np.diff(np.r_[0, days])) if len(days) else math.nan
        var = abs(R.normal(1, 0.2, n))
        columns = np.column_stack([np.ones(n - 4)] + [(hit - p)[3 - lag:n - 1 - lag] for lag in range(4)] + [var[4:]])
        fitted = columns @ np.linalg.lstsq(columns, (hit - p)[4:], rcond=None)[0]
        df = np.linalg.matrix_rank(columns)
        like(stat("var-hit-sequence", hits=hit, var=var, p=p), {
            "lr_ind": independence, "p_ind": stats.chi2.sf(independence, 1), "lr_cc": both, "p_cc": stats.chi2.sf(both, 2),
            "tbfi": gaps, "tbfi_p": stats.chi2.sf(gaps, len(days)), "dq": fitted @ fitted / p / (1 - p), "dq_df": df}, 1e-7)
        like(stat("var-hit-sequence", hit_days=days, n=n, p=p), {"lr_ind": independence, "lr_cc": both}, 1e-8)
        # The counts of changes alone hold all but the first day, which has none before it.
        if not (hit[0] and hit[-1]):
            like(stat("christoffersen", n00=moves[0, 0], n01=moves[0, 1], n10=moves[1, 0], n11=moves[1, 1], p=p), {"n": n, "x": hit.sum(), "lr_cc": both}, 1e-8)
        pnl = R.normal(size=n)
        over = pnl < -1.5
        like(stat("acerbi-szekely", pnl=pnl, var=1.5, es=2.0, alpha=p), {
            "z1": (pnl[over] / 2).mean() + 1 if over.any() else math.nan, "z2": (pnl[over] / 2).sum() / n / p + 1,
            "quantile_loss": ((p - over) * (pnl + 1.5)).mean()})
        like(stat("acerbi-szekely", losses=-pnl, var=1.5, es=2.0, level=1 - p), {"z2": (pnl[over] / 2).sum() / n / p + 1})


# ---- portfolios, forecasts ----

def test_portfolio():
    for _ in range(8):
        n, a = int(R.integers(2, 40)), float(R.choice([0.05, 0.2, 0.5]))
        score, rank = R.random(n), math.ceil(round((n + 1) * (1 - a), 9))
        like(stat("conformal", scores=score, alpha=a), {"rank": rank, "q": np.sort(score)[rank - 1] if rank <= n else "inf"})
        part = np.sort(score / score.sum())
        like(stat("hhi", exposures=score), {"hhi": (part**2).sum(), "top3": part[-3:].sum(), "gini": (2 * np.arange(1, n + 1) - n - 1) @ part / n})
        count = R.integers(0, 50, 9) + 1
        expected = count.sum() * np.log10(1 + 1 / np.arange(1, 10))
        chi = ((count - expected)**2 / expected).sum()
        like(stat("benford", counts=count), {"chi2": chi, "p": stats.chi2.sf(chi, 8), "mad": abs(count - expected).mean() / count.sum()})
        then, now = R.integers(1, 90, (2, 6))
        cv = [math.sqrt(6 * ((grade / grade.sum() - 1 / 6)**2).sum()) for grade in (then, now)]
        z = share(math.sqrt(5) * (cv[1] - cv[0]), math.sqrt(cv[1]**2 * (0.5 + cv[1]**2)))
        like(stat("ecb-concentration", n_initial=then, n_current=now), {"cv": cv, "z": z, "p": stats.norm.sf(z)})
        moves = R.integers(1, 60, (4, 4))
        p, rows = moves / moves.sum(1)[:, None], moves.sum(1)
        wanted = [[math.nan if i == j else (near - p[i, j]) / math.sqrt((p[i, j] * (1 - p[i, j]) + near * (1 - near) + 2 * p[i, j] * near) / rows[i])
                   for j in range(4) for near in [p[i, j - np.sign(j - i)]]] for i in range(4)]
        like(stat("ecb-migration-z", counts=moves), {"z": wanted})
        like(stat("ecb-migration-z", p=p, n=rows), {"z": wanted}, 1e-7)


def test_forecasts():
    for _ in range(8):
        n = int(R.integers(2, 40))
        y = R.normal(size=n)
        low = y - R.normal(0.5, 1, n)
        high = low + R.random(n) * 3
        hits = int(((y >= low) & (y <= high)).sum())
        like(stat("interval-winkler", y=y, lower=low, upper=high, alpha=0.1), {
            "scores": high - low + 20 * np.maximum(low - y, 0) + 20 * np.maximum(y - high, 0), "hits": hits, "p": stats.binomtest(hits, n, 0.9).pvalue})
        mean, sd = R.normal(size=n), R.random(n) + 0.1
        z = (y - mean) / sd
        like(stat("crps", y=y, mean=mean, sd=sd), {"scores": sd * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / math.sqrt(math.pi))})
        members = np.round(R.normal(size=(n, 7)), 1)
        like(stat("crps", y=y, samples=members), {
            "scores": [abs(row - at).mean() - abs(row[:, None] - row).mean() / 2 for row, at in zip(members, y)]})
        # Diebold and Mariano: where the variance by rectangular weights is positive, as in the forecast package of R.
        e, f, h = R.normal(size=30), R.normal(size=30), int(R.integers(1, 4))
        d = e**2 - f**2
        gamma = [((d - d.mean())[k:] * (d - d.mean())[:30 - k]).mean() * (30 - k) / 30 for k in range(h)]
        variance = (gamma[0] + 2 * sum(gamma[1:])) / 30
        if variance > 0:
            t = d.mean() / math.sqrt(variance) * math.sqrt((30 + 1 - 2 * h + h * (h - 1) / 30) / 30)
            like(stat("dm", e1=e, e2=f, h=h), {"stat": t, "p": 2 * stats.t.sf(abs(t), 29)})


# ---- regressions, series ----

def test_regression():
    if models is None:
        raise Skip("python3-statsmodels is not installed")
    for _ in range(10):
        n, k = int(R.integers(15, 90)), int(R.integers(2, 4))
        x = R.normal(size=(n, k)) * 10.0**R.integers(-2, 3, k) + R.integers(0, 9)
        y = x @ R.normal(size=k) + R.normal(size=n)
        fit = models.OLS(y, models.add_constant(x)).fit()
        each = influence.OLSInfluence(fit)
        out = stat("ols", y=y, x=x)
        like(out, {"coef": fit.params, "se": fit.bse, "r2": fit.rsquared, "adjusted_r2": fit.rsquared_adj, "f": fit.fvalue, "loglik": fit.llf,
                   "cooks_distance": each.cooks_distance[0], "rstudent": each.resid_studentized_external}, 1e-6)
        for keys, test in (("bp", diagnostic.het_breuschpagan(fit.resid, fit.model.exog)), ("bg", diagnostic.acorr_breusch_godfrey(fit, nlags=2))):
            like(out, {keys + "_lm": test[0], keys + "_p": test[1]}, 1e-6)
        like(out, {"vif": [influence.variance_inflation_factor(fit.model.exog, j + 1) for j in range(k)]}, 1e-6)
        like(out, {"shapiro_w": stats.shapiro(fit.resid)[0]}, 1e-5)


def test_series():
    if models is None:
        raise Skip("python3-statsmodels is not installed")
    for repeat in range(8):
        n = int(R.choice([50, 100, 300]))
        y = R.normal(size=n)
        y = np.cumsum(y) if repeat % 2 else y
        out = stat("adf", y=y)
        for key, trend in (("adf_aic", "c"), ("adf_ct_aic", "ct"), ("adf_n_aic", "n")):
            test = series.adfuller(y, regression=trend, autolag="AIC")
            like(out, {key: test[0], key + "_p": test[1], key + "_lag": test[2]}, 1e-5)
        test = series.kpss(y, "c", nlags="auto")
        like(out, {"kpss_auto": test[0], "kpss_auto_p": test[1], "kpss_auto_lag": test[2]}, 1e-7)
        box = diagnostic.acorr_ljungbox(y, [10], boxpierce=True, return_df=True).iloc[0]
        like(out, {"ljung_box_10": box[0], "ljung_box_p": box[1], "box_pierce_10": box[2]}, 1e-8)
        arch = diagnostic.het_arch(y - y.mean(), nlags=4)
        like(out, {"arch_lm": arch[0], "arch_lm_p": arch[1], "acf_1_10": series.acf(y, nlags=10, fft=False)[1:]}, 1e-7)
        z = 0.5 * y + R.normal(size=n)
        test = series.coint(y, z)
        like(stat("engle-granger", y=y, x=z), {"t": test[0], "p": test[1], "crit": test[2]}, 1e-5)


def main():
    tests = [(name[5:], run) for name, run in list(globals().items()) if name.startswith("test_")]
    failed = 0
    print(f"# seed {SEED}")
    print(f"1..{len(tests)}")
    for i, (name, run) in enumerate(tests, 1):
        try:
            run()
            print(f"ok {i} {name}")
        except Skip as reason:
            print(f"ok {i} {name} # SKIP {reason}")
        except Exception as problem:
            failed += 1
            print(f"not ok {i} {name}")
            print("# " + f"{type(problem).__name__}: {problem}".replace("\n", "\n# "))
        sys.stdout.flush()
    return failed > 0


sys.exit(main())
