#include "analysis/validation/validation-record.h"

#include "analysis/validation/validation-check.h"
#include "analysis/wording.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* section: of the report; NULL: none of those that checks have. */
static void
take_unless_empty (AssayResult *result, AssayTable *table, const char *section)
{
  assay_table_set_section (table, section);
  if (assay_table_get_n_rows (table) > 0)
    assay_result_take_table (result, table);
  else
    assay_table_unref (table);
}

static void
add_text_columns (AssayTable *table, const char *const (*columns)[2], guint n)
{
  for (guint i = 0; i < n; i++)
    assay_table_add_column (table, columns[i][0], columns[i][1], ASSAY_CELL_TEXT);
}

/* ---- models ---- */

static void
add_model (AssayTable *table, const char *role, const AssayTaskModel *model)
{
  const AssayArtifact *artifact = model->artifact;
  const AssayModelCard *card = assay_artifact_get_card (artifact);
  const char *id = card != NULL ? assay_model_card_get (card, "model_id") : NULL, *version = card != NULL ? assay_model_card_get (card, "version") : NULL;
  const char *at = strrchr (model->file, '@'), *writer = assay_artifact_get_writer (artifact);
  g_autofree char *format = writer != NULL ? g_strdup_printf ("%s (%s)", assay_artifact_get_format (artifact), writer) : g_strdup (assay_artifact_get_format (artifact));

  assay_table_add_row (table);
  assay_table_set_text (table, 0, role);
  assay_table_set_text (table, 1, model->file);
  assay_table_set_text (table, 2, id != NULL ? id : assay_artifact_get_name (artifact));
  assay_table_set_text (table, 3, version != NULL ? version : model->version > 0 && at != NULL ? at + 1 : NULL);
  assay_table_set_text (table, 4, assay_artifact_get_kind (artifact));
  assay_table_set_text (table, 5, format);
  assay_table_set_text (table, 6, assay_artifact_get_sha256 (artifact));
}

static void
add_models (const AssayTask *task, AssayResult *result)
{
  static const char *const columns[][2] = { { "role", N_("Role") }, { "file", N_("File") }, { "id", N_("Model") }, { "version", N_("Version") }, { "kind", N_("Kind") },
                                            { "format", N_("Format") }, { "sha256", "SHA-256" } };
  AssayTable *table = assay_table_new ("validated-models", N_("Models"));
  guint n = task->models != NULL ? task->models->len : 0;

  add_text_columns (table, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < n; i++)
    add_model (table, i == 0 && !task->has_no_champion ? "champion" : "challenger", task->models->pdata[i]);
  take_unless_empty (result, table, assay_section_name (ASSAY_SECTION_CONCEPT));
}

/* ---- the card of the champion ---- */

typedef struct { const char *path, *label; } CardText;

static void
add_card_text (AssayTable *table, const AssayModelCard *card, const char *path, const char *label)
{
  const char *text = assay_model_card_get (card, path);

  if (text == NULL || *text == '\0')
    return;
  assay_table_add_row (table);
  assay_table_set_text (table, 0, path);
  assay_table_set_text (table, 1, label);
  assay_table_set_text (table, 2, text);
}

static void
add_card_list (AssayTable *table, const AssayModelCard *card, const char *path, const char *label)
{
  for (guint i = 0; i < assay_model_card_get_length (card, path); i++)
    {
      g_autofree char *item = g_strdup_printf ("%s.%u", path, i);

      add_card_text (table, card, item, label);
    }
}

static void
add_approvals (AssayTable *table, const AssayModelCard *card)
{
  static const char *const keys[] = { "decision", "role", "name", "date" };

  for (guint i = 0; i < assay_model_card_get_length (card, "approvals"); i++)
    {
      g_autofree char *row = g_strdup_printf ("approvals.%u", i), *conditions = g_strdup_printf ("approvals.%u.conditions", i);
      g_autoptr(GString) text = g_string_new (NULL);

      for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
        {
          g_autofree char *path = g_strdup_printf ("%s.%s", row, keys[k]);
          const char *part = assay_model_card_get (card, path);

          if (part != NULL)
            g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", part);
        }
      assay_table_add_row (table);
      assay_table_set_text (table, 0, row);
      assay_table_set_text (table, 1, N_("Approval"));
      assay_table_set_text (table, 2, text->str);
      add_card_list (table, card, conditions, N_("Condition"));
    }
}

