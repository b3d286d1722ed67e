#include "engine/what-if-case.h"

#include "analysis/analysis.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_PLACES 240            /* quantiles of a number that are tried */
#define ROUNDS 48                  /* of halving: narrower than a step of any slider */

/* ---- rows of any values ---- */

/* What is asked at once: n rows of all inputs. */
typedef struct
{
  const AssayWhatIf *self;
  gsize n;
  double **columns;                /* [n_inputs], each [n] */
} Rows;

static Rows *
rows_new (const AssayWhatIf *self, gsize n)
{
  Rows *rows = g_new0 (Rows, 1);

  rows->self = self;
  rows->n = n;
  rows->columns = g_new (double *, assay_what_if_get_n_inputs (self) + 1);
  for (guint i = 0; i < assay_what_if_get_n_inputs (self); i++)
    rows->columns[i] = g_new (double, n + 1);
  return rows;
}

static void
rows_free (Rows *rows)
{
  for (guint i = 0; i < assay_what_if_get_n_inputs (rows->self); i++)
    g_free (rows->columns[i]);
  g_free (rows->columns);
  g_free (rows);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rows, rows_free)

static void
rows_put (Rows *rows, gsize row, const double *values)
{
  for (guint i = 0; i < assay_what_if_get_n_inputs (rows->self); i++)
    rows->columns[i][row] = values[i];
}

static AssayColumn *
make_column (const AssaySensitivityInput *input, const double *values, gsize n)
{
  guint32 *codes;

  if (input->words == NULL)
    return assay_column_take_doubles (input->name, g_memdup2 (values, (n + 1) * sizeof *values), n);
  codes = g_new (guint32, n + 1);
  for (gsize i = 0; i < n; i++)
    codes[i] = isnan (values[i]) ? ASSAY_MISSING_CODE : (guint32) values[i];
  return assay_column_take_codes (input->name, codes, n, g_strdupv (input->words), input->n_words);
}

static AssayScorer *
make_scorer (const Rows *rows, GError **error)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  g_autoptr(AssayFrame) frame = NULL;

  for (guint i = 0; i < assay_what_if_get_n_inputs (rows->self); i++)
    g_ptr_array_add (columns, make_column (assay_what_if_get_input (rows->self, i)->input, rows->columns[i], rows->n));
  frame = assay_frame_new ((AssayColumn **) columns->pdata, columns->len, rows->n);
  return assay_task_model_make_scorer (assay_portfolio_get_model (assay_what_if_get_portfolio (rows->self)), frame, error);
}

static double
read_score (const AssayWhatIf *self, const AssayScoreBlock *block, gsize row)
{
  gboolean is_complement;
  guint output = assay_what_if_get_output (self, &is_complement);
  double value = block->numbers[output][row];

  return is_complement ? 1 - value : value;
}

static gboolean
score_rows (const Rows *rows, double *score, AssayProgress *stop, GError **error)
{
  g_autoptr(AssayScorer) scorer = make_scorer (rows, error);
  g_autoptr(AssayScoreBlock) block = scorer != NULL ? assay_score_block_new (scorer) : NULL;

  if (scorer == NULL)
    return FALSE;
  for (gsize at = 0; at < rows->n; at += ASSAY_SCORE_ROWS)
    {
      gsize n = MIN (ASSAY_SCORE_ROWS, rows->n - at);

      if (assay_progress_is_cancelled (stop))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "");
          return FALSE;
        }
      assay_scorer_score (scorer, at, n, block);
      for (gsize i = 0; i < n; i++)
        score[at + i] = read_score (rows->self, block, i);
    }
  return TRUE;
}

/* ---- one case ---- */

static void
clear_score (AssayCaseScore *score)
{
  g_free (score->problem);
  g_free (score->contributions);
}

void
assay_case_answer_free (AssayCaseAnswer *self)
{
  clear_score (&self->before);
  clear_score (&self->after);
  g_free (self);
}

/* Log-odds and their like are those of the model's own class: turned round where the score is that of the other one. */
static void
turn_round (AssayCaseScore *score, guint n, const char *scale)
{
  for (guint i = 0; i < n; i++)
    score->contributions[i] = -score->contributions[i];
  score->base = strcmp (scale, "probability") == 0 ? 1 - score->base : -score->base;
}

