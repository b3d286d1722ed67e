/* Tables of points: each row is a bin of a characteristic. */
#include "model/table/table-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/number.h"

#define MAX_VALUES 20000

/* What the bin of a row holds, in the words of an assay-model. */
typedef struct
{
  gboolean is_missing, is_other, is_unnamed;       /* unnamed: "Special", whose values the table does not say */
  GArray *ranges;                  /* pairs of double */
  GPtrArray *words;                /* char* */
} Bin;

typedef struct { char *name; GArray *rows; gboolean is_number; } Characteristic;

static const char *const initial_names[] = { "basepoints", "basepoint", "initial", "initialpoints", "intercept", "constant", "const", "base", NULL };

static void
bin_clear (Bin *self)
{
  g_clear_pointer (&self->ranges, g_array_unref);
  g_clear_pointer (&self->words, g_ptr_array_unref);
}

static void
bin_init (Bin *self)
{
  *self = (Bin) { .ranges = g_array_new (FALSE, FALSE, 2 * sizeof (double)), .words = g_ptr_array_new_with_free_func (g_free) };
}

/* ---- bins as text ---- */

static gboolean
parse_limit (const char *text, gsize length, double *value)
{
  g_autofree char *limit = g_strstrip (g_strndup (text, length));
  const char *digits = *limit == '-' || *limit == '+' ? limit + 1 : limit;

  if (g_ascii_strcasecmp (digits, "inf") == 0 || g_ascii_strcasecmp (digits, "infinity") == 0)
    {
      *value = *limit == '-' ? -INFINITY : INFINITY;
      return TRUE;
    }
  return assay_number_parse (limit, strlen (limit), '.', 0, value);
}

/* "[26,28)", "(-inf, 0.5)", "[40,inf)". Closed above or open below at a finite limit would be other bins than ours. */
static gboolean
parse_range (const char *text, double range[2], gboolean *is_ours)
{
  gsize n = strlen (text);
  const char *comma = strchr (text, ',');

  *is_ours = TRUE;
  if (n < 4 || (*text != '[' && *text != '(') || (text[n - 1] != ')' && text[n - 1] != ']') || comma == NULL
      || !parse_limit (text + 1, comma - text - 1, &range[0]) || !parse_limit (comma + 1, text + n - 2 - comma, &range[1]))
    return FALSE;
  *is_ours = (*text == '[' || isinf (range[0])) && (text[n - 1] == ')' || isinf (range[1]));
  return TRUE;
}

/* "['a' 'b']" and "['a', 'b']", as Python shows a list of words. FALSE: no such list. */
static gboolean
parse_list (const char *text, GPtrArray *words)
{
  gsize n = strlen (text);
  const char *at = text + 1, *end = text + n - 1;

  if (n < 3 || *text != '[' || *end != ']' || strstr (text, "...") != NULL)
    return FALSE;
  while (at < end)
    {
      const char *from, *to;

      if (*at == ' ' || *at == ',' || *at == '\n')
        {
          at++;
          continue;
        }
      if (*at == '\'' || *at == '"')
        {
          from = at + 1;
          to = memchr (from, *at, end - from);
          if (to == NULL)
            return FALSE;
          at = to + 1;
        }
      else
        {
          from = at;
          while (at < end && *at != ' ' && *at != ',' && *at != '\n')
            at++;
          to = at;
        }
      g_ptr_array_add (words, g_strndup (from, to - from));
    }
  return words->len > 0;
}

static gboolean
add_part (Bin *bin, const char *part, const char *where, GError **error)
{
  static const char *const others[] = { "other", "others", "else", "otherwise", NULL }, *const specials[] = { "special", NULL };
  double range[2];
  gboolean is_ours;

  if (table_is_missing_word (part))
    bin->is_missing = TRUE;
  else if (table_name_is (part, others))
    bin->is_other = TRUE;
  else if (table_name_is (part, specials))
    bin->is_unnamed = TRUE;
  else if (parse_range (part, range, &is_ours))
    {
      if (!is_ours)
        return native_fail (error, where, _("the bin “%s” includes its upper limit or leaves out its lower one; bins here are [from, to)."), part);
      g_array_append_vals (bin->ranges, range, 1);
    }
  else
    g_ptr_array_add (bin->words, g_strdup (part));
  return bin->words->len <= MAX_VALUES || native_fail (error, where, _("the bin has more than %u values."), MAX_VALUES);
}

