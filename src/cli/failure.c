#include "cli/failure.h"

#include "analysis/analysis.h"
#include "analysis/statistic/statistic.h"
#include "base/options.h"
#include "data/frame.h"
#include "model/forecaster.h"
#include "model/json-check.h"
#include "engine/policy-file.h"
#include "result/result-json.h"
#include "store/workspace.h"

G_DEFINE_QUARK (assay-cli-error-quark, assay_cli_error)

gboolean
assay_fail_usage (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (ASSAY_CLI_ERROR, ASSAY_CLI_ERROR_USAGE, format, arguments);
  va_end (arguments);
  return FALSE;
}

static AssayExit
exit_of_cli_error (int code)
{
  switch ((AssayCliError) code)
    {
    case ASSAY_CLI_ERROR_USAGE:
      return ASSAY_EXIT_USAGE;
    case ASSAY_CLI_ERROR_INPUT:
      return ASSAY_EXIT_INPUT;
    case ASSAY_CLI_ERROR_WRITE:
      break;
    }
  return ASSAY_EXIT_SYSTEM;
}

AssayExit
assay_exit_from_error (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return ASSAY_EXIT_CANCELLED;
  if (error->domain == ASSAY_CLI_ERROR)
    return exit_of_cli_error (error->code);
  if (error->domain == ASSAY_OPTION_ERROR || g_error_matches (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION))
    return ASSAY_EXIT_USAGE;
  if (error->domain == ASSAY_STATISTIC_ERROR)
    return error->code == ASSAY_STATISTIC_ERROR_UNKNOWN ? ASSAY_EXIT_USAGE : ASSAY_EXIT_INPUT;
  if (error->domain == ASSAY_STORE_ERROR)
    return error->code == ASSAY_STORE_ERROR_WRITE ? ASSAY_EXIT_SYSTEM : ASSAY_EXIT_INPUT;
  if (error->domain == ASSAY_DATA_ERROR || error->domain == ASSAY_CHECKPOINT_ERROR || error->domain == ASSAY_ANALYSIS_ERROR || error->domain == ASSAY_POLICY_ERROR
      || error->domain == ASSAY_RESULT_ERROR || error->domain == ASSAY_JSON_ERROR || error->domain == ASSAY_MODEL_ERROR)
    return ASSAY_EXIT_INPUT;

  /* What is left comes from writing files and from the system. */
  return ASSAY_EXIT_SYSTEM;
}

gboolean
assay_error_is_silent (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
}
