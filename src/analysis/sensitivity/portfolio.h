/* Rows that exist, a model, and what is measured on all of them at once: the mean PD, the expected loss, the AUC. Inputs are shocked in every row,
 * the rows are scored again, and the measures read anew.
 *
 * Frozen once made; any thread may ask, several at once. What comes back does not depend on the number of threads. Which column is the outcome, which
 * of its values the event, what the score means and how weights count is as `validate` has it (validation-case.h). */
#pragma once
#include "analysis/sensitivity/shock.h"
#include "analysis/task-model.h"
#include "base/progress.h"
#include "result/result.h"

G_BEGIN_DECLS

typedef struct _AssayPortfolio AssayPortfolio;

typedef struct
{
  const char *id;                  /* "mean", "expected-loss", "auc" */
  const char *label;               /* N_(): "Portfolio PD" */
  AssayMetricUnit unit;            /* FRACTION: shown as percent; VALUE: an amount in the unit of the exposure, or of the prediction; COUNT; NUMBER */
  gboolean more_is_worse;          /* for the bank: more loss, less discrimination, more error */
} AssayPortfolioMeasure;

typedef struct
{
  AssayTaskModel *model;
  AssayFrame *data;
  /* As the options of `validate`; NULL: as when they are not given. target "": there is no outcome. */
  const char *target, *event, *outcome, *score_is, *weight;
  const char *lgd, *ead;           /* a column, or a number for all rows; NULL: none */
  double cutoff;                   /* of the score, the riskier side inclusive; NaN: none */
  gsize most_rows;                 /* more are sampled, by the seed; 0: all */
  guint64 seed;
  guint n_threads;                 /* to make it; 0: as many as there are */
} AssayPortfolioChoice;

/* choice is copied; model and data are kept. ASSAY_DATA_ERROR, ASSAY_ANALYSIS_ERROR or CANCELLED. */
AssayPortfolio *assay_portfolio_new (const AssayPortfolioChoice *choice, AssayProgress *progress, GError **error);
AssayPortfolio *assay_portfolio_ref (AssayPortfolio *self);
void assay_portfolio_unref (AssayPortfolio *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayPortfolio, assay_portfolio_unref)

/* ---- what it is made of ---- */

/* Columns that the model reads, in its order, also those with one value. Ranges are those of the data: low and high the least and the largest. */
guint assay_portfolio_get_n_inputs (const AssayPortfolio *self);
const AssaySensitivityInput *assay_portfolio_get_input (const AssayPortfolio *self, guint index);
/* The first field that reads it: its declared range, kind and label. */
const AssayField *assay_portfolio_get_field (const AssayPortfolio *self, guint index);
int assay_portfolio_find_input (const AssayPortfolio *self, const char *name);                                 /* -1: there is none */
/* … with an error that names the nearest. */
gboolean assay_portfolio_require_input (const AssayPortfolio *self, const char *name, guint *index, GError **error);
/* The index of a word, for ASSAY_SHOCK_SET: of the data, or one that the model knows. Error names the nearest. */
gboolean assay_portfolio_find_word (const AssayPortfolio *self, guint input, const char *word, double *index, GError **error);
/* Value of the input in each row, into values[n_rows]; of words their index; NaN: missing. */
void assay_portfolio_read_input (const AssayPortfolio *self, guint input, double *values);

/* Rows that have a score and a weight as they are; the others are left out of everything, and notes say how many. */
gsize assay_portfolio_get_n_rows (const AssayPortfolio *self);
gsize assay_portfolio_get_row (const AssayPortfolio *self, gsize index);       /* of the data, from 0 */
AssayTaskModel *assay_portfolio_get_model (const AssayPortfolio *self);
const char *assay_portfolio_get_output (const AssayPortfolio *self);           /* "probability_1", "1 - probability_0" */
gboolean assay_portfolio_is_probability (const AssayPortfolio *self);
gboolean assay_portfolio_higher_is_riskier (const AssayPortfolio *self);       /* FALSE: points, of which more is better */
double assay_portfolio_get_cutoff (const AssayPortfolio *self);                /* NaN: none */
const double *assay_portfolio_get_scores (const AssayPortfolio *self);         /* [n_rows], without any shock */
const double *assay_portfolio_get_weights (const AssayPortfolio *self);        /* [n_rows]; NULL: all 1 */
/* [n_rows] 1, 0, or ASSAY_EVENT_MISSING; NULL: no outcome of two kinds. */
const guint8 *assay_portfolio_get_events (const AssayPortfolio *self);
const char *assay_portfolio_get_target (const AssayPortfolio *self);           /* NULL: no outcome */
/* What was found rather than given, and what was left out: of char*, lent. */
GPtrArray *assay_portfolio_get_notes (const AssayPortfolio *self);

