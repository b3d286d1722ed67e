/* Grades and their PDs. */
#include "analysis/validation/validation-rank-private.h"

#include "analysis/wording.h"
#include "math/calibration/probability-scores.h"
#include "math/credit/default-tests.h"
#include "math/credit/low-default.h"
#include "math/distribution.h"
#include "math/drift/contingency.h"
#include "math/order.h"

#define ALPHA 0.05
#define LEAST_POWER 0.5            /* against twice the PD: below, a grade that passes has not been tested */
#define LEAST_ROWS 30
#define LEAST_YEARS 5

/* Grades in the order of their PDs; those without obligors or PD are left out. */
typedef struct
{
  guint n;
  const char **name;
  double *obligors, *defaults, *pd;
} Grades;

static void
grades_clear (Grades *self)
{
  g_free (self->name);
  g_free (self->obligors);
  g_free (self->defaults);
  g_free (self->pd);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Grades, grades_clear)

static void
grades_init (Grades *self, const AssayValidationCase *c)
{
  guint n = c->grades->n_labels;
  g_auto(AssayValidationCounts) counts = { 0 };
  g_autofree gsize *order = g_new (gsize, n + 1);
  g_autofree guint64 *work = g_new (guint64, 2 * n + 2);

  assay_validation_counts_init (&counts, c->data, c->grades->codes, n, NULL);
  am_order_rising (c->grade_pd, n, order, work);
  self->name = g_new0 (const char *, n + 1);
  self->obligors = g_new0 (double, n + 1);
  self->defaults = g_new0 (double, n + 1);
  self->pd = g_new0 (double, n + 1);
  self->n = 0;
  for (guint i = 0; i < n; i++)
    if (counts.n[order[i]] > 0 && !isnan (c->grade_pd[order[i]]))
      {
        self->name[self->n] = c->grades->labels[order[i]];
        self->obligors[self->n] = counts.n[order[i]];
        self->defaults[self->n] = counts.d[order[i]];
        self->pd[self->n++] = c->grade_pd[order[i]];
      }
}

static char *
name_grade (const AssayValidationCase *c, const char *label)
{
  return g_strdup_printf ("%s = %s", c->grades->name, label);
}

/* ---- the table ---- */

