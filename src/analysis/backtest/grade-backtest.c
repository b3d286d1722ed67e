#include "analysis/backtest/grade-backtest.h"

#include "analysis/judge.h"
#include "analysis/wording.h"
#include "math/calibration/group-calibration.h"
#include "math/calibration/probability-scores.h"
#include "math/credit/default-tests.h"
#include "math/discrimination/banded-rates.h"
#include "math/distribution.h"
#include "math/evidence/multiplicity.h"
#include "math/order.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define ALPHA 0.05
#define LEAST_POWER 0.5            /* against twice the PD: below, a grade that passes has not been tested */

/* Grades by rising PD. expected is the sum of obligors times PD over the rows of a grade; pd is that of its row, or expected / obligors of several. */
typedef struct
{
  gsize n;
  char **name;
  double *obligors, *defaults, *expected, *pd;
} Grades;

static void
grades_clear (Grades *self)
{
  g_strfreev (self->name);
  g_free (self->obligors);
  g_free (self->defaults);
  g_free (self->expected);
  g_free (self->pd);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Grades, grades_clear)

gboolean
grade_backtest_is_asked (const AssayOptions *options)
{
  return assay_options_is_given (options, "pd");
}

/* ---- columns ---- */

/* The column that is called so by the user, or by one of the usual names, the first that is there; NULL: none, with error when it was asked for. */
static AssayColumn *
find_column (const AssayTask *task, const char *option, const char *const *usual, GError **error)
{
  const char *given = assay_options_get_text (task->options, option);

  if (given != NULL)
    return assay_frame_require (task->frame, given, error);
  for (; *usual != NULL; usual++)
    for (guint i = 0; i < assay_frame_get_n_columns (task->frame); i++)
      {
        AssayColumn *column = assay_frame_get_column (task->frame, i);

        if (g_ascii_strcasecmp (assay_column_get_name (column), *usual) == 0)
          return column;
      }
  return NULL;
}

static const double *
require_numbers (const AssayTask *task, const char *option, const char *what, const char *const *usual, double **owned, GError **error)
{
  g_autoptr(GError) problem = NULL;
  AssayColumn *column = find_column (task, option, usual, &problem);

  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  if (column == NULL)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA,
                   _("No column says %s of each grade; --%s names it. For a table of loans one by one use “assay validate - DATA --score PD --target DEFAULT”."), what, option);
      return NULL;
    }
  if (assay_column_get_type (column) != ASSAY_TYPE_DOUBLE && assay_column_get_type (column) != ASSAY_TYPE_INT64)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("Column “%s” holds no numbers; --%s needs some."), assay_column_get_name (column), option);
      return NULL;
    }
  return assay_column_as_doubles (column, owned);
}

static gboolean
check_row (gsize row, double n, double d, double pd, GError **error)
{
  if (n >= 0 && n < 1e12 && d >= 0 && d <= n && pd >= 0 && pd <= 1)
    return TRUE;
  if (isnan (n) || isnan (d) || isnan (pd))
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("Row %zu lacks the obligors, the defaults or the PD; leave it out, or fill it."), row + 1);
      return FALSE;
    }
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA,
               _("Row %zu has %g defaults of %g obligors at a PD of %g; defaults should be from 0 to the obligors, the PD from 0 to 1."), row + 1, d, n, pd);
  return FALSE;
}

/* Rows of one name are one grade; those without obligors are none. */
static gsize
add_up (Grades *all, const AssayColumn *names, gsize n_rows, const double *n, const double *d, const double *pd, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (gsize i = 0; i < n_rows; i++)
    {
      g_autoptr(GString) name = g_string_new (NULL);
      gpointer found;
      gsize at;

      if (!check_row (i, n[i], d[i], pd[i], error))
        return 0;
      if (n[i] == 0)
        continue;
      if (names != NULL && assay_column_is_missing (names, i))
        {
          g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("Row %zu has obligors but no grade in “%s”; name its grade, or leave it out."), i + 1,
                       assay_column_get_name (names));
          return 0;
        }
      if (names != NULL)
        assay_column_append_cell (names, i, name);
      else
        g_string_printf (name, "%zu", i + 1);
      if (g_hash_table_lookup_extended (seen, name->str, NULL, &found))
        {
          at = GPOINTER_TO_SIZE (found);
          all->pd[at] = NAN;
        }
      else
        {
          at = all->n++;
          all->name[at] = g_strdup (name->str);
          all->pd[at] = pd[i];
          g_hash_table_insert (seen, all->name[at], GSIZE_TO_POINTER (at));
        }
      all->obligors[at] += n[i];
      all->defaults[at] += d[i];
      all->expected[at] += n[i] * pd[i];
    }
  if (all->n == 0)
    g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("No grade has any obligors."));
  return all->n;
}

