/* Regressions: how large the errors are, and whether what is left of a linear model looks like nothing. */
#include "analysis/validation/validation-check.h"

#include "analysis/wording.h"
#include "math/autocorrelation.h"
#include "math/drift/two-sample.h"
#include "math/evidence/residual-tests.h"
#include "math/regression/logistic.h"
#include "math/regression/normality.h"
#include "math/regression/regression-tests.h"

#include <string.h>

#define MOST_ROWS 50000          /* of a fit; more are taken at even distances */
#define MOST_COLUMNS 100
#define MOST_WORDS 20            /* of a category that get a column each */

/* ---- rows and columns of a fit ---- */

typedef struct
{
  gsize n, step;
  guint k, n_numbers;              /* the first n_numbers columns are features as they are; behind them 0 and 1 for words */
  double *x[MOST_COLUMNS];
  guint feature[MOST_COLUMNS];
  double *score, *actual;          /* [n]; actual: of a number or an event */
  guint8 *event;                   /* [n]; NULL: the outcome is a number */
} Design;

static void
design_clear (Design *self)
{
  for (guint j = 0; j < self->k; j++)
    g_free (self->x[j]);
  g_free (self->score);
  g_free (self->actual);
  g_free (self->event);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Design, design_clear)

static AssayColumn *
column_of (const AssayValidationCase *c, const AssayValidationSample *sample, const AssayValidationFeature *feature)
{
  return sample == c->train ? feature->train : sample == c->reference ? feature->reference : feature->data;
}

/* Places of the complete rows, at even distances, that have a value of every feature. */
static gsize *
choose_rows (const AssayValidationCase *c, const AssayValidationSample *sample, gsize *n, gsize *step)
{
  gsize *row = g_new (gsize, MIN (sample->n_complete, MOST_ROWS) + 1);

  *n = 0;
  *step = sample->n_complete / MOST_ROWS + 1;
  for (gsize i = 0; i < sample->n_complete && *n < MOST_ROWS; i += *step)
    {
      gsize at = sample->complete != NULL ? sample->complete[i] : i;
      gboolean is_whole = TRUE;

      for (guint f = 0; f < c->n_features && is_whole; f++)
        {
          AssayColumn *column = column_of (c, sample, &c->features[f]);

          is_whole = column != NULL && !assay_column_is_missing (column, at);
        }
      if (is_whole)
        row[(*n)++] = i;
    }
  return row;
}

static void
add_number (Design *self, AssayColumn *column, guint feature, const AssayValidationSample *sample, const gsize *row)
{
  g_autofree double *owned = NULL;
  const double *x = assay_validation_numbers (column, &owned);

  if (x == NULL || self->k >= MOST_COLUMNS)
    return;
  self->feature[self->k] = feature;
  self->x[self->k] = g_new (double, self->n + 1);
  for (gsize i = 0; i < self->n; i++)
    self->x[self->k][i] = x[sample->complete != NULL ? sample->complete[row[i]] : row[i]];
  self->k++;
}

/* 0 and 1 for each word that these rows have but the first; those beyond the twentieth share the constant with it. */
static void
add_words (Design *self, AssayColumn *column, guint feature, const AssayValidationSample *sample, const gsize *row)
{
  guint n_words = assay_column_get_n_words (column), n_seen = 0;
  const guint32 *codes = assay_column_get_codes (column);
  g_autofree gboolean *is_there = g_new0 (gboolean, n_words + 1);

  for (gsize i = 0; i < self->n; i++)
    is_there[MIN (codes[sample->complete != NULL ? sample->complete[row[i]] : row[i]], n_words)] = TRUE;
  for (guint w = 0; w < n_words && n_seen < MOST_WORDS && self->k < MOST_COLUMNS; w++)
    {
      double *x;

      if (!is_there[w] || n_seen++ == 0)
        continue;
      x = g_new (double, self->n + 1);
      for (gsize i = 0; i < self->n; i++)
        x[i] = codes[sample->complete != NULL ? sample->complete[row[i]] : row[i]] == w;
      self->feature[self->k] = feature;
      self->x[self->k++] = x;
    }
}

