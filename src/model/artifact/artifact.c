#include "model/artifact/artifact-private.h"

#include <math.h>
#include <string.h>

struct _AssayArtifact
{
  gatomicrefcount references;
  const AssayArtifactClass *klass;
  gpointer data;
  AssayArtifactInfo *info;
  char *sha256;
};

void
assay_development_free (AssayDevelopment *self)
{
  g_free (self->cuts);
  g_strfreev (self->values);
  g_free (self->share);
  g_free (self);
}

static void
free_field (gpointer data)
{
  AssayField *field = data;

  g_free (field->name);
  g_free (field->label);
  g_strfreev (field->values);
  g_free (field->unit);
  g_clear_pointer (&field->development, assay_development_free);
  g_free (field);
}

static void
free_output (gpointer data)
{
  AssayOutput *output = data;

  g_free (output->name);
  g_free (output->category);
  g_free (output);
}

AssayArtifactInfo *
assay_artifact_info_new (const char *format, const char *kind, const char *function)
{
  AssayArtifactInfo *self = g_new0 (AssayArtifactInfo, 1);

  self->format = g_strdup (format);
  self->kind = g_strdup (kind);
  self->function = g_strdup (function);
  self->fields = g_ptr_array_new_with_free_func (free_field);
  self->outputs = g_ptr_array_new_with_free_func (free_output);
  self->classes = g_ptr_array_new_with_free_func (g_free);
  self->facts = g_ptr_array_new_with_free_func (g_free);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->verification.max_difference = NAN;
  return self;
}

void
assay_artifact_info_free (AssayArtifactInfo *self)
{
  g_free (self->format);
  g_free (self->writer);
  g_free (self->kind);
  g_free (self->name);
  g_free (self->target);
  g_free (self->function);
  g_free (self->contribution_scale);
  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->outputs);
  g_ptr_array_unref (self->classes);
  g_ptr_array_unref (self->facts);
  g_ptr_array_unref (self->notes);
  g_clear_pointer (&self->card, assay_model_card_unref);
  g_free (self->verification.first_difference);
  g_free (self);
}

AssayField *
assay_artifact_info_add_field (AssayArtifactInfo *self, const char *name, AssayFieldKind kind)
{
  AssayField *field = g_new0 (AssayField, 1);

  field->name = g_strdup (name);
  field->kind = kind;
  field->low = NAN;
  field->high = NAN;
  g_ptr_array_add (self->fields, field);
  return field;
}

AssayOutput *
assay_artifact_info_add_output (AssayArtifactInfo *self, const char *name, AssayOutputRole role, gboolean is_text, const char *category)
{
  AssayOutput *output = g_new0 (AssayOutput, 1);

  output->name = g_strdup (name);
  output->role = role;
  output->is_text = is_text;
  output->category = g_strdup (category);
  g_ptr_array_add (self->outputs, output);
  return output;
}

void
assay_artifact_info_add_class (AssayArtifactInfo *self, const char *name)
{
  g_ptr_array_add (self->classes, g_strdup (name));
}

void
assay_artifact_info_add_fact (AssayArtifactInfo *self, const char *label, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->facts, g_strdup (label));
  g_ptr_array_add (self->facts, g_strdup_vprintf (format, args));
  va_end (args);
}

void
assay_artifact_info_add_note (AssayArtifactInfo *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->notes, g_strdup_vprintf (format, args));
  va_end (args);
}

AssayArtifact *
assay_artifact_new (const AssayArtifactClass *klass, gpointer data, AssayArtifactInfo *info)
{
  AssayArtifact *self = g_new0 (AssayArtifact, 1);

  g_atomic_ref_count_init (&self->references);
  self->klass = klass;
  self->data = data;
  self->info = info;
  return self;
}

