#include "analysis/check-ids.h"

#include "analysis/validation/validation-check.h"

#include <string.h>

static const char *const ids[] = {
  /* anomalies */
  "dq-bad-rows", "dq-missing", "dq-gaps", "dq-duplicates", "dq-steps", "dq-coverage",
  "score-coverage", "anomaly-share", "open-critical",
  "fc-bias", "fc-scaled", "fc-tracking-signal", "ts-ljung-box",
  "label-recall", "label-precision",
  /* backtest; fc-bias and fc-scaled too */
  "fc-fitted", "fc-horizon", "fc-tested", "bt-complete", "bt-history", "fc-interval-coverage", "fc-diebold-mariano", "fc-rolling-origin",
  "fc-interval-score", "ts-arch-lm", "reg-normality", "ts-stationarity",
  /* backtest --var */
  "var-traffic-light", "var-kupiec", "var-binomial", "var-christoffersen", "var-tuff-tbfi", "var-dynamic-quantile", "es-backtest", "var-loss",
  /* score */
  "score-complete", "score-inputs", "score-verified", "score-explained",
  /* sensitivity */
  "stress-limit",
  NULL
};

static gpointer
collect (gpointer nothing)
{
  GPtrArray *all = g_ptr_array_new ();

  for (guint i = 0; ids[i] != NULL; i++)
    g_ptr_array_add (all, (gpointer) ids[i]);
  for (const AssayValidationCheck *const *check = assay_validation_check_list (); *check != NULL; check++)
    if (!g_strv_contains (ids, (*check)->id))
      g_ptr_array_add (all, (gpointer) (*check)->id);
  g_ptr_array_add (all, NULL);
  return g_ptr_array_free (all, FALSE);
}

const char *const *
assay_check_ids (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, collect, NULL);
}

/* Of the checks in the list above, as far as one limit is meant in the same way wherever the check is made. */
static const char *const low_ids[] = { "score-coverage", "label-recall", "label-precision", "fc-diebold-mariano", "var-kupiec", "var-binomial", "var-christoffersen",
                                       "var-dynamic-quantile", "es-backtest", NULL };
static const char *const high_ids[] = { "dq-bad-rows", "dq-missing", "dq-gaps", "dq-duplicates", "dq-steps", "anomaly-share", "fc-bias", "fc-scaled", "fc-tracking-signal",
                                        "var-traffic-light", NULL };

gboolean
assay_check_find_direction (const char *id, gboolean *is_low)
{
  const AssayValidationCheck *check = assay_validation_check_find (id);

  if (check == NULL || g_strv_contains (ids, id))
    {
      *is_low = g_strv_contains (low_ids, id);
      return *is_low || g_strv_contains (high_ids, id);
    }
  /* its ratio has limits on both sides of 1, and a policy's are meant for the one that it fell on */
  if (strcmp (id, "ecl-backtest") == 0)
    return FALSE;
  *is_low = check->limits.limits.beyond == ASSAY_BEYOND_BELOW || check->limits.limits.beyond == ASSAY_BEYOND_TO;
  return TRUE;
}
