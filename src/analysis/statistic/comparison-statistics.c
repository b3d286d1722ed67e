/* Families of tests, and what compares two models. */
#include "analysis/statistic/statistic-input.h"
#include "analysis/statistic/statistic-lists-private.h"
#include "analysis/statistic/statistic-output.h"
#include "math/evidence/multiplicity.h"

#include <glib/gi18n-lib.h>

static gboolean
run_multiplicity (JsonObject *in, JsonObject *out, GError **error)
{
  gsize n;
  g_autofree double *p = assay_stat_numbers (in, "p|p_values", &n, error);
  g_autofree double *adjusted = p != NULL ? g_new (double, n + 1) : NULL;
  g_autofree gsize *order = p != NULL ? g_new (gsize, n + 1) : NULL;

  if (p == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!(p[i] >= 0 && p[i] <= 1))
      return assay_stat_fail (error, _("Input “%s”, item %" G_GSIZE_FORMAT " is no probability."), assay_stat_key (in, "p|p_values"), i + 1);

  am_bonferroni (p, n, adjusted);
  assay_stat_put_all (out, "bonferroni", adjusted, n);
  am_holm (p, n, adjusted, order);
  assay_stat_put_all (out, "holm", adjusted, n);
  am_benjamini_hochberg (p, n, adjusted, order);
  assay_stat_put_all (out, "bh", adjusted, n);
  return TRUE;
}

const AssayStatistic assay_comparison_statistics[] = {
  { "multiple-testing", "multiplicity holm bonferroni bh benjamini-hochberg", N_("P-values of a family of tests, adjusted: Bonferroni, Holm, Benjamini–Hochberg"),
    "p|p_values", "Holm 1979; Benjamini & Hochberg 1995", run_multiplicity },
  { NULL }
};
