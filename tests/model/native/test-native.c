/* The native format: what it promises to compute, and in what words it refuses. */
#include "math/init.h"
#include "model/artifact/artifact-file.h"
#include "model/artifact/artifact-private.h"
#include "model/artifact/scorer.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/digest.h"

/* ---- frames and scores ---- */

static AssayColumn *
numbers (const char *name, guint n, const double *values)
{
  return assay_column_take_doubles (name, g_memdup2 (values, n * sizeof (double)), n);
}

static AssayColumn *
words (const char *name, guint n, const char *const *values)
{
  guint32 *codes = g_new (guint32, n);
  char **dictionary = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    {
      codes[i] = values[i] != NULL ? i : ASSAY_MISSING_CODE;
      dictionary[i] = g_strdup (values[i] != NULL ? values[i] : "-");
    }
  return assay_column_take_codes (name, codes, n, dictionary, n);
}

static AssayFrame *
frame_of (guint n, AssayColumn *a, AssayColumn *b)
{
  AssayColumn *columns[] = { a, b };
  AssayFrame *frame = assay_frame_new (columns, b != NULL ? 2 : 1, n);

  assay_column_unref (a);
  g_clear_pointer (&b, assay_column_unref);
  return frame;
}

static AssayArtifact *
read_text (const char *text, GError **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  return assay_artifact_read ("m.assay.json", bytes, NULL, NULL, error);
}

static AssayArtifact *
read_fine (const char *text)
{
  g_autoptr(GError) error = NULL;
  AssayArtifact *artifact = read_text (text, &error);

  g_assert_no_error (error);
  return artifact;
}

static int
output_of (const AssayArtifact *artifact, const char *name)
{
  for (guint i = 0; i < assay_artifact_get_n_outputs (artifact); i++)
    if (g_str_equal (assay_artifact_get_output (artifact, i)->name, name))
      return i;
  g_error ("no output %s", name);
}

typedef struct { AssayArtifact *artifact; AssayFrame *frame; AssayScorer *scorer; AssayScoreBlock *block; } Scored;

static void
score_frame (Scored *self, AssayArtifact *artifact, AssayFrame *frame)
{
  g_autoptr(GError) error = NULL;

  self->artifact = artifact;
  self->frame = frame;
  self->scorer = assay_scorer_new (artifact, frame, NULL, FALSE, &error);
  g_assert_no_error (error);
  self->block = assay_score_block_new (self->scorer);
  assay_scorer_score (self->scorer, 0, assay_frame_get_n_rows (frame), self->block);
}

static void
scored_clear (Scored *self)
{
  assay_score_block_free (self->block);
  assay_scorer_free (self->scorer);
  assay_frame_unref (self->frame);
  assay_artifact_unref (self->artifact);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scored, scored_clear)

static double number_at (const Scored *self, const char *output, guint row) { return self->block->numbers[output_of (self->artifact, output)][row]; }
static const char *text_at (const Scored *self, const char *output, guint row) { return self->block->texts[output_of (self->artifact, output)][row]; }

static void
assert_near (double found, double expected)
{
  if (!(fabs (found - expected) <= 1e-12 * MAX (1, fabs (expected))))
    g_error ("%.17g is not %.17g", found, expected);
}

/* Contributions of every row add up to what the score is on their scale. */
static void
assert_sums (Scored *self, double (*scale) (const Scored *, guint))
{
  guint width = assay_artifact_get_n_fields (self->artifact) + 1;
  gsize n = assay_frame_get_n_rows (self->frame);
  g_autofree double *contributions = g_new (double, n * width);

  g_assert_true (assay_scorer_explain (self->scorer, 0, n, self->block, contributions));
  for (gsize i = 0; i < n; i++)
    {
      double sum = 0;

      for (guint k = 0; k < width; k++)
        sum += contributions[i * width + k];
      if (self->block->problems[i] != NULL)
        g_assert_true (isnan (sum));
      else
        assert_near (sum, scale (self, i));
    }
}

/* ---- scorecards ---- */

#define INPUTS "\"inputs\": [{\"name\": \"dti\", \"type\": \"number\", \"min\": 0, \"max\": 5, \"dev_distribution\": {\"edges\": [0, 0.2, 0.35, 0.5], " \
  "\"share\": [0.31, 0.33, 0.22, 0.12], \"missing\": 0.02}}, {\"name\": \"status\", \"type\": \"category\", \"values\": [\"0\", \"1\", \"2\", \"3\", \"4+\"], " \
  "\"invalid\": \"as_missing\"}]"
#define DTI "{\"input\": \"dti\", \"reason\": \"C02\", \"baseline_points\": 44, \"bins\": [{\"missing\": true, \"points\": 20}, {\"to\": 0.2, \"points\": 58, " \
  "\"woe\": 0.61}, {\"from\": 0.2, \"to\": 0.35, \"points\": 44}, {\"from\": 0.35, \"to\": 0.5, \"points\": 29}, {\"from\": 0.5, \"points\": 11}]}"
