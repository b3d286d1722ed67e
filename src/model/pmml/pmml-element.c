/* The tree is as small as it can be without loss: an element is followed in the arena by eight bytes for each attribute (which
 * name, where the value is) and by the values. A forest of 20 MB becomes some 25 MB and is thrown away when the model is built. */
#include "model/pmml/pmml-element.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CHUNK ((gsize) 256 << 10)

/* ---- the arena ---- */

typedef struct _Chunk Chunk;
struct _Chunk { Chunk *next; gsize used, size; };
typedef struct { gpointer data; GDestroyNotify destroy; } Owned;
struct _PmmlArena { Chunk *chunks; gsize size; GArray *owned; };

PmmlArena *
pmml_arena_new (void)
{
  PmmlArena *self = g_new0 (PmmlArena, 1);

  self->owned = g_array_new (FALSE, FALSE, sizeof (Owned));
  return self;
}

void
pmml_arena_free (PmmlArena *self)
{
  for (guint i = self->owned->len; i-- > 0;)
    g_array_index (self->owned, Owned, i).destroy (g_array_index (self->owned, Owned, i).data);
  g_array_unref (self->owned);
  while (self->chunks != NULL)
    {
      Chunk *chunk = self->chunks;

      self->chunks = chunk->next;
      g_free (chunk);
    }
  g_free (self);
}

static gpointer
take (PmmlArena *self, gsize size)
{
  Chunk *chunk = self->chunks;
  gsize header = (sizeof (Chunk) + 15) & ~(gsize) 15;

  size = (size + 7) & ~(gsize) 7;
  if (chunk == NULL || chunk->size - chunk->used < size)
    {
      gboolean is_large = size > CHUNK / 8;
      gsize room = is_large ? size : CHUNK - header;

      chunk = g_malloc (header + room);
      chunk->used = 0;
      chunk->size = room;
      self->size += header + room;
      /* a large piece goes behind the chunk that is being filled */
      if (is_large && self->chunks != NULL)
        {
          chunk->next = self->chunks->next;
          self->chunks->next = chunk;
        }
      else
        {
          chunk->next = self->chunks;
          self->chunks = chunk;
        }
    }
  chunk->used += size;
  return (char *) chunk + header + chunk->used - size;
}

gpointer
pmml_arena_alloc (PmmlArena *self, gsize size)
{
  return memset (take (self, size), 0, size);
}

gpointer
pmml_arena_alloc_n (PmmlArena *self, gsize n, gsize size)
{
  gsize bytes;

  if (!g_size_checked_mul (&bytes, n, size) || bytes > G_MAXSIZE - 64)
    g_error ("%s: %zu items are too many", G_STRFUNC, n);
  return pmml_arena_alloc (self, bytes);
}

char *
pmml_arena_strdup (PmmlArena *self, const char *text, gsize length)
{
  char *copy = take (self, length + 1);

  memcpy (copy, text, length);
  copy[length] = '\0';
  return copy;
}

gsize
pmml_arena_get_size (const PmmlArena *self)
{
  return self->size;
}

void
pmml_arena_own (PmmlArena *self, gpointer data, GDestroyNotify destroy)
{
  Owned owned = { data, destroy };

  g_array_append_val (self->owned, owned);
}

/* ---- elements ---- */

