/* Shares of variance that inputs bring: of a model's own outputs, or of the function on which they are published. */
#include "analysis/statistic/statistic-input.h"
#include "analysis/statistic/statistic-lists-private.h"
#include "analysis/statistic/statistic-output.h"
#include "math/sensitivity/sobol-indices.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define BASE_POINTS 65536

/* Ishigami & Homma (1990), inputs uniform on [-pi, pi]. */
static double
ishigami (const double *u)
{
  double x1 = G_PI * (2 * u[0] - 1), x2 = G_PI * (2 * u[1] - 1), x3 = G_PI * (2 * u[2] - 1);

  return sin (x1) + 7 * sin (x2) * sin (x2) + 0.1 * x3 * x3 * x3 * x3 * sin (x1);
}

/* Outputs at the points of A with the inputs of `set` (bit i is input i) from B. */
static void
evaluate (const double *points, gsize n, guint set, double *y)
{
  for (gsize i = 0; i < n; i++)
    {
      const double *both = points + 6 * i;
      double u[3];

      for (guint k = 0; k < 3; k++)
        u[k] = both[set & 1u << k ? k + 3 : k];
      y[i] = ishigami (u);
    }
}

static gboolean
run_example (JsonObject *out, GError **error)
{
  const gsize n = BASE_POINTS;
  g_autofree double *points = g_new (double, 6 * n), *y = g_new (double, 3 * n);
  double *a = y, *b = y + n, *ab = y + 2 * n, first[3], total[3];
  AmOutputSpread spread;

  if (am_sobol_points (n, 6, points) != 0)
    return assay_stat_fail (error, _("The points could not be made."));
  evaluate (points, n, 0, a);
  evaluate (points, n, 7, b);
  spread = am_output_spread (a, b, n);
  for (guint k = 0; k < 3; k++)
    {
      evaluate (points, n, 1u << k, ab);
      first[k] = am_sobol_first (a, b, ab, n, &spread);
      total[k] = am_sobol_total (a, ab, n, &spread);
    }
  evaluate (points, n, 5, ab);
  assay_stat_put (out, "variance", spread.variance, NULL);
  assay_stat_put (out, "mean", spread.mean, NULL);
  assay_stat_put_all (out, "s", first, 3);
  assay_stat_put_all (out, "st", total, 3);
  assay_stat_put (out, "s13", am_sobol_first (a, b, ab, n, &spread) - first[0] - first[2], NULL);
  assay_stat_put_text (out, "convention", "65536 base points of a Sobol sequence in 6 dimensions, the second block of that size; first order Saltelli 2010, total Jansen 1999");
  return TRUE;
}

static gboolean
run_outputs (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n, k, n_columns;
  g_autofree double *a = assay_stat_numbers (in, "y_a", &n, error), *b = a != NULL ? assay_stat_numbers_of (in, "y_b", n, "y_a", error) : NULL;
  g_autofree double *ab = b != NULL ? assay_stat_matrix (in, "y_ab", &k, &n_columns, error) : NULL;
  g_autofree double *first = NULL, *total = NULL;
  AmOutputSpread spread;

  if (ab == NULL)
    return FALSE;
  if (n_columns != n)
    return assay_stat_fail (error, _("“y_ab” should have one row an input, of %zu outputs each."), n);
  spread = am_output_spread (a, b, n);
  first = g_new (double, k);
  total = g_new (double, k);
  for (gsize i = 0; i < k; i++)
    {
      first[i] = am_sobol_first (a, b, ab + i * n, n, &spread);
      total[i] = am_sobol_total (a, ab + i * n, n, &spread);
    }
  assay_stat_put (out, "variance", spread.variance, NULL);
  assay_stat_put (out, "mean", spread.mean, NULL);
  assay_stat_put_all (out, "s", first, k);
  assay_stat_put_all (out, "st", total, k);
  return TRUE;
}

static gboolean
run_sobol (JsonObject *in, JsonObject *out, GError **error)
{
  const char *f;

  if (assay_stat_has (in, "y_a"))
    return run_outputs (in, out, error);
  if (!assay_stat_text (in, "f", &f, error))
    return FALSE;
  if (f == NULL || strcmp (f, "sin(x1)+7 sin(x2)^2+0.1 x3^4 sin(x1)") != 0)
    return assay_stat_fail (error, _("For a model of your own give its outputs “y_a”, “y_b” and “y_ab”; the only function that is here is “f”: “sin(x1)+7 sin(x2)^2+0.1 x3^4 sin(x1)”."));
  return run_example (out, error);
}

const AssayStatistic assay_sensitivity_statistics[] = {
  { "rob-sensitivity", "sobol sobol-indices sobol-ishigami", N_("Sobol indices, first order and total, of outputs at points drawn twice"), "y_a? y_b? y_ab? f? x?",
    "Sobol 1993; Saltelli et al. 2010; Jansen 1999", run_sobol },
  { NULL }
};
