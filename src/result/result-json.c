/* The writer. Keys are written by hand in sorted order, which json-out asserts; the reader is result-json-read.c. */
#include "result/result-json.h"

#include "result/json-out-private.h"
#include "result/result-names-private.h"

#include <math.h>

G_DEFINE_QUARK (assay-result-error-quark, assay_result_error)

/* Keys that say nothing are left out, so that a result stays readable. */
static void
put_some (AssayJsonOut *out, const char *key, const char *text)
{
  if (text != NULL)
    assay_json_string (out, key, text);
}

static void
put_known (AssayJsonOut *out, const char *key, double number)
{
  if (!isnan (number))
    assay_json_number (out, key, number);
}

static void
put_metric_number (AssayJsonOut *out, const char *key, const AssayMetric *metric, double value)
{
  if (metric->unit == ASSAY_METRIC_DATE)
    assay_json_date (out, key, value);
  else
    assay_json_number (out, key, value);
}

static void
put_metric (AssayJsonOut *out, const AssayMetric *metric)
{
  assay_json_open (out, NULL, '{');
  put_metric_number (out, "high", metric, metric->high);
  assay_json_string (out, "id", metric->id);
  assay_json_string (out, "label", metric->label);
  put_metric_number (out, "low", metric, metric->low);
  put_some (out, "of", metric->of);
  put_some (out, "text", metric->text);
  assay_json_string (out, "unit", assay_metric_units[metric->unit]);
  put_metric_number (out, "value", metric, metric->value);
  assay_json_string (out, "verdict", assay_verdict_name (metric->verdict));
  assay_json_close (out, '}');
}

static void
put_check (AssayJsonOut *out, const AssayCheck *check)
{
  const char source[] = { check->source, '\0' };

  assay_json_open (out, NULL, '{');
  assay_json_string (out, "convention", check->convention);
  put_known (out, "effect", check->effect);
  put_some (out, "effect_name", check->effect_name);
  assay_json_number (out, "events", check->events);
  assay_json_string (out, "id", check->id);
  assay_json_open (out, "limits", '{');
  assay_json_number (out, "fail", check->fail);
  put_some (out, "note", check->limit_note);
  assay_json_string (out, "source", check->source != '\0' ? source : NULL);
  assay_json_number (out, "warn", check->warn);
  assay_json_close (out, '}');
  assay_json_string (out, "message", check->message);
  assay_json_number (out, "n", check->n);
  put_known (out, "p_adjusted", check->p_adjusted);
  assay_json_number (out, "p_value", check->p_value);
  put_some (out, "reference", check->reference);
  put_some (out, "section", check->section);
  assay_json_string (out, "statistic", check->statistic);
  assay_json_string (out, "subject", check->subject);
  assay_json_string (out, "title", check->title);
  assay_json_number (out, "value", check->value);
  assay_json_string (out, "verdict", assay_verdict_name (check->verdict));
  assay_json_close (out, '}');
}

static void
put_provenance (AssayJsonOut *out, const AssayResult *result)
{
  assay_json_open (out, "provenance", '{');
  assay_json_string (out, "as_of", assay_result_get_as_of (result));
  assay_json_string (out, "engine", assay_result_get_engine (result));

  assay_json_open (out, "inputs", '[');
  for (guint i = 0; i < assay_result_get_n_inputs (result); i++)
    {
      const AssayInput *input = assay_result_get_input (result, i);

      assay_json_open (out, NULL, '{');
      if (input->columns >= 0)
        assay_json_integer (out, "columns", input->columns);
      assay_json_string (out, "name", input->name);
      assay_json_string (out, "role", input->role);
      if (input->rows >= 0)
        assay_json_integer (out, "rows", input->rows);
      put_some (out, "sha256", input->sha256);
      assay_json_close (out, '}');
    }
  assay_json_close (out, ']');

  assay_json_open (out, "options", '{');
  for (guint i = 0; i < assay_result_get_n_options (result); i++)
    {
      const char *value;
      const char *name = assay_result_get_option (result, i, &value);

      assay_json_string_pair (out, name, value);
    }
  assay_json_close (out, '}');

  assay_json_open (out, "policy", '{');
  assay_json_string (out, "name", assay_result_get_policy_name (result));
  assay_json_string (out, "sha256", assay_result_get_policy_sha256 (result));
  assay_json_close (out, '}');
  assay_json_integer (out, "seed", assay_result_get_seed (result));
  assay_json_close (out, '}');
}

