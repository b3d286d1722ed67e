#include "model/artifact/artifact-file.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/digest.h"
#include "model/artifact/artifact-private.h"
#include "model/artifact/card-file.h"
#include "model/table/table-model.h"

#define MAX_BYTES ((gsize) 512 << 20)

/* ---- what is it ---- */

static gboolean
begins (const char *text, gsize length, const char *with, gsize n)
{
  return length >= n && memcmp (text, with, n) == 0;
}
#define BEGINS(with) begins (text, length, with, sizeof (with) - 1)

static gboolean
holds (const char *text, gsize length, const char *what)
{
  return memmem (text, length, what, strlen (what)) != NULL;
}

static char *
refuse_code (const char *name, const char *what)
{
  return g_strdup_printf (_("%s is %s. Opening it would run code chosen by whoever made it, so Assay never does. Ask the developer to run "
                            "“assay-export” on it in the environment where the model was trained, and to send the .assay.json it writes. "
                            "For XGBoost: booster.save_model(\"m.json\"); for LightGBM: booster.save_model(\"m.txt\"). "
                            "Or bring a table of ids and scores."), name, what);
}

static char *
refuse_other (const char *name, const char *what, const char *way_out)
{
  return g_strdup_printf (_("%s is %s, which Assay does not read. %s Or bring a table of ids and scores."), name, what, way_out);
}

/* Bytes that no text has; a table may well have a column "x^2" or "A". */
static gboolean
is_binary (const char *text, gsize length)
{
  for (gsize i = 0; i < MIN (length, 32); i++)
    if ((guchar) text[i] < 0x09 || (guchar) text[i] >= 0xf8 || ((guchar) text[i] > 0x0d && (guchar) text[i] < 0x20))
      return TRUE;
  return !g_utf8_validate (text, MIN (length, 24), NULL) && !g_utf8_validate (text, MIN (length, 16), NULL);
}

/* R's text form: the letter, the version of the form, and that of R as a number of six digits. */
static gboolean
is_r_text (const char *text, gsize length)
{
  return length > 10 && text[0] == 'A' && text[1] == '\n' && (text[2] == '2' || text[2] == '3') && text[3] == '\n' && strspn (text + 4, "0123456789") == 6
         && text[10] == '\n';
}

/* Why a file of a known kind is never read; NULL: no such kind. */
static char *
find_refusal (const char *name, const char *text, gsize length)
{
  gsize tail = MIN (length, 1 << 16);

  if (length > 1 && (guchar) text[0] == 0x80 && text[1] >= 2 && text[1] <= 5)
    return refuse_code (name, _("a Python pickle"));
  if (length > 1 && text[0] == 0x78 && ((guchar) text[1] == 0x9c || (guchar) text[1] == 0x01 || (guchar) text[1] == 0xda || text[1] == 0x5e)
      && is_binary (text + 2, length - 2))
    return refuse_code (name, _("a joblib file, a compressed Python pickle"));
  if (BEGINS ("PK\003\004"))
    {
      const char *end = text + length - tail;

      if (holds (text, MIN (length, 1 << 16), "schema.json") || holds (end, tail, "schema.json"))
        return refuse_code (name, _("a skops file"));
      if (holds (end, tail, "model.ini") || holds (text, MIN (length, 1 << 16), "model.ini"))
        return refuse_other (name, _("an H2O MOJO"), _("H2O models can be converted to PMML."));
      if (holds (end, tail, ".pkl") || holds (text, MIN (length, 1 << 16), ".pkl"))
        return refuse_code (name, _("a torch archive with a pickle inside"));
      return refuse_other (name, _("a zip archive"), _("Unpack it and open the model inside."));
    }
  if (BEGINS ("\037\213"))
    return refuse_code (name, _("a compressed file that holds no model Assay reads, perhaps a pickle or an R object"));
  if (BEGINS ("\3757zXZ\0") || BEGINS ("BZh"))
    return refuse_code (name, _("a compressed file, perhaps a pickle or an R object"));
  if (BEGINS ("RDX2\n") || BEGINS ("RDX3\n") || BEGINS ("RDA2\n") || BEGINS ("RDA3\n") || BEGINS ("X\n\0\0\0") || is_r_text (text, length))
    return refuse_code (name, _("an R object"));
  if (BEGINS ("binf") || BEGINS ("bs64"))
    return refuse_other (name, _("an XGBoost model in the old binary form"), _("Load it with a version of XGBoost before 3.1 and save it again as JSON: booster.save_model(\"m.json\")."));
  if (BEGINS ("CBM1"))
    return refuse_other (name, _("a CatBoost model"), _("CatBoost can write PMML or ONNX."));
  if (BEGINS ("\211HDF"))
    return refuse_other (name, _("an HDF5 file, perhaps a Keras model"), _("Convert it to ONNX or PMML."));
  return NULL;
}

/* The first byte that is no white space, behind a byte order mark. */
static char
first_sign (const char **text, gsize *length)
{
  if (begins (*text, *length, "\357\273\277", 3))
    {
      *text += 3;
      *length -= 3;
    }
  while (*length > 0 && g_ascii_isspace (**text))
    {
      (*text)++;
      (*length)--;
    }
  return *length > 0 ? **text : '\0';
}

static gboolean
is_xml (const char *text, gsize length)
{
  return BEGINS ("\376\377") || BEGINS ("\377\376") || BEGINS ("<\0") || BEGINS ("\0<");
}

