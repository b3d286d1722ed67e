#include "base/options.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Values are kept as text in one spelling each ("7" for "+07", "0.5" for ".50"), so that the
 * record of a run is the same bytes however the user wrote the option. */
struct _AssayOptions
{
  gatomicrefcount refs;
  const AssayOption *table;
  guint n_options;
  char **value;      /* of each option; NULL: the default */
};

G_DEFINE_QUARK (assay-option-error-quark, assay_option_error)

/* Optimal string alignment: insertions, deletions, changes, and swapped neighbours, each one step. */
static guint
edit_distance (const char *a, const char *b)
{
  gsize n = strlen (a), m = strlen (b);
  g_autofree guint *rows = g_new (guint, 3 * (m + 1));
  guint *before = rows, *above = rows + (m + 1), *row = rows + 2 * (m + 1);

  for (gsize j = 0; j <= m; j++)
    above[j] = j;

  for (gsize i = 1; i <= n; i++)
    {
      guint *oldest = before;

      row[0] = i;
      for (gsize j = 1; j <= m; j++)
        {
          gboolean same = g_ascii_tolower (a[i - 1]) == g_ascii_tolower (b[j - 1]);
          row[j] = MIN (MIN (above[j], row[j - 1]) + 1, above[j - 1] + (same ? 0 : 1));
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], before[j - 2] + 1);
        }
      before = above;
      above = row;
      row = oldest;
    }
  return above[m];
}

const char *
assay_nearest_name (const char *name, const char *const *candidates)
{
  /* A third of the letters wrong is a different word. */
  guint best_distance = 2 + strlen (name) / 4;
  const char *best = NULL;

  for (gsize i = 0; candidates != NULL && candidates[i] != NULL; i++)
    {
      guint distance = edit_distance (name, candidates[i]);

      if (distance < best_distance && distance < strlen (candidates[i]))
        {
          best_distance = distance;
          best = candidates[i];
        }
    }
  return best;
}

static guint
table_length (const AssayOption *table)
{
  guint n = 0;

  while (table[n].name != NULL)
    n++;
  return n;
}

/* -1 when there is none. */
static int
table_index (const AssayOption *table, const char *name)
{
  for (int i = 0; table[i].name != NULL; i++)
    if (strcmp (table[i].name, name) == 0)
      return i;
  return -1;
}

const AssayOption *
assay_option_find (const AssayOption *table, const char *name)
{
  int i = table_index (table, name);

  return i < 0 ? NULL : &table[i];
}

AssayOptions *
assay_options_new (const AssayOption *table)
{
  AssayOptions *self = g_new0 (AssayOptions, 1);

  g_atomic_ref_count_init (&self->refs);
  self->table = table;
  self->n_options = table_length (table);
  self->value = g_new0 (char *, self->n_options + 1);
  return self;
}

AssayOptions *
assay_options_copy (const AssayOptions *self)
{
  AssayOptions *copy = assay_options_new (self->table);

  for (guint i = 0; i < self->n_options; i++)
    copy->value[i] = g_strdup (self->value[i]);
  return copy;
}

AssayOptions *
assay_options_ref (AssayOptions *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
assay_options_unref (AssayOptions *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < self->n_options; i++)
    g_free (self->value[i]);
  g_free (self->value);
  g_free (self);
}

const AssayOption *
assay_options_get_table (const AssayOptions *self)
{
  return self->table;
}

static gboolean
has_range (const AssayOption *option)
{
  return option->low < option->high;
}

static gboolean
in_range (const AssayOption *option, double value)
{
  return !has_range (option) || (value >= option->low && value <= option->high);
}

static gboolean
bad_number (const AssayOption *option, const char *text, GError **error)
{
  gboolean whole = option->kind == ASSAY_OPTION_INTEGER;
  char low[ASSAY_NUMBER_SIZE], high[ASSAY_NUMBER_SIZE];
  gboolean below = assay_number_format (option->low, low) > 0;
  gboolean above = assay_number_format (option->high, high) > 0;

  if (has_range (option) && below && above)
    g_set_error (error, ASSAY_OPTION_ERROR, ASSAY_OPTION_ERROR_BAD_VALUE,
                 whole ? _("Option “%s” is “%s”; it must be a whole number from %s to %s.")
                       : _("Option “%s” is “%s”; it must be a number from %s to %s."),
                 option->name, text, low, high);
  else if (has_range (option) && below)
    g_set_error (error, ASSAY_OPTION_ERROR, ASSAY_OPTION_ERROR_BAD_VALUE,
                 whole ? _("Option “%s” is “%s”; it must be a whole number of at least %s.")
                       : _("Option “%s” is “%s”; it must be a number of at least %s."),
                 option->name, text, low);
  else
    g_set_error (error, ASSAY_OPTION_ERROR, ASSAY_OPTION_ERROR_BAD_VALUE,
                 whole ? _("Option “%s” is “%s”; it must be a whole number.")
                       : _("Option “%s” is “%s”; it must be a number."),
                 option->name, text);
  return FALSE;
}

static gboolean
is_choice (const AssayOption *option, const char *text)
{
  return option->choices == NULL || g_strv_contains (option->choices, text);
}

static gboolean
bad_choice (const AssayOption *option, const char *text, GError **error)
{
  g_autofree char *all = g_strjoinv (", ", (char **) option->choices);
  const char *near = assay_nearest_name (text, option->choices);

  if (near != NULL)
    g_set_error (error, ASSAY_OPTION_ERROR, ASSAY_OPTION_ERROR_BAD_VALUE,
                 _("Option “%s” is “%s”; did you mean “%s”? It can be: %s."),
                 option->name, text, near, all);
  else
    g_set_error (error, ASSAY_OPTION_ERROR, ASSAY_OPTION_ERROR_BAD_VALUE,
                 _("Option “%s” is “%s”; it can be: %s."), option->name, text, all);
  return FALSE;
}

