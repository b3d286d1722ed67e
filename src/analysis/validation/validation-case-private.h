/* How a case is put together, shared by the files that do it. */
#pragma once
#include "analysis/validation/validation-prepare.h"

G_BEGIN_DECLS

typedef struct
{
  const AssayValidationInput *input;
  AssayValidationCase *c;
  GPtrArray *memory;               /* everything that dies with the case */
  GPtrArray *notes;
  GHashTable *taken;               /* names of columns that have a role, so that they are no features */
} Preparation;

/* Memory of the case. */
gpointer preparation_keep (Preparation *self, gpointer memory, GDestroyNotify release);
#define preparation_new(self, type, n) ((type *) preparation_keep ((self), g_new0 (type, MAX ((gsize) (n), 1)), g_free))
void preparation_note (Preparation *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* A note of what was taken for granted because nobody said it: whoever asked is told of it before anything else. */
void preparation_guess (Preparation *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* A column that an option names; NULL without error when it names none. */
gboolean preparation_column (Preparation *self, AssayFrame *frame, const char *option, AssayColumn **column, GError **error);

/* validation-outcome.c: which value is the event; fills target_name, event_name and the outcome of each sample. */
gboolean preparation_outcome (Preparation *self, GError **error);
/* validation-score.c: score, risk and probability of every sample and challenger. */
gboolean preparation_scores (Preparation *self, AssayProgress *progress, GError **error);
/* validation-split.c: *split from a column of the data and, if there is one, of the reference. */
/* Dates, and whole numbers that are called and look like years, months or days (2024, 202409, 20240930). */
gboolean preparation_is_time (const AssayColumn *column);
gboolean preparation_split (Preparation *self, const char *name, gboolean is_time, AssayValidationSplit *split, GError **error);
void preparation_make_grades (Preparation *self, AssayValidationSplit *split);

G_END_DECLS
