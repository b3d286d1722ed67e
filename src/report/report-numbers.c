#include "report/report-numbers.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "charts/format.h"
#include "report/report-excerpt.h"

#define PERIODS 14           /* up to so many points are listed one by one, else about so many stretches are summed up: a year by months */
#define MOST_BLOCKS 4        /* side by side */
#define SIDE_BY_SIDE 6       /* more series than this and no more points: a row a series */
#define NARROW 3             /* columns of a table that is set in blocks */
#define DETAILED 2           /* up to so many lines get their lowest and highest value beside the mean */
#define HEAT_COLUMNS 8       /* a larger matrix is summed up */
#define LEAST_BLOCK 6        /* rows of a block of a table in a section */
#define OWN_POINTS 20        /* of a curve in a section are listed, evenly over its points */
#define MOST_BINS 60         /* of a histogram, which are listed all: a bin left out would be missed from the sum */
#define MOST_DAYS 700000     /* around 1970 that have a date */
#define MOST_NAMED 60        /* points with names are listed all */
#define MOST_CELLS 20        /* of a matrix too large to print */

static double
x_at (const AssayFigureSeries *series, gsize index)
{
  const double *x = assay_figure_series_x (series);

  return x != NULL ? x[index] : (double) index;
}

static AssayCellType
x_cell (const AssayAxis *axis)
{
  return axis->type == ASSAY_AXIS_DATE ? ASSAY_CELL_DATE
         : axis->type == ASSAY_AXIS_DATETIME ? ASSAY_CELL_DATETIME
         : axis->type == ASSAY_AXIS_CATEGORY ? ASSAY_CELL_TEXT : ASSAY_CELL_NUMBER;
}

static AssayCellType
y_cell (const AssayAxis *axis)
{
  return axis->unit == ASSAY_UNIT_COUNT ? ASSAY_CELL_COUNT
         : axis->unit == ASSAY_UNIT_FRACTION ? ASSAY_CELL_FRACTION
         : axis->unit == ASSAY_UNIT_ZSCORE ? ASSAY_CELL_ZSCORE : ASSAY_CELL_NUMBER;
}

static const char *
category_name (const AssayFigure *figure, const char *name)
{
  return assay_figure_get_x (figure)->names_data ? name : _(name);
}

static void
set_x (AssayTable *table, const AssayFigure *figure, double x)
{
  const AssayAxis *axis = assay_figure_get_x (figure);

  if (axis->type == ASSAY_AXIS_CATEGORY)
    assay_table_set_text (table, 0, axis->categories != NULL && x >= 0 && x < g_strv_length (axis->categories) ? category_name (figure, axis->categories[(gsize) x]) : NULL);
  else
    assay_table_set_number (table, 0, axis->type == ASSAY_AXIS_DATETIME ? x * 1e6 : x);
}

static const char *
x_label (const AssayAxis *axis, const char *otherwise)
{
  return axis->label != NULL && axis->label[0] != '\0' ? axis->label : otherwise;
}

static void
add_named_column (AssayTable *table, const char *id, const char *format, const char *series, AssayCellType cell)
{
  g_autofree char *name = g_strdup_printf (format, _(series));

  assay_table_add_column (table, id, name, cell);
}

static void
add_limit_columns (AssayTable *table, const char *name, AssayCellType cell)
{
  /* TRANSLATORS: heads of a table column: the series, and what of it */
  add_named_column (table, "low", _("%s, from"), name, cell);
  add_named_column (table, "high", _("%s, to"), name, cell);
}

/* Whose x the lines of a table are: that of most points, so that a line of reference of two points decides nothing. */
static const AssayFigureSeries *
find_longest (const AssayFigure *figure)
{
  const AssayFigureSeries *longest = assay_figure_get_series (figure, 0);

  for (guint s = 1; s < assay_figure_get_n_series (figure); s++)
    if (assay_figure_get_series (figure, s)->n > longest->n)
      longest = assay_figure_get_series (figure, s);
  return longest;
}

