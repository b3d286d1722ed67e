#include "model/native/native-file.h"

#include <glib/gi18n.h>
#include <string.h>

#include "model/native/native-private.h"

enum { KIND_SCORECARD, KIND_LOGISTIC, KIND_LINEAR, KIND_TREES, KIND_ENSEMBLE, KIND_FORECAST };

static const char *const kind_keys[] = { "scorecard", "logistic", "linear", "tree_ensemble", "ensemble", "forecast" };
static const char *const kind_names[] = { N_("scorecard"), N_("logistic regression"), N_("linear regression"), N_("tree ensemble"), N_("ensemble"), N_("forecast") };

/* ---- the envelope ---- */

gboolean
native_read_card (NativeReader *reader, GError **error)
{
  JsonObject *card = NULL;
  const char *tool, *version;

  if (!native_get_object (reader->root, _("the file"), "card", FALSE, &card, error))
    return FALSE;
  if (card == NULL)
    return TRUE;
  reader->info->card = assay_model_card_read (card, error);
  if (reader->info->card == NULL)
    return FALSE;
  reader->info->name = g_strdup (assay_model_card_get (reader->info->card, "name"));
  reader->info->target = g_strdup (assay_model_card_get (reader->info->card, "target.definition"));
  tool = assay_model_card_get (reader->info->card, "source.tool");
  version = assay_model_card_get (reader->info->card, "source.tool_version");
  if (tool != NULL)
    reader->info->writer = version != NULL ? g_strconcat (tool, " ", version, NULL) : g_strdup (tool);
  return TRUE;
}

/* "kind", and no other key than those of the envelope and the one of that name. */
static gboolean
read_kind (JsonObject *root, guint *kind, JsonObject **from, GError **error)
{
  const char *where = _("the file");
  g_autofree char *keys = NULL;
  guint version;

  if (!native_get_count (root, where, "assay_model", TRUE, 1, G_MAXINT32, &version, error))
    return FALSE;
  if (version != 1)
    return native_fail (error, where, _("it is of version %u of the format, and this Assay reads version 1. A newer Assay will read it."), version);
  if (!native_get_choice (root, where, "kind", TRUE, "scorecard|logistic|linear|tree_ensemble|ensemble|forecast", kind, error))
    return FALSE;
  if (*kind == KIND_FORECAST)
    return native_fail (error, where, _("it holds fitted forecast models, which continue series and do not score rows. Run: assay forecast DATA --model FILE.json"));
  keys = g_strconcat ("$schema assay_model kind card classes inputs preprocess verification ", kind_keys[*kind], NULL);
  return native_check_keys (root, where, keys, error) && native_get_object (root, where, kind_keys[*kind], TRUE, from, error);
}

static gboolean
read_parts (NativeReader *reader, guint kind, JsonObject *from, GError **error)
{
  if (!native_read_card (reader, error) || !native_read_inputs (reader, error) || !native_read_preprocess (reader, error))
    return FALSE;
  switch (kind)
    {
    case KIND_SCORECARD:
      return native_read_scorecard (reader, from, error);
    case KIND_LOGISTIC:
    case KIND_LINEAR:
      return native_read_linear (reader, from, kind == KIND_LOGISTIC, error);
    default:
      return native_read_trees (reader, from, error);
    }
}

static void
finish_info (NativeReader *reader)
{
  AssayArtifactInfo *info = reader->info;

  for (guint f = 0; f < reader->native->n_fields; f++)
    {
      AssayField *field = info->fields->pdata[f];

      if (native_slot (reader->native, f)->is_used)
        continue;
      field->is_optional = TRUE;
      assay_artifact_info_add_note (info, _("The input “%s” has no effect on the score."), field->name);
    }
  if (reader->native->steps->len > 0)
    assay_artifact_info_add_fact (info, N_("Preparation"), "%u", reader->native->steps->len);
}

/* Of every kind but ensembles of other files. */
static AssayArtifact *
build (NativeReader *reader, guint kind, JsonObject *from, GError **error)
{
  AssayArtifact *artifact;

  if (!read_parts (reader, kind, from, error))
    {
      native_free (g_steal_pointer (&reader->native));
      g_clear_pointer (&reader->info, assay_artifact_info_free);
      return NULL;
    }
  finish_info (reader);
  artifact = assay_artifact_new (&native_class, g_steal_pointer (&reader->native), g_steal_pointer (&reader->info));
  return artifact;
}

AssayArtifact *
native_read_object (JsonObject *root, const char *format, NativeTrees *trees, const AssayArtifactOptions *options, AssayProgress *progress, GError **error)
{
  static const AssayArtifactOptions usual = { 0 };
  NativeReader reader = { .root = root, .options = options != NULL ? options : &usual, .progress = progress, .trees = trees };
  g_autoptr(AssayArtifact) artifact = NULL;
  JsonObject *from = NULL;
  JsonArray *rows = NULL;
  guint kind = 0;

  if (!read_kind (root, &kind, &from, error) || !native_get_array (root, _("the file"), "verification", FALSE, &rows, error))
    return NULL;
  reader.info = assay_artifact_info_new (format, kind_names[kind], "regression");
  if (kind == KIND_ENSEMBLE)
    artifact = native_read_ensemble (&reader, from, error);
  else
    {
      reader.native = native_new ();
      artifact = build (&reader, kind, from, error);
    }
  if (artifact == NULL || (rows != NULL && !native_verify (artifact, rows, error)))
    return NULL;
  return g_steal_pointer (&artifact);
}

AssayArtifact *
assay_native_read (const char *name, const char *text, gsize length, const AssayArtifactOptions *options, AssayProgress *progress, GError **error)
{
  g_autoptr(NativeTrees) trees = native_trees_new ();
  g_autoptr(JsonObject) root = native_document_read (name, text, length, trees, error);
  AssayArtifact *artifact;

  if (root == NULL)
    return NULL;
  artifact = native_read_object (root, "assay-model 1", trees, options, progress, error);
  if (artifact == NULL)
    g_prefix_error (error, "%s: ", name);
  return artifact;
}
