/* Rows, and the places that one input of them is moved to: what partial dependence, single lines, accumulated effects and interactions start from. */
#pragma once
#include "analysis/sensitivity/sensitivity-method.h"

G_BEGIN_DECLS

typedef struct
{
  gsize n;
  guint k;
  double **columns;                /* [k][n]; NaN: missing */
  gboolean is_real;                /* rows that exist, else points of a Latin hypercube */
  double **ranks; gsize n_ranks;   /* [k][n_ranks]: of rows at even distances, about their middle; NULL: of words */
  char *text;                      /* "5,960 rows", "10,000 of 5,960,123 rows, drawn with seed 1": for conventions */
} SensitivityRows;

/* Most `most` rows, all if there are not more; `use` names the draw. */
void sensitivity_rows_init (SensitivityRows *self, const AssaySensitivityRun *run, const char *use, gsize most);
void sensitivity_rows_clear (SensitivityRows *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SensitivityRows, sensitivity_rows_clear)

#define SENSITIVITY_MOST_WORDS 200

typedef enum
{
  SENSITIVITY_PLACE_USUAL,
  SENSITIVITY_PLACE_OUTSIDE,       /* P1 to P99 of the rows */
  SENSITIVITY_PLACE_FEW,           /* less than 1 % of the rows are nearer to it than to other places */
  SENSITIVITY_PLACE_APART,         /* rows with such a value have other values of the closest other input than most rows */
} SensitivityRegion;

typedef struct
{
  guint input, n;                  /* places; less than 2: the input cannot be moved */
  gboolean is_words;
  double *at;                      /* [n] rising; words: by falling share */
  double *share;                   /* [n] of the rows nearest to it, or that have the word; NaN without rows */
  SensitivityRegion *region;       /* [n] */
  double low, high;                /* P1 and P99; NaN: words, no rows */
  int companion;                   /* the input it goes with most closely; -1: none */
  guint n_left_out;                /* words beyond the most */
  double *sorted;                  /* [n_sorted] values of the rows */
  gsize n_sorted;
} SensitivityPlaces;

/* Each of few values, else `wanted` quantiles that are values of the rows; all words, most SENSITIVITY_MOST_WORDS. A range that reaches beyond the rows has its ends too. fills_gaps: where quantiles
 * lie far apart, more values of the rows between them, lest a straight line stand for what was not looked at; not for intervals that need rows enough. */
void sensitivity_places_init (SensitivityPlaces *self, const SensitivityRows *rows, const AssaySensitivityFunction *function, guint input, guint wanted, gboolean fills_gaps);
void sensitivity_places_clear (SensitivityPlaces *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SensitivityPlaces, sensitivity_places_clear)

/* For tables. */
const char *sensitivity_region_word (SensitivityRegion region);
/* Ticks of the rows' quantiles and stretches that are not usual, onto a figure over this input; nothing for words. */
void sensitivity_places_add_support (const SensitivityPlaces *self, AssayFigure *figure);
/* For the conventions of figures that have those. */
char *sensitivity_places_describe (const SensitivityPlaces *self, const AssaySensitivityFunction *function);

/* For words: “north (32.1 %)”, in their order, NULL-terminated. */
char **sensitivity_places_names (const SensitivityPlaces *self, const AssaySensitivityFunction *function);

typedef struct { gsize n; double mean, squares; } SensitivityMoments;      /* of outputs; squares: sum about the mean */

/* Outputs of all rows with the input at each place: out[n]. */
gboolean sensitivity_places_sweep (const SensitivityPlaces *self, const SensitivityRows *rows, AssaySensitivityRun *run, SensitivityMoments *out, AssayProgress *progress, GError **error);

G_END_DECLS