#define STATUS "{\"input\": \"status\", \"reason\": \"C03\", \"baseline_points\": 60, \"bins\": [{\"missing\": true, \"points\": 30, \"reason\": \"C99\"}, " \
  "{\"values\": [\"0\"], \"points\": 60}, {\"values\": [\"1\"], \"points\": 34}, {\"values\": [\"2\", \"3\"], \"points\": 8}, {\"values\": [\"4+\"], \"points\": -25}]}"
#define CARD(direction, rest) "{\"assay_model\": 1, \"kind\": \"scorecard\", " INPUTS ", \"scorecard\": {\"initial_points\": 400, \"scaling\": {\"points\": 600, " \
  "\"odds\": 30, \"pdo\": 20, \"higher_is\": \"" direction "\"}, \"characteristics\": [" DTI ", " STATUS "]}" rest "}"

static AssayFrame *
card_rows (void)
{
  const double dti[] = { 0.1, 0.2, NAN, 0.5, 7, 0.35 };
  const char *const status[] = { "0", "1", "4+", NULL, "0", "9" };

  return frame_of (6, numbers ("dti", 6, dti), words ("status", 6, status));
}

static double points_scale (const Scored *self, guint row) { return number_at (self, "points", row); }

static void
test_scorecard (void)
{
  g_auto(Scored) scored = { 0 };
  const AssayField *field;
  gboolean higher;

  score_frame (&scored, read_fine (CARD ("better", ", \"verification\": [{\"in\": {\"dti\": 0.1, \"status\": \"0\"}, \"out\": {\"points\": 518, \"pd\": 0.36371}}]")),
               card_rows ());
  g_assert_cmpuint (assay_artifact_get_verification (scored.artifact)->n_equal, ==, 1);
  g_assert_cmpfloat (number_at (&scored, "points", 0), ==, 518);
  assert_near (number_at (&scored, "pd", 0), 1 / (1 + 30 * exp2 ((518 - 600) / 20.0)));
  g_assert_null (text_at (&scored, "reason_1", 0));
  g_assert_cmpfloat (number_at (&scored, "points", 1), ==, 400 + 44 + 34);
  g_assert_cmpstr (text_at (&scored, "reason_1", 1), ==, "C03");
  g_assert_null (text_at (&scored, "reason_2", 1));
  g_assert_cmpfloat (number_at (&scored, "points", 2), ==, 400 + 20 - 25);
  g_assert_cmpstr (text_at (&scored, "reason_1", 2), ==, "C03");
  g_assert_cmpstr (text_at (&scored, "reason_2", 2), ==, "C02");
  g_assert_cmpstr (text_at (&scored, "reason_1", 3), ==, "C02");
  g_assert_cmpstr (text_at (&scored, "reason_2", 3), ==, "C99");
  g_assert_cmpstr (scored.block->problems[4], ==, "“dti” is outside its range, which is from 0 to 5");
  g_assert_true (isnan (number_at (&scored, "points", 4)) && isnan (number_at (&scored, "pd", 4)));
  g_assert_cmpfloat (number_at (&scored, "points", 5), ==, 400 + 29 + 30);
  assert_sums (&scored, points_scale);
  g_assert_cmpint (assay_artifact_find_risk_output (scored.artifact, NULL, &higher), ==, 1);
  field = assay_artifact_get_field (scored.artifact, 0);
  g_assert_cmpuint (field->development->n, ==, 4);
  g_assert_cmpfloat (field->development->cuts[0], ==, 0.2);
  g_assert_cmpfloat (field->development->cuts[2], ==, 0.5);
}

static void
test_scorecard_worse (void)
{
  g_auto(Scored) scored = { 0 };

  score_frame (&scored, read_fine (CARD ("worse", "")), card_rows ());
  assert_near (number_at (&scored, "pd", 0), 1 / (1 + 30 * exp2 (-(518 - 600) / 20.0)));
  /* points above the baseline are what speaks against: 58 over 44 */
  g_assert_cmpstr (text_at (&scored, "reason_1", 0), ==, "C02");
  g_assert_null (text_at (&scored, "reason_1", 1));
}

/* ---- what is refused ---- */

static void
assert_refused (const char *text, const char *message)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayArtifact) artifact = read_text (text, &error);

  g_assert_null (artifact);
  g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE);
  g_assert_cmpstr (error->message, ==, message);
}

#define BINS(type, bins) "{\"assay_model\": 1, \"kind\": \"scorecard\", \"inputs\": [{\"name\": \"x\", \"type\": \"" type "\"}], \"scorecard\": {\"characteristics\": " \
  "[{\"input\": \"x\", \"bins\": [" bins "]}]}}"

