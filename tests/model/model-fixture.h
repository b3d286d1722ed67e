/* The field's series and what other programs made of them, for tests of forecast models. */
#pragma once
#include <json-glib/json-glib.h>
#include "model/fitted.h"

/* FALSE with g_test_skip() when shared data are not there. */
gboolean fixture_has_shared (const char *file);
JsonNode *fixture_read_json (const char *file);                     /* under shared/data; fails the test when it cannot be read */

/* One of the ten of classic-series: values, and the expected object of R ("ets_auto", "theta", "auto_arima", …). */
double *fixture_classic_values (const char *name, gsize *n);
JsonArray *fixture_classic_expected (void);                         /* lent, one object a series; skips and NULL without data */

/* "m3-yearly", "m3-monthly", "m4-hourly": every `every`-th series (1: all), all cores, scored by the M4 rules: sMAPE 0-200 and MASE
 * with m = 1, 12, 24, mean over horizon, then over series. */
typedef struct { double smape, mase, seconds; gsize n_series, n_failed; char *why; } FixtureScore;
gboolean fixture_score (const char *data, const char *model, guint every, FixtureScore *score);     /* FALSE: skipped */
/* The recomputed row of expected/forecast_accuracy.csv: data "m3_yearly", method as printed there. */
gboolean fixture_expected_accuracy (const char *data, const char *method, double *smape, double *mase);

/* Fails unless |found - expected| <= tolerance * max (1, |expected|). */
void fixture_assert_near (double found, double expected, double tolerance, const char *what, const char *series);

/* Laws every forecaster keeps; run on each of a family's models: forecasts do not depend on how they are asked, quantiles rise, written
 * and read again gives the same bytes, a past of NaN, of one value, of two values, with an infinity fails or answers with words,
 * values times 10^6 scale, and a cancelled progress stops. */
void fixture_check_laws (const char *model);
