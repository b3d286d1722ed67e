#!/usr/bin/env python3
"""Exports models of scikit-learn with tools/assay-export, scores rows with assay, and holds every score to scikit-learn's own.

usage: export.py ASSAY TOOLS/assay-export [CASE…]        (TAP; skips without scikit-learn and pandas)
"""
import csv
import json
import os
import pathlib
import pickle
import runpy
import subprocess
import sys
import tempfile
import warnings

os.environ.setdefault("OMP_NUM_THREADS", "1")      # small models: threads would only wait for each other
try:
    import numpy
    import pandas
    import sklearn
    from sklearn import calibration, compose, ensemble, impute, linear_model, model_selection, pipeline, preprocessing, tree
except ImportError as problem:
    print(f"1..0 # SKIP {problem.name} is not installed (apt-get install python3-sklearn python3-pandas)")
    sys.exit(0)

warnings.filterwarnings("ignore")
ASSAY, EXPORTER = sys.argv[1:3]
TOOL = runpy.run_path(EXPORTER)
DICE = numpy.random.default_rng(7)
N = 600
TOLERANCE = 1e-9


def make_data():
    x = DICE.normal(size=(N, 4))
    # values that single precision cannot hold, and many ties: thresholds fall between neighbours
    x[:, 1] = numpy.round(x[:, 1], 1)
    frame = pandas.DataFrame(x, columns=["income", "dti", "age", "amount"])
    frame["region"] = DICE.choice(["north", "south", "east", "weißer Ort, west"], size=N)
    frame["grade"] = DICE.choice([1, 2, 3], size=N)
    z = 1.2 * x[:, 0] - x[:, 1] + 0.5 * (frame["region"] == "north") + 0.3 * frame["grade"]
    frame["bad"] = (DICE.random(N) < 1 / (1 + numpy.exp(-z))).astype(int)
    frame["loss"] = numpy.exp(0.3 * z + 0.1 * DICE.normal(size=N))
    frame["three"] = numpy.where(z < -0.5, "low", numpy.where(z < 1, "mid", "top"))
    return frame


DATA = make_data()
HOLES = DATA.copy()
for name in ("income", "dti", "amount"):
    HOLES.loc[DICE.random(N) < 0.1, name] = numpy.nan
HOLES.loc[DICE.random(N) < 0.1, "region"] = numpy.nan
NUMBERS = ["income", "dti", "age", "amount"]
ALL = NUMBERS + ["region", "grade"]


def prepared():
    return compose.ColumnTransformer([
        ("n", pipeline.make_pipeline(impute.SimpleImputer(strategy="median", add_indicator=True), preprocessing.StandardScaler()), ["income", "dti"]),
        ("a", pipeline.make_pipeline(impute.SimpleImputer(), preprocessing.MinMaxScaler()), ["amount"]),
        ("w", pipeline.make_pipeline(impute.SimpleImputer(strategy="most_frequent"), preprocessing.OneHotEncoder(handle_unknown="ignore")), ["region"]),
        ("g", preprocessing.OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), ["grade"]),
        ("again", preprocessing.RobustScaler(), ["age"]), ("raw", "passthrough", ["age"])], remainder="drop")


def shares(model, frame):
    return {"probability": model.predict_proba(frame)[:, 1]}


def classes(model, frame):
    found = {f"probability_{c}": p for c, p in zip(model.classes_, model.predict_proba(frame).T)}
    found["prediction"] = model.predict(frame)
    return found


def values(model, frame):
    return {"prediction": numpy.asarray(model.predict(frame), dtype=float).ravel()}


def anomalies(model, frame):
    return {"anomaly_score": -model.score_samples(frame)}


