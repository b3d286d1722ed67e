/* Finds out which column is the time, the value and the keys of the series, or says why it cannot. */
#include "data/roles.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/series-keys.h"

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

static gboolean
resolve_series (const AssayFrame *frame, const AssayRoles *given, AssayRoles *roles, GError **error)
{
  if (given->series == NULL)
    {
      if (!assay_series_keys_find (frame, roles->time, given->value, &roles->series, error))
        return FALSE;
      roles->series_found = roles->series != NULL;
      if (roles->series == NULL)
        roles->series = g_new0 (char *, 1);
      return TRUE;
    }
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

/* --- value ------------------------------------------------------------------------------------------ */

static gboolean
has_currency (const char *text)
{
  gboolean has_sign = FALSE, has_digit = FALSE;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);
      has_sign |= g_unichar_type (c) == G_UNICODE_CURRENCY_SYMBOL;
      has_digit |= g_unichar_isdigit (c);
    }
  return has_sign && has_digit;
}

/* Amounts such as “$14,138.23” are the usual reason; the first cell that holds something tells. */
static gboolean
fail_no_number (const AssayColumn *column, GError **error)
{
  const char *name = assay_column_get_name (column);
  g_autoptr(GString) cell = g_string_new (NULL);

  for (gsize row = 0; row < assay_column_get_n (column) && cell->len == 0; row++)
    assay_column_append_cell (column, row, cell);
  if (has_currency (cell->str))
    g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE,
                 _("Column “%s” cannot be the value: it holds amounts with a currency sign, such as “%s”. Take the sign out of the file, and the "
                   "marks between thousands are found by themselves."), name, cell->str);
  else
    g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("Column “%s” cannot be the value: it holds %s, not numbers."),
                 name, assay_type_name (assay_column_get_type (column)));
  return FALSE;
}

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
        return fail_no_number (column, error);
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
