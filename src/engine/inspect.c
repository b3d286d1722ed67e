#include "engine/inspect.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "assay-config.h"
#include "analysis/policy.h"
#include "engine/dataset-settings.h"

#define MOST_DISTINCT 1000000      /* 16 MB of table; beyond this nobody needs the exact count */
#define N_EXAMPLES 3
#define MOST_BAD_ROWS 1000

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayRoles, assay_roles_clear)

/* A set of 64-bit keys by open addressing. 0 marks a free place, so the key 0 is kept apart. */
typedef struct
{
  guint64 *keys;
  gsize size, n;
  gboolean has_zero;
} KeySet;

static guint64
scramble (guint64 x)
{
  /* The finisher of MurmurHash3: neighbouring numbers must not share places. */
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdull;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53ull;
  return x ^ (x >> 33);
}

static void
place (guint64 *keys, gsize size, guint64 key)
{
  gsize at = scramble (key) & (size - 1);

  while (keys[at] != 0 && keys[at] != key)
    at = (at + 1) & (size - 1);
  keys[at] = key;
}

static void
grow (KeySet *set)
{
  gsize size = set->size == 0 ? 1024 : 2 * set->size;
  guint64 *keys = g_new0 (guint64, size);

  for (gsize i = 0; i < set->size; i++)
    if (set->keys[i] != 0)
      place (keys, size, set->keys[i]);
  g_free (set->keys);
  set->keys = keys;
  set->size = size;
}

static void
add_key (KeySet *set, guint64 key)
{
  gsize at;

  if (key == 0)
    {
      set->n += !set->has_zero;
      set->has_zero = TRUE;
      return;
    }
  if (2 * set->n >= set->size)
    grow (set);
  at = scramble (key) & (set->size - 1);
  while (set->keys[at] != 0 && set->keys[at] != key)
    at = (at + 1) & (set->size - 1);
  set->n += set->keys[at] == 0;
  set->keys[at] = key;
}

/* FNV-1a: two different texts share a key once in 2^64. */
static guint64
hash_text (const char *text, gsize length)
{
  guint64 hash = 0xcbf29ce484222325ull;

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guchar) text[i]) * 0x100000001b3ull;
  return hash;
}

static guint64
key_of_double (double value)
{
  guint64 key;

  value += 0.0;      /* -0 and 0 are one value */
  memcpy (&key, &value, sizeof key);
  return key;
}

static guint64
key_of_row (const AssayColumn *column, gsize row)
{
  const char *text;
  gsize length;

  switch (assay_column_get_type (column))
    {
    case ASSAY_TYPE_DOUBLE:
      return key_of_double (assay_column_get_doubles (column)[row]);
    case ASSAY_TYPE_INT64:
      return assay_column_get_int64s (column)[row];
    case ASSAY_TYPE_DATE:
      return (gint64) assay_column_get_dates (column)[row];
    case ASSAY_TYPE_DATETIME:
      return assay_column_get_datetimes (column)[row];
    case ASSAY_TYPE_CATEGORY:
      return assay_column_get_codes (column)[row];
    case ASSAY_TYPE_TEXT:
      break;
    }
  text = assay_column_get_text (column, row, &length);
  return hash_text (text, length);
}

gsize
assay_column_count_distinct (const AssayColumn *column, gsize most)
{
  KeySet set = { NULL };

  for (gsize row = 0; row < assay_column_get_n (column) && set.n < most; row++)
    if (!assay_column_is_missing (column, row))
      add_key (&set, key_of_row (column, row));
  g_free (set.keys);
  return set.n;
}

static gboolean
is_ordered (AssayType type)
{
  return type != ASSAY_TYPE_CATEGORY && type != ASSAY_TYPE_TEXT;
}

static gboolean
is_less (const AssayColumn *column, gsize a, gsize b)
{
  switch (assay_column_get_type (column))
    {
    case ASSAY_TYPE_DOUBLE:
      return assay_column_get_doubles (column)[a] < assay_column_get_doubles (column)[b];
    case ASSAY_TYPE_INT64:
      return assay_column_get_int64s (column)[a] < assay_column_get_int64s (column)[b];
    case ASSAY_TYPE_DATE:
      return assay_column_get_dates (column)[a] < assay_column_get_dates (column)[b];
    case ASSAY_TYPE_DATETIME:
      return assay_column_get_datetimes (column)[a] < assay_column_get_datetimes (column)[b];
    case ASSAY_TYPE_CATEGORY:
    case ASSAY_TYPE_TEXT:
      break;
    }
  return FALSE;
}

