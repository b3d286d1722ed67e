/* Looks at the cells of a column and counts what they could be.
 *
 * A number with marks is read both ways, with a decimal point and with a decimal comma. If only one way works, or both
 * give the same, the number is evidence or harmless; if both work and differ (1.234), it is open. */
#include "data/csv-detect.h"

#include <string.h>

const char *const assay_usual_missing[] = { "NA", "N/A", "NaN", "nan", "null", "NULL", "None", ".", "-", "?", NULL };

int
assay_find_usual_missing (const char *text, gsize len)
{
  if (len == 0 || len > 4)
    return -1;
  for (int i = 0; assay_usual_missing[i] != NULL; i++)
    if (strlen (assay_usual_missing[i]) == len && memcmp (assay_usual_missing[i], text, len) == 0)
      return i;
  return -1;
}

gboolean
assay_is_missing_cell (const AssayReadOptions *options, const char *text, gsize len)
{
  if (len == 0)
    return TRUE;
  for (char **code = options->missing; code != NULL && *code != NULL; code++)
    if (strlen (*code) == len && memcmp (*code, text, len) == 0)
      return TRUE;
  return FALSE;
}

static const AssayDateFormat candidates[ASSAY_N_DATE_CANDIDATES] = {
  { ASSAY_DATE_YMD, '-' }, { ASSAY_DATE_YMD, '/' }, { ASSAY_DATE_YMD, '.' },
  { ASSAY_DATE_DMY, '.' }, { ASSAY_DATE_MDY, '.' },
  { ASSAY_DATE_DMY, '/' }, { ASSAY_DATE_MDY, '/' },
  { ASSAY_DATE_DMY, '-' }, { ASSAY_DATE_MDY, '-' },
};

/* The same with year and month only is looked for apart: it takes no day and no time. */
static void
look_at_date (AssayColumnLook *self, const char *text, gsize len)
{
  gint64 usec[ASSAY_N_DATE_CANDIDATES];
  gboolean good[ASSAY_N_DATE_CANDIDATES] = { FALSE };

  if (len < 8 || len > 40 || !g_ascii_isdigit (text[0]))
    return;
  for (guint i = 0; i < ASSAY_N_DATE_CANDIDATES; i++)
    {
      char separator = candidates[i].separator;
      AssayCell cell;
      gint32 days;

      if (candidates[i].order == ASSAY_DATE_YMD ? text[4] != separator : text[1] != separator && text[2] != separator)
        continue;
      cell = assay_cell_parse_date (text, len, candidates[i], &days);
      good[i] = cell == ASSAY_CELL_OK || cell == ASSAY_CELL_WIDER;
      self->n_date[i] += good[i];
      self->n_time[i] += cell == ASSAY_CELL_WIDER;
      self->n_impossible[i] += cell == ASSAY_CELL_IMPOSSIBLE;
      if (good[i])
        assay_cell_parse_datetime (text, len, candidates[i], &usec[i]);
    }
  for (guint i = 3; i < ASSAY_N_DATE_CANDIDATES; i += 2)
    if (good[i] && good[i + 1] && usec[i] != usec[i + 1])
      {
        if (self->n_both_orders++ == 0)
          self->date_example = g_strndup (text, len);
      }
}

typedef struct
{
  AssayCell cell;
  double value;
  int group;                   /* which of the three; -1: none */
} Reading;

static Reading
read_number (const char *text, gsize len, char decimal, const AssayReadOptions *options)
{
  const char groups[3] = { decimal == '.' ? ',' : '.', ' ', '\'' };
  Reading reading = { ASSAY_CELL_WORD, 0, -1 };

  reading.cell = assay_cell_parse_double (text, len, (AssayNumberFormat) { decimal, 0 }, &reading.value);
  if (reading.cell != ASSAY_CELL_WORD || options->group == -1)
    return reading;
  for (int i = 0; i < 3; i++)
    {
      if ((options->group != 0 && options->group != groups[i]) || memchr (text, groups[i], len) == NULL)
        continue;
      reading.cell = assay_cell_parse_double (text, len, (AssayNumberFormat) { decimal, groups[i] }, &reading.value);
      if (reading.cell == ASSAY_CELL_WORD)
        continue;
      reading.group = i;
      return reading;
    }
  return reading;
}

static gboolean
is_number (Reading reading)
{
  return reading.cell == ASSAY_CELL_OK;
}

