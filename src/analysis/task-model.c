#include "analysis/task-model.h"

#include <string.h>

void
assay_model_settings_copy (AssayModelSettings *to, const AssayModelSettings *from)
{
  *to = *from;
  to->bind = g_strdupv (from->bind);
  to->link = g_strdup (from->link);
}

void
assay_model_settings_clear (AssayModelSettings *self)
{
  g_clear_pointer (&self->bind, g_strfreev);
  g_clear_pointer (&self->link, g_free);
}

static void
unbind (AssayModelSettings *self, guint at)
{
  g_free (self->bind[at]);
  g_free (self->bind[at + 1]);
  for (; self->bind[at + 2] != NULL; at++)
    self->bind[at] = self->bind[at + 2];
  self->bind[at] = NULL;
}

void
assay_model_settings_bind (AssayModelSettings *self, const char *field, const char *column)
{
  guint n = self->bind != NULL ? g_strv_length (self->bind) : 0;

  for (guint i = 0; i + 1 < n; i += 2)
    if (strcmp (self->bind[i], field) == 0)
      {
        if (column == NULL)
          {
            unbind (self, i);
            return;
          }
        g_free (self->bind[i + 1]);
        self->bind[i + 1] = g_strdup (column);
        return;
      }
  if (column == NULL)
    return;
  self->bind = g_renew (char *, self->bind, n + 3);
  self->bind[n] = g_strdup (field);
  self->bind[n + 1] = g_strdup (column);
  self->bind[n + 2] = NULL;
}

const char *
assay_model_settings_find_column (const AssayModelSettings *self, const char *field)
{
  for (guint i = 0; self->bind != NULL && self->bind[i] != NULL; i += 2)
    if (strcmp (self->bind[i], field) == 0)
      return self->bind[i + 1];
  return NULL;
}

AssayTaskModel *
assay_task_model_new (AssayArtifact *artifact, const char *name, const AssayModelSettings *settings)
{
  AssayTaskModel *self = g_new0 (AssayTaskModel, 1);

  g_atomic_ref_count_init (&self->references);
  self->artifact = assay_artifact_ref (artifact);
  self->name = g_strdup (name);
  self->file = g_strdup (name);
  if (settings != NULL)
    assay_model_settings_copy (&self->settings, settings);
  return self;
}

AssayTaskModel *
assay_task_model_ref (AssayTaskModel *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
assay_task_model_unref (AssayTaskModel *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  assay_artifact_unref (self->artifact);
  g_free (self->name);
  g_free (self->file);
  assay_model_settings_clear (&self->settings);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self->folder);
  g_free (self);
}

static const char **
list_columns (const AssayTaskModel *self)
{
  guint n = assay_artifact_get_n_fields (self->artifact);
  const char **columns = g_new0 (const char *, n + 1);

  for (guint i = 0; i < n; i++)
    columns[i] = assay_model_settings_find_column (&self->settings, assay_artifact_get_field (self->artifact, i)->name);
  return columns;
}

AssayScorer *
assay_task_model_make_scorer (const AssayTaskModel *self, const AssayFrame *frame, GError **error)
{
  g_autofree const char **columns = list_columns (self);

  return assay_scorer_new (self->artifact, frame, columns, self->settings.allow_absent, error);
}

AssayColumn **
assay_task_model_match (const AssayTaskModel *self, const AssayFrame *frame)
{
  g_autofree const char **columns = list_columns (self);

  return assay_scorer_match (self->artifact, frame, columns);
}

/* ---- which class is the event ---- */

gboolean
assay_is_event_word (const char *word)
{
  static const char *const words[] = { "1", "yes", "y", "true", "t", "bad", "default", "defaulted", "event", "fraud", "charged off", NULL };
  g_autofree char *folded = g_ascii_strdown (word, -1);

  return g_strv_contains (words, folded);
}

const char *
assay_artifact_guess_event (const AssayArtifact *artifact)
{
  const AssayModelCard *card = assay_artifact_get_card (artifact);
  const char *said = card != NULL ? assay_model_card_get (card, "target.event") : NULL, *first, *last;
  gboolean higher, is_odd, is_plain;
  int output;

  if (assay_artifact_get_n_classes (artifact) != 2)
    return NULL;
  first = assay_artifact_get_class (artifact, 0);
  last = assay_artifact_get_class (artifact, 1);
  output = assay_artifact_find_risk_output (artifact, NULL, &higher);
  if (output < 0 || g_strcmp0 (assay_artifact_get_output (artifact, output)->category, last) != 0)
    return NULL;
  is_odd = assay_is_event_word (first) && !assay_is_event_word (last);
  is_plain = assay_is_event_word (last) && !assay_is_event_word (first);
  /* Exporters write the last class into the card unasked: “good” of “bad” and “good” is worth a word all the same. */
  if (said != NULL ? strcmp (said, last) == 0 && !is_odd : is_plain)
    return NULL;
  return last;
}
