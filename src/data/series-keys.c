/* Tries sets of columns, smallest first.
 *
 * Whether a set makes times unique is asked for many millions of rows. Files mostly come sorted, either by time (then only rows
 * of one time are compared) or by series (then one row of each series is); only for a file in no order is every row
 * put into one large table. */
#include "data/series-keys.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_KEYS 3
#define MAX_CANDIDATES 12       /* 298 sets at most are tried */
#define MAX_KEY_SHARE 10        /* a whole number that is a key stands in ten rows or more, on the average */

typedef struct
{
  const AssayColumn *time;
  gsize n;                      /* rows, fewer than 2^32 */
  gboolean time_rises;          /* rows are sorted by time */
  guint n_numbers;              /* columns that can be the value; 0: it was named */
  GPtrArray *columns;           /* that can be keys */
  guint32 **numbers;            /* [columns->len] a number for each value, by row */
  guint32 *table;               /* hash table of row + 1 */
  gsize table_size, table_capacity;
} Keys;

static inline gint64
get_time (const AssayColumn *time, gsize row)
{
  return assay_column_get_type (time) == ASSAY_TYPE_DATE    ? assay_column_get_dates (time)[row]
         : assay_column_get_type (time) == ASSAY_TYPE_INT64 ? assay_column_get_int64s (time)[row]
                                                            : assay_column_get_datetimes (time)[row];
}

/* --- is a set of columns enough? ------------------------------------------------------------------------ */

static inline guint64
mix (guint64 hash, guint64 value)
{
  hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
  return hash ^ hash >> 29;
}

static inline gboolean
same_keys (const Keys *self, const guint *chosen, guint n_chosen, gsize a, gsize b)
{
  for (guint i = 0; i < n_chosen; i++)
    if (self->numbers[chosen[i]][a] != self->numbers[chosen[i]][b])
      return FALSE;
  return TRUE;
}

static void
clear_table (Keys *self, gsize n)
{
  for (self->table_size = 16; self->table_size < 2 * n;)
    self->table_size *= 2;
  if (self->table_size > self->table_capacity)
    {
      self->table_capacity = self->table_size;
      g_free (self->table);
      self->table = g_new (guint32, self->table_capacity);
    }
  memset (self->table, 0, self->table_size * sizeof *self->table);
}

/* FALSE: a row of the same keys (and the same time) was added before. */
static inline gboolean
add_row (Keys *self, const guint *chosen, guint n_chosen, gsize row, gboolean with_time)
{
  guint64 hash = with_time ? mix (0, (guint64) get_time (self->time, row)) : 0;
  gsize slot;

  for (guint i = 0; i < n_chosen; i++)
    hash = mix (hash, self->numbers[chosen[i]][row]);
  for (slot = hash & (self->table_size - 1); self->table[slot] != 0; slot = (slot + 1) & (self->table_size - 1))
    {
      gsize other = self->table[slot] - 1;

      if (same_keys (self, chosen, n_chosen, other, row) && (!with_time || get_time (self->time, other) == get_time (self->time, row)))
        return FALSE;
    }
  self->table[slot] = (guint32) row + 1;
  return TRUE;
}

/* Sorted by time: rows of one time must differ in their keys. */
static gboolean
is_unique_by_time (Keys *self, const guint *chosen, guint n_chosen)
{
  for (gsize first = 0, end; first < self->n; first = end)
    {
      for (end = first + 1; end < self->n && get_time (self->time, end) == get_time (self->time, first); end++)
        if (n_chosen == 0)
          return FALSE;
      if (end - first == 1)
        continue;
      clear_table (self, end - first);
      for (gsize row = first; row < end; row++)
        if (!add_row (self, chosen, n_chosen, row, FALSE))
          return FALSE;
    }
  return TRUE;
}