/* A line of reference between two or three points says nothing a reader would look up, least of all at the points of a curve. */
static gboolean
is_told (const AssayFigureSeries *series, const AssayFigureSeries *base)
{
  return series->n > 3 || base->n <= 3;
}

/* Where in a series the point i of the longest is: at the same place in one as long, else where its x is. */
static gboolean
find_point (const AssayFigureSeries *series, const AssayFigureSeries *base, gsize i, gsize *at)
{
  double x = x_at (base, i);

  if (series->n == base->n && x_at (series, i) == x)
    {
      *at = i;
      return TRUE;
    }
  while (*at < series->n && x_at (series, *at) < x)
    (*at)++;
  return *at < series->n && x_at (series, *at) == x;
}

/* Point by point: a column for each series, two for limits. Of more than `most` points as many, evenly from the first to the last: each
 * row is a point of the figure and no mean of several. */
static AssayTable *
list_some_points (const AssayFigure *figure, gsize most)
{
  AssayTable *table = assay_table_new ("points", N_("Numbers of the figure"));
  const AssayAxis *axis = assay_figure_get_x (figure), *y_axis = assay_figure_get_y (figure);
  const AssayFigureSeries *base = find_longest (figure);
  guint n_series = assay_figure_get_n_series (figure);
  gsize n = MIN (base->n, most);
  g_autofree gsize *at = g_new0 (gsize, n_series);

  assay_table_add_column (table, "x", x_label (axis, N_("Value")), x_cell (axis));
  for (guint s = 0; s < n_series; s++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, s);
      g_autofree char *name = assay_format_sentence (_(x_label (&(AssayAxis) { .label = series->label }, N_("Number"))));

      if (is_told (series, base) && ASSAY_SERIES_HAS_LIMITS (series->role))
        add_limit_columns (table, name, y_cell (y_axis));
      else if (is_told (series, base))
        assay_table_add_column (table, series->id, name, y_cell (y_axis));
    }
  for (gsize row = 0; row < n; row++)
    {
      gsize i = n > 1 ? row * (base->n - 1) / (n - 1) : 0;
      guint column = 1;

      assay_table_add_row (table);
      set_x (table, figure, x_at (base, i));
      for (guint s = 0; s < n_series; s++)
        {
          const AssayFigureSeries *series = assay_figure_get_series (figure, s);
          gboolean has_limits = ASSAY_SERIES_HAS_LIMITS (series->role), is_here;

          if (!is_told (series, base))
            continue;
          is_here = find_point (series, base, i, &at[s]);
          if (is_here)
            assay_table_set_number (table, column, assay_figure_series_y (series)[at[s]]);
          if (is_here && has_limits)
            assay_table_set_number (table, column + 1, assay_figure_series_y2 (series)[at[s]]);
          column += has_limits ? 2 : 1;
        }
    }
  if (n < base->n)
    {
      g_autofree char *shown = assay_format_count (n), *all = assay_format_count (base->n);
      /* TRANSLATORS: number of points listed, number of all points of a curve */
      g_autofree char *note = g_strdup_printf (_("%s of %s points of the curve, evenly from the first to the last. All points are in the result."), shown, all);

      assay_table_set_note (table, note);
    }
  return table;
}