static void
look_at_number (AssayColumnLook *self, const char *text, gsize len, const AssayReadOptions *options)
{
  static const char marks[ASSAY_N_DECIMALS] = { '.', ',' };
  Reading reading[ASSAY_N_DECIMALS];
  gint64 whole;

  if (!g_ascii_isdigit (text[0]) && strchr ("+-.,", text[0]) == NULL)
    return;
  for (guint d = 0; d < ASSAY_N_DECIMALS; d++)
    {
      char group;

      reading[d] = read_number (text, len, marks[d], options);
      if (!is_number (reading[d]))
        continue;
      self->n_number[d]++;
      if (reading[d].group >= 0)
        self->n_groups[d][reading[d].group]++;
      group = reading[d].group < 0 ? 0 : reading[d].group == 0 ? marks[1 - d] : reading[d].group == 1 ? ' ' : '\'';
      if (assay_cell_parse_integer (text, len, (AssayNumberFormat) { marks[d], group }, &whole) == ASSAY_CELL_OK)
        {
          if (self->n_integer[d]++ == 0 && self->n_integer[1 - d] == 0)
            self->low = self->high = whole;
          self->low = MIN (self->low, whole);
          self->high = MAX (self->high, whole);
        }
    }

  if (is_number (reading[0]) && is_number (reading[1]))
    {
      if (reading[0].value == reading[1].value)
        return;
      if (self->n_open++ == 0)
        self->open_example = g_strndup (text, len);
    }
  else if (is_number (reading[0]) || is_number (reading[1]))
    {
      guint d = is_number (reading[0]) ? ASSAY_READ_POINT : ASSAY_READ_COMMA;

      if (self->n_decides[d]++ == 0)
        self->decides_example[d] = g_strndup (text, len);
    }
  self->n_codes += reading[0].cell == ASSAY_CELL_CODE || reading[1].cell == ASSAY_CELL_CODE;
  self->n_too_long += reading[0].cell == ASSAY_CELL_TOO_LONG
                      && assay_cell_parse_integer (text, len, (AssayNumberFormat) { '.', 0 }, &whole) != ASSAY_CELL_OK;
  /* Whole numbers beyond 2^53 are no exact doubles but good 64-bit numbers. */
  if (reading[0].cell == ASSAY_CELL_TOO_LONG
      && assay_cell_parse_integer (text, len, (AssayNumberFormat) { '.', 0 }, &whole) == ASSAY_CELL_OK)
    {
      self->n_no_doubles++;
      for (guint d = 0; d < ASSAY_N_DECIMALS; d++)
        {
          self->n_number[d]++;
          self->n_integer[d]++;
        }
    }
}

void
assay_column_look_fill (AssayColumnLook *self, const AssaySample *sample, guint first_row, guint column, guint n_columns,
                        const AssayReadOptions *options)
{
  assay_column_look_clear (self);
  for (guint row = first_row; row < sample->rows->len; row++)
    {
      gsize len;
      const char *text;

      if (g_array_index (sample->rows, AssaySampleRow, row).n_fields != n_columns)
        continue;
      text = assay_sample_get (sample, row, column, &len);
      if (assay_is_missing_cell (options, text, len))
        continue;
      if (options->missing == NULL && assay_find_usual_missing (text, len) >= 0)
        {
          self->n_usual++;
          continue;
        }
      self->n++;
      look_at_number (self, text, len, options);
      look_at_date (self, text, len);
    }
}

void
assay_column_look_clear (AssayColumnLook *self)
{
  g_free (self->decides_example[0]);
  g_free (self->decides_example[1]);
  g_free (self->open_example);
  g_free (self->date_example);
  memset (self, 0, sizeof *self);
}

gboolean
assay_is_mostly (gsize n_good, gsize n)
{
  gsize n_bad = n - n_good;

  return n_good > 0 && (n_bad == 0 || (n_good >= 2 * n_bad && n_bad <= MAX (2, n / 10)));
}

gboolean
assay_column_look_is_number (const AssayColumnLook *self, guint decimal)
{
  return self->n_codes == 0 && self->n_too_long == 0 && assay_is_mostly (self->n_number[decimal], self->n);
}

AssayDatesFound
assay_column_look_find_dates (const AssayColumnLook *self, AssayDateFormat *format, AssayDateFormat *other, gboolean *has_time)
{
  guint best = 0;

  for (guint i = 1; i < ASSAY_N_DATE_CANDIDATES; i++)
    if (self->n_date[i] > self->n_date[best])
      best = i;
  if (self->n_date[best] == 0 || !assay_is_mostly (self->n_date[best] + self->n_impossible[best], self->n))
    return ASSAY_DATES_NONE;
  *format = candidates[best];
  *has_time = self->n_time[best] > 0;
  if (best < 3 || candidates[best].separator == '.')
    return ASSAY_DATES_FOUND;

  /* Each pair is day first, month first. Only a day above 12 tells them apart. */
  best -= (best - 3) % 2;
  *format = candidates[best];
  *other = candidates[best + 1];
  if (self->n_date[best] == self->n_date[best + 1])
    return ASSAY_DATES_OPEN;
  if (self->n_date[best + 1] > self->n_date[best])
    *format = candidates[best + 1];
  return ASSAY_DATES_FOUND;
}
