#include "app/what-if-results.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/chart-reading.h"
#include "app/what-if-slider.h"
#include "charts/format.h"
#include "charts/theme.h"

#define MOST_REASONS 10
#define BAR_WIDTH 90

/* ---- words ---- */

char *
assay_what_if_format_score (const AssayWhatIf *what_if, double score)
{
  if (isnan (score))
    return g_strdup ("–");
  return assay_portfolio_is_probability (assay_what_if_get_portfolio (what_if)) ? assay_format_fraction (score, 2) : assay_format_number (score, -1);
}

const char *
assay_what_if_word_decision (AssayDecision decision)
{
  return decision == ASSAY_DECISION_FLAG ? _("Flagged") : decision == ASSAY_DECISION_PASS ? _("Passed") : _("No Decision");
}

const char *
assay_what_if_word_score (const AssayWhatIf *what_if)
{
  return assay_portfolio_is_probability (assay_what_if_get_portfolio (what_if)) ? _("Probability") : _("Score");
}

/* ---- cells ---- */

static GtkWidget *
get_label (GtkGrid *grid, int column, int row)
{
  GtkWidget *label = gtk_grid_get_child_at (grid, column, row);

  if (label != NULL)
    return label;
  label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0 : 1);
  if (column == 0)
    {
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_width_chars (GTK_LABEL (label), 8);
      gtk_widget_set_hexpand (label, TRUE);
    }
  else
    gtk_widget_add_css_class (label, "numeric");
  gtk_grid_attach (grid, label, column, row, 1, 1);
  return label;
}

static void
put (GtkGrid *grid, int column, int row, const char *text)
{
  GtkWidget *label = get_label (grid, column, row);

  gtk_label_set_text (GTK_LABEL (label), text);
  if (column == 0)
    gtk_widget_set_tooltip_text (label, text);
}

/* Takes text. */
static void
put_take (GtkGrid *grid, int column, int row, char *text)
{
  put (grid, column, row, text);
  g_free (text);
}

static void
put_head (GtkGrid *grid, int column, const char *text)
{
  put (grid, column, 0, text);
  gtk_widget_add_css_class (get_label (grid, column, 0), "dim-label");
  gtk_widget_add_css_class (get_label (grid, column, 0), "caption");
}

static void
cut_rows (GtkGrid *grid, int n)
{
  while (gtk_grid_get_child_at (grid, 0, n) != NULL)
    gtk_grid_remove_row (grid, n);
}

/* ---- contributions ---- */

typedef struct { double before, after, largest; gboolean more_is_riskier; } Bar;

static void
init_theme (AssayTheme *theme)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  assay_theme_init (theme, adw_style_manager_get_dark (style) ? ASSAY_THEME_DARK : ASSAY_THEME_LIGHT, adw_style_manager_get_high_contrast (style), NULL);
}

static void
set_color (cairo_t *cr, AssayColor color, double alpha)
{
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, color.alpha * alpha);
}

/* After: filled; before: an outline on it; to the right where it adds, in the colour of risk where it makes the case riskier. */
static void
draw_bar (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const Bar *bar = data;
  double middle = width / 2.0, unit = bar->largest > 0 ? (middle - 1) / bar->largest : 0, before = bar->before * unit, after = bar->after * unit;
  AssayTheme theme;

  init_theme (&theme);
  set_color (cr, assay_theme_series (&theme, ASSAY_SERIES_OTHER, (after >= 0) == bar->more_is_riskier ? 1 : 0), 0.85);
  cairo_rectangle (cr, middle + MIN (after, 0), 3, fabs (after), height - 6);
  cairo_fill (cr);
  set_color (cr, theme.text, 0.9);
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, middle + MIN (before, 0) + 0.5, 1.5, MAX (fabs (before) - 1, 0), height - 3);
  cairo_stroke (cr);
  set_color (cr, assay_theme_axis (&theme), 1);
  cairo_move_to (cr, floor (middle) + 0.5, 0);
  cairo_line_to (cr, floor (middle) + 0.5, height);
  cairo_stroke (cr);
  assay_theme_clear (&theme);
}

static void
put_bar (GtkGrid *grid, int column, int row, Bar value)
{
  GtkWidget *area = gtk_grid_get_child_at (grid, column, row);
  Bar *bar;

  if (area == NULL)
    {
      area = gtk_drawing_area_new ();
      bar = g_new0 (Bar, 1);
      gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), BAR_WIDTH);
      gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), 16);
      gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_bar, bar, g_free);
      g_object_set_data (G_OBJECT (area), "bar", bar);
      gtk_grid_attach (grid, area, column, row, 1, 1);
    }
  bar = g_object_get_data (G_OBJECT (area), "bar");
  *bar = value;
  gtk_widget_queue_draw (area);
}

