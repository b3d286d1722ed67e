/* Which rows a finding is about, as conditions that the data can be asked again: a result holds no rows of its own.
 *
 * They stand in a table of the result, "row-filters", one line a condition, so that whoever reads results has them:
 *   at       what they belong to: "check:dq-missing", "table:weak-slices", "figure:calibration"
 *   subject  of the check, or the series of the figure; place: row of the table, or point of the figure
 *   rows     how many there were when the run was made
 *   of       what is asked: feature, column, segment, group (each with a name), grade, period, score, probability, event, complete; or check
 *   is       how: missing (no finite number, no word), empty (no value), word, number, from-below, above-to, within, outside, present, flagged
 *   text, low, high  what with. No limit is an empty cell; numbers are exact.
 * A row must meet all conditions; of those in a row that name words or numbers of one thing, one. */
#pragma once
#include "result/result.h"

G_BEGIN_DECLS

typedef struct
{
  const char *of, *name, *is, *text;
  double low, high;                /* NaN: no limit */
} AssayRowTerm;

/* What is asked of one thing. Texts are lent. */
#define ASSAY_ROW_IS(of, name, is) ((AssayRowTerm) { (of), (name), (is), NULL, NAN, NAN })
#define ASSAY_ROW_WORD(of, name, text) ((AssayRowTerm) { (of), (name), "word", (text), NAN, NAN })
#define ASSAY_ROW_RANGE(of, name, is, low, high) ((AssayRowTerm) { (of), (name), (is), NULL, (low), (high) })
#define ASSAY_ROW_COMPLETE ASSAY_ROW_IS ("complete", NULL, "present")      /* with score, outcome and weight */

AssayTable *assay_row_filters_new (void);
/* subject may be NULL; place -1: none; n_rows NaN: not counted. */
void assay_row_filters_add (AssayTable *self, const char *at, const char *subject, gint64 place, double n_rows, const AssayRowTerm *terms, guint n_terms);
/* Takes over the lines of another such table, with or without how many rows there were. */
void assay_row_filters_append (AssayTable *self, const AssayTable *other, gboolean with_counts);

/* One of them. Frozen and reference-counted. */
typedef struct _AssayRowFilter AssayRowFilter;
AssayRowFilter *assay_row_filter_new (const AssayRowTerm *terms, guint n_terms, double n_rows);
/* NULL: the result has none there. subject NULL, place -1: whatever they are. */
AssayRowFilter *assay_row_filter_find (const AssayResult *result, const char *at, const char *subject, gint64 place);
AssayRowFilter *assay_row_filter_ref (AssayRowFilter *self);
void assay_row_filter_unref (AssayRowFilter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayRowFilter, assay_row_filter_unref)
guint assay_row_filter_get_n_terms (const AssayRowFilter *self);
AssayRowTerm assay_row_filter_get_term (const AssayRowFilter *self, guint index);      /* texts are lent; of and is are never NULL */
double assay_row_filter_get_n_rows (const AssayRowFilter *self);                       /* when the run was made; NaN: not counted */

G_END_DECLS
