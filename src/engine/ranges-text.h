/* Ranges as they are written in a file (see analysis/sensitivity/sensitivity-function.h), changed by hand. */
#pragma once
#include "analysis/analysis.h"
#include "analysis/sensitivity/sensitivity-function.h"

G_BEGIN_DECLS

typedef struct
{
  const char *input;
  double low, high;             /* both NaN: as they are */
  double base;                  /* NaN: as it is */
  const char *base_word;        /* of an input of words; NULL: as it is */
} AssayRangeChange;

/* text: what there is already, NULL: nothing. What no change is about stays, such as correlations. (transfer full) NULL with error when text is no ranges. */
char *assay_ranges_change (const char *text, const AssayRangeChange *changes, guint n, GError **error);
/* How many inputs a text is about; 0 when it is no ranges. */
guint assay_ranges_count (const char *text);

G_END_DECLS
