#include "app/league-view.h"
#include <glib/gi18n.h>
#include <string.h>
#include "app/chart-reading.h"
#include "engine/league-answer.h"
#include "result/league.h"

#define MOST_LINES 6             /* as many as there are colours */
#define MOST_WITH_KINDS 5        /* own and conformal of two models, and what was promised */

/* ---- the short table ---- */

typedef struct { const char *id, *label; AssayCellType type; } Column;

static const Column columns[] = {
  { "title", N_("Model"), ASSAY_CELL_TEXT },
  { "mase", "MASE", ASSAY_CELL_NUMBER },
  { "wape", "WAPE", ASSAY_CELL_FRACTION },
  { "skill", N_("Skill"), ASSAY_CELL_FRACTION },
  { "value-added", N_("Value Added"), ASSAY_CELL_FRACTION },
  { "p-value", "p", ASSAY_CELL_NUMBER },
  { "against-benchmark", N_("Against the Benchmark"), ASSAY_CELL_TEXT },
  { "model", N_("Name"), ASSAY_CELL_TEXT },
};

static void
copy_cell (AssayTable *to, guint column, const AssayTable *from, guint row)
{
  const int source = assay_table_find_column (from, columns[column].id);

  if (source < 0)
    return;
  if (columns[column].type == ASSAY_CELL_TEXT)
    assay_table_set_text (to, column, assay_translate (assay_table_get_text (from, row, (guint) source)));
  else
    assay_table_set_number (to, column, assay_table_get_number (from, row, (guint) source));
}

AssayTable *
assay_league_dup_short (AssayResult *result)
{
  AssayTable *league = assay_league_find (result), *table;

  if (league == NULL)
    return NULL;
  table = assay_table_new ("league", assay_table_get_title (league));
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    assay_table_add_column (table, columns[i].id, columns[i].label, columns[i].type);
  for (guint row = 0; row < assay_table_get_n_rows (league); row++)
    {
      g_autofree char *title = assay_league_dup_title (assay_league_get_text (league, row, "model"));

      assay_table_add_row (table);
      assay_table_set_text (table, 0, title);
      for (guint i = 1; i < G_N_ELEMENTS (columns); i++)
        copy_cell (table, i, league, row);
    }
  assay_table_set_note (table, assay_table_get_note (league));
  return table;
}

/* ---- figures ---- */

/* "ets:ANA:own" belongs to the model "ets:ANA", and so does "ets:ANA" itself. */
static gboolean
is_of (const AssayFigureSeries *series, const char *model)
{
  const gsize n = model != NULL ? strlen (model) : 0;

  return n > 0 && strncmp (series->id, model, n) == 0
         && (series->id[n] == '\0' || strcmp (series->id + n, ":own") == 0 || strcmp (series->id + n, ":conformal") == 0);
}

/* The row in the league; -1: of no model. */
static int
place_of (const AssayTable *league, const AssayFigureSeries *series)
{
  for (guint row = 0; row < assay_table_get_n_rows (league); row++)
    if (is_of (series, assay_league_get_text (league, row, "model")))
      return (int) row;
  return -1;
}

static gboolean
has_kinds (const AssayFigure *figure)
{
  for (guint i = 0; i < assay_figure_get_n_series (figure); i++)
    if (g_str_has_suffix (assay_figure_get_series (figure, i)->id, ":own") || g_str_has_suffix (assay_figure_get_series (figure, i)->id, ":conformal"))
      return TRUE;
  return FALSE;
}