static void
add_card (const AssayValidationCase *c, AssayResult *result)
{
  static const CardText texts[] = {
    { "purpose", N_("Purpose") }, { "portfolio", N_("Portfolio") }, { "regulatory_use", N_("Regulatory Use") }, { "materiality_tier", N_("Materiality Tier") }, { "status", N_("Status") },
    { "owner", N_("Owner") }, { "developer", N_("Developer") }, { "validator", N_("Validator") }, { "next_review", N_("Next Review") }, { "target.definition", N_("Outcome") },
    { "target.outcome_window_months", N_("Outcome Window (Months)") }, { "training_window.from", N_("Training From") }, { "training_window.to", N_("Training To") },
    { "training_window.rows", N_("Training Rows") }, { "training_window.events", N_("Training Events") }, { "training_window.sampling", N_("Sampling") }, { "source.tool", N_("Made With") },
  };
  static const char *const columns[][2] = { { "path", N_("Entry") }, { "label", N_("What") }, { "text", N_("Text") } };
  const AssayModelCard *card = c->model != NULL ? assay_artifact_get_card (c->model) : NULL;
  AssayTable *table;

  if (card == NULL)
    return;
  table = assay_table_new ("model-card", N_("Model Card"));
  add_text_columns (table, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    add_card_text (table, card, texts[i].path, texts[i].label);
  add_card_list (table, card, "out_of_scope", N_("Out of Scope"));
  add_approvals (table, card);
  add_card_list (table, card, "limitations", N_("Limitation"));
  take_unless_empty (result, table, assay_section_name (ASSAY_SECTION_CONCEPT));
}

/* ---- samples ---- */

static void
add_sample (AssayTable *table, const AssayValidationSample *sample)
{
  gboolean has_outcome;

  if (sample == NULL)
    return;
  has_outcome = sample->event != NULL || sample->actual != NULL;
  assay_table_add_row (table);
  assay_table_set_text (table, 0, sample->name);
  assay_table_set_number (table, 1, sample->n);
  assay_table_set_number (table, 2, has_outcome ? sample->n_missing_outcome : NAN);
  assay_table_set_number (table, 3, sample->score != NULL ? sample->n_missing_score : NAN);
  assay_table_set_number (table, 4, sample->weight != NULL ? sample->n_bad_weight : NAN);
  assay_table_set_number (table, 5, has_outcome && sample->score != NULL ? sample->n_complete : NAN);
  assay_table_set_number (table, 6, sample->event != NULL ? sample->n_events : NAN);
  assay_table_set_number (table, 7, sample->event != NULL && sample->n_complete > 0 ? (double) sample->n_events / sample->n_complete : NAN);
}

static void
add_samples (const AssayValidationCase *c, AssayResult *result)
{
  AssayTable *table = assay_table_new ("samples", N_("Samples and Exclusions"));

  assay_table_add_column (table, "sample", N_("Data Sample"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "rows", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "no-outcome", N_("Without Outcome"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "no-score", N_("Without Score"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "no-weight", N_("Without Weight"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "complete", N_("Complete Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "events", N_("Events"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "event-rate", N_("Event Rate"), ASSAY_CELL_FRACTION);
  add_sample (table, c->data);
  add_sample (table, c->reference);
  add_sample (table, c->train);
  assay_table_set_note (table, N_("A row can lack more than one. Checks of outcomes use complete rows, checks of columns all rows; events are those of complete rows."));
  take_unless_empty (result, table, assay_section_name (ASSAY_SECTION_DATA));
}

/* ---- limits that are not the default ---- */

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_threshold (AssayTable *table, const AssayValidationCheck *check, const AssayLimit *limit)
{
  const AssayLimits *usual = &check->limits.limits;
  const char source[2] = { usual->source, '\0' };

  assay_table_add_row (table);
  assay_table_set_text (table, 0, check->id);
  assay_table_set_text (table, 1, check->statistic);
  assay_table_set_number (table, 2, usual->warn);
  assay_table_set_number (table, 3, usual->fail);
  assay_table_set_text (table, 4, source);
  assay_table_set_number (table, 5, limit->warn);
  assay_table_set_number (table, 6, limit->fail);
  assay_table_set_text (table, 7, limit->author);
  assay_table_set_text (table, 8, limit->date);
  assay_table_set_text (table, 9, limit->reason);
}

static void
add_thresholds (const AssayValidationCase *c, AssayResult *result)
{
  AssayTable *table = assay_table_new ("thresholds", N_("Thresholds Changed from Default"));
  g_autofree const char **ids = NULL;
  guint n = 0;

  if (c->policy != NULL && c->policy->limits != NULL)
    ids = (const char **) g_hash_table_get_keys_as_array (c->policy->limits, &n);
  assay_table_add_column (table, "check", N_("Check"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "statistic", N_("Statistic"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "default-warn", N_("Watch, default"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "default-fail", N_("Fail, default"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "source", N_("Source"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "warn", N_("Watch"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "fail", N_("Fail"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "author", N_("By"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "date", N_("Date"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "reason", N_("Reason"), ASSAY_CELL_TEXT);
  if (n > 0)
    qsort (ids, n, sizeof *ids, compare_ids);
  for (guint i = 0; i < n; i++)
    {
      const AssayValidationCheck *check = assay_validation_check_find (ids[i]);

      if (check != NULL)
        add_threshold (table, check, assay_policy_find (c->policy, ids[i]));
    }
  take_unless_empty (result, table, NULL);
}

/* ---- columns ---- */

static gboolean
is_named (const AssayValidationSplit *splits, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (splits[i].name, name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_feature (const AssayValidationCase *c, const char *name)
{
  for (guint i = 0; i < c->n_features; i++)
    if (c->features[i].data != NULL && strcmp (assay_column_get_name (c->features[i].data), name) == 0)
      return TRUE;
  return FALSE;
}

/* What a column was used as; "": not at all. */
static char *
word_roles (const AssayValidationCase *c, const char *name)
{
  static const char *const options[][2] = {
    { "id", N_("row id") }, { "weight", N_("weight") }, { "time", N_("time") }, { "pd", "PD" }, { "lgd", N_("realised LGD") }, { "lgd-estimate", N_("estimated LGD") },
    { "ead", N_("realised EAD") }, { "ead-estimate", N_("estimated EAD") }, { "exposure", N_("exposure") }, { "grades", N_("grades") }, { "approved-score", N_("approved score") },
  };
  g_autoptr(GString) roles = g_string_new (NULL);
  const char *score = assay_options_get_text (c->options, "score");
  g_auto(GStrv) challengers = assay_options_get_list (c->options, "challenger-score");

#define ADD(condition, word) if (condition) g_string_append_printf (roles, "%s%s", roles->len > 0 ? ", " : "", word)
  ADD (g_strcmp0 (c->target_name, name) == 0, "outcome");
  ADD (g_strcmp0 (score, name) == 0 || (c->model == NULL && g_strcmp0 (c->score_name, name) == 0), c->model != NULL ? "recorded score" : "score");
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    ADD (g_strcmp0 (assay_options_get_text (c->options, options[i][0]), name) == 0, options[i][1]);
  ADD (challengers != NULL && g_strv_contains ((const char *const *) challengers, name), "challenger score");
  ADD (is_named (c->segments, c->n_segments, name), "segment");
  ADD (is_named (c->groups, c->n_groups, name), "protected group");
  ADD (is_feature (c, name), "feature");
#undef ADD
  return g_string_free (g_steal_pointer (&roles), FALSE);
}

static const AssayField *
find_field (const AssayValidationCase *c, const char *column)
{
  for (guint i = 0; i < c->n_features; i++)
    if (c->model != NULL && c->features[i].field >= 0 && c->features[i].data != NULL && strcmp (assay_column_get_name (c->features[i].data), column) == 0)
      return assay_artifact_get_field (c->model, (guint) c->features[i].field);
  return NULL;
}

/* "0 to 1", "at least 0", a list of words. NULL: anything. */
static char *
word_range (const AssayField *field)
{
  char low[ASSAY_NUMBER_SIZE], high[ASSAY_NUMBER_SIZE];

  if (field == NULL)
    return NULL;
  if (field->values != NULL)
    {
      g_autoptr(GString) words = g_string_new (NULL);
      guint n = g_strv_length (field->values);

      for (guint i = 0; i < MIN (n, 6); i++)
        g_string_append_printf (words, "%s%s", i > 0 ? ", " : "", field->values[i]);
      return g_strdup_printf (n > 6 ? "%s, …" : "%s", words->str);
    }
  assay_number_format (field->low, low);
  assay_number_format (field->high, high);
  if (isnan (field->low) && isnan (field->high))
    return NULL;
  return isnan (field->low) ? g_strdup_printf ("at most %s", high) : isnan (field->high) ? g_strdup_printf ("at least %s", low) : g_strdup_printf ("%s to %s", low, high);
}

#define MOST_COLUMNS 200     /* that are listed; those with a role first */

static void
add_column (AssayTable *table, const AssayValidationCase *c, AssayColumn *column, const char *roles)
{
  const char *name = assay_column_get_name (column);
  const AssayField *field = find_field (c, name);
  g_autofree char *range = word_range (field);

  assay_table_add_row (table);
  assay_table_set_text (table, 0, name);
  assay_table_set_text (table, 1, *roles != '\0' ? roles : "not used");
  assay_table_set_text (table, 2, assay_type_name (assay_column_get_type (column)));
  assay_table_set_number (table, 3, assay_column_get_n_missing (column));
  assay_table_set_text (table, 4, range);
  assay_table_set_text (table, 5, field != NULL ? field->unit : NULL);
  assay_table_set_text (table, 6, field != NULL ? field->label : NULL);
}

static void
add_dictionary (const AssayValidationCase *c, AssayResult *result)
{
  AssayTable *table = assay_table_new ("dictionary", N_("Data Dictionary"));
  guint n = assay_frame_get_n_columns (c->data->frame);

  assay_table_add_column (table, "column", N_("Column"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "roles", N_("Used As"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "type", N_("Type"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "missing", N_("Missing"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "range", N_("Valid for the Model"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "unit", N_("Unit"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "label", N_("Label"), ASSAY_CELL_TEXT);
  for (int used = 1; used >= 0; used--)
    for (guint i = 0; i < n; i++)
      {
        AssayColumn *column = assay_frame_get_column (c->data->frame, i);
        g_autofree char *roles = word_roles (c, assay_column_get_name (column));

        if ((*roles != '\0') == used && assay_table_get_n_rows (table) < MOST_COLUMNS)
          add_column (table, c, column, roles);
      }
  if (n > MOST_COLUMNS)
    {
      g_autofree char *shown = assay_word_count (MOST_COLUMNS), *all = assay_word_count (n), *note = g_strdup_printf ("%s of %s columns, those with a role first.", shown, all);

      assay_table_set_note (table, note);
    }
  take_unless_empty (result, table, assay_section_name (ASSAY_SECTION_DATA));
}

void
assay_validation_record (const AssayValidationCase *c, const AssayTask *task, AssayResult *result)
{
  add_models (task, result);
  add_card (c, result);
  add_samples (c, result);
  add_thresholds (c, result);
  add_dictionary (c, result);
}