static void
design_init (Design *self, const AssayValidationCase *c, const AssayValidationSample *sample)
{
  g_autofree gsize *row = NULL;

  memset (self, 0, sizeof *self);
  row = choose_rows (c, sample, &self->n, &self->step);
  for (int words = 0; words < 2; words++)
    {
      for (guint f = 0; f < c->n_features; f++)
        {
          AssayColumn *column = column_of (c, sample, &c->features[f]);
          gboolean is_category = column != NULL && assay_column_get_type (column) == ASSAY_TYPE_CATEGORY;

          if (column == NULL || is_category != words)
            continue;
          (words ? add_words : add_number) (self, column, f, sample, row);
        }
      if (!words)
        self->n_numbers = self->k;
    }
  self->score = g_new (double, self->n + 1);
  self->actual = g_new (double, self->n + 1);
  self->event = sample->complete_event != NULL ? g_new (guint8, self->n + 1) : NULL;
  for (gsize i = 0; i < self->n; i++)
    {
      self->score[i] = sample->complete_score != NULL ? sample->complete_score[row[i]] : NAN;
      self->actual[i] = sample->complete_actual != NULL ? sample->complete_actual[row[i]] : sample->complete_event != NULL ? sample->complete_event[row[i]] : NAN;
      if (self->event != NULL)
        self->event[i] = sample->complete_event[row[i]];
    }
}

static char *
word_rows (const Design *self)
{
  g_autofree char *rows = assay_word_items (self->n, "row", "rows");

  return self->step > 1 ? g_strdup_printf ("%s with a value of every feature, every %zu-th", rows, self->step) : g_strdup_printf ("%s with a value of every feature", rows);
}

