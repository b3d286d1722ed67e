/* What would take a measure of the portfolio behind a run over a limit, as a dial asks: prepared once for a measure, then asked limit by limit, first
 * quickly, then as well as it can.
 *
 * Frozen once made and reference-counted; any thread may ask. Making and asking belong on workers. */
#pragma once
#include "analysis/sensitivity/reverse-stress.h"
#include "engine/run-portfolio.h"

G_BEGIN_DECLS

#define ASSAY_N_REACHES 3          /* 1, 2 and 3 standard deviations */

typedef struct _AssayLimitSearch AssayLimitSearch;

typedef struct
{
  double base, limit;              /* crossed from the base on: above it where the limit is above, else below */
  gboolean is_above, is_quick;
  AssayReverseMove move;
  gsize nearest_row;               /* of the data, from 1; 0: no row has all values */
  double nearest_distance;         /* of it from where the move goes */
  char *nearest_period;            /* "2024-03"; NULL: the rows have no time */
  double nearest_period_distance;
  double reach_low[ASSAY_N_REACHES], reach_high[ASSAY_N_REACHES];      /* of the measure so far along the move and against it; NaN: nothing to go along */
} AssayLimitAnswer;

/* of_sample: on the sample of the portfolio, which there is then. */
AssayLimitSearch *assay_limit_search_new (AssayRunPortfolio *portfolio, guint measure, gboolean of_sample, guint n_threads, AssayProgress *progress, GError **error);
AssayLimitSearch *assay_limit_search_ref (AssayLimitSearch *self);
void assay_limit_search_unref (AssayLimitSearch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayLimitSearch, assay_limit_search_unref)

guint assay_limit_search_get_measure (const AssayLimitSearch *self);
const AssayStressSpace *assay_limit_search_get_space (const AssayLimitSearch *self);
gsize assay_limit_search_get_n_rows (const AssayLimitSearch *self);
double assay_limit_search_get_base (const AssayLimitSearch *self);
const char *assay_limit_search_get_text (const AssayLimitSearch *self);      /* by what rule, for conventions */

AssayLimitAnswer *assay_limit_search_find (const AssayLimitSearch *self, double limit, gboolean is_quick, AssayProgress *progress, GError **error);
void assay_limit_answer_free (AssayLimitAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayLimitAnswer, assay_limit_answer_free)

/* Inputs that the move changes, by falling |z|; order[n_inputs of the space]. Returns how many. */
guint assay_limit_answer_order (const AssayLimitSearch *self, const AssayLimitAnswer *answer, guint *order);

G_END_DECLS
