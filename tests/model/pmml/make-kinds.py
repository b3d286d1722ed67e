#!/usr/bin/env python3
"""Makes the documents network-*, vectors-*, clusters-*, rules-*, bayes-* and cox-* of documents/, with rows and what must come out.

Expectations come from scikit-learn where it has the model, and else from the formula of the specification written out below; nothing
of Assay is used. Needs numpy and scikit-learn; the test itself does not."""
import csv
import math
import os
from xml.sax.saxutils import quoteattr

import numpy as np
from sklearn.cluster import KMeans
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.svm import SVC, SVR

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'documents')
rng = np.random.RandomState(11)
X = np.round(rng.randn(90, 3) * 2.385, 3)
ROWS = np.round(rng.randn(9, 3) * 2.385, 3)
NAMES = ['income', 'age', 'ratio']
grade = np.array(['A', 'B', 'C'])[np.digitize(X[:, 0] + X[:, 1], [-1.5, 1.5])]
event = np.where(X[:, 0] * X[:, 1] > 0, 'bad', 'good')
value = X @ [1, -2, .5] + 3


def tag(name, attributes=None, *children):
    inside = ''.join(children)
    text = ''.join(' %s=%s' % (key.rstrip('_').replace('__', '-'), quoteattr(repr(float(item)) if isinstance(item, (float, np.floating)) else str(item)))
                   for key, item in (attributes or {}).items())
    return '<%s%s>%s</%s>\n' % (name, text, inside, name) if inside else '<%s%s/>\n' % (name, text)


def array(numbers, kind='real'):
    return '<Array n="%d" type="%s">%s</Array>\n' % (len(numbers), kind, ' '.join(repr(float(x)) for x in numbers))


def save(name, element, attributes, body, rows, expected, target=None, classes=(), fields=None, outputs=''):
    """fields: name to values of a text field, or None for a number. rows: one list a row, None where missing."""
    fields = fields or {key: None for key in NAMES}
    dictionary = ''.join(tag('DataField', {'name': key, 'optype': 'categorical' if words else 'continuous', 'dataType': 'string' if words else 'double'},
                             *[tag('Value', {'value': word}) for word in words or []]) for key, words in fields.items())
    schema = ''.join(tag('MiningField', {'name': key}) for key in fields)
    if target:
        dictionary += tag('DataField', {'name': target, 'optype': 'categorical' if classes else 'continuous', 'dataType': 'string' if classes else 'double'},
                          *[tag('Value', {'value': word}) for word in classes])
        schema += tag('MiningField', {'name': target, 'usageType': 'target'})
    text = tag('PMML', {'version': '4.4', 'xmlns': 'http://www.dmg.org/PMML-4_4'}, tag('Header', {'copyright': 'Assay'}), tag('DataDictionary', {}, dictionary),
               tag(element, attributes, tag('MiningSchema', {}, schema), outputs, body))
    with open(os.path.join(HERE, name + '.pmml'), 'w') as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n' + text)
    with open(os.path.join(HERE, name + '.csv'), 'w', newline='') as file:
        writer = csv.writer(file, lineterminator='\n')
        writer.writerow(list(fields) + ['expect:' + key for key in expected])
        for i, row in enumerate(rows):
            cells = [repr(float(x)) if isinstance(x, (float, np.floating)) else x for x in list(row) + [column[i] for column in expected.values()]]
            writer.writerow(['' if x is None or x == 'nan' else x for x in cells])


# ---- support vectors ----

def vectors(dictionary):
    fields = tag('VectorFields', {'numberOfFields': 3}, *[tag('FieldRef', {'field': name}) for name in NAMES])
    return tag('VectorDictionary', {'numberOfVectors': len(dictionary)}, fields, *[tag('VectorInstance', {'id': i}, array(x) if i % 2 else sparse(x)) for i, x in dictionary.items()])


def sparse(x):
    places = [i for i in range(len(x)) if x[i] != 0]
    return tag('REAL-SparseArray', {'n': len(x)}, '<Indices>%s</Indices>' % ' '.join(str(i + 1) for i in places), '<REAL-Entries>%s</REAL-Entries>' % ' '.join(repr(float(x[i])) for i in places))