/* row: of a block of contributions, field by field; a column may be read by several fields. FALSE: there are none for this case. */
static gboolean
sum_fields (const AssayWhatIf *self, const AssayScorer *scorer, const double *row, AssayCaseScore *score)
{
  guint n_fields = assay_artifact_get_n_fields (assay_scorer_get_artifact (scorer));

  score->contributions = g_new0 (double, assay_what_if_get_n_inputs (self) + 1);
  score->base = row[n_fields];
  for (guint f = 0; f < n_fields; f++)
    {
      const char *column = assay_scorer_get_column (scorer, f);
      int input = column != NULL ? assay_portfolio_find_input (assay_what_if_get_portfolio (self), column) : -1;

      if (isnan (row[f]))
        return FALSE;
      if (input >= 0)
        score->contributions[input] += row[f];
      else
        score->base += row[f];
    }
  return !isnan (score->base);
}

static void
read_case (const AssayWhatIf *self, const AssayScoreBlock *block, gsize row, AssayCaseScore *score)
{
  score->score = read_score (self, block, row);
  score->problem = block->problems[row] != NULL ? g_strdup (block->problems[row]) : NULL;
  score->level = assay_portfolio_is_probability (assay_what_if_get_portfolio (self)) && !isnan (score->score) ? assay_policy_score_risk (assay_what_if_get_policy (self), score->score)
                                                                                                              : ASSAY_RISK_NONE;
}

static void
explain_cases (const AssayWhatIf *self, const AssayScorer *scorer, AssayScoreBlock *block, AssayCaseAnswer *answer)
{
  AssayArtifact *artifact = assay_scorer_get_artifact (scorer);
  guint width = assay_artifact_get_n_fields (artifact) + 1;
  g_autofree double *contributions = g_new (double, 2 * (gsize) width);
  AssayCaseScore *scores[] = { &answer->before, &answer->after };
  gboolean is_complement;

  assay_what_if_get_output (self, &is_complement);
  if (!assay_scorer_explain (scorer, 0, 2, block, contributions))
    return;
  answer->scale = assay_artifact_get_contribution_scale (artifact);
  answer->more_is_riskier = assay_portfolio_higher_is_riskier (assay_what_if_get_portfolio (self));
  /* points speak of points, not of the probability made from them */
  if (strcmp (answer->scale, "points") == 0)
    answer->more_is_riskier = assay_artifact_score_rises (artifact);
  for (guint i = 0; i < G_N_ELEMENTS (scores); i++)
    if (!sum_fields (self, scorer, contributions + (gsize) i * width, scores[i]))
      g_clear_pointer (&scores[i]->contributions, g_free);
    else if (is_complement && strcmp (answer->scale, "points") != 0)
      turn_round (scores[i], answer->n_inputs, answer->scale);
}

AssayCaseAnswer *
assay_what_if_try (const AssayWhatIf *self, const double *before, const double *after, GError **error)
{
  g_autoptr(Rows) rows = rows_new (self, 2);
  g_autoptr(AssayCaseAnswer) answer = g_new0 (AssayCaseAnswer, 1);
  g_autoptr(AssayScorer) scorer = NULL;
  g_autoptr(AssayScoreBlock) block = NULL;

  answer->n_inputs = assay_what_if_get_n_inputs (self);
  rows_put (rows, 0, before);
  rows_put (rows, 1, after);
  scorer = make_scorer (rows, error);
  if (scorer == NULL)
    return NULL;
  block = assay_score_block_new (scorer);
  assay_scorer_score (scorer, 0, 2, block);
  read_case (self, block, 0, &answer->before);
  read_case (self, block, 1, &answer->after);
  explain_cases (self, scorer, block, answer);
  return g_steal_pointer (&answer);
}

AssayDecision
assay_what_if_decide (const AssayWhatIf *self, double score, double cutoff)
{
  if (isnan (score) || isnan (cutoff))
    return ASSAY_DECISION_UNKNOWN;
  return (assay_portfolio_higher_is_riskier (assay_what_if_get_portfolio (self)) ? score >= cutoff : score <= cutoff) ? ASSAY_DECISION_FLAG : ASSAY_DECISION_PASS;
}

/* ---- another decision ---- */

/* A place that turns the decision, and the next one towards the case that does not. */
typedef struct { guint input; double near, far, score; } Bracket;

typedef struct
{
  const AssayWhatIf *self;
  const double *values;
  double cutoff;
  AssayDecision decision;
  AssayProgress *stop;
} Search;

