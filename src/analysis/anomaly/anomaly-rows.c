#include "analysis/anomaly/anomaly-rows-private.h"

#include "analysis/analysis.h"
#include "math/order.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static AssayColumn *
need (AssayFrame *frame, const char *name, AssayType type, GError **error)
{
  AssayColumn *column = assay_frame_find (frame, name);

  if (column != NULL && assay_column_get_type (column) == type)
    return column;

  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA,
               _("This is not the table of an anomaly run: it has no column “%s” of type %s."), name, assay_type_name (type));
  return NULL;
}

static gboolean
find_columns (AssayAnomalyRows *self, GError **error)
{
  AssayColumn *anomaly, *risk;

  if ((self->actual_column = need (self->frame, "actual", ASSAY_TYPE_DOUBLE, error)) == NULL
      || (self->forecast_column = need (self->frame, "forecast", ASSAY_TYPE_DOUBLE, error)) == NULL
      || (self->residual_column = need (self->frame, "residual", ASSAY_TYPE_DOUBLE, error)) == NULL
      || (self->zscore_column = need (self->frame, "zscore", ASSAY_TYPE_DOUBLE, error)) == NULL
      || (anomaly = need (self->frame, "anomaly", ASSAY_TYPE_INT64, error)) == NULL
      || (risk = need (self->frame, "risk", ASSAY_TYPE_CATEGORY, error)) == NULL)
    return FALSE;

  self->time = assay_frame_require (self->frame, "time", error);
  if (self->time == NULL)
    return FALSE;
  while (assay_frame_get_column (self->frame, self->n_keys) != self->time)
    self->n_keys++;

  self->actual = assay_column_get_doubles (self->actual_column);
  self->forecast = assay_column_get_doubles (self->forecast_column);
  self->residual = assay_column_get_doubles (self->residual_column);
  self->zscore = assay_column_get_doubles (self->zscore_column);
  self->anomaly = assay_column_get_int64s (anomaly);
  self->risk_code = assay_column_get_codes (risk);
  self->risk_of_code = g_new (gint8, assay_column_get_n_words (risk) + 1);
  for (guint32 code = 0; code < assay_column_get_n_words (risk); code++)
    self->risk_of_code[code] = assay_risk_from_name (assay_column_get_word (risk, code));
  return TRUE;
}

static gboolean
same_key (const AssayColumn *key, gsize a, gsize b)
{
  switch (assay_column_get_type (key))
    {
    case ASSAY_TYPE_CATEGORY:
      return assay_column_get_codes (key)[a] == assay_column_get_codes (key)[b];
    case ASSAY_TYPE_INT64:
      return assay_column_get_int64s (key)[a] == assay_column_get_int64s (key)[b];
    case ASSAY_TYPE_DATE:
      return assay_column_get_dates (key)[a] == assay_column_get_dates (key)[b];
    case ASSAY_TYPE_DATETIME:
      return assay_column_get_datetimes (key)[a] == assay_column_get_datetimes (key)[b];
    case ASSAY_TYPE_DOUBLE:
      return assay_column_get_doubles (key)[a] == assay_column_get_doubles (key)[b]
             || (assay_column_is_missing (key, a) && assay_column_is_missing (key, b));
    case ASSAY_TYPE_TEXT:
    default:
      {
        gsize la = 0, lb = 0;
        const char *ta = assay_column_get_text (key, a, &la), *tb = assay_column_get_text (key, b, &lb);

        return (ta == NULL) == (tb == NULL) && la == lb && (la == 0 || memcmp (ta, tb, la) == 0);
      }
    }
}

static void
find_series (AssayAnomalyRows *self)
{
  gsize n = assay_frame_get_n_rows (self->frame), row = 0;

  if (n > 0)
    g_array_append_val (self->first, row);
  for (row = 1; row < n; row++)
    for (guint key = 0; key < self->n_keys; key++)
      if (!same_key (assay_frame_get_column (self->frame, key), row - 1, row))
        {
          g_array_append_val (self->first, row);
          break;
        }
  g_array_append_val (self->first, n);
}