def machine(attributes, ids, coefficients, intercept):
    return tag('SupportVectorMachine', attributes, tag('SupportVectors', {}, *[tag('SupportVector', {'vectorId': i}) for i in ids]) if ids is not None else '',
               tag('Coefficients', {'absoluteValue': float(intercept)}, *[tag('Coefficient', {'value': float(c)}) for c in coefficients]))


KERNELS = {'linear': ('LinearKernelType', {}, {'kernel': 'linear'}),
           'poly': ('PolynomialKernelType', {'gamma': .2, 'coef0': 1.5, 'degree': 3}, {'kernel': 'poly', 'gamma': .2, 'coef0': 1.5, 'degree': 3}),
           'radial': ('RadialBasisKernelType', {'gamma': .15}, {'kernel': 'rbf', 'gamma': .15}),
           'sigmoid': ('SigmoidKernelType', {'gamma': .05, 'coef0': -.5}, {'kernel': 'sigmoid', 'gamma': .05, 'coef0': -.5})}
for key, (element, attributes, parameters) in KERNELS.items():
    model = SVR(C=2.0, **parameters).fit(X[:40], value[:40])
    body = tag(element, attributes) + vectors(dict(enumerate(model.support_vectors_))) + machine({}, range(len(model.support_vectors_)), model.dual_coef_[0], model.intercept_[0])
    save('vectors-' + key, 'SupportVectorMachineModel', {'functionName': 'regression'}, body, ROWS, {'loss': model.predict(ROWS)}, 'loss')

model = SVR(kernel='linear').fit(X, value)
save('vectors-coefficients', 'SupportVectorMachineModel', {'functionName': 'regression', 'svmRepresentation': 'Coefficients'},
     tag('LinearKernelType') + vectors({}) + machine({}, None, model.coef_[0], model.intercept_[0]), ROWS, {'loss': model.predict(ROWS)}, 'loss')

# libsvm decides for the first class of a pair above 0, the specification below the threshold: the signs are turned.
model = SVC(C=1.5, decision_function_shape='ovo', break_ties=False, **KERNELS['radial'][2]).fit(X[:50], grade[:50])
starts = np.r_[0, np.cumsum(model.n_support_)]
body, pair = '', 0
for i in range(3):
    for j in range(i + 1, 3):
        ids = list(range(starts[i], starts[i + 1])) + list(range(starts[j], starts[j + 1]))
        weights = list(model.dual_coef_[j - 1][starts[i]:starts[i + 1]]) + list(model.dual_coef_[i][starts[j]:starts[j + 1]])
        body += machine({'targetCategory': model.classes_[i], 'alternateTargetCategory': model.classes_[j]}, ids, [-w for w in weights], -model.intercept_[pair])
        pair += 1
save('vectors-one-against-one', 'SupportVectorMachineModel', {'functionName': 'classification', 'classificationMethod': 'OneAgainstOne'},
     tag(*KERNELS['radial'][:2]) + vectors(dict(enumerate(model.support_vectors_))) + body, ROWS, {'grade': model.predict(ROWS)}, 'grade', list(model.classes_))

for wins, sign in (('true', 1), ('false', -1)):
    models = [SVR(kernel='linear').fit(X, sign * (grade == c)) for c in 'ABC']
    scores = np.array([m.predict(ROWS) for m in models]) * sign
    save('vectors-one-against-all-' + wins, 'SupportVectorMachineModel', {'functionName': 'classification', 'svmRepresentation': 'Coefficients', 'maxWins': wins},
         tag('LinearKernelType') + vectors({}) + ''.join(machine({'targetCategory': c}, None, m.coef_[0], m.intercept_[0]) for c, m in zip('ABC', models)),
         ROWS, {'grade': np.array(list('ABC'))[scores.argmax(0)]}, 'grade', list('ABC'))

