/* How the inputs of a model meet columns of every type, and what is said of cells that do not fit. */
#include <string.h>

#include "data/frame.h"
#include "model/artifact/scorer.h"
#include "echo-model.h"

static AssayColumn *
numbers (const char *name, const double *values, gsize n)
{
  return assay_column_take_doubles (name, g_memdup2 (values, n * sizeof *values), n);
}

static AssayColumn *
wholes (const char *name, const gint64 *values, gsize n)
{
  return assay_column_take_int64s (name, g_memdup2 (values, n * sizeof *values), n);
}

/* NULL: missing. */
static AssayColumn *
words (const char *name, const char *const *values, gsize n)
{
  g_autoptr(GPtrArray) dictionary = g_ptr_array_new ();
  guint32 *codes = g_new (guint32, n);

  for (gsize i = 0; i < n; i++)
    {
      guint found;

      codes[i] = ASSAY_MISSING_CODE;
      if (values[i] == NULL)
        continue;
      if (!g_ptr_array_find_with_equal_func (dictionary, values[i], g_str_equal, &found))
        {
          found = dictionary->len;
          g_ptr_array_add (dictionary, g_strdup (values[i]));
        }
      codes[i] = found;
    }
  guint n_words = dictionary->len;
  g_ptr_array_add (dictionary, NULL);
  return assay_column_take_codes (name, codes, n, (char **) g_ptr_array_steal (dictionary, NULL), n_words);
}

static AssayColumn *
texts (const char *name, const char *const *values, gsize n)
{
  guint64 *offsets = g_new (guint64, n + 1);
  guint8 *present = g_malloc0 (n / 8 + 1);
  g_autoptr(GString) bytes = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    {
      offsets[i] = bytes->len;
      if (values[i] == NULL)
        continue;
      present[i / 8] |= 1 << (i % 8);
      g_string_append (bytes, values[i]);
    }
  offsets[n] = bytes->len;
  return assay_column_take_text (name, offsets, g_memdup2 (bytes->str, bytes->len + 1), present, n);
}

static AssayFrame *
make_frame (AssayColumn *a, AssayColumn *b, AssayColumn *c)
{
  AssayColumn *columns[3] = { a, b, c };
  guint n = c != NULL ? 3 : b != NULL ? 2 : 1;
  AssayFrame *frame = assay_frame_new (columns, n, assay_column_get_n (a));

  for (guint i = 0; i < n; i++)
    assay_column_unref (columns[i]);
  return frame;
}

static AssayScorer *
bind (AssayFrame *frame, GError **error)
{
  g_autoptr(AssayArtifact) artifact = echo_model_new ();

  return assay_scorer_new (artifact, frame, NULL, FALSE, error);
}

static void
assert_states (const AssayScorer *scorer, guint field, const guint8 *expected, gsize n)
{
  guint8 states[16];

  assay_scorer_check (scorer, field, 0, n, states);
  g_assert_cmpmem (states, n, expected, n);
}

#define STATES(...) ((const guint8[]) { __VA_ARGS__ })
#define FIVE_REGIONS words ("region", (const char *[]) { "north", "south", NULL, "east", "north" }, 5)

/* ---- numbers ---- */

static void
test_numbers (void)
{
  g_autoptr(AssayFrame) frame = make_frame (numbers ("amount", (double[]) { 50, 0, NAN, -0.5, 100.25 }, 5), FIVE_REGIONS, NULL);
  g_autoptr(AssayScorer) scorer = bind (frame, NULL);
  g_autoptr(AssayScoreBlock) block = assay_score_block_new (scorer);

  assay_scorer_score (scorer, 0, 5, block);
  g_assert_cmpfloat (block->numbers[0][0], ==, 0.5);
  g_assert_true (isnan (block->numbers[0][2]));
  g_assert_cmpstr (block->problems[2], ==, "“amount” is missing");
  g_assert_null (block->texts[1][2]);
  g_assert_cmpstr (block->texts[1][4], ==, "north");
  assert_states (scorer, 0, STATES (ASSAY_INPUT_FINE, ASSAY_INPUT_FINE, ASSAY_INPUT_MISSING, ASSAY_INPUT_BELOW, ASSAY_INPUT_ABOVE), 5);
  assert_states (scorer, 1, STATES (ASSAY_INPUT_FINE, ASSAY_INPUT_FINE, ASSAY_INPUT_MISSING, ASSAY_INPUT_UNSEEN, ASSAY_INPUT_FINE), 5);
  assert_states (scorer, 2, STATES (ASSAY_INPUT_MISSING, ASSAY_INPUT_MISSING, ASSAY_INPUT_MISSING, ASSAY_INPUT_MISSING, ASSAY_INPUT_MISSING), 5);
}