/* Sorted by series: times rise while the keys stay, and no keys come back. FALSE says nothing yet. */
static gboolean
is_unique_by_series (Keys *self, const guint *chosen, guint n_chosen)
{
  g_autoptr(GArray) starts = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 row = 0; row < self->n; row++)
    if (row == 0 || !same_keys (self, chosen, n_chosen, row - 1, row))
      {
        g_array_append_val (starts, row);
        if (starts->len > 1000 && starts->len > row / 2)
          return FALSE;
      }
    else if (get_time (self->time, row) <= get_time (self->time, row - 1))
      return FALSE;

  clear_table (self, starts->len);
  for (guint i = 0; i < starts->len; i++)
    if (!add_row (self, chosen, n_chosen, g_array_index (starts, guint32, i), FALSE))
      return FALSE;
  return TRUE;
}

static gboolean
is_unique (Keys *self, const guint *chosen, guint n_chosen)
{
  if (self->time_rises)
    return is_unique_by_time (self, chosen, n_chosen);
  if (assay_column_get_n_missing (self->time) == 0 && is_unique_by_series (self, chosen, n_chosen))
    return TRUE;
  clear_table (self, self->n);
  for (gsize row = 0; row < self->n; row++)
    if (!assay_column_is_missing (self->time, row) && !add_row (self, chosen, n_chosen, row, TRUE))
      return FALSE;
  return TRUE;
}

static gboolean
find_time_rises (const Keys *self)
{
  if (assay_column_get_n_missing (self->time) > 0)
    return FALSE;
  for (gsize row = 1; row < self->n; row++)
    if (get_time (self->time, row) < get_time (self->time, row - 1))
      return FALSE;
  return TRUE;
}

/* --- which columns may be keys -------------------------------------------------------------------------- */

/* Whole numbers that lie close together are counted in an array, others in a hash table. NULL: more than `most`. */
static guint32 *
number_integers (const gint64 *values, gsize n, guint32 most, guint32 *n_values)
{
  gint64 low = G_MAXINT64, high = G_MININT64 + 1;
  g_autofree guint32 *numbers = g_new (guint32, n + 1);
  g_autofree guint32 *seen = NULL;
  g_autoptr(GHashTable) table = NULL;

  for (gsize i = 0; i < n; i++)
    if (values[i] != ASSAY_MISSING_INT64)
      {
        low = MIN (low, values[i]);
        high = MAX (high, values[i]);
      }
  *n_values = 0;
  if (low <= high && (guint64) high - (guint64) low < MAX (1 << 16, n / 4))
    seen = g_new0 (guint32, (guint64) high - (guint64) low + 1);
  else
    table = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (gsize i = 0; i < n; i++)
    {
      guint32 number;

      if (values[i] == ASSAY_MISSING_INT64)
        {
          numbers[i] = G_MAXUINT32;
          continue;
        }
      number = seen != NULL ? seen[(guint64) values[i] - (guint64) low] : GPOINTER_TO_UINT (g_hash_table_lookup (table, &values[i]));
      if (number == 0)
        {
          number = ++*n_values;
          if (number > most)
            return NULL;
          if (seen != NULL)
            seen[(guint64) values[i] - (guint64) low] = number;
          else
            g_hash_table_insert (table, (gpointer) &values[i], GUINT_TO_POINTER (number));
        }
      numbers[i] = number - 1;
    }
  return g_steal_pointer (&numbers);
}

/* Words always; whole numbers when there are few of them. */
static void
find_candidates (Keys *self, const AssayFrame *frame, const char *time, const char *value)
{
  guint32 most = (guint32) MAX (1, self->n / MAX_KEY_SHARE);

  self->numbers = g_new0 (guint32 *, MAX_CANDIDATES);
  for (guint i = 0; i < assay_frame_get_n_columns (frame) && self->columns->len < MAX_CANDIDATES; i++)
    {
      AssayColumn *column = assay_frame_get_column (frame, i);
      const char *name = assay_column_get_name (column);
      guint32 *numbers = NULL, n_values = 0;

      if (strcmp (name, time) == 0 || g_strcmp0 (name, value) == 0)
        continue;
      if (assay_column_get_type (column) == ASSAY_TYPE_CATEGORY)
        {
          numbers = g_memdup2 (assay_column_get_codes (column), self->n * sizeof *numbers);
          n_values = assay_column_get_n_words (column);
        }
      else if (assay_column_get_type (column) == ASSAY_TYPE_INT64)
        numbers = number_integers (assay_column_get_int64s (column), self->n, most, &n_values);
      if (n_values < 2 || numbers == NULL)
        {
          g_free (numbers);
          continue;
        }
      self->numbers[self->columns->len] = numbers;
      g_ptr_array_add (self->columns, column);
    }
}