static char *
dup_cell (const AssayColumn *column, gsize row)
{
  GString *text = g_string_new (NULL);

  assay_column_append_cell (column, row, text);
  return g_string_free (text, FALSE);
}

static void
set_range (AssayTable *table, guint low_cell, const AssayColumn *column)
{
  gsize n = assay_column_get_n (column), low = n, high = n;
  g_autofree char *low_text = NULL, *high_text = NULL;

  for (gsize row = 0; row < n; row++)
    {
      if (assay_column_is_missing (column, row))
        continue;
      if (low == n || is_less (column, row, low))
        low = row;
      if (high == n || is_less (column, high, row))
        high = row;
    }
  if (low == n)
    return;
  low_text = dup_cell (column, low);
  high_text = dup_cell (column, high);
  assay_table_set_text (table, low_cell, low_text);
  assay_table_set_text (table, low_cell + 1, high_text);
}

/* The first few different values, in the order of the file. */
static char *
make_examples (const AssayColumn *column)
{
  g_autoptr(GPtrArray) seen = g_ptr_array_new_with_free_func (g_free);

  for (gsize row = 0; row < assay_column_get_n (column) && seen->len < N_EXAMPLES; row++)
    {
      g_autofree char *text = assay_column_is_missing (column, row) ? NULL : dup_cell (column, row);
      if (text != NULL && !g_ptr_array_find_with_equal_func (seen, text, g_str_equal, NULL))
        g_ptr_array_add (seen, g_steal_pointer (&text));
    }
  g_ptr_array_add (seen, NULL);
  return g_strjoinv (", ", (char **) seen->pdata);
}

static const char *
role_of (const AssayRoles *roles, const char *name)
{
  if (g_strcmp0 (roles->time, name) == 0)
    return "time";
  if (g_strcmp0 (roles->value, name) == 0)
    return "value";
  return roles->series != NULL && g_strv_contains ((const char *const *) roles->series, name) ? "series" : NULL;
}

static void
add_column (AssayTable *table, const AssayColumn *column, const AssayRoles *roles)
{
  const char *name = assay_column_get_name (column);
  AssayType type = assay_column_get_type (column);
  gsize distinct = assay_column_count_distinct (column, MOST_DISTINCT);
  g_autofree char *examples = make_examples (column);

  assay_table_add_row (table);
  assay_table_set_text (table, 0, name);
  assay_table_set_text (table, 1, assay_type_name (type));
  assay_table_set_text (table, 2, role_of (roles, name));
  assay_table_set_number (table, 3, assay_column_get_n_missing (column));
  assay_table_set_number (table, 4, distinct < MOST_DISTINCT ? (double) distinct : NAN);
  if (distinct == MOST_DISTINCT)
    assay_table_set_note (table, N_("Distinct values are counted up to a million; beyond that the cell is empty."));
  if (is_ordered (type))
    set_range (table, 5, column);
  assay_table_set_text (table, 7, examples);
}

