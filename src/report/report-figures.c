/* The figures, each with the numbers behind it. */
#include "report/report-sections.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "charts/format.h"
#include "report/report-table.h"

#define LISTED 64            /* up to so many points are listed one by one */
#define PERIODS 14           /* else at most about so many stretches are summed up: a year by months */

static double
chart_height (const AssayFigure *figure)
{
  switch (assay_figure_get_kind (figure))
    {
    case ASSAY_FIGURE_ZSCORE:
    case ASSAY_FIGURE_STEMS:
      return 150;
    case ASSAY_FIGURE_RISK_BARS:
      return 120;
    case ASSAY_FIGURE_HEAT:
      return CLAMP (60 + 20.0 * assay_figure_get_n_series (figure), 120, 420);
    case ASSAY_FIGURE_POINTS:
    case ASSAY_FIGURE_SERIES:
    case ASSAY_FIGURE_HISTOGRAM:
    case ASSAY_FIGURE_BARS:
    default:
      return 220;
    }
}

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

static void
set_x (AssayTable *table, const AssayAxis *axis, double x)
{
  if (axis->type == ASSAY_AXIS_CATEGORY)
    assay_table_set_text (table, 0, axis->categories != NULL && x >= 0 && x < g_strv_length (axis->categories) ? _(axis->categories[(gsize) x]) : NULL);
  else
    assay_table_set_number (table, 0, axis->type == ASSAY_AXIS_DATETIME ? x * 1e6 : x);
}

static const char *
x_label (const AssayAxis *axis, const char *otherwise)
{
  return axis->label != NULL && axis->label[0] != '\0' ? axis->label : otherwise;
}

/* Point by point: the x of the first series, a column for each series, matched by position. */
static AssayTable *
list_points (const AssayFigure *figure)
{
  AssayTable *table = assay_table_new ("points", N_("Numbers of the figure"));
  const AssayAxis *axis = assay_figure_get_x (figure), *y_axis = assay_figure_get_y (figure);
  const AssayFigureSeries *first = assay_figure_get_series (figure, 0);
  gboolean shares = assay_figure_get_kind (figure) == ASSAY_FIGURE_RISK_BARS;
  double total = 0;

  assay_table_add_column (table, "x", x_label (axis, N_("Value")), x_cell (axis));
  for (guint s = 0; s < assay_figure_get_n_series (figure); s++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, s);

      assay_table_add_column (table, series->id, x_label (&(AssayAxis) { .label = series->label }, N_("Number")), y_cell (y_axis));
    }
  if (shares)
    assay_table_add_column (table, "share", N_("Share"), ASSAY_CELL_FRACTION);
  for (gsize i = 0; i < first->n; i++)
    total += assay_figure_series_y (first)[i];
  for (gsize i = 0; i < first->n; i++)
    {
      assay_table_add_row (table);
      set_x (table, axis, x_at (first, i));
      for (guint s = 0; s < assay_figure_get_n_series (figure); s++)
        {
          const AssayFigureSeries *series = assay_figure_get_series (figure, s);

          if (i < series->n && x_at (series, i) == x_at (first, i))
            assay_table_set_number (table, s + 1, assay_figure_series_y (series)[i]);
        }
      if (shares)
        assay_table_set_number (table, assay_figure_get_n_series (figure) + 1, total > 0 ? assay_figure_series_y (first)[i] / total : NAN);
    }
  return table;
}

/* Months, or else `unit` of the axis counted from `origin`. */
typedef struct { int months; double unit, origin; } Measure;

/* The start of the stretch that x lies in: calendar stretches for dates, equal ones for numbers. */
static double
stretch_start (const Measure *measure, double x)
{
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

static void
add_stretch_columns (AssayTable *table, const AssayFigure *figure)
{
  AssayCellType cell = y_cell (assay_figure_get_y (figure));

  for (guint s = 0; s < assay_figure_get_n_series (figure); s++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, s);
      g_autofree char *low = NULL, *high = NULL, *mean = NULL, *points = NULL;

      if (series->role == ASSAY_SERIES_BAND)
        continue;
      if (series->role == ASSAY_SERIES_MARKS)
        {
          assay_table_add_column (table, series->id, series->label, ASSAY_CELL_COUNT);
          continue;
        }
      /* TRANSLATORS: heads of a table column: the series, and what of it */
      points = g_strdup_printf (_("%s, points"), _(series->label));
      low = g_strdup_printf (_("%s, lowest"), _(series->label));
      mean = g_strdup_printf (_("%s, mean"), _(series->label));
      high = g_strdup_printf (_("%s, highest"), _(series->label));
      assay_table_add_column (table, "n", points, ASSAY_CELL_COUNT);
      assay_table_add_column (table, "low", low, cell);
      assay_table_add_column (table, "mean", mean, cell);
      assay_table_add_column (table, "high", high, cell);
    }
}