static void
grades_make (Grades *self, gsize n)
{
  self->name = g_new0 (char *, n + 1);
  self->obligors = g_new0 (double, n + 1);
  self->defaults = g_new0 (double, n + 1);
  self->expected = g_new0 (double, n + 1);
  self->pd = g_new0 (double, n + 1);
}

static void
grades_sort (Grades *self, Grades *from)
{
  g_autofree gsize *order = g_new (gsize, from->n + 1);
  g_autofree guint64 *work = g_new (guint64, 2 * from->n + 2);

  for (gsize i = 0; i < from->n; i++)
    if (isnan (from->pd[i]))
      from->pd[i] = from->expected[i] / from->obligors[i];
  am_order_rising (from->pd, from->n, order, work);
  self->n = from->n;
  for (gsize i = 0; i < from->n; i++)
    {
      self->name[i] = g_steal_pointer (&from->name[order[i]]);
      self->obligors[i] = from->obligors[order[i]];
      self->defaults[i] = from->defaults[order[i]];
      self->expected[i] = from->expected[order[i]];
      self->pd[i] = from->pd[order[i]];
    }
  for (gsize i = 0; i < from->n; i++)
    from->name[i] = NULL;
}

static gboolean
grades_read (Grades *self, const AssayTask *task, GError **error)
{
  static const char *const n_names[] = { "n", "obligors", "n_obligors", "customers", "accounts", "count", "total", NULL };
  static const char *const d_names[] = { "d", "defaults", "n_defaults", "defaulted", "bads", "events", NULL };
  static const char *const g_names[] = { "grade", "grades", "rating", "pool", "band", "segment", NULL };
  static const char *const none[] = { NULL };
  gsize n_rows = assay_frame_get_n_rows (task->frame);
  g_autofree double *own_pd = NULL, *own_n = NULL, *own_d = NULL;
  const double *pd = require_numbers (task, "pd", _("the PD"), none, &own_pd, error);
  const double *n = pd != NULL ? require_numbers (task, "obligors", _("the number of obligors"), n_names, &own_n, error) : NULL;
  const double *d = n != NULL ? require_numbers (task, "defaults", _("the number of defaults"), d_names, &own_d, error) : NULL;
  g_autoptr(GError) problem = NULL;
  g_auto(Grades) all = { 0 };
  AssayColumn *names;

  if (d == NULL)
    return FALSE;
  names = find_column (task, "grades", g_names, &problem);
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  grades_make (&all, n_rows);
  if (add_up (&all, names, n_rows, n, d, pd, error) == 0)
    return FALSE;
  grades_make (self, all.n);
  grades_sort (self, &all);
  return TRUE;
}

/* ---- tests of each grade ---- */

/* p-values of all grades by one test, plain and adjusted. */
typedef struct { double *p, *holm; gsize n_judged; } Family;   /* p and holm: NaN where there is nothing to test */

static void
family_clear (Family *self)
{
  g_free (self->p);
  g_free (self->holm);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Family, family_clear)

/* The tests speak of rates above 0, and p of Jeffreys is 0 at a PD of 0, whatever came. */
static gboolean
is_beyond_test (double defaults, double pd)
{
  return pd == 0 && defaults == 0;
}

static void
family_init (Family *self, const Grades *grades, double (*test) (double, double, double))
{
  g_autofree gsize *order = g_new (gsize, grades->n + 1);
  g_autofree double *judged = g_new (double, grades->n + 1), *adjusted = g_new (double, grades->n + 1);
  gsize n = 0;

  self->p = g_new (double, grades->n + 1);
  self->holm = g_new (double, grades->n + 1);
  for (gsize i = 0; i < grades->n; i++)
    {
      self->p[i] = is_beyond_test (grades->defaults[i], grades->pd[i]) ? NAN : test (grades->defaults[i], grades->obligors[i], grades->pd[i]);
      if (!isnan (self->p[i]))
        judged[n++] = self->p[i];
    }
  am_holm (judged, n, adjusted, order);
  for (gsize i = 0, k = 0; i < grades->n; i++)
    self->holm[i] = isnan (self->p[i]) ? NAN : adjusted[k++];
  self->n_judged = n;
}

