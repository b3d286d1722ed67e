#include "model/combination/members.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define LEAST_HELD_BACK 6
#define MOST_MEMBERS 64

typedef struct
{
  AssayFitted *fitted;
  double weight;                 /* over all members 1 */
} Member;

struct _AssayMembers
{
  AssayJoin join;
  GArray *members;               /* of Member */
  GPtrArray *left_out;           /* "ets: why", of char * */
  gsize n;                       /* of the past, with what updates added */
  gboolean has_past;             /* FALSE: read from a file */
};

static void
clear_member (gpointer data)
{
  assay_fitted_free (((Member *) data)->fitted);
}

static AssayMembers *
members_new (AssayJoin join)
{
  AssayMembers *self = g_new0 (AssayMembers, 1);

  self->join = join;
  self->members = g_array_new (FALSE, TRUE, sizeof (Member));
  g_array_set_clear_func (self->members, clear_member);
  self->left_out = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
assay_members_free (AssayMembers *self)
{
  g_array_unref (self->members);
  g_ptr_array_unref (self->left_out);
  g_free (self);
}

static Member *
get (const AssayMembers *self, guint i)
{
  return &g_array_index (self->members, Member, i);
}

gboolean
assay_members_check (const char *const *names, GError **error)
{
  for (; *names != NULL; names++)
    {
      g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (*names, error);

      if (choice == NULL)
        return FALSE;
    }
  return TRUE;
}

/* ---- fitting ---- */

static AssayFitted *
fit_one (const char *name, const AssayPast *past, gsize n, GError **error)
{
  g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (name, error);
  AssayPast own = *past;

  if (choice == NULL)
    return NULL;
  own.n = n;
  own.variant = choice->variant;
  return assay_fitted_new (choice->kind, &own, error);
}

static gsize
count_held_back (const AssayPast *past)
{
  return MIN (MAX (past->season, LEAST_HELD_BACK), past->n / 4);
}

/* NaN: the member cannot be fitted on the shorter past, or has no forecast there. */
static double
error_on_held_back (const char *name, const AssayPast *past)
{
  gsize held = count_held_back (past), n = past->n - held, count = 0;
  g_autoptr(AssayFitted) fitted = held > 0 ? fit_one (name, past, n, NULL) : NULL;
  g_autofree double *mean = g_new (double, held + 1);
  double sum = 0;

  if (fitted == NULL)
    return NAN;
  assay_fitted_forecast (fitted, held, past->x != NULL ? past->x + n * past->n_x : NULL, NULL, 0, mean, NULL);
  for (gsize i = 0; i < held; i++)
    if (!isnan (past->y[n + i]))
      {
        sum += fabs (past->y[n + i] - mean[i]);
        count++;
      }
  return count > 0 ? sum / count : NAN;
}

/* From errors to weights: one over the error; a member without an error gets none unless nobody has one, members without any
 * deviation share everything. */
static void
set_weights (AssayMembers *self)
{
  guint n = self->members->len, n_perfect = 0;
  double sum = 0;

  for (guint i = 0; i < n; i++)
    n_perfect += get (self, i)->weight == 0;
  for (guint i = 0; i < n; i++)
    {
      double error = get (self, i)->weight;

      get (self, i)->weight = !isfinite (error) ? 0 : n_perfect > 0 ? error == 0 : 1 / error;
      sum += get (self, i)->weight;
    }
  for (guint i = 0; i < n; i++)
    get (self, i)->weight = sum > 0 && isfinite (sum) ? get (self, i)->weight / sum : 1.0 / n;
}

static gboolean
add_member (AssayMembers *self, const char *name, const AssayPast *past, GError **error)
{
  g_autoptr(GError) unfit = NULL;
  Member member = { fit_one (name, past, past->n, &unfit), 1 };

  if (g_error_matches (unfit, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&unfit));
      return FALSE;
    }
  if (member.fitted == NULL)
    {
      g_ptr_array_add (self->left_out, g_strdup_printf ("%s: %s", name, unfit->message));
      return TRUE;
    }
  if (self->join == ASSAY_JOIN_WEIGHTED)
    member.weight = error_on_held_back (name, past);
  g_array_append_val (self->members, member);
  return TRUE;
}

