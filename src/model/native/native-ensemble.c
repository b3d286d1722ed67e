/* Kind "ensemble": other artifacts, each a file beside this one, whose scores are averaged with weights or put into a linear model. */
#include "model/native/native-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/digest.h"
#include "math/scoring/score-blocks.h"
#include "model/native/native-calibration.h"
#include "model/native/native-outputs.h"

#define MAX_MEMBERS 1000
#define MAX_DEPTH 8

enum { COMBINE_WEIGHTS, COMBINE_STACKING };
enum { ON_OUTPUT, ON_LOGIT };

typedef struct
{
  AssayArtifact *artifact;
  guint *fields;                   /* of the ensemble, for each field of the member */
  guint output;
  double weight;
  char *no_result;                 /* problem */
} Member;

typedef struct
{
  Member *members;
  guint n;
  guint combine, on;
  gboolean is_logit;               /* stacking through a logistic link */
  double intercept;
  NativeCalibration calibration;
  NativeOutputs outputs;
} Ensemble;

typedef struct { gpointer *bound; AssayBoundField **fields; guint n; const Ensemble *ensemble; } Bound;
typedef struct { AssayScoreBlock **blocks; double *sum; const Ensemble *ensemble; } Scratch;

/* Ensembles of ensembles: how many are being read above this one. */
static GPrivate depth_of_thread;

static void
ensemble_free (gpointer data)
{
  Ensemble *self = data;

  for (guint m = 0; m < self->n; m++)
    {
      g_clear_pointer (&self->members[m].artifact, assay_artifact_unref);
      g_free (self->members[m].fields);
      g_free (self->members[m].no_result);
    }
  g_free (self->members);
  native_calibration_clear (&self->calibration);
  native_outputs_clear (&self->outputs);
  g_free (self);
}

/* ---- bound to columns ---- */

static void
unbind (gpointer data)
{
  Bound *bound = data;

  for (guint m = 0; m < bound->n; m++)
    {
      const AssayArtifactClass *klass = assay_artifact_get_class_of (bound->ensemble->members[m].artifact);

      if (klass->unbind != NULL && bound->bound[m] != NULL)
        klass->unbind (bound->bound[m]);
      g_free (bound->fields[m]);
    }
  g_free (bound->bound);
  g_free (bound->fields);
  g_free (bound);
}

static gpointer
bind (gconstpointer data, const AssayBoundField *fields, guint n_fields, GError **error)
{
  const Ensemble *self = data;
  Bound *bound = g_new0 (Bound, 1);

  bound->bound = g_new0 (gpointer, self->n + 1);
  bound->fields = g_new0 (AssayBoundField *, self->n + 1);
  bound->n = self->n;
  bound->ensemble = self;
  for (guint m = 0; m < self->n; m++)
    {
      const Member *member = &self->members[m];
      const AssayArtifactClass *klass = assay_artifact_get_class_of (member->artifact);
      guint n = assay_artifact_get_n_fields (member->artifact);
      GError *problem = NULL;

      bound->fields[m] = g_new (AssayBoundField, n + 1);
      for (guint f = 0; f < n; f++)
        bound->fields[m][f] = fields[member->fields[f]];
      if (klass->bind != NULL)
        bound->bound[m] = klass->bind (assay_artifact_get_data (member->artifact), bound->fields[m], n, &problem);
      if (problem != NULL)
        {
          g_propagate_error (error, problem);
          unbind (bound);
          return NULL;
        }
    }
  return bound;
}

/* ---- memory of a thread ---- */

static AssayScoreBlock *
block_new (const AssayArtifact *artifact, gconstpointer bound)
{
  const AssayArtifactClass *klass = assay_artifact_get_class_of (artifact);
  AssayScoreBlock *block = g_new0 (AssayScoreBlock, 1);

  block->n_outputs = assay_artifact_get_n_outputs (artifact);
  block->numbers = g_new0 (double *, block->n_outputs + 1);
  block->texts = g_new0 (const char **, block->n_outputs + 1);
  for (guint o = 0; o < block->n_outputs; o++)
    {
      if (assay_artifact_get_output (artifact, o)->is_text)
        block->texts[o] = g_new0 (const char *, ASSAY_SCORE_ROWS);
      else
        block->numbers[o] = g_new0 (double, ASSAY_SCORE_ROWS);
    }
  block->problems = g_new0 (const char *, ASSAY_SCORE_ROWS);
  block->strings = g_string_chunk_new (1024);
  if (klass->scratch_new != NULL)
    block->scratch = klass->scratch_new (assay_artifact_get_data (artifact), bound);
  return block;
}

