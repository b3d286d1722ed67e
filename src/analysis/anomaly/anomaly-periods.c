/* Anomalies over time: the whole span of a run on one picture, however long it is. */
#include "analysis/anomaly/anomaly-figures.h"

#include "analysis/anomaly/anomaly-rows-private.h"
#include "analysis/wording.h"
#include "base/date.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_PERIODS 40          /* bars that can be told apart on a page */
#define DAY 86400.0
#define MONTH (30.436875 * DAY)

/* A calendar period: months, or else seconds. */
typedef struct { int months; double seconds; const char *name; } Period;

static const Period periods[] = {
  { 0, 60, N_("minute") }, { 0, 600, N_("10 minutes") }, { 0, 3600, N_("hour") }, { 0, 6 * 3600, N_("6 hours") },
  { 0, DAY, N_("day") }, { 0, 7 * DAY, N_("week") }, { 1, MONTH, N_("month") }, { 3, 3 * MONTH, N_("quarter") },
  { 12, 12 * MONTH, N_("year") }, { 60, 60 * MONTH, N_("5 years") }, { 120, 120 * MONTH, N_("10 years") }, { 1200, 1200 * MONTH, N_("100 years") },
};

typedef struct
{
  AssayType type;              /* of the time column */
  const Period *period;        /* NULL: stretches of the index */
  double length;               /* in units of x */
  GArray *start;               /* double, in units of x: n + 1 of them */
  double *count[ASSAY_N_RISKS];
  gsize *n_scored;
} Calendar;

static guint
n_periods (const Calendar *self)
{
  return self->start->len - 1;
}

static void
find_span (const AssayAnomalyRows *rows, double *low, double *high)
{
  *low = HUGE_VAL;
  *high = -HUGE_VAL;
  for (gsize series = 0; series < assay_anomaly_rows_get_n_series (rows); series++)
    {
      *low = MIN (*low, assay_anomaly_rows_get_x (rows, assay_anomaly_rows_get_first (rows, series)));
      *high = MAX (*high, assay_anomaly_rows_get_x (rows, assay_anomaly_rows_get_first (rows, series + 1) - 1));
    }
}

/* The shortest period of which the span needs no more than MOST_PERIODS. */
static void
choose_period (Calendar *self, double span)
{
  static const double steps[] = { 1, 2, 5 };
  double unit = self->type == ASSAY_TYPE_DATE ? DAY : 1;

  if (self->type != ASSAY_TYPE_DATE && self->type != ASSAY_TYPE_DATETIME)
    {
      self->length = 1;
      for (int i = 0; span / self->length + 1 > MOST_PERIODS; i++)
        self->length = steps[i % 3] * pow (10, i / 3);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (periods); i++)
    if (periods[i].seconds >= unit)
      {
        self->period = &periods[i];
        self->length = periods[i].seconds / unit;
        if (span / self->length + 1 <= MOST_PERIODS)
          return;
      }
}

/* Days of x, and back. */
static double
x_of_days (const Calendar *self, double days)
{
  return self->type == ASSAY_TYPE_DATE ? days : days * DAY;
}

static double
days_of_x (const Calendar *self, double x)
{
  return self->type == ASSAY_TYPE_DATE ? x : floor (x / DAY);
}

static double
month_start (const Calendar *self, int month)
{
  return x_of_days (self, assay_date_from_ymd (month / 12, month % 12 + 1, 1));
}

/* From the period that holds low to the end of the one that holds high. */
static void
fill_starts (Calendar *self, double low, double high)
{
  int year, month, day, index = 0;
  double start;

  if (self->period != NULL && self->period->months > 0)
    {
      assay_date_to_ymd (days_of_x (self, low), &year, &month, &day);
      index = year * 12 + month - 1;
      index -= index % self->period->months;
      start = month_start (self, MAX (index, 12));
    }
  else
    {
      /* Weeks begin on Monday; 1970-01-05 was one. */
      double from = self->period != NULL && self->period->seconds == 7 * DAY ? x_of_days (self, 4) : 0;

      start = floor ((low - from) / self->length) * self->length + from;
    }
  g_array_append_val (self->start, start);
  while (start <= high)
    {
      if (self->period != NULL && self->period->months > 0)
        start = month_start (self, index += self->period->months);
      else
        start += self->length;
      g_array_append_val (self->start, start);
    }
}

static void
count_rows (Calendar *self, const AssayAnomalyRows *rows)
{
  const double *start = (const double *) (void *) self->start->data;
  guint n = n_periods (self), at = 0;
  gsize n_rows = assay_frame_get_n_rows (rows->frame);

  for (int risk = 0; risk < ASSAY_N_RISKS; risk++)
    self->count[risk] = g_new0 (double, n);
  self->n_scored = g_new0 (gsize, n);
  for (gsize row = 0; row < n_rows; row++)
    {
      AssayRisk risk = assay_anomaly_rows_get_risk (rows, row);
      double x;

      if (risk == ASSAY_RISK_NONE)
        continue;
      /* Rows rise in time, and start again with each series. */
      x = assay_anomaly_rows_get_x (rows, row);
      if (x < start[at])
        at = 0;
      while (at + 1 < n && x >= start[at + 1])
        at++;
      self->n_scored[at]++;
      self->count[risk][at] += rows->anomaly[row] == 1;
    }
  for (guint i = 0; i < n; i++)
    for (int risk = 0; risk < ASSAY_N_RISKS; risk++)
      self->count[risk][i] = self->n_scored[i] > 0 ? self->count[risk][i] : NAN;
}