static gboolean
normalize_integer (const AssayOption *option, const char *text, char **normal, GError **error)
{
  gint64 value;

  if (!assay_integer_parse (text, strlen (text), 0, &value) || !in_range (option, value))
    return bad_number (option, text, error);
  *normal = g_strdup_printf ("%" G_GINT64_FORMAT, value);
  return TRUE;
}

static gboolean
normalize_number (const AssayOption *option, const char *text, char **normal, GError **error)
{
  char buffer[ASSAY_NUMBER_SIZE];
  double value;

  if (!assay_number_parse (text, strlen (text), '.', 0, &value) || !in_range (option, value))
    return bad_number (option, text, error);
  assay_number_format (value, buffer);
  *normal = g_strdup (buffer);
  return TRUE;
}

static gboolean
normalize_boolean (const AssayOption *option, const char *text, char **normal, GError **error)
{
  if (strcmp (text, "true") != 0 && strcmp (text, "false") != 0)
    {
      g_set_error (error, ASSAY_OPTION_ERROR, ASSAY_OPTION_ERROR_BAD_VALUE,
                   _("Option “%s” is “%s”; it must be “true” or “false”."), option->name, text);
      return FALSE;
    }
  *normal = g_strdup (text);
  return TRUE;
}

static gboolean
normalize_list (const AssayOption *option, const char *text, char **normal, GError **error)
{
  g_auto(GStrv) items = g_strsplit (text, ",", -1);

  for (guint i = 0; items[i] != NULL; i++)
    {
      g_strstrip (items[i]);
      if (items[i][0] == '\0')
        {
          g_set_error (error, ASSAY_OPTION_ERROR, ASSAY_OPTION_ERROR_BAD_VALUE,
                       _("Option “%s” is “%s”; an item between commas is empty."),
                       option->name, text);
          return FALSE;
        }
      if (!is_choice (option, items[i]))
        return bad_choice (option, items[i], error);
    }
  *normal = g_strjoinv (",", items);
  return TRUE;
}

static gboolean
normalize (const AssayOption *option, const char *text, char **normal, GError **error)
{
  switch (option->kind)
    {
    case ASSAY_OPTION_INTEGER:
      return normalize_integer (option, text, normal, error);
    case ASSAY_OPTION_NUMBER:
      return normalize_number (option, text, normal, error);
    case ASSAY_OPTION_BOOLEAN:
      return normalize_boolean (option, text, normal, error);
    case ASSAY_OPTION_LIST:
      return normalize_list (option, text, normal, error);
    case ASSAY_OPTION_CHOICE:
      if (!is_choice (option, text))
        return bad_choice (option, text, error);
      break;
    case ASSAY_OPTION_TEXT:
      break;
    }
  *normal = g_strdup (text);
  return TRUE;
}

static gboolean
unknown_option (const AssayOptions *self, const char *name, GError **error)
{
  g_autofree const char **names = g_new0 (const char *, self->n_options + 1);
  const char *near;

  for (guint i = 0; i < self->n_options; i++)
    names[i] = self->table[i].name;
  near = assay_nearest_name (name, names);

  if (near != NULL)
    g_set_error (error, ASSAY_OPTION_ERROR, ASSAY_OPTION_ERROR_UNKNOWN,
                 _("There is no option “%s”; did you mean “%s”?"), name, near);
  else
    g_set_error (error, ASSAY_OPTION_ERROR, ASSAY_OPTION_ERROR_UNKNOWN,
                 _("There is no option “%s”."), name);
  return FALSE;
}

gboolean
assay_options_set (AssayOptions *self, const char *name, const char *value, GError **error)
{
  int i = table_index (self->table, name);
  char *normal = NULL;

  if (i < 0)
    return unknown_option (self, name, error);
  if (value != NULL && !normalize (&self->table[i], value, &normal, error))
    return FALSE;

  g_free (self->value[i]);
  self->value[i] = normal;
  return TRUE;
}

const char *
assay_options_get_text (const AssayOptions *self, const char *name)
{
  int i = table_index (self->table, name);

  g_return_val_if_fail (i >= 0, NULL);
  return self->value[i] != NULL ? self->value[i] : self->table[i].fallback;
}

gint64
assay_options_get_integer (const AssayOptions *self, const char *name)
{
  const char *text = assay_options_get_text (self, name);
  gint64 value = 0;

  if (text != NULL && !assay_integer_parse (text, strlen (text), 0, &value))
    g_critical ("option “%s” holds “%s”, no integer", name, text);
  return value;
}

double
assay_options_get_number (const AssayOptions *self, const char *name)
{
  const char *text = assay_options_get_text (self, name);
  double value = NAN;

  if (text != NULL && !assay_number_parse (text, strlen (text), '.', 0, &value))
    g_critical ("option “%s” holds “%s”, no number", name, text);
  return value;
}

gboolean
assay_options_get_boolean (const AssayOptions *self, const char *name)
{
  return g_strcmp0 (assay_options_get_text (self, name), "true") == 0;
}

char **
assay_options_get_list (const AssayOptions *self, const char *name)
{
  const char *text = assay_options_get_text (self, name);

  return text == NULL || *text == '\0' ? g_new0 (char *, 1) : g_strsplit (text, ",", -1);
}

gboolean
assay_options_is_given (const AssayOptions *self, const char *name)
{
  int i = table_index (self->table, name);

  g_return_val_if_fail (i >= 0, FALSE);
  return self->value[i] != NULL;
}
