/* Detectors of strange shapes: windows and rows of several features, without a notion of too high. */
#include "analysis/anomaly/detectors-private.h"

#include "math/detection/isolation-forest.h"
#include "math/detection/matrix-profile.h"
#include "math/detection/window-pca.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* ---- isolation forest ---- */

#define N_FEATURES 4
#define FOREST_ROWS 4096       /* scored between two looks at whether to go on */

/* The value, its change, and mean and spread of the last window: what an analyst would look at first. */
static double *
make_features (const AnomalyInput *input, gsize window)
{
  double *x = g_new (double, input->n * N_FEATURES);

  for (gsize t = 0; t < input->n; t++)
    {
      gsize from = t + 1 > window ? t + 1 - window : 0;
      double *row = x + t * N_FEATURES;

      row[0] = input->y[t];
      row[1] = t > 0 ? input->y[t] - input->y[t - 1] : NAN;
      detector_center (input->y + from, t + 1 - from, &row[2], &row[3]);
      if (t + 1 < window)
        row[2] = row[3] = NAN;
    }
  return x;
}

static gboolean
grow_and_score (const AnomalyInput *input, AmForest *forest, const double *x, double *score, GError **error)
{
  for (gsize tree = 0; tree < am_forest_n_trees (forest); tree++)
    {
      if (!am_forest_grow (forest, tree))
        return detector_no_memory (error);
      if (!anomaly_go_on (input->progress, error))
        return FALSE;
    }
  for (gsize first = 0; first < input->n; first += FOREST_ROWS)
    {
      am_forest_score (forest, x + first * N_FEATURES, MIN (FOREST_ROWS, input->n - first), score + first);
      if (!anomaly_go_on (input->progress, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
run_forest (const AnomalyInput *input, double *score, GError **error)
{
  AmIsolationForest how = { .seed = input->seed };
  g_autofree double *x = make_features (input, MAX (detector_window (input, 7), 2));
  AmForest *forest = am_forest_alloc (x, input->n, N_FEATURES, &how);
  gboolean done = TRUE;

  for (gsize i = 0; i < input->n; i++)
    score[i] = NAN;
  if (forest != NULL)
    done = grow_and_score (input, forest, x, score, error);
  am_forest_free (forest);
  return done;
}

static gsize
least_forest (const AnomalyInput *input)
{
  return MAX (detector_window (input, 7), 2) + 2;
}

/* ---- windows ---- */

static gsize
shape_window (const AnomalyInput *input)
{
  return CLAMP (detector_window (input, MAX (input->season, 7)), 4, 2000);
}

#define MOST_PCA_WINDOW 600    /* learning takes its third power of time, in one go */
#define PCA_ROWS 4096

static gsize
pca_window (const AnomalyInput *input)
{
  return MIN (shape_window (input), MOST_PCA_WINDOW);
}

/* Pieces that overlap by a window less one: the first rows of each have none that ends there. */
static gboolean
measure_errors (const AnomalyInput *input, const AmShapes *shapes, gsize window, double *errors, GError **error)
{
  g_autofree double *piece = g_new (double, PCA_ROWS + window);

  for (gsize first = 0; first < input->n; first += PCA_ROWS)
    {
      gsize from = first >= window - 1 ? first - (window - 1) : 0, end = MIN (first + PCA_ROWS, input->n);

      am_shapes_errors (shapes, input->y + from, end - from, piece);
      memcpy (errors + first, piece + (first - from), (end - first) * sizeof (double));
      if (!anomaly_go_on (input->progress, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
run_sub_pca (const AnomalyInput *input, double *score, GError **error)
{
  AmWindowPca how = { .window = pca_window (input) };
  AmShapes *shapes = am_shapes_alloc (input->y, input->n, &how);
  g_autofree double *errors = g_new (double, input->n);
  gboolean done = TRUE;

  for (gsize i = 0; i < input->n; i++)
    score[i] = errors[i] = NAN;
  if (shapes != NULL && (done = measure_errors (input, shapes, how.window, errors, error)))
    am_windows_to_rows (errors, input->n, how.window, score);
  am_shapes_free (shapes);
  return done;
}

static gsize
least_sub_pca (const AnomalyInput *input)
{
  return 2 * pca_window (input) + 1;
}

static gsize
least_matrix_profile (const AnomalyInput *input)
{
  return 2 * shape_window (input) + 1;
}

static gboolean
run_matrix_profile (const AnomalyInput *input, double *score, GError **error)
{
  AmMatrixProfile how = { .window = shape_window (input) };
  AmProfile *profile = am_profile_alloc (input->y, input->n, &how);
  g_autofree double *distance = g_new (double, input->n);
  gboolean done = TRUE;

  for (gsize i = 0; i < input->n; i++)
    score[i] = distance[i] = NAN;
  if (profile == NULL)
    return TRUE;
  while (am_profile_step (profile, 16))
    if (!(done = anomaly_go_on (input->progress, error)))
      break;
  if (done)
    {
      am_profile_finish (profile, distance);
      for (gsize i = 0; i < input->n; i++)
        distance[i] /= 2 * sqrt (how.window);
      am_windows_to_rows (distance, input->n, how.window, score);
    }
  am_profile_free (profile);
  return done;
}

const AnomalyDetector anomaly_shape_detectors[] = {
  { "isolation-forest", N_("Isolation Forest"),
    N_("2^(−mean path / c(256)) over 100 trees of 256 rows; features: value, change, mean and standard deviation of the last 7 (--window); limit 0.65; sees the whole series"),
    "Liu, Ting & Zhou 2008", ANOMALY_KIND_SHAPE, ANOMALY_READS_LEVEL, TRUE, FALSE, FALSE, 0.65, least_forest, 0, run_forest },
  { "sub-pca", N_("Sub-PCA"),
    N_("error of windows of a season (--window; 600 rows at most) rebuilt from the principal shapes that hold 95 % of the variance, over its usual size, mean of the windows that hold a row; limit 3; sees the whole series"),
    "Aggarwal 2017; Liu & Paparrizos 2024", ANOMALY_KIND_SHAPE, ANOMALY_READS_VALUE, TRUE, FALSE, FALSE, 3, least_sub_pca, 1000000, run_sub_pca },
  { "matrix-profile", N_("Matrix Profile"),
    N_("distance of each window of a season (--window) to the most similar other one, z-normalised, over its maximum; mean of the windows that hold a row; no usual limit: the alarm rate decides; sees the whole series"),
    "Yeh et al. 2016", ANOMALY_KIND_SHAPE, ANOMALY_READS_VALUE, TRUE, FALSE, FALSE, NAN, least_matrix_profile, 50000, run_matrix_profile },
  { NULL },
};
