#!/usr/bin/env python3
"""Makes the models of this folder, with some rows and what the library predicts for them.

Run once with each version of LightGBM that is named in VERSIONS (pip, in an environment of its own); the test itself needs none.
NAME.txt is the model, NAME.csv its rows: inputs, then an "expect:OUTPUT" column for each number that must come out, and an
"explain:INPUT" column for each contribution."""
import os
import sys
import warnings

import lightgbm
import numpy as np
import pandas as pd

warnings.filterwarnings('ignore')
HERE = os.path.dirname(os.path.abspath(__file__))
VERSIONS = {'2.2.3': 'v2', '3.3.5': 'v3', '4.7.0': 'v4'}
WORDS = ['rent', 'own', 'mortgage', 'with, comma']


def make_table(seed, n):
    rng = np.random.RandomState(seed)
    table = pd.DataFrame({
        'ratio': rng.randn(n) * 2.385, 'amount': np.round(rng.exponential(1e5, n), 2),
        'delinquencies': np.where(rng.rand(n) < .6, 0, rng.randint(1, 9, n)).astype(float), 'constant': np.ones(n)})
    table.loc[rng.rand(n) < .15, 'ratio'] = np.nan
    table.loc[rng.rand(n) < .1, 'delinquencies'] = np.nan
    table['housing'] = pd.Categorical(np.where(rng.rand(n) < .1, None, rng.choice(WORDS, n)), categories=WORDS)
    table['region'] = rng.choice([0, 1, 2, 33, 70], n)
    return table


def make_target(table, kind, seed):
    z = (table['ratio'].fillna(1) * .5 + table['amount'] * 1e-5 - table['delinquencies'].fillna(4) * .3 + (table['housing'] == 'own') * 1.5
         - (table['region'] == 33) * 2 + np.random.RandomState(seed).randn(len(table)) * .3)
    return {'real': z, 'event': z > .5, 'positive': np.exp(z / 2), 'share': 1 / (1 + np.exp(-z)), 'class': np.digitize(z, [0, 1])}[kind].astype(float)


MODELS = {
    'binary': ('event', {'objective': 'binary', 'sigmoid': 1.3}),
    'zero-is-missing': ('event', {'objective': 'binary', 'zero_as_missing': True}),
    'no-missing': ('event', {'objective': 'binary', 'use_missing': False}),
    'multiclass': ('class', {'objective': 'multiclass', 'num_class': 3}),
    'one-against-all': ('class', {'objective': 'multiclassova', 'num_class': 3}),
    'square': ('real', {'objective': 'regression', 'reg_sqrt': True}),
    'gamma': ('positive', {'objective': 'gamma'}),
    'quantile': ('real', {'objective': 'quantile', 'alpha': .8}),
    'lambda': ('share', {'objective': 'cross_entropy_lambda'}),
    'forest': ('real', {'objective': 'regression', 'boosting': 'rf', 'bagging_freq': 1, 'bagging_fraction': .6, 'feature_fraction': .7}),
    'dart': ('event', {'objective': 'binary', 'boosting': 'dart', 'drop_rate': .5}),
    'linear': ('real', {'objective': 'regression', 'linear_tree': True}),
    'stump': ('event', {'objective': 'binary', 'min_data_in_leaf': 399}),
}
OF_VERSION = {'v2': ['binary', 'zero-is-missing', 'one-against-all', 'forest'], 'v3': ['binary', 'linear', 'multiclass'],
              'v4': [name for name in MODELS if name != 'one-against-all']}


def make(version, name):
    kind, parameters = MODELS[name]
    train, rows = make_table(1, 400), make_table(2, 14)
    rows.loc[0, 'delinquencies'] = 1e-38           # counts as zero
    rows['region'] = np.where(np.arange(14) % 5 == 0, 999, rows['region'])
    parameters = dict({'num_leaves': 6, 'min_data_in_leaf': 10, 'min_data_per_group': 5, 'cat_smooth': 1, 'verbose': -1, 'verbosity': -1, 'num_threads': 1}, **parameters)
    data = lightgbm.Dataset(train, make_target(train, kind, 3), categorical_feature=['housing', 'region'])
    booster = lightgbm.train(parameters, data, 4)
    booster.save_model(os.path.join(HERE, '%s-%s.txt' % (version, name)))
    table = rows.copy()
    table['housing'] = table['housing'].astype(object)
    table.loc[13, 'housing'] = 'caravan'           # a word the model does not know is missing for it
    rows.loc[13, 'housing'] = np.nan
    found = np.asarray(booster.predict(rows)).reshape(len(rows), -1)
    is_probability = parameters['objective'] in ('binary', 'multiclass', 'multiclassova')
    stem = 'probability' if is_probability else 'prediction'
    for k in range(found.shape[1]):
        table['expect:' + (stem if found.shape[1] == 1 else '%s_%d' % (stem, k))] = found[:, k]
    if found.shape[1] == 1 and name not in ('linear', 'forest'):
        for column, values in zip(list(rows.columns) + ['base'], np.asarray(booster.predict(rows, pred_contrib=True)).T):
            table['explain:' + column] = values
    table.to_csv(os.path.join(HERE, '%s-%s.csv' % (version, name)), index=False, float_format='%.17g')


if lightgbm.__version__ not in VERSIONS:
    sys.exit('LightGBM is %s; the models are made with %s.' % (lightgbm.__version__, ', '.join(VERSIONS)))
for model in OF_VERSION[VERSIONS[lightgbm.__version__]]:
    make(VERSIONS[lightgbm.__version__], model)
