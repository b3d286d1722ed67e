/* What became of each row: which column says so, and which of its values is the event. */
#include "analysis/validation/validation-case-private.h"

#include "analysis/wording.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_VALUES 12             /* distinct outcomes that are counted and named; beyond, it is a number or free text */

typedef struct
{
  char *words[MOST_VALUES];
  gsize counts[MOST_VALUES];
  guint n;
  gboolean is_more;                /* there are others */
} Values;

static const char *const other_words[] = { "0", "no", "n", "false", "f", "good", "paid", "non-default", "nondefault", "none", "non-event", "no default", "fully paid", "ok", NULL };

static gboolean
is_number (const AssayColumn *column)
{
  AssayType type = assay_column_get_type (column);

  return type == ASSAY_TYPE_DOUBLE || type == ASSAY_TYPE_INT64;
}

static gboolean
is_one_of (const char *word, const char *const *list)
{
  g_autofree char *folded = g_ascii_strdown (word, -1);

  return g_strv_contains (list, folded);
}

static void
values_clear (Values *self)
{
  for (guint i = 0; i < self->n; i++)
    g_free (self->words[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Values, values_clear)

static void
count_numbers (const AssayColumn *column, Values *values)
{
  gsize n = assay_column_get_n (column);
  g_autofree double *owned = NULL;
  const double *numbers = assay_column_as_doubles (column, &owned);
  double known[MOST_VALUES];
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (gsize i = 0; i < n; i++)
    {
      guint at = 0;

      if (isnan (numbers[i]))
        continue;
      while (at < values->n && known[at] != numbers[i])
        at++;
      if (at == MOST_VALUES)
        {
          values->is_more = TRUE;
          return;
        }
      if (at == values->n)
        {
          known[at] = numbers[i];
          g_ascii_formatd (text, sizeof text, "%.15g", numbers[i] == 0 ? 0 : numbers[i]);
          values->words[at] = g_strdup (text);
          values->counts[at] = 0;
          values->n++;
        }
      values->counts[at]++;
    }
}

static void
count_words (const AssayColumn *column, Values *values)
{
  const guint32 *codes = assay_column_get_codes (column);
  g_autofree gsize *counts = g_new0 (gsize, assay_column_get_n_words (column) + 1);

  for (gsize i = 0; i < assay_column_get_n (column); i++)
    if (codes[i] != ASSAY_MISSING_CODE)
      counts[codes[i]]++;
  for (guint32 word = 0; word < assay_column_get_n_words (column); word++)
    if (counts[word] > 0 && values->n == MOST_VALUES)
      values->is_more = TRUE;
    else if (counts[word] > 0)
      {
        values->words[values->n] = g_strdup (assay_column_get_word (column, word));
        values->counts[values->n++] = counts[word];
      }
}

static void
count_values (const AssayColumn *column, Values *values)
{
  if (is_number (column))
    count_numbers (column, values);
  else if (assay_column_get_type (column) == ASSAY_TYPE_CATEGORY)
    count_words (column, values);
  else
    values->is_more = TRUE;
}

static char *
name_values (const Values *values)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < values->n; i++)
    g_string_append_printf (text, "%s“%s” (%zu)", i > 0 ? ", " : "", values->words[i], values->counts[i]);
  if (values->is_more)
    g_string_append (text, ", …");
  return g_string_free (text, FALSE);
}

/* ---- which column ---- */

static gboolean
could_be_outcome (const AssayColumn *column)
{
  g_auto(Values) values = { 0 };

  count_values (column, &values);
  if (values.n != 2 || values.is_more)
    return FALSE;
  for (guint i = 0; i < 2; i++)
    if (assay_is_event_word (values.words[i]) && is_one_of (values.words[1 - i], other_words))
      return TRUE;
  return FALSE;
}

