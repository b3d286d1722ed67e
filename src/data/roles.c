/* Finds out which column is the time, the value and the keys of the series, or says why it cannot. */
#include "data/roles.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
assay_roles_clear (AssayRoles *self)
{
  g_free (self->time);
  g_free (self->value);
  g_strfreev (self->series);
  memset (self, 0, sizeof *self);
}

void
assay_roles_copy (AssayRoles *to, const AssayRoles *from)
{
  *to = *from;
  to->time = g_strdup (from->time);
  to->value = g_strdup (from->value);
  to->series = g_strdupv (from->series);
}

static gboolean
is_number (const AssayColumn *column)
{
  AssayType type = assay_column_get_type (column);

  return type == ASSAY_TYPE_DOUBLE || type == ASSAY_TYPE_INT64;
}

static gboolean
is_time (const AssayColumn *column)
{
  AssayType type = assay_column_get_type (column);

  return type == ASSAY_TYPE_DATE || type == ASSAY_TYPE_DATETIME;
}

static gboolean
is_series (const AssayRoles *roles, const char *name)
{
  return roles->series != NULL && g_strv_contains ((const char *const *) roles->series, name);
}

/* “a”, “b” and 3 more */
static char *
join_names (const GPtrArray *columns)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (columns->len, 8); i++)
    g_string_append_printf (text, "%s“%s”", i == 0 ? "" : ", ", assay_column_get_name (columns->pdata[i]));
  if (columns->len > 8)
    g_string_append_printf (text, _(" and %u more"), columns->len - 8);
  return g_string_free (text, FALSE);
}

static gboolean
fail (GError **error, const char *format, const GPtrArray *columns)
{
  g_autofree char *names = columns == NULL ? NULL : join_names (columns);

  g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, format, names);
  return FALSE;
}

/* --- time ------------------------------------------------------------------------------------------- */

static gboolean
resolve_time (const AssayFrame *frame, const AssayRoles *given, AssayRoles *roles, GError **error)
{
  g_autoptr(GPtrArray) fits = g_ptr_array_new ();

  if (given->time != NULL)
    {
      const AssayColumn *column = assay_frame_require (frame, given->time, error);

      if (column == NULL)
        return FALSE;
      if (!is_time (column) && assay_column_get_type (column) != ASSAY_TYPE_INT64)
        {
          g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE,
                       _("Column “%s” cannot be the time: it holds %s. A time is a date, a date with time, or a whole number "
                         "(for other dates, say how they are written with --date-format)."),
                       given->time, assay_type_name (assay_column_get_type (column)));
          return FALSE;
        }
      roles->time = g_strdup (given->time);
      return TRUE;
    }
  for (guint i = 0; i < assay_frame_get_n_columns (frame); i++)
    if (is_time (assay_frame_get_column (frame, i)))
      g_ptr_array_add (fits, assay_frame_get_column (frame, i));
  if (fits->len == 0)
    return fail (error, _("No column holds dates, so the time is not known. Name it with --time; it may be a column of whole numbers."), NULL);
  if (fits->len > 1)
    return fail (error, _("Several columns hold dates: %s. Name the time with --time."), fits);
  roles->time = g_strdup (assay_column_get_name (fits->pdata[0]));
  roles->time_found = TRUE;
  return TRUE;
}

/* --- series keys ------------------------------------------------------------------------------------ */

/* A dense number for every value of a column, whatever its type. */
static guint32 *
number_values (const AssayColumn *column, guint32 *n_values)
{
  gsize n = assay_column_get_n (column);
  guint32 *numbers = g_new (guint32, n + 1);
  AssayType type = assay_column_get_type (column);
  g_autoptr(GHashTable) seen = NULL;

  *n_values = 0;
  if (type == ASSAY_TYPE_CATEGORY)
    {
      memcpy (numbers, assay_column_get_codes (column), n * sizeof *numbers);
      *n_values = assay_column_get_n_words (column);
      return numbers;
    }
  seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (gsize i = 0; i < n; i++)
    {
      const gint64 *value = &assay_column_get_int64s (column)[i];
      gpointer number = g_hash_table_lookup (seen, value);

      if (number == NULL)
        {
          number = GUINT_TO_POINTER (++*n_values);
          g_hash_table_insert (seen, (gpointer) value, number);
        }
      numbers[i] = GPOINTER_TO_UINT (number) - 1;
    }
  return numbers;
}

static inline guint64
mix (guint64 hash, guint64 value)
{
  hash = (hash ^ value) * 0x9e3779b97f4a7c15u;
  return hash ^ hash >> 29;
}