/* Point by point: a column for each series, two for limits. */
static AssayTable *
list_points (const AssayFigure *figure)
{
  AssayTable *table = assay_table_new ("points", N_("Numbers of the figure"));
  const AssayAxis *axis = assay_figure_get_x (figure), *y_axis = assay_figure_get_y (figure);
  const AssayFigureSeries *base = find_longest (figure);
  guint n_series = assay_figure_get_n_series (figure), share = 0;
  gboolean shares = assay_figure_get_kind (figure) == ASSAY_FIGURE_RISK_BARS;
  g_autofree gsize *at = g_new0 (gsize, n_series);
  double total = 0;

  assay_table_add_column (table, "x", x_label (axis, N_("Value")), x_cell (axis));
  for (guint s = 0; s < n_series; s++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, s);
      const char *name = x_label (&(AssayAxis) { .label = series->label }, N_("Number"));

      if (ASSAY_SERIES_HAS_LIMITS (series->role))
        add_limit_columns (table, name, y_cell (y_axis));
      else
        assay_table_add_column (table, series->id, name, y_cell (y_axis));
    }
  if (shares)
    share = assay_table_add_column (table, "share", N_("Share"), ASSAY_CELL_FRACTION);
  for (gsize i = 0; i < base->n; i++)
    total += assay_figure_series_y (base)[i];
  for (gsize i = 0; i < base->n; i++)
    {
      double x = x_at (base, i);
      guint column = 1;

      assay_table_add_row (table);
      set_x (table, figure, x);
      for (guint s = 0; s < n_series; s++)
        {
          const AssayFigureSeries *series = assay_figure_get_series (figure, s);
          gboolean is_here;

          while (at[s] < series->n && x_at (series, at[s]) < x)
            at[s]++;
          is_here = at[s] < series->n && x_at (series, at[s]) == x;
          if (is_here)
            assay_table_set_number (table, column, assay_figure_series_y (series)[at[s]]);
          if (is_here && ASSAY_SERIES_HAS_LIMITS (series->role))
            assay_table_set_number (table, column + 1, assay_figure_series_y2 (series)[at[s]]);
          at[s] += is_here;      /* points of one x are listed in their order */
          column += ASSAY_SERIES_HAS_LIMITS (series->role) ? 2 : 1;
        }
      if (shares)
        assay_table_set_number (table, share, total > 0 ? assay_figure_series_y (base)[i] / total : NAN);
    }
  return table;
}

/* Months, or else `unit` of the axis counted from `origin`. */
typedef struct { int months; double unit, origin; } Measure;

/* The start of the stretch that x lies in: calendar stretches for dates, equal ones for numbers. */
static double
stretch_start (const Measure *measure, double x)
{
  if (measure->months > 0 && !(fabs (x) < MOST_DAYS))
    return x;
  if (measure->months > 0)
    {
      g_autoptr(GDate) date = g_date_new_julian ((guint32) (floor (x) + 719163));
      int index = (int) g_date_get_year (date) * 12 + (int) g_date_get_month (date) - 1;

      index -= index % measure->months;
      g_date_set_dmy (date, 1, index % 12 + 1, MAX (index / 12, 1));
      return (double) g_date_get_julian (date) - 719163;
    }
  return floor ((x - measure->origin) / measure->unit) * measure->unit + measure->origin;
}

/* Picks a stretch that gives at most about PERIODS of them. */
static Measure
choose_stretch (const AssayAxis *axis, double span)
{
  double day = axis->type == ASSAY_AXIS_DATETIME ? 86400 : 1;
  static const double seconds[] = { 60, 300, 900, 3600, 10800, 21600, 43200, 86400, 604800, 2419200, 9676800, 38707200 };
  static const int steps[] = { 1, 3, 6, 12, 24, 60, 120, 600 };
  double power;

  if (axis->type == ASSAY_AXIS_DATE && span > 7 * PERIODS)
    {
      guint i = 0;

      while (i < G_N_ELEMENTS (steps) - 1 && span / (30.44 * steps[i]) > PERIODS)
        i++;
      return (Measure) { .months = steps[i] };
    }
  if (axis->type == ASSAY_AXIS_DATE || axis->type == ASSAY_AXIS_DATETIME)
    {
      guint i = axis->type == ASSAY_AXIS_DATE ? 7 : 0;

      while (i < G_N_ELEMENTS (seconds) - 1 && span * 86400 / day / seconds[i] > PERIODS)
        i++;
      /* The fifth of January 1970 was a Monday. */
      return (Measure) { 0, seconds[i] * day / 86400, 4 * day };
    }
  power = pow (10, floor (log10 (MAX (span, 1e-300) / PERIODS)));
  for (int i = 0; i < 4; i++)
    if (span / (power * (double[]) { 1, 2, 5, 10 }[i]) <= PERIODS)
      return (Measure) { 0, power * (double[]) { 1, 2, 5, 10 }[i], 0 };
  return (Measure) { 0, span > 0 ? span : 1, 0 };
}

