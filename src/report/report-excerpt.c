#include "report/report-excerpt.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "charts/format.h"
#include "result/league.h"

#define MOST_ROWS 40
#define MOST_FINDINGS 200      /* of tables whose rows are what the report is about */
#define MOST_TESTS 20
#define MOST_OF_FIGURE 160     /* of what figures show */
#define WIDE 16                /* from so many columns on a table of few rows is turned */
#define MOST_TURNED 12
#define ONE_MODEL_COLUMNS 10   /* of a table by model when there is one: they stand by importance */

/* Tables of every model by something: printed as one figure of each model side by side. */
typedef struct { const char *table, *key, *value, *otherwise, *title, *other_title; gboolean worst_first; } Pivot;

static const Pivot pivots[] = {
  { "steps", "step", "wape", "mae", N_("WAPE by Step and Model"), N_("MAE by Step and Model"), FALSE },
  { "origins", "origin", "wape", "mae", N_("WAPE by Origin and Model"), N_("MAE by Origin and Model"), FALSE },
  { "weekdays", "weekday", "wape", "mae", N_("WAPE by Weekday and Model"), N_("MAE by Weekday and Model"), FALSE },
  { "series", "series", "mase", "mae", N_("MASE by Series and Model"), N_("MAE by Series and Model"), TRUE },
};

/* Long tables with what matters most first. */
typedef struct { const char *table, *column; gboolean falling; const char *words; } Order;

static const Order orders[] = {
  { "episodes", "pvalue", FALSE, N_("those least likely by chance") },
  { "residual-tests", "ljung-box-p", FALSE, N_("those with the smallest p of Ljung-Box") },
};

static gboolean
is_text (const AssayTable *table, guint column)
{
  AssayCellType type = assay_table_get_column_type (table, column);

  return type == ASSAY_CELL_TEXT || type == ASSAY_CELL_RISK || type == ASSAY_CELL_VERDICT;
}

gboolean
assay_report_is_in_table (const AssayResult *result, const AssayMetric *metric)
{
  const char *leader = assay_league_get_best (result);

  if (leader != NULL)
    return metric->of != NULL && strcmp (metric->of, leader) != 0;
  return strchr (metric->id, ':') != NULL
         && (assay_result_find_table (result, "models") != NULL || assay_result_find_table (result, "value-at-risk") != NULL
             || assay_result_find_table (result, "fits") != NULL);
}

/* ---- other shapes ---- */

#define REASONS "undefined"    /* the column that says why cells are empty: long texts, set as a note when a table is turned */

static void
set_notes (AssayTable *table, const char *what, const char *note)
{
  g_autofree char *both = note != NULL && what != NULL ? g_strdup_printf ("%s %s", what, _(note)) : NULL;

  assay_table_set_note (table, both != NULL ? both : what != NULL ? what : note);
}

/* Each reason once, after the names of the rows it holds for. NULL: none. */
static char *
tell_reasons (const AssayTable *table)
{
  int column = assay_table_find_column (table, REASONS);
  GString *out = g_string_new (NULL);

  for (guint row = 0; column > 0 && row < assay_table_get_n_rows (table); row++)
    {
      const char *reason = assay_table_get_text (table, row, (guint) column);
      gboolean told = reason == NULL || *reason == '\0';

      for (guint before = 0; before < row && !told; before++)
        told = g_strcmp0 (assay_table_get_text (table, before, (guint) column), reason) == 0;
      if (told)
        continue;
      for (guint other = row; other < assay_table_get_n_rows (table); other++)
        if (g_strcmp0 (assay_table_get_text (table, other, (guint) column), reason) == 0)
          {
            g_autofree char *name = assay_format_cell (table, other, 0);

            g_string_append_printf (out, "%s%s", other > row ? ", " : out->len > 0 ? " " : "", name);
          }
      g_string_append_printf (out, " – %s.", reason);
    }
  return g_string_free (out, out->len == 0);
}