/* Models whose features enter by coefficients: what is said of coefficients says nothing of trees. */
static gboolean
is_linear (const AssayValidationCase *c)
{
  static const char *const kinds[] = { "linear", "logistic", "regression", "scorecard", "points", "coefficient" };

  for (guint i = 0; c->model != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (strstr (assay_artifact_get_kind (c->model), kinds[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* The model's errors on the features: a fit that is the model's own where it is linear and these are its rows, and that takes what features still explain out of the errors
 * where it is not. NULL: there is nothing to test, and a finding says so. */
static AmOls *
fit_errors (const Design *design, AssayValidationSink *sink)
{
  g_autofree double *e = g_new (double, design->n + 1);
  AmOls *fit;

  for (gsize i = 0; i < design->n; i++)
    e[i] = design->actual[i] - design->score[i];
  fit = design->n > 0 ? am_ols_new ((const double *const *) design->x, design->k, TRUE, e, design->n) : NULL;
  if (fit != NULL && fit->df >= 10 && fit->rss > 0)
    return fit;
  am_ols_free (fit);
  assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("Too few whole rows for these features, or the model errs nowhere; at least ten rows more than coefficients are needed."));
  return NULL;
}

static void
set_rows (AssayFinding *finding, const Design *design, const char *more)
{
  g_autofree char *rows = word_rows (design);

  finding->n = design->n;
  finding->events = NAN;
  finding->convention = more != NULL ? g_strdup_printf ("%s; %s", more, rows) : g_strdup (rows);
}

/* ---- errors ---- */

typedef struct { double n, mae, rmse, r2, bias; } Errors;

static Errors
measure_errors (const AssayValidationSample *sample)
{
  Errors errors = { sample->n_complete, 0, 0, NAN, 0 };
  double mean = 0, spread = 0, n = 0;

  for (gsize i = 0; i < sample->n_complete; i++)
    n += assay_validation_weight (sample, i);
  for (gsize i = 0; i < sample->n_complete; i++)
    {
      double e = sample->complete_score[i] - sample->complete_actual[i], share = assay_validation_weight (sample, i) / n;

      mean += sample->complete_actual[i] * share;
      errors.bias += e * share;
      errors.mae += fabs (e) * share;
      errors.rmse += e * e * share;
    }
  for (gsize i = 0; i < sample->n_complete; i++)
    spread += (sample->complete_actual[i] - mean) * (sample->complete_actual[i] - mean) * assay_validation_weight (sample, i) / n;
  errors.r2 = spread > 0 ? 1 - errors.rmse / spread : NAN;
  errors.rmse = sqrt (errors.rmse);
  return errors;
}

static gboolean
run_metrics (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  Errors now = measure_errors (c->data), then = { 0, NAN, NAN, NAN, NAN };
  gboolean has_reference = c->reference != NULL && c->reference->complete_actual != NULL && c->reference->complete_score != NULL && c->reference->n_complete > 0;
  g_autofree char *rmse = NULL, *mae = NULL, *r2 = NULL, *before = NULL, *bias = NULL;
  AssayFinding *finding;

  if (c->data->n_complete == 0)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("No row has a score and an outcome."));
      return TRUE;
    }
  if (has_reference)
    then = measure_errors (c->reference);
  finding = assay_validation_sink_add (sink, NULL, has_reference ? now.rmse / then.rmse - 1 : now.rmse);
  rmse = assay_word_number (now.rmse);
  mae = assay_word_number (now.mae);
  r2 = assay_word_number (now.r2);
  bias = assay_word_number (now.bias);
  before = assay_word_number (then.rmse);
  finding->effect = now.r2;
  finding->effect_name = g_strdup ("R²");
  if (!has_reference)
    {
      static const AssayValidationLimits none = ASSAY_NO_LIMITS;

      finding->statistic = g_strdup ("rmse");
      finding->limits = &none;
      finding->message = g_strdup_printf ("RMSE %s, MAE %s, R² %s, bias %s. A reference sample with outcomes would say whether that is much.", rmse, mae, r2, bias);
    }
  else
    finding->message = g_strdup_printf ("RMSE %s after %s in the reference; MAE %s, R² %s, bias %s.", rmse, before, mae, r2, bias);
  assay_validation_sink_add_metric (sink, "rmse", N_("RMSE"), ASSAY_METRIC_VALUE, now.rmse);
  assay_validation_sink_add_metric (sink, "mae", N_("MAE"), ASSAY_METRIC_VALUE, now.mae);
  assay_validation_sink_add_metric (sink, "r2", N_("R²"), ASSAY_METRIC_NUMBER, now.r2);
  assay_validation_sink_add_metric (sink, "bias", N_("Bias"), ASSAY_METRIC_VALUE, now.bias);
  return TRUE;
}

/* ---- the fit itself ---- */

static gboolean
run_refit (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  const AssayValidationSample *sample = c->train != NULL ? c->train : c->is_in_sample ? c->data : NULL;
  g_auto(Design) design = { 0 };
  AmOls *fit;
  double largest = 0, size = 0;

  if (!is_linear (c) || strcmp (assay_artifact_get_function (c->model), "regression") != 0)
    return TRUE;
  if (sample == NULL || sample->complete_actual == NULL || sample->complete_score == NULL)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("It needs the rows that the model was fitted on, with outcomes (--train, or --in-sample)."));
      return TRUE;
    }
  design_init (&design, c, sample);
  if (design.step > 1 || design.n < sample->n_complete)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("A fit is made again from all of its rows: at most %d, each with a value of every feature.", MOST_ROWS));
      return TRUE;
    }
  fit = am_ols_new ((const double *const *) design.x, design.k, TRUE, design.actual, design.n);
  for (gsize i = 0; fit != NULL && i < design.n; i++)
    {
      largest = fmax (largest, fabs (fit->fitted[i] - design.score[i]));
      size = fmax (size, fabs (design.score[i]));
    }
  if (fit == NULL || fit->df <= 0 || size == 0)
    assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("There are fewer rows than coefficients."));
  else
    {
      AssayFinding *finding = assay_validation_sink_add (sink, NULL, largest / size);
      g_autofree char *off = assay_word_number (largest / size);

      set_rows (finding, &design, "least squares by reflections in extended precision");
      finding->message = g_strdup_printf ("Fitted again from its own rows the model predicts the same to %s of the largest prediction.%s", off,
                                          largest > 1e-8 * size ? " It may hold terms that are not columns, weights, or a penalty." : "");
    }
  am_ols_free (fit);
  return TRUE;
}