static gint64
get_time (const AssayColumn *time, gsize row)
{
  return assay_column_get_type (time) == ASSAY_TYPE_DATE ? assay_column_get_dates (time)[row]
         : assay_column_get_type (time) == ASSAY_TYPE_INT64 ? assay_column_get_int64s (time)[row]
                                                            : assay_column_get_datetimes (time)[row];
}

typedef struct
{
  const AssayColumn *time;
  guint n_numbers;              /* columns that can be the value; 0: it was named */
  GPtrArray *columns;           /* that can be keys */
  guint32 **numbers;            /* [columns->len], made when needed */
  guint64 *table;               /* hash table of row + 1 */
  gsize table_size;
} Keys;

static gboolean
same_row (const Keys *self, const guint *chosen, guint n_chosen, gsize a, gsize b)
{
  if (get_time (self->time, a) != get_time (self->time, b))
    return FALSE;
  for (guint i = 0; i < n_chosen; i++)
    if (self->numbers[chosen[i]][a] != self->numbers[chosen[i]][b])
      return FALSE;
  return TRUE;
}

/* Is every time there only once for each combination of these columns' values? */
static gboolean
makes_unique (Keys *self, const guint *chosen, guint n_chosen)
{
  gsize n = assay_column_get_n (self->time);

  memset (self->table, 0, self->table_size * sizeof *self->table);
  for (gsize row = 0; row < n; row++)
    {
      guint64 hash;
      gsize slot;

      if (assay_column_is_missing (self->time, row))
        continue;
      hash = mix (0, (guint64) get_time (self->time, row));
      for (guint i = 0; i < n_chosen; i++)
        hash = mix (hash, self->numbers[chosen[i]][row]);
      for (slot = hash & (self->table_size - 1); self->table[slot] != 0; slot = (slot + 1) & (self->table_size - 1))
        if (same_row (self, chosen, n_chosen, self->table[slot] - 1, row))
          return FALSE;
      self->table[slot] = row + 1;
    }
  return TRUE;
}

#define MAX_KEY_SHARE 10        /* a key's value stands in ten rows or more, on the average */

/* Words always; whole numbers when there are few of them. */
static void
find_candidates (Keys *self, const AssayFrame *frame, const AssayRoles *roles)
{
  gsize n = assay_frame_get_n_rows (frame);

  self->numbers = g_new0 (guint32 *, assay_frame_get_n_columns (frame) + 1);
  for (guint i = 0; i < assay_frame_get_n_columns (frame); i++)
    {
      AssayColumn *column = assay_frame_get_column (frame, i);
      const char *name = assay_column_get_name (column);
      AssayType type = assay_column_get_type (column);
      guint32 *numbers, n_values;

      if ((type != ASSAY_TYPE_CATEGORY && type != ASSAY_TYPE_INT64) || strcmp (name, roles->time) == 0
          || g_strcmp0 (name, roles->value) == 0)
        continue;
      numbers = number_values (column, &n_values);
      if (n_values < 2 || (type == ASSAY_TYPE_INT64 && n_values > MAX (1, n / MAX_KEY_SHARE)))
        {
          g_free (numbers);
          continue;
        }
      self->numbers[self->columns->len] = numbers;
      g_ptr_array_add (self->columns, column);
    }
}

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

#define MAX_KEYS 3
#define MAX_CANDIDATES 12       /* 298 sets at most are tried */