typedef struct { gsize n; double sum, low, high; } Stretch;

static void
stretch_add (Stretch *self, double value)
{
  if (isnan (value))
    return;
  self->low = self->n == 0 ? value : MIN (self->low, value);
  self->high = self->n == 0 ? value : MAX (self->high, value);
  self->sum += value;
  self->n++;
}

/* How a series is told: a band by its mean limits, marks by their number, bins by their sum, lines by what there is room for. */
typedef enum { TELL_LIMITS, TELL_COUNT, TELL_SUM, TELL_MEAN, TELL_ALL } Telling;

static Telling
telling_of (const AssayFigure *figure, const AssayFigureSeries *series)
{
  guint n_lines = 0;

  if (ASSAY_SERIES_HAS_LIMITS (series->role))
    return TELL_LIMITS;
  if (series->role == ASSAY_SERIES_MARKS)
    return TELL_COUNT;
  if (assay_figure_get_kind (figure) == ASSAY_FIGURE_HISTOGRAM)
    return TELL_SUM;
  for (guint s = 0; s < assay_figure_get_n_series (figure); s++)
    n_lines += !ASSAY_SERIES_HAS_LIMITS (assay_figure_get_series (figure, s)->role) && assay_figure_get_series (figure, s)->role != ASSAY_SERIES_MARKS;
  return n_lines <= DETAILED ? TELL_ALL : TELL_MEAN;
}

static void
add_stretch_columns (AssayTable *table, const AssayFigure *figure)
{
  AssayCellType cell = y_cell (assay_figure_get_y (figure));

  for (guint s = 0; s < assay_figure_get_n_series (figure); s++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, s);
      const char *name = x_label (&(AssayAxis) { .label = series->label }, N_("Number"));

      switch (telling_of (figure, series))
        {
        case TELL_COUNT:
        case TELL_SUM:
          assay_table_add_column (table, series->id, name, series->role == ASSAY_SERIES_MARKS ? ASSAY_CELL_COUNT : cell);
          break;
        case TELL_LIMITS:
          add_limit_columns (table, name, cell);
          break;
        case TELL_MEAN:
          assay_table_add_column (table, series->id, name, cell);
          break;
        case TELL_ALL:
        default:
          add_named_column (table, "n", _("%s, points"), name, ASSAY_CELL_COUNT);
          add_named_column (table, "low", _("%s, lowest"), name, cell);
          add_named_column (table, "mean", _("%s, mean"), name, cell);
          add_named_column (table, "high", _("%s, highest"), name, cell);
          break;
        }
    }
}

static guint
put_stretch (AssayTable *table, guint column, Telling telling, const Stretch *stretch, const Stretch *upper, gsize points)
{
  double mean = stretch->n > 0 ? stretch->sum / stretch->n : NAN;

  switch (telling)
    {
    case TELL_COUNT:
      assay_table_set_number (table, column, points);
      return column + 1;
    case TELL_SUM:
      assay_table_set_number (table, column, stretch->sum);
      return column + 1;
    case TELL_MEAN:
      assay_table_set_number (table, column, mean);
      return column + 1;
    case TELL_LIMITS:
      assay_table_set_number (table, column, mean);
      assay_table_set_number (table, column + 1, upper->n > 0 ? upper->sum / upper->n : NAN);
      return column + 2;
    case TELL_ALL:
    default:
      assay_table_set_number (table, column, stretch->n);
      assay_table_set_number (table, column + 1, stretch->n > 0 ? stretch->low : NAN);
      assay_table_set_number (table, column + 2, mean);
      assay_table_set_number (table, column + 3, stretch->n > 0 ? stretch->high : NAN);
      return column + 4;
    }
}

