/* The lists of statistics, one a file, in the order of “assay stat --list”. */
#pragma once
#include "analysis/statistic/statistic.h"

extern const AssayStatistic
  assay_outcome_statistics[], assay_grade_statistics[], assay_loss_statistics[], assay_comparison_statistics[],
  assay_portfolio_statistics[], assay_exception_statistics[], assay_forecast_statistics[], assay_sensitivity_statistics[], assay_quality_statistics[], assay_drift_statistics[],
  assay_regression_statistics[], assay_series_statistics[];

#define ASSAY_STATISTIC_LISTS \
  assay_outcome_statistics, assay_grade_statistics, assay_loss_statistics, assay_comparison_statistics, assay_portfolio_statistics, \
  assay_exception_statistics, assay_forecast_statistics, assay_sensitivity_statistics, assay_quality_statistics, assay_drift_statistics, assay_regression_statistics, \
  assay_series_statistics,

/* What several names share: rows with a score and an outcome; grades with n, d and pd. */
#define ASSAY_STATISTIC_ROWS \
  "y|event|events|outcome|target|label|y_true|default score|scores|s|p|pd|prob|probability|y_score|y_prob|pred|y_pred threshold|cutoff|cut? " \
  "bins|n_bins|groups|g? auc_initial|initial_auc|auc_init|a_init|initial?"
gboolean assay_statistic_run_outcomes (JsonObject *in, JsonObject *out, GError **error);
gboolean assay_statistic_run_grades (JsonObject *in, JsonObject *out, GError **error);
