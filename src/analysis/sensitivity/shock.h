/* What is done to one input of every row: set, moved or put at a percentile.
 *
 * A missing value stays missing unless it is set. What is changed is kept within the range that the model declares for its field and whole where the
 * field counts whole things, for beyond it most models have no score. A plain struct, by value. */
#pragma once
#include "analysis/sensitivity/sensitivity-input.h"
#include "model/artifact/artifact.h"

G_BEGIN_DECLS

typedef enum
{
  ASSAY_SHOCK_SET,                 /* to amount; of words: the index of the word; NaN: to missing */
  ASSAY_SHOCK_ADD,                 /* x + amount */
  ASSAY_SHOCK_RELATIVE,            /* x (1 + amount): -0.2 takes a fifth off. 0 stays 0, and a value below 0 moves the other way: -10 becomes -8 */
  ASSAY_SHOCK_SD,                  /* x + amount standard deviations of the input */
  ASSAY_SHOCK_PERCENTILE,          /* to that percentile of the input, 0 to 100 */
  ASSAY_N_SHOCK_KINDS
} AssayShockKind;

typedef struct
{
  guint input;
  AssayShockKind kind;
  double amount;
} AssayShock;

const char *assay_shock_kind_name (AssayShockKind kind);                  /* "set", "add", "relative", "sd", "percentile": as scenario files have it */
int assay_shock_kind_find (const char *name);                             /* -1: there is none of that name */

/* Can this be done to the input? ASSAY_ANALYSIS_ERROR_OPTION names it and says what can. */
gboolean assay_shock_check (const AssayShock *self, const AssaySensitivityInput *input, GError **error);

/* "set to north", "+ 2", "− 20 %", "+ 1.5 sd", "at percentile 95": what is done, without the name of the input. (transfer full) */
char *assay_shock_word (const AssayShock *self, const AssaySensitivityInput *input);

/* values[n] may be before[n]; percentile: of the input, for PERCENTILE. The field's range is not looked at. */
void assay_shock_apply (const AssayShock *self, double sd, double percentile, const double *before, double *values, gsize n);

/* Has the field bounds that changed values are kept within? field may be NULL: no. */
gboolean assay_field_is_bounded (const AssayField *field);
/* values[n] that were before[n] back into the field's range, and rounded where it is whole and they were changed. A value that was beyond the range
 * already, and scored all the same, is not brought back, but goes no farther. */
void assay_field_keep_within (const AssayField *field, const double *before, double *values, gsize n);

G_END_DECLS