static char **
choice_names (const Keys *self, const guint *chosen, guint size)
{
  char **names = g_new0 (char *, size + 1);

  for (guint i = 0; i < size; i++)
    names[i] = g_strdup (assay_column_get_name (self->columns->pdata[chosen[i]]));
  return names;
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

/* The smallest set that makes the times unique. Several sets of that size are for the user to choose from. */
static gboolean
find_smallest (Keys *self, AssayRoles *roles, GError **error)
{
  guint n = MIN (self->columns->len, MAX_CANDIDATES);

  for (guint size = 1; size <= MIN (n, MAX_KEYS); size++)
    {
      guint chosen[MAX_KEYS] = { 0, 1, 2 };
      g_autoptr(GString) found = g_string_new (NULL);
      g_auto(GStrv) names = NULL;
      guint n_found = 0;

      do
        if (leaves_value (self, chosen, size) && makes_unique (self, chosen, size))
          {
            g_auto(GStrv) choice = choice_names (self, chosen, size);
            g_autofree char *list = g_strjoinv (",", choice);

            g_string_append_printf (found, "%s%s", n_found++ == 0 ? "" : _(" or "), list);
            if (n_found == 1)
              names = g_steal_pointer (&choice);
          }
      while (n_found < 5 && next_choice (chosen, size, n));
      if (n_found == 1)
        {
          roles->series = g_steal_pointer (&names);
          roles->series_found = TRUE;
          return TRUE;
        }
      if (n_found > 1)
        {
          g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE,
                       _("Times repeat in column “%s”, and several sets of columns tell the series apart: %s. Name one with --series."),
                       roles->time, found->str);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
resolve_series (const AssayFrame *frame, const AssayRoles *given, AssayRoles *roles, GError **error)
{
  Keys keys = { 0 };
  gboolean done = TRUE;

  if (given->series != NULL)
    {
      for (char **name = given->series; *name != NULL; name++)
        if (assay_frame_require (frame, *name, error) == NULL)
          return FALSE;
        else if (strcmp (*name, roles->time) == 0 || g_strcmp0 (*name, given->value) == 0)
          {
            g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("Column “%s” cannot be a series key and the %s at once."), *name,
                         strcmp (*name, roles->time) == 0 ? _("time") : _("value"));
            return FALSE;
          }
      roles->series = g_strdupv (given->series);
      return TRUE;
    }
  keys.time = assay_frame_find (frame, roles->time);
  keys.columns = g_ptr_array_new ();
  for (guint i = 0; given->value == NULL && i < assay_frame_get_n_columns (frame); i++)
    {
      const AssayColumn *column = assay_frame_get_column (frame, i);
      keys.n_numbers += is_number (column) && strcmp (assay_column_get_name (column), roles->time) != 0;
    }
  for (keys.table_size = 1024; keys.table_size < 2 * assay_frame_get_n_rows (frame);)
    keys.table_size *= 2;
  keys.table = g_new (guint64, keys.table_size);
  if (!makes_unique (&keys, NULL, 0))
    {
      find_candidates (&keys, frame, roles);
      done = find_smallest (&keys, roles, error);
    }
  for (guint i = 0; i < keys.columns->len; i++)
    g_free (keys.numbers[i]);
  g_free (keys.numbers);
  g_free (keys.table);
  g_ptr_array_unref (keys.columns);
  if (done && roles->series == NULL)
    roles->series = g_new0 (char *, 1);
  return done;
}

/* --- value ------------------------------------------------------------------------------------------ */

static gboolean
resolve_value (const AssayFrame *frame, const AssayRoles *given, AssayRoles *roles, GError **error)
{
  g_autoptr(GPtrArray) fits = g_ptr_array_new ();

  if (given->value != NULL)
    {
      const AssayColumn *column = assay_frame_require (frame, given->value, error);

      if (column == NULL)
        return FALSE;
      if (!is_number (column))
        {
          g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("Column “%s” cannot be the value: it holds %s, not numbers."),
                       given->value, assay_type_name (assay_column_get_type (column)));
          return FALSE;
        }
      roles->value = g_strdup (given->value);
      return TRUE;
    }
  for (guint i = 0; i < assay_frame_get_n_columns (frame); i++)
    {
      AssayColumn *column = assay_frame_get_column (frame, i);
      const char *name = assay_column_get_name (column);

      if (is_number (column) && g_strcmp0 (name, roles->time) != 0 && !is_series (roles, name) && !is_series (given, name))
        g_ptr_array_add (fits, column);
    }
  if (fits->len == 0)
    return fail (error, _("No column of numbers is left to be the value. Name it with --value."), NULL);
  if (fits->len > 1)
    return fail (error, _("Several columns could be the value: %s. Name one with --value."), fits);
  roles->value = g_strdup (assay_column_get_name (fits->pdata[0]));
  roles->value_found = TRUE;
  return TRUE;
}

gboolean
assay_roles_resolve (const AssayFrame *frame, const AssayRoles *given, AssayRoles *roles, GError **error)
{
  const AssayRoles none = { 0 };

  if (given == NULL)
    given = &none;
  memset (roles, 0, sizeof *roles);
  /* A value that was named cannot be a key; one that is still to be found is what the keys leave over. */
  if (given->value != NULL && !resolve_value (frame, given, roles, error))
    {
      assay_roles_clear (roles);
      return FALSE;
    }
  if (!resolve_time (frame, given, roles, error) || !resolve_series (frame, given, roles, error)
      || (given->value == NULL && !resolve_value (frame, given, roles, error)))
    {
      assay_roles_clear (roles);
      return FALSE;
    }
  if (strcmp (roles->time, roles->value) == 0)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("Column “%s” cannot be the time and the value at once."), roles->time);
      assay_roles_clear (roles);
      return FALSE;
    }
  return TRUE;
}