static void
fill_stretch (AssayTable *table, const AssayFigure *figure, gsize *next, const Measure *measure, double start)
{
  guint column = 1;

  for (guint s = 0; s < assay_figure_get_n_series (figure); s++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, s);
      const double *y = assay_figure_series_y (series), *y2 = assay_figure_series_y2 (series);
      Stretch stretch = { 0 }, upper = { 0 };
      gsize points = 0;

      for (; next[s] < series->n && stretch_start (measure, x_at (series, next[s])) <= start; next[s]++, points++)
        {
          stretch_add (&stretch, y[next[s]]);
          if (y2 != NULL)
            stretch_add (&upper, y2[next[s]]);
        }
      column = put_stretch (table, column, telling_of (figure, series), &stretch, &upper, points);
    }
}

/* Where the table begins and ends: with a forecast that sets in later than the first line, at that; the past before it is in the picture. */
static void
find_span (const AssayFigure *figure, double *from, double *to)
{
  double forecast = INFINITY;

  *from = INFINITY;
  *to = -INFINITY;
  for (guint s = 0; s < assay_figure_get_n_series (figure); s++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, s);

      if (series->n == 0)
        continue;
      *from = MIN (*from, x_at (series, 0));
      *to = MAX (*to, x_at (series, series->n - 1));
      if (series->role == ASSAY_SERIES_FORECAST)
        forecast = MIN (forecast, x_at (series, 0));
    }
  if (isfinite (forecast))
    *from = forecast;
}

/* The stretch of the first point not yet told; infinite when there is none. */
static double
next_stretch (const AssayFigure *figure, const gsize *next, const Measure *measure)
{
  double start = INFINITY;

  for (guint s = 0; s < assay_figure_get_n_series (figure); s++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, s);

      if (next[s] < series->n)
        start = MIN (start, stretch_start (measure, x_at (series, next[s])));
    }
  return start;
}

static AssayTable *
sum_up_points (const AssayFigure *figure)
{
  AssayTable *table = assay_table_new ("stretches", N_("Numbers of the figure, by period"));
  const AssayAxis *axis = assay_figure_get_x (figure);
  guint n = assay_figure_get_n_series (figure);
  g_autofree gsize *next = g_new0 (gsize, n);
  double from, to, start;
  Measure measure;

  find_span (figure, &from, &to);
  measure = choose_stretch (axis, to - from);
  assay_table_add_column (table, "from", N_("From"), x_cell (axis));
  add_stretch_columns (table, figure);
  assay_table_set_note (table, n > DETAILED ? N_("Each row sums up the points of the figure from that value to the next row's; lines by their mean. All points are in the result.")
                                            : N_("Each row sums up the points of the figure from that value to the next row's. All points are in the result."));
  for (guint s = 0; s < n; s++)
    while (next[s] < assay_figure_get_series (figure, s)->n && x_at (assay_figure_get_series (figure, s), next[s]) < from)
      next[s]++;
  while (isfinite (start = next_stretch (figure, next, &measure)))
    {
      assay_table_add_row (table);
      set_x (table, figure, start);
      fill_stretch (table, figure, next, &measure, start);
    }
  return table;
}

/* ---- scatter and matrix ---- */

/* Points that have names, those farthest to the right first. */
static AssayTable *
tell_named (const AssayFigure *figure, const AssayFigureSeries *series)
{
  AssayTable *table = assay_table_new ("named", N_("Numbers of the figure"));

  assay_table_add_column (table, "name", series->label, ASSAY_CELL_TEXT);
  assay_table_add_column (table, "x", x_label (assay_figure_get_x (figure), N_("Value")), x_cell (assay_figure_get_x (figure)));
  assay_table_add_column (table, "y", x_label (assay_figure_get_y (figure), N_("Number")), y_cell (assay_figure_get_y (figure)));
  for (gsize i = series->n; i > 0; i--)
    {
      assay_table_add_row (table);
      assay_table_set_text (table, 0, series->notes[i - 1]);
      assay_table_set_number (table, 1, x_at (series, i - 1));
      assay_table_set_number (table, 2, assay_figure_series_y (series)[i - 1]);
    }
  return table;
}