AssayTable *
assay_report_turn (const AssayTable *table)
{
  g_autofree char *reasons = tell_reasons (table);
  AssayTable *turned = assay_table_new (assay_table_get_id (table), assay_table_get_title (table));

  assay_table_add_column (turned, "what", assay_table_get_column_label (table, 0), ASSAY_CELL_TEXT);
  for (guint row = 0; row < assay_table_get_n_rows (table); row++)
    {
      g_autofree char *id = g_strdup_printf (ASSAY_REPORT_NUMBERS "%u", row), *label = assay_format_cell (table, row, 0);

      assay_table_add_column (turned, id, label, ASSAY_CELL_TEXT);
    }
  for (guint column = 1; column < assay_table_get_n_columns (table); column++)
    {
      gboolean has_any = FALSE;

      for (guint row = 0; row < assay_table_get_n_rows (table); row++)
        has_any |= is_text (table, column) ? assay_table_get_text (table, row, column) != NULL : !isnan (assay_table_get_number (table, row, column));
      if (!has_any || strcmp (assay_table_get_column_id (table, column), REASONS) == 0)
        continue;
      assay_table_add_row (turned);
      assay_table_set_text (turned, 0, _(assay_table_get_column_label (table, column)));
      for (guint row = 0; row < assay_table_get_n_rows (table); row++)
        {
          g_autofree char *text = assay_format_cell (table, row, column);

          assay_table_set_text (turned, row + 1, text);
        }
    }
  set_notes (turned, reasons, assay_table_get_note (table));
  return turned;
}

AssayTable *
assay_report_fold (const AssayTable *table, guint blocks)
{
  AssayTable *folded = assay_table_new (assay_table_get_id (table), assay_table_get_title (table));
  guint n = assay_table_get_n_rows (table), n_columns = assay_table_get_n_columns (table), height = (n + blocks - 1) / blocks;

  for (guint block = 0; block < blocks; block++)
    for (guint column = 0; column < n_columns; column++)
      assay_table_add_column (folded, is_text (table, column) && !g_str_has_prefix (assay_table_get_column_id (table, column), ASSAY_REPORT_NUMBERS) ? "text" : ASSAY_REPORT_NUMBERS, assay_table_get_column_label (table, column), ASSAY_CELL_TEXT);
  for (guint row = 0; row < height; row++)
    {
      assay_table_add_row (folded);
      for (guint block = 0; block < blocks && block * height + row < n; block++)
        for (guint column = 0; column < n_columns; column++)
          {
            g_autofree char *text = assay_format_cell (table, block * height + row, column);

            assay_table_set_text (folded, block * n_columns + column, text);
          }
    }
  assay_table_set_note (folded, assay_table_get_note (table));
  return folded;
}

static void
copy_cell (AssayTable *to, guint to_column, const AssayTable *from, guint row, guint column)
{
  if (is_text (from, column))
    assay_table_set_text (to, to_column, assay_table_get_text (from, row, column));
  else
    assay_table_set_number (to, to_column, assay_table_get_number (from, row, column));
}

/* The first n rows in the order given (NULL: as they stand), of the first n_columns columns. */
static AssayTable *
copy_rows (const AssayTable *table, const guint *order, guint n, guint n_columns)
{
  AssayTable *copy = assay_table_new (assay_table_get_id (table), assay_table_get_title (table));

  for (guint column = 0; column < n_columns; column++)
    assay_table_add_column (copy, assay_table_get_column_id (table, column), assay_table_get_column_label (table, column), assay_table_get_column_type (table, column));
  for (guint row = 0; row < n; row++)
    {
      assay_table_add_row (copy);
      for (guint column = 0; column < n_columns; column++)
        copy_cell (copy, column, table, order != NULL ? order[row] : row, column);
    }
  return copy;
}

/* Labels that the engine makes of numbers, "66,757 to < 88,788", as the locale has them. */
static AssayTable *
localize_labels (AssayTable *table)
{
  static const char *const tables[] = { "psi-bins", "dependence", "weak-slices", "overfit-slices", NULL };
  static const char *const columns[] = { "bin", "value", "slice", NULL };
  AssayTable *copy;
  guint n = assay_table_get_n_columns (table);

  if (!g_strv_contains (tables, assay_table_get_id (table)))
    return assay_table_ref (table);
  copy = assay_table_new (assay_table_get_id (table), assay_table_get_title (table));
  for (guint column = 0; column < n; column++)
    assay_table_add_column (copy, assay_table_get_column_id (table, column), assay_table_get_column_label (table, column), assay_table_get_column_type (table, column));
  for (guint row = 0; row < assay_table_get_n_rows (table); row++)
    {
      assay_table_add_row (copy);
      for (guint column = 0; column < n; column++)
        {
          const char *text = is_text (table, column) ? assay_table_get_text (table, row, column) : NULL;
          g_autofree char *words = text != NULL && g_strv_contains (columns, assay_table_get_column_id (table, column)) ? assay_format_sentence (text) : NULL;

          if (words != NULL)
            assay_table_set_text (copy, column, words);
          else
            copy_cell (copy, column, table, row, column);
        }
    }
  assay_table_set_note (copy, assay_table_get_note (table));
  return copy;
}

/* ---- order ---- */