static void
test_bins (void)
{
  assert_refused (BINS ("number", "{\"to\": 1, \"points\": 1}, {\"from\": 2, \"points\": 2}"), "m.assay.json: characteristic “x”: no bin holds the values from 1 to 2.");
  assert_refused (BINS ("number", "{\"from\": 1, \"points\": 1}, {\"to\": 2, \"points\": 2}"),
                  "m.assay.json: characteristic “x”: bins 2 and 1 overlap: one ends at 2, the other begins at 1.");
  assert_refused (BINS ("number", "{\"from\": 0, \"to\": 1, \"points\": 1}, {\"from\": 1, \"points\": 2}"),
                  "m.assay.json: characteristic “x”: no bin holds values below 0. Leave out “from” of the lowest bin.");
  assert_refused (BINS ("number", "{\"to\": 1, \"points\": 1}, {\"from\": 1, \"to\": 3, \"points\": 2}"),
                  "m.assay.json: characteristic “x”: no bin holds values from 3 on. Leave out “to” of the highest bin.");
  assert_refused (BINS ("number", "{\"to\": 1, \"points\": 1}, {\"from\": 1, \"to\": 1, \"points\": 2}, {\"from\": 1, \"points\": 2}"),
                  "m.assay.json: characteristic “x”: bin 2 is empty: “from” must be less than “to”.");
  assert_refused (BINS ("number", "{\"missing\": true, \"points\": 1}, {\"missing\": true, \"points\": 2}"),
                  "m.assay.json: characteristic “x”: bins 1 and 2 are both for “missing”.");
  assert_refused (BINS ("category", "{\"values\": [\"a\", \"b\"], \"points\": 1}, {\"values\": [\"b\"], \"points\": 2}"),
                  "m.assay.json: characteristic “x”: bins 1 and 2 both hold “b”.");
  assert_refused (BINS ("category", "{\"from\": 1, \"points\": 1}"), "m.assay.json: characteristic “x”, bin 1: “from” and “to” are for numbers, and the input is a category.");
  assert_refused (BINS ("number", "{\"points\": 1, \"pints\": 1}"), "m.assay.json: characteristic “x”, bin 1: “pints” is no key here; did you mean “points”?");
  assert_refused (BINS ("number", "{\"point\": 1}"), "m.assay.json: characteristic “x”, bin 1: “point” is no key here; did you mean “points”?");
  assert_refused (BINS ("number", "{\"from\": \"1\", \"points\": 1}"), "m.assay.json: characteristic “x”, bin 1: “from” must be a finite number.");
}

#define LINEAR(kind, inner, rest) "{\"assay_model\": 1, \"kind\": \"" kind "\", \"inputs\": [{\"name\": \"x\", \"type\": \"number\"}, {\"name\": \"g\", \"type\": \"category\"}]" rest \
  ", \"" kind "\": {\"intercept\": -1, " inner "}}"
#define ONE_TERM "\"terms\": [{\"input\": \"x\", \"coef\": 2}]"

static void
test_refused (void)
{
  g_autofree char *deep = g_strnfill (200000, '['), *all = g_strconcat ("{\"assay_model\": ", deep, NULL);
  g_autoptr(GError) error = NULL;

  assert_refused ("{\"assay_model\": 2}", "m.assay.json: the file: it is of version 2 of the format, and this Assay reads version 1. A newer Assay will read it.");
  assert_refused ("{\"assay_model\": 1, \"kind\": \"forecast\"}",
                  "m.assay.json: the file: it holds fitted forecast models, which continue series and do not score rows. Run: assay forecast DATA --model FILE.json");
  assert_refused ("{\"assay_model\": 1, \"kind\": \"linar\"}",
                  "m.assay.json: the file: “kind” is “linar”; possible are scorecard, logistic, linear, tree_ensemble, ensemble, forecast.");
  assert_refused (LINEAR ("linear", ONE_TERM, ", \"trees\": []"),
                  "m.assay.json: the file: “trees” is no key here. Known are: $schema assay_model kind card classes inputs preprocess verification linear. What is yours begins with “x-”.");
  assert_refused (LINEAR ("linear", "\"terms\": [{\"input\": \"y\", \"coef\": 2}]", ""),
                  "m.assay.json: term 1 (“y”): “y” is neither an input nor made from one. List it under “inputs”.");
  assert_refused (LINEAR ("linear", "\"terms\": [{\"input\": \"g\", \"coef\": 2}]", ""),
                  "m.assay.json: term 1 (“g”): “g” is a category: the term needs a “level” or the transform “woe”.");
  assert_refused (LINEAR ("linear", "\"terms\": [{\"input\": \"x\", \"coef\": 2, \"transform\": \"sin\"}]", ""),
                  "m.assay.json: term 1 (“x”): there is no transform “sin”; possible are log, log1p, sqrt, square, reciprocal, power, zscore, clip, hinge, woe, spline, bspline.");
  assert_refused (LINEAR ("linear", "\"terms\": [{\"input\": \"g\", \"level\": \"a\", \"coef\": 2}, {\"input\": \"g\", \"level\": \"a\", \"coef\": 3}]", ""),
                  "m.assay.json: term 2 (“g”): this level has a term already.");
  assert_refused (LINEAR ("linear", "\"terms\": [{\"input\": \"x\", \"coef\": 1e400}]", ""), "m.assay.json, line 1, column 179: the number 1e400 is too large");
  assert_refused (LINEAR ("linear", ONE_TERM ", \"covariance\": [[1, 2], [2, 1]]", ""), "m.assay.json: covariance: row 2, entry 1 is larger than the variances allow.");
  assert_refused (LINEAR ("linear", ONE_TERM, ", \"verification\": [{\"in\": {\"x\": 1}, \"out\": {\"prediction\": 1.01}}]"),
                  "m.assay.json: verification: 1 of the 1 rows come out differently here, so the file is not what its maker had. "
                  "The first is row 1: “prediction” is 1, the file says 1.01.");
  assert_refused (LINEAR ("linear", ONE_TERM, ", \"verification\": [{\"in\": {\"x\": 1}, \"out\": {\"probability\": 1}}]"),
                  "m.assay.json: verification, row 1: “probability” is no output of the model.");
  assert_refused (LINEAR ("linear", ONE_TERM, ", \"card\": {\"purpos\": \"x\"}"), "m.assay.json: model card: “purpos” is no key here; did you mean “purpose”?");
  assert_refused (LINEAR ("linear", ONE_TERM, ", \"card\": {\"approvals\": [{\"date\": \"2023-02-30\"}]}"),
                  "m.assay.json: model card: “approvals.0.date” must be a date such as \"2024-09-30\".");
  g_assert_null (read_text (all, &error));
  g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE);
}