static char *
period_label (const Calendar *self, guint i)
{
  double x = g_array_index (self->start, double, i);
  int year, month, day;
  char text[32];

  if (self->period == NULL)
    return assay_word_count (x);
  assay_date_to_ymd (days_of_x (self, x), &year, &month, &day);
  if (self->period->months > 12)
    return g_strdup_printf ("%d–%d", year, year + self->period->months / 12 - 1);
  if (self->period->months == 12)
    return g_strdup_printf ("%d", year);
  if (self->period->months == 3)
    return g_strdup_printf ("%d Q%d", year, (month + 2) / 3);
  if (self->period->months == 1)
    return g_strdup_printf ("%d-%02d", year, month);
  if (self->period->seconds >= DAY)
    {
      assay_date_format (days_of_x (self, x), text);
      return g_strdup (text);
    }
  assay_datetime_format (x * G_USEC_PER_SEC, text);
  text[10] = ' ';
  text[16] = '\0';             /* whole minutes */
  return g_strdup (text);
}

/* "in 2024 Q3", "in the week from 2024-09-30", "on 2024-10-04" */
static char *
period_words (const Calendar *self, guint i)
{
  g_autofree char *label = period_label (self, i);

  if (self->period == NULL)
    return g_strdup_printf ("from step %s on", label);
  if (self->period->months > 0)
    return g_strdup_printf ("in %s", label);
  if (self->period->seconds == DAY)
    return g_strdup_printf ("on %s", label);
  return g_strdup_printf ("in the %s from %s", self->period->name, label);
}

static double
count_all (const Calendar *self, guint i)
{
  double all = 0;

  for (int risk = 0; risk < ASSAY_N_RISKS; risk++)
    all += self->count[risk][i];
  return all;
}

static double
count_everything (const Calendar *self)
{
  double all = 0;

  for (guint i = 0; i < n_periods (self); i++)
    all += self->n_scored[i] > 0 ? count_all (self, i) : 0;
  return all;
}

static void
set_words (AssayFigure *figure, const Calendar *self)
{
  guint most = 0;
  double scored = 0;
  g_autofree char *when = NULL, *many = NULL, *of = NULL, *share = NULL, *whole = NULL, *finding = NULL, *convention = NULL;

  for (guint i = 0; i < n_periods (self); i++)
    {
      if (self->n_scored[i] == 0)
        continue;
      scored += self->n_scored[i];
      if (self->n_scored[most] == 0 || count_all (self, i) > count_all (self, most))
        most = i;
    }
  when = period_words (self, most);
  many = assay_word_count (count_all (self, most));
  of = assay_word_items (self->n_scored[most], "scored row", "scored rows");
  share = assay_word_share (count_all (self, most) / self->n_scored[most]);
  whole = assay_word_share (count_everything (self) / scored);
  finding = g_strdup_printf ("Most anomalies are %s: %s of %s (%s). Over all periods the share is %s.", when, many, of, share, whole);
  assay_figure_set_finding (figure, finding);
  if (self->period != NULL)
    convention = g_strdup_printf ("Anomalies of all series by %s and risk level. A period without a scored row is empty.", self->period->name);
  else
    {
      g_autofree char *length = assay_word_items (self->length, "step", "steps");

      convention = g_strdup_printf ("Anomalies of all series by stretches of %s and risk level. A stretch without a scored row is empty.", length);
    }
  assay_figure_set_convention (figure, convention);
}

static gboolean
has_any (const Calendar *self, AssayRisk risk)
{
  for (guint i = 0; i < n_periods (self); i++)
    if (self->count[risk][i] > 0)
      return TRUE;
  return FALSE;
}

static void
add_levels (AssayFigure *figure, Calendar *self)
{
  static const char *const ids[] = { "low", "medium", "high", "critical" };
  guint n = n_periods (self);

  for (AssayRisk risk = ASSAY_RISK_LOW; risk < ASSAY_N_RISKS; risk++)
    if (has_any (self, risk))
      {
        gint8 *level = g_new (gint8, n);

        memset (level, risk, n);
        assay_figure_add_series (figure, ids[risk], assay_risk_name (risk), ASSAY_SERIES_OTHER, n, NULL,
                                 g_bytes_new_take (g_steal_pointer (&self->count[risk]), n * sizeof (double)), NULL,
                                 g_bytes_new_take (level, n), NULL);
      }
}

AssayFigure *
assay_anomaly_figure_over_time (const AssayAnomalyRows *rows)
{
  AssayFigure *figure = assay_figure_new ("over-time", ASSAY_FIGURE_BARS, N_("Anomalies over Time"));
  Calendar calendar = { .type = assay_column_get_type (rows->time), .start = g_array_new (FALSE, FALSE, sizeof (double)) };
  g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func (g_free);
  double low, high;

  find_span (rows, &low, &high);
  choose_period (&calendar, high - low);
  fill_starts (&calendar, low, high);
  count_rows (&calendar, rows);
  for (guint i = 0; i < n_periods (&calendar); i++)
    g_ptr_array_add (labels, period_label (&calendar, i));
  g_ptr_array_add (labels, NULL);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, calendar.period != NULL ? calendar.period->name : N_("from step"), NULL);
  assay_figure_set_categories (figure, (const char *const *) labels->pdata);
  assay_figure_set_y (figure, ASSAY_UNIT_COUNT, N_("anomalies"), NULL);
  if (n_periods (&calendar) > 1 && count_everything (&calendar) > 0)
    {
      set_words (figure, &calendar);
      add_levels (figure, &calendar);
    }
  for (int risk = 0; risk < ASSAY_N_RISKS; risk++)
    g_free (calendar.count[risk]);
  g_free (calendar.n_scored);
  g_array_unref (calendar.start);
  return figure;
}
