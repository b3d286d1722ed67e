/* The verbs that run an analysis: all of them alike, each with its own options. */
#include <glib/gi18n.h>

#include "analysis/anomaly/anomalies.h"
#include "analysis/backtest/backtest.h"
#include "analysis/forecast/forecast.h"
#include "analysis/scoring/score.h"
#include "analysis/sensitivity/sensitivity.h"
#include "analysis/validation/validate.h"
#include "cli/analyse.h"
#include "cli/request-models.h"
#include "cli/resume.h"
#include "cli/shared-options.h"

#define SHARED_GROUPS { \
    { N_("Columns (found in the data when only one fits)"), assay_role_options }, \
    { N_("Scope and judgement"), assay_scope_options }, \
    { N_("Output"), assay_output_options }, \
    { N_("Reading (found in the data unless given)"), assay_reading_options }, \
    { N_("Execution"), assay_running_options }, \
    { NULL } }

const AssayVerb assay_verb_anomalies = {
  .name = "anomalies", .inputs = "DATA", .min_inputs = 1, .max_inputs = 1,
  .analysis = &assay_anomalies,
  .detail = N_("DATA is a file of delimited text, plain or .gz; “-” is standard input; with --workspace also the name of a dataset. "
              "-o writes a line for every row: the series columns, time, actual, forecast, residual, zscore, anomaly, risk, reason."),
  .groups = SHARED_GROUPS,
  .run = assay_analyse,
};

const AssayVerb assay_verb_forecast = {
  .name = "forecast", .inputs = "DATA", .min_inputs = 1, .max_inputs = 1,
  .analysis = &assay_forecast,
  .detail = N_("DATA is a file of delimited text, plain or .gz; “-” is standard input; with --workspace also the name of a dataset. "
              "-o writes a line for every step ahead: the series columns, model, origin, time, step, forecast, lower, upper, and the limits of other levels."),
  .groups = {
    { N_("Columns (found in the data when only one fits)"), assay_role_options },
    { N_("Scope and judgement"), assay_scope_options },
    { N_("Output"), assay_output_options },
    { N_("Models"), assay_artifact_options },
    { N_("Reading (found in the data unless given)"), assay_reading_options },
    { N_("Execution"), assay_running_options },
    { NULL } },
  .run = assay_analyse,
};

const AssayVerb assay_verb_backtest = {
  .name = "backtest", .inputs = "DATA", .min_inputs = 1, .max_inputs = 1,
  .analysis = &assay_backtest,
  .detail = N_("DATA is a file of delimited text, plain or .gz; “-” is standard input; with --workspace also the name of a dataset. "
              "-o writes a line for every forecast: the series columns, model, origin, time, step, actual, forecast, lower, upper."),
  .groups = {
    { N_("Columns (found in the data when only one fits)"), assay_role_options },
    { N_("Scope and judgement"), assay_scope_options },
    { N_("Output"), assay_output_options },
    { N_("Reading (found in the data unless given)"), assay_reading_options },
    { N_("Execution"), assay_running_options },
    { N_("Stopping and going on"), assay_resume_options },
    { NULL } },
  .run = assay_analyse,
};

static const AssayOption score_output_options[] = {
  { "violations", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "FILE", N_("Violations"), N_("Writes every cell that is not as a model says its inputs are, as CSV.") },
  { NULL }
};