/* ---- linear ---- */

static AssayFrame *
linear_rows (void)
{
  const double x[] = { 0.5, -1, NAN, 3 };
  const char *const g[] = { "a", "b", "a", NULL };

  return frame_of (4, numbers ("x", 4, x), words ("g", 4, g));
}

static double prediction_scale (const Scored *self, guint row) { return number_at (self, "prediction", row); }
static double logit_scale (const Scored *self, guint row) { double p = number_at (self, "probability", row); return log (p) - log1p (-p); }

static void
test_linear (void)
{
  g_auto(Scored) scored = { 0 };

  score_frame (&scored, read_fine (LINEAR ("linear", "\"terms\": [{\"input\": \"x\", \"coef\": 2}, {\"input\": \"g\", \"level\": \"b\", \"coef\": 0.25}]", "")), linear_rows ());
  g_assert_cmpfloat (number_at (&scored, "prediction", 0), ==, 0);
  g_assert_cmpfloat (number_at (&scored, "prediction", 1), ==, -2.75);
  g_assert_cmpstr (scored.block->problems[2], ==, "“x” is missing");
  g_assert_cmpstr (scored.block->problems[3], ==, "“g” is missing");
  assert_sums (&scored, prediction_scale);
  g_assert_cmpstr (assay_artifact_get_note (scored.artifact, 0), ==,
                   "“g”: the model does not list its values, so every value without a term counts as the reference level.");
}

/* sqrt (c00 + 2 x c01 + x^2 c11) = 0.5 at x = 0.5; the interval goes through the link. */
static void
test_logistic (void)
{
  g_auto(Scored) scored = { 0 };
  double half = 1.9599639845400542 * 0.5;

  score_frame (&scored, read_fine (LINEAR ("logistic", ONE_TERM ", \"covariance\": [[0.2, 0.02], [0.02, 0.12]]", ", \"classes\": [\"good\", \"bad\"]")), linear_rows ());
  g_assert_cmpfloat (number_at (&scored, "probability", 0), ==, 0.5);
  assert_near (number_at (&scored, "lower", 0), 1 / (1 + exp (half)));
  assert_near (number_at (&scored, "upper", 0), 1 / (1 + exp (-half)));
  g_assert_cmpstr (text_at (&scored, "prediction", 0), ==, "good");
  g_assert_cmpstr (text_at (&scored, "prediction", 3), ==, "bad");
  assert_near (number_at (&scored, "probability", 3), 1 / (1 + exp (-5)));
  assert_sums (&scored, logit_scale);
  g_assert_cmpstr (assay_artifact_get_output (scored.artifact, 1)->category, ==, "bad");
}

static double
score_one (const char *text, const char *output, double x)
{
  g_auto(Scored) scored = { 0 };
  const char *const g[] = { "a" };

  score_frame (&scored, read_fine (text), frame_of (1, numbers ("x", 1, &x), words ("g", 1, g)));
  return number_at (&scored, output, 0);
}

#define TRANSFORMED(name, args) LINEAR ("linear", "\"terms\": [{\"input\": \"x\", \"coef\": 1, \"transform\": \"" name "\", \"args\": {" args "}}]", "")

