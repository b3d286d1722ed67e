#!/usr/bin/env python3
"""Makes the models of this folder with scikit-learn, LightGBM and their converters, and what onnxruntime predicts for some rows.

Needs pip's scikit-learn, skl2onnx, onnxmltools, lightgbm and onnxruntime in an environment of their own; the test itself needs none.
NAME.onnx is the model, NAME.csv its rows: inputs, then an "expect:OUTPUT" column for each output that is compared."""
import os
import sys
import warnings

import lightgbm
import numpy as np
import onnx
import onnxruntime
import pandas as pd
from onnx import TensorProto, helper
from onnxmltools.convert import convert_lightgbm
from onnxmltools.convert.common.data_types import FloatTensorType as LightFloat
from skl2onnx import convert_sklearn, to_onnx
from skl2onnx.common.data_types import FloatTensorType, Int64TensorType, StringTensorType
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, PoissonRegressor
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import Normalizer, OneHotEncoder, OrdinalEncoder, PolynomialFeatures, StandardScaler
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings('ignore')
HERE = os.path.dirname(os.path.abspath(__file__))
SETS = {'': 18, 'ai.onnx.ml': 3}
rng = np.random.RandomState(7)
X = rng.randn(300, 4).astype(np.float32)
ROWS = np.round(rng.randn(12, 4) * 2.385, 3).astype(np.float32)
event = (X[:, 0] + X[:, 1] * X[:, 2] > 0).astype(int)
grade = np.array(['A', 'B', 'C'])[np.digitize(X[:, 0], [-.5, .5])]
value = X @ np.arange(4) + 1


def save(name, model, feeds, table):
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=['CPUExecutionProvider'])
    table = table.copy()
    label = None
    for output, found in zip(session.get_outputs(), session.run(None, feeds)):
        if isinstance(found, list):
            for key in found[0]:
                table['expect:probability_%s' % key] = [row[key] for row in found]
        elif found.size == len(table) and label is None:
            label = found.reshape(-1)
            table['expect:prediction'] = label
        else:
            for k, column in enumerate(found.reshape(len(table), -1).T):
                table['expect:score_%d' % k if 'score' in output.name else 'expect:%s_%d' % (output.name, k)] = column
    with open(os.path.join(HERE, name + '.onnx'), 'wb') as file:
        file.write(model.SerializeToString())
    table.to_csv(os.path.join(HERE, name + '.csv'), index=False, float_format='%.9g')


def plain(name, estimator, target, rows=ROWS):
    estimator.fit(X, target) if target is not None else estimator.fit(X)
    save(name, to_onnx(estimator, X[:1], target_opset=SETS), {'X': rows}, pd.DataFrame(rows, columns=['X_%d' % i for i in range(4)]))


gaps = ROWS.copy()
gaps[::4, 1] = np.nan
plain('logistic', make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression()), event, gaps)
plain('multinomial', make_pipeline(Normalizer(), LogisticRegression()), grade)
plain('polynomial', make_pipeline(PolynomialFeatures(2), LogisticRegression()), event)
plain('tree', DecisionTreeClassifier(max_depth=3), grade)
plain('forest', RandomForestClassifier(4, max_depth=3), np.digitize(X[:, 0], [-.5, .5]))
plain('boosted', GradientBoostingClassifier(n_estimators=4, max_depth=2), event)
plain('boosted-value', GradientBoostingRegressor(n_estimators=4, max_depth=2), value)
plain('network', MLPClassifier(hidden_layer_sizes=(5,), max_iter=40), event)
plain('bayes', GaussianNB(), event)
plain('poisson', PoissonRegressor(), np.abs(value))
plain('means', KMeans(3, n_init=1, random_state=1), None)

light = lightgbm.LGBMClassifier(n_estimators=4, num_leaves=5, verbose=-1).fit(X, event)
save('lightgbm', convert_lightgbm(light, initial_types=[('X', LightFloat([None, 4]))], target_opset=14), {'X': gaps},
     pd.DataFrame(gaps, columns=['X_%d' % i for i in range(4)]))