static gboolean
is_number (const AssayColumn *column)
{
  return assay_column_get_type (column) == ASSAY_TYPE_DOUBLE || assay_column_get_type (column) == ASSAY_TYPE_INT64;
}

/* Keys that use up every column of numbers leave no value, so that they are none. */
static gboolean
leaves_value (const Keys *self, const guint *chosen, guint size)
{
  guint n_used = 0;

  for (guint i = 0; i < size; i++)
    n_used += is_number (self->columns->pdata[chosen[i]]);
  return self->n_numbers == 0 || n_used < self->n_numbers;
}

/* --- sets ------------------------------------------------------------------------------------------------ */

/* Goes to the next choice of `size` out of n, in order; FALSE after the last. */
static gboolean
next_choice (guint *chosen, guint size, guint n)
{
  for (guint i = size; i-- > 0;)
    if (chosen[i] < n - size + i)
      {
        chosen[i]++;
        for (guint k = i + 1; k < size; k++)
          chosen[k] = chosen[k - 1] + 1;
        return TRUE;
      }
  return FALSE;
}

static char **
choice_names (const Keys *self, const guint *chosen, guint size)
{
  char **names = g_new0 (char *, size + 1);

  for (guint i = 0; i < size; i++)
    names[i] = g_strdup (assay_column_get_name (self->columns->pdata[chosen[i]]));
  return names;
}

/* Several sets of the smallest size are for the user to choose from. */
static gboolean
find_smallest (Keys *self, const char *time, char ***series, GError **error)
{
  for (guint size = 1; size <= MIN (self->columns->len, MAX_KEYS); size++)
    {
      guint chosen[MAX_KEYS] = { 0, 1, 2 };
      g_autoptr(GString) found = g_string_new (NULL);
      g_auto(GStrv) names = NULL;
      guint n_found = 0;

      do
        if (leaves_value (self, chosen, size) && is_unique (self, chosen, size))
          {
            g_auto(GStrv) choice = choice_names (self, chosen, size);
            g_autofree char *list = g_strjoinv (",", choice);

            g_string_append_printf (found, "%s%s", n_found++ == 0 ? "" : _(" or "), list);
            if (n_found == 1)
              names = g_steal_pointer (&choice);
          }
      while (n_found < 5 && next_choice (chosen, size, self->columns->len));
      if (n_found == 1)
        *series = g_steal_pointer (&names);
      if (n_found > 1)
        {
          g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE,
                       _("Times repeat in column “%s”, and several sets of columns tell the series apart: %s. Name one with --series."), time,
                       found->str);
          return FALSE;
        }
      if (n_found == 1)
        return TRUE;
    }
  return TRUE;
}

gboolean
assay_series_keys_find (const AssayFrame *frame, const char *time, const char *value, char ***series, GError **error)
{
  Keys keys = { .time = assay_frame_find (frame, time), .n = assay_frame_get_n_rows (frame) };
  gboolean done = TRUE;

  *series = NULL;
  if (keys.n >= G_MAXUINT32)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE,
                   _("There are too many rows to find out which columns tell the series apart. Name them with --series."));
      return FALSE;
    }
  keys.columns = g_ptr_array_new ();
  for (guint i = 0; value == NULL && i < assay_frame_get_n_columns (frame); i++)
    {
      const AssayColumn *column = assay_frame_get_column (frame, i);
      keys.n_numbers += is_number (column) && strcmp (assay_column_get_name (column), time) != 0;
    }
  keys.time_rises = find_time_rises (&keys);
  if (!is_unique (&keys, NULL, 0))
    {
      find_candidates (&keys, frame, time, value);
      done = find_smallest (&keys, time, series, error);
    }
  for (guint i = 0; i < keys.columns->len; i++)
    g_free (keys.numbers[i]);
  g_free (keys.numbers);
  g_free (keys.table);
  g_ptr_array_unref (keys.columns);
  return done;
}
