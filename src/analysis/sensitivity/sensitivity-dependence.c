#include "analysis/sensitivity/sensitivity-dependence-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/wording.h"
#include "base/parallel.h"
#include "math/order.h"
#include "math/sensitivity/gaussian-copula.h"

#define LEAST_ROWS 30
#define MOST_ROWS 50000            /* of the data, evenly spaced ones: a correlation needs no more */
#define MOST_NAMED 5

void
sensitivity_dependence_clear (SensitivityDependence *self)
{
  g_free (self->correlations);
  g_free (self->text);
}

/* ---- from the data ---- */

/* Mean ranks of equal values; only their order and spread matter. */
static void
rank (const double *x, gsize n, double *ranks, gsize *order, guint64 *work)
{
  am_order_rising (x, n, order, work);
  for (gsize i = 0; i < n;)
    {
      gsize end = i;

      while (end < n && x[order[end]] == x[order[i]])
        end++;
      for (gsize j = i; j < end; j++)
        ranks[order[j]] = (i + end - 1) / 2.0;
      i = end;
    }
}

static double
correlate (const double *a, const double *b, gsize n)
{
  double mean_a = 0, mean_b = 0, ab = 0, aa = 0, bb = 0;

  for (gsize i = 0; i < n; i++)
    {
      mean_a += a[i] / n;
      mean_b += b[i] / n;
    }
  for (gsize i = 0; i < n; i++)
    {
      double d = a[i] - mean_a, e = b[i] - mean_b;

      ab += d * e;
      aa += d * d;
      bb += e * e;
    }
  return aa > 0 && bb > 0 ? ab / sqrt (aa * bb) : 0;
}

typedef struct { double *a, *b, *ranks_a, *ranks_b; gsize *order; guint64 *work; } Scratch;

/* On the rows that have both; 0 for words, which have no order. */
static double
correlation_of_rows (const AssaySensitivityFunction *function, guint i, guint j, Scratch *scratch)
{
  gsize n = 0, step = (function->n_rows + MOST_ROWS - 1) / MOST_ROWS;

  if (function->inputs[i].words != NULL || function->inputs[j].words != NULL)
    return 0;
  for (gsize row = 0; row < function->n_rows; row += step)
    if (!isnan (function->rows[i][row]) && !isnan (function->rows[j][row]))
      {
        scratch->a[n] = function->rows[i][row];
        scratch->b[n++] = function->rows[j][row];
      }
  if (n < LEAST_ROWS)
    return 0;
  rank (scratch->a, n, scratch->ranks_a, scratch->order, scratch->work);
  rank (scratch->b, n, scratch->ranks_b, scratch->order, scratch->work);
  return am_copula_correlation (correlate (scratch->ranks_a, scratch->ranks_b, n));
}

typedef struct { AssaySensitivityRun *run; double *r; } Pairs;

static gboolean
correlate_row (gsize i, guint worker, gpointer user_data, GError **error)
{
  Pairs *pairs = user_data;
  const AssaySensitivityFunction *function = pairs->run->function;
  guint k = function->n_inputs;
  gsize room = MIN (function->n_rows, MOST_ROWS) + 1;
  g_autofree double *numbers = g_new (double, 4 * room);
  g_autofree gsize *order = g_new (gsize, room);
  g_autofree guint64 *work = g_new (guint64, 2 * room);
  Scratch scratch = { numbers, numbers + room, numbers + 2 * room, numbers + 3 * room, order, work };

  for (guint j = 0; j < i; j++)
    {
      if (!assay_sensitivity_check_stop (pairs->run, error))
        return FALSE;
      pairs->r[i * k + j] = pairs->r[j * k + i] = correlation_of_rows (function, i, j, &scratch);
    }
  return TRUE;
}

/* ---- what cannot hold ---- */