static GBytes *
share (GBytes *bytes)
{
  return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

static void
copy_series (AssayFigure *to, const AssayFigureSeries *series, AssaySeriesRole role)
{
  const char *kind = g_str_has_suffix (series->id, ":own") ? _("own") : g_str_has_suffix (series->id, ":conformal") ? _("conformal") : NULL;
  g_autofree char *model = kind != NULL ? g_strndup (series->id, (gsize) (strrchr (series->id, ':') - series->id)) : NULL;
  g_autofree char *title = model != NULL ? assay_league_dup_title (model) : NULL;
  g_autofree char *label = title != NULL ? g_strdup_printf (_("%s, %s"), title, kind) : NULL;

  assay_figure_add_series (to, series->id, label != NULL ? label : series->label, role, series->n, share (series->x), share (series->y),
                           share (series->y2), share (series->risk), share (series->row));
}

static AssayFigure *
copy_empty (const AssayFigure *figure, const char *model)
{
  AssayFigure *copy = assay_figure_new (assay_figure_get_id (figure), assay_figure_get_kind (figure), assay_figure_get_title (figure));
  const AssayAxis *x = assay_figure_get_x (figure), *y = assay_figure_get_y (figure);
  g_autofree char *title = assay_league_dup_title (model);
  /* Translators: a forecast model; its tables have the numbers of all */
  g_autofree char *subtitle = g_strdup_printf (_("%s and others; the tables have all models"), title);

  assay_figure_set_subtitle (copy, subtitle);
  /* Of own and conformal intervals the sentence may be about a model that is left out. */
  if (!has_kinds (figure))
    assay_figure_set_finding (copy, assay_figure_get_finding (figure));
  assay_figure_set_convention (copy, assay_figure_get_convention (figure));
  assay_figure_set_x (copy, x->type, x->unit, x->label, x->unit_text);
  assay_figure_set_y (copy, y->unit, y->label, y->unit_text);
  if (x->categories != NULL)
    assay_figure_set_categories (copy, (const char *const *) x->categories);
  assay_figure_set_bin_width (copy, x->bin_width);
  for (guint i = 0; i < assay_figure_get_n_rules (figure); i++)
    assay_figure_add_rule (copy, assay_figure_get_rule (figure, i)->value, assay_figure_get_rule (figure, i)->label);
  return copy;
}

/* The chosen model stands out, and what it is held against; dots are told by their colours alone. */
static AssaySeriesRole
role_of (const AssayFigure *figure, const AssayFigureSeries *series, const char *model, const char *benchmark)
{
  const gboolean is_own = g_str_has_suffix (series->id, ":own");

  if (assay_figure_get_kind (figure) == ASSAY_FIGURE_POINTS || (!is_of (series, model) && !is_of (series, benchmark)))
    return series->role == ASSAY_SERIES_FORECAST ? ASSAY_SERIES_OTHER : series->role;
  if (is_own)
    return ASSAY_SERIES_OTHER;
  return is_of (series, model) ? ASSAY_SERIES_FORECAST : ASSAY_SERIES_BASELINE;
}

AssayFigure *
assay_league_focus_figure (AssayResult *result, const AssayFigure *figure, const char *model)
{
  AssayTable *league = assay_league_find (result);
  const char *benchmark = assay_league_get_benchmark (result);
  const gboolean kinds = has_kinds (figure);
  guint n_of_models = 0, n_others;
  AssayFigure *copy;

  for (guint i = 0; league != NULL && i < assay_figure_get_n_series (figure); i++)
    n_of_models += place_of (league, assay_figure_get_series (figure, i)) >= 0;
  if (n_of_models == 0 || model == NULL || assay_figure_get_n_series (figure) <= (kinds ? MOST_WITH_KINDS : MOST_LINES))
    return NULL;
  copy = copy_empty (figure, model);
  n_others = (kinds ? 2 : MOST_LINES) - (g_strcmp0 (model, benchmark) == 0 ? 1 : 2);
  for (guint i = 0; i < assay_figure_get_n_series (figure); i++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, i);
      const int place = place_of (league, series);
      guint better = 0;

      /* How many of the others are before it. */
      for (int row = 0; row < place; row++)
        better += g_strcmp0 (assay_league_get_text (league, (guint) row, "model"), model) != 0 && g_strcmp0 (assay_league_get_text (league, (guint) row, "model"), benchmark) != 0;
      if (place < 0 || is_of (series, model) || is_of (series, benchmark) || better < n_others)
        copy_series (copy, series, role_of (figure, series, model, benchmark));
    }
  return copy;
}