typedef struct { double value; guint row; } Place;

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *x = a, *y = b;

  if (isnan (x->value) != isnan (y->value))
    return isnan (x->value) ? 1 : -1;
  if (x->value < y->value || x->value > y->value)
    return x->value < y->value ? -1 : 1;
  return x->row < y->row ? -1 : 1;
}

/* Rows by a column, those without a value last, else as they stand. */
static guint *
sort_rows (const AssayTable *table, guint column, gboolean falling)
{
  guint n = assay_table_get_n_rows (table), *order = g_new (guint, n + 1);
  g_autofree Place *places = g_new (Place, n + 1);

  for (guint row = 0; row < n; row++)
    {
      double value = assay_table_get_number (table, row, column);

      places[row] = (Place) { falling ? -value : value, row };
    }
  qsort (places, n, sizeof (Place), compare_places);
  for (guint row = 0; row < n; row++)
    order[row] = places[row].row;
  return order;
}

/* ---- cutting ---- */

static guint
most_rows (const AssayTable *table)
{
  const char *id = assay_table_get_id (table);

  if (strcmp (id, "psi-bins") == 0 || strcmp (id, "dependence") == 0 || strcmp (id, "over-time") == 0)
    return MOST_OF_FIGURE;
  if (strcmp (id, "residual-tests") == 0)
    return MOST_TESTS;      /* the checks sum them up */
  return strcmp (id, "anomalies") == 0 || strcmp (id, "exceptions") == 0 ? MOST_FINDINGS : MOST_ROWS;
}

/* words: which the first ones are; NULL: just the first. */
static AssayTable *
cut (const AssayTable *table, const guint *order, const char *words)
{
  guint all = assay_table_get_n_rows (table), n = MIN (all, most_rows (table));
  AssayTable *copy = copy_rows (table, order, n, assay_table_get_n_columns (table));
  g_autofree char *shown = assay_format_count (n), *of = assay_format_count (all), *what = NULL;

  if (n < all && words != NULL)
    /* TRANSLATORS: number of rows, number of all rows, which rows */
    what = g_strdup_printf (_("%s of %s rows: %s. All of them are in the result as JSON (--format json)."), shown, of, words);
  else if (n < all)
    what = g_strdup_printf (_("First %s of %s rows. All of them are in the result as JSON (--format json)."), shown, of);
  set_notes (copy, what, assay_table_get_note (table));
  return copy;
}

/* ---- models side by side ---- */

/* The best model where there is a league, else the first: series are sorted by it. */
static const char *
leading_model (const AssayResult *result, const AssayTable *table, guint column)
{
  const char *leader = assay_league_get_best (result);

  return leader != NULL ? leader : assay_table_get_text (table, 0, column);
}

/* Distinct texts of a column in order of appearance; index gets the place of each. */
static GPtrArray *
list_distinct (const AssayTable *table, guint column, GHashTable *index)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);

  for (guint row = 0; row < assay_table_get_n_rows (table); row++)
    {
      char *text = assay_format_cell (table, row, column);

      if (g_hash_table_contains (index, text))
        {
          g_free (text);
          continue;
        }
      g_ptr_array_add (list, text);
      g_hash_table_insert (index, text, GUINT_TO_POINTER (list->len - 1));
    }
  return list;
}

static guint
place_of (GHashTable *index, const AssayTable *table, guint row, guint column)
{
  g_autofree char *text = assay_format_cell (table, row, column);

  return GPOINTER_TO_UINT (g_hash_table_lookup (index, text));
}

static gboolean
has_number (const AssayTable *table, int column)
{
  for (guint row = 0; column >= 0 && row < assay_table_get_n_rows (table); row++)
    if (!isnan (assay_table_get_number (table, row, (guint) column)))
      return TRUE;
  return FALSE;
}

static AssayTable *
lay_side_by_side (const AssayTable *table, const Pivot *pivot, guint key, guint model, guint value, const char *title)
{
  g_autoptr(GHashTable) key_index = g_hash_table_new (g_str_hash, g_str_equal), model_index = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) keys = list_distinct (table, key, key_index), models = list_distinct (table, model, model_index);
  g_autofree double *values = g_new (double, (gsize) keys->len * models->len);
  AssayTable *wide = assay_table_new (assay_table_get_id (table), title);

  for (gsize i = 0; i < (gsize) keys->len * models->len; i++)
    values[i] = NAN;
  for (guint row = 0; row < assay_table_get_n_rows (table); row++)
    values[(gsize) place_of (key_index, table, row, key) * models->len + place_of (model_index, table, row, model)] = assay_table_get_number (table, row, value);
  assay_table_add_column (wide, pivot->key, assay_table_get_column_label (table, key), ASSAY_CELL_TEXT);
  for (guint i = 0; i < models->len; i++)
    assay_table_add_column (wide, models->pdata[i], models->pdata[i], assay_table_get_column_type (table, value));
  for (guint row = 0; row < keys->len; row++)
    {
      assay_table_add_row (wide);
      assay_table_set_text (wide, 0, _(keys->pdata[row]));
      for (guint i = 0; i < models->len; i++)
        assay_table_set_number (wide, i + 1, values[(gsize) row * models->len + i]);
    }
  assay_table_set_note (wide, assay_table_get_note (table));
  return wide;
}

