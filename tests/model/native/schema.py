#!/usr/bin/env python3
"""Holds our own models to data/schemas/assay-model-1.schema.json, and the schema to what it must refuse.

usage: schema.py SCHEMA MODEL.assay.json…          (TAP; skips without python3-jsonschema)
"""
import copy
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("1..0 # SKIP jsonschema is not installed (apt-get install python3-jsonschema)")
    sys.exit(0)

schema = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
models = [(pathlib.Path(path).name, json.loads(pathlib.Path(path).read_text(encoding="utf-8"))) for path in sys.argv[2:]]
validator = jsonschema.Draft202012Validator(schema)


def changed(*path, value):
    document = copy.deepcopy(models[0][1])
    at = document
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return document


results = [("is a schema itself", None if not list(jsonschema.Draft202012Validator(jsonschema.Draft202012Validator.META_SCHEMA).iter_errors(schema)) else "it is not")]
for name, document in models:
    errors = sorted(validator.iter_errors(document), key=lambda e: e.path)
    results.append((name, None if not errors else str(jsonschema.exceptions.best_match(errors).message)[:300]))
for name, document in [
        ("an unknown key", changed("scorecards", value={})), ("an unknown key of a bin", changed("scorecard", "characteristics", 0, "bins", 0, "pints", value=1)),
        ("points as text", changed("scorecard", "characteristics", 0, "bins", 0, "points", value="1")), ("an unknown kind", changed("kind", value="card")),
        ("another version", changed("assay_model", value=2)), ("a status of its own", changed("card", "status", value="live"))]:
    results.append(("refuses " + name, None if list(validator.iter_errors(document)) else "it is accepted"))
results.append(("allows keys that begin with x-", None if not list(validator.iter_errors(changed("x-ours", value={"a": 1}))) else "they are refused"))
print(f"1..{len(results)}")
for number, (name, problem) in enumerate(results, 1):
    print(f"{'not ok' if problem else 'ok'} {number} - {name}")
    if problem:
        print("# " + problem)
sys.exit(1 if any(problem for _, problem in results) else 0)
