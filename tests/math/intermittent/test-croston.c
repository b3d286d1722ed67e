/* Intermittent demand against R (forecast 8.20, croston()) and against the definitions as plain sums. */
#include <glib.h>
#include <math.h>

#include "math/init.h"
#include "math/intermittent/croston.h"

/* shared/data/classic-series/expected.json, other.croston_alpha01 */
static const double demand[] = { 0, 1, 0, 11, 0, 0, 0, 0, 2, 0, 6, 3, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0, 1, 0, 1, 0, 0 };

static void
test_against_r (void)
{
  AmCroston croston;

  g_assert_true (am_croston (demand, G_N_ELEMENTS (demand), 0.1, &croston));
  g_assert_cmpfloat (fabs (am_croston_rate (&croston, false) - 0.8597689239), <, 1e-10);
  g_assert_cmpfloat (fabs (am_croston_rate (&croston, true) - 0.95 * 0.8597689239), <, 1e-10);
}

/* Sizes 4, 2 with gaps 2, 3 and alpha 0.5: 3 / 2.5. */
static void
test_by_hand (void)
{
  const double y[] = { 0, 4, 0, 0, 2, 0 };
  double f[6];
  AmCroston croston;
  AmTsb tsb;

  am_croston (y, 6, 0.5, &croston);
  g_assert_cmpfloat (croston.size, ==, 3);
  g_assert_cmpfloat (croston.gap, ==, 2.5);
  g_assert_cmpfloat (croston.since, ==, 1);
  am_croston_fitted (y, 6, 0.5, false, f);
  g_assert_true (isnan (f[0]) && isnan (f[1]));
  g_assert_cmpfloat (f[2], ==, 2);
  g_assert_cmpfloat (f[4], ==, 2);
  g_assert_cmpfloat (f[5], ==, 1.2);
  /* chance 1/3: 1/6, 7/12, 7/24, 7/48, 55/96, 55/192; size 4, 4, 3 */
  g_assert_true (am_tsb (y, 6, 0.5, 0.5, &tsb));
  g_assert_cmpfloat (fabs (am_tsb_rate (&tsb) - 3 * 55 / 192.0), <, 1e-15);
  /* blocks of two from the end: 4, 0, 2; the best alpha is 0.3, the level 4, 2.8, 2.56 */
  g_assert_cmpfloat (fabs (am_adida (y, 6, 2) * 2 - 2.56), <, 1e-15);
  g_assert_cmpfloat (fabs (am_imapa (y, 6, 2) - (am_adida (y, 6, 1) + am_adida (y, 6, 2)) / 2), <, 1e-15);
}

static void
test_update (void)
{
  AmCroston whole, part;
  AmTsb tsb_whole, tsb_part;

  am_croston (demand, 34, 0.2, &whole);
  am_croston (demand, 20, 0.2, &part);
  for (guint i = 20; i < 34; i++)
    am_croston_update (&part, demand[i]);
  g_assert_cmpfloat (am_croston_rate (&whole, false), ==, am_croston_rate (&part, false));
  /* the chance starts with the share of the window, so only the sizes are the same */
  am_tsb (demand, 34, 0.2, 0.1, &tsb_whole);
  am_tsb (demand, 20, 0.2, 0.1, &tsb_part);
  for (guint i = 20; i < 34; i++)
    am_tsb_update (&tsb_part, demand[i]);
  g_assert_cmpfloat (tsb_whole.size, ==, tsb_part.size);
}

/* The best alpha is the best of a plain search with the fitted values. */
static void
test_search (void)
{
  double best = NAN, least = INFINITY, f[34];

  for (int i = 10; i <= 30; i++)
    {
      double sum = 0;
      guint n_demands = 0;

      am_croston_fitted (demand, 34, i / 100.0, true, f);
      for (guint t = 0; t < 34; t++)
        {
          if (n_demands > 1)
            sum += (demand[t] - f[t]) * (demand[t] - f[t]);
          n_demands += demand[t] > 0;
        }
      if (sum < least)
        {
          least = sum;
          best = i / 100.0;
        }
    }
  g_assert_cmpfloat (am_croston_search (demand, 34, true), ==, best);
}

static void
test_class (void)
{
  const double smooth[] = { 5, 6, 5, 7, 6 }, erratic[] = { 1, 9, 1, 20, 1 }, intermittent[] = { 0, 5, 0, 6, 0, 5 }, lumpy[] = { 0, 1, 0, 30, 0, 1 },
               none[] = { 0, 0, NAN };
  AmDemand found;

  am_demand_class (smooth, 5, &found);
  g_assert_cmpint (found.of, ==, AM_DEMAND_SMOOTH);
  am_demand_class (erratic, 5, &found);
  g_assert_cmpint (found.of, ==, AM_DEMAND_ERRATIC);
  am_demand_class (intermittent, 6, &found);
  g_assert_cmpint (found.of, ==, AM_DEMAND_INTERMITTENT);
  g_assert_cmpfloat (found.adi, ==, 2);
  g_assert_cmpfloat (fabs (found.cv2 - 1 / 3.0 / pow (16 / 3.0, 2)), <, 1e-15);
  am_demand_class (lumpy, 6, &found);
  g_assert_cmpint (found.of, ==, AM_DEMAND_LUMPY);
  am_demand_class (none, 3, &found);
  g_assert_true (found.of == AM_DEMAND_NONE && isnan (found.adi) && isnan (found.cv2));
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/croston/against-r", test_against_r);
  g_test_add_func ("/math/croston/by-hand", test_by_hand);
  g_test_add_func ("/math/croston/update", test_update);
  g_test_add_func ("/math/croston/search", test_search);
  g_test_add_func ("/math/demand-class", test_class);
  return g_test_run ();
}