static gboolean
run_vif (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Design) design = { 0 };
  double vif[MOST_COLUMNS];

  if (!is_linear (c))
    return TRUE;
  design_init (&design, c, c->data);
  if (design.n_numbers < 1 || design.k < 2 || design.n <= design.k || !am_vif ((const double *const *) design.x, design.k, design.n, vif))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("It needs two features, one of them a number, and more whole rows than coefficients."));
      return TRUE;
    }
  for (guint j = 0; j < design.n_numbers; j++)
    {
      AssayFinding *finding = assay_validation_sink_add (sink, c->features[design.feature[j]].name, isinf (vif[j]) ? NAN : vif[j]);
      g_autofree char *word = assay_word_number (vif[j]);

      set_rows (finding, &design, NULL);
      /* Infinity has no place in a result; the verdict has. */
      finding->is_settled = isinf (vif[j]);
      finding->verdict = ASSAY_VERDICT_FAIL;
      finding->message = isnan (vif[j]) ? g_strdup ("The feature does not vary.") : isinf (vif[j]) ? g_strdup ("The other features make it up entirely.")
                         : g_strdup_printf ("The variance of its coefficient is %s times what it were if features did not go together.", word);
    }
  return TRUE;
}

/* ---- what is left ---- */

static void
add_test (AssayValidationSink *sink, const Design *design, const char *subject, const char *statistic, const AmRegressionTest *test, const char *convention, char *message)
{
  AssayFinding *finding;

  if (isnan (test->p))
    {
      assay_validation_sink_add_not_assessable (sink, subject, g_strdup ("The test is undefined on these rows: nothing is left of an error, or columns depend on one another."));
      g_free (message);
      return;
    }
  finding = assay_validation_sink_add (sink, subject, test->statistic);
  finding->statistic = g_strdup (statistic);
  finding->p_value = test->p;
  set_rows (finding, design, convention);
  finding->message = message;
}

static gboolean
run_heteroskedasticity (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Design) design = { 0 };
  AmOls *fit;
  AmRegressionTest test;

  design_init (&design, c, c->data);
  if (design.k == 0)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("It needs features."));
      return TRUE;
    }
  fit = fit_errors (&design, sink);
  if (fit == NULL)
    return TRUE;
  test = am_breusch_pagan (fit, (const double *const *) design.x);
  add_test (sink, &design, "Breusch–Pagan", "lm", &test, "Koenker's form, n R² of squared errors on the features", g_strdup ("Do errors grow with a feature?"));
  if (design.k <= 15)
    {
      test = am_white (fit, (const double *const *) design.x);
      add_test (sink, &design, "White", "lm", &test, "n R² of squared errors on features, squares and products", g_strdup ("Do errors grow with features, their squares or products?"));
    }
  am_ols_free (fit);
  return TRUE;
}

#define ORDER 2