static const AssayLimits p_limits = { 0.05, 0.01, ASSAY_BEYOND_BELOW, 'C', N_("watch below p 0.05, fail below 0.01") };

/* A test that could hardly have failed has not passed. */
static void
doubt (AssayCheck *check, double n, double pd, double level)
{
  AmDefaultPower power = am_default_power (n, pd, level, 2);
  double needed;
  g_autofree char *chance = NULL, *more = NULL;

  if (check->verdict != ASSAY_VERDICT_PASS || power.power >= LEAST_POWER)
    return;
  needed = am_default_obligors_needed (pd, level, 2, LEAST_POWER);
  chance = assay_word_share (power.power);
  more = isnan (needed) ? g_strdup ("more than a thousand million") : assay_word_count (needed);
  assay_judge_not_assessable (check, g_strdup_printf ("%s Not a pass: were the rate twice the PD, the test would find it with chance %s only: %s obligors are needed for one half.",
                                                      check->message, chance, more));
}

static void
add_check (AssayResult *result, const AssayPolicy *policy, const char *id, const char *subject, double n, double d, double pd, double p, double adjusted, gsize family)
{
  gboolean is_jeffreys = strcmp (id, "pd-jeffreys") == 0;
  AssayCheck *check = assay_result_add_check (result, id, is_jeffreys ? N_("PD of Grades: Jeffreys Test") : N_("PD of Grades: Binomial Test"));
  g_autofree char *defaults = assay_word_count (d), *obligors = assay_word_items (n, "obligor", "obligors"), *rate = assay_word_share (d / n), *should = assay_word_share (pd);
  g_autofree char *word = assay_word_number (p), *together = assay_word_number (adjusted);

  check->subject = g_strdup (subject);
  check->statistic = g_strdup (is_jeffreys ? "p, Jeffreys" : "p, exact binomial");
  check->value = check->p_value = p;
  check->p_adjusted = adjusted;
  check->n = n;
  check->events = d;
  check->effect = pd > 0 ? d / n / pd : NAN;
  check->effect_name = pd > 0 ? g_strdup ("default rate over PD") : NULL;
  check->convention = g_strdup_printf ("%s; one-sided: a small p says that the PD is too low; Holm over %zu grades decides",
                                       is_jeffreys ? "P(rate ≤ PD) under beta(d + 1/2, n − d + 1/2)" : "P(X ≥ d), exact", family);
  check->reference = g_strdup (is_jeffreys ? "ECB 2019, 2.5.3.1" : "BCBS WP14 2005");
  check->message = family > 1 ? g_strdup_printf ("%s of %s defaulted, %s, PD %s: p %s, %s adjusted.", defaults, obligors, rate, should, word, together)
                              : g_strdup_printf ("%s of %s defaulted, %s, PD %s: p %s.", defaults, obligors, rate, should, word);
  if (is_beyond_test (d, pd))
    {
      assay_judge_not_assessable (check, g_strdup_printf ("None of %s defaulted at a PD of 0, which no number of them can confirm.", obligors));
      return;
    }
  assay_judge_by (check, adjusted, policy, &p_limits);
  doubt (check, n, pd, ALPHA / family);
}

static void
add_grade_checks (AssayResult *result, const AssayPolicy *policy, const Grades *grades, const char *id, const Family *family, double (*test) (double, double, double))
{
  double n = 0, d = 0, expected = 0, p;

  for (gsize i = 0; i < grades->n; i++)
    {
      n += grades->obligors[i];
      d += grades->defaults[i];
      expected += grades->expected[i];
      add_check (result, policy, id, grades->name[i], grades->obligors[i], grades->defaults[i], grades->pd[i], family->p[i], family->holm[i], MAX (family->n_judged, 1));
    }
  p = is_beyond_test (d, expected) ? NAN : test (d, n, expected / n);
  add_check (result, policy, id, "portfolio", n, d, expected / n, p, p, 1);
}