static void
block_free (AssayScoreBlock *block, const AssayArtifact *artifact)
{
  const AssayArtifactClass *klass = assay_artifact_get_class_of (artifact);

  if (klass->scratch_free != NULL && block->scratch != NULL)
    klass->scratch_free (block->scratch);
  for (guint o = 0; o < block->n_outputs; o++)
    {
      g_free (block->numbers[o]);
      g_free (block->texts[o]);
    }
  g_free (block->numbers);
  g_free (block->texts);
  g_free (block->problems);
  g_string_chunk_free (block->strings);
  g_free (block);
}

static gpointer
scratch_new (gconstpointer data, gconstpointer bound)
{
  const Ensemble *self = data;
  Scratch *scratch = g_new0 (Scratch, 1);

  scratch->ensemble = self;
  scratch->blocks = g_new0 (AssayScoreBlock *, self->n + 1);
  for (guint m = 0; m < self->n; m++)
    scratch->blocks[m] = block_new (self->members[m].artifact, ((const Bound *) bound)->bound[m]);
  scratch->sum = g_new (double, ASSAY_SCORE_ROWS);
  return scratch;
}

static void
scratch_free (gpointer data)
{
  Scratch *scratch = data;

  for (guint m = 0; m < scratch->ensemble->n; m++)
    block_free (scratch->blocks[m], scratch->ensemble->members[m].artifact);
  g_free (scratch->blocks);
  g_free (scratch->sum);
  g_free (scratch);
}

/* ---- scoring ---- */

static void
score_member (const Member *member, gconstpointer bound, const AssayBoundField *fields, gsize first, gsize n, AssayScoreBlock *block)
{
  block->n = n;
  g_string_chunk_clear (block->strings);
  memset (block->problems, 0, n * sizeof *block->problems);
  for (guint o = 0; o < block->n_outputs; o++)
    for (gsize i = 0; i < n; i++)
      {
        if (block->texts[o] != NULL)
          block->texts[o][i] = NULL;
        else
          block->numbers[o][i] = NAN;
      }
  assay_artifact_get_class_of (member->artifact)->score (assay_artifact_get_data (member->artifact), bound, block->scratch, fields, first, n, block);
}

static void
score (gconstpointer data, gconstpointer bound, gpointer scratch, const AssayBoundField *fields, gsize first, gsize n, AssayScoreBlock *block)
{
  const Ensemble *self = data;
  const Bound *binding = bound;
  Scratch *own = scratch;
  double *out = native_outputs_get_numbers (&self->outputs, block);

  for (gsize i = 0; i < n; i++)
    own->sum[i] = self->intercept;
  for (guint m = 0; m < self->n; m++)
    {
      const Member *member = &self->members[m];
      AssayScoreBlock *of_member = own->blocks[m];
      double *x = of_member->numbers[member->output];

      score_member (member, binding->bound[m], binding->fields[m], first, n, of_member);
      for (gsize i = 0; i < n; i++)
        {
          if (block->problems[i] == NULL && (of_member->problems[i] != NULL || isnan (x[i])))
            block->problems[i] = of_member->problems[i] != NULL ? g_string_chunk_insert_const (block->strings, of_member->problems[i]) : member->no_result;
          x[i] = self->on == ON_LOGIT ? log (x[i]) - log1p (-x[i]) : x[i];
        }
      am_add_scaled (x, n, member->weight, own->sum);
    }
  for (gsize i = 0; i < n; i++)
    if (block->problems[i] == NULL && !isfinite (own->sum[i]))
      block->problems[i] = _("the sum over the members is no number");
  if (self->is_logit)
    am_logistic (own->sum, n, out);
  else
    memcpy (out, own->sum, n * sizeof (double));
  if (self->calibration.is_used)
    native_calibration_run (&self->calibration, own->sum, out, n);
  native_outputs_finish (&self->outputs, block, n);
}

static const AssayArtifactClass ensemble_class = {
  .free = ensemble_free, .bind = bind, .unbind = unbind, .scratch_new = scratch_new, .scratch_free = scratch_free, .score = score };

/* ---- reading ---- */

