/* Conditions are compiled once against the frame's columns, then tested for every row in chunks. */
#include "data/filter.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "base/parallel.h"

#define ROWS_A_CHUNK 65536

typedef enum { EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, PRESENT, MISSING } Operator;

typedef struct
{
  const AssayColumn *column;
  Operator op;
  double number;                /* DOUBLE */
  gint64 integer;               /* INT64, DATE, DATETIME */
  gboolean by_double;           /* INT64 against a fraction */
  char *text;                   /* TEXT and the order of words */
  gint8 *by_code;               /* CATEGORY: does the word fit? */
} Condition;

static void
condition_clear (gpointer data)
{
  Condition *condition = data;

  g_free (condition->text);
  g_free (condition->by_code);
}

static gboolean
holds (Operator op, int order)
{
  switch (op)
    {
    case EQUAL: return order == 0;
    case NOT_EQUAL: return order != 0;
    case LESS: return order < 0;
    case LESS_EQUAL: return order <= 0;
    case GREATER: return order > 0;
    case GREATER_EQUAL: return order >= 0;
    case PRESENT:
    case MISSING: break;
    }
  g_assert_not_reached ();
}

#define COMPARE(a, b) ((a) < (b) ? -1 : (a) > (b))

static int
compare_text (const char *a, gsize a_len, const char *b)
{
  gsize b_len = strlen (b);
  int order = memcmp (a, b, MIN (a_len, b_len));

  return order != 0 ? order : COMPARE (a_len, b_len);
}

static gboolean
test_row (const Condition *condition, gsize row)
{
  const AssayColumn *column = condition->column;
  const char *text;
  gsize len;

  if (condition->op == MISSING || condition->op == PRESENT)
    return assay_column_is_missing (column, row) == (condition->op == MISSING);
  if (assay_column_is_missing (column, row))
    return FALSE;
  switch (assay_column_get_type (column))
    {
    case ASSAY_TYPE_DOUBLE:
      return holds (condition->op, COMPARE (assay_column_get_doubles (column)[row], condition->number));
    case ASSAY_TYPE_INT64:
      if (condition->by_double)
        return holds (condition->op, COMPARE ((double) assay_column_get_int64s (column)[row], condition->number));
      return holds (condition->op, COMPARE (assay_column_get_int64s (column)[row], condition->integer));
    case ASSAY_TYPE_DATE:
      return holds (condition->op, COMPARE (assay_column_get_dates (column)[row] * ASSAY_USEC_PER_DAY, condition->integer));
    case ASSAY_TYPE_DATETIME:
      return holds (condition->op, COMPARE (assay_column_get_datetimes (column)[row], condition->integer));
    case ASSAY_TYPE_CATEGORY:
      return condition->by_code[assay_column_get_codes (column)[row]];
    case ASSAY_TYPE_TEXT:
      text = assay_column_get_text (column, row, &len);
      return holds (condition->op, compare_text (text, len, condition->text));
    }
  g_assert_not_reached ();
}

static gboolean
parse_time (const char *text, gint64 *usec)
{
  gint32 days;

  if (assay_date_parse (text, strlen (text), &days))
    *usec = days * ASSAY_USEC_PER_DAY;
  else
    return assay_datetime_parse (text, strlen (text), usec);
  return TRUE;
}

static gboolean
set_value (Condition *condition, const char *where, const char *value, GError **error)
{
  AssayType type = assay_column_get_type (condition->column);
  const char *kind = NULL;
  gsize len = strlen (value);

  if (type == ASSAY_TYPE_DOUBLE || type == ASSAY_TYPE_INT64)
    {
      if (type == ASSAY_TYPE_INT64)
        condition->by_double = !assay_integer_parse (value, len, 0, &condition->integer);
      if (!assay_number_parse (value, len, '.', 0, &condition->number))
        kind = _("a number");
    }
  else if (type == ASSAY_TYPE_DATE || type == ASSAY_TYPE_DATETIME)
    {
      if (!parse_time (value, &condition->integer))
        kind = _("a date like 2026-11-21");
    }
  else
    condition->text = g_strdup (value);
  if (kind != NULL)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT, _("The condition “%s” compares column “%s” with “%s”, which is not %s."), where,
                   assay_column_get_name (condition->column), value, kind);
      return FALSE;
    }
  if (type == ASSAY_TYPE_CATEGORY)
    {
      guint32 n_words = assay_column_get_n_words (condition->column);

      condition->by_code = g_new (gint8, n_words + 1);
      for (guint32 i = 0; i < n_words; i++)
        {
          const char *word = assay_column_get_word (condition->column, i);
          condition->by_code[i] = (gint8) holds (condition->op, compare_text (word, strlen (word), value));
        }
    }
  return TRUE;
}

/* The first operator in the text; a column name may not hold one. */
static gboolean
parse_condition (const AssayFrame *frame, const char *where, Condition *condition, GError **error)
{
  gsize name_len = strcspn (where, "=<>!");
  const char *op = where + name_len, *value;
  g_autofree char *name = g_strndup (where, name_len);

  memset (condition, 0, sizeof *condition);
  if (*op == '\0' || name_len == 0 || (*op == '!' && op[1] != '='))
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT,
                   _("The condition “%s” is not understood. Write a column, one of = != < <= > >=, and a value: region=North"), where);
      return FALSE;
    }
  condition->column = assay_frame_find (frame, name);
  if (condition->column == NULL)
    condition->column = assay_frame_require (frame, g_strstrip (name), error);
  if (condition->column == NULL)
    return FALSE;

  value = op + (op[1] == '=' ? 2 : 1);
  condition->op = *op == '=' ? EQUAL : *op == '!' ? NOT_EQUAL : *op == '<' ? (op[1] == '=' ? LESS_EQUAL : LESS)
                                                                          : (op[1] == '=' ? GREATER_EQUAL : GREATER);
  if (*value == '\0' && (condition->op == EQUAL || condition->op == NOT_EQUAL))
    {
      condition->op = condition->op == EQUAL ? MISSING : PRESENT;
      return TRUE;
    }
  return set_value (condition, where, value, error);
}