static gboolean
run_autocorrelation (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Design) design = { 0 };
  AmOls *fit;
  AmRegressionTest test;
  AssayFinding *finding;
  double dw;
  g_autofree char *word = NULL;

  design_init (&design, c, c->data);
  fit = fit_errors (&design, sink);
  if (fit == NULL)
    return TRUE;
  dw = am_durbin_watson (fit->residual, fit->n);
  finding = assay_validation_sink_add (sink, "Durbin–Watson", dw);
  finding->statistic = g_strdup ("dw");
  set_rows (finding, &design, "rows in the order of the file; pass from 1.5 to 2.5 (ValidMind)");
  finding->is_settled = TRUE;
  finding->verdict = dw >= 1.5 && dw <= 2.5 ? ASSAY_VERDICT_PASS : ASSAY_VERDICT_FAIL;
  word = assay_word_number (dw);
  finding->message = g_strdup_printf ("Durbin–Watson %s; 2 is no autocorrelation, below it errors follow one another.", word);
  test = am_breusch_godfrey (fit, (const double *const *) design.x, ORDER);
  add_test (sink, &design, "Breusch–Godfrey", "lm", &test, "order 2, rows in the order of the file", g_strdup ("Do errors tell the next two?"));
  am_ols_free (fit);
  return TRUE;
}

/* Ramsey's test with the model's own prediction: e on features and prediction, against the same with its square and cube. For a linear model on its own rows it is his F. */
static gboolean
run_reset (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Design) design = { 0 };
  AmOls *narrow, *wide;
  AmRegressionTest test = { NAN, NAN, NAN, NAN };
  const double *x[MOST_COLUMNS + 3];
  g_autofree double *e = NULL, *power = NULL;
  double mean = 0, spread = 0;

  design_init (&design, c, c->data);
  narrow = fit_errors (&design, sink);
  if (narrow == NULL)
    return TRUE;
  am_ols_free (narrow);
  e = g_new (double, design.n);
  power = g_new (double, 3 * design.n);
  for (gsize i = 0; i < design.n; i++)
    mean += design.score[i] / design.n;
  for (gsize i = 0; i < design.n; i++)
    spread += (design.score[i] - mean) * (design.score[i] - mean) / design.n;
  for (gsize i = 0; i < design.n; i++)
    {
      double z = spread > 0 ? (design.score[i] - mean) / sqrt (spread) : 0;

      e[i] = design.actual[i] - design.score[i];
      power[i] = z;
      power[design.n + i] = z * z;
      power[2 * design.n + i] = z * z * z;
    }
  for (guint j = 0; j < design.k; j++)
    x[j] = design.x[j];
  for (guint j = 0; j < 3; j++)
    x[design.k + j] = power + j * design.n;
  narrow = am_ols_new (x, design.k + 1, TRUE, e, design.n);
  wide = am_ols_new (x, design.k + 3, TRUE, e, design.n);
  if (narrow != NULL && wide != NULL && wide->rank > narrow->rank && wide->df > 0 && wide->rss > 0)
    {
      test.df = wide->rank - (double) narrow->rank;
      test.df2 = wide->df;
      test.statistic = fmax (0, (narrow->rss - wide->rss) / test.df / (wide->rss / wide->df));
      test.p = am_f_upper (test.statistic, test.df, test.df2);
    }
  add_test (sink, &design, NULL, "f", &test, "square and cube of the prediction beside features and prediction", g_strdup ("Does a bent function of the prediction explain what it leaves?"));
  am_ols_free (narrow);
  am_ols_free (wide);
  return TRUE;
}

static void
add_normality (AssayValidationSink *sink, const Design *design, const char *subject, const char *statistic, double value, double p, const char *note)
{
  AssayFinding *finding;

  if (isnan (p))
    {
      assay_validation_sink_add_not_assessable (sink, subject, g_strdup (note != NULL ? note : "Too few errors, or they are all the same."));
      return;
    }
  finding = assay_validation_sink_add (sink, subject, value);
  finding->statistic = g_strdup (statistic);
  finding->p_value = p;
  set_rows (finding, design, NULL);
}