static gboolean
is_field (const AssayTaskModel *model, const char *name)
{
  for (guint i = 0; model != NULL && i < assay_artifact_get_n_fields (model->artifact); i++)
    {
      const char *field = assay_artifact_get_field (model->artifact, i)->name, *bound = assay_model_settings_find_column (&model->settings, field);

      if (strcmp (bound != NULL ? bound : field, name) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The column that the model says it predicts, else the one with two values of a kind that outcomes have. */
static gboolean
find_column (Preparation *self, AssayColumn **found, GError **error)
{
  AssayFrame *frame = self->input->frame;
  const AssayTaskModel *model = self->input->model;
  const char *said = model != NULL ? assay_artifact_get_target (model->artifact) : NULL;
  g_autoptr(GString) fits = g_string_new (NULL);
  guint n_fits = 0;

  *found = said != NULL ? assay_frame_find (frame, said) : NULL;
  if (*found != NULL)
    {
      preparation_note (self, "Outcome: column “%s”, which the model names as what it predicts.", said);
      return TRUE;
    }
  for (guint i = 0; i < assay_frame_get_n_columns (frame); i++)
    {
      AssayColumn *column = assay_frame_get_column (frame, i);
      const char *name = assay_column_get_name (column);

      if (g_hash_table_contains (self->taken, name) || is_field (model, name) || !could_be_outcome (column))
        continue;
      *found = column;
      n_fits++;
      g_string_append_printf (fits, "%s%s", fits->len > 0 ? ", " : "", name);
    }
  if (n_fits <= 1)
    {
      if (n_fits == 1)
        preparation_guess (self, "Outcome: column “%s”, because only this column holds two values such as 0 and 1.", fits->str);
      return TRUE;
    }
  g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE,
               _("Several columns could be the outcome: %s. Name it with --target, or say --target \"\" when there is none."), fits->str);
  return FALSE;
}

/* ---- which value ---- */

static gboolean
fail_event (const char *target, const Values *values, const char *event, GError **error)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  g_autofree char *all = name_values (values);
  const char *near;

  for (guint i = 0; i < values->n; i++)
    g_ptr_array_add (words, values->words[i]);
  g_ptr_array_add (words, NULL);
  near = assay_nearest_name (event, (const char *const *) words->pdata);
  if (near != NULL)
    g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("The outcome “%s” is never “%s”; did you mean “%s”? It holds %s."), target, event, near, all);
  else
    g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("The outcome “%s” is never “%s”. It holds %s."), target, event, all);
  return FALSE;
}

static const char *
find_class (const AssayTaskModel *model, const Values *values)
{
  guint n = model != NULL ? assay_artifact_get_n_classes (model->artifact) : 0;

  for (guint i = 0; n == 2 && i < values->n; i++)
    if (strcmp (values->words[i], assay_artifact_get_class (model->artifact, n - 1)) == 0)
      return values->words[i];
  return NULL;
}

/* The event among one or two values; NULL: they do not say. */
static const char *
choose_event (const AssayTaskModel *model, const Values *values)
{
  gboolean is_known = TRUE;
  const char *event = NULL;

  for (guint i = 0; i < values->n; i++)
    if (assay_is_event_word (values->words[i]))
      event = values->words[i];
    else
      is_known &= is_one_of (values->words[i], other_words);
  if (is_known && values->n == 1 && event == NULL)
    return strcmp (values->words[0], "0") == 0 ? "1" : "";
  return is_known && event != NULL ? event : find_class (model, values);
}

static gboolean
read_event (Preparation *self, const AssayColumn *column, GError **error)
{
  const char *target = assay_column_get_name (column), *given = assay_options_get_text (self->input->options, "event"), *event;
  g_auto(Values) values = { 0 };
  g_autofree char *all = NULL;

  count_values (column, &values);
  all = name_values (&values);
  if (given != NULL)
    {
      double wanted;
      gboolean is_there = values.is_more;

      for (guint i = 0; i < values.n; i++)
        is_there |= strcmp (values.words[i], given) == 0
                    || (is_number (column) && assay_number_parse (given, strlen (given), '.', 0, &wanted) && wanted == g_ascii_strtod (values.words[i], NULL));
      if (!is_there && !(values.n == 1 && is_number (column)))
        return fail_event (target, &values, given, error);
      self->c->event_name = preparation_keep (self, g_strdup (given), g_free);
      return TRUE;
    }
  if (values.n == 0 && !values.is_more)
    {
      preparation_note (self, "The outcome “%s” is missing in every row.", target);
      self->c->event_name = "1";
      return TRUE;
    }
  if (assay_column_get_type (column) != ASSAY_TYPE_CATEGORY && !is_number (column))
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE,
                   _("The outcome “%s” holds %s. An outcome is a column of words or numbers, one of which is the event; name the column with --target and the event with --event."),
                   target, assay_type_name (assay_column_get_type (column)));
      return FALSE;
    }
  if (values.is_more || values.n > 2)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE,
                   is_number (column)
                     ? _("The outcome “%s” has more than two values: %s. Say which of them is the event with --event, or --outcome value for an outcome that is a number.")
                     : _("The outcome “%s” has more than two values: %s. Say which of them is the event with --event."),
                   target, all);
      return FALSE;
    }
  event = choose_event (self->input->model, &values);
  if (event == NULL)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("The outcome “%s” holds %s, and nothing says which is the event. Name it with --event."), target, all);
      return FALSE;
    }
  self->c->event_name = preparation_keep (self, g_strdup (event), g_free);
  preparation_note (self, "Event: “%s” = %s (it holds %s).", target, event, all);
  return TRUE;
}

