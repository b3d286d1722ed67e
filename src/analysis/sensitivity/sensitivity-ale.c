/* Accumulated local effects: rows are moved only within the interval they lie in, so that inputs that go together stay together
 * (Apley & Zhu 2020, JRSS B 82, 1059-1086). */
#include "analysis/sensitivity/sensitivity-curves-private.h"
#include "analysis/sensitivity/sensitivity-methods-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "math/distribution.h"
#include "math/sensitivity/accumulated-effects.h"

static const SensitivityCurveKind kind = {
  "ale", N_("Accumulated Local Effects"), "Accumulated local effects", N_("Effect"), N_("effect"),
  "differences of the output across the interval a row lies in, summed up and centred at 0 over the rows, an interval without rows level; interval: of these means over rows like these, for the model as it is",
};

/* (edge k, edge k + 1], the first closed; n_places: the row has no value, or lies beyond the edges. */
static guint32
interval_of (const SensitivityPlaces *places, double x)
{
  guint low = 0, high = places->n - 1;

  if (isnan (x) || x < places->at[0] || x > places->at[places->n - 1])
    return places->n;
  while (low + 1 < high)
    {
      guint middle = low + (high - low) / 2;

      if (x <= places->at[middle])
        high = middle;
      else
        low = middle;
    }
  return low;
}

typedef struct
{
  gsize n;
  guint32 *interval;
  double *difference;              /* [n] */
} Differences;

/* Outputs of the rows that lie in an interval, with the input at one of its edges. */
static gboolean
evaluate_edge (const SensitivityCurves *self, const SensitivityCurve *curve, const Differences *of, gboolean is_upper, double *y, AssayProgress *progress, GError **error)
{
  guint input = curve->places.input;
  g_autofree double **columns = g_new (double *, self->k + 1);
  g_autofree double *moved = g_new (double, of->n + 1);
  gboolean is_done;

  for (guint i = 0; i < self->k; i++)
    columns[i] = self->rows.columns[i];
  for (gsize row = 0; row < of->n; row++)
    moved[row] = of->interval[row] < curve->places.n ? curve->places.at[of->interval[row] + is_upper] : self->rows.columns[input][row];
  columns[input] = moved;
  is_done = assay_sensitivity_function_evaluate_all (self->run->function, (const double *const *) columns, of->n, y, self->run->task->n_threads, progress, error);
  if (is_done)
    assay_sensitivity_count_runs (self->run, y, of->n);
  return is_done;
}

static void
fill_curve (SensitivityCurve *curve, const Differences *of)
{
  guint n = curve->places.n, first = 0, last = n - 1;
  double z = am_normal_quantile (0.5 + ASSAY_SENSITIVITY_LEVEL / 2);
  g_autofree double *effect = g_new (double, n), *error = g_new (double, n);
  g_autofree gsize *count = g_new (gsize, n);

  am_accumulated_effects (of->difference, of->interval, of->n, n - 1, effect, error, count);
  while (first + 1 < n && count[first] == 0)
    first++;
  while (last > first && count[last - 1] == 0)
    last--;
  for (guint p = 0; p < n; p++)
    {
      /* beyond the outermost interval with rows nothing is known */
      if (p >= first && p <= last)
        curve->at[p] = (AmEstimate) { effect[p], effect[p] - z * error[p], effect[p] + z * error[p] };
      curve->rows[p] = p > 0 ? count[p - 1] : 0;
    }
}

static gboolean
accumulate (const SensitivityCurves *self, SensitivityCurve *curve, AssayProgress *progress, GError **error)
{
  gsize n = self->rows.n;
  g_autofree guint32 *interval = g_new (guint32, n + 1);
  g_autofree double *low = g_new (double, n + 1), *high = g_new (double, n + 1);
  g_autoptr(AssayProgress) first = assay_progress_new_part (progress, 0, 0.5), second = assay_progress_new_part (progress, 0.5, 1);
  Differences of = { n, interval, high };

  for (gsize row = 0; row < n; row++)
    interval[row] = interval_of (&curve->places, self->rows.columns[curve->places.input][row]);
  if (!evaluate_edge (self, curve, &of, FALSE, low, first, error) || !evaluate_edge (self, curve, &of, TRUE, high, second, error))
    return FALSE;
  for (gsize row = 0; row < n; row++)
    {
      high[row] = interval[row] < curve->places.n ? high[row] - low[row] : NAN;
      interval[row] = MIN (interval[row], curve->places.n - 2);
    }
  fill_curve (curve, &of);
  return TRUE;
}

static gboolean
fill_numbers (SensitivityCurves *self, SensitivityCurve *curve, AssayProgress *progress, GError **error)
{
  if (curve->places.is_words)
    curve->places.n = 0;
  return curve->places.n < 2 || accumulate (self, curve, progress, error);
}

static void
note_words (const AssaySensitivityRun *run)
{
  g_autoptr(GString) words = g_string_new (NULL);

  for (guint i = 0; i < run->function->n_inputs; i++)
    if (run->function->inputs[i].words != NULL)
      g_string_append_printf (words, "%s“%s”", words->len > 0 ? ", " : "", run->function->inputs[i].name);
  if (words->len > 0)
    {
      g_autofree char *note = g_strdup_printf ("Accumulated local effects go from one value to the next, and words have no order: for %s see partial dependence.", words->str);

      assay_result_add_note (run->result, note);
    }
}

static gboolean
run_ale (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  g_auto(SensitivityCurves) self = { 0 };

  if (!sensitivity_curves_init (&self, run, &kind, FALSE, error) || !sensitivity_curves_run (&self, fill_numbers, progress, error))
    return FALSE;
  note_words (run);
  return TRUE;
}

const AssaySensitivityMethod assay_sensitivity_ale = { "ale", N_("Accumulated Local Effects"), FALSE, run_ale };