static double
contribution (const AssayCaseScore *score, guint input)
{
  return score->contributions != NULL ? score->contributions[input] : NAN;
}

static double
largest_of (const AssayCaseAnswer *answer, guint input)
{
  return fmax (fabs (contribution (&answer->before, input)), fabs (contribution (&answer->after, input)));
}

static int
compare_largest (gconstpointer a, gconstpointer b, gpointer user_data)
{
  guint x = *(const guint *) a, y = *(const guint *) b;
  double p = largest_of (user_data, x), q = largest_of (user_data, y);

  return p > q ? -1 : p < q ? 1 : (x > y) - (x < y);
}

/* In the order of what they were: so that no line jumps while a slider moves. */
static int
compare_before (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const AssayCaseAnswer *answer = user_data;
  guint x = *(const guint *) a, y = *(const guint *) b;
  double p = fabs (contribution (&answer->before, x)), q = fabs (contribution (&answer->before, y));

  return p > q ? -1 : p < q ? 1 : (x > y) - (x < y);
}

void
assay_what_if_fill_reasons (GtkGrid *grid, const AssayWhatIf *what_if, const AssayCaseAnswer *answer)
{
  guint n = answer->scale != NULL && (answer->before.contributions != NULL || answer->after.contributions != NULL) ? answer->n_inputs : 0, n_shown = MIN (n, MOST_REASONS);
  g_autofree guint *order = g_new (guint, n + 1);
  int digits = g_strcmp0 (answer->scale, "points") == 0 ? -1 : 3;
  double largest = 0;

  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, n, sizeof *order, compare_largest, (gpointer) answer);
  g_qsort_with_data (order, n_shown, sizeof *order, compare_before, (gpointer) answer);
  for (guint i = 0; i < n_shown; i++)
    largest = fmax (largest, largest_of (answer, order[i]));
  if (n_shown > 0)
    {
      put_head (grid, 0, _("Input"));
      put_head (grid, 2, _("Before"));
      put_head (grid, 3, _("After"));
    }
  for (guint i = 0; i < n_shown; i++)
    {
      double before = contribution (&answer->before, order[i]), after = contribution (&answer->after, order[i]);

      put (grid, 0, i + 1, assay_what_if_get_input (what_if, order[i])->input->name);
      put_bar (grid, 1, i + 1, (Bar) { isnan (before) ? 0 : before, isnan (after) ? 0 : after, largest, answer->more_is_riskier });
      put_take (grid, 2, i + 1, assay_format_number (before, digits));
      put_take (grid, 3, i + 1, assay_format_number (after, digits));
    }
  cut_rows (grid, n_shown > 0 ? n_shown + 1 : 0);
}

/* ---- what would have to change ---- */

typedef struct { const AssayWhatIf *what_if; const double *values; const AssayCaseTurn *turns; } Turns;

/* How far, against the width of the data; a change of word comes behind every change of a number. */
static double
distance_of (const Turns *self, guint index)
{
  const AssayWhatIfInput *input = assay_what_if_get_input (self->what_if, index);
  double from = isnan (self->values[index]) ? input->typical : self->values[index];

  if (!self->turns[index].exists)
    return INFINITY;
  if (input->is_choice)
    return 1e100;
  return fabs (self->turns[index].value - from) / (input->high > input->low ? input->high - input->low : 1);
}

static int
compare_distance (gconstpointer a, gconstpointer b, gpointer user_data)
{
  guint x = *(const guint *) a, y = *(const guint *) b;
  double p = distance_of (user_data, x), q = distance_of (user_data, y);

  return p < q ? -1 : p > q ? 1 : (x > y) - (x < y);
}

static void
put_button (GtkGrid *grid, int column, int row, const AssayWhatIfInput *input, guint index, double value)
{
  GtkWidget *button = gtk_grid_get_child_at (grid, column, row);
  g_autofree char *text = assay_what_if_format_value (input, value), *hint = NULL;

  if (button == NULL || !GTK_IS_BUTTON (button))
    {
      if (button != NULL)
        gtk_grid_remove (grid, button);
      button = gtk_button_new_with_label ("");
      gtk_widget_set_halign (button, GTK_ALIGN_END);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "row-link");
      gtk_widget_add_css_class (button, "numeric");
      gtk_grid_attach (grid, button, column, row, 1, 1);
    }
  /* Translators: name of an input, a value */
  hint = g_strdup_printf (_("Set “%s” to %s"), input->input->name, text);
  gtk_button_set_label (GTK_BUTTON (button), text);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (button, hint);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, hint, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ud)", index, value);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "what-if.set");
}

