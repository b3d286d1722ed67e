/* What happens to the scores when inputs are changed: some rows of the data, scored again with columns put in place of others.
 *
 * Frozen once made; readable from several threads. */
#pragma once
#include "analysis/validation/validation-check.h"

G_BEGIN_DECLS

typedef struct
{
  const AssayValidationCase *c;
  AssayFrame *frame;               /* the rows drawn */
  gsize n, n_complete;             /* drawn, of so many */
  guint8 *event;                   /* one of these two, or neither */
  double *actual;
  double *risk;                    /* scored as they are */
  double base;                     /* what is measured on them; NaN: no outcome */
  const char *metric;              /* "AUC", "RMSE" */
} AssayRescore;

/* Draws most rows (all, if there are not more) of those that are complete; use names the draw, see assay_validation_seed().
 * from: whose rows: the case's data or reference. */
AssayRescore *assay_rescore_new (const AssayValidationCase *c, const AssayValidationSample *from, const char *use, gsize most, GError **error);
void assay_rescore_free (AssayRescore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayRescore, assay_rescore_free)

/* The column of a feature in the rows drawn; NULL: absent. */
AssayColumn *assay_rescore_get_column (const AssayRescore *self, guint feature);
/* A column to put in its place, of values[n] that are then kept within the range that the model declares, and whole where it takes
 * whole ones only: beyond it most models have no score. What rows hold already needs none of this. */
AssayColumn *assay_rescore_take_numbers (const AssayRescore *self, guint feature, double *values);
/* columns[n_features]: in place of a feature's own; NULL: as it is. risk[n]: more is riskier. On one thread. */
gboolean assay_rescore_score (const AssayRescore *self, AssayColumn *const *columns, double *risk, GError **error);
/* Rows that have no score any more. */
gsize assay_rescore_count_lost (const AssayRescore *self, const double *risk);
/* What is left without them is another sample. FALSE: not so many of them; else it is said that the check cannot be made. */
gboolean assay_rescore_refuse_lost (const AssayRescore *self, gsize n_lost, AssayValidationSink *sink, const char *subject);
/* For the convention: that values were kept within the declared range (is_moved: some were changed to what no row has), and how many rows
 * lost their score; "" where there is nothing to say. */
char *assay_rescore_word_lost (const AssayRescore *self, gsize n_lost, gboolean is_moved);
/* The AUC, or the RMSE of the prediction, of such scores. NaN when undefined. */
double assay_rescore_measure (const AssayRescore *self, const double *risk);
/* How much worse, as a share: of the AUC lost, of the RMSE gained. Negative: better. No unit, so a limit means the same for both. */
double assay_rescore_loss (const AssayRescore *self, double measure);

/* Ties half. NaN when a class is empty. order, work: NULL, or from am_order_rising(). */
double assay_validation_auc (const double *risk, const guint8 *event, gsize n);
/* … with the variance of DeLong, DeLong & Clarke-Pearson (1988), Biometrics 44, 837-845, read from an order that is known. */
double assay_validation_auc_variance (const double *risk, const guint8 *event, const gsize *order, gsize n, double *variance);

G_END_DECLS