AssayArtifact *
assay_artifact_ref (AssayArtifact *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
assay_artifact_unref (AssayArtifact *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  self->klass->free (self->data);
  assay_artifact_info_free (self->info);
  g_free (self->sha256);
  g_free (self);
}

const char *assay_artifact_get_format (const AssayArtifact *self) { return self->info->format; }
const char *assay_artifact_get_writer (const AssayArtifact *self) { return self->info->writer; }
const char *assay_artifact_get_kind (const AssayArtifact *self) { return self->info->kind; }
const char *assay_artifact_get_name (const AssayArtifact *self) { return self->info->name; }
const char *assay_artifact_get_sha256 (const AssayArtifact *self) { return self->sha256; }
const char *assay_artifact_get_target (const AssayArtifact *self) { return self->info->target; }
const char *assay_artifact_get_function (const AssayArtifact *self) { return self->info->function; }
guint assay_artifact_get_n_classes (const AssayArtifact *self) { return self->info->classes->len; }
const char *assay_artifact_get_class (const AssayArtifact *self, guint index) { return self->info->classes->pdata[index]; }
guint assay_artifact_get_n_fields (const AssayArtifact *self) { return self->info->fields->len; }
const AssayField *assay_artifact_get_field (const AssayArtifact *self, guint index) { return self->info->fields->pdata[index]; }
gboolean assay_artifact_has_unnamed_fields (const AssayArtifact *self) { return self->info->fields_are_unnamed; }
guint assay_artifact_get_n_outputs (const AssayArtifact *self) { return self->info->outputs->len; }
const AssayOutput *assay_artifact_get_output (const AssayArtifact *self, guint index) { return self->info->outputs->pdata[index]; }
guint assay_artifact_get_n_facts (const AssayArtifact *self) { return self->info->facts->len / 2; }
guint assay_artifact_get_n_notes (const AssayArtifact *self) { return self->info->notes->len; }
const char *assay_artifact_get_note (const AssayArtifact *self, guint index) { return self->info->notes->pdata[index]; }
const AssayVerification *assay_artifact_get_verification (const AssayArtifact *self) { return &self->info->verification; }
const AssayModelCard *assay_artifact_get_card (const AssayArtifact *self) { return self->info->card; }
gboolean assay_artifact_score_rises (const AssayArtifact *self) { return !self->info->lower_is_riskier; }
const char *assay_artifact_get_contribution_scale (const AssayArtifact *self) { return self->info->contribution_scale; }
gsize assay_artifact_get_size (const AssayArtifact *self) { return self->info->size; }
gconstpointer assay_artifact_get_data (const AssayArtifact *self) { return self->data; }
const AssayArtifactClass *assay_artifact_get_class_of (const AssayArtifact *self) { return self->klass; }
AssayVerification *assay_artifact_get_verification_mutable (AssayArtifact *self) { return &self->info->verification; }

const char *
assay_artifact_get_fact (const AssayArtifact *self, guint index, const char **label)
{
  *label = self->info->facts->pdata[2 * index];
  return self->info->facts->pdata[2 * index + 1];
}

void
assay_artifact_set_sha256 (AssayArtifact *self, const char *sha256)
{
  g_return_if_fail (self->sha256 == NULL);
  self->sha256 = g_strdup (sha256);
}

void
assay_artifact_add_note (AssayArtifact *self, const char *note)
{
  g_ptr_array_add (self->info->notes, g_strdup (note));
}

void
assay_artifact_take_card (AssayArtifact *self, AssayModelCard *card)
{
  g_clear_pointer (&self->info->card, assay_model_card_unref);
  self->info->card = card;
}

/* The last number output of a role, of a class if one is asked for; -1: none. */
static int
find_output (const AssayArtifact *self, AssayOutputRole role, const char *category)
{
  int found = -1;

  for (guint i = 0; i < self->info->outputs->len; i++)
    {
      const AssayOutput *output = self->info->outputs->pdata[i];

      if (output->role == role && !output->is_text && (category == NULL || g_strcmp0 (output->category, category) == 0))
        found = i;
    }
  return found;
}

/* The probability of the last class in the order of the classes, which need not be that of the outputs. */
static int
find_last_class (const AssayArtifact *self)
{
  guint n = self->info->classes->len;
  int found = n > 0 ? find_output (self, ASSAY_OUTPUT_PROBABILITY, self->info->classes->pdata[n - 1]) : -1;

  return found >= 0 ? found : find_output (self, ASSAY_OUTPUT_PROBABILITY, NULL);
}

int
assay_artifact_find_risk_output (const AssayArtifact *self, const char *event, gboolean *higher_is_riskier)
{
  int found = event != NULL ? find_output (self, ASSAY_OUTPUT_PROBABILITY, event) : find_last_class (self);

  *higher_is_riskier = TRUE;
  if (found >= 0)
    return found;
  /* the one probability of a model of two classes that does not name them */
  if (self->info->classes->len == 0 && (found = find_output (self, ASSAY_OUTPUT_PROBABILITY, NULL)) >= 0)
    return found;
  *higher_is_riskier = !self->info->lower_is_riskier;
  found = find_output (self, ASSAY_OUTPUT_SCORE, NULL);
  return found >= 0 ? found : find_output (self, ASSAY_OUTPUT_PREDICTION, NULL);
}

int
assay_artifact_find_event_output (const AssayArtifact *self, const char *event, gboolean *is_complement)
{
  const GPtrArray *classes = self->info->classes;
  int found = find_output (self, ASSAY_OUTPUT_PROBABILITY, event);
  const char *other = NULL;

  *is_complement = FALSE;
  if (found >= 0)
    return found;
  for (guint i = 0; classes->len == 2 && i < 2; i++)
    if (strcmp (classes->pdata[i], event) == 0)
      other = classes->pdata[1 - i];
  if (classes->len == 0)
    other = strcmp (event, "0") == 0 ? "1" : strcmp (event, "1") == 0 ? "0" : NULL;
  found = other != NULL ? find_output (self, ASSAY_OUTPUT_PROBABILITY, other) : -1;
  *is_complement = found >= 0;
  return found;
}