# A threshold of its own, a place of a word, and a row that is exactly at the threshold: it is not below.
fields = {'income': None, 'housing': ['own', 'rent']}
places = tag('VectorDictionary', {'numberOfVectors': 0}, tag('VectorFields', {}, tag('FieldRef', {'field': 'income'}), tag('CategoricalPredictor', {'name': 'housing', 'value': 'own', 'coefficient': 2})))
save('vectors-threshold', 'SupportVectorMachineModel', {'functionName': 'classification', 'svmRepresentation': 'Coefficients', 'threshold': 9},
     tag('LinearKernelType') + places + machine({'targetCategory': 'good', 'alternateTargetCategory': 'bad', 'threshold': .5}, None, [1, -.25], 0),
     [[.5, 'rent'], [.49, 'rent'], [1, 'own'], [.99, 'own'], [None, 'own'], [.7, 'own']], {'outcome': ['bad', 'good', 'bad', 'good', '', 'good']}, 'outcome', ['good', 'bad'], fields)

# ---- networks ----

def network_inputs(count=3):
    return tag('NeuralInputs', {'numberOfInputs': count}, *[tag('NeuralInput', {'id': '0,%d' % i}, tag('DerivedField', {'optype': 'continuous', 'dataType': 'double'},
                                                        tag('FieldRef', {'field': NAMES[i]}))) for i in range(count)])


def layers(model, attributes):
    text = ''
    for k, (weights, biases) in enumerate(zip(model.coefs_, model.intercepts_)):
        text += tag('NeuralLayer', attributes[k], *[tag('Neuron', {'id': '%d,%d' % (k + 1, j), 'bias': float(biases[j])},
                    *[tag('Con', {'from': '%d,%d' % (k, i), 'weight': float(weights[i, j])}) for i in range(len(weights))]) for j in range(len(biases))])
    return text


def class_outputs(classes, layer):
    return tag('NeuralOutputs', {}, *[tag('NeuralOutput', {'outputNeuron': '%d,%d' % (layer, k)}, tag('DerivedField', {'optype': 'categorical', 'dataType': 'string'},
                                      tag('NormDiscrete', {'field': 'grade', 'value': c}))) for k, c in enumerate(classes)])


model = MLPClassifier(hidden_layer_sizes=(4,), activation='tanh', max_iter=60, random_state=1).fit(X, grade)
save('network-softmax', 'NeuralNetwork', {'functionName': 'classification', 'activationFunction': 'tanh'},
     network_inputs() + layers(model, [{}, {'activationFunction': 'identity', 'normalizationMethod': 'softmax'}]) + class_outputs(model.classes_, 2), ROWS,
     dict({'grade': model.predict(ROWS)}, **{'probability_' + c: p for c, p in zip(model.classes_, model.predict_proba(ROWS).T)}), 'grade', list(model.classes_))

model = MLPClassifier(hidden_layer_sizes=(4,), activation='relu', max_iter=60, random_state=1).fit(X, event)
save('network-one-output', 'NeuralNetwork', {'functionName': 'classification', 'activationFunction': 'rectifier'},
     network_inputs() + layers(model, [{}, {'activationFunction': 'logistic'}]) + class_outputs(['good'], 2).replace('"grade"', '"outcome"'), ROWS,
     {'outcome': model.predict(ROWS), 'probability_good': model.predict_proba(ROWS)[:, 1], 'probability_bad': model.predict_proba(ROWS)[:, 0]}, 'outcome', ['bad', 'good'])

# The target was scaled by orig 2 -> -1, 6 -> 0.5, 8 -> 3: what the network gives is scaled back, the outer pieces go on.
model = MLPRegressor(hidden_layer_sizes=(3,), activation='logistic', max_iter=60, random_state=1).fit(X, value)
raw = model.predict(ROWS)
back = [2 + (z + 1) / 1.5 * 4 if z <= .5 else 6 + (z - .5) / 2.5 * 2 for z in raw]
scale = tag('NormContinuous', {'field': 'loss'}, tag('LinearNorm', {'orig': 2, 'norm': -1}), tag('LinearNorm', {'orig': 6, 'norm': .5}), tag('LinearNorm', {'orig': 8, 'norm': 3}))
save('network-scaled', 'NeuralNetwork', {'functionName': 'regression', 'activationFunction': 'logistic'},
     network_inputs() + layers(model, [{}, {'activationFunction': 'identity'}]) + tag('NeuralOutputs', {}, tag('NeuralOutput', {'outputNeuron': '2,0'},
         tag('DerivedField', {'optype': 'continuous', 'dataType': 'double'}, scale))), ROWS, {'loss': back}, 'loss')

