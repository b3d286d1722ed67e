/* Tables of coefficients: each row is a term of a linear model. */
#include "model/table/table-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/number.h"

static const char *const intercept_names[] = { "intercept", "const", "constant", "cons", NULL };

typedef struct { char *input, *level; const char *transform; double exponent; } Term;

static void
term_clear (Term *self)
{
  g_free (self->input);
  g_free (self->level);
}

/* ---- what the name of a term says ---- */

/* "x ** 2" and "x^2": x; else NULL. */
static char *
take_square (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, " ", -1);
  g_autofree char *joined = g_strjoinv ("", parts);
  gsize n = strlen (joined);

  return g_str_has_suffix (joined, "**2") ? g_strndup (joined, n - 3) : g_str_has_suffix (joined, "^2") ? g_strndup (joined, n - 2) : NULL;
}

/* "log(x)": the function and what is in its brackets. */
static gboolean
read_function (Term *self, const char *name, const char *where, GError **error)
{
  static const struct { const char *name, *transform; } functions[] = {
    { "log", "log" }, { "np.log", "log" }, { "log1p", "log1p" }, { "np.log1p", "log1p" }, { "sqrt", "sqrt" }, { "np.sqrt", "sqrt" } };
  const char *bracket = strchr (name, '(');
  gsize n = strlen (name);
  g_autofree char *function = g_strndup (name, bracket - name), *inner = NULL, *power = NULL;

  if (name[n - 1] != ')' || strchr (bracket + 1, '(') != NULL)
    return native_fail (error, where, _("the term “%s” is a function that is not known here. Put a column of its values into the data."), name);
  inner = g_strstrip (g_strndup (bracket + 1, n - (bracket - name) - 2));
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (strcmp (functions[i].name, function) == 0 && strpbrk (inner, " ,+-*/^") == NULL)
      {
        self->transform = functions[i].transform;
        self->input = g_steal_pointer (&inner);
        return TRUE;
      }
  power = take_square (inner);
  if (strcmp (function, "I") == 0 && power != NULL && strpbrk (power, ",+-*/^") == NULL)
    {
      self->transform = "square";
      self->input = g_steal_pointer (&power);
      return TRUE;
    }
  return native_fail (error, where, _("the term “%s” is a function that is not known here. Put a column of its values into the data."), name);
}

/* "region[T.north]", "C(region)[T.north]" */
static gboolean
read_treatment (Term *self, const char *name)
{
  const char *mark = strstr (name, "[T.");
  gsize n = strlen (name);
  g_autofree char *input = NULL;

  if (mark == NULL || mark == name || name[n - 1] != ']')
    return FALSE;
  input = g_strndup (name, mark - name);
  self->level = g_strndup (mark + 3, name + n - 1 - mark - 3);
  if (g_str_has_prefix (input, "C(") && g_str_has_suffix (input, ")") && strchr (input, ',') == NULL)
    self->input = g_strndup (input + 2, strlen (input) - 3);
  else
    self->input = g_steal_pointer (&input);
  return TRUE;
}