/* Every attribute of PMML 3.0 to 4.4.1 that can matter to scoring, sorted. */
static const char *const attribute_names[] = {
  "absoluteValue", "activationFunction", "actual", "affinityAccuracy", "algorithm", "algorithmName", "algorithmType", "alternateBinaryTargetCategory", "alternateTargetCategory", "altitude", "annotation", "averageQualifier",
  "backwardNeighbors", "baseCumHazard", "baselineMethod", "baselineScore", "baselineStrataVariable", "beta", "bias", "binValue", "booleanOperator",
  "c00-parameter", "c01-parameter", "c10-parameter", "c11-parameter", "cacheable", "calibrationDate", "castInteger", "categoricalScoringMethod", "category",
  "categoryName", "centerField", "childField", "class", "classificationMethod", "closure", "coef0", "coefficient", "column", "columnField", "columnName", "compareFunction", "complementaryProbability",
  "criterion", "d00-parameter", "d01-parameter", "d10-parameter", "d11-parameter",
  "confidence", "connection", "contrastMatrixType", "continuousScoringMethod", "copyright", "cost", "count", "countHits", "cumulativeHazard", "cumulativeLink", "currentValue", "cumHazard",
  "dataType", "decimals", "default", "defaultChild", "defaultConfidence", "defaultScore", "defaultValue", "degree", "degreesOfFreedom", "description", "df", "diagDefault", "diagDefault", "direction", "displayName", "displayValue",
  "distParameter", "distribution", "document", "documentFrequency", "endTimeVariable", "entityId", "event", "expected", "exponent", "faEncoding",
  "feature", "field", "fieldName", "fieldUsageType", "fieldWeight", "from", "function", "functionName", "gamma", "globalTermWeights", "group", "groupField", "height", "highValue",
  "history", "hits", "id", "importance", "initialScore", "instanceIdVariable", "intercept", "invalidValueReplacement", "invalidValueTreatment", "isCaseSensitive", "isCenterField",
  "isCyclic", "isDefaultScore", "isFinalResult", "isMultiValued", "isScorable", "isTransient", "itemRef", "kind", "kernelDescription", "label", "lambda", "leftMargin", "lift", "linkFunction", "linkParameter", "localTermWeights", "lowValue", "lower", "mapMissingTo",
  "margin", "maxNumber", "maxTime", "maxWins", "maximum", "maximumNumberOfItems", "maxLevenshteinDistance", "mean", "meanClusterDistances", "median", "method", "min", "max", "minimum", "minTime", "minimumConfidence", "minimumSupport", "minkowskiParameter", "minkowski-parameter", "missing", "missingPredictionTreatment",
  "missingThreshold", "missingValuePenalty", "missingValueReplacement", "missingValueStrategy", "missingValueTreatment", "missingValueWeights", "modelClass", "modelDF", "modelName",
  "modelType", "multipleModelMethod", "n", "n-th", "name", "nbClusters", "nbCols", "nbCorrect", "nbDocuments", "nbRows", "nbTerms", "nbTerms", "nodeId", "noTrueChildStrategy", "norm", "normalizationMethod", "normalization", "numberOfClusters", "numberOfConsequentItems",
  "numberOfFields", "numberOfInputs", "numberOfItems", "numberOfItemsets", "numberOfLayers", "numberOfNeighbors", "numberOfNeurons", "numberOfOutputs", "numberOfRules", "numberOfSupportVectors", "numberOfTransactions", "numberOfVectors", "offDiagDefault", "offsetValue", "offsetVariable", "op", "operator", "optype",
  "orig", "outlierTreatment", "outliers", "outputColumn", "outputNeuron", "p-parameter", "parameterName", "parentField", "partialScore", "pointsAbove", "precision", "predictorName", "priorProbability", "probability", "property", "rank",
  "rankBasis", "rankOrder", "reasonCode", "reasonCodeAlgorithm", "recordCount", "ref", "referencePoint", "reportField", "representation", "rescaleConstant", "rescaleFactor", "resultField", "rightMargin", "ruleFeature", "sampleDataSize",
  "score", "segmentId", "selectionMethod", "similarityScale", "similarityType", "singleScore", "size", "sparse", "splitCharacteristic", "startTimeVariable", "statusVariable", "strata", "subjectIDVariable", "summary", "support", "supportsAggregate", "svmRepresentation", "tableName", "targetCategory",
  "targetField", "targetFieldName", "targetReferenceCategory", "targetVariable", "targetVariableName", "taxonomy", "tendsto", "term", "threshold", "time", "timeValue", "timestamp", "to", "trialsValue", "trialsVariable", "type", "units", "upper", "usageType", "useReasonCodes", "value",
  "values", "variableName", "variance", "vectorId", "version", "weight", "weightedConfidence", "width", "x-baseVersion", "x-coordinate", "x-mathContext", "y-coordinate", "zeroThreshold", "z-coordinate",
};

typedef struct { guint32 name, value; } Attribute;     /* index of the name; bytes from the element to the value */

static inline const Attribute *
attributes_of (const PmmlElement *self)
{
  return (const Attribute *) ((const char *) self + ((sizeof (PmmlElement) + 7) & ~(gsize) 7));
}

gboolean
pmml_element_is (const PmmlElement *self, const char *name)
{
  return strcmp (self->name, name) == 0;
}