/* ---- outcomes of a sample ---- */

static void
fill_from_words (const AssayColumn *column, const char *event, guint8 *out)
{
  const guint32 *codes = assay_column_get_codes (column);
  guint32 wanted = ASSAY_MISSING_CODE - 1;

  for (guint32 i = 0; i < assay_column_get_n_words (column); i++)
    if (strcmp (assay_column_get_word (column, i), event) == 0)
      wanted = i;
  for (gsize i = 0; i < assay_column_get_n (column); i++)
    out[i] = codes[i] == ASSAY_MISSING_CODE ? ASSAY_EVENT_MISSING : codes[i] == wanted;
}

static void
fill_from_numbers (const AssayColumn *column, const char *event, guint8 *out)
{
  g_autofree double *owned = NULL;
  const double *numbers = assay_column_as_doubles (column, &owned);
  double wanted = NAN;

  if (!assay_number_parse (event, strlen (event), '.', 0, &wanted))
    wanted = NAN;
  for (gsize i = 0; i < assay_column_get_n (column); i++)
    out[i] = isnan (numbers[i]) ? ASSAY_EVENT_MISSING : numbers[i] == wanted;
}

static void
fill_from_cells (const AssayColumn *column, const char *event, guint8 *out)
{
  g_autoptr(GString) cell = g_string_new (NULL);

  for (gsize i = 0; i < assay_column_get_n (column); i++)
    {
      g_string_truncate (cell, 0);
      assay_column_append_cell (column, i, cell);
      out[i] = assay_column_is_missing (column, i) ? ASSAY_EVENT_MISSING : strcmp (cell->str, event) == 0;
    }
}

static void
fill_sample (Preparation *self, AssayValidationSample *sample, const AssayColumn *column, gboolean is_value)
{
  if (is_value)
    {
      double *owned = NULL;

      sample->actual = assay_column_as_doubles (column, &owned);
      preparation_keep (self, owned, g_free);
      for (gsize i = 0; i < sample->n; i++)
        sample->n_missing_outcome += isnan (sample->actual[i]) != 0;
    }
  else
    {
      guint8 *event = preparation_new (self, guint8, sample->n);

      if (is_number (column))
        fill_from_numbers (column, self->c->event_name, event);
      else if (assay_column_get_type (column) == ASSAY_TYPE_CATEGORY)
        fill_from_words (column, self->c->event_name, event);
      else
        fill_from_cells (column, self->c->event_name, event);
      sample->event = event;
      for (gsize i = 0; i < sample->n; i++)
        sample->n_missing_outcome += event[i] == ASSAY_EVENT_MISSING;
    }
}

static gboolean
is_value_outcome (Preparation *self, const AssayColumn *column)
{
  const char *said = assay_options_get_text (self->input->options, "outcome");
  const AssayTaskModel *model = self->input->model;
  g_auto(Values) values = { 0 };

  if (strcmp (said, "auto") != 0)
    return strcmp (said, "value") == 0;
  if (assay_options_get_text (self->input->options, "event") != NULL || !is_number (column))
    return FALSE;
  count_values (column, &values);
  return (values.is_more || values.n > 2) && model != NULL && strcmp (assay_artifact_get_function (model->artifact), "regression") == 0;
}

gboolean
preparation_outcome (Preparation *self, GError **error)
{
  AssayValidationSample *samples[] = { self->c->data, self->c->reference, self->c->train };
  const char *given = assay_options_get_text (self->input->options, "target");
  AssayColumn *column = NULL;
  gboolean is_value;

  if (given != NULL && *given == '\0')
    return TRUE;
  if (given != NULL ? (column = assay_frame_require (self->input->frame, given, error)) == NULL : !find_column (self, &column, error))
    return FALSE;
  if (column == NULL)
    return TRUE;
  self->c->target_name = assay_column_get_name (column);
  g_hash_table_add (self->taken, (gpointer) self->c->target_name);
  is_value = is_value_outcome (self, column);
  if (is_value && !is_number (column))
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("The outcome “%s” holds %s, so it cannot be a number (--outcome value)."),
                   self->c->target_name, assay_type_name (assay_column_get_type (column)));
      return FALSE;
    }
  if (!is_value && !read_event (self, column, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      const AssayColumn *own = samples[i] != NULL ? assay_frame_find (samples[i]->frame, self->c->target_name) : NULL;

      if (own != NULL && (!is_value || is_number (own)))
        fill_sample (self, samples[i], own, is_value);
      else if (samples[i] != NULL)
        preparation_note (self, "The %s sample has no outcome “%s”.", samples[i]->name, self->c->target_name);
    }
  return TRUE;
}
