#!/usr/bin/env python3
"""Makes the models of this folder, with some rows and what the library predicts for them.

Run once with each version of XGBoost that is named in MODELS (pip, in an environment of its own, with numpy and pandas); the test
itself needs none. NAME.json or NAME.ubj is the model, NAME.csv its rows: inputs, then an "expect:OUTPUT" column for each output
that must come out, and an "explain:INPUT" column for each contribution."""
import csv
import os
import sys

import numpy as np
import pandas as pd
import xgboost

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = ['income', 'age', 'debt ratio', 'arrears']
VERSION = '.'.join(xgboost.__version__.split('.')[:2])
TINY = {'max_depth': 3, 'eta': .4, 'nthread': 1, 'seed': 5}


def numbers(seed, n):
    rng = np.random.RandomState(seed)
    x = np.c_[rng.lognormal(10, 1, n), rng.randint(18, 80, n), rng.randn(n), rng.randint(0, 5, n)].astype(float)
    x[rng.rand(n, 4) < .15] = np.nan
    return x


X = numbers(1, 400)
ROWS = numbers(2, 24)
ROWS[0] = np.nan
ROWS[1] = 0
Z = np.nan_to_num(X)
LINE = .3 * np.log1p(Z[:, 0]) - 2 + Z[:, 2] + np.where(np.isnan(X[:, 1]), .7, -.02 * (Z[:, 1] - 50)) - .2 * Z[:, 3]
LINE += np.random.RandomState(3).randn(400) * .3
TARGETS = {'real': LINE, 'event': LINE > 0, 'positive': np.abs(LINE) + .1, 'count': np.floor(np.exp(np.clip(LINE / 2, -2, 2))),
           'class': np.clip(np.round(LINE + 1), 0, 2), 'two': np.c_[LINE, -2 * LINE], 'events': np.c_[LINE > 0, LINE > 1]}


def outputs(objective, p):
    if objective == 'binary:logistic' and p.ndim == 1:
        return {'prediction': [str(int(v > .5)) for v in p], 'probability': p}
    if objective == 'multi:softprob':
        return {'prediction': [str(v) for v in p.argmax(1)], **{'probability_%u' % k: p[:, k] for k in range(p.shape[1])}}
    if objective in ('binary:hinge', 'multi:softmax') and p.ndim == 1:
        return {'prediction': [str(int(v)) for v in p]}
    return {'prediction': p} if p.ndim == 1 else {'prediction_%u' % k: p[:, k] for k in range(p.shape[1])}


def cell(value):
    return value if isinstance(value, str) else '' if value != value else repr(float(value))


def write(name, kind, booster, names, rows, found, contributions):
    path = os.path.join(HERE, name)
    booster.save_model(path + '.' + kind)
    with open(path + '.csv', 'w', newline='', encoding='utf-8') as file:
        writer = csv.writer(file, lineterminator='\n')
        writer.writerow(list(names) + ['expect:' + key for key in found]
                        + (['explain:' + key for key in list(names) + ['base']] if contributions is not None else []))
        for i, row in enumerate(rows):
            writer.writerow([cell(v) for v in row] + [cell(v[i]) for v in found.values()]
                            + ([cell(v) for v in contributions[i]] if contributions is not None else []))
    print(name, os.path.getsize(path + '.' + kind))


def explain(booster, data, p):
    try:
        return booster.predict(data, pred_contribs=True) if p.ndim == 1 else None
    except xgboost.core.XGBoostError:
        return None


def make(name, kind, target, parameters, rounds=3):
    y = TARGETS[target].astype(float)
    parameters = dict(TINY, **parameters)
    names = None if name.endswith('unnamed') else NAMES
    booster = xgboost.train(parameters, xgboost.DMatrix(X, label=y, feature_names=names), rounds)
    data = xgboost.DMatrix(ROWS, feature_names=names)
    p = booster.predict(data)
    objective = parameters.get('objective', 'reg:squarederror')
    named = names if VERSION != '1.3' else None     # whose files do not name features
    write(name, kind, booster, named or ['f%u' % i for i in range(4)], ROWS, outputs(objective, p),
          None if objective in ('multi:softmax', 'binary:hinge') else explain(booster, data, p))


def make_early_stopped(name, kind, parameters):
    y = TARGETS['event'].astype(float)
    parameters = dict(TINY, objective='binary:logistic', **parameters)
    held_back = xgboost.DMatrix(X[200:], label=y[200:], feature_names=NAMES)
    booster = xgboost.train(parameters, xgboost.DMatrix(X[:200], label=y[:200], feature_names=NAMES), 40, evals=[(held_back, 'e')],
                            early_stopping_rounds=2, verbose_eval=False)
    data = xgboost.DMatrix(ROWS, feature_names=NAMES)
    best = booster.best_iteration + 1
    p = booster.predict(data, iteration_range=(0, best)) if VERSION != '1.3' else booster.predict(data, ntree_limit=best)
    write(name, kind, booster, NAMES, ROWS, outputs('binary:logistic', p), None)


