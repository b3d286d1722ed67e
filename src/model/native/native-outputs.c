#include "model/native/native-outputs.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

void
native_outputs_clear (NativeOutputs *self)
{
  g_clear_pointer (&self->classes, g_strfreev);
}

const char *
native_get_event (const NativeReader *reader)
{
  const char *event = reader->info->card != NULL ? assay_model_card_get (reader->info->card, "target.event") : NULL;
  guint n = reader->info->classes->len;

  return event != NULL ? event : n > 0 ? reader->info->classes->pdata[n - 1] : NULL;
}

/* Of two classes the event comes last. */
static gboolean
put_event_last (NativeOutputs *self, const char *event, GError **error)
{
  if (event == NULL || g_str_equal (event, self->classes[1]))
    return TRUE;
  if (!g_str_equal (event, self->classes[0]))
    return native_fail (error, _("the file"), _("the event of the card, “%s”, is none of the “classes”."), event);
  return native_fail (error, _("the file"), _("the event of the card, “%s”, is the first of the “classes”; the probability is that of the last one."), event);
}

static gboolean
take_classes (NativeOutputs *self, NativeReader *reader, guint n_classes, GError **error)
{
  const char *event = reader->info->card != NULL ? assay_model_card_get (reader->info->card, "target.event") : NULL;

  if (!native_get_texts (reader->root, _("the file"), "classes", self->kind == NATIVE_CLASSES, &self->classes, error))
    return FALSE;
  if (self->classes == NULL)
    return TRUE;
  self->n_classes = g_strv_length (self->classes);
  if (self->n_classes != n_classes)
    return native_fail (error, _("the file"), _("“classes” names %u classes, and the model has %u."), self->n_classes, n_classes);
  if (self->kind == NATIVE_PROBABILITY && !put_event_last (self, event, error))
    return FALSE;
  for (guint k = 0; k < self->n_classes; k++)
    assay_artifact_info_add_class (reader->info, self->classes[k]);
  return TRUE;
}

gboolean
native_outputs_read (NativeOutputs *self, NativeReader *reader, NativeOutputKind kind, guint n_classes, GError **error)
{
  self->kind = kind;
  self->threshold = 0.5;
  if (kind == NATIVE_VALUE)
    {
      if (native_has (reader->root, "classes"))
        return native_fail (error, _("the file"), _("“classes” are named, but the model predicts a number."));
      assay_artifact_info_add_output (reader->info, "prediction", ASSAY_OUTPUT_PREDICTION, FALSE, NULL);
      return TRUE;
    }
  if (!take_classes (self, reader, n_classes, error))
    return FALSE;
  if (self->n_classes > 0)
    assay_artifact_info_add_output (reader->info, "prediction", ASSAY_OUTPUT_PREDICTION, TRUE, NULL);
  if (kind == NATIVE_PROBABILITY)
    assay_artifact_info_add_output (reader->info, "probability", ASSAY_OUTPUT_PROBABILITY, FALSE, native_get_event (reader));
  for (guint k = 0; kind == NATIVE_CLASSES && k < self->n_classes; k++)
    {
      g_autofree char *name = g_strconcat ("probability_", self->classes[k], NULL);

      assay_artifact_info_add_output (reader->info, name, ASSAY_OUTPUT_PROBABILITY, FALSE, self->classes[k]);
    }
  return TRUE;
}

static guint
first_number (const NativeOutputs *self)
{
  return self->n_classes > 0 ? 1 : 0;
}

guint
native_outputs_count (const NativeOutputs *self)
{
  return first_number (self) + (self->kind == NATIVE_CLASSES ? self->n_classes : 1);
}

double *
native_outputs_get_numbers (const NativeOutputs *self, AssayScoreBlock *block)
{
  return block->numbers[first_number (self)];
}

double *
native_outputs_get_class_numbers (const NativeOutputs *self, AssayScoreBlock *block, guint k)
{
  return block->numbers[first_number (self) + k];
}

/* The most probable class; of equal ones the first. */
static const char *
find_class (const NativeOutputs *self, const AssayScoreBlock *block, gsize row)
{
  guint best = 0;

  for (guint k = 1; k < self->n_classes; k++)
    if (block->numbers[1 + k][row] > block->numbers[1 + best][row])
      best = k;
  return isnan (block->numbers[1 + best][row]) ? NULL : self->classes[best];
}

void
native_outputs_finish (const NativeOutputs *self, AssayScoreBlock *block, gsize n)
{
  if (self->n_classes == 0)
    return;
  for (gsize i = 0; i < n; i++)
    {
      if (self->kind == NATIVE_CLASSES)
        block->texts[0][i] = find_class (self, block, i);
      else if (!isnan (block->numbers[1][i]))
        block->texts[0][i] = self->classes[block->numbers[1][i] > self->threshold ? 1 : 0];
    }
}