/* One end of the period. A date as the end stands for its last microsecond. */
static gboolean
add_period (const AssayFrame *frame, const char *time, const char *text, gboolean is_end, GArray *conditions, GError **error)
{
  Condition condition = { .op = is_end ? LESS_EQUAL : GREATER_EQUAL };
  AssayType type;
  gint32 days;

  condition.column = assay_frame_require (frame, time, error);
  if (condition.column == NULL)
    return FALSE;
  type = assay_column_get_type (condition.column);
  if (type == ASSAY_TYPE_DATE || type == ASSAY_TYPE_DATETIME)
    {
      if (!parse_time (text, &condition.integer))
        {
          g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT, _("“%s” is not a date for --%s. Write it like 2026-11-21."), text,
                       is_end ? "end" : "start");
          return FALSE;
        }
      if (is_end && assay_date_parse (text, strlen (text), &days))
        condition.integer += ASSAY_USEC_PER_DAY - 1;
    }
  else if (type != ASSAY_TYPE_INT64 || !assay_integer_parse (text, strlen (text), 0, &condition.integer))
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT,
                   type == ASSAY_TYPE_INT64 ? _("The times in column “%s” are whole numbers, and “%s” is none.")
                                            : _("Column “%s” holds no dates, so that “%s” cannot limit it."),
                   time, text);
      return FALSE;
    }
  g_array_append_val (conditions, condition);
  return TRUE;
}

typedef struct
{
  const GArray *conditions;
  gsize n_rows;
  guint8 *keep;
  gsize *n_kept;                /* of each chunk */
} Job;

static gboolean
test_chunk (gsize item, guint worker, gpointer user_data, GError **error)
{
  Job *job = user_data;
  gsize last = MIN ((item + 1) * ROWS_A_CHUNK, job->n_rows), n = 0;

  for (gsize row = item * ROWS_A_CHUNK; row < last; row++)
    {
      gboolean keep = TRUE;

      for (guint i = 0; i < job->conditions->len && keep; i++)
        keep = test_row (&g_array_index (job->conditions, Condition, i), row);
      job->keep[row] = (guint8) keep;
      n += keep;
    }
  job->n_kept[item] = n;
  return TRUE;
}

static AssayFrame *
keep_rows (AssayFrame *frame, const GArray *conditions, guint n_threads, gsize **row_numbers)
{
  gsize n_rows = assay_frame_get_n_rows (frame), n_chunks = (n_rows + ROWS_A_CHUNK - 1) / ROWS_A_CHUNK, n = 0;
  g_autofree guint8 *keep = g_malloc (n_rows + 1);
  g_autofree gsize *n_kept = g_new0 (gsize, n_chunks + 1);
  g_autofree gsize *rows = NULL;
  Job job = { conditions, n_rows, keep, n_kept };
  AssayFrame *kept;

  assay_parallel_for (n_threads, n_chunks, test_chunk, &job, NULL, NULL);
  for (gsize i = 0; i < n_chunks; i++)
    n += n_kept[i];
  if (n == n_rows)
    return assay_frame_ref (frame);
  rows = g_new (gsize, n + 1);
  n = 0;
  for (gsize row = 0; row < n_rows; row++)
    if (keep[row])
      rows[n++] = row;
  kept = assay_frame_take_rows (frame, rows, n, n_threads);
  if (row_numbers != NULL)
    *row_numbers = g_steal_pointer (&rows);
  return kept;
}

AssayFrame *
assay_filter_frame (AssayFrame *frame, const char *const *where, const char *time, const char *start, const char *end, guint n_threads,
                    GError **error)
{
  return assay_filter_frame_rows (frame, where, time, start, end, n_threads, NULL, error);
}

AssayFrame *
assay_filter_frame_rows (AssayFrame *frame, const char *const *where, const char *time, const char *start, const char *end, guint n_threads,
                         gsize **rows, GError **error)
{
  g_autoptr(GArray) conditions = g_array_new (FALSE, FALSE, sizeof (Condition));

  g_array_set_clear_func (conditions, condition_clear);
  for (; where != NULL && *where != NULL; where++)
    {
      Condition condition;
      gboolean done = parse_condition (frame, *where, &condition, error);

      g_array_append_val (conditions, condition);
      if (!done)
        return NULL;
    }
  if ((start != NULL || end != NULL) && time == NULL)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("A period was given, but no column is the time. Name it with --time."));
      return NULL;
    }
  if (start != NULL && !add_period (frame, time, start, FALSE, conditions, error))
    return NULL;
  if (end != NULL && !add_period (frame, time, end, TRUE, conditions, error))
    return NULL;
  if (conditions->len == 0)
    return assay_frame_ref (frame);
  return keep_rows (frame, conditions, n_threads, rows);
}
