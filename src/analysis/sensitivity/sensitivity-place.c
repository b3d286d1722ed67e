#include "analysis/sensitivity/sensitivity-place-private.h"

#include <math.h>
#include <string.h>

#include "math/drift/two-sample.h"

#define MOST_VALUES 12             /* a number of so few different values is drawn from them */
#define MOST_WHOLE_VALUES 64       /* … and whole numbers, which count things, of so few */
#define MOST_SAMPLE 100000         /* quantiles kept of an input that is drawn as in the data */

/* ---- columns of the data as doubles ---- */

double *
sensitivity_read_numbers (const AssayColumn *column, AssayFieldKind kind, gsize n)
{
  double *values = g_new (double, n + 1);
  gsize n_text;

  switch (assay_column_get_type (column))
    {
    case ASSAY_TYPE_DATE:
      for (gsize i = 0; i < n; i++)
        {
          gint32 day = assay_column_get_dates (column)[i];

          values[i] = day == ASSAY_MISSING_DATE ? NAN : kind == ASSAY_FIELD_DATETIME ? day * 86400.0 : day;
        }
      return values;
    case ASSAY_TYPE_DATETIME:
      for (gsize i = 0; i < n; i++)
        {
          gint64 time = assay_column_get_datetimes (column)[i];

          values[i] = time == ASSAY_MISSING_INT64 ? NAN : kind == ASSAY_FIELD_DATE ? time * (1e-6 / 86400) : time * 1e-6;
        }
      return values;
    case ASSAY_TYPE_CATEGORY:
    case ASSAY_TYPE_TEXT:
      {
        g_autoptr(AssayColumn) read = kind != ASSAY_FIELD_CATEGORY ? assay_scorer_read_words (column, &n_text) : NULL;

        if (read == NULL)
          {
            g_free (values);
            return NULL;
          }
        memcpy (values, assay_column_get_doubles (read), n * sizeof *values);
        return values;
      }
    default:
      {
        g_autofree double *owned = NULL;

        memcpy (values, assay_column_as_doubles (column, &owned), n * sizeof *values);
        return values;
      }
    }
}

double *
sensitivity_read_words (const AssayColumn *column, gsize n, AssaySensitivityInput *input)
{
  double *values = g_new (double, n + 1);
  g_autoptr(GPtrArray) words = g_ptr_array_new ();

  if (assay_column_get_type (column) == ASSAY_TYPE_CATEGORY)
    {
      const guint32 *codes = assay_column_get_codes (column);

      for (guint32 i = 0; i < assay_column_get_n_words (column); i++)
        g_ptr_array_add (words, g_strdup (assay_column_get_word (column, i)));
      for (gsize i = 0; i < n; i++)
        values[i] = codes[i] == ASSAY_MISSING_CODE ? NAN : codes[i];
    }
  else
    {
      g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

      for (gsize i = 0; i < n; i++)
        {
          gsize length;
          const char *text = assay_column_get_text (column, i, &length);
          g_autofree char *word = text != NULL ? g_strndup (text, length) : NULL;
          gpointer code;

          values[i] = NAN;
          if (word == NULL)
            continue;
          if (!g_hash_table_lookup_extended (known, word, NULL, &code))
            {
              code = GUINT_TO_POINTER (words->len);
              g_ptr_array_add (words, g_steal_pointer (&word));
              g_hash_table_insert (known, words->pdata[words->len - 1], code);
            }
          values[i] = GPOINTER_TO_UINT (code);
        }
    }
  input->n_words = words->len;
  g_ptr_array_add (words, NULL);
  input->words = (char **) g_ptr_array_steal (words, NULL);
  return values;
}

/* ---- where an input lies ---- */

double *
sensitivity_sort_present (const double *values, gsize n, gsize *n_present)
{
  double *sorted = g_new (double, n + 1);
  g_autofree double *work = NULL;

  *n_present = 0;
  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      sorted[(*n_present)++] = values[i] + 0.0;
  work = g_new (double, *n_present + 1);
  am_radix_sort (sorted, *n_present, work);
  return sorted;
}

