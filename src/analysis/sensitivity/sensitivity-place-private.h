/* Columns of data as inputs: their values as doubles, and where they lie. */
#pragma once
#include "analysis/sensitivity/sensitivity-function.h"

G_BEGIN_DECLS

/* In the unit that a field of that kind counts in, [n]; what is no number is NaN. NULL: the column holds words. (transfer full) */
double *sensitivity_read_numbers (const AssayColumn *column, AssayFieldKind kind, gsize n);
/* Words as their index; fills the words of the input. (transfer full) */
double *sensitivity_read_words (const AssayColumn *column, gsize n, AssaySensitivityInput *input);
/* A column without a second value gets a range of none, unless a file has one for it. */
void sensitivity_place_input (AssaySensitivityInput *input, const double *values, gsize n, const AssaySensitivityModelChoice *choice);
/* At rest a number is whole where the model wants that, and within what it declares valid unless it is drawn from values that exist. */
void sensitivity_place_base (AssaySensitivityInput *input);

/* Rising values without the missing ones. (transfer full) */
double *sensitivity_sort_present (const double *values, gsize n, gsize *n_present);
/* Straight between neighbours in rank, as type 7 of Hyndman & Fan (1996); n > 0. */
double sensitivity_at_percentile (const double *sorted, gsize n, double percentile);

G_END_DECLS
