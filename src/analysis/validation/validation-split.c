/* Columns that tell rows apart, as codes into labels that data and reference share. */
#include "analysis/validation/validation-case-private.h"

#include "analysis/wording.h"
#include "base/date.h"
#include "math/drift/two-sample.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_NUMBERS 60            /* distinct numbers that are labels of their own; more are cut into bands */
#define N_BANDS 5
#define MOST_PERIODS 60
#define N_GRADES 10

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char *
word_of (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.15g", value == 0 ? 0 : value);
  return g_strdup (text);
}

/* ---- words ---- */

static void
add_words (GHashTable *seen, GPtrArray *words, const AssayColumn *column)
{
  const guint32 *codes;
  g_autofree guint8 *is_used = NULL;
  guint32 n_words;

  if (column == NULL || assay_column_get_type (column) != ASSAY_TYPE_CATEGORY)
    return;
  codes = assay_column_get_codes (column);
  n_words = assay_column_get_n_words (column);
  is_used = g_malloc0 (n_words + 1);
  for (gsize i = 0; i < assay_column_get_n (column); i++)
    if (codes[i] != ASSAY_MISSING_CODE)
      is_used[codes[i]] = 1;
  for (guint32 i = 0; i < n_words; i++)
    if (is_used[i] && g_hash_table_add (seen, (gpointer) assay_column_get_word (column, i)))
      g_ptr_array_add (words, (gpointer) assay_column_get_word (column, i));
}

static guint32 *
code_words (Preparation *self, const AssayColumn *column, GPtrArray *words)
{
  const guint32 *codes = assay_column_get_codes (column);
  guint32 n_words = assay_column_get_n_words (column);
  g_autofree guint32 *map = g_new (guint32, n_words + 1);
  guint32 *out = preparation_new (self, guint32, assay_column_get_n (column));

  for (guint32 i = 0; i < n_words; i++)
    {
      guint at;

      map[i] = ASSAY_MISSING_CODE;
      if (g_ptr_array_find_with_equal_func (words, assay_column_get_word (column, i), g_str_equal, &at))
        map[i] = at;
    }
  for (gsize i = 0; i < assay_column_get_n (column); i++)
    out[i] = codes[i] == ASSAY_MISSING_CODE ? ASSAY_MISSING_CODE : map[codes[i]];
  return out;
}

static void
finish_labels (Preparation *self, AssayValidationSplit *split, GPtrArray *labels)
{
  split->n_labels = labels->len;
  split->labels = preparation_keep (self, g_new0 (char *, labels->len + 1), (GDestroyNotify) g_strfreev);
  for (guint i = 0; i < labels->len; i++)
    split->labels[i] = g_strdup (labels->pdata[i]);
}

/* ---- words that are periods ---- */

/* "2024-01", "2024Q1", "Q1 2024", "Jan 2024", "week 5", "P03": the year, then which part of it, then what else is counted. NaN: absent. */
typedef struct { double part[3]; const char *word; } PeriodWord;

/* 1 to 12; 0: none. */
static guint
month_of (const char *word, gsize length)
{
  static const char *const months[] = { "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december" };

  for (guint i = 0; i < G_N_ELEMENTS (months); i++)
    if (length >= 3 && length <= strlen (months[i]) && g_ascii_strncasecmp (word, months[i], length) == 0)
      return i + 1;
  return length == 4 && g_ascii_strncasecmp (word, "sept", 4) == 0 ? 9 : 0;
}

static gboolean
is_listed (const char *const *list, const char *word, gsize length)
{
  for (; *list != NULL; list++)
    if (strlen (*list) == length && g_ascii_strncasecmp (*list, word, length) == 0)
      return TRUE;
  return FALSE;
}

/* FALSE: it holds something else than numbers, months and the names of periods. */
static gboolean
read_period (const char *text, PeriodWord *period)
{
  static const char *const parts[] = { "q", "h", "w", "m", "quarter", "half", "week", "month", "kw", "cw", NULL };
  static const char *const wholes[] = { "fy", "cy", "y", "year", "p", "t", "d", "day", "period", "vintage", "cohort", "wave", "snapshot", NULL };
  gboolean is_part = FALSE;
  double *part = period->part;

  *period = (PeriodWord) { { NAN, NAN, NAN }, text };
  for (const char *at = text; *at != '\0';)
    {
      const char *end = at;

      if (g_ascii_isdigit (*at))
        {
          double number;
          guint slot;

          while (g_ascii_isdigit (*end))
            end++;
          number = g_ascii_strtod (at, NULL);
          slot = is_part ? 1 : end - at >= 4 && isnan (part[0]) ? 0 : isnan (part[2]) ? 2 : 1;
          if (end - at > 8 || !isnan (part[slot]))
            return FALSE;
          part[slot] = number;
          is_part = FALSE;
        }
      else if (g_ascii_isalpha (*at))
        {
          guint month;

          while (g_ascii_isalpha (*end))
            end++;
          month = month_of (at, end - at);
          is_part = is_listed (parts, at, end - at);
          if ((month == 0 && !is_part && !is_listed (wholes, at, end - at)) || (month > 0 && !isnan (part[1])))
            return FALSE;
          if (month > 0)
            part[1] = month;
        }
      else if (strchr ("-/. _:'", *at) == NULL)
        return FALSE;
      else
        end++;
      at = end;
    }
  /* "Jan 24", "Q1 24" */
  if (isnan (part[0]) && !isnan (part[1]) && !isnan (part[2]))
    {
      part[0] = part[2];
      part[2] = NAN;
    }
  return !isnan (part[0]) || !isnan (part[1]) || !isnan (part[2]);
}

