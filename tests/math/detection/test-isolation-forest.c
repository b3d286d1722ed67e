#include "math/detection/isolation-forest.h"
#include "math/init.h"
#include "detection-fixture.h"

static AmForest *
grow (const double *x, size_t n_rows, size_t n_features, AmIsolationForest how, gboolean backwards)
{
  AmForest *forest = am_forest_alloc (x, n_rows, n_features, &how);
  size_t n_trees;

  g_assert_nonnull (forest);
  n_trees = am_forest_n_trees (forest);
  for (size_t i = 0; i < n_trees; i++)
    g_assert_true (am_forest_grow (forest, backwards ? n_trees - 1 - i : i));
  return forest;
}

static void
score_all (const double *x, size_t n_rows, size_t n_features, AmIsolationForest how, double *score)
{
  AmForest *forest = grow (x, n_rows, n_features, how, FALSE);

  am_forest_score (forest, x, n_rows, score);
  am_forest_free (forest);
}

/* Liu, Ting & Zhou (2008), equation 1, with the constant to 10 places as they print it. */
static void
test_path (void)
{
  g_assert_cmpfloat_with_epsilon (am_isolation_path (128), 8.858430502720248, 1e-12);
  g_assert_cmpfloat_with_epsilon (am_isolation_path (256), 10.244770920119917, 1e-12);
  g_assert_cmpfloat_with_epsilon (am_isolation_path (512), 11.631076760210474, 1e-12);
  g_assert_cmpfloat (am_isolation_path (2), ==, 1);
  g_assert_cmpfloat (am_isolation_path (1), ==, 0);
  g_assert_cmpfloat (am_isolation_path (0), ==, 0);
}

/* A cloud and a few points beside it: those score highest, the middle lowest, the cloud near one half. */
static void
test_outliers (void)
{
  const size_t n = 2000;
  g_autofree double *x = g_new (double, 3 * n), *score = g_new (double, n);
  double mean = 0, least_strange = 1;

  for (size_t i = 0; i < 3 * n; i++)
    x[i] = random_normal () * (i % 3 == 1 ? 1e6 : 1);
  for (size_t i = 0; i < 5; i++)
    x[3 * i + 1] = 8e6 + 1e5 * i;
  for (int k = 0; k < 3; k++)
    x[15 + k] = 0;
  score_all (x, n, 3, (AmIsolationForest) { .seed = 3 }, score);
  for (size_t i = 0; i < n; i++)
    {
      g_assert_true (score[i] > 0 && score[i] < 1);
      mean += score[i] / n;
      if (i < 5)
        least_strange = MIN (least_strange, score[i]);
    }
  g_assert_cmpfloat (least_strange, >, 0.6);
  g_assert_cmpfloat (score[5], <, 0.45);
  g_assert_cmpfloat_with_epsilon (mean, 0.46, 0.05);
}

/* Depth of a point in a sample of two: always 1, so 2^(-1 / c(2)) = 1/2 for all. */
static void
test_two_rows (void)
{
  double x[] = { 1, 5 }, other[] = { -7, 1, 3, 5, 99 }, score[5];
  AmForest *forest = grow (x, 2, 1, (AmIsolationForest) { 0 }, FALSE);

  am_forest_score (forest, other, 5, score);
  for (int i = 0; i < 5; i++)
    g_assert_cmpfloat_with_epsilon (score[i], 0.5, 1e-15);
  am_forest_free (forest);
}

/* One feature with values 0, 1 and 10, all sampled. The first cut is uniform on (0, 10): with chance 0.9 it cuts 10 off (path 1 for it, 2 for the others), else
 * 0 (path 1, and 2 for 10). Mean paths: 10: 1.1, 0: 1.9, 1: 2. */
static void
test_mean_path (void)
{
  double x[] = { 0, 1, 10 }, score[3];
  static const double expected[] = { 1.9, 2, 1.1 };

  score_all (x, 3, 1, (AmIsolationForest) { .n_trees = 40000, .seed = 11 }, score);
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (-log2 (score[i]) * am_isolation_path (3), expected[i], 0.01);
}

