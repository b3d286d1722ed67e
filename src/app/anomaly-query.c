#include "app/anomaly-query.h"
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include "base/date.h"

void
assay_anomaly_query_init (AssayAnomalyQuery *self)
{
  *self = (AssayAnomalyQuery) { -1, -1, -1, assay_span_all (), NULL, ASSAY_ANOMALY_TIME, TRUE };
}

void
assay_anomaly_query_clear (AssayAnomalyQuery *self)
{
  g_clear_pointer (&self->text, g_free);
}

void
assay_anomaly_query_copy (AssayAnomalyQuery *to, const AssayAnomalyQuery *from)
{
  *to = *from;
  to->text = g_strdup (from->text);
}

gboolean
assay_anomaly_query_is_filtered (const AssayAnomalyQuery *self)
{
  return self->risk >= 0 || self->review >= 0 || self->series >= 0 || !assay_span_is_all (self->period)
         || (self->text != NULL && *self->text != '\0');
}

/* ---- filtering ---- */

typedef struct
{
  const AssayAnomalyQuery *query;
  AssayRunData *data;
  GHashTable *reviews;
  char *needle;                 /* folded; NULL: any text */
  gsize series;                 /* of the row at hand; rows come in the order of the series */
  gsize series_end;
  gboolean label_matches;
} Filter;

static gboolean
holds (const char *text, const char *needle)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, needle) != NULL;
}

/* The label of a series is looked at once, not once a row. */
static void
enter_series (Filter *self, gsize row)
{
  const AssayAnomalyRows *rows = assay_run_data_get_anomaly_rows (self->data);

  if (row < self->series_end)
    return;
  self->series = assay_anomaly_rows_find_series (rows, row);
  self->series_end = assay_anomaly_rows_get_first (rows, self->series + 1);
  if (self->needle != NULL)
    {
      g_autofree char *label = assay_anomaly_rows_dup_label (rows, self->series);

      self->label_matches = holds (label, self->needle);
    }
}

static gboolean
date_holds (const Filter *self, gsize row)
{
  const AssayAxisType type = assay_run_data_get_x_axis (self->data).type;
  const double x = assay_run_data_get_x (self->data, row);
  char text[40];

  if (isnan (x))
    return FALSE;
  if (type == ASSAY_AXIS_DATE)
    assay_date_format ((gint32) x, text);
  else if (type == ASSAY_AXIS_DATETIME)
    assay_datetime_format ((gint64) (x * 1e6), text);
  else
    g_snprintf (text, sizeof text, "%.0f", x);
  return strstr (text, self->needle) != NULL;
}

static gboolean
text_matches (const Filter *self, gsize row)
{
  const AssayRisk risk = assay_run_data_get_risk (self->data, row);

  return self->needle == NULL || self->label_matches || date_holds (self, row)
         || (risk != ASSAY_RISK_NONE && holds (_(assay_risk_name (risk)), self->needle))
         || holds (assay_run_data_get_reason (self->data, row), self->needle);
}

static int
review_of (GHashTable *reviews, gsize row)
{
  const int found = reviews != NULL ? GPOINTER_TO_INT (g_hash_table_lookup (reviews, GSIZE_TO_POINTER (row))) : 0;

  return found > 0 ? found - 1 : ASSAY_REVIEW_OPEN;
}

static gboolean
matches (Filter *self, gsize row)
{
  const AssayAnomalyQuery *query = self->query;

  enter_series (self, row);
  return (query->series < 0 || self->series == (gsize) query->series)
         && (query->risk < 0 || (int) assay_run_data_get_risk (self->data, row) == query->risk)
         && (query->review < 0 || review_of (self->reviews, row) == query->review)
         && assay_span_contains (query->period, assay_run_data_get_x (self->data, row))
         && text_matches (self, row);
}

/* ---- sorting ---- */

typedef struct { double key, size; gsize row; } Entry;       /* size: of the deviation */

/* The first six letters as a number: there are a handful of reasons, and they differ early. */
static double
word_key (const char *word)
{
  double key = 0;

  for (guint i = 0; i < 6; i++)
    {
      key = key * 256 + (word != NULL && *word != '\0' ? (guchar) *word : 0);
      word += word != NULL && *word != '\0';
    }
  return key;
}

static double
key_of (const Filter *filter, gsize row)
{
  switch (filter->query->sort)
    {
    case ASSAY_ANOMALY_SERIES: return (double) filter->series;
    case ASSAY_ANOMALY_ACTUAL: return assay_run_data_get_actual (filter->data, row);
    case ASSAY_ANOMALY_EXPECTED: return assay_run_data_get_forecast (filter->data, row);
    case ASSAY_ANOMALY_ZSCORE: return assay_run_data_get_zscore (filter->data, row);
    case ASSAY_ANOMALY_RISK: return assay_run_data_get_risk (filter->data, row);
    case ASSAY_ANOMALY_REASON: return word_key (assay_run_data_get_reason (filter->data, row));
    case ASSAY_ANOMALY_REVIEW: return review_of (filter->reviews, row);
    default: return assay_run_data_get_x (filter->data, row);
    }
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const Entry *left = a, *right = b;
  const int sign = GPOINTER_TO_INT (data);

  /* What has no value comes last in either direction. */
  if (isnan (left->key) || isnan (right->key))
    {
      if (isnan (left->key) != isnan (right->key))
        return isnan (left->key) ? 1 : -1;
    }
  else if (left->key != right->key)
    return left->key < right->key ? -sign : sign;
  if (left->size != right->size)
    return left->size > right->size ? -1 : 1;
  return left->row < right->row ? -1 : left->row > right->row;
}

/* Without a score a constant history was left: as severe as can be. */
static double
size_of (const Filter *filter, gsize row)
{
  const double z = fabs (assay_run_data_get_zscore (filter->data, row));

  return isnan (z) ? INFINITY : z;
}

GBytes *
assay_anomaly_query_run (const AssayAnomalyQuery *self, AssayRunData *data, GHashTable *reviews, AssayProgress *progress)
{
  g_autofree char *needle = self->text != NULL && *self->text != '\0' ? g_utf8_casefold (self->text, -1) : NULL;
  Filter filter = { .query = self, .data = data, .reviews = reviews, .needle = needle };
  g_autoptr(GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  gsize n, *order;
  const gsize *rows = assay_run_data_get_anomalies (data, &n);

  for (gsize i = 0; i < n; i++)
    {
      if (i % 65536 == 0 && assay_progress_is_cancelled (progress))
        return NULL;
      if (matches (&filter, rows[i]))
        {
          const Entry entry = { key_of (&filter, rows[i]), size_of (&filter, rows[i]), rows[i] };

          g_array_append_val (entries, entry);
        }
    }
  g_qsort_with_data (entries->data, (int) entries->len, sizeof (Entry), compare, GINT_TO_POINTER (self->descending ? -1 : 1));
  if (assay_progress_is_cancelled (progress))
    return NULL;
  order = g_new (gsize, MAX (entries->len, 1));
  for (guint i = 0; i < entries->len; i++)
    order[i] = g_array_index (entries, Entry, i).row;
  return g_bytes_new_take (order, entries->len * sizeof (gsize));
}
