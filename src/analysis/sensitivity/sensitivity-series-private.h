/* Time-series runs as functions: what of a back-test or of the anomaly rule can be set otherwise (season, window, threshold …) is what is varied.
 *
 * A setting is an option of the verb, with one value or several; the first is the base, from which one thing at a time is moved. */
#pragma once
#include "analysis/analysis.h"
#include "analysis/sensitivity/sensitivity-function.h"

G_BEGIN_DECLS

#define SENSITIVITY_MOST_KNOBS 16

typedef struct
{
  const char *id;                  /* of the option and of the input */
  const char *automatic;           /* the word for what sets itself, such as “expanding”; NULL: there is none */
  double low, high;                /* numbers that can be taken */
  gboolean is_whole;
  gboolean is_nominal;             /* numbers without an order, such as seasons: each counts for itself */
  gboolean is_word;                /* names, not numbers; low and high do not count */
} SensitivityKnob;

typedef struct
{
  const SensitivityKnob *knobs;    /* [n] */
  guint n;
  double base[SENSITIVITY_MOST_KNOBS];      /* NaN: automatic; of a word 0 */
  int input[SENSITIVITY_MOST_KNOBS];        /* of the function; -1: held at its base */
  AssayField fields[SENSITIVITY_MOST_KNOBS];      /* which values an input can take */
} SensitivityKnobs;

void sensitivity_knobs_init (SensitivityKnobs *self, const SensitivityKnob *knobs, guint n);
/* Texts, the first of them the base; one alone is held. */
gboolean sensitivity_knobs_add (SensitivityKnobs *self, AssaySensitivityFunction *function, guint knob, const char *const *values, GError **error);
/* Holds all inputs but those named (NULL or empty: none), reads the ranges, and checks that every value that may be drawn can be taken. */
gboolean sensitivity_knobs_settle (SensitivityKnobs *self, AssaySensitivityFunction *function, char **only, const AssayTask *task, GError **error);
/* The setting at a point; NaN: automatic. Of a word its index among the input's words. */
double sensitivity_knobs_get (const SensitivityKnobs *self, const AssaySensitivityFunction *function, guint knob, const double *const *columns, gsize row);

/* (transfer full) the values of an option of the verb, or `otherwise` (separated by commas; NULL: none) where it was not given. */
char **sensitivity_series_list (const AssayOptions *options, const char *name, const char *otherwise);
/* Sets an option of another analysis to the text; the error is one of options. */
gboolean sensitivity_series_set (AssayOptions *options, const char *name, const char *value, GError **error);
/* The same for an option of both analyses, when it was given. */
gboolean sensitivity_series_pass (AssayOptions *to, const AssayOptions *from, const char *name, GError **error);
/* Takes what --measure names, or `otherwise`, for the output; -1 with an error that names all there are. */
int sensitivity_series_choose_measure (AssaySensitivityFunction *function, const AssayOptions *options, const char *otherwise, GError **error);
/* For classes: what they share. */
void sensitivity_series_init (AssaySensitivityFunction *function, const char *name);

#define SENSITIVITY_SERIES_METHODS "oat,grid"      /* unless others are named */
/* What --measure names beside the measures of a portfolio; “wape” is one of both. */
#define SENSITIVITY_SERIES_MEASURES "mase", "bias", "coverage", "forecast", "first-forecast", "alarm-rate", "alarms", "critical-share", "episodes", "recall", "precision"
gboolean sensitivity_series_is_asked (const AssayOptions *options);
/* Options that only make sense with a time series must not be given without one. */
gboolean sensitivity_series_check_unasked (const AssayOptions *options, GError **error);
/* The function that the options ask for. stop: whether to stop, and where to say what is done. */
AssaySensitivityFunction *sensitivity_series_new (const AssayTask *task, AssayProgress *stop, GError **error);
AssaySensitivityFunction *sensitivity_anomaly_function_new (const AssayTask *task, AssayProgress *stop, GError **error);
AssaySensitivityFunction *sensitivity_forecast_function_new (const AssayTask *task, AssayProgress *stop, GError **error);

/* The rows of the option table that belong to runs on time series; the names are those of backtest and anomalies. */
#define SENSITIVITY_SERIES_OPTIONS \
  { "forecast", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "MODEL[,MODEL…]", N_("Forecast Models"), N_("Looks at the accuracy of a forecast model instead of MODEL; of several the choice is varied too."), N_("Time series") }, \
  { "detector", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "NAME", N_("Detector"), N_("Looks at the alarms of the anomaly rule instead of MODEL: seasonal-naive-z."), N_("Time series") }, \
  { "season", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "N[,N…]", N_("Season"), N_("Steps in a season. Of several values the first is the base and all are tried, here and below."), N_("Time series") }, \
  { "window", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "N[,N…]", N_("Window"), N_("Residuals that a Z-score is measured against, or steps of past that a model is fitted on (expanding: all)."), N_("Time series") }, \
  { "threshold", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "Z[,Z…]", N_("Threshold"), N_("From which |Z| on a row is an anomaly."), N_("Time series") }, \
  { "min-periods", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "N[,N…]", N_("Least History"), N_("Fewest residuals in the window, or “window” for all of them."), N_("Time series") }, \
  { "on", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "WHAT", N_("What Is Scored"), N_("The residual, or the value itself."), N_("Time series") }, \
  { "include-current", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("Include Current Value"), N_("Count the row itself in its window."), N_("Time series") }, \
  { "join", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "N", N_("Join Alarms"), N_("Alarms at most so many steps apart are one episode; a season by default."), N_("Time series") }, \
  { "labels", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "FILE", N_("Labels"), N_("Known anomalies, for the measure recall."), N_("Time series") }, \
  { "label", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL", N_("Label Column"), N_("The column that holds the label, 0 or 1."), N_("Time series") }, \
  { "horizon", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "H", N_("Horizon"), N_("Steps to forecast from each origin; 28 by default."), N_("Time series") }, \
  { "origins", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "K", N_("Origins"), N_("How many origins, counted back from the end of each series; 12 by default."), N_("Time series") }, \
  { "step", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "S", N_("Step"), N_("Steps from one origin to the next; 7 by default."), N_("Time series") }, \
  { "nonnegative", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("Non-Negative"), N_("No forecast is below zero."), N_("Time series") }, \
  { "alpha", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "N[,N…]", "α", N_("Smoothing of the level in place of the estimated one, for models that have it."), N_("Time series") }, \
  { "beta", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "N[,N…]", "β", N_("Smoothing of the trend."), N_("Time series") }, \
  { "gamma", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "N[,N…]", "γ", N_("Smoothing of the season."), N_("Time series") }, \
  { "phi", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "N[,N…]", "φ", N_("Damping of the trend."), N_("Time series") }, \
  { "outliers", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "SHARE[,SHARE…]", N_("Outliers"), N_("Share of days of the past that are made outliers."), N_("Time series") }, \
  { "outlier-size", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "SD[,SD…]", N_("Outlier Size"), N_("How far outliers are moved, in standard deviations of the series."), N_("Time series") }, \
  { "missing-days", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "SHARE[,SHARE…]", N_("Missing Days"), N_("Share of days of the past that are taken away."), N_("Time series") }, \
  { "max-series", ASSAY_OPTION_INTEGER, "24", 1, 1000000, NULL, "N", N_("Most Series"), N_("Of more series so many are drawn, for forecasts."), N_("Time series") }, \
  { "duplicates", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "RULE", N_("Repeated Times"), N_("What to do with times that repeat within a series: error, sum, mean, first or last."), N_("Time series") },

G_END_DECLS
