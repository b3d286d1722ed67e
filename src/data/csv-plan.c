/* From samples and options to a plan for reading, with every setting reported and every open question asked. */
#include "data/csv-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/csv-detection.h"
#include "data/frame.h"

void
assay_csv_plan_free (AssayCsvPlan *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    g_free (self->columns[i].name);
  g_free (self->columns);
  g_strfreev (self->missing);
  g_free (self);
}

static const char *
character_name (int c)
{
  switch (c)
    {
    case '\t': return "tab";
    case ' ': return "space";
    case ',': return ",";
    case ';': return ";";
    case '|': return "|";
    case '.': return ".";
    case '"': return "\"";
    case '\'': return "'";
    default: return "none";
    }
}

static void
report_settings (AssayDetection *self)
{
  const AssayReadOptions *options = self->options;
  AssayCsvPlan *plan = self->plan;
  const AssayDialect dialect = plan->dialect;

  assay_read_report_add_setting (self->report, "encoding", assay_encoding_name (plan->encoding), options->encoding != NULL, NULL);
  assay_read_report_add_setting (self->report, "separator", character_name (dialect.separator), options->separator != 0, NULL);
  assay_read_report_add_setting (self->report, "quote", character_name (dialect.quote), options->quote != 0, NULL);
  assay_read_report_add_setting (self->report, "decimal", character_name (plan->number.decimal), options->decimal != 0, NULL);
  assay_read_report_add_setting (self->report, "thousands", character_name (plan->number.group), options->group != 0, NULL);
  assay_read_report_add_setting (self->report, "header", plan->has_header ? "yes" : "no", options->header >= 0, NULL);
  assay_detection_report_renamed (self);
  if (options->missing != NULL)
    {
      g_autofree char *codes = g_strjoinv (",", options->missing);
      assay_read_report_add_setting (self->report, "missing", codes, TRUE, NULL);
    }
}

static gboolean
check_given (AssayDetection *self, GError **error)
{
  const AssayReadOptions *options = self->options;

  if (options->decimal != 0 && options->group > 0 && options->decimal == options->group)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT,
                   _("The decimal mark and the mark between thousands cannot both be “%c”. Change --decimal or --thousands."), options->decimal);
      return FALSE;
    }
  return TRUE;
}

static void
find_start (AssayDetection *self, gsize skipped)
{
  AssayCsvPlan *plan = self->plan;
  const GString *head = self->sample.head;
  gsize pos = skipped;

  plan->first_line = self->options->skip_rows + 1;
  if (plan->has_header)
    {
      guint n_fields = 0;

      /* blank lines before the header are no records */
      while (pos < head->len && n_fields == 0)
        {
          gsize next = assay_csv_count_fields (plan->dialect, head->str, head->len, pos, &n_fields);

          for (gsize i = pos; i < next; i++)
            plan->first_line += head->str[i] == '\n' || (head->str[i] == '\r' && (i + 1 == next || head->str[i + 1] != '\n'));
          pos = next;
        }
    }
  plan->data_start = pos;
}

static gboolean
detect (AssayDetection *self, AssayByteSource *source, GError **error)
{
  AssayCsvPlan *plan = self->plan;
  const AssayReadOptions *options = self->options;
  gsize head_len, skipped = 0;
  gboolean is_all;
  const char *head = assay_byte_source_get_head (source, &head_len, &is_all), *foreign;
  guint decimal;

  if (head_len == 0)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_EMPTY, _("%s is empty: there is not one byte in it."), self->name);
      return FALSE;
    }
  plan->encoding = options->encoding != NULL ? assay_encoding_from_name (options->encoding) : assay_encoding_detect (head, head_len);
  assay_sample_load (&self->sample, source, plan->encoding, options->skip_rows, &skipped);
  foreign = plan->encoding >= ASSAY_ENCODING_UTF16LE ? assay_find_foreign_content (self->sample.head->str, self->sample.head->len)
                                                     : assay_find_foreign_content (head, head_len);
  if (foreign != NULL)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_READ, _("%s is not delimited text. By its content it is %s."), self->name,
                   _(foreign));
      return FALSE;
    }
  plan->dialect = assay_sample_find_dialect (&self->sample, (AssayDialect) { options->separator, options->quote });
  /* the text is unescaped where it stands from here on */
  assay_sample_split (&self->sample, plan->dialect);
  if (!assay_detection_find_shape (self, error))
    return FALSE;

  assay_detection_look_at_columns (self, 1);
  plan->has_header = options->header >= 0 ? options->header == 1 : assay_detection_find_header (self);
  if (!plan->has_header)
    assay_detection_look_at_columns (self, 0);
  find_start (self, skipped);
  assay_detection_name_columns (self);
  decimal = assay_detection_find_decimal (self);
  plan->number.decimal = decimal == ASSAY_READ_POINT ? '.' : ',';
  plan->number.group = assay_detection_find_group (self, decimal);
  plan->missing = g_strdupv (options->missing);
  report_settings (self);
  for (guint i = 0; i < plan->n_columns; i++)
    assay_detection_find_type (self, i, decimal);
  return assay_detection_find_epoch (self, error);
}

AssayCsvPlan *
assay_csv_plan_new (AssayByteSource *source, const AssayReadOptions *options, AssayReadReport *report, GError **error)
{
  g_autoptr(AssayCsvPlan) plan = g_new0 (AssayCsvPlan, 1);
  AssayDetection detection = { .plan = plan, .options = options, .report = report, .name = assay_byte_source_get_name (source) };
  gboolean done = check_given (&detection, error) && detect (&detection, source, error);

  for (guint i = 0; detection.looks != NULL && i < plan->n_columns; i++)
    assay_column_look_clear (&detection.looks[i]);
  g_free (detection.looks);
  assay_sample_clear (&detection.sample);
  return done ? g_steal_pointer (&plan) : NULL;
}
