/* What the cells of one column look like, under every reading that is possible. */
#pragma once
#include "data/cell-format.h"
#include "data/csv-sample.h"

G_BEGIN_DECLS

enum { ASSAY_READ_POINT, ASSAY_READ_COMMA, ASSAY_N_DECIMALS };
#define ASSAY_N_DATE_CANDIDATES 9

typedef struct
{
  gsize n;                                   /* neither empty nor one of the usual missing codes */
  gsize n_usual;                             /* usual missing codes */
  gsize n_number[ASSAY_N_DECIMALS];          /* numbers, with this decimal mark */
  gsize n_integer[ASSAY_N_DECIMALS];         /* whole ones among them */
  gsize n_decides[ASSAY_N_DECIMALS];         /* numbers that have no other reading or only this one */
  char *decides_example[ASSAY_N_DECIMALS];
  gsize n_open;                              /* numbers with two readings that differ: 1.234 */
  char *open_example;
  gsize n_groups[ASSAY_N_DECIMALS][3];       /* numbers that use , or . / space / ' between groups */
  gsize n_codes, n_too_long;                 /* leading zeros; more digits than can be kept */
  gsize n_no_doubles;                        /* whole numbers that are no doubles */
  gint64 low, high;                          /* of whole numbers */

  gsize n_date[ASSAY_N_DATE_CANDIDATES], n_time[ASSAY_N_DATE_CANDIDATES], n_impossible[ASSAY_N_DATE_CANDIDATES];
  gsize n_both_orders;                       /* dates that are good as day/month and as month/day, and differ */
  char *date_example;
} AssayColumnLook;

void assay_column_look_fill (AssayColumnLook *self, const AssaySample *sample, guint first_row, guint column, guint n_columns,
                             const AssayReadOptions *options);
void assay_column_look_clear (AssayColumnLook *self);

/* Good enough to be a column of this kind that has some bad cells, instead of a column of words. */
gboolean assay_is_mostly (gsize n_good, gsize n);
gboolean assay_column_look_is_number (const AssayColumnLook *self, guint decimal);

typedef enum { ASSAY_DATES_NONE, ASSAY_DATES_FOUND, ASSAY_DATES_OPEN } AssayDatesFound;
/* OPEN: *format is day first, and *other is month first. */
AssayDatesFound assay_column_look_find_dates (const AssayColumnLook *self, AssayDateFormat *format, AssayDateFormat *other,
                                              gboolean *has_time);
gboolean assay_is_missing_cell (const AssayReadOptions *options, const char *text, gsize len);

G_END_DECLS
