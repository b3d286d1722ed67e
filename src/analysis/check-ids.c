#include "analysis/check-ids.h"

#include "analysis/validation/validation-check.h"

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