static AssayTable *
make_columns (const AssayFrame *frame, const AssayRoles *roles, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayTable) table = assay_table_new ("columns", N_("Columns"));
  guint n = assay_frame_get_n_columns (frame);

  assay_table_add_column (table, "column", N_("Column"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "type", N_("Type"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "role", N_("Role"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "missing", N_("Missing"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "distinct", N_("Distinct"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "min", N_("Smallest"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "max", N_("Largest"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "examples", N_("Examples"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < n; i++)
    {
      if (!assay_progress_step (progress, (double) i / n, error))
        return NULL;
      add_column (table, assay_frame_get_column (frame, i), roles);
    }
  return g_steal_pointer (&table);
}

static void
add_reading_row (const char *name, const char *value, gboolean given, const char *column, gpointer user_data)
{
  AssayTable *table = user_data;

  assay_table_add_row (table);
  assay_table_set_text (table, 0, name);
  assay_table_set_text (table, 1, column);
  assay_table_set_text (table, 2, value);
  assay_table_set_text (table, 3, given ? "given" : "detected");
}

static AssayTable *
make_reading (const AssaySource *source)
{
  AssayTable *table = assay_table_new ("reading", N_("How it was read"));

  assay_table_add_column (table, "setting", N_("Setting"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "column", N_("Column"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "value", N_("Value"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "from", N_("From"), ASSAY_CELL_TEXT);
  assay_dataset_settings_foreach (source->settings, add_reading_row, table);
  return table;
}

static AssayTable *
make_bad_rows (const AssayReadReport *report)
{
  AssayTable *table = assay_table_new ("bad-rows", N_("Rows that could not be read"));
  guint n_kept = MIN (assay_read_report_get_n_kept (report), MOST_BAD_ROWS);

  assay_table_add_column (table, "line", N_("Line"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "kind", N_("Kind"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "column", N_("Column"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "found", N_("Found"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < n_kept; i++)
    {
      const AssayBadRow *bad = assay_read_report_get_bad_row (report, i);

      assay_table_add_row (table);
      assay_table_set_number (table, 0, bad->line);
      assay_table_set_text (table, 1, assay_bad_kind_name (bad->kind));
      assay_table_set_text (table, 2, bad->column);
      assay_table_set_text (table, 3, bad->found);
    }
  if (n_kept < assay_read_report_get_n_bad_rows (report))
    {
      g_autofree char *note = g_strdup_printf ("the first %u of %" G_GSIZE_FORMAT, n_kept, assay_read_report_get_n_bad_rows (report));
      assay_table_set_note (table, note);
    }
  return table;
}

static void
add_span (AssayResult *result, const AssayFrame *frame, const char *time)
{
  AssayColumn *column = time != NULL ? assay_frame_find (frame, time) : NULL;
  g_autoptr(AssayTable) table = assay_table_new ("span", "span");

  if (column == NULL || !is_ordered (assay_column_get_type (column)))
    return;
  assay_table_add_column (table, "min", "min", ASSAY_CELL_TEXT);
  assay_table_add_column (table, "max", "max", ASSAY_CELL_TEXT);
  assay_table_add_row (table);
  set_range (table, 0, column);
  assay_result_add_metric (result, "start", N_("First time"), ASSAY_METRIC_TEXT, NAN)->text = g_strdup (assay_table_get_text (table, 0, 0));
  assay_result_add_metric (result, "end", N_("Last time"), ASSAY_METRIC_TEXT, NAN)->text = g_strdup (assay_table_get_text (table, 0, 1));
}

static void
add_metrics (AssayResult *result, const AssaySource *source, const AssayRoles *roles)
{
  assay_result_add_metric (result, "rows", N_("Rows"), ASSAY_METRIC_COUNT, assay_frame_get_n_rows (source->frame));
  assay_result_add_metric (result, "columns", N_("Columns"), ASSAY_METRIC_COUNT, assay_frame_get_n_columns (source->frame));
  if (source->report != NULL)
    {
      assay_result_add_metric (result, "bytes", N_("Bytes"), ASSAY_METRIC_COUNT, assay_read_report_get_n_bytes (source->report));
      assay_result_add_metric (result, "bad-rows", N_("Rows that could not be read"), ASSAY_METRIC_COUNT,
                               assay_read_report_get_n_bad_rows (source->report));
    }
  add_span (result, source->frame, roles->time);
}

static void
add_provenance (AssayResult *result, const AssaySource *source, const char *as_of)
{
  g_autoptr(AssayPolicy) policy = assay_policy_new ();

  assay_result_add_input (result, "data", source->name, source->sha256, assay_frame_get_n_rows (source->frame),
                          assay_frame_get_n_columns (source->frame));
  assay_result_set_provenance (result, "assay " ASSAY_VERSION, as_of, 1, policy->name, policy->sha256);
}

/* As far as they can be told: what the user said, when the rest is unclear. */
static void
find_roles (const AssaySource *source, const AssayRoles *given, AssayRoles *roles, char **problem_text)
{
  g_auto(AssayRoles) wanted = { 0 };
  g_autoptr(GError) problem = NULL;

  assay_source_choose_roles (source, given, &wanted);
  if (assay_roles_resolve (source->frame, &wanted, roles, &problem))
    return;
  assay_roles_clear (roles);
  assay_roles_copy (roles, &wanted);
  if (problem_text != NULL)
    *problem_text = g_strdup (problem->message);
}

AssayResult *
assay_source_inspect (const AssaySource *source, const AssayRoles *given, const char *as_of, char **role_problem,
                      AssayProgress *progress, GError **error)
{
  g_auto(AssayRoles) roles = { 0 };
  g_autofree char *title = g_strdup_printf ("Inspection: %s", source->name);
  g_autoptr(AssayResult) result = assay_result_new ("inspect", title);
  AssayTable *columns;

  find_roles (source, given, &roles, role_problem);
  add_metrics (result, source, &roles);
  columns = make_columns (source->frame, &roles, progress, error);
  if (columns == NULL)
    return NULL;
  assay_result_take_table (result, columns);
  assay_result_take_table (result, make_reading (source));
  if (source->report != NULL)
    assay_result_take_table (result, make_bad_rows (source->report));
  add_provenance (result, source, as_of);
  return g_steal_pointer (&result);
}