/* ---- what is measured ---- */

/* Those for which the columns are there. */
guint assay_portfolio_get_n_measures (const AssayPortfolio *self);
const AssayPortfolioMeasure *assay_portfolio_get_measure (const AssayPortfolio *self, guint index);
/* Their values without any shock, [n_measures]. */
const double *assay_portfolio_get_base (const AssayPortfolio *self);
int assay_portfolio_find_measure (const AssayPortfolio *self, const char *id);                                 /* -1: it is not there */
/* … with an error that says what it would need, or what there is. */
gboolean assay_portfolio_require_measure (const AssayPortfolio *self, const char *id, guint *index, GError **error);
/* Every measure there is, NULL-terminated ids; and what one would need that is not there (transfer full; NULL: nothing, it is there). */
const char *const *assay_portfolio_list_measures (void);
char *assay_portfolio_word_absent (const AssayPortfolio *self, const char *id);
/* How a measure is defined, one sentence: "mean of the PDs, weighted". (transfer full) */
char *assay_portfolio_word_measure (const AssayPortfolio *self, guint index);

/* ---- asking ---- */

/* ASSAY_ANALYSIS_ERROR_OPTION names the input. measure() and score() ask themselves. */
gboolean assay_portfolio_check (const AssayPortfolio *self, const AssayShock *shocks, guint n_shocks, GError **error);

/* All rows scored under shocks, all measures of them; values[n_measures], NaN undefined. Shocks of one input follow one another. Rows that lose their
 * score by a shock are left out; sums are undefined then, and everything is where they are more than 1 % of the rows. */
gboolean assay_portfolio_measure (const AssayPortfolio *self, const AssayShock *shocks, guint n_shocks, guint n_threads, AssayProgress *stop, double *values, GError **error);
/* … one measure, and no work for the others. */
gboolean assay_portfolio_measure_one (const AssayPortfolio *self, const AssayShock *shocks, guint n_shocks, guint measure, guint n_threads, AssayProgress *stop, double *value,
                                      GError **error);

/* Rows [first, first + n) scored under shocks, on this thread; NaN: the row has no score any more. In the unit of the output; see higher_is_riskier. */
gboolean assay_portfolio_score (const AssayPortfolio *self, const AssayShock *shocks, guint n_shocks, gsize first, gsize n, double *score, GError **error);
/* All rows, score[n_rows], on several threads. */
gboolean assay_portfolio_score_all (const AssayPortfolio *self, const AssayShock *shocks, guint n_shocks, guint n_threads, AssayProgress *stop, double *score, GError **error);
/* … by a memo of the model (see assay_score_memo_fill()), filled for shocks of which the first has any amount: for a slider that moves it. FALSE without an error: there is
 * none for this model or input. */
gboolean assay_portfolio_fill_memo (const AssayPortfolio *self, const AssayShock *shocks, guint n_shocks, AssayScoreMemo *memo, guint n_threads, AssayProgress *stop, GError **error);
gboolean assay_portfolio_score_all_by_memo (const AssayPortfolio *self, const AssayShock *shocks, guint n_shocks, AssayScoreMemo *memo, guint n_threads, AssayProgress *stop, double *score,
                                            GError **error);
/* The measures of scores that somebody has, score[n_rows]. */
void assay_portfolio_measure_scores (const AssayPortfolio *self, const double *score, guint n_threads, double *values);

G_END_DECLS
