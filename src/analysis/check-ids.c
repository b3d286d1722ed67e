#include "analysis/check-ids.h"

const char *const assay_check_ids[] = {
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
