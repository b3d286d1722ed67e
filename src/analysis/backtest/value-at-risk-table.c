/* Which columns are P&L, VaR and ES, at which levels, and with which signs. */
#include "analysis/backtest/value-at-risk-private.h"

#include "analysis/backtest/value-at-risk.h"
#include "analysis/wording.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

const char *const value_at_risk_losses[] = { "negative", "positive", NULL };

/* ---- levels ---- */

/* A number in a name as a level: 0.99, 99, 97.5, and 975 or 9975, which leave the point out; NaN when it is none. */
static double
level_of (const char *digits, gsize length)
{
  double value;

  if (!assay_number_parse (digits, length, '.', 0, &value))
    return NAN;
  if (value > 0.5 && value < 1)
    return value;
  if (value > 50 && value < 100)
    return value / 100;
  if (memchr (digits, '.', length) == NULL && digits[0] == '9' && length >= 3 && length <= 5)
    return value / pow (10, length);
  return NAN;
}

double
value_at_risk_find_level (const char *name)
{
  double found = NAN;

  for (const char *at = name; *at != '\0';)
    {
      gsize length = strspn (at, "0123456789.");
      double level;

      if (length == 0)
        {
          at++;
          continue;
        }
      /* A point that ends a number belongs to the text. */
      while (length > 1 && at[length - 1] == '.')
        length--;
      level = level_of (at, length);
      if (!isnan (level) && !isnan (found) && level != found)
        return NAN;
      found = isnan (level) ? found : level;
      at += length;
    }
  return found;
}

char *
value_at_risk_word_level (double level)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (digits, sizeof digits, "%.10g", 100 * level);
  return g_strconcat (digits, " %", NULL);
}

static gboolean
parse_level (const char *text, double *level, GError **error)
{
  if (!assay_number_parse (text, strlen (text), '.', 0, level) || !(*level > 0 && *level < 1))
    {
      double percent = NAN;
      gboolean is_percent = assay_number_parse (text, strlen (text), '.', 0, &percent) && percent > 1 && percent < 100;
      g_autofree char *meant = is_percent ? assay_number_print ("%.10g", percent / 100) : g_strdup ("0.99");

      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--level is “%s”; a level lies between 0 and 1, such as %s."), text, meant);
      return FALSE;
    }
  if (*level < 0.5)
    {
      g_autofree char *meant = assay_number_print ("%.10g", 1 - *level);

      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                   _("--level is “%s”, a VaR that most days would exceed; for exceptions on that share of days use --level %s."), text, meant);
      return FALSE;
    }
  return TRUE;
}

static gboolean
find_levels (GPtrArray *columns, const AssayOptions *options, GError **error)
{
  g_auto(GStrv) given = assay_options_get_list (options, "level");
  guint n = g_strv_length (given);

  if (n > 1 && n != columns->len)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                   _("--level names %u levels and --var %u columns; give one level for all, or one for each column in the same order."), n, columns->len);
      return FALSE;
    }
  for (guint i = 0; i < columns->len; i++)
    {
      ValueAtRiskColumn *column = columns->pdata[i];

      if (n > 0)
        {
          if (!parse_level (given[n == 1 ? 0 : i], &column->level, error))
            return FALSE;
          continue;
        }
      column->level = value_at_risk_find_level (column->name);
      column->level_found = TRUE;
      if (isnan (column->level))
        {
          g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                       _("The name “%s” does not tell one level; give it with --level, such as --level 0.99."), column->name);
          return FALSE;
        }
    }
  return TRUE;
}

/* ---- columns ---- */

static gboolean
is_number (const AssayColumn *column)
{
  return assay_column_get_type (column) == ASSAY_TYPE_DOUBLE || assay_column_get_type (column) == ASSAY_TYPE_INT64;
}