ACTIVATIONS = {'threshold': lambda z: float(z > .3), 'logistic': lambda z: 1 / (1 + math.exp(-z)), 'tanh': math.tanh, 'identity': lambda z: z, 'exponential': math.exp,
               'reciprocal': lambda z: 1 / z, 'square': lambda z: z * z, 'Gauss': lambda z: math.exp(-z * z), 'sine': math.sin, 'cosine': math.cos,
               'Elliott': lambda z: z / (1 + abs(z)), 'arctan': lambda z: 2 * math.atan(z) / math.pi, 'rectifier': lambda z: max(z, 0)}
inputs = [[x] for x in (-2.385, -.4, .2, .30001, 1.7)]
hidden = {name: [f(.5 * x[0] + .1) for x in inputs] for name, f in ACTIVATIONS.items()}
hidden['radialBasis'] = [math.exp(1 * math.log(2) - (.7 - x[0]) ** 2 / (2 * 1.5 ** 2)) for x in inputs]
text = ''.join(tag('NeuralLayer', {'activationFunction': name, 'threshold': .3}, tag('Neuron', dict({'id': name, 'bias': .1}, **({'width': 1.5, 'altitude': 2} if name == 'radialBasis' else {})),
               tag('Con', {'from': '0,0', 'weight': .7 if name == 'radialBasis' else .5}))) for name in hidden)
text += tag('NeuralLayer', {'activationFunction': 'identity'}, tag('Neuron', {'id': 'out'}, *[tag('Con', {'from': name, 'weight': float(k + 1)}) for k, name in enumerate(hidden)]))
save('network-activations', 'NeuralNetwork', {'functionName': 'regression', 'activationFunction': 'identity'},
     network_inputs(1) + text + tag('NeuralOutputs', {}, tag('NeuralOutput', {'outputNeuron': 'out'}, tag('DerivedField', {'optype': 'continuous', 'dataType': 'double'}, tag('FieldRef', {'field': 'loss'})))),
     inputs, {'loss': [sum((k + 1) * column[i] for k, column in enumerate(hidden.values())) for i in range(len(inputs))]}, 'loss', fields={'income': None})

# ---- clusters ----

centers = KMeans(3, n_init=2, random_state=1).fit(X).cluster_centers_
CLUSTER_OUTPUTS = tag('Output', {}, tag('OutputField', {'name': 'cluster', 'feature': 'predictedValue', 'optype': 'categorical', 'dataType': 'string'}),
                      tag('OutputField', {'name': 'name', 'feature': 'predictedDisplayValue', 'optype': 'categorical', 'dataType': 'string'}),
                      tag('OutputField', {'name': 'best', 'feature': 'affinity', 'optype': 'continuous', 'dataType': 'double'}),
                      tag('OutputField', {'name': 'second', 'feature': 'affinity', 'value': '2', 'optype': 'continuous', 'dataType': 'double'}))


def save_clusters(name, measure, kind, compare, rows, affinity, best, with_weights=False, points=centers, scale=None):
    weights, missing = ([2, 1, .5], [1, 2, 3]) if with_weights else ([1, 1, 1], [1, 1, 1])
    fields = ''.join(tag('ClusteringField', dict({'field': n}, **({'fieldWeight': w} if with_weights else {}), **({'similarityScale': scale} if scale else {}))) for n, w in zip(NAMES, weights))
    body = tag('ComparisonMeasure', {'kind': kind, 'compareFunction': compare}, measure) + fields
    if with_weights:
        body += tag('MissingValueWeights', {}, array(missing))
    body += ''.join(tag('Cluster', {'name': 'group %s' % 'xyz'[k]}, array(c)) for k, c in enumerate(points))
    found = []
    for row in rows:
        there = [i for i in range(3) if row[i] is not None]
        adjust = sum(missing) / sum(missing[i] for i in there) if there else None
        found.append([affinity([(weights[i], row[i], c[i]) for i in there], adjust) for c in points] if there else None)
    winner = [best(range(3), key=lambda k: f[k]) if f else None for f in found]
    save(name, 'ClusteringModel', {'functionName': 'clustering', 'modelClass': 'centerBased', 'numberOfClusters': 3}, body, rows,
         {'cluster': ['' if w is None else w + 1 for w in winner], 'name': ['' if w is None else 'group %s' % 'xyz'[w] for w in winner],
          'best': [None if f is None else float(f[w]) for f, w in zip(found, winner)], 'second': [None if f is None else float(f[1]) for f in found]}, outputs=CLUSTER_OUTPUTS)