static int
compare_periods (gconstpointer a, gconstpointer b)
{
  const PeriodWord *x = a, *y = b;

  for (guint i = 0; i < G_N_ELEMENTS (x->part); i++)
    if (x->part[i] != y->part[i] && !isnan (x->part[i]))
      return x->part[i] < y->part[i] ? -1 : 1;
  return strcmp (x->word, y->word);
}

/* Puts the words in the order of time. */
static gboolean
sort_periods (GPtrArray *words, const char *name, GError **error)
{
  g_autofree PeriodWord *periods = g_new (PeriodWord, words->len + 1);

  for (guint i = 0; i < words->len; i++)
    {
      gboolean is_period = read_period (words->pdata[i], &periods[i]);

      for (guint k = 0; k < G_N_ELEMENTS (periods[i].part); k++)
        is_period = is_period && isnan (periods[i].part[k]) == isnan (periods[0].part[k]);
      if (is_period)
        continue;
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE,
                   _("The time “%s” holds words such as “%s”, which have no order in time. Name a column of dates, numbers, or periods of one kind such as 2024-01, 2024Q1 or Jan 2024."),
                   name, (const char *) words->pdata[i]);
      return FALSE;
    }
  qsort (periods, words->len, sizeof *periods, compare_periods);
  for (guint i = 0; i < words->len; i++)
    words->pdata[i] = (gpointer) periods[i].word;
  return TRUE;
}

static gboolean
split_words (Preparation *self, const AssayColumn *data, const AssayColumn *reference, gboolean is_period, AssayValidationSplit *split, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) words = g_ptr_array_new ();

  add_words (seen, words, data);
  if (!is_period)
    add_words (seen, words, reference);
  if (words->len > 1000)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("Column “%s” tells %u kinds of rows apart; at most 1000 are compared. Group them first."),
                   split->name, words->len);
      return FALSE;
    }
  g_ptr_array_sort (words, compare_words);
  if (is_period && !sort_periods (words, split->name, error))
    return FALSE;
  finish_labels (self, split, words);
  split->codes = code_words (self, data, words);
  if (reference != NULL && assay_column_get_type (reference) == ASSAY_TYPE_CATEGORY)
    split->reference_codes = code_words (self, reference, words);
  return TRUE;
}

/* ---- numbers ---- */

/* Distinct numbers by size; FALSE: more than most. */
static gboolean
add_numbers (GArray *distinct, const double *values, gsize n, guint most)
{
  double last = NAN;

  for (gsize i = 0; i < n; i++)
    {
      guint low = 0, high = distinct->len;

      if (isnan (values[i]) || values[i] == last)
        continue;
      last = values[i];
      while (low < high)
        {
          guint middle = (low + high) / 2;

          if (g_array_index (distinct, double, middle) < last)
            low = middle + 1;
          else
            high = middle;
        }
      if (low < distinct->len && g_array_index (distinct, double, low) == last)
        continue;
      if (distinct->len == most)
        return FALSE;
      g_array_insert_val (distinct, low, last);
    }
  return TRUE;
}

static guint32 *
code_numbers (Preparation *self, const double *values, gsize n, const double *cuts, guint n_cuts, gboolean is_exact)
{
  guint32 *out = preparation_new (self, guint32, n);

  for (gsize i = 0; i < n; i++)
    {
      guint bin;

      out[i] = ASSAY_MISSING_CODE;
      if (isnan (values[i]))
        continue;
      bin = assay_validation_bin (cuts, n_cuts, values[i]);
      if (!is_exact)
        out[i] = bin;
      else if (bin > 0 && cuts[bin - 1] == values[i])
        out[i] = bin - 1;
    }
  return out;
}