/* A button may stand where a text is to be. */
static void
put_text (GtkGrid *grid, int column, int row, const char *text)
{
  GtkWidget *child = gtk_grid_get_child_at (grid, column, row);

  if (child != NULL && !GTK_IS_LABEL (child))
    gtk_grid_remove (grid, child);
  put (grid, column, row, text);
}

static void
put_turn (GtkGrid *grid, int row, const Turns *self, guint index)
{
  const AssayWhatIfInput *input = assay_what_if_get_input (self->what_if, index);
  const AssayCaseTurn *turn = &self->turns[index];

  put (grid, 0, row, input->input->name);
  put_take (grid, 1, row, assay_what_if_format_value (input, self->values[index]));
  gtk_label_set_ellipsize (GTK_LABEL (get_label (grid, 1, row)), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (get_label (grid, 1, row)), 16);
  if (turn->exists)
    {
      put_button (grid, 2, row, input, index, turn->value);
      put_take (grid, 3, row, assay_what_if_format_score (self->what_if, turn->score));
    }
  else
    {
      put_text (grid, 2, row, "–");
      put (grid, 3, row, "–");
    }
}

void
assay_what_if_fill_turns (GtkGrid *grid, const AssayWhatIf *what_if, const double *values, const AssayCaseTurn *turns)
{
  guint n = turns != NULL ? assay_what_if_get_n_inputs (what_if) : 0;
  g_autofree guint *order = g_new (guint, n + 1);
  Turns all = { what_if, values, turns };

  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, n, sizeof *order, compare_distance, &all);
  if (n > 0)
    {
      put_head (grid, 0, _("Input"));
      put_head (grid, 1, _("Is"));
      put_head (grid, 2, _("Would Have to Be"));
      put_head (grid, 3, assay_what_if_word_score (what_if));
    }
  for (guint i = 0; i < n; i++)
    put_turn (grid, i + 1, &all, order[i]);
  cut_rows (grid, n > 0 ? n + 1 : 0);
}

/* ---- the portfolio ---- */

static char *
format_measure (const AssayPortfolioMeasure *measure, double value)
{
  if (isnan (value))
    return g_strdup ("–");
  if (measure->unit == ASSAY_METRIC_FRACTION)
    return assay_format_fraction (value, 2);
  return measure->unit == ASSAY_METRIC_COUNT ? assay_format_count (round (value)) : assay_format_number (value, fabs (value) < 10 ? 4 : -1);
}

static char *
format_change (const AssayPortfolioMeasure *measure, double change)
{
  gboolean is_share = measure->unit == ASSAY_METRIC_FRACTION && !isnan (change);
  g_autofree char *text = is_share ? assay_format_number (100 * change, 2) : format_measure (measure, change);

  /* Translators: percentage points, short */
  return g_strdup_printf ("%s%s%s%s", change > 0 ? "+" : "", text, is_share ? "\302\240" : "", is_share ? _("pp") : "");
}

static void
put_measure (GtkGrid *grid, int row, const AssayPortfolioMeasure *measure, double before, double after)
{
  put (grid, 0, row, assay_translate (measure->label));
  put_take (grid, 1, row, format_measure (measure, before));
  put_take (grid, 2, row, format_measure (measure, after));
  put_take (grid, 3, row, format_change (measure, after - before));
}

/* About so many, where they were counted on some of the rows. */
static char *
format_rows (const AssayWhatIfAnswer *answer, double n)
{
  g_autofree char *count = assay_format_count (round (n));

  return answer->n_asked < answer->n_rows ? g_strdup_printf ("≈ %s", count) : g_steal_pointer (&count);
}

/* A text that needs the room of the numbers beside it, of which it has but the last. */
static void
put_rows (GtkGrid *grid, int row, const char *text, const AssayWhatIfAnswer *answer, double n)
{
  if (gtk_grid_get_child_at (grid, 0, row) == NULL)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_grid_attach (grid, label, 0, row, 3, 1);
    }
  put (grid, 0, row, text);
  put_take (grid, 3, row, format_rows (answer, n));
}