static gboolean
fail_all (AssayMembers *self, GError **error)
{
  g_autofree char *why = NULL;

  g_ptr_array_add (self->left_out, NULL);
  why = g_strjoinv ("; ", (char **) self->left_out->pdata);
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "none of the models of the combination can be fitted: %s", why);
  return FALSE;
}

static gboolean
fit_all (AssayMembers *self, const char *const *names, const AssayPast *past, GError **error)
{
  for (; *names != NULL; names++)
    {
      if (assay_progress_is_cancelled (past->progress))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Operation was cancelled"));
          return FALSE;
        }
      if (!add_member (self, *names, past, error))
        return FALSE;
    }
  return self->members->len > 0 || fail_all (self, error);
}

AssayMembers *
assay_members_fit (const char *const *names, AssayJoin join, const AssayPast *past, GError **error)
{
  AssayMembers *self;

  if (!assay_members_check (names, error))
    return NULL;
  self = members_new (join);
  self->n = past->n;
  self->has_past = TRUE;
  if (!fit_all (self, names, past, error))
    {
      assay_members_free (self);
      return NULL;
    }
  set_weights (self);
  return self;
}

/* ---- joining ---- */

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return (left > right) - (left < right);
}

static double
median_of (double *values, guint n)
{
  qsort (values, n, sizeof (double), compare);
  return n == 0 ? NAN : (values[(n - 1) / 2] + values[n / 2]) / 2;
}

/* values[n_members]: one step of each; overwritten. When only members of no weight have a number they count alike. */
static double
join (const AssayMembers *self, double *values)
{
  guint n_finite = 0;
  double sum = 0, weighted = 0, weights = 0;

  for (guint i = 0; i < self->members->len; i++)
    if (isfinite (values[i]))
      {
        sum += values[i];
        weighted += get (self, i)->weight * values[i];
        weights += get (self, i)->weight;
        values[n_finite++] = values[i];
      }
  if (self->join == ASSAY_JOIN_MEDIAN)
    return median_of (values, n_finite);
  return weights > 0 ? weighted / weights : n_finite > 0 ? sum / n_finite : NAN;
}

/* of[i] holds n numbers of member i. */
static void
join_all (const AssayMembers *self, double *const *of, gsize n, double *joined)
{
  g_autofree double *values = g_new (double, self->members->len);

  for (gsize t = 0; t < n; t++)
    {
      for (guint i = 0; i < self->members->len; i++)
        values[i] = of[i][t];
      joined[t] = join (self, values);
    }
}

static double **
alloc_rows (guint n_rows, gsize n)
{
  double **rows = g_new0 (double *, n_rows + 1);

  for (guint i = 0; i < n_rows; i++)
    {
      rows[i] = g_new (double, MAX (n, 1));
      for (gsize t = 0; t < n; t++)
        rows[i][t] = NAN;
    }
  return rows;
}

static void
free_rows (double **rows)
{
  g_strfreev ((char **) rows);
}

void
assay_members_forecast (const AssayMembers *self, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  double **means = alloc_rows (self->members->len, h), **all = alloc_rows (self->members->len, (gsize) h * n_p);

  for (guint i = 0; i < self->members->len; i++)
    assay_fitted_forecast (get (self, i)->fitted, h, x, p, n_p, means[i], all[i]);
  join_all (self, means, h, mean);
  join_all (self, all, (gsize) h * n_p, quantiles);
  free_rows (means);
  free_rows (all);
}

static double **
get_one_steps (const AssayMembers *self)
{
  double **rows = alloc_rows (self->members->len, self->n);

  for (guint i = 0; i < self->members->len; i++)
    assay_fitted_get_one_step (get (self, i)->fitted, rows[i]);
  return rows;
}

void
assay_members_get_fitted (const AssayMembers *self, double *fitted)
{
  double **rows;

  if (!self->has_past)
    return;
  rows = get_one_steps (self);
  join_all (self, rows, self->n, fitted);
  free_rows (rows);
}

