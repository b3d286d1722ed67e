#include "math/regression/logistic.h"
#include "analysis/statistic/published-data.h"
#include "math/init.h"
#include "vectors.h"

#include <math.h>

typedef struct { const double *x[4]; guint8 event[32]; } Cars;

static void
cars_init (Cars *cars, const char *event, const char *const *names)
{
  const AmPublishedData *data = am_published_data ("mtcars");

  for (int i = 0; i < 32; i++)
    cars->event[i] = am_published_column (data, event)[i] != 0;
  for (int j = 0; names[j] != NULL; j++)
    cars->x[j] = am_published_column (data, names[j]);
}

/* R 4.2.2: glm (am ~ wt + hp, family = binomial, mtcars), errors by statsmodels 0.13.5 (tol = 1e-14); am ~ wt by glm with epsilon = 1e-15: at its
 * default R stops a step early, and its errors of am ~ wt are off by 8e-5 of themselves. */
static void
test_published (void)
{
  Cars cars;
  AmLogistic *fit;

  cars_init (&cars, "am", (const char *const[]) { "wt", "hp", NULL });
  fit = am_logistic_new (cars.x, 2, cars.event, NULL, 32);
  g_assert_cmpint (fit->state, ==, AM_LOGISTIC_FITTED);
  assert_close (fit->coef[0], 18.866298717204096, 1e-10);
  assert_close (fit->coef[1], -8.083475182444628, 1e-10);
  assert_close (fit->coef[2], 0.036255596082217, 1e-12);
  assert_close (fit->se[0], 7.4435584279820635, 1e-11);
  assert_close (fit->se[1], 3.068675275390733, 1e-11);
  assert_close (fit->se[2], 0.01773415433194743, 1e-12);
  assert_close (fit->z[1], -2.6341906147236216, 1e-6);
  assert_close (fit->p[2], 0.0409146464590299, 1e-6);
  assert_close (fit->loglik, -5.0295552361334934, 1e-11);
  assert_close (fit->null_loglik * -2, 43.229733276857807, 1e-12);
  assert_close (fit->aic, 16.059110472267, 1e-11);
  am_logistic_free (fit);

  fit = am_logistic_new (cars.x, 1, cars.event, NULL, 32);
  assert_close (fit->coef[0], 12.040369728657319, 1e-11);
  assert_close (fit->coef[1], -4.023969962173202, 1e-11);
  assert_close (fit->se[1], 1.436527743689314, 1e-8);
  am_logistic_free (fit);
}

/* At the best fit the slopes are 0: weighted residuals do not go with any column. And a row of weight 2 is two rows. */
static void
test_laws (void)
{
  enum { N = 400 };
  static double a[2 * N], b[2 * N], weight[N];
  static guint8 event[2 * N];
  const double *x[] = { a, b };
  AmLogistic *fit, *doubled;
  double slope = 0, level = 0;

  for (int i = 0; i < N; i++)
    {
      a[i] = a[i + N] = 1000 + g_test_rand_double_range (-1, 1);
      b[i] = b[i + N] = g_test_rand_double_range (-1, 1);
      event[i] = event[i + N] = g_test_rand_double () < 1 / (1 + exp (-b[i] - a[i] + 1000));
      weight[i] = 2;
    }
  fit = am_logistic_new (x, 2, event, weight, N);
  doubled = am_logistic_new (x, 2, event, NULL, 2 * N);
  g_assert_cmpint (fit->state, ==, AM_LOGISTIC_FITTED);
  for (int j = 0; j < 3; j++)
    {
      assert_close (fit->coef[j], doubled->coef[j], 1e-9);
      assert_close (fit->se[j] / doubled->se[j], 1, 1e-8);
    }
  for (int i = 0; i < N; i++)
    {
      level += event[i] - fit->probability[i];
      slope += (event[i] - fit->probability[i]) * b[i];
    }
  assert_close (level, 0, 1e-6);
  assert_close (slope, 0, 1e-6);
  am_logistic_free (fit);
  am_logistic_free (doubled);
}

/* Where R says "fitted probabilities numerically 0 or 1 occurred" and prints errors of a million, the state says why there is nothing. */
static void
test_undefined (void)
{
  static const guint8 none[4] = { 0 };
  static const double flat[] = { 1, 1, 1, 1 }, x[] = { 1, 2, 3, 4 };
  const double *columns[] = { x, flat, x };
  Cars cars;
  AmLogistic *fit;

  cars_init (&cars, "vs", (const char *const[]) { "mpg", "wt", "qsec", "hp", NULL });
  fit = am_logistic_new (cars.x, 4, cars.event, NULL, 32);
  g_assert_cmpint (fit->state, ==, AM_LOGISTIC_SEPARATED);
  g_assert_true (isnan (fit->coef[0]) && isnan (fit->se[1]) && isnan (fit->aic));
  am_logistic_free (fit);
  fit = am_logistic_new (columns, 1, (const guint8[]) { 0, 0, 1, 1 }, NULL, 4);
  g_assert_cmpint (fit->state, ==, AM_LOGISTIC_SEPARATED);
  am_logistic_free (fit);
  fit = am_logistic_new (columns, 1, none, NULL, 4);
  g_assert_cmpint (fit->state, ==, AM_LOGISTIC_ONE_CLASS);
  am_logistic_free (fit);
  fit = am_logistic_new (columns, 2, (const guint8[]) { 0, 1, 0, 1 }, NULL, 4);
  g_assert_cmpint (fit->state, ==, AM_LOGISTIC_DEPENDENT);
  am_logistic_free (fit);
  columns[1] = x;
  fit = am_logistic_new (columns, 2, (const guint8[]) { 0, 1, 0, 1 }, NULL, 4);
  g_assert_cmpint (fit->state, ==, AM_LOGISTIC_DEPENDENT);
  am_logistic_free (fit);
  g_assert_null (am_logistic_new (columns, 1, none, NULL, 0));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/regression/logistic/published", test_published);
  g_test_add_func ("/math/regression/logistic/laws", test_laws);
  g_test_add_func ("/math/regression/logistic/undefined", test_undefined);
  return g_test_run ();
}