void
assay_what_if_fill_measures (GtkGrid *grid, const AssayWhatIf *what_if, const AssayWhatIfAnswer *answer)
{
  const AssayPortfolio *portfolio = assay_what_if_get_portfolio (what_if);
  const AssayPortfolioMeasure flagged = { "flagged", N_("Share flagged"), ASSAY_METRIC_FRACTION, TRUE };
  double n = answer->n_rows - answer->n_lost;
  int row = 1;

  put_head (grid, 0, _("Measure"));
  put_head (grid, 1, _("Before"));
  put_head (grid, 2, _("After"));
  put_head (grid, 3, _("Change"));
  for (guint i = 0; i < assay_portfolio_get_n_measures (portfolio); i++)
    if (strcmp (assay_portfolio_get_measure (portfolio, i)->id, "flagged") != 0)
      put_measure (grid, row++, assay_portfolio_get_measure (portfolio, i), answer->before[i], answer->after[i]);
  put_measure (grid, row++, &flagged, answer->flagged_before / n, answer->flagged_after / n);
  put_rows (grid, row++, _("Rows that switch to flagged"), answer, answer->to_flagged);
  put_rows (grid, row++, _("Rows that switch to passed"), answer, answer->to_passed);
  if (answer->n_lost > 0)
    put_rows (grid, row++, _("Rows that lose their score"), answer, answer->n_lost);
  cut_rows (grid, row);
}

/* ---- scores before and after ---- */

static void
draw_text (cairo_t *cr, GtkWidget *widget, const char *text, double x, double y, double align)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_move_to (cr, x - align * width, y);
  pango_cairo_show_layout (cr, layout);
}

static double
text_height (GtkWidget *widget)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (widget, "0");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

static void
draw_cutoff (const AssayWhatIf *what_if, const AssayWhatIfAnswer *answer, double cutoff, const AssayTheme *theme, GtkWidget *widget, cairo_t *cr, double width, double top, double bottom)
{
  double x = answer->high > answer->low ? (cutoff - answer->low) / (answer->high - answer->low) * width : NAN;
  const double dash[] = { 4, 3 };
  g_autofree char *text = NULL, *score = NULL;

  if (!(x >= 0 && x <= width))
    return;
  score = assay_what_if_format_score (what_if, cutoff);
  /* Translators: a score */
  text = g_strdup_printf (_("cut-off %s"), score);
  set_color (cr, theme->text, 0.9);
  cairo_set_line_width (cr, 1.2);
  cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_move_to (cr, x, top);
  cairo_line_to (cr, x, bottom);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  draw_text (cr, widget, text, x + (x > width / 2 ? -4 : 4), 0, x > width / 2);
}

void
assay_what_if_draw_scores (const AssayWhatIf *what_if, const AssayWhatIfAnswer *answer, double cutoff, GtkWidget *widget, cairo_t *cr, double width, double height)
{
  double most = 0, line = text_height (widget), top = line + 2, bottom = height - line - 3, bin = width / ASSAY_WHAT_IF_BINS;
  g_autofree char *low = NULL, *high = NULL;
  AssayTheme theme;

  if (answer == NULL || bottom <= top)
    return;
  init_theme (&theme);
  for (guint i = 0; i < ASSAY_WHAT_IF_BINS; i++)
    most = MAX (most, MAX (answer->bins_before[i], answer->bins_after[i]));
  most = MAX (most, 1);
  set_color (cr, assay_theme_series (&theme, ASSAY_SERIES_OTHER, 0), 0.75);
  for (guint i = 0; i < ASSAY_WHAT_IF_BINS; i++)
    cairo_rectangle (cr, i * bin + 0.5, bottom - answer->bins_after[i] / most * (bottom - top), bin - 1, answer->bins_after[i] / most * (bottom - top));
  cairo_fill (cr);
  set_color (cr, theme.text, 0.9);
  cairo_set_line_width (cr, 1.2);
  cairo_move_to (cr, 0, bottom);
  for (guint i = 0; i < ASSAY_WHAT_IF_BINS; i++)
    {
      double y = bottom - answer->bins_before[i] / most * (bottom - top);

      cairo_line_to (cr, i * bin, y);
      cairo_line_to (cr, (i + 1) * bin, y);
    }
  cairo_line_to (cr, width, bottom);
  cairo_stroke (cr);
  set_color (cr, assay_theme_axis (&theme), 1);
  cairo_move_to (cr, 0, bottom + 0.5);
  cairo_line_to (cr, width, bottom + 0.5);
  cairo_stroke (cr);
  draw_cutoff (what_if, answer, cutoff, &theme, widget, cr, width, top - 2, bottom);
  low = assay_portfolio_is_probability (assay_what_if_get_portfolio (what_if)) ? assay_format_fraction (answer->low, 0) : assay_format_number (answer->low, -1);
  high = assay_portfolio_is_probability (assay_what_if_get_portfolio (what_if)) ? assay_format_fraction (answer->high, 0) : assay_format_number (answer->high, -1);
  set_color (cr, assay_theme_tick_text (&theme), 1);
  draw_text (cr, widget, low, 0, bottom + 3, 0);
  draw_text (cr, widget, high, width, bottom + 3, 1);
  assay_theme_clear (&theme);
}
