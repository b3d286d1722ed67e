/* The numbers behind a figure as a table: x, then a column for each series (two for a band, one more for risks), a line for
 * every x that occurs. As files have it: ISO dates, a point, nothing grouped. */
#include "charts/chart.h"

#include <math.h>
#include <string.h>
#include "base/date.h"
#include "base/number.h"

#define MOST_LINES 1000               /* columns for a bundle */

typedef struct
{
  const AssayFigureSeries *data;
  const double *x, *y, *y2;
  const gint8 *risk;
  gsize at, end;                       /* of LINES those of one line */
  guint line;                          /* … counted from 1; 0: the series is no bundle */
} Reader;

static double
reader_x (const Reader *self)
{
  if (self->at >= self->end || self->data->role == ASSAY_SERIES_HATCH)
    return INFINITY;
  return self->x != NULL ? self->x[self->at] : (double) self->at;
}

static void
append_field (GString *out, const char *text, char separator)
{
  gboolean quoted = strchr (text, separator) != NULL || strpbrk (text, "\"\r\n") != NULL;

  if (!quoted)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

static void
append_number (GString *out, double value)
{
  char buffer[ASSAY_NUMBER_SIZE];

  assay_number_format (value, buffer);
  g_string_append (out, buffer);
}

static void
append_x (GString *out, const AssayAxis *axis, double value, char separator)
{
  char buffer[64];

  if (axis->type == ASSAY_AXIS_DATE && fabs (value) < 3e6)
    {
      assay_date_format ((gint32) floor (value), buffer);
      g_string_append (out, buffer);
    }
  else if (axis->type == ASSAY_AXIS_DATETIME && fabs (value) < 2.5e11)
    {
      assay_datetime_format ((gint64) round (value * 1e6), buffer);
      g_string_append (out, buffer);
    }
  else if (axis->type == ASSAY_AXIS_CATEGORY && axis->categories != NULL && value >= 0 && value < g_strv_length (axis->categories))
    append_field (out, axis->categories[(guint) value], separator);
  else
    append_number (out, value);
}

static const char *
name_of (const char *label, const char *id)
{
  return label != NULL && *label != '\0' ? label : id != NULL ? id : "";
}

static void
append_series_head (GString *out, const Reader *reader, char separator)
{
  const char *name = name_of (reader->data->label, reader->data->id);

  g_string_append_c (out, separator);
  if (reader->line > 0)
    {
      g_autofree char *numbered = g_strdup_printf ("%s %u", name, reader->line);

      append_field (out, numbered, separator);
    }
  else if (reader->y2 != NULL)
    {
      g_autofree char *low = g_strconcat (name, " low", NULL), *high = g_strconcat (name, " high", NULL);

      append_field (out, low, separator);
      g_string_append_c (out, separator);
      append_field (out, high, separator);
    }
  else
    append_field (out, name, separator);
  if (reader->risk != NULL)
    {
      g_autofree char *risk = g_strconcat (name, " risk", NULL);

      g_string_append_c (out, separator);
      append_field (out, risk, separator);
    }
}

/* The stretch that x, which rises from call to call, lies in; stretches are no points of their own. */
static void
append_stretch (GString *out, Reader *reader, double x, char separator)
{
  gboolean is_inside;

  while (reader->at < reader->end && !(reader->y2[reader->at] >= x))
    reader->at++;
  is_inside = reader->at < reader->end && reader->y[reader->at] <= x;
  g_string_append_c (out, separator);
  if (is_inside)
    append_number (out, reader->y[reader->at]);
  g_string_append_c (out, separator);
  if (is_inside)
    append_number (out, reader->y2[reader->at]);
}

static void
append_series_cells (GString *out, Reader *reader, double x, char separator)
{
  gboolean here = reader_x (reader) == x;

  if (reader->data->role == ASSAY_SERIES_HATCH && reader->y2 != NULL)
    {
      append_stretch (out, reader, x, separator);
      return;
    }
  g_string_append_c (out, separator);
  if (here)
    append_number (out, reader->y[reader->at]);
  if (reader->y2 != NULL)
    {
      g_string_append_c (out, separator);
      if (here)
        append_number (out, reader->y2[reader->at]);
    }
  if (reader->risk != NULL)
    {
      g_string_append_c (out, separator);
      if (here)
        g_string_append (out, assay_risk_name (reader->risk[reader->at]));
    }
  reader->at += here;
}

/* A reader for each series, and for each line of a bundle. */
static GArray *
make_readers (const AssayFigure *figure)
{
  GArray *readers = g_array_new (FALSE, FALSE, sizeof (Reader));

  for (guint i = 0; i < assay_figure_get_n_series (figure); i++)
    {
      const AssayFigureSeries *data = assay_figure_get_series (figure, i);
      Reader reader = { data, assay_figure_series_x (data), assay_figure_series_y (data), assay_figure_series_y2 (data), assay_figure_series_risk (data), 0, data->n, 0 };

      if (data->role != ASSAY_SERIES_LINES)
        {
          g_array_append_val (readers, reader);
          continue;
        }
      for (gsize from = 0; from < data->n && reader.line < MOST_LINES; from = reader.end)
        {
          reader.at = from;
          reader.line++;
          for (reader.end = from + 1; reader.end < data->n && reader.x != NULL && reader.x[reader.end] > reader.x[reader.end - 1]; )
            reader.end++;
          if (reader.x == NULL)
            reader.end = data->n;
          g_array_append_val (readers, reader);
        }
    }
  return readers;
}

char *
assay_figure_to_text (const AssayFigure *figure, char separator)
{
  const AssayAxis *axis = assay_figure_get_x (figure);
  g_autoptr(GArray) all = make_readers (figure);
  Reader *readers = (Reader *) (void *) all->data;
  guint n = all->len;
  GString *out = g_string_new (NULL);

  append_field (out, axis->label != NULL && *axis->label != '\0' ? axis->label : "x", separator);
  for (guint i = 0; i < n; i++)
    append_series_head (out, &readers[i], separator);
  g_string_append_c (out, '\n');
  for (;;)
    {
      double x = INFINITY;

      for (guint i = 0; i < n; i++)
        x = MIN (x, reader_x (&readers[i]));
      if (!(x < INFINITY))
        break;
      append_x (out, axis, x, separator);
      for (guint i = 0; i < n; i++)
        append_series_cells (out, &readers[i], x, separator);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}