static AssayTable *
new_grade_table (void)
{
  AssayTable *table = assay_table_new ("grades", N_("Grades"));

  assay_table_add_column (table, "grade", N_("Grade"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "obligors", N_("Obligors"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "defaults", N_("Defaults"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "pd", "PD", ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "odr", N_("Default Rate"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "low", N_("Jeffreys 2.5 %"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "high", N_("Jeffreys 97.5 %"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "jeffreys-p", N_("Jeffreys p"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "binomial-p", N_("Binomial p"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "power", N_("Power against 1.5 PD"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "power-2", N_("Power against 2 PD"), ASSAY_CELL_FRACTION);
  return table;
}

static void
add_grade_evidence (AssayValidationSink *sink, const AssayValidationCase *c, const Grades *grades)
{
  AssayTable *table = new_grade_table ();
  AssayFigure *figure = assay_figure_new ("grades", ASSAY_FIGURE_POINTS, N_("Default Rate by Grade"));
  g_autofree double *rate = g_new (double, grades->n + 1), *low = g_new (double, grades->n + 1), *high = g_new (double, grades->n + 1), *x = g_new (double, grades->n + 1);
  double obligors = 0, defaults = 0;

  for (guint i = 0; i < grades->n; i++)
    {
      double n = grades->obligors[i], d = grades->defaults[i], pd = grades->pd[i];
      AmInterval interval = am_jeffreys_interval (d, n, 0.95);

      x[i] = i;
      obligors += n;
      defaults += d;
      rate[i] = d / n;
      low[i] = interval.low;
      high[i] = interval.high;
      assay_table_add_row (table);
      assay_table_set_text (table, 0, grades->name[i]);
      assay_table_set_number (table, 1, n);
      assay_table_set_number (table, 2, d);
      assay_table_set_number (table, 3, pd);
      assay_table_set_number (table, 4, d / n);
      assay_table_set_number (table, 5, low[i]);
      assay_table_set_number (table, 6, high[i]);
      assay_table_set_number (table, 7, am_jeffreys_p (d, n, pd));
      assay_table_set_number (table, 8, am_default_binomial_p (d, n, pd));
      assay_table_set_number (table, 9, am_default_power (n, pd, ALPHA, 1.5).power);
      assay_table_set_number (table, 10, am_default_power (n, pd, ALPHA, 2).power);
      {
        AssayRowTerm terms[] = { ASSAY_ROW_WORD ("grade", c->grades->name, grades->name[i]), ASSAY_ROW_COMPLETE };

        assay_validation_sink_show_rows (sink, "table:grades", NULL, i, n, terms, G_N_ELEMENTS (terms));
        assay_validation_sink_show_rows (sink, "figure:grades", "rate", i, n, terms, G_N_ELEMENTS (terms));
      }
    }
  assay_table_set_note (table, "p one-sided, before adjustment: small where the PD is too low; power of the exact binomial test at 5 %");
  assay_validation_sink_take_table (sink, table);
  assay_validation_figure_say_rows (figure, obligors, defaults);
  assay_figure_set_convention (figure, "Jeffreys 95 % intervals; the line is the mean PD of each grade");
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("Grade"), NULL);
  assay_figure_set_categories (figure, grades->name);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, N_("Default rate"), NULL);
  assay_figure_add_series (figure, "pd", "PD", ASSAY_SERIES_BASELINE, grades->n, assay_validation_bytes (x, grades->n), assay_validation_bytes (grades->pd, grades->n), NULL, NULL, NULL);
  assay_figure_add_series (figure, "interval", N_("95 % interval"), ASSAY_SERIES_WHISKERS, grades->n, assay_validation_bytes (x, grades->n), assay_validation_bytes (low, grades->n),
                           assay_validation_bytes (high, grades->n), NULL, NULL);
  assay_figure_add_series (figure, "rate", N_("Default rate"), ASSAY_SERIES_ACTUAL, grades->n, assay_validation_bytes (x, grades->n), assay_validation_bytes (rate, grades->n), NULL, NULL, NULL);
  assay_validation_sink_take_figure (sink, figure);
}

/* ---- one grade, one test ---- */

/* A grade that could hardly have failed has not passed. It stays in the family all the same: grades left out because their p is large
 * would leave the others adjusted for too few. */
static char *
word_no_power (const AssayFinding *finding, double level)
{
  AmDefaultPower power = am_default_power (finding->n, finding->tested, level, 2);
  double needed;
  g_autofree char *chance = NULL, *more = NULL, *at = NULL;

  if (power.power >= LEAST_POWER)
    return NULL;
  needed = am_default_obligors_needed (finding->tested, level, 2, LEAST_POWER);
  chance = assay_word_share (power.power);
  at = assay_word_number (level);
  more = isnan (needed) ? g_strdup ("more than a thousand million") : assay_word_count (needed);
  return g_strdup_printf ("Not a pass: were the rate twice the PD, the test would find it at the level %s with chance %s only: %s obligors are needed for one half.", at, chance, more);
}

static void
add_test (AssayValidationSink *sink, const char *subject, double n, double d, double pd, double p)
{
  g_autofree char *rate = assay_word_share (d / n), *should = assay_word_share (pd), *word = assay_word_number (p), *defaults = assay_word_count (d), *obligors = assay_word_count (n);
  AssayFinding *finding;

  if (pd == 0 && d == 0)
    /* the tests speak of rates above 0, and p of Jeffreys is then 0 whatever n is */
    finding = assay_validation_sink_add_not_assessable (sink, subject, g_strdup_printf ("None of %s obligors defaulted at a PD of 0, which no number of them can confirm.", obligors));
  else
    {
      finding = assay_validation_sink_add (sink, subject, d / n);
      finding->p_value = p;
      finding->message = g_strdup_printf ("%s of %s obligors defaulted, %s, PD %s: p %s.", defaults, obligors, rate, should, word);
      finding->word_weakness = word_no_power;
      finding->tested = pd;
    }
  finding->n = n;
  finding->events = d;
  finding->effect = pd > 0 ? d / n / pd : NAN;
  finding->effect_name = g_strdup ("default rate over PD");
}

static void
add_grade_tests (AssayValidationSink *sink, const AssayValidationCase *c, const Grades *grades, double (*test) (double, double, double))
{
  double n = 0, d = 0, expected = 0;

  for (guint i = 0; i < grades->n; i++)
    {
      g_autofree char *subject = name_grade (c, grades->name[i]);

      n += grades->obligors[i];
      d += grades->defaults[i];
      expected += grades->obligors[i] * grades->pd[i];
      add_test (sink, subject, grades->obligors[i], grades->defaults[i], grades->pd[i], test (grades->defaults[i], grades->obligors[i], grades->pd[i]));
    }
  if (n > 0)
    add_test (sink, "portfolio", n, d, expected / n, test (d, n, expected / n));
}

static gboolean
run_jeffreys (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Grades) grades = { 0 };

  grades_init (&grades, c);
  add_grade_evidence (sink, c, &grades);
  add_grade_tests (sink, c, &grades, am_jeffreys_p);
  return TRUE;
}

static gboolean
run_binomial (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Grades) grades = { 0 };

  grades_init (&grades, c);
  add_grade_tests (sink, c, &grades, am_default_binomial_p);
  return TRUE;
}

static gboolean
run_power (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Grades) grades = { 0 };

  grades_init (&grades, c);
  for (guint i = 0; i < grades.n; i++)
    {
      AmDefaultPower half = am_default_power (grades.obligors[i], grades.pd[i], ALPHA, 1.5), twice = am_default_power (grades.obligors[i], grades.pd[i], ALPHA, 2);
      double needed = am_default_obligors_needed (grades.pd[i], ALPHA, 1.5, 0.8);
      g_autofree char *subject = name_grade (c, grades.name[i]), *a = assay_word_share (half.power), *b = assay_word_share (twice.power), *critical = assay_word_count (half.critical);
      g_autofree char *more = isnan (needed) ? g_strdup ("no number of obligors") : assay_word_items (needed, "obligor", "obligors");
      char *message = g_strdup_printf ("The test rejects from %s defaults on; it would find a rate of 1.5 times the PD with chance %s, of twice the PD with %s. For 80 %% at 1.5 times it takes %s.",
                                       critical, a, b, more);
      AssayFinding *finding = assay_validation_sink_add (sink, subject, half.power);

      finding->message = message;
      finding->n = grades.obligors[i];
      finding->events = grades.defaults[i];
      finding->effect = twice.power;
      finding->effect_name = g_strdup ("power against twice the PD");
      if (!(half.power >= 0.5))
        {
          finding->is_settled = TRUE;
          finding->verdict = ASSAY_VERDICT_NOT_ASSESSABLE;
        }
    }
  return TRUE;
}

/* ---- several years ---- */

/* Sums by year and, within it, by grade; the last column of each year is all grades together. */
typedef struct { guint n_years, stride, *year_of; double *n, *d, *pd; } Years;

static void
years_clear (Years *self)
{
  g_free (self->year_of);
  g_free (self->n);
  g_free (self->d);
  g_free (self->pd);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Years, years_clear)

/* The year that a period is, or lies in: "2024", and of dates "2024-07", "2024 Q3". 0: it names none. */
static guint
read_year (const char *label, gboolean is_date)
{
  char *end;
  guint64 year = g_ascii_isdigit (*label) ? g_ascii_strtoull (label, &end, 10) : 0;

  return year >= 1000 && year <= 9999 && end == label + 4 && (*end == '\0' || is_date) ? year : 0;
}

/* Periods are sorted by time, so those of one year stand together. FALSE: they are no years. */
static gboolean
list_years (Years *self, const AssayValidationCase *c)
{
  AssayType type = assay_column_get_type (c->time);
  gboolean is_date = type == ASSAY_TYPE_DATE || type == ASSAY_TYPE_DATETIME;
  guint last = 0;

  self->year_of = g_new (guint, c->periods->n_labels + 1);
  for (guint i = 0; i < c->periods->n_labels; i++)
    {
      guint year = read_year (c->periods->labels[i], is_date);

      if (year == 0)
        return FALSE;
      self->n_years += year != last;
      self->year_of[i] = self->n_years - 1;
      last = year;
    }
  return TRUE;
}

static void
sum_years (Years *self, const AssayValidationCase *c, guint n_grades)
{
  gsize n_cells = (gsize) self->n_years * (n_grades + 1) + 1;

  self->stride = n_grades + 1;
  self->n = g_new0 (double, n_cells);
  self->d = g_new0 (double, n_cells);
  self->pd = g_new0 (double, n_cells);
  for (gsize i = 0; i < c->data->n_complete; i++)
    {
      gsize row = assay_validation_row (c->data, i);
      guint32 period = c->periods->codes[row], grade = n_grades > 0 ? c->grades->codes[row] : n_grades;

      if (period >= c->periods->n_labels || isnan (c->pd[row]))
        continue;
      for (guint pass = 0; pass < 2; pass++)
        {
          gsize cell = (gsize) self->year_of[period] * self->stride + (pass == 0 ? n_grades : grade);

          if (pass == 1 && grade >= n_grades)
            break;
          self->n[cell] += 1;
          self->d[cell] += c->data->complete_event[i];
          self->pd[cell] += c->pd[row];
        }
    }
}

static void
add_years (AssayValidationSink *sink, const AssayValidationCase *c, const char *subject, const Years *years, guint column)
{
  g_autofree double *rate = g_new (double, years->n_years + 1), *mean = g_new (double, years->n_years + 1);
  gsize n = 0;
  AmNormalYears test;
  AssayFinding *finding;
  double two_sided;
  g_autofree char *t = NULL, *p = NULL;

  for (guint i = 0; i < years->n_years; i++)
    {
      gsize cell = (gsize) i * years->stride + column;

      if (years->n[cell] < LEAST_ROWS)
        continue;
      rate[n] = years->d[cell] / years->n[cell];
      mean[n++] = years->pd[cell] / years->n[cell];
    }
  test = am_normal_years (rate, mean, n);
  if (n < LEAST_YEARS || isnan (test.z))
    {
      assay_validation_sink_add_not_assessable (sink, subject, g_strdup_printf ("%zu years have %d obligors; %d are needed, and rates that vary.", n, LEAST_ROWS, LEAST_YEARS));
      return;
    }
  two_sided = am_student_t_two_sided (test.z, n - 1);
  finding = assay_validation_sink_add (sink, subject, test.z);
  finding->p_value = test.z > 0 ? two_sided / 2 : 1 - two_sided / 2;
  finding->convention = g_strdup_printf ("%zu years of “%s”", n, c->periods->name);
  t = assay_word_zscore (test.z);
  p = assay_word_number (finding->p_value);
  finding->message = g_strdup_printf ("Over %zu years default rates lie %s standard errors above the PDs, p %s.", n, t, p);
}

static gboolean
run_years (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  guint n_grades = c->grades != NULL ? c->grades->n_labels : 0;
  g_auto(Years) years = { 0 };

  if (!list_years (&years, c))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("The periods of “%s” are no years. Give dates, or years, to --time.", c->periods->name));
      return TRUE;
    }
  sum_years (&years, c, n_grades);
  add_years (sink, c, "portfolio", &years, n_grades);
  for (guint grade = 0; grade < n_grades; grade++)
    {
      g_autofree char *subject = name_grade (c, c->grades->labels[grade]);
      add_years (sink, c, subject, &years, grade);
    }
  return TRUE;
}

/* ---- one factor ---- */

static gboolean
add_few_obligors (AssayValidationSink *sink, const char *subject, double n)
{
  g_autofree char *obligors = NULL;

  if (n >= LEAST_ROWS)
    return FALSE;
  obligors = assay_word_items (n, "obligor", "obligors");
  assay_validation_sink_add_not_assessable (sink, subject, g_strdup_printf ("%s only; %d are needed.", obligors, LEAST_ROWS))->n = n;
  return TRUE;
}

/* Asset correlation of other retail exposures, CRR (Regulation (EU) 575/2013) article 154 (1); (3) and (4) put 0.15 for immovable property and 0.04 for revolving ones in its place. */
static double
retail_correlation (double pd)
{
  double share = expm1 (-35 * pd) / expm1 (-35.0);

  return 0.03 * share + 0.16 * (1 - share);
}

static gboolean
run_correlated (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Grades) grades = { 0 };
  gboolean is_given = assay_options_get_text (c->options, "correlation") != NULL;
  double given = is_given ? assay_options_get_number (c->options, "correlation") : NAN;

  grades_init (&grades, c);
  for (guint i = 0; i < grades.n; i++)
    {
      double pd = grades.pd[i], rho = is_given ? given : retail_correlation (pd), rate = grades.defaults[i] / grades.obligors[i];
      double q95 = am_vasicek_quantile (pd, rho, 0.95), q999 = am_vasicek_quantile (pd, rho, 0.999);
      g_autofree char *subject = name_grade (c, grades.name[i]), *a = assay_word_share (rate), *b = assay_word_share (q95), *e = assay_word_share (q999), *r = assay_word_number (rho);
      AssayFinding *finding;

      if (!(pd > 0 && pd < 1))
        {
          assay_validation_sink_add_not_assessable (sink, subject, g_strdup ("A PD of 0 or 1 leaves no room for a factor."));
          continue;
        }
      if (add_few_obligors (sink, subject, grades.obligors[i]))
        continue;
      finding = assay_validation_sink_add (sink, subject, rate);
      finding->word_weakness = word_no_power;
      finding->tested = pd;
      finding->p_value = rate > 0 ? am_vasicek_p (rate, pd, rho) : 1;
      finding->n = grades.obligors[i];
      finding->events = grades.defaults[i];
      finding->convention = g_strdup_printf (is_given ? "correlation %s as given (source U)" : "correlation %s, of other retail exposures by CRR 154 (1)", r);
      finding->message = g_strdup_printf ("Default rate %s; one year in twenty exceeds %s, one in a thousand %s.", a, b, e);
    }
  return TRUE;
}

/* ---- few defaults ---- */

#define FEW_DEFAULTS 20

static gboolean
run_low_default (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Grades) grades = { 0 };
  g_autofree double *bound = NULL;

  if (c->data->n_events >= FEW_DEFAULTS)
    {
      g_autofree char *note = g_strdup_printf ("Bounds for few defaults (pd-low-default) are not made: there are %zu defaults, %d or more.", c->data->n_events, FEW_DEFAULTS);
      assay_validation_sink_add_note (sink, note);
      return TRUE;
    }
  grades_init (&grades, c);
  bound = g_new (double, grades.n + 1);
  am_pluto_tasche (grades.defaults, grades.obligors, grades.n, 0.5, 0, FALSE, bound);
  for (guint i = 0; i < grades.n; i++)
    {
      g_autofree char *subject = name_grade (c, grades.name[i]), *pd = assay_word_share (grades.pd[i]), *limit = assay_word_share (bound[i]);
      AssayFinding *finding;

      if (add_few_obligors (sink, subject, grades.obligors[i]))
        continue;
      finding = assay_validation_sink_add (sink, subject, grades.pd[i] / bound[i]);
      finding->n = grades.obligors[i];
      finding->events = grades.defaults[i];
      finding->effect = bound[i];
      finding->effect_name = g_strdup ("50 % bound");
      finding->message = g_strdup_printf ("PD %s; the most prudent bound at 50 %% confidence is %s.", pd, limit);
    }
  return TRUE;
}