const char *
pmml_element_get (const PmmlElement *self, const char *attribute)
{
  const Attribute *attributes = attributes_of (self);

  for (guint i = 0; i < self->n_attributes; i++)
    if (strcmp (attribute_names[attributes[i].name], attribute) == 0)
      return (const char *) self + attributes[i].value;
  return NULL;
}

const PmmlElement *
pmml_element_find (const PmmlElement *self, const char *name)
{
  for (const PmmlElement *child = self->child; child != NULL; child = child->next)
    if (pmml_element_is (child, name))
      return child;
  return NULL;
}

guint
pmml_element_count (const PmmlElement *self, const char *name)
{
  guint n = 0;

  for (const PmmlElement *child = self->child; child != NULL; child = child->next)
    n += name == NULL || pmml_element_is (child, name);
  return n;
}

gboolean
pmml_element_fail (const PmmlElement *self, const char *file, GError **error, const char *format, ...)
{
  va_list args;
  g_autofree char *what = NULL;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s, line %u, <%s>: %s"), file, self->line, self->name, what);
  return FALSE;
}

/* ---- GMarkup ---- */

typedef struct { PmmlElement *element, *last; } Open;

typedef struct
{
  PmmlArena *arena;
  const char *file;
  GHashTable *names;               /* of elements: interned */
  GHashTable *attributes;          /* name -> index + 1 */
  PmmlElement *root;
  Open open[PMML_MOST_DEPTH];
  guint n_elements;
  guint depth, skipped;            /* skipped: depth inside of what is not kept */

} Reader;

/* Carries nothing that changes a score: what vendors add, what was measured in training. */
static gboolean
is_aside (const char *name)
{
  static const char *const asides[] = { "Extension", "ModelStats", "ModelExplanation", "MiningBuildTask", "Annotation", "UnivariateStats" };

  for (guint i = 0; i < G_N_ELEMENTS (asides); i++)
    if (strcmp (name, asides[i]) == 0)
      return TRUE;
  return FALSE;
}

/* R wrote the inputs of a naive Bayes with a normal distribution as an extension before PMML 4.2 had them: they are part of the model. */
static gboolean
holds_inputs (const Reader *self, const char *name)
{
  const char *parent = self->open[self->depth - 1].element->name;

  return strcmp (name, "Extension") == 0 && (strcmp (parent, "BayesInputs") == 0 || strcmp (parent, "BayesInput") == 0);
}

static const char *
local_name (const char *name)
{
  const char *colon = strchr (name, ':');

  return colon != NULL ? colon + 1 : name;
}

static gboolean
fail_here (Reader *self, GMarkupParseContext *context, GError **error, const char *format, ...) G_GNUC_PRINTF (4, 5);

static gboolean
fail_here (Reader *self, GMarkupParseContext *context, GError **error, const char *format, ...)
{
  int line, column;
  va_list args;
  g_autofree char *what = NULL;

  g_markup_parse_context_get_position (context, &line, &column);
  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s, line %d: %s"), self->file, line, what);
  return FALSE;
}

/* JPMML wrote some attributes of PMML 4.4 with "x-" before there was a PMML 4.4. */
static const char *
standard_name (const char *name)
{
  return strcmp (name, "x-missingPredictionTreatment") == 0 ? "missingPredictionTreatment"
         : strcmp (name, "x-missingThreshold") == 0 ? "missingThreshold"
         : strcmp (name, "x-invalidValueReplacement") == 0 ? "invalidValueReplacement" : name;
}

