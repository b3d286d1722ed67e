/* What scenarios and reverse stress share: their options, and the measures that a run asks for, of the case at rest and of the portfolio. */
#pragma once
#include "analysis/sensitivity/portfolio.h"
#include "analysis/sensitivity/sensitivity-method.h"
#include "analysis/sensitivity/stress-limit.h"
#include "analysis/sensitivity/stress-space.h"

G_BEGIN_DECLS

extern const char *const sensitivity_distances[];

#define SENSITIVITY_STRESS_OPTIONS \
  { "limit", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "MEASURE>N[,…]", N_("Limits"), \
    N_("What must not happen, as in score>=0.5, mean>0.08 or auc<0.70: scenarios are judged by it, reverse stress looks for the smallest move to it."), N_("Stress") }, \
  { "distance", ASSAY_OPTION_CHOICE, "mahalanobis", 0, 0, sensitivity_distances, "mahalanobis|euclidean", N_("Distance"), \
    N_("Of reverse stress: whether a move that goes with the correlations of the data counts as smaller."), N_("Stress") }, \
  { "most-sd", ASSAY_OPTION_NUMBER, "5", 0.1, 100, NULL, "N", N_("Farthest"), N_("Of reverse stress: how many standard deviations an input may go."), N_("Stress") }, \
  { "switch-words", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("Switch Words"), \
    N_("Of reverse stress: inputs that hold words may change them, at a cost that grows as the word is rarer."), N_("Stress") }, \
  { "period", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL", N_("Period"), N_("Of reverse stress: the column of dates by whose months the nearest past period is found; the only one unless given."), N_("Stress") },

/* Options and files that do not go together: ERROR_OPTION before anything is computed. */
gboolean sensitivity_stress_check (const AssayTask *task, GError **error);

typedef struct
{
  const char *id, *label;          /* label: N_() */
  AssayMetricUnit unit;
  gboolean more_is_worse;
  int index;                       /* of the portfolio; -1: the output of the case at rest */
  double base;
} StressMeasure;

typedef struct
{
  AssaySensitivityRun *run;
  const AssaySensitivityFunction *function;      /* of the case; NULL: only the portfolio is measured */
  AssayStressSpace *case_space;
  AssayPortfolio *portfolio;       /* NULL: there is none */
  AssayStressSpace *portfolio_space;
  AssaySensitivityInput *inputs;   /* of the portfolio, borrowed */
  guint n_inputs;
  StressMeasure *measures;
  guint n_measures, main;          /* the one in figures */
  AssayStressLimit *limits;
  guint n_limits;
  guint *limit_measures;           /* [n_limits] */
} SensitivityStress;

/* Measures: of --measure, else the usual; those of limits too. most_rows: of the portfolio, as sensitivity_portfolio_open() has it. */
gboolean sensitivity_stress_init (SensitivityStress *self, AssaySensitivityRun *run, gsize most_rows, AssayProgress *progress, GError **error);
void sensitivity_stress_clear (SensitivityStress *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SensitivityStress, sensitivity_stress_clear)

/* Of the portfolio where there is one. */
AssayStressSpace *sensitivity_stress_get_space (const SensitivityStress *self);
/* Row of the frame, from 0, that a row is in the space of the measure: the case has all rows, the portfolio may be a part of them. */
gsize sensitivity_stress_get_row (const SensitivityStress *self, const StressMeasure *measure, gsize row);
/* The same as people count: of the data, from 1. */
gsize sensitivity_stress_get_number (const SensitivityStress *self, const StressMeasure *measure, gsize row);

/* values[n_measures] under shocks of the inputs of the case and of the portfolio. */
gboolean sensitivity_stress_measure (SensitivityStress *self, const AssayShock *of_case, guint n_of_case, const AssayShock *of_portfolio, guint n_of_portfolio, double *values, GError **error);

/* "0.08" or "8.1 %", in the unit of the measure; (transfer full) */
char *sensitivity_stress_word (const StressMeasure *measure, double value);
/* "Portfolio PD ≥ 25 %": the limit as people read it, to its last digit; assay_stress_limit_word() has it as they write it. (transfer full) */
char *sensitivity_stress_word_limit (const StressMeasure *measure, const AssayStressLimit *limit);
AssayAxisUnit sensitivity_stress_get_axis (const StressMeasure *measure);

G_END_DECLS