static void
fill_stretch (AssayTable *table, const AssayFigure *figure, gsize *next, const Measure *measure, double start)
{
  guint column = 1;

  for (guint s = 0; s < assay_figure_get_n_series (figure); s++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, s);
      const double *y = assay_figure_series_y (series);
      Stretch stretch = { 0 };
      gsize points = 0;

      for (; next[s] < series->n && stretch_start (measure, x_at (series, next[s])) <= start; next[s]++, points++)
        stretch_add (&stretch, y[next[s]]);
      if (series->role == ASSAY_SERIES_BAND)
        continue;
      if (series->role == ASSAY_SERIES_MARKS)
        {
          assay_table_set_number (table, column++, points);
          continue;
        }
      assay_table_set_number (table, column++, stretch.n);
      assay_table_set_number (table, column++, stretch.n > 0 ? stretch.low : NAN);
      assay_table_set_number (table, column++, stretch.n > 0 ? stretch.sum / stretch.n : NAN);
      assay_table_set_number (table, column++, stretch.n > 0 ? stretch.high : NAN);
    }
}

static AssayTable *
sum_up_points (const AssayFigure *figure)
{
  AssayTable *table = assay_table_new ("stretches", N_("Numbers of the figure, by period"));
  const AssayAxis *axis = assay_figure_get_x (figure);
  const AssayFigureSeries *first = assay_figure_get_series (figure, 0);
  g_autofree gsize *next = g_new0 (gsize, assay_figure_get_n_series (figure));
  Measure measure = choose_stretch (axis, x_at (first, first->n - 1) - x_at (first, 0));

  assay_table_add_column (table, "from", N_("From"), x_cell (axis));
  add_stretch_columns (table, figure);
  assay_table_set_note (table, N_("Each row sums up the points of the figure from that value to the next row's. All rows are in the run's CSV."));
  while (next[0] < first->n)
    {
      double start = stretch_start (&measure, x_at (first, next[0]));

      assay_table_add_row (table);
      set_x (table, axis, start);
      fill_stretch (table, figure, next, &measure, start);
    }
  return table;
}

static gboolean
has_points (const AssayFigure *figure)
{
  return assay_figure_get_n_series (figure) > 0 && assay_figure_get_series (figure, 0)->n > 0;
}

static void
put_figure (AssayReportBuild *self, AssayFigure *figure)
{
  AssayFlow *flow = &self->flow;
  double height = chart_height (figure), width = assay_flow_get_width (flow);
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
  g_autofree char *convention = NULL;

  assay_flow_heading (flow, 2, _(assay_figure_get_title (figure)), height + 60);
  if (assay_figure_get_subtitle (figure) != NULL)
    assay_flow_paragraph (flow, ASSAY_STYLE_SMALL, _(assay_figure_get_subtitle (figure)));
  assay_report_page_add_chart (flow->page, chart, &flow->theme, (AssayBox) { flow->margin, flow->y, width, height });
  flow->y += height + 6;
  if (assay_figure_get_finding (figure) != NULL)
    assay_flow_paragraph (flow, ASSAY_STYLE_BODY, _(assay_figure_get_finding (figure)));
  if (assay_figure_get_convention (figure) != NULL)
    {
      convention = g_strdup_printf (_("Convention: %s"), _(assay_figure_get_convention (figure)));
      assay_flow_paragraph (flow, ASSAY_STYLE_SMALL, convention);
    }
  if (self->options.sections & ASSAY_REPORT_FIGURE_TABLES && has_points (figure))
    {
      AssayTable *table = assay_figure_get_series (figure, 0)->n <= LISTED ? list_points (figure) : sum_up_points (figure);

      assay_flow_table (flow, table);
      assay_table_unref (table);
    }
}

void
assay_report_put_figures (AssayReportBuild *self, AssayResult *result)
{
  if (assay_result_get_n_figures (result) == 0 || !(self->options.sections & ASSAY_REPORT_FIGURES))
    return;
  assay_flow_heading (&self->flow, 1, _("Figures"), 320);
  for (guint i = 0; i < assay_result_get_n_figures (result); i++)
    put_figure (self, assay_result_get_figure (result, i));
}

void
assay_report_put_tables (AssayReportBuild *self, AssayResult *result)
{
  if (assay_result_get_n_tables (result) == 0 || !(self->options.sections & ASSAY_REPORT_TABLES))
    return;
  if (assay_flow_table_is_turned (&self->flow, assay_result_get_table (result, 0)))
    assay_flow_set_landscape (&self->flow, TRUE);
  assay_flow_heading (&self->flow, 1, _("Tables"), 120);
  for (guint i = 0; i < assay_result_get_n_tables (result); i++)
    {
      assay_flow_table (&self->flow, assay_result_get_table (result, i));
      assay_flow_set_landscape (&self->flow, FALSE);
    }
}