/* Values by hand, or by R 4.2.2 where a function is named. */
static void
test_transforms (void)
{
  const struct { const char *text; double x, expected; } cases[] = {
    { TRANSFORMED ("log", ""), M_E, 1 }, { TRANSFORMED ("log", ""), 0, NAN }, { TRANSFORMED ("log1p", ""), 0, 0 }, { TRANSFORMED ("sqrt", ""), 2.25, 1.5 },
    { TRANSFORMED ("square", ""), -3, 9 }, { TRANSFORMED ("reciprocal", ""), 4, 0.25 }, { TRANSFORMED ("reciprocal", ""), 0, NAN },
    { TRANSFORMED ("power", "\"exponent\": 3"), -2, -8 }, { TRANSFORMED ("zscore", "\"mean\": 10, \"sd\": 4"), 12, 0.5 },
    { TRANSFORMED ("clip", "\"min\": 0, \"max\": 1"), 7, 1 }, { TRANSFORMED ("clip", "\"min\": 0"), -7, 0 }, { TRANSFORMED ("hinge", "\"knot\": 2"), 5, 3 },
    { TRANSFORMED ("woe", "\"bins\": [{\"to\": 0, \"woe\": -0.5}, {\"from\": 0, \"woe\": 0.25}, {\"missing\": true, \"woe\": 0.75}]"), NAN, 0.75 },
    { TRANSFORMED ("woe", "\"bins\": [{\"to\": 0, \"woe\": -0.5}, {\"from\": 0, \"woe\": 0.25}]"), 0, 0.25 },
    { TRANSFORMED ("woe", "\"bins\": [{\"values\": [-999], \"woe\": 2}, {\"to\": 0, \"woe\": -0.5}, {\"from\": 0, \"woe\": 0.25}]"), -999, 2 },
    /* (x - 1)^3 - (x - 2)^3 (4 - 1) / (4 - 2) over 3^2, at 3: (8 - 1.5) / 9 */
    { TRANSFORMED ("spline", "\"knots\": [1, 2, 4], \"basis\": 2"), 3, 6.5 / 9 }, { TRANSFORMED ("spline", "\"knots\": [1, 2, 4], \"basis\": 1"), 3, 3 },
    /* the uniform cubic B-spline: 1/6, 2/3, 1/6 at its knots, 23/48 between */
    { TRANSFORMED ("bspline", "\"knots\": [0, 1, 2, 3, 4], \"degree\": 3, \"basis\": 1"), 2, 2.0 / 3 },
    { TRANSFORMED ("bspline", "\"knots\": [0, 1, 2, 3, 4], \"degree\": 3, \"basis\": 1"), 1.5, 23.0 / 48 },
    { TRANSFORMED ("bspline", "\"knots\": [0, 0, 1, 1], \"degree\": 1, \"basis\": 2"), 1, 1 },
    { TRANSFORMED ("bspline", "\"knots\": [0, 0, 1, 1], \"degree\": 1, \"basis\": 1"), 0.25, 0.75 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double found = score_one (cases[i].text, "prediction", cases[i].x);

      g_test_message ("case %u: %.17g", i, found);
      if (isnan (cases[i].expected))
        g_assert_true (isnan (found));
      else
        assert_near (found, cases[i].expected - 1);
    }
}

static void
test_links (void)
{
  assert_near (score_one (LINEAR ("logistic", ONE_TERM ", \"link\": \"probit\"", ""), "probability", 1.479981992270027), 0.975);
  assert_near (score_one (LINEAR ("logistic", ONE_TERM ", \"link\": \"cloglog\"", ""), "probability", 0.5), 1 - exp (-1));
  assert_near (score_one (LINEAR ("linear", ONE_TERM ", \"link\": \"log\"", ""), "prediction", 1), M_E);
  /* far out nothing overflows, and the small probability is not lost */
  assert_near (score_one (LINEAR ("logistic", ONE_TERM, ""), "probability", 1e6), 1);
  g_assert_cmpfloat (fabs (score_one (LINEAR ("logistic", ONE_TERM, ""), "probability", -349.5) / exp (-700) - 1), <, 1e-14);
}

static double score_scale (const Scored *self, guint row) { return number_at (self, "score", row); }

/* What contributions add up to is an output of its own, because the calibrated probability does not tell it. */
static void
test_calibration_explained (void)
{
  g_auto(Scored) scored = { 0 };

  score_frame (&scored, read_fine (LINEAR ("logistic", ONE_TERM ", \"calibration\": {\"kind\": \"platt\", \"slope\": 2, \"intercept\": 1}", "")), linear_rows ());
  g_assert_cmpstr (assay_artifact_get_contribution_scale (scored.artifact), ==, "score");
  assert_sums (&scored, score_scale);
}

static void
test_calibration (void)
{
  assert_near (score_one (LINEAR ("logistic", ONE_TERM ", \"calibration\": {\"kind\": \"platt\", \"slope\": 2, \"intercept\": 1}", ""), "probability", 1), 1 / (1 + exp (-3)));
  assert_near (score_one (LINEAR ("logistic", ONE_TERM ", \"calibration\": {\"kind\": \"isotonic\", \"x\": [0.25, 0.75], \"y\": [0.1, 0.2]}", ""), "probability", 0.5), 0.15);
  assert_near (score_one (LINEAR ("logistic", ONE_TERM ", \"calibration\": {\"kind\": \"isotonic\", \"x\": [0.25, 0.75], \"y\": [0.1, 0.2], \"interpolation\": \"steps\"}", ""),
                          "probability", 0.5), 0.1);
  assert_near (score_one (LINEAR ("logistic", ONE_TERM ", \"calibration\": {\"kind\": \"isotonic\", \"x\": [0.25, 0.75], \"y\": [0.1, 0.2]}", ""), "probability", 50), 0.2);
}

/* ---- preparation ---- */

#define PREPARED(steps, terms) LINEAR ("linear", "\"terms\": [" terms "]", ", \"preprocess\": [" steps "]")

static void
test_preprocess (void)
{
  g_auto(Scored) scored = { 0 };

  assert_near (score_one (PREPARED ("{\"step\": \"impute\", \"input\": \"x\", \"value\": 4, \"indicator\": \"x_missing\"}",
                                    "{\"input\": \"x\", \"coef\": 1}, {\"input\": \"x_missing\", \"coef\": 10}"), "prediction", NAN), 13);
  assert_near (score_one (PREPARED ("{\"step\": \"scale\", \"input\": \"x\", \"subtract\": 2, \"divide\": 4}, {\"step\": \"clip\", \"input\": \"x\", \"max\": 1}",
                                    "{\"input\": \"x\", \"coef\": 1}"), "prediction", 4), -0.5);
  assert_near (score_one (PREPARED ("{\"step\": \"one_hot\", \"input\": \"g\", \"levels\": [\"b\", \"a\"], \"outputs\": [\"g=b\", \"g=a\"]}",
                                    "{\"input\": \"g=b\", \"coef\": 1}, {\"input\": \"g=a\", \"coef\": 3}"), "prediction", 4), 2);
  assert_near (score_one (PREPARED ("{\"step\": \"ordinal\", \"input\": \"g\", \"levels\": [\"c\", \"b\", \"a\"]}", "{\"input\": \"g\", \"coef\": 1}"), "prediction", 4), 1);
  assert_near (score_one (PREPARED ("{\"step\": \"woe\", \"input\": \"g\", \"bins\": [{\"values\": [\"a\"], \"woe\": 0.5}]}", "{\"input\": \"g\", \"coef\": 1}"), "prediction", 4), -0.5);
  score_frame (&scored, read_fine (PREPARED ("{\"step\": \"impute\", \"input\": \"x\", \"value\": 2}, {\"step\": \"one_hot\", \"input\": \"g\", \"levels\": [\"a\"], "
                                             "\"outputs\": [\"g=a\"]}, {\"step\": \"ratio\", \"numerator\": \"x\", \"denominator\": \"g=a\", \"output\": \"r\"}",
                                             "{\"input\": \"r\", \"coef\": 1}, {\"input\": \"x\", \"coef\": 1}")), linear_rows ());
  g_assert_cmpfloat (number_at (&scored, "prediction", 2), ==, 3);
  g_assert_cmpstr (scored.block->problems[1], ==, "“g” holds a value that the model does not know");
  g_assert_cmpstr (scored.block->problems[3], ==, "“g” is missing");
  assert_sums (&scored, prediction_scale);
}

/* ---- trees ---- */

#define TREES(head, trees) "{\"assay_model\": 1, \"kind\": \"tree_ensemble\", \"inputs\": [{\"name\": \"x\", \"type\": \"number\"}], \"tree_ensemble\": {\"trees\": [" trees \
  "], \"inputs_order\": [\"x\"], \"compare\": \"le\", \"precision\": \"f32\", " head "}}"
#define STUMP(more) "{\"feature\": [0, -1, -1], \"threshold\": [0.1, null, null], \"left\": [1, -1, -1], \"right\": [2, -1, -1], \"value\": [null, -1, 2]" more "}"

static double
score_trees (const char *text, const char *output, double x)
{
  g_auto(Scored) scored = { 0 };

  score_frame (&scored, read_fine (text), frame_of (1, numbers ("x", 1, &x), NULL));
  return number_at (&scored, output, 0);
}

static void
test_trees (void)
{
  const char *sum = TREES ("\"aggregate\": \"sum\", \"link\": \"identity\", \"base\": [0.5]", STUMP (", \"missing_left\": [true, false, false]") ", " STUMP (", \"missing_left\": [0, 0, 0]"));

  g_assert_cmpfloat (score_trees (sum, "prediction", 1), ==, 4.5);
  /* 0.1f is greater than 0.1: the value is cut to single precision, the threshold is not */
  g_assert_cmpfloat (score_trees (sum, "prediction", 0.1), ==, 4.5);
  g_assert_cmpfloat (score_trees (sum, "prediction", 0.09), ==, -1.5);
  g_assert_cmpfloat (score_trees (sum, "prediction", NAN), ==, 1.5);
  g_assert_true (isnan (score_trees (TREES ("\"aggregate\": \"sum\", \"link\": \"identity\", \"base\": [0.5]", STUMP ("")), "prediction", NAN)));
  assert_near (score_trees (TREES ("\"aggregate\": \"mean\", \"link\": \"logit\", \"base\": [0.5]", STUMP ("") ", " STUMP ("")), "probability", 1), 1 / (1 + exp (-2.5)));
  assert_near (score_trees (TREES ("\"aggregate\": \"mean\", \"link\": \"isolation\", \"normalizer\": 4, \"base\": [0]", STUMP ("")), "anomaly_score", 1), exp2 (-0.5));
}

/* A stump on 4 of 10 rows with -1 and 6 of 10 with 2: 0.8 is expected, each tree. */
static void
test_trees_explained (void)
{
  g_auto(Scored) scored = { 0 };
  const double x[] = { 1, 0.05 };
  double contributions[4];

  score_frame (&scored, read_fine (TREES ("\"aggregate\": \"mean\", \"link\": \"identity\", \"base\": [0.5]", STUMP (", \"cover\": [10, 4, 6]") ", " STUMP (", \"cover\": [10, 4, 6]"))),
               frame_of (2, numbers ("x", 2, x), NULL));
  g_assert_cmpstr (assay_artifact_get_contribution_scale (scored.artifact), ==, "prediction");
  g_assert_true (assay_scorer_explain (scored.scorer, 0, 2, scored.block, contributions));
  /* the tables of contributions are single precision */
  g_assert_cmpfloat_with_epsilon (contributions[1], 0.5 + 0.8, 1e-6);
  g_assert_cmpfloat_with_epsilon (contributions[0], 1.2, 1e-6);
  g_assert_cmpfloat_with_epsilon (contributions[2], -1.8, 1e-6);
  g_assert_cmpfloat_with_epsilon (contributions[0] + contributions[1], number_at (&scored, "prediction", 0), 1e-6);
}

static void
test_trees_refused (void)
{
#define HEAD "\"aggregate\": \"sum\", \"link\": \"identity\", \"base\": [0]"
  assert_refused (TREES (HEAD, ""), "m.assay.json: tree_ensemble: “trees” is empty.");
  assert_refused (TREES (HEAD, "{\"feature\": [0, -1, -1], \"threshold\": [0.1, null, null], \"left\": [1, -1, -1], \"right\": [1, -1, -1], \"value\": [null, -1, 2]}"),
                  "m.assay.json: tree 0, node 1: it is reached twice from the root");
  assert_refused (TREES (HEAD, "{\"feature\": [0, 0, -1], \"threshold\": [1, 1, null], \"left\": [1, 0, -1], \"right\": [2, 2, -1], \"value\": [null, null, 2]}"),
                  "m.assay.json: tree 0: node 1 has the children 0 and 2; children have larger numbers than their parent, and a leaf has -1 twice.");
  assert_refused (TREES (HEAD, "{\"feature\": [1, -1, -1], \"threshold\": [1, 1, null], \"left\": [1, -1, -1], \"right\": [2, -1, -1], \"value\": [null, 1, 2]}"),
                  "m.assay.json: tree 0: node 0 has the feature 1, and “inputs_order” has 1, counted from 0.");
  assert_refused (TREES (HEAD, "{\"feature\": [0, -1, -1], \"threshold\": [1, null, null], \"left\": [1, -1, -1], \"right\": [2, -1, -1], \"value\": [null, null, 2]}"),
                  "m.assay.json: tree 0: leaf 1 has no value.");
}

/* ---- files ---- */

static char *
put (const char *folder, const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
assert_load_fails (const char *path, const char *message)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayArtifact) artifact = assay_artifact_load (path, NULL, NULL, &error);

  g_assert_null (artifact);
  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_card_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("assay-card-XXXXXX", NULL), *path = put (folder, "m.assay.json", LINEAR ("linear", ONE_TERM, "")), *digest = NULL, *text = NULL;
  g_autofree char *card = NULL;
  g_autoptr(AssayArtifact) artifact = NULL;
  g_autoptr(GError) error = NULL;

  digest = assay_digest_file (path, NULL, NULL);
  text = g_strdup_printf ("{\"artifact\": \"m.assay.json\", \"sha256\": \"%s\", \"owner\": \"Credit\", \"x-ours\": 3}", digest);
  card = put (folder, "m.card.json", text);
  artifact = assay_artifact_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (assay_model_card_get (assay_artifact_get_card (artifact), "owner"), ==, "Credit");
  digest[0] = digest[0] == '0' ? '1' : '0';
  g_free (text);
  text = g_strdup_printf ("{\"artifact\": \"m.assay.json\", \"sha256\": \"%s\"}", digest);
  g_free (put (folder, "m.card.json", text));
  g_clear_pointer (&artifact, assay_artifact_unref);
  artifact = assay_artifact_load (path, NULL, NULL, &error);
  g_assert_null (artifact);
  g_assert_true (g_str_has_prefix (error->message, "m.card.json was written for another file than m.assay.json: it names m.assay.json with a SHA-256 that begins with"));
  g_free (put (folder, "m.card.json", "{\"artifact\": \"m.assay.json\"}"));
  assert_load_fails (path, "m.card.json: a model card that stands alone must have “artifact”, the name of the model file, and “sha256”, its digest.");
  g_unlink (card);
  g_unlink (path);
  g_rmdir (folder);
}

