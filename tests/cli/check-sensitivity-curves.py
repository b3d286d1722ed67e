#!/usr/bin/env python3
"""Holds what `assay sensitivity` says of a model against scikit-learn and against the definitions, worked out here in numpy.

    check-sensitivity-curves.py ASSAY ASSAY-EXPORT        prints TAP; skipped where scikit-learn is not installed

Boosted trees are fitted to inputs of which two go together (r = 0.9), written as an assay-model file, and looked at by both.
"""
import csv
import json
import os
import runpy
import subprocess
import sys
import tempfile

ASSAY, EXPORT = sys.argv[1:3]

try:
    import numpy as np
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.inspection import partial_dependence, permutation_importance
    from sklearn.linear_model import LinearRegression
except ImportError as missing:
    print('1..0 # SKIP needs scikit-learn: %s' % missing)
    sys.exit(0)

NAMES = ['a', 'b', 'c', 'd']
N = 300
done, failed = 0, 0


def check(is_right, name, detail=''):
    global done, failed
    done += 1
    failed += not is_right
    print('%s %d - %s%s' % ('ok' if is_right else 'not ok', done, name, '' if is_right else ': ' + str(detail)))


def make_data(n=N):
    random = np.random.RandomState(3)
    a = random.normal(size=n)
    b = 0.9 * a + np.sqrt(1 - 0.81) * random.normal(size=n)
    c, d = random.uniform(-1, 1, n), random.randint(0, 5, n).astype(float)
    x = np.column_stack([a, b, c, d])
    y = (random.uniform(size=n) < 1 / (1 + np.exp(-(1.5 * a * c + b * b + 0.4 * d - 1.5)))).astype(int)
    return x, y


def write(folder, x, y):
    path = os.path.join(folder, 'data.csv')
    with open(path, 'w', newline='') as file:
        writer = csv.writer(file)
        writer.writerow(NAMES + ['y'])
        writer.writerows([[repr(float(v)) for v in row] + [int(outcome) if outcome == int(outcome) else repr(float(outcome))] for row, outcome in zip(x, y)])
    return path


def export(model, folder, x):
    path = os.path.join(folder, 'model.assay.json')
    runpy.run_path(EXPORT)['export'](model, path, data=os.path.join(folder, 'data.csv'), columns=NAMES)
    return path


def run(model, data, *options):
    out = subprocess.run([ASSAY, 'sensitivity', model, data, '--format', 'json', *options], capture_output=True, text=True)
    if out.returncode not in (0, 1):
        raise SystemExit(out.stderr)
    return json.loads(out.stdout)


def table(result, name):
    for one in result['tables']:
        if one['id'] == name:
            ids = [column['id'] for column in one['columns']]
            return [dict(zip(ids, row)) for row in one['rows']]
    raise SystemExit('there is no table ' + name)


def number(value):
    return np.nan if value is None else float(value)


def moved(f, x, j, value):
    changed = x.copy()
    changed[:, j] = value
    return f(changed)


def check_pdp(f, x, rows):
    worst, error = 0, 0
    for row in rows:
        y = moved(f, x, NAMES.index(row['input']), row['at'])
        worst = max(worst, abs(y.mean() - row['pdp']))
        error = max(error, abs(1.959963984540054 * y.std(ddof=1) / np.sqrt(len(y)) - (row['high'] - row['pdp'])))
    check(worst < 1e-12, 'partial dependence is the mean of the moved rows', worst)
    check(error < 1e-12, 'its interval is that of a mean', error)


def check_scikit(model, x, rows):
    """Its grid is even; of few values it takes each, as we do."""
    own = [row for row in rows if row['input'] == 'd']
    theirs = partial_dependence(model, x, [3], method='brute', response_method='predict_proba', grid_resolution=20)
    check(np.array_equal(theirs['values'][0], [row['at'] for row in own]), 'places of few values are those of scikit-learn')
    check(np.allclose(theirs['average'][0], [row['pdp'] for row in own], rtol=0, atol=1e-12), 'partial dependence is that of scikit-learn')


def check_ale(f, x, rows):
    worst = error = 0
    for j, name in enumerate(NAMES):
        own = [row for row in rows if row['input'] == name]
        edges = np.array([row['at'] for row in own])
        place = np.clip(np.searchsorted(edges, x[:, j], side='left') - 1, 0, len(edges) - 2)
        difference = moved(f, x, j, edges[place + 1]) - moved(f, x, j, edges[place])
        means = np.array([difference[place == k].mean() for k in range(len(edges) - 1)])
        counts = np.array([(place == k).sum() for k in range(len(edges) - 1)])
        effect = np.concatenate([[0], np.cumsum(means)])
        effect -= ((effect[1:] + effect[:-1]) / 2 * counts).sum() / counts.sum()
        worst = max(worst, np.abs(effect - [row['ale'] for row in own]).max())
        error = max(error, np.abs(counts - [row['rows'] for row in own[1:]]).max())
    check(worst < 1e-12, 'accumulated effects are those of Apley and Zhu', worst)
    check(error == 0, 'so are the rows of each interval', error)


