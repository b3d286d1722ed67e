#include "analysis/validation/validation-find-rows.h"

#include "analysis/validation/validation-rank-private.h"

#include <string.h>

/* ---- what is asked ---- */

static const AssayValidationFeature *
find_feature (const AssayValidationCase *c, const char *name)
{
  for (guint i = 0; i < c->n_features; i++)
    if (g_strcmp0 (c->features[i].name, name) == 0)
      return &c->features[i];
  return NULL;
}

static const AssayValidationSplit *
find_split (const AssayValidationSplit *splits, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (splits[i].name, name) == 0)
      return &splits[i];
  return NULL;
}

static const AssayValidationSplit *
split_of (const AssayValidationCase *c, const AssayRowTerm *term)
{
  if (strcmp (term->of, "segment") == 0)
    return find_split (c->segments, c->n_segments, term->name);
  if (strcmp (term->of, "group") == 0)
    return find_split (c->groups, c->n_groups, term->name);
  if (strcmp (term->of, "grade") == 0)
    return c->grades;
  return strcmp (term->of, "period") == 0 ? c->periods : NULL;
}

static gboolean
fail (const AssayRowTerm *term, GError **error)
{
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("The rows cannot be found: the data have no “%s”, or nothing that can be “%s”. They are not those of the run."),
               term->name != NULL ? term->name : term->of, term->is);
  return FALSE;
}

/* Marks in keep[n] the rows that meet a condition; what was marked before stays. */
typedef struct { const AssayValidationCase *c; const AssayRowTerm *term; guint8 *keep; gsize n; } Mark;

/* ---- numbers ---- */

/* Checks differ about infinity: to bins of drift it is a missing value, to slices one that is very large. */
static gboolean
mark_numbers (Mark *self, const double *x)
{
  const AssayRowTerm *t = self->term;
  double low = isnan (t->low) ? -INFINITY : t->low, high = isnan (t->high) ? INFINITY : t->high;

#define MARK(condition) \
  { \
    for (gsize i = 0; i < self->n; i++) \
      self->keep[i] |= (condition); \
    return TRUE; \
  }
  if (strcmp (t->is, "missing") == 0)
    MARK (!isfinite (x[i]))
  if (strcmp (t->is, "empty") == 0)
    MARK (isnan (x[i]) != 0)
  if (strcmp (t->is, "number") == 0)
    MARK (x[i] == t->low)
  if (strcmp (t->is, "from-below") == 0)
    MARK (x[i] >= low && (x[i] < high || (isnan (t->high) && x[i] == INFINITY)))
  if (strcmp (t->is, "above-to") == 0)
    MARK (isfinite (x[i]) && x[i] > low && x[i] <= high)
  if (strcmp (t->is, "within") == 0)
    MARK (isfinite (x[i]) && x[i] >= low && x[i] <= high)
  if (strcmp (t->is, "outside") == 0)
    MARK (x[i] < low || x[i] > high)
#undef MARK
  return FALSE;
}

/* ---- words ---- */

static gboolean
mark_words (Mark *self, const AssayColumn *column)
{
  const guint32 *codes = assay_column_get_codes (column);
  guint n_words = assay_column_get_n_words (column), wanted = n_words;

  if (strcmp (self->term->is, "missing") == 0 || strcmp (self->term->is, "empty") == 0)
    {
      for (gsize i = 0; i < self->n; i++)
        self->keep[i] |= codes[i] >= n_words;
      return TRUE;
    }
  if (strcmp (self->term->is, "word") != 0 || self->term->text == NULL)
    return FALSE;
  for (guint w = 0; w < n_words; w++)
    if (strcmp (assay_column_get_word (column, w), self->term->text) == 0)
      wanted = w;
  for (gsize i = 0; i < self->n && wanted < n_words; i++)
    self->keep[i] |= codes[i] == wanted;
  return TRUE;
}

static gboolean
mark_labels (Mark *self, const AssayValidationSplit *split)
{
  guint wanted = 0;

  if (strcmp (self->term->is, "word") != 0 || self->term->text == NULL)
    return FALSE;
  while (wanted < split->n_labels && strcmp (split->labels[wanted], self->term->text) != 0)
    wanted++;
  for (gsize i = 0; i < self->n; i++)
    self->keep[i] |= wanted < split->n_labels && split->codes[i] == wanted;
  return wanted < split->n_labels;
}

static gboolean
mark_column (Mark *self, AssayColumn *column)
{
  g_autofree double *owned = NULL;
  const double *x;

  if (column == NULL)
    return FALSE;
  if (assay_column_get_type (column) == ASSAY_TYPE_CATEGORY)
    return mark_words (self, column);
  x = assay_validation_numbers (column, &owned);
  return x != NULL && mark_numbers (self, x);
}

/* ---- all of them ---- */

static gboolean
mark_complete (Mark *self)
{
  const AssayValidationSample *data = self->c->data;

  for (gsize i = 0; i < data->n_complete; i++)
    self->keep[assay_validation_row (data, i)] = 1;
  return TRUE;
}

static gboolean
mark_event (Mark *self)
{
  const guint8 *event = self->c->data->event;

  for (gsize i = 0; event != NULL && i < self->n; i++)
    self->keep[i] |= event[i] == (self->term->low == 1);
  return event != NULL;
}

