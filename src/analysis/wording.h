/* Numbers inside the sentences of a result (N_() English with plain figures). All return new text. */
#pragma once
#include "data/panel.h"

G_BEGIN_DECLS

char *assay_word_count (double count);               /* "12,345" */
char *assay_word_share (double share);               /* "5.9 %"; "0.012 %" below 0.1 % */
char *assay_word_number (double value);              /* four significant digits: "22.39" */
char *assay_word_zscore (double z);                  /* "+9.8" */
char *assay_word_time (AssayType type, gint64 time); /* ISO; an index as it is */
/* "1 series", "12,345 rows": count, then the word that fits. */
char *assay_word_items (double count, const char *one, const char *many);
char *assay_word_times (double count);               /* "never", "once", "twice", "3 times" */

char *assay_word_step (AssayStep step);              /* "1 hour", "3 months"; NULL: numbers, which have no unit */
/* NULL when a season of days fits the step, or steps are no time: else that it is only a default, and what may be meant. */
char *assay_word_default_season (AssayStep step, gint64 season);

G_END_DECLS