/* ---- tests of all grades ---- */

static AssayCheck *
add_whole (AssayResult *result, const char *id, const char *title, const Grades *grades, double value, double p)
{
  AssayCheck *check = assay_result_add_check (result, id, title);

  check->subject = g_strdup ("portfolio");
  check->value = value;
  check->p_value = p;
  check->n = check->events = 0;
  for (gsize i = 0; i < grades->n; i++)
    {
      check->n += grades->obligors[i];
      check->events += grades->defaults[i];
    }
  return check;
}

static AmHosmerLemeshow
check_chi_square (AssayResult *result, const AssayPolicy *policy, const Grades *grades, double *z)
{
  AmHosmerLemeshow test = am_hosmer_lemeshow (grades->defaults, grades->obligors, grades->pd, grades->n, z);
  double p = am_chi_square_upper (test.statistic, test.n_groups);
  AssayCheck *check = add_whole (result, "cal-hosmer-lemeshow", N_("Hosmer–Lemeshow Test"), grades, test.statistic, p);
  g_autofree char *statistic = assay_word_number (test.statistic), *word = assay_word_number (p);

  check->statistic = g_strdup ("chi2");
  check->convention = g_strdup_printf ("sum (d − n PD)² / (n PD (1 − PD)); %u degrees, as many as grades: out of sample", (guint) test.n_groups);
  check->reference = g_strdup ("Hosmer & Lemeshow 1980");
  check->message = g_strdup_printf ("Chi-square %s over %u grades: p %s; the fewest defaults expected of a grade are %.3g.", statistic, (guint) test.n_groups, word, test.smallest_expected);
  if (isfinite (test.statistic))
    assay_judge_by (check, p, policy, &p_limits);
  else
    {
      check->value = check->p_value = NAN;
      assay_judge_not_assessable (check, g_strdup ("Grades with a PD of 0 or 1 had other defaults than that; they fail by themselves, and the sum over grades is infinite."));
    }
  return test;
}

static void
check_order (AssayResult *result, const AssayPolicy *policy, const Grades *grades)
{
  static const AssayLimits limits = { 0, NAN, ASSAY_BEYOND_ABOVE, 'C', N_("watch when any rate falls") };
  double worst;
  gsize inversions = am_count_inversions (grades->defaults, grades->obligors, grades->n, &worst);
  AmTrend trend = am_cochran_armitage (grades->defaults, grades->obligors, NULL, grades->n);
  AssayCheck *check = add_whole (result, "disc-rank-order", N_("Rank Order of Grades"), grades, inversions, trend.p_value);
  g_autofree char *times = assay_word_times (inversions), *z = assay_word_zscore (trend.z);

  check->statistic = g_strdup ("inversions");
  check->convention = g_strdup ("grades by rising PD; Cochran–Armitage trend, scores 0, 1, 2 …, two-sided, without continuity correction");
  check->reference = g_strdup ("Cochran 1954; Armitage 1955");
  check->message = g_strdup_printf (inversions == 0 ? "Default rates %s fall where they should rise; trend z %s." : "Default rates fall %s where they should rise; trend z %s.", times, isnan (trend.z) ? "undefined" : z);
  assay_judge (check, policy, &limits);
  if (grades->n < 2 || isnan (trend.z))
    assay_judge_not_assessable (check, g_strdup ("An order needs two grades, and obligors that default as well as some that do not."));
}

static void
check_ratio (AssayResult *result, const AssayPolicy *policy, const Grades *grades)
{
  double expected = 0, defaults = 0;
  AmObservedExpected ratio;
  AssayCheck *check;
  g_autofree char *low = NULL, *high = NULL, *value = NULL, *should = NULL, *came = NULL;

  for (gsize i = 0; i < grades->n; i++)
    {
      expected += grades->expected[i];
      defaults += grades->defaults[i];
    }
  ratio = am_observed_expected (fmin (defaults, 1e12), fmin (expected, 1e12), 0.95);
  check = add_whole (result, "cal-in-the-large", N_("Defaults over Expected"), grades, ratio.ratio, ratio.p_value);
  low = assay_word_number (ratio.low);
  high = assay_word_number (ratio.high);
  value = assay_word_number (ratio.ratio);
  should = assay_word_number (expected);
  came = assay_word_count (defaults);
  check->statistic = g_strdup ("O/E");
  check->convention = g_strdup ("Garwood's exact Poisson interval, 95 %; p two-sided: twice the smaller exact tail");
  check->reference = g_strdup ("Garwood 1936");
  check->message = g_strdup_printf ("%s defaults against %s expected: ratio %s, 95 %% interval %s to %s.", came, should, value, low, high);
  assay_judge_by (check, ratio.p_value, policy, &p_limits);
}