static GArray *
cut_bands (const double *values, gsize n, guint n_bands)
{
  GArray *cuts = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree double *sorted = g_new (double, n + 1), *work = g_new (double, n + 1);
  gsize m = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (values[i]))
      sorted[m++] = values[i];
  am_radix_sort (sorted, m, work);
  for (guint k = 1; k < n_bands && m > 0; k++)
    {
      double cut = sorted[MIN (m * k / n_bands, m - 1)];

      if (cut > sorted[0] && (cuts->len == 0 || cut > g_array_index (cuts, double, cuts->len - 1)))
        g_array_append_val (cuts, cut);
    }
  return cuts;
}

static void
split_numbers (Preparation *self, AssayColumn *data, AssayColumn *reference, gboolean is_period, AssayValidationSplit *split)
{
  g_autofree double *owned = NULL, *owned_reference = NULL;
  const double *values = assay_validation_numbers (data, &owned), *others = assay_validation_numbers (reference, &owned_reference);
  gsize n = assay_column_get_n (data), m = reference != NULL ? assay_column_get_n (reference) : 0;
  g_autoptr(GArray) cuts = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  gboolean is_exact = add_numbers (cuts, values, n, MOST_NUMBERS) && (others == NULL || is_period || add_numbers (cuts, others, m, MOST_NUMBERS));
  const double *cut;

  if (!is_exact)
    {
      g_array_unref (cuts);
      cuts = others != NULL && !is_period ? cut_bands (others, m, N_BANDS) : cut_bands (values, n, N_BANDS);
    }
  cut = (const double *) cuts->data;
  for (guint i = 0; is_exact && i < cuts->len; i++)
    g_ptr_array_add (labels, word_of (cut[i]));
  for (guint i = 0; !is_exact && i <= cuts->len; i++)
    {
      g_autofree char *from = i > 0 ? word_of (cut[i - 1]) : NULL, *to = i < cuts->len ? word_of (cut[i]) : NULL;

      g_ptr_array_add (labels, from == NULL && to == NULL ? g_strdup ("all")
                       : from == NULL ? g_strdup_printf ("below %s", to)
                       : to == NULL ? g_strdup_printf ("%s or more", from) : g_strdup_printf ("%s to below %s", from, to));
    }
  finish_labels (self, split, labels);
  split->codes = code_numbers (self, values, n, cut, cuts->len, is_exact);
  if (others != NULL)
    split->reference_codes = code_numbers (self, others, m, cut, cuts->len, is_exact);
}

/* ---- times ---- */

/* Periods since 1970 by unit: months, quarters, years. */
static gint64
period_of (const AssayColumn *column, gsize row, int unit)
{
  gint64 day = assay_column_get_type (column) == ASSAY_TYPE_DATE ? assay_column_get_dates (column)[row]
               : (assay_column_get_datetimes (column)[row] >= 0 ? assay_column_get_datetimes (column)[row] / 86400000000
                  : -((-assay_column_get_datetimes (column)[row] + 86399999999) / 86400000000));
  char text[32];
  gint64 month;

  assay_date_format (day, text);
  month = (g_ascii_strtoll (text, NULL, 10) - 1970) * 12 + g_ascii_strtoll (text + 5, NULL, 10) - 1;
  return unit == 0 ? month : (month >= 0 ? month / (unit == 1 ? 3 : 12) : -((-month + (unit == 1 ? 2 : 11)) / (unit == 1 ? 3 : 12)));
}

static char *
name_period (gint64 period, int unit)
{
  gint64 per_year = unit == 0 ? 12 : unit == 1 ? 4 : 1;
  gint64 year = period >= 0 ? period / per_year : -((-period + per_year - 1) / per_year), part = period - year * per_year;

  return unit == 0 ? g_strdup_printf ("%04d-%02d", (int) (1970 + year), (int) part + 1)
         : unit == 1 ? g_strdup_printf ("%04d Q%d", (int) (1970 + year), (int) part + 1) : g_strdup_printf ("%04d", (int) (1970 + year));
}

static double *
periods_of (const AssayColumn *column, int unit)
{
  gsize n = assay_column_get_n (column);
  double *out = g_new (double, n + 1);
  gint64 last = G_MININT64, of_last = 0;

  for (gsize i = 0; i < n; i++)
    {
      gint64 time = assay_column_is_missing (column, i) ? G_MININT64
                    : assay_column_get_type (column) == ASSAY_TYPE_DATE ? assay_column_get_dates (column)[i] : assay_column_get_datetimes (column)[i];

      if (time == G_MININT64)
        out[i] = NAN;
      else
        {
          if (time != last)
            of_last = period_of (column, i, unit);
          last = time;
          out[i] = of_last;
        }
    }
  return out;
}

static gboolean
is_time (const AssayColumn *column)
{
  AssayType type = assay_column_get_type (column);

  return type == ASSAY_TYPE_DATE || type == ASSAY_TYPE_DATETIME;
}