static const AssayFigureSeries *
find_named (const AssayFigure *figure)
{
  for (guint s = 0; s < assay_figure_get_n_series (figure); s++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, s);

      if (series->notes != NULL && series->n <= MOST_NAMED)
        return series;
    }
  return NULL;
}

/* Points along x at a few shares of them; lines of two points need no numbers. */
static AssayTable *
tell_quantiles (const AssayFigure *figure)
{
  static const double shares[] = { 0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1 };
  AssayTable *table = assay_table_new ("quantiles", N_("Numbers of the figure"));
  AssayCellType cell = y_cell (assay_figure_get_y (figure));

  assay_table_add_column (table, "share", N_("Share of points"), ASSAY_CELL_FRACTION);
  for (guint s = 0; s < assay_figure_get_n_series (figure); s++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, s);

      if (series->role != ASSAY_SERIES_OTHER && series->role != ASSAY_SERIES_ACTUAL)
        continue;
      assay_table_add_column (table, "x", x_label (assay_figure_get_x (figure), N_("Value")), x_cell (assay_figure_get_x (figure)));
      assay_table_add_column (table, series->id, x_label (&(AssayAxis) { .label = series->label }, N_("Number")), cell);
    }
  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      guint column = 1;

      assay_table_add_row (table);
      assay_table_set_number (table, 0, shares[i]);
      for (guint s = 0; s < assay_figure_get_n_series (figure); s++)
        {
          const AssayFigureSeries *series = assay_figure_get_series (figure, s);
          gsize at = series->n > 0 ? (gsize) round (shares[i] * (double) (series->n - 1)) : 0;

          if (series->role != ASSAY_SERIES_OTHER && series->role != ASSAY_SERIES_ACTUAL)
            continue;
          assay_table_set_number (table, column++, series->n > 0 ? x_at (series, at) : NAN);
          assay_table_set_number (table, column++, series->n > 0 ? assay_figure_series_y (series)[at] : NAN);
        }
    }
  assay_table_set_note (table, N_("The points at these shares of all, from the left to the right."));
  return table;
}

static char *
span_name (const char *first, const char *last)
{
  return first == last ? g_strdup (_(first)) : g_strdup_printf ("%s – %s", _(first), _(last));
}

static double
mean_of_cells (const AssayFigure *figure, gsize row, gsize rows, gsize column, gsize columns)
{
  Stretch stretch = { 0 };

  for (gsize r = row; r < MIN (row + rows, assay_figure_get_n_series (figure)); r++)
    for (gsize c = column; c < MIN (column + columns, assay_figure_get_series (figure, (guint) r)->n); c++)
      stretch_add (&stretch, assay_figure_series_y (assay_figure_get_series (figure, (guint) r))[c]);
  return stretch.n > 0 ? stretch.sum / stretch.n : NAN;
}

/* The matrix itself; of a large one the means of neighbouring rows and columns. */
static AssayTable *
tell_matrix (const AssayFigure *figure)
{
  AssayTable *table = assay_table_new ("matrix", N_("Numbers of the figure"));
  char **names = assay_figure_get_x (figure)->categories;
  gsize n_rows = assay_figure_get_n_series (figure), n_columns = MIN (assay_figure_get_series (figure, 0)->n, names != NULL ? g_strv_length (names) : 0);
  gsize rows = (n_rows + PERIODS - 1) / PERIODS, columns = MAX ((n_columns + HEAT_COLUMNS - 1) / HEAT_COLUMNS, 1);

  assay_table_add_column (table, "row", x_label (assay_figure_get_y (figure), N_("Value")), ASSAY_CELL_TEXT);
  for (gsize column = 0; column < n_columns; column += columns)
    {
      g_autofree char *name = span_name (names[column], names[MIN (column + columns, n_columns) - 1]);

      assay_table_add_column (table, "cell", name, y_cell (assay_figure_get_y (figure)));
    }
  for (gsize row = 0; row < n_rows; row += rows)
    {
      gsize last = MIN (row + rows, n_rows) - 1;
      g_autofree char *name = span_name (assay_figure_get_series (figure, (guint) row)->label, assay_figure_get_series (figure, (guint) last)->label);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, name);
      for (gsize column = 0; column < n_columns; column += columns)
        assay_table_set_number (table, (guint) (column / columns) + 1, mean_of_cells (figure, row, rows, column, columns));
    }
  if (rows > 1 || columns > 1)
    assay_table_set_note (table, N_("Means of neighbouring cells. All cells are in the result."));
  return table;
}