/* The column, which must hold numbers and not be empty. */
static AssayColumn *
require_numbers (const AssayFrame *frame, const char *name, GError **error)
{
  AssayColumn *column = assay_frame_require (frame, name, error);

  if (column == NULL)
    return NULL;
  if (assay_column_get_n_missing (column) == assay_column_get_n (column))
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA,
                   _("Column “%s” has no value in any of its %zu rows in scope; name another with --var, --es or --pnl, or widen the scope."),
                   name, assay_column_get_n (column));
      return NULL;
    }
  if (!is_number (column))
    {
      g_autoptr(GString) cell = g_string_new (NULL);
      double value;
      gsize row = 0;

      for (; row < assay_column_get_n (column); row++)
        {
          g_string_truncate (cell, 0);
          assay_column_append_cell (column, row, cell);
          if (cell->len > 0 && !assay_number_parse (cell->str, cell->len, '.', 0, &value))
            break;
        }
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA,
                   _("Column “%s” must hold numbers; row %zu of the rows in scope holds “%s”. If that stands for a missing value, name it with --missing."),
                   name, row + 1, cell->str);
      return NULL;
    }
  return column;
}

static void
column_free (gpointer data)
{
  ValueAtRiskColumn *column = data;

  g_free (column->name);
  g_free (column->es);
  g_free (column->values);
  g_free (column->shortfall);
  g_free (column);
}

static gboolean
name_columns (GPtrArray *columns, const AssayFrame *frame, const AssayOptions *options, GError **error)
{
  g_auto(GStrv) names = assay_options_get_list (options, "var"), shortfalls = assay_options_get_list (options, "es");

  if (names[0] == NULL)
    {
      g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--var is empty; name at least one column of VaR."));
      return FALSE;
    }
  if (g_strv_length (shortfalls) > g_strv_length (names))
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                   _("--es names %u columns and --var %u; each column of expected shortfall belongs to the VaR column of the same place."),
                   g_strv_length (shortfalls), g_strv_length (names));
      return FALSE;
    }
  for (guint i = 0; names[i] != NULL; i++)
    {
      ValueAtRiskColumn *column = g_new0 (ValueAtRiskColumn, 1);

      g_ptr_array_add (columns, column);
      column->name = g_strdup (names[i]);
      column->es = i < g_strv_length (shortfalls) ? g_strdup (shortfalls[i]) : NULL;
      if (require_numbers (frame, column->name, error) == NULL || (column->es != NULL && require_numbers (frame, column->es, error) == NULL))
        return FALSE;
      for (guint j = 0; j < i; j++)
        if (strcmp (names[i], names[j]) == 0)
          {
            g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--var names “%s” twice."), names[i]);
            return FALSE;
          }
    }
  return TRUE;
}

static ValueAtRiskColumn *
find_column_of_level (GPtrArray *columns, double level)
{
  for (guint i = 0; i < columns->len; i++)
    if (fabs (((ValueAtRiskColumn *) columns->pdata[i])->level - level) < 1e-9)
      return columns->pdata[i];
  return NULL;
}

/* An expected shortfall whose name tells its level belongs to the VaR of that level, wherever it stands; one whose name tells none, to
 * the VaR of the same place. */
static gboolean
pair_shortfalls (GPtrArray *columns, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < columns->len; i++)
    g_ptr_array_add (names, g_steal_pointer (&((ValueAtRiskColumn *) columns->pdata[i])->es));
  for (guint i = 0; i < names->len; i++)
    {
      double level = names->pdata[i] != NULL ? value_at_risk_find_level (names->pdata[i]) : NAN;
      ValueAtRiskColumn *column = isnan (level) ? columns->pdata[i] : find_column_of_level (columns, level);
      g_autofree char *word = isnan (level) ? NULL : value_at_risk_word_level (level);

      if (names->pdata[i] == NULL)
        continue;
      if (column == NULL)
        {
          g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                       _("“%s” tells a level of %s, and no column of --var has it; name the VaR of that level too, or leave the column out of --es."),
                       (char *) names->pdata[i], word);
          return FALSE;
        }
      if (column->es != NULL)
        {
          g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("“%s” and “%s” of --es both belong to “%s”; leave one out."),
                       column->es, (char *) names->pdata[i], column->name);
          return FALSE;
        }
      column->es = g_strdup (names->pdata[i]);
    }
  return TRUE;
}