static void
check_mixed (AssayColumn *amount)
{
  g_autoptr(AssayFrame) frame = make_frame (amount, FIVE_REGIONS, NULL);
  g_autoptr(AssayScorer) scorer = bind (frame, NULL);
  g_autoptr(AssayScoreBlock) block = assay_score_block_new (scorer);

  assay_scorer_score (scorer, 0, 5, block);
  g_assert_cmpfloat (block->numbers[0][0], ==, 0.125);
  g_assert_true (isnan (block->numbers[0][1]));
  g_assert_cmpfloat (block->numbers[0][4], ==, 0.01);
  assert_states (scorer, 0, STATES (ASSAY_INPUT_FINE, ASSAY_INPUT_NOT_A_NUMBER, ASSAY_INPUT_MISSING, ASSAY_INPUT_ABOVE, ASSAY_INPUT_FINE), 5);
}

static void
test_numbers_among_words (void)
{
  const char *values[] = { "12.5", "n/k", NULL, "1e3", "true" };

  check_mixed (words ("amount", values, 5));
  check_mixed (texts ("amount", values, 5));
}

static void
test_no_number (void)
{
  const char *values[] = { NULL, "high", "low", "high", "low" };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayFrame) frame = make_frame (i == 0 ? words ("amount", values, 5) : texts ("amount", values, 5), FIVE_REGIONS, NULL);

      g_assert_null (bind (frame, &error));
      g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE);
      g_assert_cmpstr (error->message, ==, "The model needs a number for “amount”, but no cell of column “amount” is one; the first is “high”. "
                                           "Bind another column with --bind \"amount=COLUMN\".");
    }
}

static void
test_all_missing (void)
{
  const char *values[] = { NULL, NULL, NULL, NULL, NULL };
  g_autoptr(AssayFrame) frame = make_frame (words ("amount", values, 5), FIVE_REGIONS, NULL);
  g_autoptr(AssayScorer) scorer = bind (frame, NULL);

  g_assert_nonnull (scorer);
  assert_states (scorer, 0, STATES (ASSAY_INPUT_MISSING, ASSAY_INPUT_MISSING), 2);
}

/* ---- categories ---- */

static void
check_codes (AssayColumn *region, const char *third)
{
  g_autoptr(AssayFrame) frame = make_frame (numbers ("amount", (double[]) { 1, 2, 3, 4 }, 4), region, NULL);
  g_autoptr(AssayScorer) scorer = bind (frame, NULL);
  g_autoptr(AssayScoreBlock) block = assay_score_block_new (scorer);

  assay_scorer_score (scorer, 0, 4, block);
  /* as the model spells it, so that it is found */
  g_assert_cmpstr (block->texts[1][0], ==, "1.0");
  g_assert_null (block->texts[1][1]);
  g_assert_cmpstr (block->texts[1][2], ==, third);
  g_assert_cmpstr (block->texts[1][3], ==, "1.0");
  assert_states (scorer, 1, STATES (ASSAY_INPUT_FINE, ASSAY_INPUT_MISSING, ASSAY_INPUT_UNSEEN, ASSAY_INPUT_FINE), 4);
}

static void
test_numbers_as_categories (void)
{
  check_codes (wholes ("region", (gint64[]) { 1, ASSAY_MISSING_INT64, 7, 1 }, 4), "7");
  check_codes (numbers ("region", (double[]) { 1, NAN, 7.5, 1 }, 4), "7.5");
  check_codes (texts ("region", (const char *[]) { "1.0", NULL, "1", "1.0" }, 4), "1");
}

/* ---- dates ---- */

static void
check_days (AssayColumn *opened)
{
  g_autoptr(AssayFrame) frame = make_frame (numbers ("amount", (double[]) { 1, 2, 3 }, 3),
                                            words ("region", (const char *[]) { "north", "north", "north" }, 3), opened);
  g_autoptr(AssayScorer) scorer = bind (frame, NULL);
  g_autoptr(AssayScoreBlock) block = assay_score_block_new (scorer);

  assay_scorer_score (scorer, 0, 3, block);
  g_assert_cmpfloat (block->numbers[2][0], ==, 19000);
  g_assert_true (isnan (block->numbers[2][1]));
  g_assert_cmpfloat (block->numbers[2][2], ==, -1);
}

static void
test_dates (void)
{
  gint32 days[] = { 19000, ASSAY_MISSING_DATE, -1 };
  gint64 times[] = { 19000 * G_GINT64_CONSTANT (86400000000), ASSAY_MISSING_INT64, G_GINT64_CONSTANT (-86400000000) };

  check_days (assay_column_take_dates ("opened", g_memdup2 (days, sizeof days), 3));
  check_days (assay_column_take_datetimes ("opened", g_memdup2 (times, sizeof times), 3));
  check_days (words ("opened", (const char *[]) { "2022-01-08", "unknown", "1969-12-31" }, 3));
  check_days (texts ("opened", (const char *[]) { "2022-01-08", NULL, "1969-12-31" }, 3));
}