static void
split_periods (Preparation *self, const AssayColumn *data, const AssayColumn *reference, AssayValidationSplit *split)
{
  g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) cuts = NULL;
  g_autofree double *values = NULL, *others = NULL;
  int unit = 0;

  for (;; unit++)
    {
      g_clear_pointer (&values, g_free);
      g_clear_pointer (&cuts, g_array_unref);
      values = periods_of (data, unit);
      cuts = g_array_new (FALSE, FALSE, sizeof (double));
      if (add_numbers (cuts, values, assay_column_get_n (data), unit < 2 ? MOST_PERIODS : 1000) || unit == 2)
        break;
    }
  for (guint i = 0; i < cuts->len; i++)
    g_ptr_array_add (labels, name_period (g_array_index (cuts, double, i), unit));
  finish_labels (self, split, labels);
  split->codes = code_numbers (self, values, assay_column_get_n (data), (const double *) cuts->data, cuts->len, TRUE);
  if (reference == NULL || !is_time (reference))
    return;
  others = periods_of (reference, unit);
  split->reference_codes = code_numbers (self, others, assay_column_get_n (reference), (const double *) cuts->data, cuts->len, TRUE);
}

/* Whole numbers such as 2024, 202409 or 20240930, all of one kind. */
static gboolean
are_periods (const AssayColumn *column)
{
  const gint64 *values = assay_column_get_int64s (column);
  int length = 0;

  for (gsize i = 0; i < assay_column_get_n (column); i++)
    {
      gint64 value = values[i];
      int digits = value >= 10000000 ? 8 : value >= 100000 ? 6 : 4;
      gint64 year = digits == 8 ? value / 10000 : digits == 6 ? value / 100 : value;
      gint64 month = digits == 8 ? value / 100 % 100 : digits == 6 ? value % 100 : 1, day = digits == 8 ? value % 100 : 1;

      if (assay_column_is_missing (column, i))
        continue;
      if ((length != 0 && digits != length) || year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31)
        return FALSE;
      length = digits;
    }
  return length > 0;
}

static gboolean
is_called_time (const AssayColumn *column)
{
  static const char *const words[] = { "vintage", "cohort", "period", "month", "quarter", "snapshot", "date", "yyyymm", "as_of", "asof" };
  g_autofree char *name = g_ascii_strdown (assay_column_get_name (column), -1);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (name, words[i]) != NULL)
      return TRUE;
  return strcmp (name, "year") == 0;
}

gboolean
preparation_is_time (const AssayColumn *column)
{
  return is_time (column) || (assay_column_get_type (column) == ASSAY_TYPE_INT64 && is_called_time (column) && are_periods (column));
}

gboolean
preparation_split (Preparation *self, const char *name, gboolean is_period, AssayValidationSplit *split, GError **error)
{
  AssayColumn *data = assay_frame_require (self->input->frame, name, error), *reference;
  AssayType type;

  if (data == NULL)
    return FALSE;
  type = assay_column_get_type (data);
  reference = self->input->reference != NULL ? assay_frame_find (self->input->reference, name) : NULL;
  split->name = assay_column_get_name (data);
  if (type == ASSAY_TYPE_CATEGORY)
    return split_words (self, data, reference, is_period, split, error);
  if (is_time (data))
    split_periods (self, data, reference, split);
  else if (type != ASSAY_TYPE_TEXT)
    split_numbers (self, data, reference != NULL && (assay_column_get_type (reference) == ASSAY_TYPE_DOUBLE || assay_column_get_type (reference) == ASSAY_TYPE_INT64)
                   ? reference : NULL, is_period, split);
  else
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("Column “%s” holds free text, so it tells no kinds of rows apart. Name a column of categories, numbers or dates."), name);
      return FALSE;
    }
  return TRUE;
}

/* ---- grades ---- */

/* Deciles of the risk, of the development sample where there is one: 1 is the least risky. */
void
preparation_make_grades (Preparation *self, AssayValidationSplit *split)
{
  const AssayValidationSample *data = self->c->data, *reference = self->c->reference;
  const AssayValidationSample *from = reference != NULL && reference->risk != NULL ? reference : data;
  g_autoptr(GArray) cuts = cut_bands (from->risk, from->n, N_GRADES);
  g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i <= cuts->len; i++)
    g_ptr_array_add (labels, g_strdup_printf ("%u", i + 1));
  split->name = "score decile";
  finish_labels (self, split, labels);
  split->codes = code_numbers (self, data->risk, data->n, (const double *) cuts->data, cuts->len, FALSE);
  if (reference != NULL && reference->risk != NULL)
    split->reference_codes = code_numbers (self, reference->risk, reference->n, (const double *) cuts->data, cuts->len, FALSE);
  self->c->grades_are_made = TRUE;
}