static gboolean
is_other (const AssayColumn *column, const AssayRoles *roles, char **var, char **es)
{
  const char *name = assay_column_get_name (column);

  return !is_number (column) || g_strcmp0 (name, roles->time) == 0 || g_strv_contains ((const char *const *) var, name)
         || g_strv_contains ((const char *const *) es, name) || (roles->series != NULL && g_strv_contains ((const char *const *) roles->series, name));
}

/* What is wrong with the options themselves is said before what the data leave open. */
static gboolean
check_options (const AssayFrame *frame, const AssayOptions *options, GError **error)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func (column_free);

  return name_columns (columns, frame, options, error) && find_levels (columns, options, error) && pair_shortfalls (columns, error);
}

/* A name that a column of P&L usually has. */
static gboolean
is_called_pnl (const char *name)
{
  static const char *const parts[] = { "pnl", "p&l", "p_l", "p/l", "profit", "return", "actual" };
  g_autofree char *lower = g_utf8_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strstr (lower, parts[i]) != NULL)
      return TRUE;
  return FALSE;
}

gboolean
value_at_risk_choose_roles (const AssayFrame *frame, const AssayOptions *options, AssayRoles *roles, GError **error)
{
  const char *pnl = assay_options_get_text (options, "pnl");
  g_autoptr(GString) names = g_string_new (NULL);
  const AssayColumn *found = NULL, *called = NULL;
  guint n = 0, n_called = 0;
  g_auto(GStrv) var = NULL, es = NULL;

  if (!assay_options_is_given (options, "var"))
    return TRUE;
  if (!check_options (frame, options, error))
    return FALSE;
  if (pnl != NULL && roles->value != NULL && strcmp (pnl, roles->value) != 0 && !roles->value_found)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--pnl is “%s” and --value “%s”; they mean the same: give one."), pnl, roles->value);
      return FALSE;
    }
  if (pnl != NULL)
    {
      g_free (roles->value);
      roles->value = g_strdup (pnl);
    }
  if (roles->value != NULL)
    return require_numbers (frame, roles->value, error) != NULL;

  var = assay_options_get_list (options, "var");
  es = assay_options_get_list (options, "es");
  for (guint i = 0; i < assay_frame_get_n_columns (frame); i++)
    {
      AssayColumn *column = assay_frame_get_column (frame, i);

      if (is_other (column, roles, var, es))
        continue;
      g_string_append_printf (names, "%s“%s”", n > 0 ? ", " : "", assay_column_get_name (column));
      found = column;
      n++;
      if (is_called_pnl (assay_column_get_name (column)))
        {
          called = column;
          n_called++;
        }
    }
  if (n > 1 && n_called == 1)
    found = called;
  else if (n != 1)
    {
      if (n == 0)
        g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("No column of numbers is left to be the profit and loss. Name it with --pnl."));
      else
        g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("Several columns could be the profit and loss: %s. Name it with --pnl."), names->str);
      return FALSE;
    }
  roles->value = g_strdup (assay_column_get_name (found));
  return TRUE;
}

/* ---- values ---- */

/* The rule for repeated times, for all columns alike. */
static AssayDuplicates
read_duplicates (const AssayTask *task)
{
  static const char *const rules[] = { "error", "sum", "mean", "first", "last" };
  const char *rule = assay_options_get_text (task->options, "duplicates");

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_strcmp0 (rule, rules[i]) == 0)
      return (AssayDuplicates) i;
  g_assert_not_reached ();
}

/* Another column in the order of the panel: arranged as the value was, so that row i is the same row. */
static double *
arrange (const AssayTask *task, const AssayRoles *roles, const char *name, gsize n, AssayProgress *progress, GError **error)
{
  AssayRoles other = *roles;
  g_autoptr(AssayPanel) panel = NULL;

  other.value = (char *) name;
  panel = assay_panel_new (task->frame, &other, read_duplicates (task), task->n_threads, progress, error);
  if (panel == NULL)
    return NULL;
  g_assert (assay_panel_get_n_rows (panel) == n);
  return g_memdup2 (assay_panel_get_values (panel), n * sizeof (double));
}