/* "“a” and “b” 0.9 → 0.77", those that change most first. */
static char *
word_changes (const double *from, const double *to, const AssaySensitivityFunction *function)
{
  guint k = function->n_inputs, n = 0;
  g_autofree double *keys = g_new (double, k * k);
  g_autofree guint *order = g_new (guint, k * k);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < k * k; i++)
    keys[i] = i / k > i % k ? fabs (from[i] - to[i]) : NAN;
  assay_sensitivity_order (keys, k * k, order);
  for (guint i = 0; i < k * k && n < MOST_NAMED && keys[order[i]] > 0.0005; i++, n++)
    {
      g_autofree char *old = assay_word_number (from[order[i]]), *new = assay_word_number (round (to[order[i]] * 1e4) / 1e4);

      g_string_append_printf (text, "%s“%s” and “%s” %s → %s", n > 0 ? "; " : "", function->inputs[order[i] % k].name, function->inputs[order[i] / k].name, old, new);
    }
  return g_string_free (text, FALSE);
}

static gboolean
is_positive (const double *r, guint k)
{
  g_autofree double *copy = g_memdup2 (r, (gsize) k * k * sizeof *r);

  return am_cholesky (copy, k);
}

static gboolean
make_positive (SensitivityDependence *self, AssaySensitivityRun *run, GError **error)
{
  const AssaySensitivityFunction *function = run->function;
  guint k = function->n_inputs;
  g_autofree double *given = g_memdup2 (self->correlations, (gsize) k * k * sizeof *given);
  g_autofree char *changes = NULL, *eigenvalue = NULL;
  const AmStop stop = assay_sensitivity_get_stop (run);
  gboolean is_settled;

  if (is_positive (self->correlations, k))
    return TRUE;
  is_settled = am_nearest_correlation (self->correlations, k, &stop);
  if (!assay_sensitivity_check_stop (run, error))
    return FALSE;
  changes = word_changes (given, self->correlations, function);
  eigenvalue = assay_word_number (am_smallest_eigenvalue (given, k));
  if (function->correlations->len > 0 && (!is_settled || !assay_options_get_boolean (run->options, "nearest-correlations")))
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA,
                   _("The correlations cannot all hold together: their matrix is not positive definite (smallest eigenvalue %s). The nearest that can: %s. Take them with --nearest-correlations, or correct the file."),
                   eigenvalue, changes);
      return FALSE;
    }
  g_autofree char *note = g_strdup_printf ("The correlations are not positive definite (smallest eigenvalue %s); the nearest that are were taken (Higham 2002)%s%s.", eigenvalue,
                                           *changes != '\0' ? ": " : "", changes);
  assay_result_add_note (run->result, note);
  return TRUE;
}

gboolean
sensitivity_dependence_init (SensitivityDependence *self, AssaySensitivityRun *run, GError **error)
{
  const AssaySensitivityFunction *function = run->function;
  const char *wanted = assay_options_get_text (run->options, "correlations");
  guint k = function->n_inputs;
  gboolean has_data = function->rows != NULL && strcmp (wanted, "none") != 0;

  self->correlations = g_new0 (double, (gsize) k * k);
  for (guint i = 0; i < k; i++)
    self->correlations[i * k + i] = 1;
  if (has_data && !assay_parallel_for (run->task->n_threads, k, correlate_row, &(Pairs) { run, self->correlations }, NULL, error))
    return FALSE;
  for (guint c = 0; c < function->correlations->len; c++)
    {
      const AssaySensitivityCorrelation *pair = &g_array_index (function->correlations, AssaySensitivityCorrelation, c);

      self->correlations[pair->i * k + pair->j] = self->correlations[pair->j * k + pair->i] = pair->value;
    }
  self->is_independent = !has_data && function->correlations->len == 0;
  self->text = g_strdup (self->is_independent ? "inputs independent" : function->correlations->len == 0 ? "Gaussian copula of the data's rank correlations; words independent"
                         : has_data ? "Gaussian copula of the correlations given, for other pairs of the data's rank correlations" : "Gaussian copula of the correlations given");
  return make_positive (self, run, error);
}