/* ---- grades apart, and within ---- */

/* Deciles of the score are no grades that anybody has to tell apart. */
static gboolean
have_grades (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink)
{
  if (c->grades_are_made)
    {
      g_autofree char *note = g_strdup_printf ("Grades are not compared with one another (%s): none were given (--grades), deciles of the score stand in for them.", check->id);
      assay_validation_sink_add_note (sink, note);
    }
  return !c->grades_are_made;
}

/* Grades that so few obligors could not tell apart if their PDs were right are not shown to be one. */
static void
settle_weak_pair (AssayFinding *finding, const Grades *grades, guint i)
{
  double safe = grades->pd[i], risky = grades->pd[i + 1];
  double error = sqrt (safe * (1 - safe) / grades->obligors[i] + risky * (1 - risky) / grades->obligors[i + 1]);
  double power = am_normal_upper (am_normal_quantile (1 - ALPHA) - (risky - safe) / error);
  g_autofree char *said = NULL, *chance = assay_word_share (power);

  if (!(finding->value >= ALPHA) || power >= LEAST_POWER)
    return;
  said = g_steal_pointer (&finding->message);
  finding->is_settled = TRUE;
  finding->verdict = ASSAY_VERDICT_NOT_ASSESSABLE;
  finding->message = g_strdup_printf ("%s Were the rates the PDs, the test would tell them apart with chance %s only; more obligors are needed.", said, chance);
}