typedef struct { gsize n_negative, n_positive, first_negative, first_positive; } Signs;

static void
count_signs (const double *values, gsize n, Signs *signs)
{
  memset (signs, 0, sizeof *signs);
  for (gsize i = 0; i < n; i++)
    if (values[i] < 0 && signs->n_negative++ == 0)
      signs->first_negative = i;
    else if (values[i] > 0 && signs->n_positive++ == 0)
      signs->first_positive = i;
}

/* Makes a risk a positive loss; one that has both signs is somebody's mistake. */
static gboolean
settle_sign (const ValueAtRiskTable *self, const char *name, double *values, gboolean *is_turned, GError **error)
{
  Signs signs;

  count_signs (values, self->n_rows, &signs);
  *is_turned = signs.n_positive == 0 && signs.n_negative > 0;
  if (signs.n_negative > 0 && signs.n_positive > 0)
    {
      gboolean is_positive = signs.n_positive >= signs.n_negative;
      gsize at = is_positive ? signs.first_negative : signs.first_positive;
      g_autofree char *when = assay_word_time (assay_panel_get_time_type (self->panel), assay_panel_get_times (self->panel)[at]);
      g_autofree char *value = assay_word_number (values[at]), *count = assay_word_count (is_positive ? signs.n_negative : signs.n_positive);

      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA,
                   _("Column “%s” has both signs: %s of its values are %s, the first %s at %s. A VaR is a positive loss on every day, or a negative quantile on every day."),
                   name, count, is_positive ? _("negative") : _("positive"), value, when);
      return FALSE;
    }
  if (signs.n_negative == 0 && signs.n_positive == 0)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("Column “%s” is zero throughout, which is no risk at all."), name);
      return FALSE;
    }
  for (gsize i = 0; *is_turned && i < self->n_rows; i++)
    values[i] = -values[i];
  return TRUE;
}

static gboolean
check_shortfall (const ValueAtRiskTable *self, ValueAtRiskColumn *column, GError **error)
{
  for (gsize i = 0; i < self->n_rows; i++)
    {
      column->n_below += column->shortfall[i] < column->values[i];
      if (column->shortfall[i] == 0)
        {
          g_autofree char *when = assay_word_time (assay_panel_get_time_type (self->panel), assay_panel_get_times (self->panel)[i]);

          g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("Column “%s” is 0 at %s; an expected shortfall must be a loss."), column->es, when);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
fill_column (ValueAtRiskTable *self, const AssayTask *task, ValueAtRiskColumn *column, AssayProgress *progress, GError **error)
{
  gboolean is_es_turned;

  column->values = arrange (task, &self->roles, column->name, self->n_rows, progress, error);
  if (column->values == NULL || !settle_sign (self, column->name, column->values, &column->is_turned, error))
    return FALSE;
  if (column->es == NULL)
    return TRUE;
  column->shortfall = arrange (task, &self->roles, column->es, self->n_rows, progress, error);
  return column->shortfall != NULL && settle_sign (self, column->es, column->shortfall, &is_es_turned, error) && check_shortfall (self, column, error);
}

static gboolean
is_unordered (const AssayFrame *frame, const AssayRoles *roles)
{
  const AssayColumn *time = assay_frame_find (frame, roles->time);
  gint64 before = G_MININT64;

  if (roles->series != NULL && roles->series[0] != NULL)
    return FALSE;
  for (gsize i = 0; i < assay_column_get_n (time); i++)
    {
      gint64 now;

      if (assay_column_is_missing (time, i))
        continue;
      now = assay_column_get_type (time) == ASSAY_TYPE_DATE ? assay_column_get_dates (time)[i]
            : assay_column_get_type (time) == ASSAY_TYPE_DATETIME ? assay_column_get_datetimes (time)[i] : assay_column_get_int64s (time)[i];
      if (now < before)
        return TRUE;
      before = now;
    }
  return FALSE;
}

static gboolean
read_window (ValueAtRiskTable *self, const AssayOptions *options, GError **error)
{
  const char *text = assay_options_get_text (options, "window");
  gint64 n;

  self->window = VALUE_AT_RISK_WINDOW;
  if (!assay_options_is_given (options, "window") || g_strcmp0 (text, "expanding") == 0)
    return TRUE;
  if (assay_integer_parse (text, strlen (text), 0, &n) && n >= 10 && n <= G_MAXINT32)
    {
      self->window = n;
      return TRUE;
    }
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--window is “%s”; with --var it is the days of the rolling count, from 10 on."), text);
  return FALSE;
}

static gboolean
resolve_roles (ValueAtRiskTable *self, const AssayTask *task, GError **error)
{
  AssayRoles wanted = { 0 };
  gboolean found;

  if (task->roles != NULL)
    assay_roles_copy (&wanted, task->roles);
  found = value_at_risk_choose_roles (task->frame, task->options, &wanted, error) && assay_roles_resolve (task->frame, &wanted, &self->roles, error);
  assay_roles_clear (&wanted);
  return found;
}

/* Whether the names stand for different columns, which the roles cannot know. */
static gboolean
check_names (const ValueAtRiskTable *self, GError **error)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      const ValueAtRiskColumn *column = self->columns->pdata[i];

      if (strcmp (column->name, self->roles.value) == 0 || g_strcmp0 (column->es, self->roles.value) == 0 || g_strcmp0 (column->es, column->name) == 0)
        {
          g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("Column “%s” cannot be two of P&L, VaR and expected shortfall at once."),
                       strcmp (column->name, self->roles.value) == 0 ? column->name : column->es);
          return FALSE;
        }
    }
  return TRUE;
}