static gboolean
run_normality (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Design) design = { 0 };
  g_autofree double *work = NULL;
  AmOls *fit;
  double p, skew, kurtosis, value;

  design_init (&design, c, c->data);
  fit = fit_errors (&design, sink);
  if (fit == NULL)
    return TRUE;
  work = g_new (double, fit->n + 1);
  value = am_jarque_bera (fit->residual, fit->n, &p, &skew, &kurtosis);
  add_normality (sink, &design, "Jarque–Bera", "jb", value, p, NULL);
  am_radix_sort (fit->residual, fit->n, work);
  value = am_shapiro_wilk (fit->residual, fit->n, &p);
  if (fit->n <= 5000)
    add_normality (sink, &design, "Shapiro–Wilk", "w", value, p, NULL);
  value = am_anderson_darling_normal (fit->residual, fit->n, &p);
  add_normality (sink, &design, "Anderson–Darling", "a2", value, p, NULL);
  value = am_lilliefors (fit->residual, fit->n, &p);
  add_normality (sink, &design, "Lilliefors", "d", value, p, NULL);
  am_ols_free (fit);
  return TRUE;
}

/* ---- rows that pull ---- */

static gboolean
run_influence (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Design) design = { 0 };
  g_autofree double *cook = NULL, *studentised = NULL;
  AmOls *fit;
  gsize most = 0, highest = 0, n_cook = 0, n_high = 0, n_far = 0;
  AssayFinding *finding;

  design_init (&design, c, c->data);
  if (design.k == 0)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("It needs features."));
      return TRUE;
    }
  fit = fit_errors (&design, sink);
  if (fit == NULL)
    return TRUE;
  cook = g_new (double, fit->n);
  studentised = g_new (double, fit->n);
  am_ols_influence (fit, NULL, studentised, cook, NULL);
  for (gsize i = 0; i < fit->n; i++)
    {
      most = isnan (cook[most]) || cook[i] > cook[most] ? i : most;
      highest = fit->leverage[i] > fit->leverage[highest] ? i : highest;
      n_cook += cook[i] > 4.0 / fit->n;
      n_high += fit->leverage[i] > 3.0 * fit->rank / fit->n;
      n_far += fabs (studentised[i]) > 3;
    }
  finding = assay_validation_sink_add (sink, "Cook's distance", cook[most]);
  finding->statistic = g_strdup ("largest-cook");
  set_rows (finding, &design, NULL);
  finding->effect = (double) n_cook / fit->n;
  finding->effect_name = g_strdup ("share above 4/n");
  finding->is_settled = TRUE;
  finding->verdict = isnan (cook[most]) ? ASSAY_VERDICT_NOT_ASSESSABLE : cook[most] >= 1 ? ASSAY_VERDICT_FAIL : cook[most] > 4.0 / fit->n && n_cook > 0.05 * fit->n ? ASSAY_VERDICT_WARN : ASSAY_VERDICT_PASS;
  {
    g_autofree char *word = assay_word_number (cook[most]), *rows = assay_word_items (n_cook, "row is", "rows are"), *far = assay_word_items (n_far, "error is", "errors are");

    finding->message = g_strdup_printf ("The largest Cook's distance is %s; %s above 4/n, %s beyond 3 studentised deviations.", word, rows, far);
  }
  finding = assay_validation_sink_add (sink, "leverage", fit->leverage[highest]);
  finding->statistic = g_strdup ("largest-leverage");
  set_rows (finding, &design, NULL);
  finding->effect = (double) n_high / fit->n;
  finding->effect_name = g_strdup ("share above 3p/n");
  finding->is_settled = TRUE;
  finding->verdict = fit->leverage[highest] > 1 - 1e-10 ? ASSAY_VERDICT_FAIL : n_high > 0.05 * fit->n ? ASSAY_VERDICT_WARN : ASSAY_VERDICT_PASS;
  {
    g_autofree char *word = assay_word_number (fit->leverage[highest]), *rows = assay_word_items (n_high, "row is", "rows are");

    finding->message = g_strdup_printf ("The highest leverage is %s%s; %s above 3p/n.", word, fit->leverage[highest] > 1 - 1e-10 ? ": that row fits itself, whatever its outcome" : "", rows);
  }
  am_ols_free (fit);
  return TRUE;
}