/* ---- tables, figures ---- */

static void
add_table (AssayResult *result, const Grades *grades, const Family *jeffreys, const Family *binomial, const double *z)
{
  static const struct { const char *id, *label; AssayCellType type; } columns[] = {
    { "grade", N_("Grade"), ASSAY_CELL_TEXT }, { "obligors", N_("Obligors"), ASSAY_CELL_COUNT }, { "defaults", N_("Defaults"), ASSAY_CELL_COUNT },
    { "pd", "PD", ASSAY_CELL_FRACTION }, { "odr", N_("Default Rate"), ASSAY_CELL_FRACTION }, { "low", N_("Jeffreys 2.5 %"), ASSAY_CELL_FRACTION },
    { "high", N_("Jeffreys 97.5 %"), ASSAY_CELL_FRACTION }, { "jeffreys-p", N_("Jeffreys p"), ASSAY_CELL_NUMBER }, { "jeffreys-holm", N_("Jeffreys, Holm"), ASSAY_CELL_NUMBER },
    { "binomial-p", N_("Binomial p"), ASSAY_CELL_NUMBER }, { "binomial-holm", N_("Binomial, Holm"), ASSAY_CELL_NUMBER }, { "z", "z", ASSAY_CELL_ZSCORE },
    { "power", N_("Power against 1.5 PD"), ASSAY_CELL_FRACTION }, { "power-2", N_("Power against 2 PD"), ASSAY_CELL_FRACTION },
  };
  AssayTable *table = assay_table_new ("grades", N_("Grades"));

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    assay_table_add_column (table, columns[i].id, columns[i].label, columns[i].type);
  for (gsize i = 0; i < grades->n; i++)
    {
      double n = grades->obligors[i], d = grades->defaults[i], pd = grades->pd[i];
      AmInterval interval = am_jeffreys_interval (d, n, 0.95);
      const double cells[] = { n, d, pd, d / n, interval.low, interval.high, jeffreys->p[i], jeffreys->holm[i], binomial->p[i], binomial->holm[i], z[i],
                               am_default_power (n, pd, ALPHA, 1.5).power, am_default_power (n, pd, ALPHA, 2).power };

      assay_table_add_row (table);
      assay_table_set_text (table, 0, grades->name[i]);
      for (guint k = 0; k < G_N_ELEMENTS (cells); k++)
        assay_table_set_number (table, k + 1, cells[k]);
    }
  assay_table_set_note (table, "p one-sided: small where the PD is too low; power of the exact binomial test at 5 %");
  assay_result_take_table (result, table);
}

static GBytes *
bytes_of (const double *x, gsize n)
{
  return g_bytes_new (x, n * sizeof *x);
}

static void
add_figure (AssayResult *result, const Grades *grades)
{
  AssayFigure *figure = assay_figure_new ("grades", ASSAY_FIGURE_POINTS, N_("Default Rate by Grade"));
  gsize n = grades->n;
  g_autofree double *space = g_new (double, 4 * n + 4);
  double *x = space, *rate = space + n, *low = space + 2 * n, *high = space + 3 * n;

  for (gsize i = 0; i < n; i++)
    {
      AmInterval interval = am_jeffreys_interval (grades->defaults[i], grades->obligors[i], 0.95);

      x[i] = i;
      rate[i] = grades->defaults[i] / grades->obligors[i];
      low[i] = interval.low;
      high[i] = interval.high;
    }
  assay_figure_set_convention (figure, "Jeffreys 95 % intervals");
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("Grade"), NULL);
  assay_figure_set_categories (figure, (const char *const *) grades->name);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, N_("Default rate"), NULL);
  assay_figure_add_series (figure, "pd", "PD", ASSAY_SERIES_BASELINE, n, bytes_of (x, n), bytes_of (grades->pd, n), NULL, NULL, NULL);
  assay_figure_add_series (figure, "interval", N_("95 % interval"), ASSAY_SERIES_WHISKERS, n, bytes_of (x, n), bytes_of (low, n), bytes_of (high, n), NULL, NULL);
  assay_figure_add_series (figure, "rate", N_("Default rate"), ASSAY_SERIES_ACTUAL, n, bytes_of (x, n), bytes_of (rate, n), NULL, NULL, NULL);
  assay_result_take_figure (result, figure);
}

