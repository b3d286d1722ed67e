#include "retail-windows.h"

#include "base/parallel.h"

#include <math.h>
#include <string.h>

#define H 28
#define N_WINDOWS 3
#define SALES "retail-store-item/retail_sales_sample.csv.gz"

static const char *const series_names[] = { "1_1", "1_5", "1_9", "2_4", "2_8", "3_3", "3_7", "4_3", "4_7", "5_3", "5_7", "6_3", "6_7", "7_3", "7_7", "8_3",
                                            "8_7", "9_3", "9_7", "10_4", "10_8" };
#define N_SERIES G_N_ELEMENTS (series_names)

static char *
read_text (const char *name)
{
  const char *folder = g_getenv ("ASSAY_SHARED");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : ".", "data", name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GInputStream) raw = G_INPUT_STREAM (g_file_read (file, NULL, NULL)), in = NULL;
  g_autoptr(GConverter) unzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable ();

  if (raw == NULL)
    return NULL;
  in = g_str_has_suffix (name, ".gz") ? g_converter_input_stream_new (raw, unzip) : g_object_ref (raw);
  g_assert_cmpint (g_output_stream_splice (out, in, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL), >, 0);
  return g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (out)),
                    g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (out)));
}

double *
retail_values (const char *series, gsize *n)
{
  static char **lines;
  g_autoptr(GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  g_auto(GStrv) key = g_strsplit (series, "_", 2);
  g_autofree char *middle = g_strdup_printf (",%s,%s,", key[0], key[1]);
  gsize date = strlen ("2013-01-01");

  /* Lines on their own: the address sanitizer measures a whole string whenever a function is handed its middle. */
  if (lines == NULL)
    {
      char *text = read_text (SALES);
      g_autoptr(GPtrArray) found = g_ptr_array_new ();

      if (text == NULL)
        return NULL;
      g_ptr_array_add (found, text);
      for (char *at = text; *at != '\0'; at++)
        if (*at == '\n')
          {
            *at = '\0';
            g_ptr_array_add (found, at + 1);
          }
      g_ptr_array_add (found, NULL);
      lines = (char **) g_ptr_array_steal (found, NULL);
    }
  /* date,store,item,sales by date in each series */
  for (guint i = 1; lines[i] != NULL; i++)
    if (strlen (lines[i]) > date && g_str_has_prefix (lines[i] + date, middle))
      {
        double value = g_ascii_strtod (lines[i] + date + strlen (middle), NULL);

        g_array_append_val (values, value);
      }
  *n = values->len;
  return g_memdup2 (values->data, values->len * sizeof (double));
}

/* ---- scoring ---- */

typedef struct { double absolute, actual, signed_error, mase, rmsse; char *why; } Cell;

typedef struct
{
  const AssayModelChoice *choice;
  const double *seasons;
  guint n_seasons;
  double *y[N_SERIES];
  gsize n[N_SERIES];
  Cell cells[N_SERIES * N_WINDOWS];
} Scoring;

static void
score_cell (Cell *cell, const double *y, gsize n, const double *mean)
{
  double absolute_scale = 0, square_scale = 0, squares = 0;

  for (gsize i = 7; i < n; i++)
    {
      absolute_scale += fabs (y[i] - y[i - 7]) / (n - 7);
      square_scale += (y[i] - y[i - 7]) * (y[i] - y[i - 7]) / (n - 7);
    }
  for (gsize i = 0; i < H; i++)
    {
      double e = y[n + i] - mean[i];

      cell->absolute += fabs (e);
      cell->actual += y[n + i];
      cell->signed_error -= e;
      squares += e * e;
    }
  cell->mase = cell->absolute / H / absolute_scale;
  cell->rmsse = sqrt (squares / H / square_scale);
}

static gboolean
fit_cell (gsize item, guint worker, gpointer user_data, GError **error)
{
  Scoring *scoring = user_data;
  gsize series = item / N_WINDOWS, n = scoring->n[series] - H * (N_WINDOWS - item % N_WINDOWS);
  AssayPast past = { .y = scoring->y[series], .n = n, .season = 7, .seasons = scoring->seasons, .n_seasons = scoring->n_seasons,
                     .variant = scoring->choice->variant, .nonnegative = TRUE, .seed = 1 };
  g_autoptr(GError) unfit = NULL;
  g_autoptr(AssayFitted) fitted = assay_fitted_new (scoring->choice->kind, &past, &unfit);
  double mean[H];

  if (fitted == NULL)
    {
      scoring->cells[item].why = g_strdup (unfit->message);
      return TRUE;
    }
  assay_fitted_forecast (fitted, H, NULL, NULL, 0, mean, NULL);
  score_cell (&scoring->cells[item], scoring->y[series], n, mean);
  return TRUE;
}

static void
sum_cells (Scoring *scoring, RetailScore *score)
{
  double absolute = 0, actual = 0, signed_error = 0;
  guint n = 0;

  for (gsize i = 0; i < N_SERIES * N_WINDOWS; i++)
    {
      Cell *cell = &scoring->cells[i];

      if (cell->why != NULL)
        {
          score->n_failed++;
          g_free (score->why);
          score->why = cell->why;
          continue;
        }
      n++;
      absolute += cell->absolute;
      actual += cell->actual;
      signed_error += cell->signed_error;
      score->mase += cell->mase;
      score->rmsse += cell->rmsse;
    }
  score->wape = 100 * absolute / actual;
  score->bias = 100 * signed_error / actual;
  score->mase /= n;
  score->rmsse /= n;
}

gboolean
retail_score (const char *model, const double *seasons, guint n_seasons, RetailScore *score)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (model, &error);
  Scoring scoring = { .choice = choice, .seasons = seasons, .n_seasons = n_seasons };
  gint64 start;

  g_assert_no_error (error);
  *score = (RetailScore) { 0, 0, 0, 0, 0, 0, NULL };
  for (gsize i = 0; i < N_SERIES; i++)
    {
      scoring.y[i] = retail_values (series_names[i], &scoring.n[i]);
      if (scoring.y[i] == NULL)
        return FALSE;
      g_assert_cmpuint (scoring.n[i], ==, 1826);
    }
  start = g_get_monotonic_time ();
  assay_parallel_for (1, N_SERIES * N_WINDOWS, fit_cell, &scoring, NULL, &error);
  g_assert_no_error (error);
  score->seconds = (g_get_monotonic_time () - start) / 1e6 / (N_SERIES * N_WINDOWS);
  sum_cells (&scoring, score);
  for (gsize i = 0; i < N_SERIES; i++)
    g_free (scoring.y[i]);
  return TRUE;
}

gboolean
retail_expected (const char *method, double *wape, double *mase)
{
  g_autofree char *text = read_text ("expected/retail_backtest.csv"), *start = g_strdup_printf ("\n%s,", method);
  const char *at = text != NULL ? strstr (text, start) : NULL;

  if (text == NULL)
    return FALSE;
  g_assert_nonnull (at);
  *wape = g_ascii_strtod (at + strlen (start), NULL);
  *mase = g_ascii_strtod (strchr (at + strlen (start), ',') + 1, NULL);
  return TRUE;
}