void
assay_members_decompose (const AssayMembers *self, guint h, AssayComponents *components)
{
  double **rows = get_one_steps (self);

  for (guint i = 0; i < self->members->len; i++)
    {
      double *values = g_new (double, self->n + h);

      for (gsize t = 0; t < self->n; t++)
        values[t] = self->has_past ? rows[i][t] : NAN;
      assay_fitted_forecast (get (self, i)->fitted, h, NULL, NULL, 0, values + self->n, NULL);
      assay_components_take (components, assay_fitted_get_name (get (self, i)->fitted), values);
    }
  free_rows (rows);
}

void
assay_members_update (AssayMembers *self, double y)
{
  guint n_able = 0;

  for (guint i = 0; i < self->members->len; i++)
    n_able += assay_fitted_can_update (get (self, i)->fitted);
  self->n++;
  if (n_able == 0)
    return;
  for (guint i = self->members->len; i-- > 0;)
    if (assay_fitted_can_update (get (self, i)->fitted))
      assay_fitted_update (get (self, i)->fitted, y);
    else
      {
        g_ptr_array_add (self->left_out, g_strdup_printf ("%s: cannot take single values", assay_fitted_get_name (get (self, i)->fitted)));
        g_array_remove_index (self->members, i);
      }
}

void
assay_members_describe (const AssayMembers *self, AssayParameters *parameters)
{
  for (guint i = 0; i < self->members->len; i++)
    {
      const char *name = assay_fitted_get_name (get (self, i)->fitted);
      g_autofree char *id = g_strdup_printf ("member-%u", i + 1), *weight = g_strdup_printf ("weight-%u", i + 1);

      assay_parameters_add_text (parameters, id, name);
      if (self->join == ASSAY_JOIN_WEIGHTED)
        assay_parameters_add (parameters, weight, get (self, i)->weight);
    }
  for (guint i = 0; i < self->left_out->len; i++)
    assay_parameters_add_text (parameters, "left-out", self->left_out->pdata[i]);
}

/* ---- as an artifact ---- */

void
assay_members_write (const AssayMembers *self, JsonObject *to)
{
  JsonArray *members = json_array_new (), *left_out = json_array_new ();

  for (guint i = 0; i < self->members->len; i++)
    {
      JsonObject *member = assay_fitted_write (get (self, i)->fitted);

      json_object_set_double_member (member, "weight", get (self, i)->weight);
      json_array_add_object_element (members, member);
    }
  for (guint i = 0; i < self->left_out->len; i++)
    json_array_add_string_element (left_out, self->left_out->pdata[i]);
  json_object_set_array_member (to, "members", members);
  json_object_set_array_member (to, "left_out", left_out);
}

static gboolean
read_member (AssayMembers *self, JsonNode *node, GError **error)
{
  Member member = { NULL, 0 };

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("“members” of the forecast model must be a list of forecast models."));
      return FALSE;
    }
  if (!assay_json_get_number (json_node_get_object (node), "weight", 0, 1, &member.weight, error))
    return FALSE;
  member.fitted = assay_fitted_read (json_node_get_object (node), error);
  if (member.fitted == NULL)
    return FALSE;
  self->n = assay_fitted_get_n (member.fitted);
  g_array_append_val (self->members, member);
  return TRUE;
}

AssayMembers *
assay_members_read (JsonObject *from, AssayJoin rule, GError **error)
{
  AssayMembers *self = members_new (rule);
  JsonNode *node = json_object_get_member (from, "members"), *left_out = json_object_get_member (from, "left_out");
  JsonArray *members = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = members != NULL ? json_array_get_length (members) : 0;
  gboolean good = n >= 1 && n <= MOST_MEMBERS;

  if (!good)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("“members” of the forecast model must be a list of 1 to %d forecast models."), MOST_MEMBERS);
  for (guint i = 0; i < n && good; i++)
    good = read_member (self, json_array_get_element (members, i), error);
  for (guint i = 0; good && left_out != NULL && JSON_NODE_HOLDS_ARRAY (left_out) && i < json_array_get_length (json_node_get_array (left_out)); i++)
    {
      JsonNode *why = json_array_get_element (json_node_get_array (left_out), i);

      if (JSON_NODE_HOLDS_VALUE (why) && json_node_get_value_type (why) == G_TYPE_STRING)
        g_ptr_array_add (self->left_out, g_strdup (json_node_get_string (why)));
    }
  if (good)
    return self;
  assay_members_free (self);
  return NULL;
}
