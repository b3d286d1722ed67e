/* What reading a file found: how it was read and why, what could not be read, what is
 * undecided. Frozen once returned; reference-counted. */
#pragma once
#include <glib.h>
#include "data/column.h"

G_BEGIN_DECLS

typedef enum { ASSAY_BAD_FIELD_COUNT, ASSAY_BAD_NUMBER, ASSAY_BAD_DATE, ASSAY_BAD_NUL, ASSAY_BAD_QUOTE, ASSAY_BAD_ENCODING,
               ASSAY_N_BAD_KINDS } AssayBadKind;
typedef struct
{
  guint64 line;                 /* in the file, from 1 */
  AssayBadKind kind;
  char *column;                 /* NULL: the whole row */
  char *found;                  /* the text, cut at 80 characters */
  char *message;                /* translated sentence: what was found, what would be right */
} AssayBadRow;

typedef struct                  /* how one setting of the reader came about */
{
  const char *name;             /* "encoding" "separator" "quote" "decimal" "thousands" "header" "date-format" "missing" */
  char *value;                  /* as the option would be written: ";" "tab" "UTF-8" */
  gboolean given;               /* by the user; else detected */
  char *column;                 /* dates: the column it is for; NULL: all */
} AssayReadSetting;

typedef struct                  /* a thing that can be read in two ways and was not decided by an option */
{
  const char *setting;          /* as above: the option that would decide it */
  char *column;
  char *example;                /* "03/04/2020" */
  char *question;               /* N_: "Is 03/04/2020 in column “date” the 3rd of April or the 4th of March?" */
  char **values;                /* what can be chosen: "DD/MM/YYYY", "MM/DD/YYYY" */
  char **meanings;              /* what each would make of the example: "3 April 2020", … */
} AssayReadQuestion;

typedef struct _AssayReadReport AssayReadReport;

AssayReadReport *assay_read_report_ref (AssayReadReport *self);
void assay_read_report_unref (AssayReadReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayReadReport, assay_read_report_unref)

const char *assay_read_report_get_sha256 (const AssayReadReport *self);      /* of the file's bytes as stored; NULL for a preview */
guint64 assay_read_report_get_n_bytes (const AssayReadReport *self);
gsize assay_read_report_get_n_rows (const AssayReadReport *self);            /* good rows */
gsize assay_read_report_get_n_bad_rows (const AssayReadReport *self);
gsize assay_read_report_get_n_bad_of_kind (const AssayReadReport *self, AssayBadKind kind);
guint assay_read_report_get_n_kept (const AssayReadReport *self);            /* bad rows kept with their text, at most 10,000 */
const AssayBadRow *assay_read_report_get_bad_row (const AssayReadReport *self, guint index);
guint assay_read_report_get_n_settings (const AssayReadReport *self);
const AssayReadSetting *assay_read_report_get_setting (const AssayReadReport *self, guint index);
const AssayReadSetting *assay_read_report_find_setting (const AssayReadReport *self, const char *name, const char *column);
guint assay_read_report_get_n_questions (const AssayReadReport *self);
const AssayReadQuestion *assay_read_report_get_question (const AssayReadReport *self, guint index);
const char *assay_bad_kind_name (AssayBadKind kind);                         /* "field-count", … */

G_END_DECLS