gaps = [list(row) for row in ROWS] + [[1.5, None, -2.0], [None, None, .25], [None, None, None]]
diff = abs


def gauss(d):
    return math.exp(-math.log(2) * d * d / 4)


save_clusters('clusters-euclidean', tag('euclidean'), 'distance', 'absDiff', gaps, lambda t, a: math.sqrt(a * sum(w * (x - y) ** 2 for w, x, y in t)), min)
save_clusters('clusters-weights', tag('squaredEuclidean'), 'distance', 'absDiff', gaps, lambda t, a: a * sum(w * (x - y) ** 2 for w, x, y in t), min, True)
save_clusters('clusters-chebychev', tag('chebychev'), 'distance', 'absDiff', gaps, lambda t, a: a * max(w * abs(x - y) for w, x, y in t), min, True)
save_clusters('clusters-city-block', tag('cityBlock'), 'distance', 'absDiff', gaps, lambda t, a: a * sum(w * abs(x - y) for w, x, y in t), min, True)
save_clusters('clusters-minkowski', tag('minkowski', {'p__parameter': 3}), 'distance', 'absDiff', gaps, lambda t, a: (a * sum(w * abs(x - y) ** 3 for w, x, y in t)) ** (1 / 3), min, True)
save_clusters('clusters-gauss', tag('cityBlock'), 'distance', 'gaussSim', gaps[:9], lambda t, a: a * sum(w * gauss(x - y) for w, x, y in t), min, True, scale=2)
bits = np.array([[0, 1, 1], [1, 0, 0], [1, 1, 1]])
flags = [[a, b, c] for a in (0., 1.) for b in (0., 1.) for c in (0., 1.)][1:]


def counts(t):
    return [sum(1 for _, x, y in t if (x != 0, y != 0) == pair) for pair in ((True, True), (True, False), (False, True), (False, False))]


LIKENESS = {'simpleMatching': lambda n: (n[0] + n[3]) / sum(n), 'jaccard': lambda n: n[0] / (n[0] + n[1] + n[2]), 'tanimoto': lambda n: (n[0] + n[3]) / (n[0] + 2 * (n[1] + n[2]) + n[3])}
for key, f in LIKENESS.items():
    save_clusters('clusters-' + key.lower(), tag(key), 'similarity', 'absDiff', flags, lambda t, a, f=f: f(counts(t)), max, points=bits)
save_clusters('clusters-binary', tag('binarySimilarity', {'c11__parameter': 2, 'c10__parameter': .5, 'c01__parameter': .25, 'c00__parameter': 1, 'd11__parameter': 1, 'd10__parameter': 1,
                                                          'd01__parameter': 2, 'd00__parameter': 1}), 'similarity', 'absDiff', flags,
              lambda t, a: (lambda n: (2 * n[0] + .5 * n[1] + .25 * n[2] + n[3]) / (n[0] + n[1] + 2 * n[2] + n[3]))(counts(t)), max, points=bits)