/* A colon that is not part of a level. */
static gboolean
is_interaction (const char *name)
{
  int depth = 0;

  for (; *name != '\0'; name++)
    {
      depth += *name == '[' || *name == '(' ? 1 : *name == ']' || *name == ')' ? -1 : 0;
      if (*name == ':' && depth <= 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
read_name (const Table *table, guint row, Term *self, const char *where, GError **error)
{
  const char *name = table_cell (table, row, COLUMN_NAME), *level = table_cell (table, row, COLUMN_LEVEL), *variable = table_cell (table, row, COLUMN_VARIABLE);
  const char *equals = strchr (name, '=');

  if (*level != '\0' && !table_is_missing_word (level) && *variable != '\0')
    {
      self->input = g_strdup (variable);
      self->level = g_strdup (level);
      return TRUE;
    }
  if (is_interaction (name))
    return native_fail (error, where, _("the term “%s” is an interaction. Put a column of the product into the data, and name that."), name);
  if (read_treatment (self, name))
    return TRUE;
  if (equals != NULL && equals != name && equals[1] != '\0')
    {
      self->input = g_strstrip (g_strndup (name, equals - name));
      self->level = g_strstrip (g_strdup (equals + 1));
      return TRUE;
    }
  if (strchr (name, '(') != NULL && strchr (name, '(') != name)
    return read_function (self, name, where, error);
  self->input = g_strdup (name);
  return TRUE;
}

/* ---- the table ---- */

/* "Link Function:,logit" and titles, in the lines before the table of a summary. */
static const char *
find_link (const Table *table)
{
  static const struct { const char *title, *link; } titles[] = { { "Logit Regression Results", "logit" }, { "Probit Regression Results", "probit" },
    { "OLS Regression Results", "identity" }, { "WLS Regression Results", "identity" }, { "Poisson Regression Results", "log" } };
  static const struct { const char *name, *link; } links[] = { { "logit", "logit" }, { "identity", "identity" }, { "probit", "probit" }, { "cloglog", "cloglog" },
    { "log", "log" } };

  for (guint i = 0; i < table->header; i++)
    {
      char **row = table->text->rows->pdata[i];

      for (guint k = 0; k < G_N_ELEMENTS (titles); k++)
        if (row[0] != NULL && strstr (row[0], titles[k].title) != NULL)
          return titles[k].link;
      for (guint c = 0; row[c] != NULL && row[c + 1] != NULL; c++)
        for (guint k = 0; strcmp (row[c], "Link Function:") == 0 && k < G_N_ELEMENTS (links); k++)
          if (g_ascii_strcasecmp (row[c + 1], links[k].name) == 0)
            return links[k].link;
    }
  return NULL;
}

static gboolean
add_input (JsonArray *inputs, GHashTable *types, const Term *term, const char *where, GError **error)
{
  const char *type = term->level != NULL ? "category" : "number", *known = g_hash_table_lookup (types, term->input);
  JsonObject *input;

  if (known != NULL)
    return strcmp (known, type) == 0 || native_fail (error, where, _("“%s” is a number in one term and a category in another."), term->input);
  g_hash_table_insert (types, g_strdup (term->input), (gpointer) type);
  input = json_object_new ();
  json_object_set_string_member (input, "name", term->input);
  json_object_set_string_member (input, "type", type);
  json_array_add_object_element (inputs, input);
  return TRUE;
}

static gboolean
add_term (const Table *table, guint row, JsonArray *inputs, GHashTable *types, JsonArray *terms, GError **error)
{
  g_autofree char *where = table_where (table, row);
  const char *se = table_cell (table, row, COLUMN_ERROR);
  Term term = { 0 };
  double coef = 0, error_of_coef = 0;
  gboolean is_fine = read_name (table, row, &term, where, error) && table_get_number (table, row, COLUMN_ESTIMATE, &coef, error)
                     && (*se == '\0' || table_is_missing_word (se) || table_get_number (table, row, COLUMN_ERROR, &error_of_coef, error))
                     && add_input (inputs, types, &term, where, error);

  if (is_fine)
    {
      JsonObject *to = json_object_new ();

      json_object_set_string_member (to, "input", term.input);
      json_object_set_double_member (to, "coef", coef);
      if (*se != '\0' && !table_is_missing_word (se))
        json_object_set_double_member (to, "se", error_of_coef);
      if (term.level != NULL)
        json_object_set_string_member (to, "level", term.level);
      if (term.transform != NULL)
        json_object_set_string_member (to, "transform", term.transform);
      json_array_add_object_element (terms, to);
    }
  term_clear (&term);
  return is_fine;
}

/* Footnotes of a summary stand in the first column alone. */
static gboolean
is_end (const Table *table, guint row)
{
  char **cells = table->text->rows->pdata[table->header + 1 + row];

  return *table_cell (table, row, COLUMN_NAME) == '\0' || (cells[0] != NULL && cells[1] == NULL && table->header > 0);
}

/* What follows the end must be no term: it would be left out. */
static gboolean
check_rest (const Table *table, guint end, GError **error)
{
  for (guint i = end; i < table_n_rows (table); i++)
    {
      const char *estimate = table_cell (table, i, COLUMN_ESTIMATE);
      double value;

      if (*estimate != '\0' && assay_number_parse (estimate, strlen (estimate), table->decimal, table->group, &value))
        {
          g_autofree char *where = table_where (table, end);

          return native_fail (error, where, _("a line without a name ends the table, but estimates follow. Give each a name, and keep one model in a file."));
        }
    }
  return TRUE;
}

static gboolean
read_terms (Table *table, JsonArray *inputs, JsonArray *terms, double *intercept, GError **error)
{
  g_autoptr(GHashTable) types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean has_intercept = FALSE;
  guint end = 0;

  while (end < table_n_rows (table) && !is_end (table, end))
    end++;
  for (guint i = 0; i < end; i++)
    {
      const char *name = table_cell (table, i, COLUMN_NAME), *estimate = table_cell (table, i, COLUMN_ESTIMATE);
      g_autofree char *where = table_where (table, i);

      if (table_is_missing_word (estimate))
        g_ptr_array_add (table->notes, g_strdup_printf (_("The term “%s” has no estimate and is left out, as it is in predictions of R."), name));
      else if (!table_name_is (name, intercept_names))
        {
          /* the levels of one variable may stand in a column of their own */
          if (*table_cell (table, i, COLUMN_LEVEL) == '\0' && !g_hash_table_add (names, (char *) name))
            return native_fail (error, where, _("the term “%s” stands in the table twice. Keep one model in a file."), name);
          if (!add_term (table, i, inputs, types, terms, error))
            return FALSE;
        }
      else if (has_intercept)
        return native_fail (error, where, _("the intercept stands in the table twice. Keep one model in a file."));
      else if (!table_get_number (table, i, COLUMN_ESTIMATE, intercept, error))
        return FALSE;
      else
        has_intercept = TRUE;
    }
  if (!has_intercept)
    g_ptr_array_add (table->notes, g_strdup (_("The table has no intercept; it is taken to be 0.")));
  if (!check_rest (table, end, error))
    return FALSE;
  return json_array_get_length (terms) > 0 || native_fail (error, _("the table"), _("there is no term in it."));
}

static void
note_odds_ratios (Table *table, const char *link, JsonArray *terms)
{
  for (guint i = 0; i < json_array_get_length (terms); i++)
    if (json_object_get_double_member (json_array_get_object_element (terms, i), "coef") <= 0)
      return;
  if (strcmp (link, "logit") == 0 && json_array_get_length (terms) > 2)
    g_ptr_array_add (table->notes, g_strdup (_("All estimates are positive. If they are odds ratios and not coefficients, the scores are wrong: write the table without exponents.")));
}

JsonObject *
table_read_coefficients (Table *table, const char *link, GError **error)
{
  g_autoptr(JsonObject) root = json_object_new ();
  JsonArray *inputs = json_array_new (), *terms = json_array_new ();
  JsonObject *model = json_object_new ();
  double intercept = 0;
  const char *kind;

  link = link != NULL ? link : find_link (table);
  kind = link != NULL && (strcmp (link, "identity") == 0 || strcmp (link, "log") == 0) ? "linear" : "logistic";
  json_object_set_int_member (root, "assay_model", 1);
  json_object_set_string_member (root, "kind", kind);
  json_object_set_array_member (root, "inputs", inputs);
  json_object_set_object_member (root, kind, model);
  json_object_set_array_member (model, "terms", terms);
  if (link == NULL)
    {
      native_fail (error, _("the table"), _("it does not say its link. Name it with --link logit (for a probability), probit, cloglog, or identity (for a number)."));
      return NULL;
    }
  json_object_set_string_member (model, "link", link);
  if (!read_terms (table, inputs, terms, &intercept, error))
    return NULL;
  json_object_set_double_member (model, "intercept", intercept);
  note_odds_ratios (table, link, terms);
  if (table->header > 0)
    g_ptr_array_add (table->notes, g_strdup (_("This is a printed summary, whose coefficients are rounded: scores differ a little from those of the model. A table of the coefficients with all digits does not.")));
  return g_steal_pointer (&root);
}
