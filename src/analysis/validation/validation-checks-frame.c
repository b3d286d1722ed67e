#include "analysis/validation/validation-checks-frame.h"

#include <math.h>
#include <string.h>

typedef const char *(*TextOf) (const AssayCheck *check);
typedef double (*NumberOf) (const AssayCheck *check);

/* Many texts are long and no two alike: they are kept as they are, and not as words. */
static AssayColumn *
list_texts (const AssayResult *result, const char *name, TextOf text_of)
{
  guint n = assay_result_get_n_checks (result);
  guint64 *offsets = g_new (guint64, n + 1);
  guint8 *present = g_malloc0 (n / 8 + 1);
  GString *bytes = g_string_new (NULL);

  offsets[0] = 0;
  for (guint i = 0; i < n; i++)
    {
      const char *text = text_of (assay_result_get_check (result, i));

      if (text != NULL)
        {
          g_string_append (bytes, text);
          present[i / 8] |= 1 << i % 8;
        }
      offsets[i + 1] = bytes->len;
    }
  return assay_column_take_text (name, offsets, g_string_free (bytes, FALSE), present, n);
}

static AssayColumn *
list_numbers (const AssayResult *result, const char *name, NumberOf number_of)
{
  guint n = assay_result_get_n_checks (result);
  double *numbers = g_new (double, n + 1);

  for (guint i = 0; i < n; i++)
    numbers[i] = number_of (assay_result_get_check (result, i));
  return assay_column_take_doubles (name, numbers, n);
}

#define TEXT(field) static const char *get_##field (const AssayCheck *check) { return check->field; }
#define NUMBER(field) static double get_##field (const AssayCheck *check) { return check->field; }
TEXT (id) TEXT (title) TEXT (section) TEXT (subject) TEXT (statistic) TEXT (effect_name) TEXT (limit_note) TEXT (convention) TEXT (message) TEXT (reference)
NUMBER (value) NUMBER (p_value) NUMBER (p_adjusted) NUMBER (effect) NUMBER (n) NUMBER (events) NUMBER (warn) NUMBER (fail)

static const char *
get_verdict (const AssayCheck *check)
{
  return assay_verdict_name (check->verdict);
}

static const char *
get_source (const AssayCheck *check)
{
  return check->source == 'S' ? "S" : check->source == 'A' ? "A" : check->source == 'U' ? "U" : "C";
}

AssayFrame *
assay_validation_list_checks (const AssayResult *result)
{
  AssayColumn *columns[] = {
    list_texts (result, "check", get_id), list_texts (result, "title", get_title), list_texts (result, "section", get_section),
    list_texts (result, "subject", get_subject), list_texts (result, "verdict", get_verdict), list_texts (result, "statistic", get_statistic),
    list_numbers (result, "value", get_value), list_numbers (result, "p_value", get_p_value), list_numbers (result, "p_adjusted", get_p_adjusted),
    list_numbers (result, "effect", get_effect), list_texts (result, "effect_name", get_effect_name), list_numbers (result, "n", get_n),
    list_numbers (result, "events", get_events), list_numbers (result, "warn", get_warn), list_numbers (result, "fail", get_fail),
    list_texts (result, "source", get_source), list_texts (result, "limit_note", get_limit_note), list_texts (result, "convention", get_convention),
    list_texts (result, "message", get_message), list_texts (result, "reference", get_reference),
  };
  AssayFrame *frame = assay_frame_new (columns, G_N_ELEMENTS (columns), assay_result_get_n_checks (result));

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    assay_column_unref (columns[i]);
  return frame;
}