# name, model, columns, data, target, what it gives
CASES = [
    ("logistic", linear_model.LogisticRegression(max_iter=1000), NUMBERS, DATA, "bad", shares),
    ("logistic in a pipeline", pipeline.make_pipeline(prepared(), linear_model.LogisticRegression(max_iter=1000)), ALL, HOLES, "bad", shares),
    ("logistic, one-hot with drop", pipeline.make_pipeline(compose.ColumnTransformer([
        ("o", preprocessing.OneHotEncoder(drop="first"), ["region", "grade"])], remainder="passthrough"), linear_model.LogisticRegression(max_iter=1000)),
     ALL, DATA, "bad", shares),
    ("one-hot of missing", pipeline.make_pipeline(compose.ColumnTransformer([("o", preprocessing.OneHotEncoder(), ["region"])]), linear_model.LogisticRegression()),
     ["region"], HOLES, "bad", shares),
    ("linear", linear_model.LinearRegression(), NUMBERS, DATA, "loss", values),
    ("ridge in a pipeline", pipeline.make_pipeline(prepared(), linear_model.Ridge()), ALL, HOLES, "loss", values),
    ("lasso", linear_model.Lasso(alpha=0.01), NUMBERS, DATA, "loss", values),
    ("poisson", linear_model.PoissonRegressor(), NUMBERS, DATA, "loss", values),
    ("decision tree", tree.DecisionTreeClassifier(max_depth=6, random_state=1), NUMBERS, DATA, "bad", shares),
    ("decision tree, best first", tree.DecisionTreeRegressor(max_leaf_nodes=40, random_state=1), NUMBERS, DATA, "loss", values),
    ("random forest", ensemble.RandomForestClassifier(40, random_state=1), NUMBERS, DATA, "bad", shares),
    ("random forest of three classes", ensemble.RandomForestClassifier(30, max_depth=7, random_state=1), NUMBERS, DATA, "three", classes),
    ("random forest of numbers", pipeline.make_pipeline(prepared(), ensemble.RandomForestRegressor(30, random_state=1)), ALL, HOLES, "loss", values),
    ("extra trees", ensemble.ExtraTreesClassifier(30, random_state=1), NUMBERS, DATA, "bad", shares),
    ("extra trees of numbers", ensemble.ExtraTreesRegressor(30, random_state=1), NUMBERS, DATA, "loss", values),
    ("gradient boosting", ensemble.GradientBoostingClassifier(random_state=1), NUMBERS, DATA, "bad", shares),
    ("gradient boosting, exponential", ensemble.GradientBoostingClassifier(loss="exponential", random_state=1), NUMBERS, DATA, "bad", shares),
    ("gradient boosting of three classes", ensemble.GradientBoostingClassifier(n_estimators=30, random_state=1), NUMBERS, DATA, "three", classes),
    ("gradient boosting of numbers", ensemble.GradientBoostingRegressor(loss="huber", random_state=1), NUMBERS, DATA, "loss", values),
    ("gradient boosting from zero", ensemble.GradientBoostingRegressor(init="zero", random_state=1), NUMBERS, DATA, "loss", values),
    ("hist gradient boosting", ensemble.HistGradientBoostingClassifier(random_state=1), NUMBERS, HOLES, "bad", shares),
    ("hist gradient boosting of three classes", ensemble.HistGradientBoostingClassifier(max_iter=20, random_state=1), NUMBERS, HOLES, "three", classes),
    ("hist gradient boosting, poisson", ensemble.HistGradientBoostingRegressor(loss="poisson", random_state=1), NUMBERS, HOLES, "loss", values),
    ("hist gradient boosting in a pipeline", pipeline.make_pipeline(prepared(), ensemble.HistGradientBoostingRegressor(random_state=1)), ALL, HOLES, "loss", values),
    ("isolation forest", ensemble.IsolationForest(n_estimators=50, random_state=1, max_features=3), NUMBERS, DATA, None, anomalies),
    ("calibrated, sigmoid", calibration.CalibratedClassifierCV(ensemble.RandomForestClassifier(20, random_state=1), ensemble=False), NUMBERS, DATA, "bad", shares),
    ("calibrated, isotonic", calibration.CalibratedClassifierCV(linear_model.LogisticRegression(), method="isotonic", ensemble=False), NUMBERS, DATA, "bad", shares),
    ("calibrated, exponential", calibration.CalibratedClassifierCV(ensemble.GradientBoostingClassifier(loss="exponential", n_estimators=20, random_state=1), ensemble=False),
     NUMBERS, DATA, "bad", shares),
    ("ordinal with missing", pipeline.make_pipeline(compose.ColumnTransformer([("o", preprocessing.OrdinalEncoder(), ["region"]), ("n", "passthrough", NUMBERS)]),
                                                    ensemble.HistGradientBoostingClassifier(max_iter=20, random_state=1)), NUMBERS + ["region"], HOLES, "bad", shares),
    ("a column of words that is dropped", pipeline.make_pipeline(compose.ColumnTransformer([("n", "passthrough", NUMBERS[:2])]), ensemble.HistGradientBoostingClassifier(max_iter=10, random_state=1)),
     NUMBERS + ["region"], HOLES, "bad", shares),
    ("union", pipeline.make_pipeline(pipeline.make_union(preprocessing.StandardScaler(), preprocessing.MinMaxScaler()), linear_model.Ridge()), NUMBERS, DATA, "loss", values),
    ("grid search", model_selection.GridSearchCV(linear_model.LogisticRegression(max_iter=1000), {"C": [0.1, 1]}), NUMBERS, DATA, "bad", shares),
]