/* ---- a matrix in a section: never the mean of different pairs ---- */

typedef struct { gsize row, column; double value; } Cell;

static int
compare_cells (gconstpointer a, gconstpointer b)
{
  const Cell *x = a, *y = b;
  double size_x = fabs (x->value), size_y = fabs (y->value);

  if (size_x > size_y || size_x < size_y)
    return size_x > size_y ? -1 : 1;
  return x->row != y->row ? (x->row < y->row ? -1 : 1) : (x->column > y->column) - (x->column < y->column);
}

/* Rows and columns are the same things: each pair is there twice, and each thing beside itself. */
static gboolean
is_of_pairs (const AssayFigure *figure, gsize n_columns)
{
  char **names = assay_figure_get_x (figure)->categories;

  if (n_columns != assay_figure_get_n_series (figure))
    return FALSE;
  for (gsize i = 0; i < n_columns; i++)
    if (assay_figure_get_series (figure, (guint) i)->n < n_columns || g_strcmp0 (names[i], assay_figure_get_series (figure, (guint) i)->label) != 0)
      return FALSE;
  for (gsize i = 0; i < n_columns; i++)
    for (gsize k = 0; k < i; k++)
      {
        double a = assay_figure_series_y (assay_figure_get_series (figure, (guint) i))[k], b = assay_figure_series_y (assay_figure_get_series (figure, (guint) k))[i];

        if (a != b && !(isnan (a) && isnan (b)))
          return FALSE;
      }
  return TRUE;
}

static AssayTable *
list_cells (const AssayFigure *figure, gsize n_columns, gboolean pairs)
{
  AssayTable *table = assay_table_new ("cells", pairs ? N_("Strongest Pairs") : N_("Largest Cells"));
  g_autoptr(GArray) cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  const AssayAxis *y = assay_figure_get_y (figure);
  g_autofree char *shown = NULL, *all = NULL, *note = NULL;

  for (guint row = 0; row < assay_figure_get_n_series (figure); row++)
    for (gsize column = pairs ? row + 1 : 0; column < MIN (n_columns, assay_figure_get_series (figure, row)->n); column++)
      {
        Cell cell = { row, column, assay_figure_series_y (assay_figure_get_series (figure, row))[column] };

        if (!isnan (cell.value))
          g_array_append_val (cells, cell);
      }
  g_array_sort (cells, compare_cells);
  assay_table_add_column (table, "first", pairs ? N_("Feature") : N_("Of"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "second", pairs ? N_("Feature") : x_label (assay_figure_get_x (figure), N_("At")), ASSAY_CELL_TEXT);
  assay_table_add_column (table, g_strcmp0 (y->label, "PSI") == 0 ? "psi" : "value", x_label (y, N_("Value")), y_cell (y));
  for (guint i = 0; i < MIN (cells->len, MOST_CELLS); i++)
    {
      const Cell *cell = &g_array_index (cells, Cell, i);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, assay_figure_get_series (figure, (guint) cell->row)->label);
      assay_table_set_text (table, 1, category_name (figure, assay_figure_get_x (figure)->categories[cell->column]));
      assay_table_set_number (table, 2, cell->value);
    }
  shown = assay_format_count (MIN (cells->len, MOST_CELLS));
  all = assay_format_count (cells->len);
  /* TRANSLATORS: number of pairs or cells listed, number of all of them */
  note = g_strdup_printf (_("%s of %s, by size. All of them are in the result."), shown, all);
  if (cells->len > MOST_CELLS)
    assay_table_set_note (table, note);
  return table;
}