static gboolean
run_heterogeneity (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Grades) grades = { 0 };

  if (!have_grades (check, c, sink))
    return TRUE;
  grades_init (&grades, c);
  for (guint i = 0; i + 1 < grades.n; i++)
    {
      AmProportions test = am_two_proportions (grades.defaults[i], grades.obligors[i], grades.defaults[i + 1], grades.obligors[i + 1], FALSE);
      g_autofree char *subject = g_strdup_printf ("%s %s and %s", c->grades->name, grades.name[i], grades.name[i + 1]);
      g_autofree char *a = assay_word_share (grades.defaults[i] / grades.obligors[i]), *b = assay_word_share (grades.defaults[i + 1] / grades.obligors[i + 1]), *p = assay_word_number (test.p_less);
      AssayFinding *finding;

      if (add_few_obligors (sink, subject, fmin (grades.obligors[i], grades.obligors[i + 1])))
        continue;
      if (isnan (test.z))
        {
          assay_validation_sink_add_not_assessable (sink, subject, g_strdup ("Neither grade has a default, or all of both have: the rates have no variance."));
          continue;
        }
      finding = assay_validation_sink_add (sink, subject, test.p_less);
      finding->n = grades.obligors[i] + grades.obligors[i + 1];
      finding->events = grades.defaults[i] + grades.defaults[i + 1];
      finding->effect = grades.defaults[i + 1] / grades.obligors[i + 1] - grades.defaults[i] / grades.obligors[i];
      finding->effect_name = g_strdup ("difference of default rates");
      finding->message = g_strdup_printf ("Default rates %s and %s: p %s that they are told apart by chance.", a, b, p);
      settle_weak_pair (finding, &grades, i);
    }
  return TRUE;
}

