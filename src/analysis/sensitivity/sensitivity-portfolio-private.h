/* A measure of a whole portfolio as the output: what is varied are shocks, the same in every row, and each run scores all rows. */
#pragma once
#include "analysis/analysis.h"
#include "analysis/sensitivity/portfolio.h"
#include "analysis/sensitivity/sensitivity-function.h"

G_BEGIN_DECLS

extern const char *const sensitivity_measures[], *const sensitivity_shocks[], *const sensitivity_outcomes[];

#define SENSITIVITY_PORTFOLIO_OPTIONS \
  { "measure", ASSAY_OPTION_CHOICE, "score", 0, 0, sensitivity_measures, "NAME", N_("Measure"), \
    N_("What comes out: the score of one row, or a measure of all rows of the data, whose inputs are then shocked together."), N_("Portfolio") }, \
  { "shock", ASSAY_OPTION_CHOICE, "sd", 0, 0, sensitivity_shocks, "sd|relative|add", N_("Shock"), \
    N_("Of a measure: what is done to an input of every row, in standard deviations, as a share of its value, or in its own unit."), N_("Portfolio") }, \
  { "shock-range", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "LOW,HIGH", N_("Range of Shocks"), \
    N_("Between which shocks an input is varied; -1,1 standard deviations or -0.1,0.1 of its value unless given."), N_("Portfolio") }, \
  { "portfolio-rows", ASSAY_OPTION_INTEGER, NULL, 1, 1000000000, NULL, "N", N_("Rows"), \
    N_("Of a measure: at most so many rows are scored in each run, drawn by the seed; 2000 unless given."), N_("Portfolio") }, \
  { "target", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL", N_("Outcome"), N_("The column of outcomes; \"\" says that there is none."), N_("Portfolio") }, \
  { "outcome", ASSAY_OPTION_CHOICE, "auto", 0, 0, sensitivity_outcomes, "auto|event|value", N_("Kind of Outcome"), N_("Whether the outcome is an event or a number."), N_("Portfolio") }, \
  { "weight", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL", N_("Weight"), N_("The weight of each row; rows whose weight is not above 0 are left out."), N_("Portfolio") }, \
  { "lgd", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL|N", N_("LGD"), N_("Loss given default: a column, or a number for all rows."), N_("Portfolio") }, \
  { "ead", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL|N", N_("EAD"), N_("Exposure at default: a column, or a number for all rows."), N_("Portfolio") }, \
  { "cutoff", ASSAY_OPTION_NUMBER, NULL, -1e300, 1e300, NULL, "N", N_("Cut-Off"), N_("The score from which a row is predicted to have the event; with points, down from which."), N_("Portfolio") },

/* The portfolio that the options of a run are about; most_rows: unless --portfolio-rows says another number; 0: all. */
AssayPortfolio *sensitivity_portfolio_open (const AssayTask *task, gsize most_rows, AssayProgress *progress, GError **error);

/* Is --measure another than “score”? Else options that only make sense with one must not be given. */
gboolean sensitivity_portfolio_is_asked (const AssayOptions *options);
gboolean sensitivity_portfolio_check_unasked (const AssayOptions *options, GError **error);
AssaySensitivityFunction *sensitivity_portfolio_function_new (const AssayTask *task, AssayProgress *progress, GError **error);
/* Designs that cost as much as a run of a portfolio allows, unless others are given. (transfer full) */
AssayOptions *sensitivity_portfolio_choose_options (const AssayOptions *given, AssayResult *result);
/* What the portfolio is without a shock. */
void sensitivity_portfolio_add_metrics (const AssaySensitivityFunction *function, AssayResult *result);

G_END_DECLS