static void
take_values (AssaySensitivityInput *input, const double *sorted, gsize n, guint n_distinct)
{
  guint k = 0, most = 0;

  input->draw = ASSAY_DRAW_VALUES;
  input->n_values = n_distinct;
  input->values = g_new0 (double, n_distinct + 1);
  input->shares = g_new0 (double, n_distinct + 1);
  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && sorted[i] != sorted[i - 1])
        k++;
      input->values[k] = sorted[i];
      input->shares[k] += 1.0 / n;
    }
  for (guint i = 0; i < n_distinct; i++)
    if (input->shares[i] > input->shares[most])
      most = i;
  input->low = sorted[0];
  input->high = sorted[n - 1];
  input->base = input->words != NULL ? input->values[most] : sorted[(n - 1) / 2];
}

double
sensitivity_at_percentile (const double *sorted, gsize n, double percentile)
{
  double position = percentile / 100 * (n - 1);
  gsize k = MIN ((gsize) position, n - 1);

  return k + 1 < n ? sorted[k] + (position - k) * (sorted[k + 1] - sorted[k]) : sorted[n - 1];
}

static double
deviation_of (const double *x, gsize n)
{
  double mean = 0, squares = 0;

  for (gsize i = 0; i < n; i++)
    mean += (x[i] - mean) / (i + 1);
  for (gsize i = 0; i < n; i++)
    squares += (x[i] - mean) * (x[i] - mean);
  return n > 1 ? sqrt (squares / (n - 1)) : 0;
}

/* The quantiles between the percentiles, and no more of them than anybody can tell apart. */
static void
take_sample (AssaySensitivityInput *input, const double *sorted, gsize n, const AssaySensitivityModelChoice *choice)
{
  gsize size = MIN (n, MOST_SAMPLE);

  input->draw = ASSAY_DRAW_SAMPLE;
  input->n_sample = MAX (size, 2);
  input->sample = g_new (double, input->n_sample);
  for (gsize i = 0; i < input->n_sample; i++)
    input->sample[i] = sensitivity_at_percentile (sorted, n, choice->low_percentile + (choice->high_percentile - choice->low_percentile) * i / (input->n_sample - 1));
}

void
sensitivity_place_input (AssaySensitivityInput *input, const double *values, gsize n, const AssaySensitivityModelChoice *choice)
{
  gsize n_present;
  g_autofree double *sorted = sensitivity_sort_present (values, n, &n_present);
  gsize n_distinct = n_present > 0;
  gboolean is_whole = TRUE;

  input->sd = NAN;
  input->base = NAN;
  input->low = input->high = NAN;
  if (n_present == 0)
    return;
  for (gsize i = 1; i < n_present; i++)
    n_distinct += sorted[i] != sorted[i - 1];
  for (gsize i = 0; i < n_present && is_whole; i++)
    is_whole = sorted[i] == floor (sorted[i]);
  input->low = sensitivity_at_percentile (sorted, n_present, choice->low_percentile);
  input->high = sensitivity_at_percentile (sorted, n_present, choice->high_percentile);
  input->base = sensitivity_at_percentile (sorted, n_present, 50);
  if (input->words == NULL)
    input->sd = deviation_of (sorted, n_present);
  if (input->words != NULL || n_distinct <= (is_whole ? MOST_WHOLE_VALUES : MOST_VALUES))
    take_values (input, sorted, n_present, n_distinct);
  else
    {
      /* most of the rows hold one value: then the percentiles say nothing, and all that is there is looked at */
      if (!(input->low < input->high))
        {
          input->low = sorted[0];
          input->high = sorted[n_present - 1];
        }
      if (choice->is_empirical)
        take_sample (input, sorted, n_present, choice);
    }
}

void
sensitivity_place_base (AssaySensitivityInput *input)
{
  double low = fmax (input->low, input->field->low), high = fmin (input->high, input->field->high);

  if (assay_sensitivity_input_is_whole (input))
    input->base = floor (input->base);
  if (input->draw == ASSAY_DRAW_UNIFORM && low < high)
    input->base = CLAMP (input->base, low, high);
}
