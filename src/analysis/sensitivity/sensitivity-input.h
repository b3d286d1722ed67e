/* One thing that is varied: where its values lie and how they are drawn from a number between 0 and 1.
 *
 * Values are doubles everywhere: the number itself, or, of an input of words, the index of the word. A plain owned struct, frozen with its function. */
#pragma once
#include "model/artifact/artifact.h"

G_BEGIN_DECLS

typedef enum
{
  ASSAY_DRAW_UNIFORM,              /* evenly between low and high */
  ASSAY_DRAW_SAMPLE,               /* as often as in `sample`: its quantiles between low and high, straight lines between them */
  ASSAY_DRAW_VALUES,               /* one of `values`, as often as `shares` says: words, and numbers that take few values */
} AssayDraw;

typedef struct
{
  char *name, *unit;               /* unit may be NULL */
  AssayDraw draw;
  double low, high;                /* where it is varied; of VALUES the lowest and highest */
  double base;                     /* where it is held while others are varied */
  double sd;                       /* of the data; of a range without data that of the even draw; NaN: words */
  double *sample; gsize n_sample;  /* SAMPLE: rising */
  guint n_values;                  /* VALUES */
  double *values, *shares;         /* rising numbers, or 0, 1, 2 … for words; shares add up to 1 */
  char **words;                    /* [n_words], NULL-terminated; NULL: a number. A superset of what is drawn */
  guint n_words;
  gboolean is_shock;               /* values are what is done to other values, by their unit: “+1.5 sd” */
  gboolean is_share;               /* … a share of them: a tenth is 0.1, wherever the base is */
  gboolean is_given;               /* a file says how it is drawn */
  const AssayField *field;         /* of the model, which outlives this: which values it declares valid; NULL: none. Where it is whole, so is what is drawn */
} AssaySensitivityInput;

void assay_sensitivity_input_clear (AssaySensitivityInput *self);
/* Inverse of the distribution: u in (0, 1). */
double assay_sensitivity_input_at (const AssaySensitivityInput *self, double u);
/* n of them; x may be u. */
void assay_sensitivity_input_draw (const AssaySensitivityInput *self, const double *u, gsize n, double *x);
/* Where a move from the base to x ends, which is kept within what the model declares, and whole where that or all values of the data are. */
double assay_sensitivity_input_move (const AssaySensitivityInput *self, double x);
gboolean assay_sensitivity_input_is_whole (const AssaySensitivityInput *self);
/* "12.5", or the word; (transfer full) */
char *assay_sensitivity_input_word (const AssaySensitivityInput *self, double x);
/* "between 12 and 80", "one of 4 values": for notes and tables; (transfer full) */
char *assay_sensitivity_input_describe (const AssaySensitivityInput *self);

G_END_DECLS