static AssayFrame *
make_rows (const Grades *grades, const Family *jeffreys, const Family *binomial, const double *z)
{
  const struct { const char *name; const double *value; } numbers[] = {
    { "obligors", grades->obligors }, { "defaults", grades->defaults }, { "pd", grades->pd }, { "jeffreys_p", jeffreys->p }, { "jeffreys_holm", jeffreys->holm },
    { "binomial_p", binomial->p }, { "binomial_holm", binomial->holm }, { "z", z },
  };
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  guint32 *codes = g_new (guint32, grades->n + 1);

  for (gsize i = 0; i < grades->n; i++)
    codes[i] = i;
  g_ptr_array_add (columns, assay_column_take_codes ("grade", codes, grades->n, g_strdupv (grades->name), grades->n));
  for (guint k = 0; k < G_N_ELEMENTS (numbers); k++)
    g_ptr_array_add (columns, assay_column_take_doubles (numbers[k].name, g_memdup2 (numbers[k].value, grades->n * sizeof (double)), grades->n));
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, grades->n);
}

static void
add_metrics (AssayResult *result, const Grades *grades, const AmHosmerLemeshow *test)
{
  double n = 0, d = 0, expected = 0;

  for (gsize i = 0; i < grades->n; i++)
    {
      n += grades->obligors[i];
      d += grades->defaults[i];
      expected += grades->expected[i];
    }
  assay_result_add_metric (result, "grades", N_("Grades"), ASSAY_METRIC_COUNT, grades->n);
  assay_result_add_metric (result, "obligors", N_("Obligors"), ASSAY_METRIC_COUNT, n);
  assay_result_add_metric (result, "defaults", N_("Defaults"), ASSAY_METRIC_COUNT, d);
  assay_result_add_metric (result, "expected", N_("Expected"), ASSAY_METRIC_NUMBER, expected);
  assay_result_add_metric (result, "default-rate", N_("Default rate"), ASSAY_METRIC_FRACTION, d / n);
  assay_result_add_metric (result, "hosmer-lemeshow", N_("Hosmer–Lemeshow Test"), ASSAY_METRIC_NUMBER, test->statistic);
}

AssayOutcome *
grade_backtest_run (const AssayTask *task, AssayProgress *progress, GError **error)
{
  g_auto(Grades) grades = { 0 };
  g_auto(Family) jeffreys = { 0 }, binomial = { 0 };
  g_autofree double *z = NULL;
  AssayOutcome *outcome;
  AmHosmerLemeshow test;

  assay_progress_set_step (progress, _("Testing"));
  if (!grades_read (&grades, task, error) || !assay_progress_step (progress, 0.5, error))
    return NULL;
  family_init (&jeffreys, &grades, am_jeffreys_p);
  family_init (&binomial, &grades, am_default_binomial_p);
  z = g_new (double, grades.n + 1);
  outcome = g_new0 (AssayOutcome, 1);
  outcome->result = assay_result_new ("backtest", N_("PD Back-Test"));
  add_grade_checks (outcome->result, task->policy, &grades, "pd-jeffreys", &jeffreys, am_jeffreys_p);
  add_grade_checks (outcome->result, task->policy, &grades, "pd-binomial", &binomial, am_default_binomial_p);
  test = check_chi_square (outcome->result, task->policy, &grades, z);
  check_order (outcome->result, task->policy, &grades);
  check_ratio (outcome->result, task->policy, &grades);
  add_metrics (outcome->result, &grades, &test);
  add_table (outcome->result, &grades, &jeffreys, &binomial, z);
  add_figure (outcome->result, &grades);
  outcome->rows = make_rows (&grades, &jeffreys, &binomial, z);
  return outcome;
}