/* ---- coefficients ---- */

static void
add_coefficient (const AssayValidationCase *c, const Design *design, guint j, double coef, double z, double p, const char *convention, AssayValidationSink *sink)
{
  const AssayValidationFeature *feature = &c->features[design->feature[j]];
  /* A direction is declared of risk; a score of which more is better turns it. */
  int wanted = feature->direction;
  AssayFinding *finding = assay_validation_sink_add (sink, feature->name, z);
  gboolean is_wrong = wanted != 0 && coef * wanted < 0;
  g_autofree char *word = assay_word_number (coef), *p_word = assay_word_number (p);

  finding->p_value = p;
  finding->effect = coef;
  finding->effect_name = g_strdup ("coefficient");
  set_rows (finding, design, convention);
  finding->is_settled = TRUE;
  finding->verdict = isnan (p) ? ASSAY_VERDICT_NOT_ASSESSABLE : is_wrong ? ASSAY_VERDICT_FAIL : p < 0.05 ? ASSAY_VERDICT_PASS : ASSAY_VERDICT_WARN;
  finding->message = isnan (p) ? g_strdup ("The other features make it up, or it does not vary.")
                     : g_strdup_printf ("Coefficient %s, p %s.%s", word, p_word, is_wrong ? " Its sign is not the declared one." : wanted == 0 ? " No direction is declared for it (--monotone)." : "");
}

static gboolean
run_significance (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Design) design = { 0 };

  if (!is_linear (c) || (c->data->complete_event == NULL && c->data->complete_actual == NULL))
    return TRUE;
  design_init (&design, c, c->data);
  if (design.n_numbers == 0 || design.n <= design.k + 10)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("It needs features that are numbers, and ten whole rows more than coefficients."));
      return TRUE;
    }
  if (design.event != NULL)
    {
      AmLogistic *fit = am_logistic_new ((const double *const *) design.x, design.k, design.event, NULL, design.n);

      if (fit != NULL && fit->state == AM_LOGISTIC_FITTED)
        for (guint j = 0; j < design.n_numbers; j++)
          add_coefficient (c, &design, j, fit->coef[j + 1], fit->z[j + 1], fit->p[j + 1], "logistic regression on these rows, Wald's z, two-sided", sink);
      else
        assay_validation_sink_add_not_assessable (sink, NULL, g_strdup (fit != NULL && fit->state == AM_LOGISTIC_SEPARATED ? "The features tell events from the rest completely, so that no finite coefficients are best."
                                                                        : fit != NULL && fit->state == AM_LOGISTIC_ONE_CLASS ? "All outcomes are the same." : "A feature is constant or made up by others."));
      am_logistic_free (fit);
      return TRUE;
    }
  {
    AmOls *fit = am_ols_new ((const double *const *) design.x, design.k, TRUE, design.actual, design.n);

    for (guint j = 0; fit != NULL && j < design.n_numbers; j++)
      add_coefficient (c, &design, j, fit->coef[j + 1], fit->t[j + 1], fit->p[j + 1], "least squares on these rows, Student's t, two-sided", sink);
    am_ols_free (fit);
  }
  return TRUE;
}

#define NUMBER (ASSAY_NEEDS_SCORE | ASSAY_NEEDS_ACTUAL)

