/* What the model of a run would have said if …: of one of its rows, and of all of them at once.
 *
 * Opening finds model and data as the run had them, scores the rows and looks at the inputs once; then it is frozen, and any thread may ask, as often
 * as sliders move. Opening and asking work for a while: they belong on workers. Reference-counted. */
#pragma once
#include "analysis/policy.h"
#include "analysis/sensitivity/portfolio.h"
#include "store/workspace.h"

G_BEGIN_DECLS

typedef struct _AssayWhatIf AssayWhatIf;

/* One column that the model reads: where a slider of it goes. */
typedef struct
{
  const AssaySensitivityInput *input;      /* name, unit, words, sd; low and high are the least and the largest of the data */
  const AssayField *field;         /* declared range and kind */
  gboolean is_whole;               /* by the model's word, or because all values are */
  gboolean is_choice;              /* words, or numbers that stand for categories: one of `values` */
  guint n_values;
  double *values;                  /* [n_values] of a choice: rising numbers, or indices of words */
  double low, high;                /* P1 and P99 of the rows, within the declared range; equal: nothing to move */
  double typical;                  /* where sensitivity holds it: the median, or of a choice the most frequent value; NaN: missing in every row */
  gsize n_missing;
  gsize n_sorted;
  double *sorted;                  /* quantiles of the rows that have a value, rising; of a choice NULL */
} AssayWhatIfInput;

/* Whether a run has what it takes: a model and data. */
gboolean assay_run_may_have_what_if (const AssayRun *run);
/* NOT_FOUND: model or data are gone, or are not as they were; the message says which. A run without a model has no what-if. */
AssayWhatIf *assay_what_if_open (AssayWorkspace *workspace, const AssayRun *run, AssayProgress *progress, GError **error);
/* The same without a run. policy: for levels of risk, copied; NULL: the usual. row_numbers: of the data, from 0, of each row of choice->data; copied; NULL: in order. */
AssayWhatIf *assay_what_if_new (const AssayPortfolioChoice *choice, const AssayPolicy *policy, const gsize *row_numbers, AssayProgress *progress, GError **error);
AssayWhatIf *assay_what_if_ref (AssayWhatIf *self);
void assay_what_if_unref (AssayWhatIf *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayWhatIf, assay_what_if_unref)

guint assay_what_if_get_n_inputs (const AssayWhatIf *self);
const AssayWhatIfInput *assay_what_if_get_input (const AssayWhatIf *self, guint index);      /* those of the portfolio, by the same index */
const AssayPortfolio *assay_what_if_get_portfolio (const AssayWhatIf *self);
const AssayPolicy *assay_what_if_get_policy (const AssayWhatIf *self);
/* Which output is the score: of the artifact; complement: the score is 1 less it. */
guint assay_what_if_get_output (const AssayWhatIf *self, gboolean *is_complement);

typedef enum { ASSAY_CUTOFF_OF_RUN, ASSAY_CUTOFF_BEST, ASSAY_CUTOFF_TENTH } AssayCutoffOrigin;
/* Of the score, the riskier side inclusive: the run's own; else where events and other rows are furthest apart; else what flags a tenth of the rows. */
double assay_what_if_get_cutoff (const AssayWhatIf *self, AssayCutoffOrigin *origin);

/* Share of the rows with a value that lie below, or above. */
double assay_what_if_share_beyond (const AssayWhatIfInput *input, double value, gboolean above);

/* values[n_inputs] of a row by its number in the data, from 1. FALSE: there is no such row, or it has no score. */
gboolean assay_what_if_read_row (const AssayWhatIf *self, gsize number, double *values);
void assay_what_if_read_typical (const AssayWhatIf *self, double *values);
gsize assay_what_if_get_number (const AssayWhatIf *self, gsize index);                     /* of the index-th row that has a score, from 1 */

/* ---- all rows ---- */

#define ASSAY_WHAT_IF_BINS 40

typedef struct
{
  gsize n_rows, n_asked;           /* all, and those that were looked at: fewer while a slider moves and all would take too long */
  double *before, *after;          /* [n_measures] of the portfolio; after of fewer rows: before, and what changed on those */
  double flagged_before, flagged_after;      /* rows at the cut-off or on its riskier side */
  double to_flagged, to_passed;    /* rows that switch; of fewer rows: projected */
  double n_lost;                   /* rows without a score any more; in none of the above */
  double low, high;                /* of the scores, for the bins */
  double bins_before[ASSAY_WHAT_IF_BINS], bins_after[ASSAY_WHAT_IF_BINS];      /* rows; of fewer rows: projected */
} AssayWhatIfAnswer;

void assay_what_if_answer_free (AssayWhatIfAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayWhatIfAnswer, assay_what_if_answer_free)

/* All rows under shocks. is_quick: as many rows as there is time for while somebody drags; all of them where that is quick enough. */
AssayWhatIfAnswer *assay_what_if_ask (const AssayWhatIf *self, const AssayShock *shocks, guint n_shocks, double cutoff, gboolean is_quick, AssayProgress *stop, GError **error);
/* How many rows a quick answer looks at. */
gsize assay_what_if_get_n_quick (const AssayWhatIf *self);
/* Makes ready for a slider on `input` while the other shocks stay as they are: a model of trees is then asked in a fraction of the time (see assay_score_memo_fill()), and quick
 * answers are of all rows. One input at a time; while it is under way quick answers are as before. On one thread, so that they keep the other. FALSE without an error: this
 * model has no such way, or all rows are quick enough. */
gboolean assay_what_if_prepare (const AssayWhatIf *self, const AssayShock *shocks, guint n_shocks, guint input, AssayProgress *stop, GError **error);

G_END_DECLS