ValueAtRiskTable *
value_at_risk_table_new (const AssayTask *task, AssayProgress *progress, GError **error)
{
  g_autoptr(ValueAtRiskTable) self = g_new0 (ValueAtRiskTable, 1);

  self->columns = g_ptr_array_new_with_free_func (column_free);
  if (!read_window (self, task->options, error) || !name_columns (self->columns, task->frame, task->options, error) || !find_levels (self->columns, task->options, error)
      || !pair_shortfalls (self->columns, error) || !resolve_roles (self, task, error) || require_numbers (task->frame, self->roles.value, error) == NULL || !check_names (self, error))
    return NULL;

  self->panel = assay_panel_new (task->frame, &self->roles, read_duplicates (task), task->n_threads, NULL, error);
  if (self->panel == NULL)
    return NULL;
  self->n_rows = assay_panel_get_n_rows (self->panel);
  self->was_unordered = is_unordered (task->frame, &self->roles);
  self->is_turned = strcmp (assay_options_get_text (task->options, "losses"), "positive") == 0;
  self->pnl = g_memdup2 (assay_panel_get_values (self->panel), self->n_rows * sizeof (double));
  for (gsize i = 0; self->is_turned && i < self->n_rows; i++)
    self->pnl[i] = -self->pnl[i];

  for (guint i = 0; i < self->columns->len; i++)
    {
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, (double) i / self->columns->len, (i + 1.0) / self->columns->len);

      if (!fill_column (self, task, self->columns->pdata[i], part, error))
        return NULL;
    }
  if (assay_panel_get_n_series (self->panel) * self->columns->len > VALUE_AT_RISK_MOST_CASES)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA,
                   _("%zu series with %u VaR columns are more than the %d that one back-test takes; choose some with --where."),
                   assay_panel_get_n_series (self->panel), self->columns->len, VALUE_AT_RISK_MOST_CASES);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
value_at_risk_table_free (ValueAtRiskTable *self)
{
  if (self == NULL)
    return;
  assay_roles_clear (&self->roles);
  g_clear_pointer (&self->panel, assay_panel_unref);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_free (self->pnl);
  g_free (self);
}
