#!/usr/bin/env python3
"""What the text cases cannot show: signals, full disks, threads, locales, pipes. Prints TAP.

    behaviour.py ASSAY
"""
import contextlib
import csv
import datetime
import gzip
import io
import json
import math
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ASSAY = pathlib.Path(sys.argv[1]).resolve()
FILES = pathlib.Path(__file__).resolve().parent / "files"
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in ("LANG", "LANGUAGE") and not key.startswith("LC_")}
ENVIRONMENT.update(LC_ALL="C.UTF-8", TZ="UTC", SOURCE_DATE_EPOCH="1750000000")
ROLES = ["--time", "date", "--value", "sales", "--series", "store"]
OUTPUT_COLUMNS = ["store", "time", "actual", "forecast", "residual", "zscore", "anomaly", "risk", "reason"]


class Skip(Exception):
    pass


def assay(*args, folder=None, environment=None, **more):
    more.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run([str(ASSAY), *map(str, args)], cwd=folder, env=dict(ENVIRONMENT, **(environment or {})),
                          stdout=more.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE, timeout=100, **more)


def check(condition, message):
    if not condition:
        raise AssertionError(message)


def same(found, expected, what):
    check(found == expected, f"{what}: {str(found)[:2000]!r}, expected {str(expected)[:2000]!r}")


def leftovers(folder):
    return sorted(path.name for path in folder.rglob(".assay*"))


