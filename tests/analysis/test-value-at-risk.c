#include "analysis-fixture.h"

#include "analysis/backtest/value-at-risk-private.h"
#include "base/date.h"
#include "math/init.h"

#include <math.h>
#include <string.h>

#define DAYS 1043

/* DAYS of P&L: 1, and -3 on 57 days of which 4 follow another one; neither the first day nor the last. The counts of MathWorks' example. */
static void
make_pnl (double *pnl)
{
  guint made = 0;

  for (gsize i = 0; i < DAYS; i++)
    pnl[i] = 1;
  for (gsize i = 10; made < 57; i += 18)
    {
      pnl[i] = -3;
      made++;
      if (made < 57 && i % 5 == 0 && i < 10 + 18 * 16)
        {
          pnl[i + 1] = -3;
          made++;
        }
    }
}

/* date, pnl, and the columns named, each filled from its array. */
static AssayFrame *
make_frame (gsize n, const double *pnl, ...)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  gint32 *days = g_new (gint32, n);
  const char *name;
  va_list more;

  for (gsize i = 0; i < n; i++)
    days[i] = assay_date_from_ymd (2020, 1, 1) + i;
  g_ptr_array_add (columns, assay_column_take_dates ("date", days, n));
  g_ptr_array_add (columns, assay_column_take_doubles ("pnl", g_memdup2 (pnl, n * sizeof (double)), n));
  va_start (more, pnl);
  while ((name = va_arg (more, const char *)) != NULL)
    g_ptr_array_add (columns, assay_column_take_doubles (name, g_memdup2 (va_arg (more, const double *), n * sizeof (double)), n));
  va_end (more);
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, n);
}

static double *
fill (gsize n, double value)
{
  double *values = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    values[i] = value;
  return values;
}

static AssayOutcome *
run (AssayFrame *frame, const char *const *options, GError **error)
{
  FixtureRun how = { "date", NULL, NULL, options, NULL, 1 };

  return fixture_run ("backtest", frame, &how, NULL, error);
}

static double
find_in_table (AssayResult *result, const char *table, const char *key_column, const char *key, const char *column)
{
  AssayTable *found = assay_result_find_table (result, table);
  guint k = 0, c = 0;

  for (guint i = 0; i < assay_table_get_n_columns (found); i++)
    {
      k = g_str_equal (assay_table_get_column_id (found, i), key_column) ? i : k;
      c = g_str_equal (assay_table_get_column_id (found, i), column) ? i : c;
    }
  for (guint row = 0; row < assay_table_get_n_rows (found); row++)
    if (g_strcmp0 (assay_table_get_text (found, row, k), key) == 0)
      return assay_table_get_number (found, row, c);
  g_error ("table %s has no row %s", table, key);
}

static void
assert_near (double a, double b, double tolerance)
{
  if (!(fabs (a - b) <= tolerance))
    g_error ("%.17g is not %.17g", a, b);
}

/* MathWorks' varbacktest example by its counts: 57 exceptions in 1,043 days at 95 %, transitions 932, 53, 53, 4. */
static void
test_published (void)
{
  g_autofree double *pnl = g_new (double, DAYS), *risk = fill (DAYS, 2);
  static const char *const options[] = { "var", "Normal95", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;
  const AssayCheck *check;

  make_pnl (pnl);
  frame = make_frame (DAYS, pnl, "Normal95", risk, NULL);
  outcome = run (frame, options, &error);
  g_assert_no_error (error);
  check = fixture_check (outcome->result, "var-kupiec");
  g_assert_cmpfloat (check->n, ==, DAYS);
  g_assert_cmpfloat (check->events, ==, 57);
  assert_near (check->p_value, 0.49694, 5e-6);
  g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_PASS);
  assert_near (fixture_check (outcome->result, "var-traffic-light")->value, 0.77913, 5e-6);
  assert_near (fixture_check (outcome->result, "var-traffic-light")->p_value, 0.26396, 5e-6);
  assert_near (fixture_check (outcome->result, "var-binomial")->p_value, 0.49079, 5e-6);
  assert_near (find_in_table (outcome->result, "tests", "test", "Kupiec POF", "statistic"), 0.46147, 5e-6);
  assert_near (find_in_table (outcome->result, "tests", "test", "Christoffersen independence", "statistic"), 0.2586631525858003, 1e-10);
  assert_near (find_in_table (outcome->result, "tests", "test", "TBFI", "df"), 57, 0);
  g_assert_cmpstr (assay_result_get_title (outcome->result), ==, "VaR Back-Test");
  g_assert_cmpfloat (fixture_number (outcome->result, "exceptions"), ==, 57);
  g_assert_cmpuint (assay_table_get_n_rows (assay_result_find_table (outcome->result, "exceptions")), ==, 57);
}

