#include "analysis/backtest/value-at-risk.h"

#include <glib/gi18n-lib.h>

const char *const value_at_risk_losses[] = { "negative", "positive", NULL };

gboolean
value_at_risk_is_asked (const AssayOptions *options)
{
  return assay_options_is_given (options, "var");
}

AssayOutcome *
value_at_risk_run (const AssayTask *task, AssayProgress *progress, GError **error)
{
  g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--var is read, but nothing is computed from it yet."));
  return NULL;
}