static void
put_cell (AssayJsonOut *out, const AssayTable *table, guint row, guint column)
{
  double number = assay_table_get_number (table, row, column);

  switch (assay_table_get_column_type (table, column))
    {
    case ASSAY_CELL_TEXT:
    case ASSAY_CELL_RISK:
    case ASSAY_CELL_VERDICT:
      assay_json_string (out, NULL, assay_table_get_text (table, row, column));
      break;
    case ASSAY_CELL_DATE:
      assay_json_date (out, NULL, number);
      break;
    case ASSAY_CELL_DATETIME:
      assay_json_datetime (out, NULL, number, 1e6);
      break;
    default:
      assay_json_number (out, NULL, number);
    }
}

static void
put_table (AssayJsonOut *out, const AssayTable *table)
{
  guint n_columns = assay_table_get_n_columns (table);

  assay_json_open (out, NULL, '{');
  assay_json_open (out, "columns", '[');
  for (guint i = 0; i < n_columns; i++)
    {
      assay_json_open (out, NULL, '{');
      assay_json_string (out, "id", assay_table_get_column_id (table, i));
      assay_json_string (out, "label", assay_table_get_column_label (table, i));
      assay_json_string (out, "type", assay_cell_types[assay_table_get_column_type (table, i)]);
      assay_json_close (out, '}');
    }
  assay_json_close (out, ']');
  assay_json_string (out, "id", assay_table_get_id (table));
  put_some (out, "note", assay_table_get_note (table));
  assay_json_open (out, "rows", '[');
  for (guint row = 0; row < assay_table_get_n_rows (table); row++)
    {
      assay_json_open (out, NULL, '(');
      for (guint i = 0; i < n_columns; i++)
        put_cell (out, table, row, i);
      assay_json_close (out, ']');
    }
  assay_json_close (out, ']');
  put_some (out, "section", assay_table_get_section (table));
  assay_json_string (out, "title", assay_table_get_title (table));
  assay_json_close (out, '}');
}

static void
put_axis (AssayJsonOut *out, const char *key, const AssayAxis *axis)
{
  assay_json_open (out, key, '{');
  if (axis->bin_width > 0)
    assay_json_number (out, "bin_width", axis->bin_width);
  if (axis->categories != NULL)
    {
      assay_json_open (out, "categories", '(');
      for (guint i = 0; axis->categories[i] != NULL; i++)
        assay_json_string (out, NULL, axis->categories[i]);
      assay_json_close (out, ']');
    }
  put_some (out, "label", axis->label);
  assay_json_string (out, "type", assay_axis_types[axis->type]);
  assay_json_string (out, "unit", assay_axis_units[axis->unit]);
  put_some (out, "unit_text", axis->unit_text);
  assay_json_close (out, '}');
}

static void
put_doubles (AssayJsonOut *out, const char *key, AssayAxisType type, const double *values, gsize n)
{
  if (values == NULL)
    return;

  assay_json_open (out, key, '(');
  for (gsize i = 0; i < n; i++)
    if (type == ASSAY_AXIS_DATE)
      assay_json_date (out, NULL, values[i]);
    else if (type == ASSAY_AXIS_DATETIME)
      assay_json_datetime (out, NULL, values[i], 1);
    else
      assay_json_number (out, NULL, values[i]);
  assay_json_close (out, ']');
}

