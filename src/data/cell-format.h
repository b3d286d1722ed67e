/* How one cell of text becomes a number or a date: pure functions, safe on any thread.
 *
 * They tell apart more than yes and no, because the reader must never lose anything in silence: a whole
 * number that meets a fraction widens its column, a number with more digits than can be kept and a code with leading zeros
 * are not numbers, and an impossible date is not just any word. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ASSAY_CELL_OK,
  ASSAY_CELL_WIDER,        /* not of this type but of the wider one: a fraction, a date with a time */
  ASSAY_CELL_TOO_LONG,     /* a number whose digits would not all be kept */
  ASSAY_CELL_CODE,         /* digits with leading zeros: 00123 */
  ASSAY_CELL_IMPOSSIBLE,   /* looks like a date and is none: 2023-02-30 */
  ASSAY_CELL_WORD,         /* nothing of the kind */
} AssayCell;

typedef struct
{
  char decimal;            /* '.' or ',' */
  char group;              /* thousands; 0: none */
} AssayNumberFormat;

/* Whole numbers that fit 64 bits; WIDER when it is a number with a fraction or an exponent. */
AssayCell assay_cell_parse_integer (const char *text, gsize len, AssayNumberFormat format, gint64 *value);
/* Correctly rounded; whole numbers only when the double is exactly them. */
AssayCell assay_cell_parse_double (const char *text, gsize len, AssayNumberFormat format, double *value);

typedef enum
{
  ASSAY_DATE_YMD, ASSAY_DATE_DMY, ASSAY_DATE_MDY,
  ASSAY_DATE_YM,           /* 2026-11, the first of the month */
  ASSAY_DATE_EPOCH,        /* seconds or milliseconds since 1970 in a column of whole numbers */
  ASSAY_DATE_INTEGER,      /* an answer to a question: these whole numbers are no times */
} AssayDateOrder;

typedef struct
{
  AssayDateOrder order;
  char separator;          /* '-', '/' or '.' */
} AssayDateFormat;

/* "DD/MM/YYYY", also followed by " hh:mm:ss" (a time is always accepted); "epoch"; "integer". */
gboolean assay_date_format_from_text (const char *text, AssayDateFormat *format);
const char *assay_date_format_to_text (AssayDateFormat format);

/* WIDER: a good date that has a time part; *days is then the date alone. */
AssayCell assay_cell_parse_date (const char *text, gsize len, AssayDateFormat format, gint32 *days);
/* A date without a time is its midnight. A zone other than UTC is no time that could be kept: WORD. */
AssayCell assay_cell_parse_datetime (const char *text, gsize len, AssayDateFormat format, gint64 *usec);

G_END_DECLS