/* *error is set when it was cancelled. */
static gboolean
mark_flagged (Mark *self, AssayProgress *progress, GError **error)
{
  const char *check = self->term->name != NULL ? self->term->name : "";

  if (strcmp (check, "dq-duplicates") == 0)
    return assay_validation_flag_repeats (self->c, self->term->text != NULL, self->keep, progress, error);
  if (strcmp (check, "dq-conflicting-labels") == 0)
    return self->c->data->event != NULL && assay_validation_flag_conflicts (self->c, self->keep, progress, error);
  if (strcmp (check, "dq-outlier-multivariate") == 0)
    return assay_validation_flag_outlying (self->c, self->keep, progress, error);
  if (strcmp (check, "dq-split-overlap") == 0)
    return self->c->train != NULL && assay_validation_flag_overlap (self->c, self->keep, progress, error);
  if (strcmp (check, "rob-extrapolation") == 0)
    return assay_validation_flag_outside (self->c, self->keep, progress, error);
  return FALSE;
}

static gboolean
mark_term (Mark *self, AssayProgress *progress, GError **error)
{
  const AssayRowTerm *term = self->term;
  const AssayValidationFeature *feature = strcmp (term->of, "feature") == 0 ? find_feature (self->c, term->name) : NULL;
  const AssayValidationSplit *split = split_of (self->c, term);

  if (feature != NULL)
    return mark_column (self, feature->data);
  if (split != NULL)
    return mark_labels (self, split);
  if (strcmp (term->of, "column") == 0 && term->name != NULL)
    return mark_column (self, assay_frame_find (self->c->data->frame, term->name));
  if (strcmp (term->of, "score") == 0)
    return self->c->data->score != NULL && mark_numbers (self, self->c->data->score);
  if (strcmp (term->of, "probability") == 0)
    return self->c->data->probability != NULL && mark_numbers (self, self->c->data->probability);
  if (strcmp (term->of, "event") == 0)
    return mark_event (self);
  if (strcmp (term->of, "complete") == 0)
    return mark_complete (self);
  return strcmp (term->of, "check") == 0 && mark_flagged (self, progress, error);
}

/* Words, or numbers, of one thing: a row has one of them. */
static gboolean
goes_on (const AssayRowTerm *a, const AssayRowTerm *b)
{
  return (strcmp (a->is, "word") == 0 || strcmp (a->is, "number") == 0) && strcmp (a->is, b->is) == 0 && strcmp (a->of, b->of) == 0 && g_strcmp0 (a->name, b->name) == 0;
}

static GBytes *
list_rows (const guint8 *flag, gsize n)
{
  gsize n_found = 0, at = 0, *rows;

  for (gsize i = 0; i < n; i++)
    n_found += flag[i];
  rows = g_new (gsize, n_found + 1);
  for (gsize i = 0; i < n; i++)
    if (flag[i])
      rows[at++] = i;
  return g_bytes_new_take (rows, n_found * sizeof *rows);
}

GBytes *
assay_validation_find_rows (const AssayValidationCase *c, const AssayRowFilter *filter, AssayProgress *progress, GError **error)
{
  gsize n = c->data->n;
  guint n_terms = assay_row_filter_get_n_terms (filter);
  g_autofree guint8 *found = g_malloc (n + 1), *keep = g_malloc (n + 1);

  memset (found, 1, n);
  for (guint i = 0; i < n_terms;)
    {
      AssayRowTerm term = assay_row_filter_get_term (filter, i), next = term;
      Mark mark = { c, &next, keep, n };

      memset (keep, 0, n);
      do
        {
          GError *problem = NULL;

          if (!assay_progress_step (progress, (double) i / n_terms, error))
            return NULL;
          if (!mark_term (&mark, progress, &problem))
            {
              if (problem != NULL)
                g_propagate_error (error, problem);
              else
                fail (&next, error);
              return NULL;
            }
          if (++i < n_terms)
            next = assay_row_filter_get_term (filter, i);
        }
      while (i < n_terms && goes_on (&term, &next));
      for (gsize row = 0; row < n; row++)
        found[row] &= keep[row];
    }
  return list_rows (found, n);
}

/* ---- subjects ---- */

static guint
match_split (const char *of, const AssayValidationSplit *split, const char *subject, AssayRowTerm *terms)
{
  gsize length = strlen (split->name);

  if (strncmp (subject, split->name, length) != 0 || strncmp (subject + length, " = ", 3) != 0)
    return 0;
  for (guint i = 0; i < split->n_labels; i++)
    if (strcmp (split->labels[i], subject + length + 3) == 0)
      {
        terms[0] = ASSAY_ROW_WORD (of, split->name, split->labels[i]);
        return 1;
      }
  return 0;
}

guint
assay_validation_terms_of_subject (const AssayValidationCase *c, const char *subject, AssayRowTerm *terms)
{
  for (guint i = 0; i < c->n_segments; i++)
    if (match_split ("segment", &c->segments[i], subject, terms) > 0)
      return 1;
  for (guint i = 0; i < c->n_groups; i++)
    if (match_split ("group", &c->groups[i], subject, terms) > 0)
      return 1;
  return c->grades != NULL ? match_split ("grade", c->grades, subject, terms) : 0;
}