#define ENSEMBLE(head, a, b) "{\"assay_model\": 1, \"kind\": \"ensemble\", \"ensemble\": {" head ", \"members\": [{\"path\": \"a.json\", \"sha256\": \"%s\", " a "}, {\"path\": \"b.json\", " \
  "\"sha256\": \"%s\", " b "}]}}"

static void
test_ensemble (void)
{
  g_autofree char *folder = g_dir_make_tmp ("assay-ensemble-XXXXXX", NULL), *mean = NULL, *stack = NULL, *path = NULL, *message = NULL;
  g_autofree char *a = put (folder, "a.json", LINEAR ("logistic", ONE_TERM, "")), *b = put (folder, "b.json", LINEAR ("logistic", "\"terms\": [{\"input\": \"x\", \"coef\": 1}]", ""));
  g_autofree char *of_a = assay_digest_file (a, NULL, NULL), *of_b = assay_digest_file (b, NULL, NULL);
  g_autoptr(GError) error = NULL;
  double p = 0.5, q = 1 / (1 + exp (0.5));

  mean = g_strdup_printf (ENSEMBLE ("\"combine\": \"weighted_mean\"", "\"weight\": 3", "\"weight\": 1"), of_a, of_b);
  stack = g_strdup_printf (ENSEMBLE ("\"combine\": \"stacking\", \"on\": \"logit\", \"link\": \"logit\", \"intercept\": 0.25", "\"coef\": 0.5", "\"coef\": 2"), of_a, of_b);
  for (guint i = 0; i < 2; i++)
    {
      g_auto(Scored) scored = { 0 };
      AssayArtifact *artifact;

      g_free (path);
      path = put (folder, "e.json", i == 0 ? mean : stack);
      artifact = assay_artifact_load (path, NULL, NULL, &error);
      g_assert_no_error (error);
      score_frame (&scored, artifact, linear_rows ());
      assert_near (number_at (&scored, "probability", 0), i == 0 ? 0.75 * p + 0.25 * q : 1 / (1 + exp (-(0.25 + 2 * -0.5))));
      g_assert_cmpstr (scored.block->problems[2], ==, "“x” is missing");
    }
  g_free (put (folder, "b.json", "{}"));
  message = g_strdup_printf ("e.json: member 2: b.json is not the file that the ensemble was made of: its SHA-256 begins with 44136fa3, and the ensemble says %.8s.", of_b);
  assert_load_fails (path, message);
  g_free (put (folder, "e.json", "{\"assay_model\": 1, \"kind\": \"ensemble\", \"ensemble\": {\"combine\": \"weighted_mean\", \"members\": [{\"path\": \"../a.json\", \"sha256\": \"00\", \"weight\": 1}]}}"));
  assert_load_fails (path, "e.json: member 1: “path” must name a file in the folder of the ensemble or below it, such as \"members/a.json\".");
  g_unlink (a);
  g_unlink (b);
  g_unlink (path);
  g_rmdir (folder);
}