AssayAnomalyRows *
assay_anomaly_rows_new (AssayFrame *rows, GError **error)
{
  g_autoptr(AssayAnomalyRows) self = g_new0 (AssayAnomalyRows, 1);

  self->frame = assay_frame_ref (rows);
  self->first = g_array_new (FALSE, FALSE, sizeof (gsize));
  if (!find_columns (self, error))
    return NULL;
  find_series (self);
  return g_steal_pointer (&self);
}

void
assay_anomaly_rows_free (AssayAnomalyRows *self)
{
  if (self == NULL)
    return;
  assay_frame_unref (self->frame);
  g_array_unref (self->first);
  g_free (self->risk_of_code);
  g_free (self);
}

gsize
assay_anomaly_rows_get_n_series (const AssayAnomalyRows *self)
{
  return self->first->len - 1;
}

gsize
assay_anomaly_rows_get_first (const AssayAnomalyRows *self, gsize series)
{
  g_return_val_if_fail (series < self->first->len, 0);
  return g_array_index (self->first, gsize, series);
}

gsize
assay_anomaly_rows_find_series (const AssayAnomalyRows *self, gsize row)
{
  gsize low = 0, high = self->first->len - 1;

  while (high - low > 1)
    {
      gsize middle = low + (high - low) / 2;

      if (g_array_index (self->first, gsize, middle) <= row)
        low = middle;
      else
        high = middle;
    }
  return low;
}

AssayFrame *
assay_anomaly_rows_get_frame (const AssayAnomalyRows *self)
{
  return self->frame;
}

char *
assay_anomaly_rows_dup_label (const AssayAnomalyRows *self, gsize series)
{
  GString *label = g_string_new (self->n_keys == 0 ? N_("all rows") : NULL);

  for (guint key = 0; key < self->n_keys; key++)
    {
      const AssayColumn *column = assay_frame_get_column (self->frame, key);

      g_string_append_printf (label, "%s%s ", key > 0 ? " · " : "", assay_column_get_name (column));
      if (assay_column_is_missing (column, assay_anomaly_rows_get_first (self, series)))
        g_string_append (label, N_("(missing)"));
      else
        assay_column_append_cell (column, assay_anomaly_rows_get_first (self, series), label);
    }
  return g_string_free (label, FALSE);
}

double
assay_anomaly_rows_get_x (const AssayAnomalyRows *self, gsize row)
{
  switch (assay_column_get_type (self->time))
    {
    case ASSAY_TYPE_DATE:
      return assay_column_get_dates (self->time)[row];
    case ASSAY_TYPE_DATETIME:
      return assay_column_get_datetimes (self->time)[row] / 1e6;
    default:
      return assay_column_get_int64s (self->time)[row];
    }
}

char *
assay_anomaly_rows_dup_time (const AssayAnomalyRows *self, gsize row)
{
  GString *text = g_string_new (NULL);

  assay_column_append_cell (self->time, row, text);
  return g_string_free (text, FALSE);
}

AssayRisk
assay_anomaly_rows_get_risk (const AssayAnomalyRows *self, gsize row)
{
  return self->risk_code[row] == ASSAY_MISSING_CODE ? ASSAY_RISK_NONE : (AssayRisk) self->risk_of_code[self->risk_code[row]];
}

double
assay_anomaly_rows_get_step (const AssayAnomalyRows *self, gsize series)
{
  gsize first = assay_anomaly_rows_get_first (self, series);
  gsize n = MIN (assay_anomaly_rows_get_first (self, series + 1) - first, 1001);
  double distance[1000];

  if (n < 2)
    return 1;
  for (gsize i = 1; i < n; i++)
    distance[i - 1] = assay_anomaly_rows_get_x (self, first + i) - assay_anomaly_rows_get_x (self, first + i - 1);
  qsort (distance, n - 1, sizeof (double), am_compare_doubles);
  return distance[(n - 1) / 2];
}