def write_long(path, n=400_000, series=40):
    """Large enough that work on it lasts a second or so."""
    with open(path, "w", encoding="ascii") as out:
        out.write("date,store,sales\n")
        for s in range(series):
            for i in range(n // series):
                year, day = divmod(i, 336)
                out.write(f"{1950 + year}-{1 + day // 28:02d}-{1 + day % 28:02d},{s},{(i * 7919 + s) % 101}\n")


# ---- results ----

def test_json_schema(folder):
    done = assay("anomalies", FILES / "demand.csv", *ROLES, "--format", "json")
    check(done.returncode in (0, 1), done.stderr)
    result = json.loads(done.stdout)
    same(sorted(result), list(result), "keys are sorted")
    same(set(result), {"schema", "analysis", "title", "verdict", "provenance", "metrics", "checks", "tables", "figures", "notes"}, "keys")
    same(result["schema"], "assay-result/1", "schema")
    same(result["analysis"], "anomalies", "analysis")
    check(result["verdict"] in ("pass", "warn", "fail", "not-assessable", "none"), result["verdict"])
    provenance = result["provenance"]
    same(set(provenance), {"engine", "as_of", "seed", "inputs", "options", "policy"}, "provenance keys")
    same(provenance["as_of"], "2025-06-15", "as-of from SOURCE_DATE_EPOCH")
    same(provenance["seed"], 1, "seed")
    same(provenance["inputs"][0]["rows"], 180, "rows")
    sha256 = subprocess.run(["sha256sum", FILES / "demand.csv"], capture_output=True, text=True).stdout.split()[0]
    same(provenance["inputs"][0]["sha256"], sha256, "hash of the input")
    same(provenance["inputs"][0]["name"], "demand.csv", "no folder in the name")
    for key, value in {"season": "7", "window": "30", "threshold": "2", "on": "residual", "min-periods": "30", "time": "date",
                       "value": "sales", "series": "store", "separator": ",", "encoding": "UTF-8"}.items():
        same(str(provenance["options"].get(key)), value, f"option {key}")
    for metric in result["metrics"]:
        check({"id", "label", "value", "unit"} <= set(metric), metric)
    for one in result["checks"]:
        check({"id", "title", "subject", "verdict", "statistic", "value", "p_value", "n", "events", "limits", "convention", "message"} <= set(one), one)
        check({"warn", "fail", "source"} <= set(one["limits"]), one)
    for table in result["tables"]:
        check({"id", "title", "columns", "rows"} <= set(table), table["id"])
        check(all(len(row) == len(table["columns"]) for row in table["rows"]), table["id"])
    for figure in result["figures"]:
        check({"id", "kind", "title", "finding", "x", "y", "series"} <= set(figure), figure["id"])
    check(b"NaN" not in done.stdout and b"Infinity" not in done.stdout, "undefined numbers are null")
    check(done.stdout.endswith(b"}\n"), "ends with a newline")


def definition(values, season=7, window=30):
    """cli.md section 2 as a plain loop: forecast, residual, z of each value."""
    residuals, rows = [], []
    for i, y in enumerate(values):
        forecast = values[i - season] if i >= season else None
        residual = y - forecast if forecast is not None else None
        z = None
        if residual is not None and len(residuals) >= window:
            past = residuals[-window:]
            mean = sum(past) / window
            sd = (sum((e - mean) ** 2 for e in past) / (window - 1)) ** 0.5
            z = (residual - mean) / sd
        if residual is not None:
            residuals.append(residual)
        rows.append((y, forecast, residual, z))
    return rows


def test_numbers(folder):
    same(assay("anomalies", FILES / "demand.csv", *ROLES, "-o", folder / "out.csv", "--quiet").returncode in (0, 1), True, "exit")
    rows = list(csv.DictReader(open(folder / "out.csv", encoding="utf-8")))
    same(list(rows[0]), OUTPUT_COLUMNS, "columns")
    data = list(csv.DictReader(open(FILES / "demand.csv", encoding="utf-8")))
    number = lambda text: None if text == "" else float(text)
    for store in ("North", "South"):
        mine = [row for row in rows if row["store"] == store]
        expected = definition([float(row["sales"]) for row in data if row["store"] == store])
        same(len(mine), 90, f"rows of {store}")
        for row, (y, forecast, residual, z) in zip(mine, expected):
            same((number(row["actual"]), number(row["forecast"]), number(row["residual"])), (y, forecast, residual), row["time"])
            if z is None:
                same(row["zscore"], "", f"z of {row['time']}")
                same(row["risk"], "", f"risk of {row['time']}")
            else:
                check(abs(number(row["zscore"]) - z) < 1e-9 * max(1, abs(z)), f"{row}: z should be {z}")
                same(row["anomaly"], "1" if abs(z) >= 2 else "0", f"anomaly of {row['time']}")
                same(row["risk"], ["Low", "Low", "Medium", "High", "Critical"][min(4, int(abs(z)))], f"risk of {row['time']}")
    same([(row["store"], row["time"]) for row in rows if row["risk"] == "Critical"], [("North", "2026-03-22"), ("North", "2026-03-29")],
         "the planted jump, and the week after that is forecast from it")


def test_formats_agree(folder):
    """-o, --format csv and -o - are the same bytes; --report leaves standard output as it is."""
    by_file = assay("anomalies", FILES / "demand.csv", *ROLES, "-o", folder / "out.csv", "--report", folder / "out.pdf", "--format", "json")
    plain = assay("anomalies", FILES / "demand.csv", *ROLES, "--format", "json")
    same(by_file.stdout, plain.stdout, "JSON with and without files")
    by_format = assay("anomalies", FILES / "demand.csv", *ROLES, "--format", "csv").stdout
    same(by_format, (folder / "out.csv").read_bytes(), "--format csv")
    same(assay("anomalies", FILES / "demand.csv", *ROLES, "-o", "-").stdout, by_format, "-o -")
    check((folder / "out.pdf").read_bytes().startswith(b"%PDF-"), "the report is a PDF")
    same(leftovers(folder), [], "temporary files")


def test_threads(folder):
    """The same bytes for any number of threads: table, result, report."""
    write_long(folder / "long.csv", 60_000)
    found = []
    for threads in (1, 2, 8):
        done = assay("anomalies", "long.csv", "--time", "date", "--value", "sales", "--series", "store", "--threads", threads,
                     "-o", f"{threads}.csv", "--report", f"{threads}.pdf", "--format", "json", folder=folder)
        check(done.returncode in (0, 1), done.stderr)
        found.append((done.stdout, (folder / f"{threads}.csv").read_bytes(), (folder / f"{threads}.pdf").read_bytes()))
    for part, name in enumerate(("result", "table", "report")):
        same(found[0][part] == found[1][part] == found[2][part], True, f"{name} for 1, 2 and 8 threads")


def test_ways_in(folder):
    """A file, the file through a pipe, and both compressed hold the same rows."""
    text = (FILES / "demand.csv").read_bytes()
    (folder / "demand.csv.gz").write_bytes(gzip.compress(text))
    expected = assay("anomalies", FILES / "demand.csv", *ROLES, "--format", "csv").stdout
    check(expected.count(b"\n") == 181, "all rows")
    same(assay("anomalies", "demand.csv.gz", *ROLES, "--format", "csv", folder=folder).stdout, expected, ".gz")
    for data in (text, gzip.compress(text)):
        done = subprocess.run([ASSAY, "anomalies", "-", *ROLES, "--format", "csv"], input=data, capture_output=True, env=ENVIRONMENT)
        same(done.stdout, expected, "standard input")


def test_locale(folder):
    """A German terminal changes what people read, not what files hold."""
    locales = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout.split()
    german = next((name for name in locales if name.lower().replace("-", "") == "de_de.utf8"), None)
    if german is None:
        german = make_german(folder)
    rows = "".join(f"2024-{1 + day // 28:02}-{1 + day % 28:02},{(day * 37 % 101 - 50) / 20},2.4\n" for day in range(300))
    (folder / "var.csv").write_text("date,pnl,VaR97.5\n" + rows)
    environment = {"LC_ALL": german, "LOCPATH": str(folder)} if german == "de_DE.UTF-8@test" else {"LC_ALL": german}
    for form in ("json", "csv"):
        english = assay("anomalies", FILES / "demand.csv", *ROLES, "--format", form).stdout
        same(assay("anomalies", FILES / "demand.csv", *ROLES, "--format", form, environment=environment).stdout == english, True, form)
    for name, *options in (("backtest", "--models", "seasonal-naive,mstl", "--levels", "80,97.5", "--origins", "4", "--horizon", "7"),
                           ("forecast", "--models", "auto,mstl,arima-fourier", "--levels", "80.5,97.5", "--horizon", "7"),
                           ("backtest", "--var", "VaR97.5")):
        data = ["var.csv"] if "--var" in options else [FILES / "demand.csv", *ROLES]
        for form in ("json", "csv"):
            english = assay(name, *data, *options, "--format", form, folder=folder)
            same(english.returncode in (0, 1), True, f"{name}: {english.stderr.decode()}")
            same(assay(name, *data, *options, "--format", form, folder=folder, environment=environment).stdout == english.stdout, True, f"{name} {form}")
    text = assay("inspect", FILES / "demand.csv", environment=environment).stdout.decode()
    check("3.707" in text, f"the locale is in force: {text}")


def make_german(folder):
    """Where no German locale is installed, one is compiled, if the tools for it are there."""
    done = subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", str(folder / "de_DE.UTF-8@test")], capture_output=True)
    if not (folder / "de_DE.UTF-8@test/LC_NUMERIC").exists():
        raise Skip("there is no German locale and none can be compiled: " + done.stderr.decode()[:100])
    return "de_DE.UTF-8@test"


def test_c_locale(folder):
    """Quotation marks of messages survive a terminal that never heard of UTF-8."""
    done = assay("anomalies", "none.csv", folder=folder, environment={"LC_ALL": "C"})
    same(done.returncode, 3, "exit")
    check("none.csv".encode() in done.stderr and b"?" not in done.stderr, done.stderr)


# ---- forecasts ----

def wavy(folder, name, times, periods):
    """A series with the seasons given, and noise that is the same everywhere."""
    rows = (f"{time},{100 + sum(20 / (k + 1) * math.sin(2 * math.pi * i / period) for k, period in enumerate(periods)) + i * 7919 % 13:.6f}\n"
            for i, time in enumerate(times))
    (folder / name).write_text("date,y\n" + "".join(rows))
    return times


def test_forecast_is_the_tested_one(folder):
    """What `backtest` tested at an origin is what `forecast` says from there: the same past, the same seasons, at every step of time."""
    first = datetime.datetime(2019, 1, 6)
    steps = {"hours.csv": ([str(first + datetime.timedelta(hours=i)) for i in range(40 * 24)], (24, 168), 959 - 24),
             "days.csv": ([str((first + datetime.timedelta(days=i)).date()) for i in range(500)], (7, 365.25, 30.4375), 480),
             "weeks.csv": ([str((first + datetime.timedelta(weeks=i)).date()) for i in range(260)], (52.18,), 250),
             "months.csv": ([f"{2005 + i // 12}-{1 + i % 12:02d}-01" for i in range(150)], (12,), 140)}
    models = ["--models", "seasonal-naive,ets,mstl,arima-fourier,auto", "--benchmark", "seasonal-naive", "--horizon", "3"]
    for name, (times, periods, at) in steps.items():
        wavy(folder, name, times, periods)
        ahead = assay("forecast", name, *models[:2], *models[4:], "--end", times[at].replace(" ", "T"), "-o", "-", "--quiet", folder=folder)
        tested = assay("backtest", name, *models, "--cutoffs", times[at].replace(" ", "T"), "--format", "csv", folder=folder)
        same(ahead.returncode in (0, 1) and tested.returncode in (0, 1), True, f"{name}: {ahead.stderr.decode()}{tested.stderr.decode()}")
        columns = ["model", "time", "forecast", "lower", "upper"]
        of = [sorted(tuple(row[column] for column in columns) for row in csv.DictReader(io.StringIO(done.stdout.decode()))) for done in (ahead, tested)]
        same(len(of[1]), 15, f"{name}: rows")
        same(of[0], of[1], name)


# ---- real data ----

def shared(*parts):
    path = pathlib.Path(os.environ.get("ASSAY_SHARED", "none"), "data", *parts)
    if not path.exists():
        raise Skip(f"the shared data is not here: {path}")
    return path


def read_series(path, keys, time, value):
    """{key: [(time, value), …] in the order of time}"""
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")
    series = {}
    with opened as text:
        for row in csv.DictReader(text):
            series.setdefault(tuple(row[key] for key in keys), []).append((row[time], float(row[value])))
    return {key: sorted(rows) for key, rows in series.items()}


def test_shared_retail(folder):
    """All 149,999 rows of a real file against the definition."""
    path = shared("retail-store-item", "retail_sales_sample.csv.gz")
    done = assay("anomalies", path, "--time", "date", "--value", "sales", "--series", "store,item", "-o", "out.csv", "--format", "json", folder=folder)
    check(done.returncode in (0, 1), done.stderr)
    found = {}
    for row in csv.DictReader(open(folder / "out.csv", encoding="utf-8")):
        found.setdefault((row["store"], row["item"]), []).append(row)
    expected = read_series(path, ("store", "item"), "date", "sales")
    same(len(expected), 83, "series")
    same(sorted(found), sorted(expected), "keys")
    same(list(found), sorted(found, key=lambda key: tuple(map(int, key))), "sorted by series, numbers by value")
    anomalies = 0
    for key, rows in expected.items():
        same([row["time"] for row in found[key]], [time for time, _ in rows], f"times of {key}")
        for row, (y, forecast, residual, z) in zip(found[key], definition([value for _, value in rows])):
            check(float(row["actual"]) == y and (row["forecast"] == "" if forecast is None else float(row["forecast"]) == forecast), row)
            check(row["zscore"] == "" if z is None else abs(float(row["zscore"]) - z) < 1e-9 * max(1, abs(z)), f"{row}: z should be {z}")
            anomalies += z is not None and abs(z) >= 2
    metrics = {metric["id"]: metric["value"] for metric in json.loads(done.stdout)["metrics"]}
    same((metrics["n-anomalies"], metrics["n-series"], metrics["n-rows"]), (anomalies, 83, 149999), "metrics")


def test_shared_backtest(folder):
    """The t-7 row of the expected results: 21 series, the last 3 windows of 28 days."""
    path, table = shared("retail-store-item", "retail_sales_sample.csv.gz"), shared("expected", "retail_backtest.csv")
    wanted = "1_1 1_5 1_9 2_4 2_8 3_3 3_7 4_3 4_7 5_3 5_7 6_3 6_7 7_3 7_7 8_3 8_7 9_3 9_7 10_4 10_8".split()
    with open(folder / "data.csv", "w", encoding="utf-8") as out:
        out.write("date,store,item,sales\n")
        for (store, item), rows in read_series(path, ("store", "item"), "date", "sales").items():
            if f"{store}_{item}" in wanted:
                out.writelines(f"{day},{store},{item},{value:g}\n" for day, value in rows)
    done = assay("backtest", "data.csv", "--time", "date", "--value", "sales", "--series", "store,item", "--horizon", "28", "--origins", "3",
                 "--step", "28", "--format", "json", folder=folder)
    check(done.returncode in (0, 1), done.stderr)
    metrics = {metric["id"]: metric["value"] for metric in json.loads(done.stdout)["metrics"]}
    expected = next(row for row in csv.DictReader(open(table, encoding="utf-8")) if row["method"] == "snaive7")
    for name, column, scale, digits in (("wape", "wape_pct", 100, 2), ("mase", "mase_m7", 1, 4), ("rmsse", "rmsse_m7", 1, 4),
                                        ("smape", "smape_0_200", 100, 2), ("bias", "bias_pct", 100, 2)):
        same(round(scale * metrics[name], digits), float(expected[column]), name)


# ---- failing to write ----

def test_stdout_full(folder):
    (folder / "old.csv").write_text("old")
    for form in ("text", "json", "csv"):
        with open("/dev/full", "wb") as full:
            done = assay("anomalies", FILES / "demand.csv", *ROLES, "-o", folder / "old.csv", "--format", form, stdout=full)
        same(done.returncode, 4, f"exit with {form}")
        check(b"No space left on device" in done.stderr, done.stderr)
        same((folder / "old.csv").read_text(), "old", "what existed")
    same(leftovers(folder), [], "temporary files")


def test_disk_full(folder):
    """A file size limit is a full disk: nothing is left, what existed stays."""
    write_long(folder / "long.csv", 60_000)
    (folder / "out.csv").write_text("old rows")
    (folder / "out.pdf").write_text("old report")

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    done = assay("anomalies", "long.csv", "--time", "date", "--value", "sales", "--series", "store", "-o", "out.csv", "--report", "out.pdf",
                 folder=folder, preexec_fn=limit)
    same(done.returncode, 4, f"exit ({done.stderr})")
    same(done.stdout, b"", "standard output")
    check("“out.csv”".encode() in done.stderr and b"File too large" in done.stderr, done.stderr)
    same(((folder / "out.csv").read_text(), (folder / "out.pdf").read_text()), ("old rows", "old report"), "what existed")
    same(leftovers(folder), [], "temporary files")


def test_one_fails_none_appears(folder):
    """The report cannot be written, so the table does not appear either."""
    done = assay("anomalies", FILES / "demand.csv", *ROLES, "-o", "out.csv", "--report", "none/out.pdf", folder=folder)
    same(done.returncode, 4, "exit")
    same(done.stderr.decode(), "assay: “none/out.pdf” cannot be written: No such file or directory.\n", "message")
    same(os.listdir(folder), [], "files")


def test_read_only_folder(folder):
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            raise Skip("root may write everywhere, and there is no setpriv to become somebody else")
    sealed = folder / "sealed"
    sealed.mkdir()
    (sealed / "old.csv").write_text("old")
    os.chmod(sealed / "old.csv", 0o444)
    os.chmod(sealed, 0o555)
    os.chmod(folder, 0o755)
    shutil.copy(FILES / "demand.csv", folder)
    somebody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    try:
        for name in ("new.csv", "old.csv"):
            done = subprocess.run([*somebody, ASSAY, "anomalies", "demand.csv", *ROLES, "-o", f"sealed/{name}"], cwd=folder,
                                  env=ENVIRONMENT, capture_output=True)
            if b"setpriv" in done.stderr or done.returncode in (126, 127):
                raise Skip("the program cannot be run as another user: " + done.stderr.decode()[:100])
            same(done.returncode, 4, f"exit ({done.stderr})")
            check("Permission denied".encode() in done.stderr, done.stderr)
        same((sealed / "old.csv").read_text(), "old", "what existed")
    finally:
        os.chmod(sealed, 0o755)


def test_permissions_kept(folder):
    (folder / "out.csv").write_text("old")
    os.chmod(folder / "out.csv", 0o640)
    os.symlink("out.csv", folder / "link.csv")
    assay("anomalies", FILES / "demand.csv", *ROLES, "-o", "link.csv", folder=folder)
    check((folder / "link.csv").is_symlink(), "a link stays a link")
    same(oct((folder / "out.csv").stat().st_mode & 0o777), "0o640", "permissions")
    check((folder / "out.csv").read_text().startswith("store,time,"), "the new rows")


def test_device(folder):
    check(assay("anomalies", FILES / "demand.csv", *ROLES, "-o", "/dev/null").returncode in (0, 1), "exit")
    check(not os.path.isfile("/dev/null"), "/dev/null is still no file")


def test_reader_goes_away(folder):
    """“| head -1”: no message, no crash."""
    write_long(folder / "long.csv", 60_000)
    for form in ("csv", "json"):
        done = subprocess.run(["bash", "-c", f'"{ASSAY}" anomalies long.csv --time date --value sales --series store --format {form} '
                               '| head -1 >/dev/null; echo ${PIPESTATUS[0]}'], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True)
        same(done.stderr, "", f"standard error with {form}")
        check(done.stdout.strip() in ("0", "1", "4"), f"exit {done.stdout}")


# ---- stopping ----

def interrupt(folder, number, *args, stdin=subprocess.DEVNULL, after=0.3):
    process = subprocess.Popen([ASSAY, *args], cwd=folder, env=ENVIRONMENT, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(after)
    still_running = process.poll() is None
    start = time.monotonic()
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    return still_running, process.returncode, out, err, time.monotonic() - start


def test_interrupt(folder):
    """Stopped in the middle: 130, nothing said, nothing half-written, what existed untouched."""
    write_long(folder / "long.csv", 1_500_000, 150)
    (folder / "out.csv").write_text("old")
    for number in (signal.SIGINT, signal.SIGTERM):
        stopped = 0
        for after in (0.02, 0.05, 0.1, 0.2, 0.4):
            running, status, out, err, seconds = interrupt(folder, number, "anomalies", "long.csv", "--time", "date", "--value", "sales", "--series",
                                                           "store", "-o", "out.csv", "--report", "out.pdf", after=after)
            if not running:
                break
            if status in (0, 1, -number):      # it was just about to end, or had not come to main() yet
                continue
            stopped += 1
            same((status, out, err), (130, b"", b""), f"after {after} s")
            check(seconds < 5, f"took {seconds} s to stop")
            same(leftovers(folder), [], "temporary files")
            same((folder / "out.csv").read_text(), "old", "what existed")
            check(not (folder / "out.pdf").exists(), "no report")
        check(stopped > 0, "the program was never stopped in the middle")


def test_resume(folder):
    """A back-test that is stopped keeps what is finished; going on from there gives the bytes of a run that was never stopped."""
    write_long(folder / "long.csv", n=40_000, series=100)
    args = ["backtest", "long.csv", *ROLES, "--models", "ets", "--season", "7", "--horizon", "7", "--origins", "12"]
    environment = dict(ENVIRONMENT, XDG_CACHE_HOME=str(folder / "cache"))
    for way in ("named", "cached"):
        named = ["--resume", "half"] if way == "named" else []
        process = subprocess.Popen([ASSAY, *args, "-o", f"{way}.csv", *named], cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(1.2)
        process.send_signal(signal.SIGINT)
        err = process.communicate(timeout=100)[1].decode()
        same(process.returncode, 130, "exit status")
        check(not (folder / f"{way}.csv").exists(), "a stopped run wrote a table")
        kept = [folder / "half"] if way == "named" else list((folder / "cache/assay").iterdir())
        same([path.exists() for path in kept], [True], "what is kept")
        check(kept[0].name in err, f"the message does not name {kept[0].name}: {err}")
        if way == "named":
            assay(*args, "-o", "named.csv", "--resume", "half", folder=folder, environment={"XDG_CACHE_HOME": str(folder / "cache")})
        else:
            assay(*args, "-o", "cached.csv", folder=folder, environment={"XDG_CACHE_HOME": str(folder / "cache")})
        check(not kept[0].exists(), "what was kept is still there when the run is done")
    same((folder / "named.csv").read_bytes() == (folder / "cached.csv").read_bytes(), True, "resumed and whole run alike")


def test_interrupt_waiting(folder):
    """Waiting for standard input that never comes."""
    reader, writer = os.pipe()
    try:
        running, status, out, err, _ = interrupt(folder, signal.SIGINT, "anomalies", "-", *ROLES, "-o", "out.csv", stdin=reader)
    finally:
        os.close(reader)
        os.close(writer)
    same((running, status, out, err), (True, 130, b"", b""), "stopped")
    same(os.listdir(folder), [], "files")


def test_ignored_interrupt(folder):
    """Under nohup a hang-up is not for us."""
    write_long(folder / "long.csv", 60_000)
    process = subprocess.Popen([ASSAY, "anomalies", "long.csv", "--time", "date", "--value", "sales", "--series", "store", "-o", "out.csv", "--quiet"],
                               cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    time.sleep(0.05)
    process.send_signal(signal.SIGHUP)
    check(process.wait(timeout=60) in (0, 1), f"exit {process.returncode}")
    check((folder / "out.csv").exists(), "rows")


def test_progress(folder):
    """Progress is for a terminal only, and leaves the line empty."""
    import pty
    write_long(folder / "long.csv", 60_000)
    args = [ASSAY, "anomalies", "long.csv", "--time", "date", "--value", "sales", "--series", "store"]
    same(subprocess.run(args, cwd=folder, env=ENVIRONMENT, capture_output=True).stderr, b"", "not on a pipe")
    for extra, expected in (([], True), (["--quiet"], False)):
        try:
            master, slave = pty.openpty()
        except OSError as error:
            raise Skip(f"no terminal can be made here: {error}") from error
        process = subprocess.Popen(args + extra, cwd=folder, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=slave)
        os.close(slave)
        seen = b""
        with contextlib.suppress(OSError):
            while chunk := os.read(master, 4096):
                seen += chunk
        process.wait()
        os.close(master)
        same(b"%" in seen, expected, f"progress on a terminal with {extra}")
        check(not seen or seen.endswith(b"\r\x1b[K"), seen[-100:])


# ---- workspace ----

def test_workspace(folder):
    """The run that is shown, exported and reported is the run that was made."""
    same(assay("workspace", "init", "ws", folder=folder).returncode, 0, "init")
    done = assay("workspace", "import", "ws", FILES / "demand.csv", *ROLES, "--name", "demand", folder=folder)
    same(done.stdout.decode(), "Dataset “demand”: 180 rows, 3 columns\n", f"import ({done.stderr})")
    made = assay("anomalies", "demand", "--workspace", "ws", "--format", "json", "-o", "out.csv", "--report", "out.pdf", folder=folder)
    check(made.returncode in (0, 1), made.stderr)
    check((folder / "out.pdf").read_bytes().startswith(b"%PDF-"), "report")
    same(leftovers(folder), [], "temporary files")
    listed = json.loads(assay("workspace", "list", "ws", "--format", "json", folder=folder).stdout)
    same([(run["id"], run["analysis"]) for run in listed["runs"]], [(1, "anomalies")], "runs")
    same([(one["name"], one["rows"]) for one in listed["datasets"]], [("demand", 180)], "datasets")
    same(len(listed["reports"]), 1, "reports")
    for args in (("show", "ws", "1", "--format", "json"), ("export", "ws", "1")):
        same(assay("workspace", *args, folder=folder).stdout, made.stdout, args[0])
    same(assay("workspace", "export", "ws", "1", "--format", "csv", folder=folder).stdout, (folder / "out.csv").read_bytes(), "rows")
    same(assay("workspace", "verify", "ws", folder=folder).returncode, 0, "verify")
    direct = assay("anomalies", FILES / "demand.csv", *ROLES, "--format", "csv", folder=folder)
    same(direct.stdout, (folder / "out.csv").read_bytes(), "a dataset gives the rows of its file")

    (folder / "result.json").write_bytes(made.stdout)
    for args in (("1", "--workspace", "ws", "-o", "a.pdf"), ("result.json", "-o", "b.pdf")):
        done = assay("report", *args, folder=folder)
        same(done.returncode, 0, f"report {args} ({done.stderr})")
        check((folder / args[-1]).read_bytes().startswith(b"%PDF-"), args[-1])


def test_workspace_altered(folder):
    assay("workspace", "init", "ws", folder=folder)
    assay("anomalies", FILES / "demand.csv", *ROLES, "--workspace", "ws", folder=folder)
    objects = [path for path in (folder / "ws" / "objects").rglob("*") if path.is_file()]
    check(objects, "objects")
    os.chmod(objects[0], 0o644)
    data = bytearray(objects[0].read_bytes())
    data[len(data) // 2] ^= 1
    objects[0].write_bytes(data)
    done = assay("workspace", "verify", "ws", folder=folder)
    same(done.returncode, 1, "exit")
    check(objects[0].name.encode() in done.stdout, f"the object is named: {done.stdout}")


# ---- scoring ----

def write_loans(path, n):
    with open(path, "w", encoding="ascii") as out:
        out.write("client,debt_to_income,worst_status,note\n")
        for i in range(n):
            debt = "" if i % 13 == 0 else "none" if i % 1001 == 0 else f"{(i * 7919 % 9973) / 9000:.4f}"
            out.write(f"{i},{debt},{('0', '1', '2', '3', '4+', '9')[i * i % 6]},x{i % 7}\n")


def test_score_threads(folder):
    """The same bytes for any number of threads: rows, cells that do not fit, and the result."""
    write_loans(folder / "loans.csv", 60_000)
    found = []
    for threads in ("1", "2", "7"):
        done = assay("score", FILES / "pd.assay.json", FILES / "pd.assay.json", "loans.csv", "--explain", "--threads", threads, "-o", "out.csv",
                     "--violations", "bad.csv", "--format", "json", folder=folder)
        same((done.returncode, done.stderr), (0, b""), "exit")
        found.append(((folder / "out.csv").read_bytes(), (folder / "bad.csv").read_bytes(), done.stdout))
    check(found[0] == found[1] == found[2], "results differ by the number of threads")
    rows = found[0][0].decode().splitlines()
    same(len(rows), 60_001, "a line for each row")
    same([row.split(",")[0] for row in rows[1:]], [str(i) for i in range(1, 60_001)], "in the order of the data")
    result = json.loads(found[0][2])
    metrics = {(metric["id"], metric.get("of")): metric["value"] for metric in result["metrics"]}
    bad = found[0][1].decode().splitlines()
    same(len(bad) - 1, sum(check["events"] for check in result["checks"] if check["id"] == "score-inputs"), "every cell is listed")
    same(metrics[("n-scored", "pd")] + metrics[("n-without-result", "pd")], 60_000, "every row is counted")


def test_score_interrupt(folder):
    """Stopped while it scores or explains: 130, nothing said, nothing half-written."""
    write_loans(folder / "loans.csv", 1_000_000)
    (folder / "out.csv").write_text("old")
    stopped = 0
    for after in (0.1, 0.2, 0.4, 0.8, 1.2):
        running, status, out, err, seconds = interrupt(folder, signal.SIGINT, "score", *[FILES / "pd.assay.json"] * 20, "loans.csv", "-o", "out.csv", after=after)
        if not running:
            break
        if status in (0, 1, -signal.SIGINT):
            continue
        stopped += 1
        same((status, out, err), (130, b"", b""), f"after {after} s")
        check(seconds < 5, f"took {seconds} s to stop")
        same(leftovers(folder), [], "temporary files")
        same((folder / "out.csv").read_text(), "old", "what existed")
    check(stopped > 0, "the program was never stopped in the middle")


def test_validate_interrupt(folder):
    """Stopped while it reads or checks, long before a check of many rows is over: 130, nothing said, nothing half-written, the workspace whole."""
    with open(folder / "scored.csv", "w", encoding="ascii") as out:
        out.write("pd,bad,a,b,c\n")
        for i in range(400_000):
            chance = (i * 7919 % 9973 + 1) / 20_000
            out.write(f"{chance:.5f},{int((i * 104_729 % 99_991) / 99_991 < chance)},{i * 31 % 1009},{i * i % 997},w{i % 11}\n")
    (folder / "out.csv").write_text("old")
    assay("workspace", "init", "ws", folder=folder)
    stopped = 0
    for after in (0.1, 0.2, 0.4, 0.8, 1.2):
        running, status, out, err, seconds = interrupt(folder, signal.SIGINT, "validate", "-", "scored.csv", "--target", "bad", "--score", "pd", "--workspace", "ws",
                                                       "-o", "out.csv", after=after)
        if not running:
            break
        if status in (0, 1, -signal.SIGINT):
            continue
        stopped += 1
        same((status, out, err), (130, b"", b""), f"after {after} s")
        check(seconds < 2, f"took {seconds} s to stop")
        same(leftovers(folder), [], "temporary files")
        same((folder / "out.csv").read_text(), "old", "what existed")
        same(assay("workspace", "verify", "ws", folder=folder).returncode, 0, "the workspace")
    check(stopped > 0, "the program was never stopped in the middle")


def is_close(found, expected, tolerance):
    try:
        return abs(float(found) - float(expected)) <= tolerance * max(1, abs(float(expected)))
    except ValueError:
        return found == expected


def test_shared_pmml(folder):
    """Documents of other programs, from their file to the table, against what those programs said."""
    index, n_scored = shared("pmml", "INDEX.csv"), 0
    for case in csv.DictReader(open(index, encoding="utf-8")):
        done = assay("score", index.parent / case["pmml"], index.parent / case["input"], "--quiet", "-o", "out.csv", folder=folder)
        if done.returncode == 3 and "does not score this kind".encode() in done.stderr:
            continue
        same(done.returncode, 0, f"{case['pmml']}: {done.stderr}")
        found = list(csv.DictReader(open(folder / "out.csv", encoding="utf-8")))
        expected = list(csv.DictReader(open(index.parent / case["expected"], encoding="utf-8")))
        same(len(found), len(expected), f"rows of {case['pmml']}")
        for column in case["compared_columns"].split():
            # what one source calls "prediction" is the first output of the document
            mine = column if column in found[0] else list(found[0])[1]
            wrong = [(i, a[mine], b[column]) for i, (a, b) in enumerate(zip(found, expected)) if not is_close(a[mine], b[column], float(case["relative_tolerance"]))]
            same(wrong[:3], [], f"{column} of {case['pmml']}")
        n_scored += 1
    check(n_scored >= 10, f"only {n_scored} documents were scored")


TESTS = [value for name, value in list(globals().items()) if name.startswith("test_")]


def main():
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    failed = 0
    chosen = [one for one in TESTS if wanted in one.__name__]
    print(f"1..{len(chosen)}", flush=True)
    for number, one in enumerate(chosen, 1):
        name = one.__name__[5:].replace("_", " ")
        with tempfile.TemporaryDirectory(prefix="assay-cli-") as folder:
            try:
                one(pathlib.Path(folder))
                print(f"ok {number} - {name}", flush=True)
            except Skip as reason:
                print(f"ok {number} - {name} # SKIP {reason}", flush=True)
            except Exception as problem:      # a broken run is a failed test, and the next one still counts
                failed += 1
                print(f"not ok {number} - {name}", flush=True)
                print("\n".join("# " + line for line in f"{type(problem).__name__}: {problem}".splitlines()), flush=True)
    return 1 if failed else 0


sys.exit(main())