/* A member lies in the folder of the ensemble or below it, so that a file from elsewhere cannot have any other opened. */
static gboolean
check_path (const char *path, const char *where, GError **error)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);
  gboolean is_fine = *path != '\0' && !g_path_is_absolute (path) && strchr (path, '\\') == NULL;

  for (char **part = parts; *part != NULL; part++)
    is_fine = is_fine && **part != '\0' && strcmp (*part, "..") != 0 && strcmp (*part, ".") != 0;
  return is_fine || native_fail (error, where, _("“path” must name a file in the folder of the ensemble or below it, such as \"members/a.json\"."));
}

static gboolean
load_member (NativeReader *reader, Member *member, const char *path, const char *sha256, const char *where, GError **error)
{
  g_autofree char *full = NULL, *found = NULL;
  GError *problem = NULL;
  guint depth = GPOINTER_TO_UINT (g_private_get (&depth_of_thread));

  if (!check_path (path, where, error))
    return FALSE;
  if (reader->options->folder == NULL)
    return native_fail (error, where, _("the members of an ensemble lie beside it, and where this one lies is not known. Open it as a file."));
  if (depth >= MAX_DEPTH)
    return native_fail (error, where, _("ensembles hold ensembles more than %u deep."), MAX_DEPTH);
  full = g_build_filename (reader->options->folder, path, NULL);
  found = assay_digest_file (full, reader->progress, &problem);
  if (found == NULL)
    {
      native_fail (error, where, _("%s cannot be read: %s"), path, problem->message);
      g_error_free (problem);
      return FALSE;
    }
  if (g_ascii_strcasecmp (found, sha256) != 0)
    return native_fail (error, where, _("%s is not the file that the ensemble was made of: its SHA-256 begins with %.8s, and the ensemble says %.8s."), path, found, sha256);
  g_private_set (&depth_of_thread, GUINT_TO_POINTER (depth + 1));
  member->artifact = assay_artifact_load (full, NULL, reader->progress, error);
  g_private_set (&depth_of_thread, GUINT_TO_POINTER (depth));
  return member->artifact != NULL;
}

/* Fields of the same name are the same column, and must be the same kind. */
static gboolean
join_fields (NativeReader *reader, Member *member, const char *where, GError **error)
{
  guint n = assay_artifact_get_n_fields (member->artifact);

  member->fields = g_new (guint, n + 1);
  for (guint f = 0; f < n; f++)
    {
      const AssayField *from = assay_artifact_get_field (member->artifact, f);
      GPtrArray *fields = reader->info->fields;
      AssayField *to = NULL;

      for (guint i = 0; to == NULL && i < fields->len; i++)
        if (g_str_equal (((AssayField *) fields->pdata[i])->name, from->name))
          {
            to = fields->pdata[i];
            member->fields[f] = i;
          }
      if (to != NULL && to->kind != from->kind)
        return native_fail (error, where, _("“%s” is a number for one member and a category or a date for another."), from->name);
      if (to != NULL)
        {
          to->is_optional = to->is_optional && from->is_optional;
          continue;
        }
      member->fields[f] = fields->len;
      to = assay_artifact_info_add_field (reader->info, from->name, from->kind);
      to->label = g_strdup (from->label);
      to->unit = g_strdup (from->unit);
      to->is_optional = from->is_optional;
    }
  return TRUE;
}

static gboolean
choose_output (Member *member, const char *name, const char *where, GError **error)
{
  gboolean higher;
  int found = name == NULL ? assay_artifact_find_risk_output (member->artifact, NULL, &higher) : -1;

  for (guint o = 0; name != NULL && o < assay_artifact_get_n_outputs (member->artifact); o++)
    if (g_str_equal (assay_artifact_get_output (member->artifact, o)->name, name))
      found = o;
  if (found < 0 || assay_artifact_get_output (member->artifact, found)->is_text)
    return name != NULL ? native_fail (error, where, _("the member has no number called “%s”."), name)
                        : native_fail (error, where, _("the member has no number that could be combined."));
  member->output = found;
  return TRUE;
}

static gboolean
read_member (NativeReader *reader, Ensemble *self, Member *member, JsonObject *from, const char *where, GError **error)
{
  const char *path = NULL, *sha256 = NULL, *output = NULL;

  if (!native_check_keys (from, where, self->combine == COMBINE_WEIGHTS ? "path sha256 output weight" : "path sha256 output coef", error)
      || !native_get_text (from, where, "path", TRUE, &path, error) || !native_get_text (from, where, "sha256", TRUE, &sha256, error)
      || !native_get_text (from, where, "output", FALSE, &output, error)
      || !native_get_number (from, where, self->combine == COMBINE_WEIGHTS ? "weight" : "coef", TRUE, &member->weight, error)
      || !load_member (reader, member, path, sha256, where, error) || !join_fields (reader, member, where, error) || !choose_output (member, output, where, error))
    return FALSE;
  if (self->combine == COMBINE_WEIGHTS && member->weight < 0)
    return native_fail (error, where, _("“weight” is negative."));
  member->no_result = g_strdup_printf (_("%s has no result"), path);
  assay_artifact_info_add_fact (reader->info, N_("Member"), "%s (%s)", path, assay_artifact_get_kind (member->artifact));
  return TRUE;
}