static AssayTable *
tell_cells (const AssayFigure *figure)
{
  char **names = assay_figure_get_x (figure)->categories;
  gsize n_columns = MIN (assay_figure_get_series (figure, 0)->n, names != NULL ? g_strv_length (names) : 0);
  gboolean pairs = is_of_pairs (figure, n_columns);

  if (!pairs && n_columns <= HEAT_COLUMNS && assay_figure_get_n_series (figure) <= PERIODS)
    return tell_matrix (figure);
  return list_cells (figure, n_columns, pairs);
}

static gsize
count_points (const AssayFigure *figure)
{
  gsize n = 0;

  for (guint s = 0; s < assay_figure_get_n_series (figure); s++)
    n = MAX (n, assay_figure_get_series (figure, s)->n);
  return n;
}

/* ---- which of them ---- */

AssayTable *
assay_report_fold_narrow (AssayTable *table, gboolean in_section)
{
  guint least = in_section ? LEAST_BLOCK : PERIODS;

  if (assay_table_get_n_columns (table) == NARROW + 1 && assay_table_get_n_rows (table) > 2 * PERIODS)
    return assay_report_fold (table, 2);
  if (assay_table_get_n_columns (table) <= NARROW && assay_table_get_n_rows (table) > least)
    return assay_report_fold (table, MIN ((assay_table_get_n_rows (table) + least - 1) / least, assay_table_get_n_columns (table) < NARROW || least == PERIODS ? MOST_BLOCKS : 2));
  return assay_table_ref (table);
}

AssayTable *
assay_report_tell_own_numbers (AssayFigure *whole)
{
  g_autoptr(AssayFigure) figure = assay_figure_new_plain (whole);
  g_autoptr(AssayTable) table = assay_figure_get_kind (figure) == ASSAY_FIGURE_HEAT ? tell_cells (figure) : list_some_points (figure, assay_figure_get_kind (figure) == ASSAY_FIGURE_HISTOGRAM ? MOST_BINS : OWN_POINTS);

  if (assay_figure_get_kind (figure) == ASSAY_FIGURE_HEAT && assay_table_get_n_columns (table) <= NARROW && assay_table_get_n_rows (table) > OWN_POINTS / 2)
    return assay_report_fold (table, 2);
  return assay_report_fold_narrow (table, TRUE);
}

AssayTable *
assay_report_tell_numbers (AssayFigure *whole)
{
  g_autoptr(AssayFigure) figure = assay_figure_new_plain (whole);
  AssayFigureKind kind = assay_figure_get_kind (figure);
  gsize n = find_longest (figure)->n;
  guint n_series = assay_figure_get_n_series (figure);
  g_autoptr(AssayTable) table = NULL;

  if (kind == ASSAY_FIGURE_HEAT)
    return tell_matrix (figure);
  if (kind == ASSAY_FIGURE_POINTS && find_named (figure) != NULL)
    return tell_named (figure, find_named (figure));
  if (kind == ASSAY_FIGURE_POINTS && n > PERIODS)
    return tell_quantiles (figure);
  if (kind == ASSAY_FIGURE_STEMS || kind == ASSAY_FIGURE_RISK_BARS || assay_figure_get_x (figure)->type == ASSAY_AXIS_CATEGORY)
    table = list_points (figure);
  else if (kind == ASSAY_FIGURE_SERIES && assay_figure_get_x (figure)->type == ASSAY_AXIS_NUMBER && assay_figure_get_x (figure)->unit == ASSAY_UNIT_VALUE)
    table = list_some_points (figure, 2 * OWN_POINTS);      /* a quantity has no periods to sum up */
  else
    table = n <= PERIODS && count_points (figure) == n ? list_points (figure) : sum_up_points (figure);
  if (n_series > SIDE_BY_SIDE && assay_table_get_n_rows (table) <= SIDE_BY_SIDE)
    return assay_report_turn (table);
  return assay_report_fold_narrow (table, FALSE);
}
