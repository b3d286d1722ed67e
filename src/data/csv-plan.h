/* How one delimited text will be read: what detection decided and the user said. Not changed while it is read. */
#pragma once
#include "data/byte-source.h"
#include "data/cell-format.h"
#include "data/column.h"
#include "data/csv-records.h"
#include "data/read-options.h"
#include "data/text-encoding.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;
  AssayType type;
  gboolean is_given;        /* by the user: never changed to another */
  gboolean is_empty;        /* nothing in the samples: read as category, typed at the end */
  AssayDateFormat date;
} AssayColumnPlan;

typedef struct
{
  AssayEncoding encoding;
  AssayDialect dialect;
  AssayNumberFormat number;
  gboolean decimal_is_open; /* no number in the samples had a mark: one found later must not be guessed at */
  gboolean has_header;
  guint n_columns;
  AssayColumnPlan *columns;
  char **missing;           /* given codes; NULL: the usual ones, in columns that are not text */
  gsize data_start;         /* bytes of text (marks at the start removed) before the first row */
  guint64 first_line;       /* line of the first row, from 1 */
} AssayCsvPlan;

/* Never NULL unless the file cannot be used at all; questions are in the report. */
AssayCsvPlan *assay_csv_plan_new (AssayByteSource *source, const AssayReadOptions *options, AssayReadReport *report, GError **error);
void assay_csv_plan_free (AssayCsvPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayCsvPlan, assay_csv_plan_free)

/* The usual words for "missing" in columns of numbers and dates. */
extern const char *const assay_usual_missing[];
int assay_find_usual_missing (const char *text, gsize len);     /* index; -1: none */

G_END_DECLS