/* Cut anywhere and with any byte changed, a model is read or refused. */
static void
test_garbled (void)
{
  const char *const texts[] = { CARD ("better", ""), LINEAR ("logistic", ONE_TERM ", \"covariance\": [[0.2, 0.02], [0.02, 0.12]]", ", \"classes\": [\"good\", \"bad\"]"),
    TREES ("\"aggregate\": \"mean\", \"link\": \"logit\", \"base\": [0.5]", STUMP ("") ", " STUMP ("")) };

  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    for (gsize i = 0, length = strlen (texts[t]); i < length; i++)
      {
        g_autofree char *text = g_strdup (texts[t]);
        AssayArtifact *artifact;

        text[i] = "0\"}x-],1"[i % 8];
        artifact = read_text (text, NULL);
        g_clear_pointer (&artifact, assay_artifact_unref);
        text[i] = '\0';
        g_assert_null (read_text (text, NULL));
      }
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/native/scorecard", test_scorecard);
  g_test_add_func ("/model/native/scorecard-worse", test_scorecard_worse);
  g_test_add_func ("/model/native/bins", test_bins);
  g_test_add_func ("/model/native/refused", test_refused);
  g_test_add_func ("/model/native/linear", test_linear);
  g_test_add_func ("/model/native/logistic", test_logistic);
  g_test_add_func ("/model/native/transforms", test_transforms);
  g_test_add_func ("/model/native/links", test_links);
  g_test_add_func ("/model/native/calibration", test_calibration);
  g_test_add_func ("/model/native/calibration-explained", test_calibration_explained);
  g_test_add_func ("/model/native/preprocess", test_preprocess);
  g_test_add_func ("/model/native/trees", test_trees);
  g_test_add_func ("/model/native/trees-explained", test_trees_explained);
  g_test_add_func ("/model/native/trees-refused", test_trees_refused);
  g_test_add_func ("/model/native/card-file", test_card_file);
  g_test_add_func ("/model/native/ensemble", test_ensemble);
  g_test_add_func ("/model/native/garbled", test_garbled);
  return g_test_run ();
}