n = 300
loans = pd.DataFrame({'age': rng.randint(18, 80, n).astype(np.float32), 'income': rng.exponential(3e4, n).astype(np.float32),
                      'housing': rng.choice(['own', 'rent', 'with, comma'], n), 'region': rng.randint(0, 4, n)})
bad = ((loans.age > 40) ^ (loans.housing == 'own')).astype(int)
types = [('age', FloatTensorType([None, 1])), ('income', FloatTensorType([None, 1])), ('housing', StringTensorType([None, 1])), ('region', Int64TensorType([None, 1]))]
rows = loans.iloc[:12].copy()
rows.loc[3, 'age'] = np.nan
rows.loc[4, 'housing'] = 'never seen'
rows.loc[5, 'region'] = 77
for name, encoder in (('loans', OneHotEncoder(handle_unknown='ignore')), ('ordinal', OrdinalEncoder(handle_unknown='use_encoded_value', unknown_value=-1))):
    table = ColumnTransformer([('numbers', make_pipeline(SimpleImputer(strategy='median'), StandardScaler()), ['age', 'income']), ('words', encoder, ['housing']),
                               ('codes', OneHotEncoder(handle_unknown='ignore'), ['region'])])
    pipe = Pipeline([('table', table), ('model', LogisticRegression())]).fit(loans, bad)
    feeds = {c: rows[[c]].values.astype(t) for c, t in (('age', np.float32), ('income', np.float32), ('housing', object), ('region', np.int64))}
    try:
        save(name, convert_sklearn(pipe, initial_types=types, target_opset=SETS), feeds, rows)
    except Exception as error:
        print(name, 'cannot be converted:', str(error)[:80], file=sys.stderr)

# Every mode of a split, and what a missing value does there.
nodes = {key: [] for key in ('treeids', 'nodeids', 'featureids', 'values', 'modes', 'truenodeids', 'falsenodeids', 'missing_value_tracks_true')}
leaves = []
for tree, mode in enumerate(['LEQ', 'LT', 'GTE', 'GT', 'EQ', 'NEQ'] * 2):
    for node in range(3):
        for key, item in zip(nodes, (tree, node, tree % 4, .5, 'BRANCH_LEQ' if node == 0 else 'LEAF', 1 if node == 0 else 0, 2 if node == 0 else 0, tree // 6)):
            nodes[key].append(item if key != 'modes' or node else 'BRANCH_' + mode)
        if node:
            leaves.append((tree, node))
edges = np.array([[a, b, a, b] for a in (.5, .49999997, .50000006, np.nan) for b in (.5, 1, np.nan)], dtype=np.float32)
for mode in ['LEQ', 'LT', 'GTE', 'GT', 'EQ', 'NEQ']:
    attributes = {'nodes_' + key: [item for item, m in zip(items, np.repeat(['LEQ', 'LT', 'GTE', 'GT', 'EQ', 'NEQ'] * 2, 3)) if m == mode] for key, items in nodes.items()}
    trees = sorted(set(attributes['nodes_treeids']))
    here = [(t, i) for t, i in leaves if t in trees]
    node = helper.make_node('TreeEnsembleRegressor', ['X'], ['variable'], domain='ai.onnx.ml', n_targets=1, target_treeids=[t for t, i in here], target_nodeids=[i for t, i in here],
                            target_ids=[0] * len(here), target_weights=[2.0 ** k for k in range(len(here))], **attributes)
    graph = helper.make_graph([node], 'modes', [helper.make_tensor_value_info('X', TensorProto.FLOAT, [None, 4])], [helper.make_tensor_value_info('variable', TensorProto.FLOAT, [None, 1])])
    save('mode-' + mode.lower(), helper.make_model(graph, opset_imports=[helper.make_opsetid('ai.onnx.ml', 3)], ir_version=8), {'X': edges},
         pd.DataFrame(edges, columns=['X_%d' % i for i in range(4)]))