def check_ice(f, x, rows):
    """All rows are drawn when there are no more than 200; here the mean and the spread over the lines that were drawn can only be near those of all."""
    own = [row for row in rows if row['input'] == 'c']
    lines = np.column_stack([moved(f, x, 2, row['at']) for row in own])
    lines -= lines[:, :1]
    off = np.abs(lines.mean(axis=0) - [row['mean'] for row in own]).max()
    check(off < 5 * lines.std(axis=0).max() / np.sqrt(200), 'single lines have the mean of all rows, but for the draw', off)
    check(own[0]['mean'] == 0 and own[0]['sd'] == 0, 'single lines begin at 0')


def pd(f, x, columns):
    values = np.empty(len(x))
    for i, row in enumerate(x):
        changed = x.copy()
        changed[:, columns] = row[columns]
        values[i] = f(changed).mean()
    return values - values.mean()


def check_interaction(f, x, result):
    alone = [pd(f, x, [j]) for j in range(4)]
    worst = 0
    for row in table(result, 'interaction'):
        j, k = NAMES.index(row['input']), NAMES.index(row['with'])
        joint = pd(f, x, [j, k])
        excess = joint - alone[j] - alone[k]
        worst = max(worst, abs((excess ** 2).sum() / (joint ** 2).sum() - number(row['h2'])) if row['h2'] is not None else 0, abs(np.sqrt((excess ** 2).mean()) - row['size']))
    check(worst < 1e-10, "H² of pairs is Friedman and Popescu's", worst)
    worst = 0
    y = f(x) - f(x).mean()
    for row in table(result, 'interaction-overall'):
        j = NAMES.index(row['input'])
        excess = y - alone[j] - pd(f, x, [k for k in range(4) if k != j])
        worst = max(worst, abs((excess ** 2).sum() / (y ** 2).sum() - row['h2']))
    check(worst < 1e-10, 'H² of one input with all others too', worst)


def check_permutation(model, x, y, rows, scoring='roc_auc'):
    theirs = permutation_importance(model, x, y, scoring=scoring, n_repeats=400, random_state=1)
    for row in rows:
        j = NAMES.index(row['input'])
        off = abs(row['importance'] - theirs['importances_mean'][j])
        check(off < 5 * theirs['importances_std'][j] * np.sqrt(2 / 400) + 1e-9, 'shuffling %s costs what scikit-learn says' % row['input'], off)


def check_trees(folder):
    x, y = make_data()
    model = GradientBoostingClassifier(n_estimators=60, max_depth=3, random_state=1).fit(x, y)
    data = write(folder, x, y)
    path = export(model, folder, x)
    f = lambda rows: model.predict_proba(rows)[:, 1]
    result = run(path, data, '--method', 'pdp,ale,ice,interaction,permutation', '--target', 'y', '--event', '1', '--repeats', '400')
    check_pdp(f, x, table(result, 'pdp'))
    check_scikit(model, x, table(result, 'pdp'))
    check_ale(f, x, table(result, 'ale'))
    check_ice(f, x, table(result, 'ice'))
    check_interaction(f, x, result)
    check_permutation(model, x, y, table(result, 'permutation'))


def check_linear(folder):
    """Slopes are the coefficients, both curves are one line, nothing interacts, and what an input adds is coefficient times value, less its mean."""
    x, _ = make_data()
    y = x @ [2, -3, 0.5, 1] + 0.25 + np.random.RandomState(5).normal(size=len(x)) * 0.1
    model = LinearRegression().fit(x, y)
    data = write(folder, x, y)
    result = run(export(model, folder, x), data, '--method', 'pdp,ale,interaction,shap,permutation', '--target', 'y', '--outcome', 'value', '--repeats', '400')
    for j, name in enumerate(NAMES):
        for method in 'pdp', 'ale':
            own = [row for row in table(result, method) if row['input'] == name]
            slope = (own[-1][method] - own[0][method]) / (own[-1]['at'] - own[0]['at'])
            check(abs(slope - model.coef_[j]) < 1e-9, 'slope of %s of %s is its coefficient' % (method, name), slope)
    check(max(number(row['size']) for row in table(result, 'interaction')) == 0, 'nothing interacts')
    check_permutation(model, x, y, table(result, 'permutation'), 'neg_root_mean_squared_error')
    for row in table(result, 'shap'):
        j = NAMES.index(row['input'])
        check(row['direction'] is not None and np.sign(row['direction']) == np.sign(model.coef_[j]), 'direction of %s' % row['input'], row)


with tempfile.TemporaryDirectory() as folder:
    check_trees(folder)
with tempfile.TemporaryDirectory() as folder:
    check_linear(folder)
print('1..%d' % done)
sys.exit(failed > 0)