static void
put_series (AssayJsonOut *out, const AssayFigureSeries *series, AssayAxisType x_type)
{
  const gint8 *risk = assay_figure_series_risk (series);
  const guint64 *row = assay_figure_series_row (series);

  assay_json_open (out, NULL, '{');
  assay_json_string (out, "id", series->id);
  assay_json_string (out, "label", series->label);
  if (series->notes != NULL)
    {
      assay_json_open (out, "notes", '(');
      for (gsize i = 0; i < series->n; i++)
        assay_json_string (out, NULL, series->notes[i]);
      assay_json_close (out, ']');
    }
  if (risk != NULL)
    {
      assay_json_open (out, "risk", '(');
      for (gsize i = 0; i < series->n; i++)
        assay_json_string (out, NULL, risk[i] == ASSAY_RISK_NONE ? NULL : assay_risk_name (risk[i]));
      assay_json_close (out, ']');
    }
  assay_json_string (out, "role", assay_series_roles[series->role]);
  if (row != NULL)
    {
      assay_json_open (out, "row", '(');
      for (gsize i = 0; i < series->n; i++)
        assay_json_integer (out, NULL, row[i]);
      assay_json_close (out, ']');
    }
  put_doubles (out, "x", x_type, assay_figure_series_x (series), series->n);
  put_doubles (out, "y", ASSAY_AXIS_NUMBER, assay_figure_series_y (series), series->n);
  put_doubles (out, "y2", ASSAY_AXIS_NUMBER, assay_figure_series_y2 (series), series->n);
  assay_json_close (out, '}');
}

static void
put_figure (AssayJsonOut *out, const AssayFigure *figure)
{
  assay_json_open (out, NULL, '{');
  put_some (out, "convention", assay_figure_get_convention (figure));
  put_some (out, "finding", assay_figure_get_finding (figure));
  assay_json_string (out, "id", assay_figure_get_id (figure));
  assay_json_string (out, "kind", assay_figure_kinds[assay_figure_get_kind (figure)]);
  put_some (out, "layout", assay_figure_is_stacked (figure) ? "stacked" : NULL);
  assay_json_open (out, "rules", '[');
  for (guint i = 0; i < assay_figure_get_n_rules (figure); i++)
    {
      assay_json_open (out, NULL, '{');
      assay_json_string (out, "label", assay_figure_get_rule (figure, i)->label);
      assay_json_number (out, "value", assay_figure_get_rule (figure, i)->value);
      assay_json_close (out, '}');
    }
  assay_json_close (out, ']');
  put_some (out, "section", assay_figure_get_section (figure));
  assay_json_open (out, "series", '[');
  for (guint i = 0; i < assay_figure_get_n_series (figure); i++)
    put_series (out, assay_figure_get_series (figure, i), assay_figure_get_x (figure)->type);
  assay_json_close (out, ']');
  put_some (out, "subtitle", assay_figure_get_subtitle (figure));
  assay_json_string (out, "title", assay_figure_get_title (figure));
  put_axis (out, "x", assay_figure_get_x (figure));
  put_axis (out, "y", assay_figure_get_y (figure));
  assay_json_close (out, '}');
}

#define PUT_LIST(key, what, n_of, get)                              \
  assay_json_open (&out, key, '[');                                 \
  for (guint i = 0; i < assay_result_get_n_##n_of (result); i++)    \
    what (&out, assay_result_get_##get (result, i));                \
  assay_json_close (&out, ']')

static void
put_note (AssayJsonOut *out, const char *note)
{
  assay_json_string (out, NULL, note);
}

char *
assay_result_to_json (const AssayResult *result, gsize *length)
{
  AssayJsonOut out = { .text = g_string_new (NULL) };

  assay_json_open (&out, NULL, '{');
  assay_json_string (&out, "analysis", assay_result_get_analysis (result));
  PUT_LIST ("checks", put_check, checks, check);
  PUT_LIST ("figures", put_figure, figures, figure);
  PUT_LIST ("metrics", put_metric, metrics, metric);
  PUT_LIST ("notes", put_note, notes, note);
  put_provenance (&out, result);
  assay_json_string (&out, "schema", "assay-result/1");
  PUT_LIST ("tables", put_table, tables, table);
  assay_json_string (&out, "title", assay_result_get_title (result));
  assay_json_string (&out, "verdict", assay_verdict_name (assay_result_get_verdict (result)));
  assay_json_close (&out, '}');
  g_string_append_c (out.text, '\n');

  if (length != NULL)
    *length = out.text->len;
  return g_string_free (out.text, FALSE);
}
