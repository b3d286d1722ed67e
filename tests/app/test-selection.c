/* Where charts look and what is picked: the rules behind every gesture, without a display. */
#include "app/selection.h"
#include <math.h>

#define ALL { NAN, NAN }

static void
check_span (AssaySpan got, AssaySpan want)
{
  if (assay_span_is_all (want))
    {
      g_assert_true (assay_span_is_all (got));
      return;
    }
  g_assert_cmpfloat_with_epsilon (got.low, want.low, 1e-9);
  g_assert_cmpfloat_with_epsilon (got.high, want.high, 1e-9);
}

static void
test_zoom (void)
{
  static const struct { AssaySpan span; double about, factor, least; AssaySpan want; } cases[] = {
    { ALL, 50, 0.5, 1, { 25, 75 } },
    { ALL, 0, 0.5, 1, { 0, 50 } },                  /* what is under the pointer stays there, at the edge too */
    { ALL, 100, 0.5, 1, { 50, 100 } },
    { { 20, 40 }, 25, 0.5, 1, { 22.5, 32.5 } },
    { { 20, 40 }, 25, 2, 1, { 15, 55 } },
    { { 0, 40 }, 35, 2, 1, { 0, 80 } },             /* moved inside, not cut */
    { { 20, 40 }, 30, 100, 1, ALL },
    { { 20, 22 }, 21, 0.1, 1, { 20.5, 21.5 } },     /* never under the least */
    { { 20, 40 }, 1000, 0.5, 1, { 30, 40 } },       /* a point outside counts as the nearer end */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_span (assay_span_zoom (cases[i].span, (AssaySpan) { 0, 100 }, cases[i].about, cases[i].factor, cases[i].least), cases[i].want);
  check_span (assay_span_zoom (assay_span_all (), assay_span_all (), 1, 0.5, 1), assay_span_all ());
  check_span (assay_span_zoom (assay_span_all (), (AssaySpan) { 5, 5 }, 5, 0.5, 1), assay_span_all ());
}

static void
test_pan (void)
{
  static const struct { AssaySpan span; double by; AssaySpan want; } cases[] = {
    { { 20, 40 }, 5, { 25, 45 } },
    { { 20, 40 }, -50, { 0, 20 } },
    { { 20, 40 }, 90, { 80, 100 } },
    { ALL, 10, ALL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_span (assay_span_pan (cases[i].span, (AssaySpan) { 0, 100 }, cases[i].by), cases[i].want);
}

static void
test_reveal (void)
{
  const AssaySpan extent = { 0, 100 };

  check_span (assay_span_reveal ((AssaySpan) { 20, 40 }, extent, 30), (AssaySpan) { 20, 40 });
  check_span (assay_span_reveal ((AssaySpan) { 20, 40 }, extent, 50), (AssaySpan) { 32, 52 });
  check_span (assay_span_reveal ((AssaySpan) { 20, 40 }, extent, 10), (AssaySpan) { 8, 28 });
  check_span (assay_span_reveal ((AssaySpan) { 20, 40 }, extent, 100), (AssaySpan) { 80, 100 });
  check_span (assay_span_reveal (assay_span_all (), extent, 50), assay_span_all ());
}

static AssaySelection *
selection_over_hundred (void)
{
  AssaySelection *selection = assay_selection_new ();

  assay_selection_set_extent (selection, (AssaySpan) { 0, 100 }, 1);
  return selection;
}

static void
test_history (void)
{
  g_autoptr(AssaySelection) selection = selection_over_hundred ();

  g_assert_false (assay_selection_go_back (selection));
  assay_selection_show (selection, (AssaySpan) { 10, 60 });
  assay_selection_show (selection, (AssaySpan) { 20, 30 });
  assay_selection_show (selection, (AssaySpan) { 20, 30 });       /* no change, no step */
  g_assert_true (assay_selection_go_back (selection));
  check_span (assay_selection_get_visible (selection), (AssaySpan) { 10, 60 });
  g_assert_true (assay_selection_go_back (selection));
  check_span (assay_selection_get_visible (selection), assay_span_all ());
  g_assert_false (assay_selection_go_back (selection));
  g_assert_true (assay_selection_go_forward (selection));
  check_span (assay_selection_get_visible (selection), (AssaySpan) { 10, 60 });

  assay_selection_show (selection, (AssaySpan) { 40, 50 });       /* a new view ends what was ahead */
  g_assert_false (assay_selection_go_forward (selection));
}

static void
test_history_is_fifty_long (void)
{
  g_autoptr(AssaySelection) selection = selection_over_hundred ();
  guint n = 0;

  for (guint i = 0; i < 70; i++)
    assay_selection_show (selection, (AssaySpan) { i, i + 10 });
  while (assay_selection_go_back (selection))
    n++;
  g_assert_cmpuint (n, ==, 50);
}

static void
test_movement_is_one_step (void)
{
  g_autoptr(AssaySelection) selection = selection_over_hundred ();

  assay_selection_show (selection, (AssaySpan) { 10, 20 });
  assay_selection_remember (selection);
  for (guint i = 11; i < 40; i++)
    assay_selection_track (selection, (AssaySpan) { i, i + 10 });
  g_assert_true (assay_selection_go_back (selection));
  check_span (assay_selection_get_visible (selection), (AssaySpan) { 10, 20 });

  assay_selection_remember (selection);                            /* a movement that comes back is no step at all */
  assay_selection_track (selection, (AssaySpan) { 15, 25 });
  assay_selection_track (selection, (AssaySpan) { 10, 20 });
  g_assert_true (assay_selection_go_back (selection));
  check_span (assay_selection_get_visible (selection), assay_span_all ());
}

static void
count (GObject *object, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static void
test_notifies_on_change_only (void)
{
  g_autoptr(AssaySelection) selection = selection_over_hundred ();
  g_autoptr(GtkBitset) rows = gtk_bitset_new_range (3, 4);
  guint n = 0;

  g_signal_connect (selection, "notify", G_CALLBACK (count), &n);
  assay_selection_set_hover (selection, NAN);
  assay_selection_set_brush (selection, assay_span_all ());
  assay_selection_reset (selection);
  assay_selection_set_row (selection, -1);
  assay_selection_set_category (selection, -1);
  g_assert_cmpuint (n, ==, 0);

  assay_selection_set_hover (selection, 5);
  assay_selection_set_hover (selection, 5);
  assay_selection_set_rows (selection, rows);
  assay_selection_set_rows (selection, rows);
  assay_selection_set_brush (selection, (AssaySpan) { 1, 2 });
  g_assert_cmpuint (n, ==, 3);
}

static void
test_one_row (void)
{
  g_autoptr(AssaySelection) selection = assay_selection_new ();
  g_autoptr(GtkBitset) rows = gtk_bitset_new_range (3, 4);

  g_assert_cmpint (assay_selection_get_row (selection), ==, -1);
  assay_selection_set_row (selection, 12);
  g_assert_cmpint (assay_selection_get_row (selection), ==, 12);
  assay_selection_set_rows (selection, rows);
  g_assert_cmpint (assay_selection_get_row (selection), ==, -1);
  assay_selection_set_row (selection, -1);
  g_assert_true (gtk_bitset_is_empty (assay_selection_get_rows (selection)));
}

static void
test_extent_moves_the_view (void)
{
  g_autoptr(AssaySelection) selection = selection_over_hundred ();

  assay_selection_show (selection, (AssaySpan) { 80, 100 });
  assay_selection_set_extent (selection, (AssaySpan) { 0, 50 }, 1);   /* another, shorter series */
  check_span (assay_selection_get_visible (selection), (AssaySpan) { 30, 50 });
  assay_selection_set_extent (selection, (AssaySpan) { 0, 10 }, 1);
  check_span (assay_selection_get_visible (selection), assay_span_all ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/span/zoom", test_zoom);
  g_test_add_func ("/app/span/pan", test_pan);
  g_test_add_func ("/app/span/reveal", test_reveal);
  g_test_add_func ("/app/selection/history", test_history);
  g_test_add_func ("/app/selection/history-is-fifty-long", test_history_is_fifty_long);
  g_test_add_func ("/app/selection/movement-is-one-step", test_movement_is_one_step);
  g_test_add_func ("/app/selection/notifies-on-change-only", test_notifies_on_change_only);
  g_test_add_func ("/app/selection/one-row", test_one_row);
  g_test_add_func ("/app/selection/extent-moves-the-view", test_extent_moves_the_view);
  return g_test_run ();
}