static gboolean
turns (const Search *search, double score)
{
  AssayDecision decision = assay_what_if_decide (search->self, score, search->cutoff);

  return decision != ASSAY_DECISION_UNKNOWN && decision != search->decision;
}

static double
start_of (const Search *search, guint input)
{
  return isnan (search->values[input]) ? assay_what_if_get_input (search->self, input)->typical : search->values[input];
}

/* Rising, each once. */
static guint
list_places (const AssayWhatIfInput *input, double *places)
{
  guint n = 0;

  if (input->is_choice)
    return 0;
  for (guint i = 0; input->n_sorted > 0 && i < MOST_PLACES; i++)
    {
      double place = input->sorted[(gsize) ((double) i * (input->n_sorted - 1) / (MOST_PLACES - 1))];

      if (n == 0 || place != places[n - 1])
        places[n++] = place;
    }
  return n;
}

static gsize
count_places (const Search *search, guint *first)
{
  double places[MOST_PLACES];
  gsize n = 0;

  for (guint i = 0; i < assay_what_if_get_n_inputs (search->self); i++)
    {
      const AssayWhatIfInput *input = assay_what_if_get_input (search->self, i);

      first[i] = n;
      n += input->is_choice ? input->n_values : list_places (input, places);
    }
  first[assay_what_if_get_n_inputs (search->self)] = n;
  return n;
}

static void
put_places (const Search *search, Rows *rows, const guint *first)
{
  for (guint i = 0; i < assay_what_if_get_n_inputs (search->self); i++)
    {
      const AssayWhatIfInput *input = assay_what_if_get_input (search->self, i);
      double places[MOST_PLACES];
      const double *from = input->is_choice ? input->values : places;

      list_places (input, places);
      for (guint k = first[i]; k < first[i + 1]; k++)
        {
          rows_put (rows, k, search->values);
          rows->columns[i][k] = from[k - first[i]];
        }
    }
}

/* The nearest on each side of the case, with its neighbour towards the case. */
static void
bracket_number (const Search *search, guint input, const double *places, const double *score, guint n, GArray *brackets)
{
  double start = start_of (search, input);
  int below = -1;
  guint above = n;

  for (guint k = 0; k < n; k++)
    if (turns (search, score[k]))
      {
        if (places[k] < start)
          below = k;
        else if (places[k] > start && above == n)
          above = k;
      }
  if (below >= 0)
    {
      Bracket bracket = { input, (guint) below + 1 < n ? MIN (places[below + 1], start) : start, places[below], score[below] };

      g_array_append_val (brackets, bracket);
    }
  if (above < n)
    {
      Bracket bracket = { input, above > 0 ? MAX (places[above - 1], start) : start, places[above], score[above] };

      g_array_append_val (brackets, bracket);
    }
}

static double
share_of (const AssaySensitivityInput *input, double value)
{
  for (guint i = 0; input->draw == ASSAY_DRAW_VALUES && i < input->n_values; i++)
    if (input->values[i] == value)
      return input->shares[i];
  return 0;
}

static void
choose_value (const Search *search, guint index, const double *score, AssayCaseTurn *turn)
{
  const AssayWhatIfInput *input = assay_what_if_get_input (search->self, index);
  double best = -1;

  for (guint k = 0; k < input->n_values; k++)
    {
      if (input->values[k] == search->values[index] || !turns (search, score[k]))
        continue;
      turn->n_words++;
      if (share_of (input->input, input->values[k]) <= best)
        continue;
      best = share_of (input->input, input->values[k]);
      turn->exists = TRUE;
      turn->value = input->values[k];
      turn->score = score[k];
    }
}

static gboolean
score_brackets (const Search *search, GArray *brackets, const double *places, double *score, GError **error)
{
  g_autoptr(Rows) rows = rows_new (search->self, brackets->len);

  for (guint b = 0; b < brackets->len; b++)
    {
      rows_put (rows, b, search->values);
      rows->columns[g_array_index (brackets, Bracket, b).input][b] = places[b];
    }
  return score_rows (rows, score, search->stop, error);
}

static gboolean
is_whole (const Search *search, guint input)
{
  return assay_what_if_get_input (search->self, input)->is_whole;
}