static void
add_homogeneity (AssayValidationSink *sink, const AssayValidationCase *c, const AssayValidationSplit *split)
{
  guint n_grades = c->grades->n_labels, n_labels = split->n_labels;
  g_autofree double *n = g_new0 (double, (gsize) n_grades * (n_labels + 1)), *d = g_new0 (double, (gsize) n_grades * (n_labels + 1));

  for (gsize i = 0; i < c->data->n_complete; i++)
    {
      gsize row = assay_validation_row (c->data, i);
      guint32 grade = c->grades->codes[row], label = split->codes[row];

      if (grade >= n_grades || label >= n_labels)
        continue;
      n[grade * (n_labels + 1) + label] += 1;
      d[grade * (n_labels + 1) + label] += c->data->complete_event[i];
      n[grade * (n_labels + 1) + n_labels] += 1;
      d[grade * (n_labels + 1) + n_labels] += c->data->complete_event[i];
    }
  for (guint grade = 0; grade < n_grades; grade++)
    for (guint label = 0; label < n_labels; label++)
      {
        gsize own = grade * (n_labels + 1) + label, all = grade * (n_labels + 1) + n_labels;
        double rest_n = n[all] - n[own], rest_d = d[all] - d[own];
        AmProportions test = am_two_proportions (d[own], n[own], rest_d, rest_n, FALSE);
        g_autofree char *subject = g_strdup_printf ("%s = %s, %s = %s", c->grades->name, c->grades->labels[grade], split->name, split->labels[label]);
        g_autofree char *a = assay_word_share (d[own] / n[own]), *b = assay_word_share (rest_d / rest_n);
        AssayFinding *finding;

        if (n[own] < LEAST_ROWS || rest_n < LEAST_ROWS || isnan (test.z))
          continue;
        finding = assay_validation_sink_add (sink, subject, test.z);
        finding->p_value = test.p;
        finding->n = n[own];
        finding->events = d[own];
        finding->effect = d[own] / n[own] - rest_d / rest_n;
        finding->effect_name = g_strdup ("difference of default rates");
        finding->message = g_strdup_printf ("Default rate %s; %s in the rest of the grade.", a, b);
      }
}