static gboolean
check_members (Ensemble *self, GError **error)
{
  const char *where = _("ensemble");
  double total = 0;
  gboolean all_probabilities = TRUE;

  for (guint m = 0; m < self->n; m++)
    {
      total += self->members[m].weight;
      all_probabilities = all_probabilities && assay_artifact_get_output (self->members[m].artifact, self->members[m].output)->role == ASSAY_OUTPUT_PROBABILITY;
    }
  if (self->on == ON_LOGIT && !all_probabilities)
    return native_fail (error, where, _("“on” is “logit”, and not every member gives a probability."));
  if (self->combine == COMBINE_STACKING)
    return TRUE;
  if (!(total > 0) || !isfinite (total))
    return native_fail (error, where, _("the weights add up to nothing."));
  for (guint m = 0; m < self->n; m++)
    self->members[m].weight /= total;
  return TRUE;
}

static gboolean
read_ensemble (NativeReader *reader, Ensemble *self, JsonObject *from, GError **error)
{
  const char *where = _("ensemble");
  JsonArray *members = NULL;
  JsonObject *calibration = NULL;
  gboolean is_probability;
  guint link = 0;

  if (!native_get_choice (from, where, "combine", TRUE, "weighted_mean|stacking", &self->combine, error)
      || !native_check_keys (from, where, self->combine == COMBINE_WEIGHTS ? "combine on members calibration" : "combine on link intercept members calibration", error)
      || !native_get_choice (from, where, "on", FALSE, "output|logit", &self->on, error)
      || !native_get_choice (from, where, "link", self->combine == COMBINE_STACKING, "identity|logit", &link, error)
      || !native_get_number (from, where, "intercept", self->combine == COMBINE_STACKING, &self->intercept, error)
      || !native_get_array (from, where, "members", TRUE, &members, error) || !native_get_object (from, where, "calibration", FALSE, &calibration, error)
      || (calibration != NULL && !native_calibration_read (&self->calibration, calibration, _("calibration"), error)))
    return FALSE;
  if (native_has (reader->root, "inputs") || native_has (reader->root, "preprocess"))
    return native_fail (error, where, _("the members have inputs and preparation of their own; leave out “inputs” and “preprocess”."));
  if (json_array_get_length (members) == 0 || json_array_get_length (members) > MAX_MEMBERS)
    return native_fail (error, where, _("there must be from 1 to %u members."), MAX_MEMBERS);
  self->members = g_new0 (Member, json_array_get_length (members));
  for (guint m = 0; m < json_array_get_length (members); m++)
    {
      g_autofree char *at = g_strdup_printf (_("member %u"), m + 1);
      JsonObject *member = native_get_element (members, m, at, error);

      self->n = m + 1;
      if (member == NULL || !read_member (reader, self, &self->members[m], member, at, error))
        return FALSE;
    }
  self->is_logit = link == 1 || (self->combine == COMBINE_WEIGHTS && self->on == ON_LOGIT);
  if (!check_members (self, error))
    return FALSE;
  is_probability = self->is_logit || self->calibration.is_used
                   || (self->combine == COMBINE_WEIGHTS
                       && assay_artifact_get_output (self->members[0].artifact, self->members[0].output)->role == ASSAY_OUTPUT_PROBABILITY);
  g_free (reader->info->function);
  reader->info->function = g_strdup (is_probability ? "classification" : "regression");
  return native_outputs_read (&self->outputs, reader, is_probability ? NATIVE_PROBABILITY : NATIVE_VALUE, is_probability ? 2 : 0, error);
}

AssayArtifact *
native_read_ensemble (NativeReader *reader, JsonObject *from, GError **error)
{
  Ensemble *self = g_new0 (Ensemble, 1);

  if (!native_read_card (reader, error) || !read_ensemble (reader, self, from, error))
    {
      ensemble_free (self);
      g_clear_pointer (&reader->info, assay_artifact_info_free);
      return NULL;
    }
  return assay_artifact_new (&ensemble_class, self, g_steal_pointer (&reader->info));
}