static PmmlElement *
make_element (Reader *self, GMarkupParseContext *context, const char *name, const char **keys, const char **values, GError **error)
{
  gsize lengths[256], n = 0, at, bytes = 0;
  guint32 indices[256], from[256];
  PmmlElement *element;
  Attribute *attributes;
  const char *interned;

  for (guint i = 0; keys[i] != NULL; i++)
    {
      const char *key = standard_name (keys[i]);
      gsize length = strlen (values[i]);
      gpointer index = g_hash_table_lookup (self->attributes, key);

      if (length > PMML_MOST_VALUE)
        {
          fail_here (self, context, error, _("The attribute “%s” of <%s> is longer than 1 MiB."), keys[i], name);
          return NULL;
        }
      if (index == NULL && g_str_has_prefix (key, "x-"))
        {
          fail_here (self, context, error, _("The attribute “%s” of <%s> is an extension of one vendor that may change scores, and Assay does not know it. "
                                             "Export the model again without it."), keys[i], name);
          return NULL;
        }
      if (index == NULL || n == G_N_ELEMENTS (lengths))
        continue;
      indices[n] = GPOINTER_TO_UINT (index) - 1;
      from[n] = i;
      lengths[n++] = length;
      bytes += length + 1;
    }
  at = ((sizeof (PmmlElement) + 7) & ~(gsize) 7) + n * sizeof (Attribute);
  element = take (self->arena, at + bytes);
  memset (element, 0, at);
  interned = g_hash_table_lookup (self->names, name);
  if (interned == NULL)
    {
      interned = pmml_arena_strdup (self->arena, name, strlen (name));
      g_hash_table_add (self->names, (char *) interned);
    }
  element->name = interned;
  element->n_attributes = (guint16) n;
  attributes = (Attribute *) attributes_of (element);
  for (guint i = 0; i < n; i++)
    {
      attributes[i].name = indices[i];
      attributes[i].value = (guint32) at;
      memcpy ((char *) element + at, values[from[i]], lengths[i] + 1);
      at += lengths[i] + 1;
    }
  return element;
}

static void
start_element (GMarkupParseContext *context, const char *full_name, const char **keys, const char **values, gpointer user_data, GError **error)
{
  Reader *self = user_data;
  const char *name = local_name (full_name);
  PmmlElement *element;
  int line, column;

  if (self->depth + self->skipped >= PMML_MOST_DEPTH)
    {
      fail_here (self, context, error, _("Elements are nested deeper than %d levels."), PMML_MOST_DEPTH);
      return;
    }
  if (self->skipped > 0 || (self->depth > 0 && is_aside (name) && !holds_inputs (self, name)))
    {
      self->skipped++;
      return;
    }
  if (self->depth == 0 && (self->root != NULL || strcmp (name, "PMML") != 0))
    {
      fail_here (self, context, error, _("The file is XML, but its first element is <%s>, where <PMML> should stand."), name);
      return;
    }
  if (++self->n_elements > PMML_MOST_ELEMENTS)
    {
      fail_here (self, context, error, _("There are more than %d elements."), PMML_MOST_ELEMENTS);
      return;
    }
  element = make_element (self, context, name, keys, values, error);
  if (element == NULL)
    return;
  g_markup_parse_context_get_position (context, &line, &column);
  element->line = (guint32) line;
  if (self->depth == 0)
    self->root = element;
  else if (self->open[self->depth - 1].last != NULL)
    self->open[self->depth - 1].last->next = element;
  else
    self->open[self->depth - 1].element->child = element;
  if (self->depth > 0)
    self->open[self->depth - 1].last = element;
  self->open[self->depth++] = (Open) { element, NULL };
}

static void
end_element (GMarkupParseContext *context, const char *name, gpointer user_data, GError **error)
{
  Reader *self = user_data;

  if (self->skipped > 0)
    self->skipped--;
  else
    self->depth--;
}

static void
read_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data, GError **error)
{
  Reader *self = user_data;
  PmmlElement *element;

  if (self->skipped > 0 || self->depth == 0)
    return;
  element = self->open[self->depth - 1].element;
  /* a blank may be what is meant: <Constant> </Constant> between two names */
  if (!pmml_element_is (element, "Constant"))
    {
      while (length > 0 && g_ascii_isspace (text[length - 1]))
        length--;
      while (length > 0 && g_ascii_isspace (*text))
        {
          text++;
          length--;
        }
    }
  if (length == 0)
    return;
  if (element->text == NULL)
    element->text = pmml_arena_strdup (self->arena, text, length);
  else
    {
      /* in pieces, around a comment: a hostile file must not make this quadratic */
      gsize before = strlen (element->text);

      if (before > PMML_MOST_VALUE)
        {
          fail_here (self, context, error, _("The text of <%s> is cut into pieces and longer than 1 MiB."), element->name);
          return;
        }
      else
        {
          char *joined = pmml_arena_alloc (self->arena, before + length + 2);

          memcpy (joined, element->text, before);
          joined[before] = ' ';
          memcpy (joined + before + 1, text, length);
          element->text = joined;
        }
    }
}