static gboolean
run_homogeneity (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  if (!have_grades (check, c, sink))
    return TRUE;
  for (guint i = 0; i < c->n_segments; i++)
    if (c->segments[i].n_labels > 1)
      add_homogeneity (sink, c, &c->segments[i]);
  return TRUE;
}

#define GRADED (ASSAY_NEEDS_GRADES | ASSAY_NEEDS_GRADE_PD | ASSAY_NEEDS_EVENTS | ASSAY_NEEDS_SCORE)

const AssayValidationCheck assay_checks_pd_lgd[] = {
  { .id = "pd-jeffreys", .title = N_("PD of Grades: Jeffreys Test"), .section = ASSAY_SECTION_CALIBRATION, .tier = 1, .statistic = "default rate", .needs = GRADED,
    .limits = ASSAY_P_LIMITS, .convention = N_("beta (d + ½, n − d + ½) at the PD, one-sided: small p, PD too low; a pass needs power ½ against twice the PD; mean PD of the grade"),
    .reference = "ECB 2019", .run = run_jeffreys },
  { .id = "pd-binomial", .title = N_("PD of Grades: Binomial Test"), .section = ASSAY_SECTION_CALIBRATION, .tier = 1, .statistic = "default rate", .needs = GRADED,
    .limits = ASSAY_P_LIMITS, .convention = N_("exact, one-sided: small p, PD too low; obligors independent; a pass needs power ½ against twice the PD"), .reference = "BCBS WP14 2005", .run = run_binomial },
  { .id = "pd-multi-year", .title = N_("PD over Several Years"), .section = ASSAY_SECTION_CALIBRATION, .tier = 2, .statistic = "t", .needs = ASSAY_NEEDS_PD | ASSAY_NEEDS_EVENTS | ASSAY_NEEDS_TIME | ASSAY_NEEDS_SCORE,
    .limits = ASSAY_P_LIMITS, .convention = N_("default rates of years less mean PDs over the standard error from their sample variance; Student t with years − 1 degrees, one-sided (BCBS: normal); "
                                                "dates are put together by year; years with fewer than 30 obligors left out; 5 years at least"),
    .reference = "BCBS WP14 2005", .run = run_years },
  { .id = "pd-correlated", .title = N_("PD of Grades with Common Factor"), .section = ASSAY_SECTION_CALIBRATION, .tier = 2, .statistic = "default rate", .needs = GRADED,
    .limits = { ASSAY_JUDGED_BY_P, { 0.05, 0.001, ASSAY_BEYOND_BELOW, 'C', N_("chance of such a rate: watch below 5 %, fail below 0.1 %, the level of the CRR's risk weights") } },
    .convention = N_("large portfolio, one factor; 30 obligors at least"), .reference = "Vasicek 2002; CRR 154", .run = run_correlated },
  { .id = "pd-low-default", .title = N_("PD of Grades with Few Defaults"), .section = ASSAY_SECTION_CALIBRATION, .tier = 2, .statistic = "PD / bound", .needs = GRADED,
    .limits = { ASSAY_JUDGED_BY_VALUE, { NAN, 1, ASSAY_BEYOND_BELOW, 'C', N_("the PD at least the 50 % bound") } },
    .convention = N_("most prudent estimation at 50 %, independent obligors, of portfolios with fewer than 20 defaults; 30 obligors at least"), .reference = "Pluto & Tasche 2005", .run = run_low_default },
  { .id = "pd-grade-heterogeneity", .title = N_("Neighbouring Grades Told Apart"), .section = ASSAY_SECTION_DISCRIMINATION, .tier = 1, .statistic = "p", .needs = GRADED,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 0.05, 0.1, ASSAY_BEYOND_ABOVE, 'S', N_("p below 0.05 separated, below 0.10 watched: EBA asks for it, the bands are ours") } },
    .convention = N_("pooled two-proportions z without continuity correction, one-sided, grades in the order of their PDs; 30 obligors at least in both; one that is not separated fails only with power ½ at 5 % were the rates the PDs"), .reference = "EBA GL 2017/16; PDtoolkit", .run = run_heterogeneity },
  { .id = "pd-grade-homogeneity", .title = N_("Segments Alike within a Grade"), .section = ASSAY_SECTION_DISCRIMINATION, .tier = 2, .statistic = "z", .needs = GRADED | ASSAY_NEEDS_SEGMENTS,
    .limits = ASSAY_P_LIMITS, .convention = N_("each segment against the rest of its grade, 30 obligors at least on either side; pooled two-proportions z, two-sided"), .reference = "PDtoolkit", .run = run_homogeneity },
  { .id = "pd-test-power", .title = N_("Power of the Test of a Grade"), .section = ASSAY_SECTION_CALIBRATION, .tier = 1, .statistic = "power", .needs = GRADED,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 0.8, 0.5, ASSAY_BEYOND_BELOW, 'S', N_("0.8 Cohen; below 0.5 the grade cannot be assessed") } },
    .convention = N_("exact binomial at 5 %, one-sided, against 1.5 times the PD"), .reference = "Cohen 1988", .run = run_power },
  { NULL }
};