static const AssayOption time_options[] = {
  { "time", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL", N_("Time"), N_("The column of times that --start and --end speak of.") },
  { NULL }
};

const AssayVerb assay_verb_score = {
  .name = "score", .inputs = "MODEL… DATA", .min_inputs = 2, .max_inputs = 101,
  .analysis = &assay_score,
  .detail = N_("MODEL is a file (XGBoost, PMML, LightGBM, ONNX, assay-model, or a table of points or coefficients), plain or .gz; with --workspace also NAME or "
              "NAME@VERSION of a model there. DATA is a file of delimited text, plain or .gz; “-” is standard input; with --workspace also the name of a dataset. "
              "-o writes a line for every row: its id or number, the outputs of the model under their own names, risk, reasons, and problem, which says why a "
              "row has no result. With several models each column begins with the name of its model."),
  .groups = {
    { N_("Models and their inputs"), assay_model_options },
    { N_("Scope and judgement"), assay_scope_options },
    { N_("Columns"), time_options },
    { N_("Output"), assay_output_options },
    { N_("Inputs that do not fit"), score_output_options },
    { N_("Reading (found in the data unless given)"), assay_reading_options },
    { N_("Execution"), assay_running_options },
    { NULL } },
  .run = assay_analyse,
};

/* ---- validate ---- */

#define FILE_OPTION(name, label, help) { name, ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "FILE", label, help }

static const AssayOption sample_options[] = {
  { "reference", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "DATA", N_("Reference"), N_("The development sample, with the same columns; drift is measured from it. --where is for DATA only.") },
  { "train", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "DATA", N_("Training Sample"), N_("The rows the model was fitted on; overfitting is measured against them.") },
  { "challenger", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "MODEL", N_("Challenger"), N_("A model to compare with. May be given more than once.") },
  FILE_OPTION ("baseline", N_("Baseline"), N_("The baseline of the approved version; what changed since is checked.")),
  FILE_OPTION ("write-baseline", N_("Write Baseline"), N_("Also writes a baseline of this run: statistics, binned counts and verdicts, no rows.")),
  FILE_OPTION ("rules", N_("Rules"), N_("Rules that the data must keep, one a line, such as LTV <= 120.")),
  { NULL }
};

const AssayVerb assay_verb_validate = {
  .name = "validate", .inputs = "MODEL DATA", .min_inputs = 2, .max_inputs = 2,
  .analysis = &assay_validate,
  .detail = N_("MODEL is a model artifact, or “-” when the scores are in DATA (--score COL). DATA is a file of delimited text, plain or .gz; "
              "with --workspace also the name of a dataset. -o writes the checks, one a line."),
  .groups = {
    { N_("Samples and files"), sample_options },
    { N_("Models and their inputs"), assay_model_options },
    { N_("Scope and judgement"), assay_scope_options },
    { N_("Output"), assay_output_options },
    { N_("Reading (found in the data unless given)"), assay_reading_options },
    { N_("Execution"), assay_running_options },
    { NULL } },
  .run = assay_analyse,
};

/* ---- sensitivity ---- */

static const AssayOption range_options[] = {
  { "ranges", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "FILE", N_("Ranges"), N_("Where inputs are varied, as JSON: {\"inputs\": {\"income\": {\"low\": 10, \"high\": 90}}}. The data decide what it leaves out.") },
  { "scenarios", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "FILE", N_("Scenarios"), N_("Of the method “scenario”: a set of them, as JSON. Without it a standard set is made from the data.") },
  { NULL }
};

const AssayVerb assay_verb_sensitivity = {
  .name = "sensitivity", .inputs = "[MODEL [DATA]]", .min_inputs = 0, .max_inputs = 2,
  .analysis = &assay_sensitivity,
  .detail = N_("MODEL is a model artifact and DATA a file of delimited text, plain or .gz; with --workspace also names of a model and a dataset. The data say where inputs "
              "are varied; without DATA, --ranges does. With --forecast or --detector the input is DATA alone, with times and values; a file of fitted forecast models before it says which "
              "models. -o writes a line for every number: method, input, measure, value, low, high."),
  .groups = {
    { N_("Files"), range_options },
    { N_("Models and their inputs"), assay_model_options },
    { N_("Columns (found in the data when only one fits)"), assay_role_options },
    { N_("Scope and judgement"), assay_scope_options },
    { N_("Output"), assay_output_options },
    { N_("Reading (found in the data unless given)"), assay_reading_options },
    { N_("Execution"), assay_running_options },
    { NULL } },
  .run = assay_analyse,
};
