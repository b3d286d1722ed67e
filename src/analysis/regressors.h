/* Columns that models may lean on because they are known ahead, such as a promotion: by row of the panel, then on the steps of a series. */
#pragma once
#include "analysis/calendar.h"
#include "model/forecaster.h"

G_BEGIN_DECLS

typedef struct
{
  guint n;
  double **columns;            /* [n], each by row of the panel; NULL: there are none */
} AssayRegressors;

/* names: NULL-terminated, may be empty. FALSE when a column is not there or holds no numbers. */
gboolean assay_regressors_init (AssayRegressors *self, const AssayFrame *frame, char *const *names, const AssayRoles *roles,
                                AssayDuplicates duplicates, guint n_threads, GError **error);
void assay_regressors_clear (AssayRegressors *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayRegressors, assay_regressors_clear)

/* [n_steps * n] row by row: one that is missing keeps its last value, 0 before the first, so nothing later is looked at. NULL: there are none. */
double *assay_regressors_lay (const AssayRegressors *self, AssayPanel *panel, const AssayCalendar *calendar, gsize series, gsize n_steps);
/* How many of the steps [from, to) of a series have no row with all of them. */
gsize assay_regressors_count_missing (const AssayRegressors *self, AssayPanel *panel, const AssayCalendar *calendar, gsize series, gsize from, gsize to);
/* A note on models (of AssayModelChoice *) that make no use of them; (transfer full), NULL: there is nothing to say. */
char *assay_regressors_word_unused (char *const *names, const GPtrArray *models);

G_END_DECLS
