#include "model/artifact/card-file.h"

#include <glib/gi18n.h>
#include <string.h>

#include "model/forecaster.h"
#include "model/native/native-document.h"

#define MAX_BYTES (4 << 20)
#define ENDING ".card.json"

static AssayModelCard *
read_card (const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path), *text = NULL;
  g_autoptr(JsonObject) root = NULL;
  g_autoptr(GError) problem = NULL;
  AssayModelCard *card;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, &problem))
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("The model card %s cannot be read: %s"), name, problem->message);
      return NULL;
    }
  if (length > MAX_BYTES)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s is too large for a model card."), name);
      return NULL;
    }
  root = native_document_read (name, text, length, NULL, error);
  card = root != NULL ? assay_model_card_read (root, error) : NULL;
  if (card == NULL && root != NULL)
    g_prefix_error (error, "%s: ", name);
  return card;
}

/* The file beside it that a card was written for instead. */
static gboolean
names_other_file (const char *path, const AssayModelCard *card)
{
  g_autofree char *folder = g_path_get_dirname (path), *own = g_path_get_basename (path), *other = NULL;
  const char *name = assay_model_card_get (card, "artifact");

  if (strcmp (name, own) == 0 || strchr (name, '/') != NULL)
    return FALSE;
  other = g_build_filename (folder, name, NULL);
  return g_file_test (other, G_FILE_TEST_EXISTS);
}

static gboolean
check_card (const char *path, const char *card_path, const char *sha256, AssayModelCard **card, GError **error)
{
  g_autofree char *own = g_path_get_basename (path), *name = g_path_get_basename (card_path);
  const char *digest = assay_model_card_get (*card, "sha256");

  if (assay_model_card_get (*card, "artifact") == NULL || digest == NULL)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE,
                   _("%s: a model card that stands alone must have “artifact”, the name of the model file, and “sha256”, its digest."), name);
      return FALSE;
    }
  if (g_ascii_strcasecmp (digest, sha256) == 0)
    return TRUE;
  if (names_other_file (path, *card))
    {
      g_clear_pointer (card, assay_model_card_unref);
      return TRUE;
    }
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE,
               _("%s was written for another file than %s: it names %s with a SHA-256 that begins with %.8s, and that of %s begins with %.8s. "
                 "Put the right card or the right model there, or move the card away."),
               name, own, assay_model_card_get (*card, "artifact"), digest, own, sha256);
  return FALSE;
}

gboolean
assay_card_file_find (const char *path, const char *sha256, AssayModelCard **card, GError **error)
{
  g_autofree char *full = g_strconcat (path, ENDING, NULL), *base = g_path_get_basename (path), *folder = g_path_get_dirname (path), *stem = NULL, *beside = NULL;
  char *dot = g_str_has_suffix (base, ".assay.json") ? base + strlen (base) - strlen (".assay.json") : strrchr (base, '.');

  *card = NULL;
  if (dot != NULL && dot != base)
    stem = g_strndup (base, dot - base);
  beside = g_strconcat (folder, G_DIR_SEPARATOR_S, stem != NULL ? stem : base, ENDING, NULL);
  for (guint i = 0; i < 2 && *card == NULL; i++)
    {
      const char *card_path = i == 0 ? full : beside;
      gboolean is_fine;

      if (!g_file_test (card_path, G_FILE_TEST_EXISTS))
        continue;
      *card = read_card (card_path, error);
      is_fine = *card != NULL && check_card (path, card_path, sha256, card, error);
      if (!is_fine)
        {
          g_clear_pointer (card, assay_model_card_unref);
          return FALSE;
        }
    }
  return TRUE;
}