static void
read_passthrough (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data, GError **error)
{
  if (length > 9 && g_ascii_strncasecmp (text, "<!DOCTYPE", 9) == 0)
    fail_here (user_data, context, error, _("The file declares a document type (<!DOCTYPE). Assay reads no document types, because they can pull in other files. "
                                            "Remove the declaration; PMML does not need it."));
}

/* ---- encodings ---- */

/* What the XML declaration says, or the mark in front; "UTF-8" if neither. Bytes of the mark in *skip. */
static char *
find_encoding (const char *text, gsize length, gsize *skip)
{
  const char *end, *at;
  g_autofree char *head = NULL;

  *skip = 0;
  if (length >= 3 && memcmp (text, "\357\273\277", 3) == 0)
    {
      *skip = 3;
      return g_strdup ("UTF-8");
    }
  if (length >= 2 && (memcmp (text, "\376\377", 2) == 0 || memcmp (text, "\377\376", 2) == 0))
    {
      *skip = 2;
      return g_strdup (text[0] == '\376' ? "UTF-16BE" : "UTF-16LE");
    }
  if (length >= 4 && (memcmp (text, "\0<\0?", 4) == 0 || memcmp (text, "<\0?\0", 4) == 0))
    return g_strdup (text[0] == '\0' ? "UTF-16BE" : "UTF-16LE");
  head = g_strndup (text, MIN (length, 400));
  end = strstr (head, "?>");
  at = strstr (head, "encoding");
  if (!g_str_has_prefix (head, "<?xml") || end == NULL || at == NULL || at > end)
    return g_strdup ("UTF-8");
  at += strlen ("encoding");
  while (at < end && (g_ascii_isspace (*at) || *at == '='))
    at++;
  if (*at != '"' && *at != '\'')
    return g_strdup ("UTF-8");
  end = strchr (at + 1, *at);
  return end != NULL ? g_strndup (at + 1, (gsize) (end - at - 1)) : g_strdup ("UTF-8");
}

/* The name iconv knows; NULL: an encoding we do not read. ISO-8859-1 is read as windows-1252, as browsers do: where they differ,
 * ISO-8859-1 has control characters that no PMML may hold. */
static const char *
canonical_encoding (const char *name)
{
  static const char *const known[][2] = {
    { "UTF-8", "UTF-8" }, { "UTF8", "UTF-8" }, { "US-ASCII", "UTF-8" }, { "ASCII", "UTF-8" }, { "ISO-8859-1", "WINDOWS-1252" }, { "ISO8859-1", "WINDOWS-1252" },
    { "ISO8859_1", "WINDOWS-1252" }, { "LATIN1", "WINDOWS-1252" }, { "LATIN-1", "WINDOWS-1252" }, { "WINDOWS-1252", "WINDOWS-1252" }, { "CP1252", "WINDOWS-1252" },
    { "ISO-8859-15", "ISO-8859-15" }, { "LATIN9", "ISO-8859-15" }, { "ISO-8859-2", "ISO-8859-2" }, { "WINDOWS-1250", "WINDOWS-1250" }, { "WINDOWS-1251", "WINDOWS-1251" },
    { "UTF-16", "UTF-16" }, { "UTF-16LE", "UTF-16LE" }, { "UTF-16BE", "UTF-16BE" }, { "SHIFT_JIS", "SHIFT_JIS" }, { "GB2312", "GB18030" }, { "GBK", "GB18030" },
    { "GB18030", "GB18030" }, { "BIG5", "BIG5" }, { "EUC-KR", "EUC-KR" }, { "EUC-JP", "EUC-JP" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_ascii_strcasecmp (name, known[i][0]) == 0)
      return known[i][1];
  return NULL;
}

static gboolean
fail_encoding (const char *file, const char *encoding, gsize at, GError **error)
{
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s, byte %zu: the file says it is in %s, but here it is not. "
               "Save it in the encoding that its first line names."), file, at, encoding);
  return FALSE;
}