# As PMML 3 has it: fields of the centres of their own, in an order of their own.
rows = [[1.5, 2., 30.], [-4., 1., 11.], [2., -3., 25.]]
middles = [[.3, 1.], [.1, -2.]]
found = [[abs(r[2] / 100 - m[0]) + abs(r[0] - m[1]) for m in middles] for r in rows]
save('clusters-center-fields', 'ClusteringModel', {'functionName': 'clustering', 'modelClass': 'centerBased', 'numberOfClusters': 2},
     tag('ComparisonMeasure', {'kind': 'distance'}, tag('cityBlock')) + tag('ClusteringField', {'field': 'income'}) + tag('ClusteringField', {'field': 'share'})
     + tag('CenterFields', {}, tag('DerivedField', {'name': 'share', 'optype': 'continuous', 'dataType': 'double'},
                                   tag('NormContinuous', {'field': 'ratio'}, tag('LinearNorm', {'orig': 0, 'norm': 0}), tag('LinearNorm', {'orig': 100, 'norm': 1}))), tag('FieldRef', {'field': 'income'}))
     + ''.join(tag('Cluster', {'name': name}, array(m)) for name, m in zip('xy', middles)), rows,
     {'cluster': [1 if f[0] < f[1] else 2 for f in found], 'best': [min(f) for f in found], 'second': [f[1] for f in found]}, outputs=CLUSTER_OUTPUTS)

# ---- rules: worked by hand ----

def condition(field, operator, number):
    return tag('SimplePredicate', {'field': field, 'operator': operator, 'value': number})


RULES = (tag('SimpleRule', {'id': 'R1', 'score': 'bad', 'weight': .4, 'confidence': .9}, condition('income', 'lessThan', 1))
         + tag('CompoundRule', {}, condition('age', 'greaterThan', 0),
               tag('SimpleRule', {'id': 'R2', 'score': 'good', 'weight': .7, 'confidence': .6}, condition('ratio', 'lessThan', 5)),
               tag('SimpleRule', {'id': 'R3', 'score': 'bad', 'weight': .5, 'confidence': .8}, condition('ratio', 'greaterThan', 2)))
         + tag('SimpleRule', {'id': 'R4', 'score': 'good', 'weight': .2, 'confidence': .7}, condition('income', 'greaterThan', 8)))
rule_rows = [[0, 1, 1], [0, 1, 3], [2, 1, 9], [9, -1, 0], [2, -1, 0], [None, 1, 3], [9, 1, 9], [0, None, 3]]
RULE_OUTPUTS = tag('Output', {}, *[tag('OutputField', {'name': n, 'feature': f, 'optype': 'categorical' if t == 'string' else 'continuous', 'dataType': t})
                                   for n, f, t in (('decision', 'predictedValue', 'string'), ('rule', 'entityId', 'string'), ('sure', 'confidence', 'double'))])
EXPECTED = {
    'firstHit': [('bad', 'R1', .9), ('bad', 'R1', .9), ('bad', 'R3', .8), ('good', 'R4', .7), ('good', '', .55), ('good', 'R2', .6), ('bad', 'R3', .8), ('bad', 'R1', .9)],
    'weightedMax': [('good', 'R2', .6), ('good', 'R2', .6), ('bad', 'R3', .8), ('good', 'R4', .7), ('good', '', .55), ('good', 'R2', .6), ('bad', 'R3', .8), ('bad', 'R1', .9)],
    'weightedSum': [('good', '', .6 / 2), ('bad', '', 1.7 / 3), ('bad', '', .8), ('good', '', .7), ('good', '', .55), ('good', '', .6 / 2), ('bad', '', .8 / 2), ('bad', '', .9)],
}
for key, expected in EXPECTED.items():
    save('rules-' + key.lower(), 'RuleSetModel', {'functionName': 'classification'},
         tag('RuleSet', {'defaultScore': 'good', 'defaultConfidence': .55}, tag('RuleSelectionMethod', {'criterion': key}), RULES), rule_rows,
         {'decision': [e[0] for e in expected], 'rule': [e[1] for e in expected], 'sure': [e[2] for e in expected]}, 'outcome', ['bad', 'good'], outputs=RULE_OUTPUTS)

# ---- naive Bayes ----

def class_counts(numbers):
    return tag('TargetValueCounts', {}, *[tag('TargetValueCount', {'value': c, 'count': n}) for c, n in numbers.items()])


def gaussian_inputs(model):
    return [tag('TargetValueStats', {}, *[tag('TargetValueStat', {'value': c}, tag('GaussianDistribution', {'mean': float(model.theta_[k, i]), 'variance': float(model.var_[k, i])}))
                                          for k, c in enumerate(model.classes_)]) for i in range(3)]