/* Basel's year: 250 days at 99 %, by the number of exceptions. A P&L of just -VaR is none. */
static void
test_zones (void)
{
  static const struct { guint x; AssayVerdict verdict; double plus, multiplier; } cases[] = {
    { 0, ASSAY_VERDICT_PASS, 0, 1.5 }, { 4, ASSAY_VERDICT_PASS, 0, 1.5 }, { 5, ASSAY_VERDICT_WARN, 0.4, 1.7 }, { 9, ASSAY_VERDICT_WARN, 0.85, 1.92 }, { 10, ASSAY_VERDICT_FAIL, 1, 2 },
  };
  static const char *const options[] = { "var", "VaR", "level", "0.99", "pnl", "pnl", NULL };

  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autofree double *pnl = fill (250, -2), *risk = fill (250, 2);
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayFrame) frame = NULL;
      g_autoptr(AssayOutcome) outcome = NULL;

      for (guint i = 0; i < cases[c].x; i++)
        pnl[20 + 17 * i] = -2.0000001;
      frame = make_frame (250, pnl, "VaR", risk, NULL);
      outcome = run (frame, options, &error);
      g_assert_no_error (error);
      g_assert_cmpint (fixture_check (outcome->result, "var-traffic-light")->verdict, ==, cases[c].verdict);
      g_assert_cmpfloat (fixture_number (outcome->result, "exceptions"), ==, cases[c].x);
      g_assert_cmpfloat (fixture_number (outcome->result, "plus-factor"), ==, cases[c].plus);
      g_assert_cmpfloat (fixture_number (outcome->result, "multiplier"), ==, cases[c].multiplier);
      g_assert_cmpfloat (fixture_number (outcome->result, "last-count"), ==, cases[c].x);
      if (cases[c].x == 0)
        {
          /* Tests of when exceptions come have nothing to judge. */
          g_assert_cmpint (fixture_check (outcome->result, "var-christoffersen")->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
          g_assert_cmpint (fixture_check (outcome->result, "var-tuff-tbfi")->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
          g_assert_cmpint (fixture_check (outcome->result, "var-dynamic-quantile")->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
        }
    }
}

static void
test_rows (void)
{
  double pnl[12] = { 1, -3, 1, NAN, 1, -3, 1, 1, 1, 1, 1, 1 }, risk[12] = { 2, 2, 2, 2, NAN, 2, 2, 2, 2, 2, 2, 2 };
  static const char *const options[] = { "var", "VaR99", "window", "10", NULL };
  g_autoptr(AssayFrame) frame = make_frame (12, pnl, "VaR99", risk, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) outcome = run (frame, options, &error);
  g_autofree char *text = NULL;
  const AssayCheck *check;

  g_assert_no_error (error);
  text = fixture_text (outcome->rows);
  g_assert_cmpstr (text, ==, "time,actual,VaR99,VaR99_exception,VaR99_count,VaR99_zone,\n"
                   "2020-01-01,1,2,0,,,\n2020-01-02,-3,2,1,,,\n2020-01-03,1,2,0,,,\n2020-01-04,,2,,,,\n2020-01-05,1,,,,,\n2020-01-06,-3,2,1,,,\n"
                   "2020-01-07,1,2,0,,,\n2020-01-08,1,2,0,,,\n2020-01-09,1,2,0,,,\n2020-01-10,1,2,0,,,\n2020-01-11,1,2,0,,,\n2020-01-12,1,2,0,2,yellow,");
  check = fixture_check (outcome->result, "var-kupiec");
  g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
  g_assert_cmpstr (check->message, ==, "Only 10 days with P&L and VaR: at least 250 are needed (2 exceptions in 10 days).");
  g_assert_cmpfloat (check->n, ==, 10);
}

/* The same table with losses positive, or VaR as negative quantiles, gives the same rows. */
static void
test_signs (void)
{
  g_autofree double *pnl = g_new (double, DAYS), *losses = g_new (double, DAYS), *risk = fill (DAYS, 2), *quantile = fill (DAYS, -2);
  static const char *const plain[] = { "var", "VaR95", NULL }, *const turned[] = { "var", "VaR95", "losses", "positive", NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  make_pnl (pnl);
  for (gsize i = 0; i < DAYS; i++)
    losses[i] = -pnl[i];
  for (int form = 0; form < 3; form++)
    {
      g_autoptr(AssayFrame) frame = make_frame (DAYS, form == 1 ? losses : pnl, "VaR95", form == 2 ? quantile : risk, NULL);
      g_autoptr(AssayOutcome) outcome = run (frame, form == 1 ? turned : plain, &error);
      g_autofree char *here = NULL;

      g_assert_no_error (error);
      here = fixture_text (outcome->rows);
      if (form == 0)
        text = g_steal_pointer (&here);
      else
        g_assert_cmpstr (here, ==, text);
    }
}

static gboolean
has_note (AssayResult *result, const char *part)
{
  for (guint i = 0; i < assay_result_get_n_notes (result); i++)
    if (strstr (assay_result_get_note (result, i), part) != NULL)
      return TRUE;
  return FALSE;
}

/* Days in any order, and one that repeats. */
static void
test_order (void)
{
  double pnl[4] = { 1, -3, 2, 0 }, risk[4] = { 2, 2, 2, 2 };
  gint32 backwards[4] = { 20003, 20002, 20001, 20000 }, repeated[4] = { 20000, 20001, 20001, 20002 };
  static const char *const options[] = { "var", "VaR99", NULL };
  g_autoptr(GError) error = NULL;

  for (int form = 0; form < 2; form++)
    {
      g_autoptr(AssayColumn) date = assay_column_take_dates ("date", g_memdup2 (form == 0 ? backwards : repeated, sizeof backwards), 4);
      g_autoptr(AssayColumn) values = assay_column_take_doubles ("pnl", g_memdup2 (pnl, sizeof pnl), 4);
      g_autoptr(AssayColumn) risks = assay_column_take_doubles ("VaR99", g_memdup2 (risk, sizeof risk), 4);
      AssayColumn *columns[] = { date, values, risks };
      g_autoptr(AssayFrame) frame = assay_frame_new (columns, 3, 4);
      FixtureRun how = { "date", NULL, NULL, options, NULL, 1 };
      g_autoptr(AssayOutcome) outcome = fixture_run ("backtest", frame, &how, NULL, &error);

      if (form == 1)
        {
          g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_DUPLICATES);
          break;
        }
      g_assert_no_error (error);
      g_assert_true (has_note (outcome->result, "The rows are not in order of time in the data; they were put in order first."));
      g_assert_cmpfloat (assay_column_get_doubles (assay_frame_find (outcome->rows, "actual"))[0], ==, 0);
      g_assert_cmpfloat (assay_column_get_doubles (assay_frame_find (outcome->rows, "actual"))[3], ==, 1);
    }
}

/* Losses that are positive, taken for profits: nothing is detected behind the user's back, but it is said. */
static void
test_sign_hint (void)
{
  g_autofree double *pnl = g_new (double, DAYS), *risk = fill (DAYS, 2);
  static const char *const options[] = { "var", "VaR95", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;

  make_pnl (pnl);
  for (gsize i = 0; i < DAYS; i++)
    pnl[i] = -pnl[i];
  frame = make_frame (DAYS, pnl, "VaR95", risk, NULL);
  outcome = run (frame, options, &error);
  g_assert_no_error (error);
  g_assert_true (has_note (outcome->result, "if the column writes losses as positive numbers, use --losses positive."));
  g_assert_true (has_note (outcome->result, "“VaR95” is a VaR of level 95 %, as its name tells."));
}

static void
test_shortfall (void)
{
  g_autofree double *pnl = g_new (double, 500), *risk = fill (500, 2), *es = fill (500, 2.4), *small = fill (500, 1.9);
  static const char *const options[] = { "var", "VaR97.5", "es", "ES", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFrame) frame = NULL, other = NULL;
  g_autoptr(AssayOutcome) outcome = NULL, again = NULL, below = NULL;
  const AssayCheck *check;

  for (gsize i = 0; i < 500; i++)
    pnl[i] = i % 40 == 7 ? -2.2 - 0.1 * (i % 7) : 1;
  frame = make_frame (500, pnl, "VaR97.5", risk, "ES", es, NULL);
  outcome = run (frame, options, &error);
  g_assert_no_error (error);
  check = fixture_check (outcome->result, "es-backtest");
  /* 13 exceptions with a mean loss of 2.5: Z1 = 1 - 2.5 / 2.4, Z2 = 1 - 13 * 2.5 / (500 * 0.025 * 2.4). */
  {
    double sum = 0, n = 0;

    for (gsize i = 7; i < 500; i += 40)
      {
        sum += pnl[i];
        n++;
      }
    assert_near (check->value, sum / (500 * 0.025 * 2.4) + 1, 1e-12);
    assert_near (fixture_number (outcome->result, "z1"), sum / n / 2.4 + 1, 1e-12);
  }
  g_assert_cmpfloat (check->p_value, >, 0);
  g_assert_cmpfloat (check->p_value, <, 1);
  /* Z2 alone is judged. */
  {
    const AssayTable *tests = assay_result_find_table (outcome->result, "tests");
    guint n = assay_table_get_n_rows (tests);

    g_assert_cmpstr (assay_table_get_text (tests, n - 3, 5), ==, assay_verdict_name (check->verdict));
    g_assert_cmpstr (assay_table_get_text (tests, n - 2, 5), ==, "none");
    g_assert_cmpstr (assay_table_get_text (tests, n - 1, 5), ==, "none");
  }
  /* The bootstrap has its seed. */
  again = run (frame, options, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (fixture_check (again->result, "es-backtest")->p_value, ==, check->p_value);

  other = make_frame (500, pnl, "VaR97.5", risk, "ES", small, NULL);
  below = run (other, options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (fixture_check (below->result, "es-backtest")->verdict, ==, ASSAY_VERDICT_NOT_ASSESSABLE);
}

/* Two columns of one level are compared by their loss; the first is the champion. */
static void
test_challenger (void)
{
  g_autofree double *pnl = g_new (double, DAYS), *risk = g_new (double, DAYS), *wide = g_new (double, DAYS);
  static const char *const options[] = { "var", "A95,B95", "pnl", "pnl", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;
  const AssayCheck *check;

  make_pnl (pnl);
  for (gsize i = 0; i < DAYS; i++)
    {
      risk[i] = 2 + 0.1 * (i % 3);
      wide[i] = 5 + 0.1 * (i % 7);
    }
  frame = make_frame (DAYS, pnl, "A95", risk, "B95", wide, NULL);
  outcome = run (frame, options, &error);
  g_assert_no_error (error);
  check = fixture_check (outcome->result, "var-loss");
  g_assert_cmpstr (check->subject, ==, "B95");
  g_assert_cmpfloat (check->n, ==, DAYS);
  g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_FAIL);
  g_assert_true (g_str_has_prefix (check->message, "The quantile loss is higher than that of A95"));
  /* A VaR that is never exceeded is refused too, by too few. */
  g_assert_cmpfloat (fixture_number (outcome->result, "exceptions:B95"), ==, 0);
}

/* Desks in one table, each judged for itself, days out of order. */
static void
test_series (void)
{
  enum { N = 600 };
  gint32 *days = g_new (gint32, N);
  double *pnl = g_new (double, N), *risk = fill (N, 2);
  gint64 *desk = g_new (gint64, N);
  static const char *const options[] = { "var", "VaR99", "pnl", "pnl", NULL };
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  FixtureRun how = { "date", NULL, "desk", options, NULL, 2 };
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < N; i++)
    {
      days[i] = 20000 - i / 2;
      desk[i] = i % 2;
      pnl[i] = i % 2 == 1 && i % 30 == 1 ? -3 : 1;
    }
  g_ptr_array_add (columns, assay_column_take_dates ("date", days, N));
  g_ptr_array_add (columns, assay_column_take_int64s ("desk", desk, N));
  g_ptr_array_add (columns, assay_column_take_doubles ("pnl", pnl, N));
  g_ptr_array_add (columns, assay_column_take_doubles ("VaR99", risk, N));
  frame = assay_frame_new ((AssayColumn **) columns->pdata, 4, N);
  outcome = fixture_run ("backtest", frame, &how, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture_check (outcome->result, "var-kupiec")->subject, ==, "desk 0 · VaR99");
  g_assert_cmpfloat (fixture_number (outcome->result, "exceptions"), ==, 0);
  g_assert_cmpfloat (fixture_number (outcome->result, "exceptions:desk 1 · VaR99"), ==, 20);
  g_assert_cmpstr (assay_column_get_name (assay_frame_get_column (outcome->rows, 0)), ==, "desk");
}

static void
test_levels (void)
{
  static const struct { const char *name; double level; } cases[] = {
    { "VaR99", 0.99 }, { "var_97.5", 0.975 }, { "VaR 0.99", 0.99 }, { "q995", 0.995 }, { "VaR975", 0.975 }, { "VaR_99_10d", 0.99 }, { "EWMA95", 0.95 }, { "VaR 99 %.", 0.99 },
    { "VaR", NAN }, { "VaR1", NAN }, { "VaR05", NAN }, { "VaR_95_99", NAN }, { "VaR250", NAN }, { "VaR50", NAN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double level = value_at_risk_find_level (cases[i].name);

      if (!((isnan (level) && isnan (cases[i].level)) || fabs (level - cases[i].level) < 1e-12))
        g_error ("%s: %g", cases[i].name, level);
    }
}

static void
test_bad_input (void)
{
  double pnl[4] = { 1, -1, 1, NAN }, good[4] = { 2, 2, 2, 2 }, mixed[4] = { 2, -2, 2, 2 }, none[4] = { NAN, NAN, NAN, NAN }, zero[4] = { 0, 0, 0, 0 };
  static const struct { const char *options[9]; const char *message; } cases[] = {
    { { "var", "VaR", NULL }, "The name “VaR” does not tell one level; give it with --level, such as --level 0.99." },
    { { "var", "VaR99", "level", "99", NULL }, "--level is “99”; a level lies between 0 and 1, such as 0.99." },
    { { "var", "VaR99", "level", "1", NULL }, "--level is “1”; a level lies between 0 and 1, such as 0.99." },
    { { "var", "VaR99", "level", "0", NULL }, "--level is “0”; a level lies between 0 and 1, such as 0.99." },
    { { "var", "VaR99", "level", "-0.9", NULL }, "--level is “-0.9”; a level lies between 0 and 1, such as 0.99." },
    { { "var", "VaR99", "level", "high", NULL }, "--level is “high”; a level lies between 0 and 1, such as 0.99." },
    { { "var", "VaR99", "level", "0.01", NULL }, "--level is “0.01”, a VaR that most days would exceed; for exceptions on that share of days use --level 0.99." },
    { { "var", "VaR99", "level", "0.99,0.95", NULL }, "--level names 2 levels and --var 1 columns; give one level for all, or one for each column in the same order." },
    { { "var", "VaR99", "es", "none,zero", NULL }, "--es names 2 columns and --var 1; each column of expected shortfall belongs to the VaR column of the same place." },
    { { "var", "VaR99,VaR99", NULL }, "--var names “VaR99” twice." },
    { { "var", "mixed", "level", "0.99", "pnl", "pnl", NULL }, "Column “mixed” has both signs: 1 of its values are negative, the first -2 at 2020-01-02. "
                                                   "A VaR is a positive loss on every day, or a negative quantile on every day." },
    { { "var", "none", "level", "0.99", "pnl", "pnl", NULL }, "Column “none” has no value in any of its 4 rows in scope; name another with --var, --es or --pnl, or widen the scope." },
    { { "var", "zero", "level", "0.99", "pnl", "pnl", NULL }, "Column “zero” is zero throughout, which is no risk at all." },
    { { "var", "VaR99", "pnl", "VaR99", NULL }, "Column “VaR99” cannot be two of P&L, VaR and expected shortfall at once." },
    { { "var", "VaR99", "pnl", "date", NULL }, "Column “date” must hold numbers; row 1 of the rows in scope holds “2020-01-01”. If that stands for a missing value, name it with --missing." },
    { { "var", "VaR99", "window", "3", "pnl", "pnl", NULL }, "--window is “3”; with --var it is the days of the rolling count, from 10 on." },
    { { "var", "Var98", NULL }, "There is no column “Var98”. Did you mean “VaR99”?" },
  };
  g_autoptr(AssayFrame) frame = make_frame (4, pnl, "VaR99", good, "VaR", good, "mixed", mixed, "none", none, "zero", zero, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayOutcome) outcome = run (frame, cases[i].options, &error);

      g_assert_null (outcome);
      g_assert_nonnull (error);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/value-at-risk/published", test_published);
  g_test_add_func ("/analysis/value-at-risk/zones", test_zones);
  g_test_add_func ("/analysis/value-at-risk/rows", test_rows);
  g_test_add_func ("/analysis/value-at-risk/signs", test_signs);
  g_test_add_func ("/analysis/value-at-risk/order", test_order);
  g_test_add_func ("/analysis/value-at-risk/sign-hint", test_sign_hint);
  g_test_add_func ("/analysis/value-at-risk/shortfall", test_shortfall);
  g_test_add_func ("/analysis/value-at-risk/challenger", test_challenger);
  g_test_add_func ("/analysis/value-at-risk/series", test_series);
  g_test_add_func ("/analysis/value-at-risk/levels", test_levels);
  g_test_add_func ("/analysis/value-at-risk/bad-input", test_bad_input);
  return g_test_run ();
}