REFUSED = [
    ("support vectors", __import__("sklearn.svm").svm.SVC(), NUMBERS, "SVC cannot be exported."),
    ("polynomials", pipeline.make_pipeline(preprocessing.PolynomialFeatures(), linear_model.LogisticRegression(max_iter=1000)), NUMBERS,
     "PolynomialFeatures cannot be exported."),
    ("a function", pipeline.make_pipeline(preprocessing.FunctionTransformer(numpy.abs), linear_model.LogisticRegression()), NUMBERS,
     "FunctionTransformer calls absolute: an assay-model holds no program."),
    ("several calibrated models", calibration.CalibratedClassifierCV(linear_model.LogisticRegression()), NUMBERS, "CalibratedClassifierCV averages 5 calibrated models."),
    ("words without an encoder", pipeline.make_pipeline(compose.ColumnTransformer([("r", preprocessing.OneHotEncoder(min_frequency=200), ["region"])]),
                                                        linear_model.LogisticRegression()), ALL, "OneHotEncoder puts rare categories together"),
]


def run(folder, case):
    name, model, columns, data, target, expected = case
    model.fit(data[columns], data[target] if target else None)
    rows = data[columns]
    rows.to_csv(folder / "rows.csv", index=False)
    for source in (None, str(folder / "rows.csv")):
        document = TOOL["export"](model, str(folder / "m.assay.json"), data=source, target=target)
        if len(document["verification"]) != 20:
            return f"{len(document['verification'])} rows to verify with, not 20"
        done = subprocess.run([ASSAY, "score", folder / "m.assay.json", folder / "rows.csv", "-o", folder / "out.csv"], capture_output=True, text=True)
        if done.returncode != 0:
            return f"exit status {done.returncode}: {done.stderr.strip()}"
        with open(folder / "out.csv", newline="", encoding="utf-8") as file:
            table = list(csv.DictReader(file))
        for column, wanted in expected(model, rows).items():
            for i, value in enumerate(wanted):
                found = table[i].get(column, "no such column")
                good = found == str(value) if isinstance(value, str) else found != "" and abs(float(found) - value) <= TOLERANCE * max(1, abs(value))
                if not good:
                    return f"row {i + 1}: {column} is {found}, scikit-learn has {value} (problem: {table[i]['problem']})"
    return None


def refuse(folder, case):
    name, model, columns, message = case
    model.fit(DATA[columns], DATA["bad"])
    with open(folder / "m.pkl", "wb") as file:
        pickle.dump(model, file)
    done = subprocess.run([sys.executable, EXPORTER, folder / "m.pkl"], capture_output=True, text=True)
    if done.returncode != 3 or message not in done.stderr:
        return f"exit status {done.returncode}: {done.stderr.strip()}"
    return None if not (folder / "m.assay.json").exists() else "a file was written"


def without_names(folder):
    """A model trained on a bare array takes the names of the file's columns, and works from a pickle by the command line."""
    model = ensemble.RandomForestClassifier(10, random_state=1).fit(DATA[NUMBERS].to_numpy(), DATA["bad"])
    DATA[NUMBERS + ["bad"]].to_csv(folder / "rows.csv", index=False)
    with open(folder / "m.pkl", "wb") as file:
        pickle.dump(model, file)
    done = subprocess.run([sys.executable, EXPORTER, folder / "m.pkl", "--data", folder / "rows.csv", "--target", "bad", "--owner", "Credit"], capture_output=True, text=True)
    if done.returncode != 0:
        return done.stderr.strip()
    document = json.loads((folder / "m.assay.json").read_text(encoding="utf-8"))
    if [entry["name"] for entry in document["inputs"]] != NUMBERS or document["card"]["owner"] != "Credit":
        return "other inputs or another card"
    done = subprocess.run([ASSAY, "score", folder / "m.pkl", folder / "rows.csv"], capture_output=True, text=True)
    return None if done.returncode == 3 and "assay-export" in done.stderr else f"a pickle: exit status {done.returncode}: {done.stderr}"


ONLY = sys.argv[3:]


def main():
    tests = [(case[0], run, case) for case in CASES if not ONLY or case[0] in ONLY] + [("refuses " + case[0], refuse, case) for case in REFUSED]
    print(f"1..{len(tests) + 1}")
    bad = 0
    for number, (name, test, case) in enumerate(tests + [("without names, by the command line", lambda folder, case: without_names(folder), None)], 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                problem = test(pathlib.Path(folder), case)
            except Exception as exception:
                problem = f"{type(exception).__name__}: {exception}"
        print(f"{'not ok' if problem else 'ok'} {number} - {name}", flush=True)
        if problem:
            bad += 1
            print("# " + problem.replace("\n", "\n# "))
    return 1 if bad else 0


sys.exit(main())