static gboolean
narrow (const Search *search, GArray *brackets, GError **error)
{
  g_autofree double *places = g_new (double, brackets->len + 1), *score = g_new (double, brackets->len + 1);

  for (guint round = 0; round < ROUNDS && brackets->len > 0; round++)
    {
      for (guint b = 0; b < brackets->len; b++)
        {
          Bracket *bracket = &g_array_index (brackets, Bracket, b);

          places[b] = bracket->near + (bracket->far - bracket->near) / 2;
          if (is_whole (search, bracket->input))
            places[b] = bracket->far > bracket->near ? floor (places[b]) : ceil (places[b]);
        }
      if (!score_brackets (search, brackets, places, score, error))
        return FALSE;
      for (guint b = 0; b < brackets->len; b++)
        {
          Bracket *bracket = &g_array_index (brackets, Bracket, b);

          if (turns (search, score[b]))
            {
              bracket->far = places[b];
              bracket->score = score[b];
            }
          else
            bracket->near = places[b];
        }
    }
  return TRUE;
}

/* A number that people can say, away from the case: taken where it turns the decision too. */
static gboolean
round_places (const Search *search, GArray *brackets, GError **error)
{
  g_autofree double *places = g_new (double, brackets->len + 1), *score = g_new (double, brackets->len + 1);

  if (brackets->len == 0)
    return TRUE;
  for (guint b = 0; b < brackets->len; b++)
    {
      const Bracket *bracket = &g_array_index (brackets, Bracket, b);
      const AssayWhatIfInput *input = assay_what_if_get_input (search->self, bracket->input);
      double range = input->high - input->low, step = range > 0 ? pow (10, floor (log10 (range)) - 3) : 0;

      places[b] = bracket->far;
      if (step > 0 && !is_whole (search, bracket->input))
        places[b] = bracket->far > bracket->near ? ceil (bracket->far / step) * step : floor (bracket->far / step) * step;
    }
  if (!score_brackets (search, brackets, places, score, error))
    return FALSE;
  for (guint b = 0; b < brackets->len; b++)
    if (turns (search, score[b]))
      {
        g_array_index (brackets, Bracket, b).far = places[b];
        g_array_index (brackets, Bracket, b).score = score[b];
      }
  return TRUE;
}

static void
take_nearest (const Search *search, GArray *brackets, AssayCaseTurn *found)
{
  for (guint b = 0; b < brackets->len; b++)
    {
      const Bracket *bracket = &g_array_index (brackets, Bracket, b);
      AssayCaseTurn *turn = &found[bracket->input];
      double start = start_of (search, bracket->input);

      if (turn->exists && fabs (turn->value - start) <= fabs (bracket->far - start))
        continue;
      turn->exists = TRUE;
      turn->value = bracket->far;
      turn->score = bracket->score;
    }
}

static gboolean
decide_case (Search *search, GError **error)
{
  g_autoptr(Rows) rows = rows_new (search->self, 1);
  double score;

  rows_put (rows, 0, search->values);
  if (!score_rows (rows, &score, search->stop, error))
    return FALSE;
  search->decision = assay_what_if_decide (search->self, score, search->cutoff);
  if (search->decision != ASSAY_DECISION_UNKNOWN)
    return TRUE;
  g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("The case has no score, so nothing decides on it."));
  return FALSE;
}

gboolean
assay_what_if_find_turns (const AssayWhatIf *self, const double *values, double cutoff, AssayCaseTurn *found, AssayProgress *stop, GError **error)
{
  Search search = { .self = self, .values = values, .cutoff = cutoff, .stop = stop };
  guint n_inputs = assay_what_if_get_n_inputs (self);
  g_autofree guint *first = g_new (guint, n_inputs + 1);
  g_autoptr(GArray) brackets = g_array_new (FALSE, FALSE, sizeof (Bracket));
  g_autoptr(Rows) rows = NULL;
  g_autofree double *score = NULL;

  memset (found, 0, n_inputs * sizeof *found);
  if (!decide_case (&search, error))
    return FALSE;
  rows = rows_new (self, count_places (&search, first));
  score = g_new (double, rows->n + 1);
  put_places (&search, rows, first);
  if (!score_rows (rows, score, stop, error))
    return FALSE;
  for (guint i = 0; i < n_inputs; i++)
    {
      if (assay_what_if_get_input (self, i)->is_choice)
        choose_value (&search, i, score + first[i], &found[i]);
      else
        bracket_number (&search, i, rows->columns[i] + first[i], score + first[i], first[i + 1] - first[i], brackets);
    }
  if (!narrow (&search, brackets, error) || !round_places (&search, brackets, error))
    return FALSE;
  take_nearest (&search, brackets, found);
  return TRUE;
}