const AssayValidationCheck assay_checks_regression[] = {
  { .id = "reg-metrics", .title = N_("Errors of Predictions"), .section = ASSAY_SECTION_CALIBRATION, .tier = 1, .statistic = "relative-change-of-rmse", .needs = NUMBER,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 0.1, 0.2, ASSAY_BEYOND_ABOVE, 'C', N_("RMSE 10 % and 20 % above that of the reference") } }, .convention = N_("prediction less outcome"), .flags = ASSAY_CHECK_WEIGHTED,
    .run = run_metrics },
  { .id = "reg-ols-fit", .title = N_("Least Squares Fitted Again"), .section = ASSAY_SECTION_REPLICATION, .tier = 1, .statistic = "largest-relative-difference", .needs = ASSAY_NEEDS_MODEL | NUMBER,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 1e-8, 1e-6, ASSAY_BEYOND_ABOVE, 'S', N_("NIST's reference data sets are fitted to 8 digits; fail at 6 by convention") } }, .reference = "NIST StRD",
    .run = run_refit },
  { .id = "reg-vif", .title = N_("Variance Inflation"), .section = ASSAY_SECTION_CONCEPT, .tier = 1, .statistic = "vif", .needs = ASSAY_NEEDS_MODEL | ASSAY_NEEDS_FEATURES,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 5, 10, ASSAY_BEYOND_FROM, 'S', N_("Kutner: 10; watch at 5 by convention") } }, .convention = N_("1 / (1 - R²) of each number feature on all others, words as 0 and 1"),
    .reference = "Marquardt 1970; Kutner, Nachtsheim, Neter & Li 2005", .run = run_vif },
  { .id = "reg-heteroskedasticity", .title = N_("Changing Variance of Errors"), .section = ASSAY_SECTION_CONCEPT, .tier = 1, .statistic = "lm", .needs = NUMBER | ASSAY_NEEDS_FEATURES,
    .limits = ASSAY_P_LIMITS, .convention = N_("errors less what features explain of them"), .reference = "Koenker 1981; White 1980", .run = run_heteroskedasticity },
  { .id = "reg-autocorrelation", .title = N_("Errors that Follow One Another"), .section = ASSAY_SECTION_CONCEPT, .tier = 1, .statistic = "dw", .needs = NUMBER | ASSAY_NEEDS_TIME,
    .limits = ASSAY_P_LIMITS, .convention = N_("errors less what features explain of them"), .reference = "Durbin & Watson 1950; Breusch 1978; Godfrey 1978", .run = run_autocorrelation },
  { .id = "reg-reset", .title = N_("Form of the Regression"), .section = ASSAY_SECTION_CONCEPT, .tier = 2, .statistic = "f", .needs = NUMBER, .limits = ASSAY_P_LIMITS, .reference = "Ramsey 1969",
    .run = run_reset },
  { .id = "reg-normality", .title = N_("Normality of Errors"), .section = ASSAY_SECTION_CONCEPT, .tier = 2, .statistic = "normality", .needs = NUMBER, .limits = ASSAY_P_LIMITS,
    .convention = N_("errors less what features explain of them"), .reference = "Jarque & Bera 1987; Royston 1995; D'Agostino & Stephens 1986; Dallal & Wilkinson 1986", .run = run_normality },
  { .id = "reg-influence", .title = N_("Influential Rows"), .section = ASSAY_SECTION_CONCEPT, .tier = 1, .statistic = "influence", .needs = NUMBER | ASSAY_NEEDS_FEATURES,
    .limits = { ASSAY_REPORTED, { NAN, NAN, ASSAY_BEYOND_ABOVE, 'S', N_("Cook's distance of 1 fails (Cook & Weisberg); watch when more than 5 % of rows pass 4/n or 3p/n; leverage of 1 fails") } },
    .reference = "Cook 1977; Hoaglin & Welsch 1978", .run = run_influence },
  { .id = "reg-significance-sign", .title = N_("Significance and Sign of Coefficients"), .section = ASSAY_SECTION_CONCEPT, .tier = 1, .statistic = "z", .needs = ASSAY_NEEDS_MODEL | ASSAY_NEEDS_FEATURES,
    .limits = { ASSAY_REPORTED, { NAN, NAN, ASSAY_BEYOND_ABOVE, 'A', N_("ValidMind: p below 0.05; watch above; the wrong sign fails") } },
    .convention = N_("words enter as 0 and 1 and are not judged"), .reference = "McCullagh & Nelder 1989", .run = run_significance },
  { NULL }
};