/* Feeds the parser piece by piece, so that a converted copy of the whole file never exists. */
static gboolean
feed_converted (Reader *self, GMarkupParseContext *context, const char *text, gsize length, const char *encoding, GError **error)
{
  GIConv converter = g_iconv_open ("UTF-8", encoding);
  char buffer[1 << 14];
  char *from = (char *) text;
  gsize left = length;
  gboolean is_fed = TRUE;

  if (converter == (GIConv) -1)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s is in %s, which this system cannot convert. Save it as UTF-8."), self->file, encoding);
      return FALSE;
    }
  while (is_fed && left > 0)
    {
      char *to = buffer;
      gsize room = sizeof buffer, before = left;
      gsize result = g_iconv (converter, &from, &left, &to, &room);

      if (result == (gsize) -1 && to == buffer && left == before)
        is_fed = fail_encoding (self->file, encoding, length - left, error);
      else
        is_fed = g_markup_parse_context_parse (context, buffer, (gssize) (to - buffer), error);
    }
  g_iconv_close (converter);
  return is_fed;
}

/* Before GMarkup sees it: where a name is not UTF-8 it sets one error over the other. */
static gboolean
check_utf8 (const char *file, const char *text, gsize length, GError **error)
{
  const char *end;
  gsize line = 1;

  if (g_utf8_validate (text, (gssize) length, &end))
    return TRUE;
  for (const char *p = text; (p = memchr (p, '\n', (gsize) (end - p))) != NULL; p++)
    line++;
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE,
               _("%s, line %zu: The text is not UTF-8, and the first line names no other encoding. Name the right one there (as in encoding=\"ISO-8859-1\"), "
                 "or save the file as UTF-8."), file, line);
  return FALSE;
}

static gboolean
feed_plain (const char *file, GMarkupParseContext *context, const char *text, gsize length, AssayProgress *progress, GError **error)
{
  const gsize piece = 1 << 20;

  if (!check_utf8 (file, text, length, error))
    return FALSE;
  for (gsize at = 0; at < length; at += piece)
    if (!assay_progress_step (progress, 0.7 * (double) at / (double) length, error)
        || !g_markup_parse_context_parse (context, text + at, (gssize) MIN (piece, length - at), error))
      return FALSE;
  return TRUE;
}

/* What GMarkup says about text that is no XML, in our words with our line. */
static void
mend_error (Reader *self, GMarkupParseContext *context, GError **error)
{
  g_autofree char *message = NULL;
  const char *at;

  if (error == NULL || *error == NULL || (*error)->domain != G_MARKUP_ERROR)
    return;
  message = g_strdup ((*error)->message);
  g_clear_error (error);
  at = strstr (message, ": ");
  fail_here (self, context, error, _("This is not well-formed XML. %s"), at != NULL && g_str_has_prefix (message, "Error on line") ? at + 2 : message);
}

PmmlElement *
pmml_element_read (PmmlArena *arena, const char *name, const char *text, gsize length, AssayProgress *progress, GError **error)
{
  static const GMarkupParser parser = { start_element, end_element, read_text, read_passthrough, NULL };
  g_autofree Reader *self = g_new0 (Reader, 1);
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GMarkupParseContext) context = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, self, NULL);
  g_autofree char *declared = NULL;
  const char *encoding;
  g_autoptr(GError) problem = NULL;
  gsize skip;

  self->arena = arena;
  self->file = name;
  self->names = names;
  self->attributes = attributes;
  for (guint i = 0; i < G_N_ELEMENTS (attribute_names); i++)
    g_hash_table_insert (attributes, (char *) attribute_names[i], GUINT_TO_POINTER (i + 1));
  declared = find_encoding (text, length, &skip);
  encoding = canonical_encoding (declared);
  if (encoding == NULL)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s says it is in the encoding “%s”, which Assay does not read. Save it as UTF-8."), name, declared);
      return NULL;
    }
  text += skip;
  length -= skip;
  while (length > 0 && g_ascii_isspace (*text) && encoding[0] == 'U' && encoding[4] == '8')
    {
      text++;
      length--;
    }
  /* GMarkup may set an error and go on: where a name in <?…?> is not UTF-8 it does */
  if (!(strcmp (encoding, "UTF-8") == 0 ? feed_plain (name, context, text, length, progress, &problem) : feed_converted (self, context, text, length, encoding, &problem))
      || problem != NULL || !g_markup_parse_context_end_parse (context, &problem) || problem != NULL)
    {
      mend_error (self, context, &problem);
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  if (self->root == NULL)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s is XML without an element: it is empty or cut."), name);
  return self->root;
}
