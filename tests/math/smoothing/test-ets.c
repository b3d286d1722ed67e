#include "math/init.h"
#include "math/smoothing/ets.h"
#include "math/smoothing/ets-private.h"
#include "math/smoothing/ses.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define N 16

/* Made up; every reference below is from it. */
static const double y[N] = { 12.3, 14.1, 9.8, 15.2, 13.7, 16.9, 11.2, 17.5, 15.1, 18.8, 12.9, 19.4, 16.3, 21.2, 14.4, 22.8 };

static void
assert_near (double found, double expected, double tolerance)
{
  if (!(fabs (found - expected) <= tolerance * MAX (1, fabs (expected))))
    g_error ("%.15g should be %.15g within %g", found, expected, tolerance);
}

static AmEtsForm
form_of (const char *text)
{
  AmEtsForm form;

  g_assert_true (am_ets_form_parse (text, &form));
  return form;
}

static void
test_names (void)
{
  const char *wrong[] = { "", "A", "AN", "XNN", "AMN", "ann", "ANNN", "AAdNx", "ZZZ" };
  AmEtsForm form;

  for (int i = 0; i < 18; i++)
    {
      AmEtsForm one = { i % 2, (AmEtsTrend) (i / 2 % 3), (AmEtsSeason) (i / 6) };
      char text[5];

      am_ets_form_to_text (one, text);
      form = form_of (text);
      g_assert_cmpint (form.multiplicative_error, ==, one.multiplicative_error);
      g_assert_cmpint (form.trend, ==, one.trend);
      g_assert_cmpint (form.season, ==, one.season);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (am_ets_form_parse (wrong[i], &form));
  g_assert_false (am_ets_form_is_stable (form_of ("AAM")));
  g_assert_true (am_ets_form_is_stable (form_of ("MAdM")));
  g_assert_cmpuint (am_ets_count_parameters (form_of ("MAdM"), 12), ==, 17);
  g_assert_cmpuint (am_ets_count_parameters (form_of ("ANN"), 1), ==, 2);
}

static void
test_forms (void)
{
  double z[40];
  AmEtsForm forms[AM_ETS_MOST_FORMS];

  for (int t = 0; t < 40; t++)
    z[t] = 1 + t % 5;
  g_assert_cmpuint (am_ets_list_forms (z, 40, 4, forms), ==, 15);
  g_assert_cmpuint (am_ets_list_forms (z, 40, 1, forms), ==, 6);
  g_assert_cmpuint (am_ets_list_forms (z, 40, 25, forms), ==, 6);
  g_assert_cmpuint (am_ets_list_forms (z, 7, 4, forms), ==, 4);      /* ANN, AAN, MNN, MAN: damped ones need 8 */
  g_assert_cmpuint (am_ets_list_forms (z, 4, 1, forms), ==, 0);
  z[3] = 0;
  g_assert_cmpuint (am_ets_list_forms (z, 40, 4, forms), ==, 6);
}

/* One-step means and last states of the textbook equations (HKOS table 2.2 and 2.3, one form each), in a Python script of its own. */
static void
test_recursion (void)
{
  const double additive[] = { 12.0, 14.12, 11.642, 14.9332, 13.44372, 15.352712, 13.0033352, 16.75459792, 15.481158032, 17.4679399072, 14.37316698912, 18.755541343552004 };
  const double relative[] = { 11.8275, 14.353871052631579, 10.691001358851674, 15.266252935801434, 12.90197201891813, 15.337278069702297,
                              11.635317191850655, 17.129678853292, 14.82199123633994, 17.511486215197127, 12.773379428074527, 19.322649440068126 };
  AmEts fit = { .form = form_of ("AAA"), .m = 4, .alpha = 0.3, .beta = 0.1, .gamma = 0.2, .phi = 1, .first = { 12, 0.5, { -0.5, 1, -2, 1.5 }, 0 } };
  double mean[12], level[12], slope[12], season[12];

  am_ets_run (&fit, y, 12, mean, level, slope, season);
  for (int t = 0; t < 12; t++)
    assert_near (mean[t], additive[t], 1e-13);
  assert_near (level[11], 17.2464385244864, 1e-13);
  assert_near (slope[11], 0.4572628608128, 1e-13);
  assert_near (season[4], mean[4] - level[3] - slope[3], 1e-13);

  fit.form = form_of ("MAdM");
  fit.phi = 0.9;
  fit.first = (AmEtsState) { 12, 0.5, { 0.95, 1.1, 0.8, 1.15 }, 0 };
  fit.last = fit.first;
  am_ets_run (&fit, y, 12, mean, level, slope, NULL);
  for (int t = 0; t < 12; t++)
    {
      assert_near (mean[t], relative[t], 1e-13);
      am_ets_update (&fit, y[t]);
    }
  g_assert_cmpuint (fit.n, ==, 12);
  g_assert_cmpfloat (fit.last.l, ==, level[11]);
  assert_near (fit.last.s[0], 0.9730730107394029, 1e-13);
  assert_near (fit.last.s[3], 1.1548937132310504, 1e-13);
}

/* R's forecast 8.20 from its own parameters and last states: forecast:::class1, class2 and class3. Not for a season without a trend, where class1
 * takes gamma for the step before its own. */
static void
test_variance (void)
{
  static const struct { const char *form; double alpha, beta, gamma, sigma2, l, b, s[4], mean[9], variance[9]; } cases[] = {
    { "AAA", 0.016812824216557443, 0.016812823602870584, 0.000216463793363872, 0.724743123667295, 19.156668464379525, 0.471946996523196,
      { -0.839049944652538, 2.315469842003620, -3.831331699626983, 2.355000766699039 },
      { 18.7895655163, 22.4160322994, 16.7411777543, 23.3994572172, 20.6773535023, 24.3038202855, 18.6289657404, 25.2872452033, 22.5651414884 },
      { 0.724743123667, 0.725562579260, 0.727406354321, 0.730684176632, 0.735832183999, 0.743207284154, 0.753245614902, 0.766356904026, 0.782998390185 } },
    { "MAM", 0.0395497852972560, 0.000100000198731328, 0.000100029395686980, 0.00122538039810199, 19.247393259876610, 0.470370861909008,
      { 0.960264720188587, 1.144700859996819, 0.755031744975389, 1.140003045994657 },
      { 18.9342732472, 23.1093754776, 15.5978277172, 24.0869838050, 20.7409955163, 25.2631113113, 17.0184075242, 26.2318807843, 22.5477177951 },
      { 0.439307086932, 0.655388727826, 0.299003316497, 0.714025604438, 0.530139960139, 0.787524748122, 0.357823785842, 0.851165884177, 0.629610477973 } },
    { "MAN", 0.000100003738369808, 0.000100002537801588, 0, 0.034280253693206, 19.375985388296037, 0.481722539276636, { 0 },
      { 19.8577079276, 20.3394304668, 20.8211530061, 21.3028755454, 21.7845980847, 22.2663206240, 22.7480431632, 23.2297657025, 23.7114882418 },
      { 13.5176832171, 14.1814820695, 14.8611915670, 15.5568120242, 16.2683437704, 16.9957871495, 17.7391425210, 18.4984102595, 19.2735907558 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AmEts fit = { .form = form_of (cases[i].form), .alpha = cases[i].alpha, .beta = cases[i].beta, .gamma = cases[i].gamma, .phi = 1, .sigma2 = cases[i].sigma2 };
      double mean[9], variance[9];

      fit.m = fit.form.season == AM_ETS_NO_SEASON ? 1 : 4;
      fit.last.l = cases[i].l;
      fit.last.b = cases[i].b;
      memcpy (fit.last.s, cases[i].s, sizeof cases[i].s);
      am_ets_forecast (&fit, 9, mean, variance);
      for (int k = 0; k < 9; k++)
        {
          assert_near (mean[k], cases[i].mean[k], 1e-10);
          assert_near (variance[k], cases[i].variance[k], 1e-10);
        }
    }
}

/* Errors small beside the level: a relative error of variance s^2 / level^2 then spreads as an additive one of variance s^2, to the last digit
 * of which the square of the level has 18. */
static void
test_small_errors (void)
{
  const char *forms[][2] = { { "MNN", "ANN" }, { "MAdN", "AAdN" }, { "MAdA", "AAdA" }, { "MAdM", "AAdA" }, { "MNM", "ANA" } };
  const double level = 1e9;

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      AmEts relative = { .form = form_of (forms[i][0]), .m = 4, .alpha = 0.4, .beta = 0.1, .gamma = 0.3, .phi = 0.9, .sigma2 = 1 / (level * level) }, plain;
      double mean[12], variance[12], expected[12];

      if (relative.form.trend == AM_ETS_NO_TREND)
        relative.beta = 0, relative.phi = 1;
      if (relative.form.season == AM_ETS_NO_SEASON)
        relative.m = 1, relative.gamma = 0;
      plain = relative;
      plain.form = form_of (forms[i][1]);
      plain.sigma2 = 1;
      plain.last.l = relative.last.l = level;
      for (unsigned k = 0; k < 4 && relative.form.season == AM_ETS_MULTIPLICATIVE_SEASON; k++)
        relative.last.s[k] = 1;
      am_ets_forecast (&relative, 12, mean, variance);
      am_ets_forecast (&plain, 12, mean, expected);
      for (int k = 0; k < 12; k++)
        assert_near (variance[k], expected[k], 1e-7);
    }
}

/* Large shocks, damped, over three seasons: mean and variance of simulated paths are those computed, and quantiles do not depend on how far one looks. */
static void
test_simulation (void)
{
  const char *forms[] = { "AAdA", "MAdA", "MAdM", "MNM" };
  const double p[] = { 0.1, 0.5, 0.9 };
  g_autofree double *work = g_new (double, 12 * AM_ETS_PATHS);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      AmEts fit = { .form = form_of (forms[i]), .m = 4, .alpha = 0.4, .beta = 0.1, .gamma = 0.3, .phi = 0.9, .sigma2 = 0.04 };
      double mean[12], variance[12], path[12], sum[12] = { 0 }, square[12] = { 0 }, far[36], near[12];
      gsl_rng *random = gsl_rng_alloc (gsl_rng_taus2);
      const int n = 200000;

      fit.last = fit.form.season == AM_ETS_MULTIPLICATIVE_SEASON ? (AmEtsState) { 100, 2, { 0.9, 1.2, 0.8, 1.1 }, 1 } : (AmEtsState) { 100, 2, { -9, 12, -8, 5 }, 1 };
      if (fit.form.trend == AM_ETS_NO_TREND)
        fit.last.b = fit.beta = 0, fit.phi = 1;
      am_ets_forecast (&fit, 12, mean, variance);
      gsl_rng_set (random, 7);
      for (int k = 0; k < n; k++)
        {
          am_ets_simulate (&fit, 12, random, path);
          for (int t = 0; t < 12; t++)
            {
              sum[t] += (path[t] - mean[t]) / n;
              square[t] += (path[t] - mean[t]) * (path[t] - mean[t]) / n;
            }
        }
      for (int t = 0; t < 12; t++)
        {
          g_assert_cmpfloat (fabs (sum[t]), <, 5 * sqrt (variance[t] / n));
          g_assert_cmpfloat (fabs (square[t] / variance[t] - 1), <, 0.04);
        }
      gsl_rng_free (random);
      am_ets_path_quantiles (&fit, 12, 1, p, 3, far, work);
      am_ets_path_quantiles (&fit, 4, 1, p, 3, near, work);
      g_assert_cmpfloat (near[2 * 4 + 3], ==, far[2 * 12 + 3]);
      g_assert_cmpfloat (far[3], <, far[12 + 3]);
      g_assert_cmpfloat (fabs (far[12 + 3] - mean[3]), <, 0.2 * sqrt (variance[3]));
    }
}

/* The gradient against central differences, for every form and away from any minimum. */
static void
test_gradient (void)
{
  double scaled[N];

  for (int t = 0; t < N; t++)
    scaled[t] = y[t] / 32;
  for (int i = 0; i < 18; i++)
    {
      AmEtsForm form = { i % 2, (AmEtsTrend) (i / 2 % 3), (AmEtsSeason) (i / 6) };
      EtsStart start = { 0.3, 0.04, 0.15, 0.9, { .next = 0 } };
      double theta[ETS_MOST_PARAMETERS], value, squares;
      static EtsNormal normal;
      EtsLayout layout;

      ets_layout_init (&layout, form, 4);
      ets_first_states (&layout, scaled, N, &start.state);
      ets_layout_encode (&layout, &start, theta);
      value = ets_likelihood (&layout, theta, scaled, N, &normal);
      g_assert_true (isfinite (value));
      assert_near (ets_likelihood (&layout, theta, scaled, N, NULL), value, 1e-12);
      squares = exp (2 * value);
      for (int k = 0; k < layout.p; k++)
        {
          double at = theta[k], up, down;

          theta[k] = at + 1e-6;
          up = ets_likelihood (&layout, theta, scaled, N, NULL);
          theta[k] = at - 1e-6;
          down = ets_likelihood (&layout, theta, scaled, N, NULL);
          theta[k] = at;
          assert_near (normal.g[k] / squares, (up - down) / 2e-6, 1e-6);
        }
    }
}

static void
test_admissible (void)
{
  /* R's forecast:::admissible (alpha, beta, gamma, phi, m), which looks for the roots. */
  static const struct { double alpha, beta, gamma, phi; guint m; gboolean admissible; } cases[] = {
    { 0.9999, 0.1339, 0.0001, 1, 12, TRUE }, { 0.9999, 0.1341, 0.0001, 1, 12, FALSE }, { 0.2, 0.05, 0.1, 1, 12, TRUE },
    { 0.5, 0.5, 0.4, 1, 4, TRUE }, { 0.5, 0.5, 0.4, 0.9, 4, TRUE }, { 0.9, 0.15, 0.05, 0.98, 7, TRUE }, { 0.3, 0.3, 0.6, 0.85, 24, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      EtsStart start = { cases[i].alpha, cases[i].beta, cases[i].gamma, cases[i].phi, { .next = 0 } };
      AmEtsForm form = { FALSE, cases[i].phi < 1 ? AM_ETS_DAMPED : AM_ETS_TREND, AM_ETS_ADDITIVE_SEASON };
      EtsLayout layout;

      ets_layout_init (&layout, form, cases[i].m);
      if (ets_is_admissible (&layout, &start) != cases[i].admissible)
        g_error ("case %u is %d", i, !cases[i].admissible);
    }
}

/* R's ets(y, model, damped = FALSE): log-likelihood not worse; the criteria from it. */
static void
test_fit (void)
{
  static const struct { const char *form; double loglik; } of_r[] = {
    { "AAA", -14.0600283406875 }, { "MAM", -6.69086157944475 }, { "MNA", -22.7677092364709 }, { "MAN", -36.8551329528932 },
  };
  AmEtsWork *work = am_ets_work_alloc (N);
  AmEts fit, again;

  for (guint i = 0; i < G_N_ELEMENTS (of_r); i++)
    {
      double k, sse = 0, mean[N];

      g_assert_true (am_ets_fit (y, N, form_of (of_r[i].form), 4, work, &fit));
      g_assert_cmpfloat (fit.loglik, >, of_r[i].loglik - 1e-3);
      k = fit.n_parameters + 1;
      assert_near (fit.aicc, -2 * fit.loglik + 2 * k + 2 * k * (k + 1) / (N - k - 1), 1e-12);
      am_ets_run (&fit, y, N, mean, NULL, NULL, NULL);
      for (int t = 0; t < N; t++)
        sse += pow ((y[t] - mean[t]) / (fit.form.multiplicative_error ? mean[t] : 1), 2);
      assert_near (fit.sse, sse, 1e-9);
      assert_near (fit.sigma2, sse / (N - fit.n_parameters), 1e-9);
      g_assert_true (am_ets_fit (y, N, form_of (of_r[i].form), 4, work, &again));
      g_assert_cmpmem (&fit.loglik, sizeof (double), &again.loglik, sizeof (double));
    }
  g_assert_true (am_ets_auto (y, N, 4, work, &fit));
  g_assert_true (am_ets_auto (y, N, 1, work, &again));
  g_assert_cmpint (again.form.season, ==, AM_ETS_NO_SEASON);
  g_assert_false (am_ets_is_better (&again, &fit));
  am_ets_work_free (work);
}

static void
test_undefined (void)
{
  double z[N];
  AmEtsWork *work = am_ets_work_alloc (N);
  AmEts fit;

  memcpy (z, y, sizeof z);
  g_assert_false (am_ets_fit (z, 3, form_of ("ANN"), 1, work, &fit));
  g_assert_false (am_ets_fit (z, 7, form_of ("ANA"), 4, work, &fit));
  g_assert_false (am_ets_fit (z, N, form_of ("ANA"), 25, work, &fit));
  g_assert_false (am_ets_auto (z, 4, 1, work, &fit));
  z[5] = -1;
  g_assert_false (am_ets_fit (z, N, form_of ("MNN"), 1, work, &fit));
  g_assert_true (am_ets_fit (z, N, form_of ("ANN"), 1, work, &fit));
  z[5] = INFINITY;
  g_assert_false (am_ets_fit (z, N, form_of ("ANN"), 1, work, &fit));
  for (int t = 0; t < N; t++)
    z[t] = t;
  g_assert_true (am_ets_fit (z, N, form_of ("AAN"), 1, work, &fit));
  g_assert_true (isfinite (fit.loglik));
  am_ets_forecast (&fit, 2, z, NULL);
  assert_near (z[1], N + 1, 1e-4);
  am_ets_work_free (work);
}

/* Parameters left where they are give a fit no worse, as first states are fitted again; elsewhere they are what was asked for, within the usual bounds. */
static void
test_set_smoothing (void)
{
  static const char *const forms[] = { "ANN", "AAN", "ANA", "AAA", "MNM" };
  AmEtsWork *work = am_ets_work_alloc (N);

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      const double none[] = { NAN, NAN, NAN, NAN };
      AmEts fit, same, moved;
      AmSes ses;

      g_assert_true (am_ets_fit (y, N, form_of (forms[i]), 4, work, &fit));
      same = moved = fit;
      g_assert_true (am_ets_set_smoothing (y, N, none, work, &same));
      g_assert_cmpfloat (same.loglik, >=, fit.loglik - 1e-6 * fabs (fit.loglik));
      assert_near (same.alpha, fit.alpha, 1e-9);
      g_assert_true (am_ets_set_smoothing (y, N, (const double[]) { 0.5, NAN, NAN, NAN }, work, &moved));
      assert_near (moved.alpha, 0.5, 1e-12);
      g_assert_cmpfloat (moved.beta, <=, 0.5);
      g_assert_cmpfloat (moved.gamma, <=, 0.5);
      if (i == 0)
        {
          g_assert_true (am_ses_fit_level (y, N, 0.5, &ses));
          assert_near (moved.sse, ses.sse, 1e-9);
          assert_near (moved.last.l, ses.level, 1e-9);
        }
    }
  am_ets_work_free (work);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/smoothing/ets/names", test_names);
  g_test_add_func ("/math/smoothing/ets/forms", test_forms);
  g_test_add_func ("/math/smoothing/ets/recursion", test_recursion);
  g_test_add_func ("/math/smoothing/ets/variance", test_variance);
  g_test_add_func ("/math/smoothing/ets/small-errors", test_small_errors);
  g_test_add_func ("/math/smoothing/ets/simulation", test_simulation);
  g_test_add_func ("/math/smoothing/ets/gradient", test_gradient);
  g_test_add_func ("/math/smoothing/ets/admissible", test_admissible);
  g_test_add_func ("/math/smoothing/ets/fit", test_fit);
  g_test_add_func ("/math/smoothing/ets/set-smoothing", test_set_smoothing);
  g_test_add_func ("/math/smoothing/ets/undefined", test_undefined);
  return g_test_run ();
}