AssayArtifactFormat
assay_artifact_sniff (const char *name, const char *text, gsize length, char **why)
{
  g_autofree char *refusal = find_refusal (name, text, length);
  char sign;

  if (refusal != NULL)
    {
      if (why != NULL)
        *why = g_steal_pointer (&refusal);
      return ASSAY_FORMAT_REFUSED;
    }
  if (is_xml (text, length))
    return ASSAY_FORMAT_PMML;
  sign = first_sign (&text, &length);
  if (sign == '<')
    return ASSAY_FORMAT_PMML;
  /* UBJSON: an object whose first key has a length marker; JSON has a quotation mark or a brace there */
  if (sign == '{' && length > 1 && strchr ("LIUilN$#", text[1]) != NULL && text[1] != '\0')
    return ASSAY_FORMAT_XGBOOST_UBJ;
  if (sign == '{' || sign == '[')
    return holds (text, length, "\"assay_model\"") ? ASSAY_FORMAT_ASSAY_MODEL
           : holds (text, length, "\"learner\"") ? ASSAY_FORMAT_XGBOOST_JSON : ASSAY_FORMAT_UNKNOWN;
  if (BEGINS ("tree") && holds (text, MIN (length, 4096), "version="))
    return ASSAY_FORMAT_LIGHTGBM;
  /* ONNX: protobuf field 1 (ir_version, a small number) comes first, and an operator set is named */
  if (length > 2 && text[0] == 0x08 && text[1] > 0 && text[1] < 64)
    return ASSAY_FORMAT_ONNX;
  return assay_table_model_sniff (text, length) ? ASSAY_FORMAT_TABLE : ASSAY_FORMAT_UNKNOWN;
}

/* ---- reading ---- */

static AssayArtifactReader
find_reader (AssayArtifactFormat format)
{
  switch (format)
    {
    case ASSAY_FORMAT_PMML:
      return assay_pmml_read;
    case ASSAY_FORMAT_LIGHTGBM:
      return assay_lightgbm_read;
    case ASSAY_FORMAT_ONNX:
      return assay_onnx_read;
    case ASSAY_FORMAT_ASSAY_MODEL:
      return assay_native_read;
    case ASSAY_FORMAT_XGBOOST_JSON:
      return assay_xgboost_json_read;
    case ASSAY_FORMAT_XGBOOST_UBJ:
      return assay_xgboost_ubj_read;
    case ASSAY_FORMAT_TABLE:
      return assay_table_model_read;
    case ASSAY_FORMAT_UNKNOWN:
    case ASSAY_FORMAT_REFUSED:
      break;
    }
  return NULL;
}

AssayArtifact *
assay_artifact_read (const char *name, GBytes *bytes, const AssayArtifactOptions *options, AssayProgress *progress, GError **error)
{
  static const AssayArtifactOptions usual = { 0 };
  gsize length, most;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autofree char *why = NULL;
  AssayArtifactReader reader;
  AssayArtifact *artifact;

  options = options != NULL ? options : &usual;
  most = options->max_bytes > 0 ? options->max_bytes : MAX_BYTES;
  if (length == 0 || length > most)
    {
      if (length == 0)
        g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s is empty."), name);
      else
        g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s is larger than the %u MiB allowed for a model. Raise the limit with --max-model-size."),
                     name, (guint) (most >> 20));
      return NULL;
    }
  reader = find_reader (assay_artifact_sniff (name, text, length, &why));
  if (reader == NULL)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, "%s", why != NULL ? why : "");
      if (why == NULL && error != NULL)
        {
          g_free ((*error)->message);
          (*error)->message = g_strdup_printf (_("%s is no model that Assay knows. It reads XGBoost (JSON, UBJ), PMML, LightGBM text, ONNX, assay-model JSON, and "
                                                 "scorecards or coefficients as CSV. A table that holds scores is data: assay validate - DATA --score COLUMN."), name);
        }
      return NULL;
    }
  artifact = reader (name, text, length, options, progress, error);
  if (artifact != NULL)
    {
      g_autofree char *sha256 = assay_digest_bytes (text, length);

      assay_artifact_set_sha256 (artifact, sha256);
    }
  return artifact;
}

gboolean
assay_artifact_find_card (const char *path, AssayArtifact *artifact, GError **error)
{
  AssayModelCard *card = NULL;

  if (!assay_card_file_find (path, assay_artifact_get_sha256 (artifact), &card, error))
    return FALSE;
  if (card != NULL && assay_artifact_get_card (artifact) != NULL)
    {
      g_autofree char *name = g_path_get_basename (path);

      assay_model_card_unref (card);
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s holds a model card, and another lies beside it. Remove one of the two."), name);
      return FALSE;
    }
  if (card != NULL)
    assay_artifact_take_card (artifact, card);
  return TRUE;
}

AssayArtifact *
assay_artifact_load (const char *path, const AssayArtifactOptions *options, AssayProgress *progress, GError **error)
{
  AssayArtifactOptions own = options != NULL ? *options : (AssayArtifactOptions) { 0 };
  g_autofree char *name = g_path_get_basename (path), *folder = g_path_get_dirname (path);
  g_autoptr(GMappedFile) file = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) problem = NULL;
  g_autoptr(AssayArtifact) artifact = NULL;

  file = g_mapped_file_new (path, FALSE, &problem);
  if (file == NULL)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s cannot be opened: %s"), path, problem->message);
      return NULL;
    }
  if (own.folder == NULL)
    own.folder = folder;
  bytes = g_mapped_file_get_bytes (file);
  artifact = assay_artifact_read (name, bytes, &own, progress, error);
  if (artifact == NULL || !assay_artifact_find_card (path, artifact, error))
    return NULL;
  return g_steal_pointer (&artifact);
}