static gboolean
add_parts (Bin *bin, const char *text, const char *mark, const char *where, GError **error)
{
  g_auto(GStrv) parts = g_strsplit (text, mark, -1);

  for (char **part = parts; *part != NULL; part++)
    if (!add_part (bin, g_strstrip (*part), where, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_bin_text (Bin *bin, const char *text, const char *where, GError **error)
{
  double range[2];
  gboolean is_ours;

  if (*text == '\0')
    return native_fail (error, where, _("the bin is empty."));
  if (strstr (text, "%,%") == NULL && !parse_range (text, range, &is_ours))
    {
      if (parse_list (text, bin->words))
        return TRUE;
      if (*text == '[' && strstr (text, "...") != NULL)
        return native_fail (error, where, _("the values of the bin are cut short with “...”. Write the table with all of them."));
      g_ptr_array_set_size (bin->words, 0);
    }
  return add_parts (bin, text, "%,%", where, error);
}

static gboolean
read_limits (const Table *table, guint row, Bin *bin, const char *where, GError **error)
{
  double range[2] = { -INFINITY, INFINITY };
  const TableColumn columns[] = { COLUMN_FROM, COLUMN_TO };
  const char *values = table_cell (table, row, COLUMN_VALUES);
  gboolean has_limit = FALSE;

  for (guint i = 0; i < 2; i++)
    {
      const char *cell = table_cell (table, row, columns[i]);

      if (*cell == '\0' || strstr (cell, "inf") != NULL)
        continue;
      if (table_is_missing_word (cell))
        bin->is_missing = TRUE;
      else if (!table_get_number (table, row, columns[i], &range[i], error))
        return FALSE;
      else
        has_limit = TRUE;
    }
  if (*values != '\0' && has_limit)
    return native_fail (error, where, _("a bin has limits or values, not both."));
  if (*values != '\0')
    return add_parts (bin, values, strstr (values, "%,%") != NULL ? "%,%" : "|", where, error);
  if (!bin->is_missing)
    g_array_append_vals (bin->ranges, range, 1);
  return TRUE;
}

static gboolean
read_bin (const Table *table, guint row, Bin *bin, GError **error)
{
  g_autofree char *where = table_where (table, row);

  return table->kind == TABLE_BINS ? read_bin_text (bin, table_cell (table, row, COLUMN_BIN), where, error) : read_limits (table, row, bin, where, error);
}

/* ---- characteristics ---- */

static void
free_characteristic (gpointer data)
{
  Characteristic *self = data;

  g_free (self->name);
  g_array_unref (self->rows);
  g_free (self);
}

static void
add_row (GPtrArray *list, GHashTable *known, const char *name, guint row)
{
  Characteristic *characteristic = g_hash_table_lookup (known, name);

  if (characteristic == NULL)
    {
      characteristic = g_new0 (Characteristic, 1);
      characteristic->name = g_strdup (name);
      characteristic->rows = g_array_new (FALSE, FALSE, sizeof (guint));
      g_ptr_array_add (list, characteristic);
      g_hash_table_insert (known, characteristic->name, characteristic);
    }
  g_array_append_val (characteristic->rows, row);
}

/* Of numbers: some bin is a range. */
static gboolean
find_type (const Table *table, Characteristic *self, GError **error)
{
  gboolean has_words = FALSE;

  for (guint i = 0; i < self->rows->len; i++)
    {
      Bin bin;
      gboolean is_fine;

      bin_init (&bin);
      is_fine = read_bin (table, g_array_index (self->rows, guint, i), &bin, error);
      self->is_number = self->is_number || bin.ranges->len > 0;
      for (guint k = 0; k < bin.words->len; k++)
        {
          double number;

          has_words = has_words || !assay_number_parse (bin.words->pdata[k], strlen (bin.words->pdata[k]), '.', 0, &number);
        }
      bin_clear (&bin);
      if (!is_fine)
        return FALSE;
    }
  if (self->is_number && has_words)
    return native_fail (error, self->name, _("some bins are ranges of numbers and others words."));
  return TRUE;
}

static void
add_json_bin (JsonArray *bins, const char *reason, double points, JsonObject *bin)
{
  json_object_set_double_member (bin, "points", points);
  if (*reason != '\0')
    json_object_set_string_member (bin, "reason", reason);
  json_array_add_object_element (bins, bin);
}

static JsonArray *
words_of (const Characteristic *self, const Bin *bin)
{
  JsonArray *values = json_array_new ();

  for (guint k = 0; k < bin->words->len; k++)
    {
      double number;

      if (self->is_number && assay_number_parse (bin->words->pdata[k], strlen (bin->words->pdata[k]), '.', 0, &number))
        json_array_add_double_element (values, number);
      else
        json_array_add_string_element (values, bin->words->pdata[k]);
    }
  return values;
}

/* One row may become several bins of the same points. */
static void
add_bins (const Characteristic *self, const Bin *bin, const char *reason, double points, JsonArray *bins)
{
  for (guint i = 0; i < bin->ranges->len; i++)
    {
      const double *range = (const double *) (gpointer) (bin->ranges->data + i * 2 * sizeof (double));
      JsonObject *to = json_object_new ();

      if (isfinite (range[0]))
        json_object_set_double_member (to, "from", range[0]);
      if (isfinite (range[1]))
        json_object_set_double_member (to, "to", range[1]);
      add_json_bin (bins, reason, points, to);
    }
  if (bin->words->len > 0 || bin->is_missing || bin->is_other)
    {
      JsonObject *to = json_object_new ();

      if (bin->words->len > 0)
        json_object_set_array_member (to, "values", words_of (self, bin));
      if (bin->is_missing)
        json_object_set_boolean_member (to, "missing", TRUE);
      if (bin->is_other)
        json_object_set_boolean_member (to, "other", TRUE);
      add_json_bin (bins, reason, points, to);
    }
}

/* The bin of special codes does not say which; where it held rows, their points could not be given. */
static gboolean
skip_unnamed (Table *table, const Characteristic *self, guint row, GError **error)
{
  const char *count = table_cell (table, row, COLUMN_COUNT);
  g_autofree char *where = NULL;
  double n = 0;

  if (*count != '\0' && assay_number_parse (count, strlen (count), table->decimal, table->group, &n) && n > 0)
    {
      where = table_where (table, row);
      return native_fail (error, where, _("“%s” has a bin for special values that held %s rows, and the table does not name the values. Write them instead of “Special”."),
                          self->name, count);
    }
  g_ptr_array_add (table->notes, g_strdup_printf (_("“%s”: the bin “Special” names no values and is left out."), self->name));
  return TRUE;
}

static JsonObject *
read_characteristic (Table *table, Characteristic *self, GError **error)
{
  g_autoptr(JsonObject) to = json_object_new ();
  JsonArray *bins = json_array_new ();

  json_object_set_string_member (to, "input", self->name);
  json_object_set_array_member (to, "bins", bins);
  for (guint i = 0; i < self->rows->len; i++)
    {
      guint row = g_array_index (self->rows, guint, i);
      gboolean is_fine;
      double points = 0;
      Bin bin;

      bin_init (&bin);
      is_fine = read_bin (table, row, &bin, error) && (bin.is_unnamed ? skip_unnamed (table, self, row, error) : table_get_number (table, row, COLUMN_POINTS, &points, error));
      if (is_fine && !bin.is_unnamed)
        add_bins (self, &bin, table_cell (table, row, COLUMN_REASON), points, bins);
      bin_clear (&bin);
      if (!is_fine)
        return NULL;
    }
  return g_steal_pointer (&to);
}

/* ---- the table ---- */

static gboolean
collect (Table *table, GPtrArray *list, double *initial, GError **error)
{
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean has_initial = FALSE;

  for (guint i = 0; i < table_n_rows (table); i++)
    {
      const char *name = table_cell (table, i, COLUMN_NAME), *bin = table_cell (table, i, COLUMN_BIN);
      g_autofree char *where = table_where (table, i);

      if (*name == '\0' && *table_cell (table, i, COLUMN_POINTS) == '\0')
        continue;
      if (*name == '\0')
        return native_fail (error, where, _("the name of the characteristic is missing."));
      if (table_name_is (name, initial_names) && (*bin == '\0' || table_is_missing_word (bin)) && *table_cell (table, i, COLUMN_FROM) == '\0'
          && *table_cell (table, i, COLUMN_VALUES) == '\0')
        {
          if (has_initial)
            return native_fail (error, where, _("the points that everybody gets stand in the table twice."));
          has_initial = TRUE;
          if (!table_get_number (table, i, COLUMN_POINTS, initial, error))
            return FALSE;
        }
      else
        add_row (list, known, name, i);
    }
  return list->len > 0 || native_fail (error, _("the table"), _("there is no characteristic in it."));
}

JsonObject *
table_read_points (Table *table, GError **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (free_characteristic);
  g_autoptr(JsonObject) root = json_object_new ();
  JsonArray *inputs = json_array_new (), *characteristics = json_array_new ();
  JsonObject *scorecard = json_object_new ();
  double initial = 0;

  json_object_set_int_member (root, "assay_model", 1);
  json_object_set_string_member (root, "kind", "scorecard");
  json_object_set_array_member (root, "inputs", inputs);
  json_object_set_object_member (root, "scorecard", scorecard);
  json_object_set_array_member (scorecard, "characteristics", characteristics);
  if (!collect (table, list, &initial, error))
    return NULL;
  for (guint i = 0; i < list->len; i++)
    {
      Characteristic *characteristic = list->pdata[i];
      JsonObject *input = json_object_new (), *read;

      json_array_add_object_element (inputs, input);
      if (!find_type (table, characteristic, error) || (read = read_characteristic (table, characteristic, error)) == NULL)
        return NULL;
      json_array_add_object_element (characteristics, read);
      json_object_set_string_member (input, "name", characteristic->name);
      json_object_set_string_member (input, "type", characteristic->is_number ? "number" : "category");
    }
  json_object_set_double_member (scorecard, "initial_points", initial);
  g_ptr_array_add (table->notes, g_strdup (_("The table does not say how points become a probability, nor which way they go: more points are taken to mean less risk.")));
  return g_steal_pointer (&root);
}