model = GaussianNB(var_smoothing=0).fit(X, grade)
prior = class_counts({c: int(n) for c, n in zip(model.classes_, model.class_count_)})
found = dict({'grade': model.predict(ROWS)}, **{'probability_' + c: p for c, p in zip(model.classes_, model.predict_proba(ROWS).T)})
for key, form in (('bayes-gaussian', lambda i, stats: tag('BayesInput', {'fieldName': NAMES[i]}, stats)),
                  ('bayes-in-extension', lambda i, stats: tag('Extension', {}, tag('BayesInput', {'fieldName': NAMES[i]}, stats))),
                  ('bayes-with-extension', lambda i, stats: tag('BayesInput', {'fieldName': NAMES[i]}, tag('Extension', {'name': 'gaussian'}, stats)))):
    save(key, 'NaiveBayesModel', {'functionName': 'classification', 'threshold': 1e-300}, tag('BayesInputs', {}, *[form(i, s) for i, s in enumerate(gaussian_inputs(model))])
         + tag('BayesOutput', {'fieldName': 'grade'}, prior), ROWS, found, 'grade', list(model.classes_))

# Counts, a number made into classes, Poisson and uniform; a value not seen, a count of 0 (the threshold), a missing value.
HOUSING = {'own': (30, 4), 'rent': (10, 0), 'other': (5, 12)}
BAND = {'low': (20, 9), 'high': (25, 7)}
PRIOR = (45, 16)
POISSON, UNIFORM = (1.5, 4.2), ((0, 10), (2, 6))


def bayes(housing, income, late, share):
    odds = []
    for k in range(2):
        p = float(PRIOR[k])
        if housing in HOUSING:
            p *= max(HOUSING[housing][k] / sum(h[k] for h in HOUSING.values()), .01)
        if income is not None:
            band = 'low' if income < 3 else 'high'
            p *= max(BAND[band][k] / sum(b[k] for b in BAND.values()), .01)
        if late is not None:
            p *= max(math.exp(-POISSON[k]) * POISSON[k] ** late / math.factorial(int(late)), .01)
        if share is not None:
            low, high = UNIFORM[k]
            p *= max(1 / (high - low) if low <= share <= high else 0, .01)
        odds.append(p)
    return odds[1] / sum(odds)


rows = [['own', 2., 1., 3.], ['rent', 4., 0., 1.], ['other', 3., 6., 6.], ['caravan', 2.999, 2., 11.], [None, None, 3., 2.], ['rent', 8., 20., None]]
bad = [bayes(*row) for row in rows]
derived = tag('DerivedField', {'name': 'band', 'optype': 'categorical', 'dataType': 'string'}, tag('Discretize', {'field': 'income'},
    tag('DiscretizeBin', {'binValue': 'low'}, tag('Interval', {'closure': 'openOpen', 'rightMargin': 3})), tag('DiscretizeBin', {'binValue': 'high'}, tag('Interval', {'closure': 'closedOpen', 'leftMargin': 3}))))


def pairs(table):
    return [tag('PairCounts', {'value': word}, class_counts({'good': n[0], 'bad': n[1]})) for word, n in table.items()]


def stats(kind, numbers):
    return tag('TargetValueStats', {}, *[tag('TargetValueStat', {'value': c}, tag(kind, n)) for c, n in zip(('good', 'bad'), numbers)])


body = tag('BayesInputs', {}, tag('BayesInput', {'fieldName': 'housing'}, *pairs(HOUSING)), tag('BayesInput', {'fieldName': 'income'}, derived, *pairs(BAND)),
           tag('BayesInput', {'fieldName': 'late'}, stats('PoissonDistribution', [{'mean': m} for m in POISSON])),
           tag('BayesInput', {'fieldName': 'share'}, stats('UniformDistribution', [{'lower': a, 'upper': b} for a, b in UNIFORM])))