def make_categories(name, kind, parameters):
    rng = np.random.RandomState(4)
    table = pd.DataFrame({'ratio': rng.randn(400), 'region': pd.Categorical(rng.choice(['north', 'south', 'a,b'], 400)),
                          'shop': pd.Categorical(['s%u' % v for v in rng.randint(0, 40, 400)])})
    table.loc[rng.rand(400) < .1, 'region'] = np.nan
    y = table['ratio'] + (table['region'] == 'south') * 2 - (table['shop'].cat.codes % 3 == 0) * 2
    booster = xgboost.train(dict(TINY, **parameters), xgboost.DMatrix(table, label=y, enable_categorical=True), 4)
    table = table.iloc[:24]
    data = xgboost.DMatrix(table, enable_categorical=True)
    p = booster.predict(data)
    if VERSION < '3.1':     # such files know codes only
        table = table.assign(**{key: table[key].cat.codes.astype(float).replace(-1, np.nan) for key in ['region', 'shop']})
    write(name, kind, booster, table.columns, table.astype(object).where(table.notna(), float('nan')).values, outputs('reg:squarederror', p), explain(booster, data, p))


LOGISTIC, DART = {'objective': 'binary:logistic'}, {'booster': 'dart', 'rate_drop': .5}
MODELS = {
    '1.3': [(make, 'v1.3-logistic', 'json', 'event', LOGISTIC), (make, 'v1.3-pruned', 'json', 'real', {'gamma': 4, 'max_depth': 5, 'tree_method': 'exact'})],
    '1.6': [(make_categories, 'v1.6-categories', 'json', {'tree_method': 'hist', 'max_cat_to_onehot': 2}),
            (make_early_stopped, 'v1.6-early', 'ubj', {'eta': 1, 'num_parallel_tree': 2, 'subsample': .6})],
    '1.7': [(make, 'v1.7-softprob', 'ubj', 'class', {'objective': 'multi:softprob', 'num_class': 3}),
            (make, 'v1.7-dart', 'json', 'event', {**LOGISTIC, **DART}, 8), (make, 'v1.7-hinge', 'json', 'event', {'objective': 'binary:hinge'})],
    '2.0': [(make, 'v2.0-gamma', 'json', 'positive', {'objective': 'reg:gamma', 'base_score': 2}),
            (make, 'v2.0-raw', 'ubj', 'event', {'objective': 'binary:logitraw', 'base_score': .3}),
            (make, 'v2.0-vector', 'json', 'two', {'multi_strategy': 'multi_output_tree', 'tree_method': 'hist'})],
    '3.1': [(make, 'v3.1-poisson', 'ubj', 'count', {'objective': 'count:poisson'}), (make_categories, 'v3.1-categories', 'ubj', {'max_cat_to_onehot': 2})],
    '3.3': [(make, 'v3.3-dart', 'json', 'real', DART, 8)],
    '3.4': [(make, 'v3.4-logistic', 'json', 'event', LOGISTIC), (make_categories, 'v3.4-categories', 'json', {'max_cat_to_onehot': 100}),
            (make, 'v3.4-dart', 'ubj', 'event', {**LOGISTIC, **DART}, 8), (make, 'v3.4-linear', 'ubj', 'real', {'booster': 'gblinear'}),
            (make, 'v3.4-softmax', 'ubj', 'class', {'objective': 'multi:softmax', 'num_class': 3}),
            (make, 'v3.4-vector', 'ubj', 'two', {'multi_strategy': 'multi_output_tree'}),
            (make, 'v3.4-expectiles', 'ubj', 'real', {'objective': 'reg:expectileerror', 'expectile_alpha': [.2, .5, .8]}),
            (make, 'v3.4-quantiles', 'ubj', 'real', {'objective': 'reg:quantileerror', 'quantile_alpha': [.5, .52, .54]}),
            (make, 'v3.4-hinges', 'ubj', 'events', {'objective': 'binary:hinge'}),
            (make, 'v3.4-unnamed', 'json', 'real', {'base_score': 1e6})],
}

if VERSION not in MODELS:
    sys.exit('XGBoost %s is none of %s' % (xgboost.__version__, ', '.join(MODELS)))
for function, *arguments in MODELS[VERSION]:
    function(*arguments)