/* ---- what is not there ---- */

static void
test_absent (void)
{
  g_autoptr(AssayFrame) frame = make_frame (numbers ("amout", (double[]) { 1 }, 1), words ("region", (const char *[]) { "north" }, 1), NULL);
  g_autoptr(AssayArtifact) artifact = echo_model_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayScorer) bound = NULL, allowed = NULL;

  g_assert_null (assay_scorer_new (artifact, frame, NULL, FALSE, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_NO_COLUMN);
  g_assert_cmpstr (error->message, ==, "The model needs “amount”, and the data have no such column. The nearest is “amout”: "
                                       "bind it with --bind \"amount=amout\" if it means the same.");
  bound = assay_scorer_new (artifact, frame, (const char *[]) { "amout", NULL, NULL }, FALSE, NULL);
  g_assert_cmpstr (assay_scorer_get_column (bound, 0), ==, "amout");
  g_assert_null (assay_scorer_get_column (bound, 2));
  allowed = assay_scorer_new (artifact, frame, NULL, TRUE, NULL);
  g_assert_null (assay_scorer_get_column (allowed, 0));
}

static void
test_blocks (void)
{
  const gsize n = 40000;
  double *values = g_new (double, n);
  g_autofree const char **regions = g_new (const char *, n);
  g_autofree double *one = g_new (double, n), *many = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    {
      values[i] = i % 97 == 0 ? NAN : (double) (i % 1000) / 7;
      regions[i] = "north";
    }
  g_autoptr(AssayFrame) frame = make_frame (assay_column_take_doubles ("amount", values, n), words ("region", regions, n), NULL);
  g_autoptr(AssayScorer) scorer = bind (frame, NULL);

  g_assert_true (assay_scorer_score_all (scorer, 0, 1, one, NULL, NULL));
  g_assert_true (assay_scorer_score_all (scorer, 0, 8, many, NULL, NULL));
  g_assert_cmpmem (one, n * sizeof *one, many, n * sizeof *many);
  for (gsize i = 0; i < n; i++)
    g_assert_true (isnan (one[i]) ? i % 97 == 0 : one[i] == values[i] / 100);
}

/* Which output is the risk of an event, and whether 1 less it is: the cases of two classes, of three, and of none that are named. */
static void
test_event_output (void)
{
  static const struct { const char *classes[4], *of[3], *event; int output; gboolean is_complement; } cases[] = {
    { { "good", "bad" }, { "bad" }, "bad", 0, FALSE },
    { { "good", "bad" }, { "bad" }, "good", 0, TRUE },
    { { "good", "bad" }, { "good", "bad" }, "good", 0, FALSE },
    { { "good", "bad" }, { "bad" }, "ugly", -1, FALSE },
    { { "a", "b", "c" }, { "a", "b" }, "c", -1, FALSE },
    { { NULL }, { "1" }, "1", 0, FALSE },
    { { NULL }, { "1" }, "0", 0, TRUE },
    { { NULL }, { "0" }, "1", 0, TRUE },
    { { NULL }, { "1" }, "bad", -1, FALSE },
    { { NULL }, { "" }, "0", -1, FALSE },        /* a probability that does not say of what */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AssayArtifactInfo *info = assay_artifact_info_new ("echo", "echo", "classification");
      g_autoptr(AssayArtifact) artifact = NULL;
      gboolean is_complement = 7;

      for (guint k = 0; cases[i].classes[k] != NULL; k++)
        assay_artifact_info_add_class (info, cases[i].classes[k]);
      for (guint k = 0; k < 3 && cases[i].of[k] != NULL; k++)
        assay_artifact_info_add_output (info, cases[i].of[k], ASSAY_OUTPUT_PROBABILITY, FALSE, *cases[i].of[k] != '\0' ? cases[i].of[k] : NULL);
      artifact = assay_artifact_new (&echo_class, NULL, info);
      g_assert_cmpint (assay_artifact_find_event_output (artifact, cases[i].event, &is_complement), ==, cases[i].output);
      g_assert_cmpint (is_complement, ==, cases[i].is_complement);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/artifact/scorer/numbers", test_numbers);
  g_test_add_func ("/model/artifact/scorer/numbers-among-words", test_numbers_among_words);
  g_test_add_func ("/model/artifact/scorer/no-number", test_no_number);
  g_test_add_func ("/model/artifact/scorer/all-missing", test_all_missing);
  g_test_add_func ("/model/artifact/scorer/numbers-as-categories", test_numbers_as_categories);
  g_test_add_func ("/model/artifact/scorer/dates", test_dates);
  g_test_add_func ("/model/artifact/scorer/absent", test_absent);
  g_test_add_func ("/model/artifact/scorer/blocks", test_blocks);
  g_test_add_func ("/model/artifact/scorer/event-output", test_event_output);
  return g_test_run ();
}