body += tag('BayesOutput', {'fieldName': 'outcome'}, class_counts({'good': PRIOR[0], 'bad': PRIOR[1]}))
save('bayes-counts', 'NaiveBayesModel', {'functionName': 'classification', 'threshold': .01}, body, rows,
     {'outcome': ['bad' if p > .5 else 'good' for p in bad], 'probability_bad': bad, 'probability_good': [1 - p for p in bad]}, 'outcome', ['good', 'bad'],
     {'housing': ['own', 'rent', 'other', 'caravan'], 'income': None, 'late': None, 'share': None})

# ---- Cox ----

TABLES = {'north': [(1, .02), (4, .1), (9, .35)], 'south': [(2, .05), (5, .2)]}
BETA, REFERENCE = (.8, -.3), (1.5, 2.)


def hazard(time, region, income, age, tables, most):
    table = tables.get(region)
    if table is None or time is None or time > most[region] or income is None:
        return None
    base = max([0.] + [h for t, h in table if t <= time])
    return base * math.exp(BETA[0] * (income - REFERENCE[0]) + BETA[1] * (age - REFERENCE[1]))


def cells(table):
    return ''.join(tag('BaselineCell', {'time': t, 'cumHazard': h}) for t, h in table)


PARAMETERS = (tag('ParameterList', {}, tag('Parameter', {'name': 'p0', 'referencePoint': REFERENCE[0]}), tag('Parameter', {'name': 'p1', 'referencePoint': REFERENCE[1]}))
              + tag('CovariateList', {}, tag('Predictor', {'name': 'income'}), tag('Predictor', {'name': 'age'}))
              + tag('PPMatrix', {}, tag('PPCell', {'value': 1, 'predictorName': 'income', 'parameterName': 'p0'}), tag('PPCell', {'value': 1, 'predictorName': 'age', 'parameterName': 'p1'}))
              + tag('ParamMatrix', {}, *[tag('PCell', {'parameterName': 'p%d' % i, 'beta': b}) for i, b in enumerate(BETA)]))
COX_OUTPUTS = tag('Output', {}, tag('OutputField', {'name': 'hazard', 'feature': 'predictedValue', 'optype': 'continuous', 'dataType': 'double'}),
                  tag('OutputField', {'name': 'survival', 'feature': 'transformedValue', 'optype': 'continuous', 'dataType': 'double'},
                      tag('Apply', {'function': 'exp'}, tag('Apply', {'function': '*'}, '<Constant>-1.0</Constant>', tag('FieldRef', {'field': 'hazard'})))))
rows = [[.5, 'north', 1., 2.], [1., 'north', 1., 2.], [3.9, 'north', 0., 5.], [9., 'north', 2., 1.], [9.1, 'north', 2., 1.], [4., 'south', 2., 1.], [7., 'south', 2., 1.],
        [7.6, 'south', 2., 1.], [2., 'south', None, 1.]]
most = {'north': 9, 'south': 7.5}
found = [hazard(*row, TABLES, most) for row in rows]
save('cox-strata', 'GeneralRegressionModel', {'functionName': 'regression', 'modelType': 'CoxRegression', 'endTimeVariable': 'time', 'baselineStrataVariable': 'region'},
     PARAMETERS + tag('BaseCumHazardTables', {}, *[tag('BaselineStratum', {'value': r, 'maxTime': most[r]}, cells(t)) for r, t in TABLES.items()]), rows,
     {'hazard': found, 'survival': [None if h is None else math.exp(-h) for h in found]}, 'status', fields={'time': None, 'region': ['north', 'south'], 'income': None, 'age': None}, outputs=COX_OUTPUTS)
found = [hazard(row[0], 'all', row[2], row[3], {'all': TABLES['north']}, {'all': 9}) for row in rows]
save('cox', 'GeneralRegressionModel', {'functionName': 'regression', 'modelType': 'CoxRegression', 'endTimeVariable': 'time'},
     PARAMETERS + tag('BaseCumHazardTables', {'maxTime': 9}, cells(TABLES['north'])), rows,
     {'hazard': found, 'survival': [None if h is None else math.exp(-h) for h in found]}, 'status', fields={'time': None, 'region': ['north', 'south'], 'income': None, 'age': None}, outputs=COX_OUTPUTS)