static const Pivot *
find_pivot (const AssayResult *result, const AssayTable *table)
{
  if (assay_result_find_table (result, "models") == NULL || assay_table_get_n_rows (table) == 0)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (pivots); i++)
    if (strcmp (pivots[i].table, assay_table_get_id (table)) == 0 && assay_table_find_column (table, pivots[i].key) >= 0
        && assay_table_find_column (table, "model") >= 0 && assay_table_find_column (table, pivots[i].value) >= 0)
      return &pivots[i];
  return NULL;
}

static AssayTable *
pivot_table (const AssayResult *result, const AssayTable *table, const Pivot *pivot)
{
  guint key = (guint) assay_table_find_column (table, pivot->key), model = (guint) assay_table_find_column (table, "model");
  int value = assay_table_find_column (table, pivot->value), otherwise = assay_table_find_column (table, pivot->otherwise);
  gboolean usual = has_number (table, value) || otherwise < 0;
  g_autoptr(AssayTable) wide = lay_side_by_side (table, pivot, key, model, (guint) (usual ? value : otherwise), usual ? pivot->title : pivot->other_title);
  const char *leader = leading_model (result, table, model);
  int by = pivot->worst_first && leader != NULL ? assay_table_find_column (wide, leader) : -1;
  g_autofree guint *order = by > 0 ? sort_rows (wide, (guint) by, TRUE) : NULL;
  g_autofree char *words = by > 0 ? g_strdup_printf (_("those with the largest error of %s"), leader) : NULL;
  AssayTable *shown = cut (wide, order, words);
  const char *note = assay_table_get_note (shown);
  g_autofree char *rest = g_strdup_printf ("%s%s%s", note != NULL ? _(note) : "", note != NULL ? " " : "",
                                           _("Every other measure is in the table of the same rows in the result."));

  assay_table_set_note (shown, rest);
  return shown;
}

static gboolean
has_one_model (const AssayTable *table)
{
  guint column = (guint) assay_table_find_column (table, "model");

  for (guint row = 1; row < assay_table_get_n_rows (table); row++)
    if (g_strcmp0 (assay_table_get_text (table, row, column), assay_table_get_text (table, 0, column)) != 0)
      return FALSE;
  return TRUE;
}

gboolean
assay_report_is_for_appendix (const AssayResult *result, const AssayTable *table)
{
  return assay_result_find_table (result, "models") != NULL
         && (find_pivot (result, table) != NULL || strcmp (assay_table_get_id (table), "residual-tests") == 0);
}

AssayTable *
assay_report_excerpt (const AssayResult *result, AssayTable *given)
{
  g_autoptr(AssayTable) table = localize_labels (given);
  const Pivot *pivot = find_pivot (result, table);

  if (pivot != NULL && !has_one_model (table))
    return pivot_table (result, table, pivot);
  if (pivot != NULL)
    {
      g_autoptr(AssayTable) narrow = copy_rows (table, NULL, assay_table_get_n_rows (table), MIN (assay_table_get_n_columns (table), ONE_MODEL_COLUMNS));
      int by = pivot->worst_first ? assay_table_find_column (table, pivot->value) : -1;
      g_autofree guint *order = by > 0 && by < ONE_MODEL_COLUMNS ? sort_rows (narrow, (guint) by, TRUE) : NULL;

      set_notes (narrow, _("The measures that matter most; the others are in the result."), assay_table_get_note (table));
      return cut (narrow, order, order != NULL ? _("those with the largest error") : NULL);
    }
  if (assay_table_get_n_columns (table) >= WIDE && assay_table_get_n_rows (table) <= MOST_TURNED && is_text (table, 0))
    return assay_report_turn (table);
  if (assay_table_get_n_rows (table) <= most_rows (table))
    return assay_table_ref (table);
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (strcmp (orders[i].table, assay_table_get_id (table)) == 0 && assay_table_find_column (table, orders[i].column) >= 0)
      {
        g_autofree guint *order = sort_rows (table, (guint) assay_table_find_column (table, orders[i].column), orders[i].falling);

        return cut (table, order, _(orders[i].words));
      }
  return cut (table, NULL, NULL);
}