static void
test_laws (void)
{
  const size_t n = 700;
  g_autofree double *x = g_new (double, 2 * n), *one = g_new (double, n), *two = g_new (double, n);
  AmIsolationForest how = { .seed = 42 };
  AmForest *forest;

  for (size_t i = 0; i < 2 * n; i++)
    x[i] = random_normal ();
  score_all (x, n, 2, how, one);

  /* The order in which trees are grown, and the pieces rows come in, do not matter. */
  forest = grow (x, n, 2, how, TRUE);
  am_forest_score (forest, x, 300, two);
  am_forest_score (forest, x + 600, n - 300, two + 300);
  am_forest_free (forest);
  assert_same_bits (one, two, n);

  /* Neither do units; a power of two changes no bit. */
  for (size_t i = 0; i < 2 * n; i++)
    x[i] *= i % 2 == 0 ? 1024 : 0.125;
  score_all (x, n, 2, how, two);
  assert_same_bits (one, two, n);

  /* Another seed, another forest; the same opinion. */
  how.seed = 43;
  score_all (x, n, 2, how, two);
  g_assert_cmpint (memcmp (one, two, n * sizeof *one), !=, 0);
  for (size_t i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (one[i], two[i], 0.12);
}

/* Samples have no repetition: with as many rows as the sample, every row of distinct values ends alone unless the depth stops it, so
 * all trees hold them all. Rows with NaN are in none of them. */
static void
test_missing (void)
{
  double x[40], score[40], dense[30], dense_score[30];
  size_t n = 0;

  for (int i = 0; i < 40; i++)
    {
      x[i] = i % 4 == 0 ? NAN : random_normal ();
      if (i % 4 != 0)
        dense[n++] = x[i];
    }
  score_all (x, 40, 1, (AmIsolationForest) { 0 }, score);
  score_all (dense, 30, 1, (AmIsolationForest) { 0 }, dense_score);
  n = 0;
  for (int i = 0; i < 40; i++)
    if (i % 4 == 0)
      g_assert_true (isnan (score[i]));
    else
      g_assert_cmpfloat (score[i], ==, dense_score[n++]);
}

static void
test_edges (void)
{
  double x[20], score[20];

  for (int i = 0; i < 20; i++)
    x[i] = 0.1;
  /* Nothing can be cut: all are as usual as can be. */
  score_all (x, 20, 1, (AmIsolationForest) { 0 }, score);
  for (int i = 0; i < 20; i++)
    g_assert_cmpfloat_with_epsilon (score[i], 0.5, 1e-15);
  /* Neighbouring doubles can be cut too. */
  x[3] = nextafter (0.1, 1);
  score_all (x, 20, 1, (AmIsolationForest) { 0 }, score);
  g_assert_cmpfloat (score[3], >, score[4]);

  g_assert_null (am_forest_alloc (x, 1, 1, &(AmIsolationForest) { 0 }));
  g_assert_null (am_forest_alloc (x, 0, 1, &(AmIsolationForest) { 0 }));
  g_assert_null (am_forest_alloc (x, 20, 0, &(AmIsolationForest) { 0 }));
  g_assert_null (am_forest_alloc (x, 20, 1, &(AmIsolationForest) { .sample = 1 }));
  for (int i = 0; i < 20; i++)
    x[i] = NAN;
  g_assert_null (am_forest_alloc (x, 20, 1, &(AmIsolationForest) { 0 }));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/detection/isolation-forest/path", test_path);
  g_test_add_func ("/math/detection/isolation-forest/outliers", test_outliers);
  g_test_add_func ("/math/detection/isolation-forest/two-rows", test_two_rows);
  g_test_add_func ("/math/detection/isolation-forest/mean-path", test_mean_path);
  g_test_add_func ("/math/detection/isolation-forest/laws", test_laws);
  g_test_add_func ("/math/detection/isolation-forest/missing", test_missing);
  g_test_add_func ("/math/detection/isolation-forest/edges", test_edges);
  return g_test_run ();
}
