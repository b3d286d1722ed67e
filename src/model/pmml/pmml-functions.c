/* The functions of the standard, all that PMML 4.4.1 names.
 *
 * Unless a function says otherwise, a missing argument makes its result missing (or what mapMissingTo says), and an invalid one
 * makes it invalid. What has no value in mathematics (x / 0, the logarithm of 0) is invalid; an overflow to infinity is not, because
 * 1 / (1 + exp (800)) is a fine 0. */
#include "model/pmml/pmml-expression-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/date.h"
#include "base/options.h"
#include "math/distribution.h"

typedef PmmlValue (*Evaluate) (const PmmlExpression *apply, PmmlRow *row);
/* With all arguments there. */
typedef PmmlValue (*Simple) (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args);

typedef enum { GIVES_DOUBLE, GIVES_INTEGER, GIVES_BOOLEAN, GIVES_STRING, GIVES_WIDEST, GIVES_BRANCH } Gives;

struct _PmmlBuiltIn
{
  const char *name;
  guint least, most;               /* arguments; most 0: any number */
  Gives gives;
  Simple simple;                   /* at most 4 arguments */
  Evaluate evaluate;               /* sees to missing arguments itself */
  double (*number) (double x);     /* one number to one number */
};

/* ---- arguments ---- */

static gboolean
as_number (PmmlRow *row, PmmlValue value, double *number)
{
  if (value.kind != PMML_STRING)
    {
      *number = value.number;
      return TRUE;
    }
  if (pmml_number_parse (value.text, number))
    return TRUE;
  pmml_row_fail (row, _("“%s” stands where a function needs a number"), value.text);
  return FALSE;
}

static gboolean
as_truth (PmmlRow *row, PmmlValue value, gboolean *is_true)
{
  double number;

  if (value.kind == PMML_STRING && (strcmp (value.text, "true") == 0 || strcmp (value.text, "false") == 0))
    {
      *is_true = value.text[0] == 't';
      return TRUE;
    }
  if (!as_number (row, value, &number))
    return FALSE;
  *is_true = number != 0;
  return TRUE;
}

static const char *
as_text (PmmlValue value, char buffer[64])
{
  return pmml_value_format (value, buffer);
}

static PmmlValue
give_text (PmmlRow *row, const char *text)
{
  return pmml_string (pmml_row_intern (row, text));
}

static PmmlValue
missing_of (const PmmlExpression *apply)
{
  return apply->has_map_missing ? apply->map_missing : pmml_missing ();
}

/* A number of the widest kind of the arguments. */
static PmmlKind
wider (PmmlKind a, PmmlKind b)
{
  if (a == PMML_INTEGER && b == PMML_INTEGER)
    return PMML_INTEGER;
  if ((a == PMML_FLOAT || a == PMML_INTEGER) && (b == PMML_FLOAT || b == PMML_INTEGER))
    return PMML_FLOAT;
  return PMML_DOUBLE;
}

static PmmlValue
give_number (PmmlRow *row, const PmmlExpression *apply, PmmlKind kind, double number)
{
  if (isnan (number))
    return pmml_row_fail (row, "%s", _("a function of the model has no value here"));
  if (kind == PMML_FLOAT)
    return pmml_number (kind, (float) number);
  return pmml_number (kind == PMML_INTEGER && fabs (number) < 9e15 && number == floor (number) ? kind : PMML_DOUBLE, number);
}

/* ---- arithmetic ---- */

typedef enum { ADD, SUBTRACT, MULTIPLY, DIVIDE } Arithmetic;

static PmmlValue
compute (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args, Arithmetic what)
{
  double x, y;
  PmmlKind kind = wider (args[0].kind, args[1].kind);

  if (!as_number (row, args[0], &x) || !as_number (row, args[1], &y))
    return pmml_invalid ();
  switch (what)
    {
    case ADD:
      return give_number (row, apply, kind, x + y);
    case SUBTRACT:
      return give_number (row, apply, kind, x - y);
    case MULTIPLY:
      return give_number (row, apply, kind, x * y);
    case DIVIDE:
      if (y == 0)
        return pmml_row_fail (row, "%s", _("the model divides by zero here"));
      return give_number (row, apply, kind == PMML_INTEGER ? PMML_DOUBLE : kind, x / y);
    }
  return pmml_invalid ();
}

static PmmlValue add (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args) { return compute (apply, row, args, ADD); }
static PmmlValue subtract (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args)
{
  if (apply->n_args == 1)
    {
      const PmmlValue turned[] = { pmml_number (PMML_INTEGER, 0), args[0] };

      return compute (apply, row, turned, SUBTRACT);
    }
  return compute (apply, row, args, SUBTRACT);
}
static PmmlValue multiply (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args) { return compute (apply, row, args, MULTIPLY); }
static PmmlValue divide (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args) { return compute (apply, row, args, DIVIDE); }

static PmmlValue
two_numbers (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args, double (*compute_two) (double, double))
{
  double x, y;

  return as_number (row, args[0], &x) && as_number (row, args[1], &y) ? give_number (row, apply, PMML_DOUBLE, compute_two (x, y)) : pmml_invalid ();
}

static double modulo_of (double x, double y) { return y == 0 ? NAN : x - y * floor (x / y); }
static double power_of (double x, double y) { return pow (x, y); }
static double threshold_of (double x, double y) { return x > y ? 1 : 0; }
static PmmlValue modulo (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args) { return two_numbers (apply, row, args, modulo_of); }
static PmmlValue power (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args) { return two_numbers (apply, row, args, power_of); }
static PmmlValue hypotenuse (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args) { return two_numbers (apply, row, args, hypot); }
static PmmlValue arc (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args) { return two_numbers (apply, row, args, atan2); }

static PmmlValue
threshold (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args)
{
  PmmlValue value = two_numbers (apply, row, args, threshold_of);

  if (value.kind == PMML_DOUBLE)
    value.kind = PMML_INTEGER;
  return value;
}

static double ln_of (double x) { return x > 0 ? log (x) : NAN; }
static double log10_of (double x) { return x > 0 ? log10 (x) : NAN; }
static double log2_of (double x) { return x > 0 ? log2 (x) : NAN; }
static double ln1p_of (double x) { return x > -1 ? log1p (x) : NAN; }
static double sqrt_of (double x) { return x >= 0 ? sqrt (x) : NAN; }
static double round_of (double x) { return floor (x + 0.5); }
static double rint_of (double x) { return nearbyint (x); }
static double normal_cdf (double z) { return 0.5 * erfc (-z * M_SQRT1_2); }
static double normal_pdf (double z) { return exp (-0.5 * z * z) / sqrt (2 * G_PI); }
static double normal_idf (double p) { return p > 0 && p < 1 ? am_normal_quantile (p) : NAN; }

static PmmlValue
normal_of (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args, int what)
{
  double x, mean, sd, value;

  if (!as_number (row, args[0], &x) || !as_number (row, args[1], &mean) || !as_number (row, args[2], &sd))
    return pmml_invalid ();
  if (!(sd > 0))
    value = NAN;
  else if (what == 2)
    value = mean + sd * normal_idf (x);
  else
    value = what == 0 ? normal_cdf ((x - mean) / sd) : normal_pdf ((x - mean) / sd) / sd;
  return give_number (row, apply, PMML_DOUBLE, value);
}

static PmmlValue normal_cdf3 (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args) { return normal_of (apply, row, args, 0); }
static PmmlValue normal_pdf3 (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args) { return normal_of (apply, row, args, 1); }
static PmmlValue normal_idf3 (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args) { return normal_of (apply, row, args, 2); }

/* ---- aggregates: missing arguments are left out ---- */

typedef enum { SUM, PRODUCT, MINIMUM, MAXIMUM, AVERAGE } Aggregate;

static PmmlValue
aggregate (const PmmlExpression *apply, PmmlRow *row, Aggregate what)
{
  double total = what == PRODUCT ? 1 : 0, number;
  PmmlKind kind = PMML_INTEGER;
  guint n = 0;

  for (guint i = 0; i < apply->n_args; i++)
    {
      PmmlValue value = pmml_expression_evaluate (apply->args[i], row);

      if (value.kind == PMML_INVALID || (value.kind != PMML_MISSING && !as_number (row, value, &number)))
        return pmml_invalid ();
      if (value.kind == PMML_MISSING && apply->has_map_missing)
        return apply->map_missing;
      if (value.kind == PMML_MISSING)
        continue;
      kind = wider (kind, value.kind);
      total = what == PRODUCT ? total * number : what == MINIMUM ? (n == 0 || number < total ? number : total)
              : what == MAXIMUM ? (n == 0 || number > total ? number : total) : total + number;
      n++;
    }
  if (n == 0)
    return pmml_missing ();
  return give_number (row, apply, what == AVERAGE ? PMML_DOUBLE : kind, what == AVERAGE ? total / n : total);
}

static PmmlValue sum (const PmmlExpression *apply, PmmlRow *row) { return aggregate (apply, row, SUM); }
static PmmlValue product (const PmmlExpression *apply, PmmlRow *row) { return aggregate (apply, row, PRODUCT); }
static PmmlValue minimum (const PmmlExpression *apply, PmmlRow *row) { return aggregate (apply, row, MINIMUM); }
static PmmlValue maximum (const PmmlExpression *apply, PmmlRow *row) { return aggregate (apply, row, MAXIMUM); }
static PmmlValue average (const PmmlExpression *apply, PmmlRow *row) { return aggregate (apply, row, AVERAGE); }

static int
by_size (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static PmmlValue
median (const PmmlExpression *apply, PmmlRow *row)
{
  g_autofree double *numbers = g_new (double, apply->n_args + 1);
  guint n = 0;

  for (guint i = 0; i < apply->n_args; i++)
    {
      PmmlValue value = pmml_expression_evaluate (apply->args[i], row);

      if (value.kind == PMML_INVALID || (value.kind != PMML_MISSING && !as_number (row, value, &numbers[n])))
        return pmml_invalid ();
      n += value.kind != PMML_MISSING;
    }
  if (n == 0)
    return missing_of (apply);
  qsort (numbers, n, sizeof (double), by_size);
  return give_number (row, apply, PMML_DOUBLE, n % 2 == 1 ? numbers[n / 2] : (numbers[n / 2 - 1] + numbers[n / 2]) / 2);
}

/* ---- logic ---- */

/* Valid, missing or neither: of a field, before a treatment "asIs" hid it. */
static gboolean
is_valid_argument (const PmmlExpression *argument, PmmlRow *row, PmmlValue value)
{
  const PmmlSlot *slot;

  if (pmml_is_nothing (value))
    return FALSE;
  if (argument->op != PMML_OP_SLOT)
    return TRUE;
  slot = pmml_slot (row->document, argument->slot);
  return slot->kind != PMML_SLOT_INPUT || pmml_field_is_valid (slot->field, value);
}

static PmmlValue
is_missing (const PmmlExpression *apply, PmmlRow *row)
{
  PmmlValue value = pmml_expression_evaluate (apply->args[0], row);

  return value.kind == PMML_INVALID ? value : pmml_boolean (value.kind == PMML_MISSING);
}

static PmmlValue
is_not_missing (const PmmlExpression *apply, PmmlRow *row)
{
  PmmlValue value = pmml_expression_evaluate (apply->args[0], row);

  return value.kind == PMML_INVALID ? value : pmml_boolean (value.kind != PMML_MISSING);
}

static PmmlValue
is_valid (const PmmlExpression *apply, PmmlRow *row)
{
  return pmml_boolean (is_valid_argument (apply->args[0], row, pmml_expression_evaluate (apply->args[0], row)));
}

static PmmlValue
is_not_valid (const PmmlExpression *apply, PmmlRow *row)
{
  return pmml_boolean (!is_valid_argument (apply->args[0], row, pmml_expression_evaluate (apply->args[0], row)));
}

#define COMPARE(name, test)                                                          \
  static PmmlValue                                                                   \
  name (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args)            \
  {                                                                                  \
    int order = pmml_value_compare (args[0], args[1]);                               \
                                                                                     \
    return pmml_boolean (test);                                                      \
  }
COMPARE (equal, order == 0)
COMPARE (not_equal, order != 0)
COMPARE (less_than, order == -1)
COMPARE (less_or_equal, order == -1 || order == 0)
COMPARE (greater_than, order == 1)
COMPARE (greater_or_equal, order == 1 || order == 0)

/* Three-valued, as predicates are: one false makes "and" false whatever is missing. */
static PmmlValue
combine (const PmmlExpression *apply, PmmlRow *row, gboolean deciding)
{
  gboolean has_missing = FALSE, is_true;

  for (guint i = 0; i < apply->n_args; i++)
    {
      PmmlValue value = pmml_expression_evaluate (apply->args[i], row);

      if (value.kind == PMML_INVALID)
        return value;
      has_missing |= value.kind == PMML_MISSING;
      if (value.kind == PMML_MISSING)
        continue;
      if (!as_truth (row, value, &is_true))
        return pmml_invalid ();
      if (is_true == deciding)
        return pmml_boolean (deciding);
    }
  return has_missing ? missing_of (apply) : pmml_boolean (!deciding);
}

static PmmlValue and (const PmmlExpression *apply, PmmlRow *row) { return combine (apply, row, FALSE); }
static PmmlValue or (const PmmlExpression *apply, PmmlRow *row) { return combine (apply, row, TRUE); }

static PmmlValue
not (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args)
{
  gboolean is_true;

  return as_truth (row, args[0], &is_true) ? pmml_boolean (!is_true) : pmml_invalid ();
}

static PmmlValue
membership (const PmmlExpression *apply, PmmlRow *row, gboolean asked)
{
  PmmlValue value = pmml_expression_evaluate (apply->args[0], row);

  if (pmml_is_nothing (value))
    return value.kind == PMML_MISSING ? missing_of (apply) : value;
  for (guint i = 1; i < apply->n_args; i++)
    {
      PmmlValue other = pmml_expression_evaluate (apply->args[i], row);

      if (other.kind == PMML_INVALID)
        return other;
      if (other.kind != PMML_MISSING && pmml_value_equal (value, other))
        return pmml_boolean (asked);
    }
  return pmml_boolean (!asked);
}

static PmmlValue is_in (const PmmlExpression *apply, PmmlRow *row) { return membership (apply, row, TRUE); }
static PmmlValue is_not_in (const PmmlExpression *apply, PmmlRow *row) { return membership (apply, row, FALSE); }

/* Only the branch that is taken is computed: the other may divide by zero. */
static PmmlValue
if_else (const PmmlExpression *apply, PmmlRow *row)
{
  PmmlValue value = pmml_expression_evaluate (apply->args[0], row);
  gboolean is_true;

  if (pmml_is_nothing (value))
    return value.kind == PMML_MISSING ? missing_of (apply) : value;
  if (!as_truth (row, value, &is_true))
    return pmml_invalid ();
  if (!is_true && apply->n_args < 3)
    return pmml_missing ();
  value = pmml_expression_evaluate (apply->args[is_true ? 1 : 2], row);
  return value.kind == PMML_MISSING ? missing_of (apply) : value;
}

/* ---- texts ---- */

static PmmlValue
uppercase (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args)
{
  char buffer[64];
  g_autofree char *text = g_utf8_strup (as_text (args[0], buffer), -1);

  return give_text (row, text);
}

static PmmlValue
lowercase (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args)
{
  char buffer[64];
  g_autofree char *text = g_utf8_strdown (as_text (args[0], buffer), -1);

  return give_text (row, text);
}

static PmmlValue
string_length (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args)
{
  char buffer[64];

  return pmml_number (PMML_INTEGER, (double) g_utf8_strlen (as_text (args[0], buffer), -1));
}

/* From a place counted from 1, as many characters as there are. */
static PmmlValue
substring (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args)
{
  char buffer[64];
  const char *text = as_text (args[0], buffer), *from, *to;
  g_autofree char *part = NULL;
  double start, length = 1e9;
  glong n = g_utf8_strlen (text, -1);

  if (!as_number (row, args[1], &start) || (apply->n_args > 2 && !as_number (row, args[2], &length)))
    return pmml_invalid ();
  if (!(start >= 1) || !(length >= 0))
    return pmml_row_fail (row, "%s", _("a part of a text is asked for that begins before it, or has a negative length"));
  start = MIN (start, (double) n + 1);
  from = g_utf8_offset_to_pointer (text, (glong) start - 1);
  to = g_utf8_offset_to_pointer (from, (glong) MIN (length, (double) n - start + 1));
  part = g_strndup (from, (gsize) (to - from));
  return give_text (row, part);
}

static PmmlValue
trim_blanks (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args)
{
  char buffer[64];
  g_autofree char *text = g_strstrip (g_strdup (as_text (args[0], buffer)));

  return give_text (row, text);
}

static PmmlValue
concat (const PmmlExpression *apply, PmmlRow *row)
{
  g_autoptr(GString) joined = g_string_new (NULL);
  char buffer[64];

  for (guint i = 0; i < apply->n_args; i++)
    {
      PmmlValue value = pmml_expression_evaluate (apply->args[i], row);

      if (pmml_is_nothing (value))
        return value.kind == PMML_MISSING ? missing_of (apply) : value;
      if (joined->len > PMML_MOST_VALUE)
        return pmml_row_fail (row, "%s", _("a text of the model grows beyond 1 MiB"));
      g_string_append (joined, as_text (value, buffer));
    }
  return give_text (row, joined->str);
}

static GRegex *
pattern_of (const PmmlExpression *apply, PmmlRow *row, PmmlValue value)
{
  char buffer[64];
  GRegex *pattern;

  if (apply->pattern != NULL)
    return g_regex_ref (apply->pattern);
  pattern = g_regex_new (as_text (value, buffer), 0, 0, NULL);
  if (pattern == NULL)
    pmml_row_fail (row, _("“%s” is no regular expression"), as_text (value, buffer));
  return pattern;
}

static PmmlValue
matches (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args)
{
  g_autoptr(GRegex) pattern = pattern_of (apply, row, args[1]);
  g_autoptr(GError) problem = NULL;
  char buffer[64];
  gboolean is_match;

  if (pattern == NULL)
    return pmml_invalid ();
  is_match = g_regex_match_full (pattern, as_text (args[0], buffer), -1, 0, 0, NULL, &problem);
  return problem != NULL ? pmml_row_fail (row, "%s", _("a regular expression of the model takes too long here")) : pmml_boolean (is_match);
}

/* $1 and ${1} of the standard's regular expressions are \1 here; $$ is a dollar. */
static char *
replacement_of (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '$' && g_ascii_isdigit (p[1]))
        g_string_append_printf (out, "\\g<%c>", *++p);
      else if (*p == '$' && p[1] == '$')
        g_string_append_c (out, *++p);
      else if (*p == '$' && p[1] == '{' && g_ascii_isdigit (p[2]) && p[3] == '}')
        {
          g_string_append_printf (out, "\\g<%c>", p[2]);
          p += 3;
        }
      else if (*p == '\\' && p[1] != '\0')
        {
          p++;
          g_string_append (out, *p == '\\' ? "\\\\" : "");
          if (*p != '\\')
            g_string_append_c (out, *p);
        }
      else
        g_string_append_c (out, *p);
    }
  return g_string_free (out, FALSE);
}

static PmmlValue
replace (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args)
{
  g_autoptr(GRegex) pattern = pattern_of (apply, row, args[1]);
  char buffers[2][64];
  g_autofree char *by = replacement_of (as_text (args[2], buffers[1])), *text = NULL;
  g_autoptr(GError) problem = NULL;

  if (pattern == NULL)
    return pmml_invalid ();
  text = g_regex_replace (pattern, as_text (args[0], buffers[0]), -1, 0, by, 0, &problem);
  return text != NULL ? give_text (row, text) : pmml_row_fail (row, "%s", _("a text of the model cannot be replaced here"));
}

/* ---- formats ---- */

/* One conversion of printf with bounded width and precision, and no other: *integer says %d. */
static gboolean
is_number_format (const char *format, gboolean *is_integer)
{
  guint n = 0;

  for (const char *p = format; *p != '\0'; p++)
    {
      guint width = 0;

      if (*p != '%')
        continue;
      p++;
      if (*p == '%')
        continue;
      while (*p != '\0' && strchr ("-+ 0#", *p) != NULL)
        p++;
      while (g_ascii_isdigit (*p) && width < 1000)
        width = width * 10 + (guint) (*p++ - '0');
      if (width > 100)
        return FALSE;
      width = 0;
      if (*p == '.')
        for (p++; g_ascii_isdigit (*p) && width < 1000; p++)
          width = width * 10 + (guint) (*p - '0');
      if (width > 100 || *p == '\0' || strchr ("dieEfFgGs", *p) == NULL || ++n > 1)
        return FALSE;
      *is_integer = *p == 'd' || *p == 'i';
      if (*p == 's')
        return FALSE;
    }
  return n == 1;
}

static PmmlValue
format_number (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args)
{
  char buffers[2][64];
  const char *format = as_text (args[1], buffers[1]);
  g_autoptr(GString) text = g_string_new (NULL);
  gboolean is_integer = FALSE;
  double number;

  if (!as_number (row, args[0], &number))
    return pmml_invalid ();
  if (strlen (format) > 200 || !is_number_format (format, &is_integer))
    return pmml_row_fail (row, _("“%s” is no format of one number"), format);
  for (const char *p = format; *p != '\0'; p++)
    {
      char one[64], out[512];
      gsize n = 0;

      if (*p != '%' || p[1] == '%')
        {
          p += *p == '%';
          g_string_append_c (text, *p);
          continue;
        }
      while (n < 40 && (n == 0 || strchr ("dieEfFgG", *p) == NULL))
        one[n++] = *p++;
      one[n++] = is_integer ? 'f' : *p == 'F' ? 'f' : *p;
      one[n] = '\0';
      if (is_integer && memchr (one, '.', n) == NULL)
        {
          one[n - 1] = '\0';
          strcat (one, ".0f");
        }
      if (fabs (number) > 1e300)
        return pmml_row_fail (row, "%s", _("a number is too large to be formatted"));
      g_ascii_formatd (out, sizeof out, one, is_integer ? round_of (number) : number);
      g_string_append (text, out);
    }
  return give_text (row, text->str);
}

static gboolean
is_date_format (const char *format)
{
  for (const char *p = format; *p != '\0'; p++)
    if (*p == '%' && (*++p == '\0' || strchr ("YymdeHIMSjp%bBaAhDFTR", *p) == NULL))
      return FALSE;
  return strlen (format) < 200;
}

static void
append_date_part (GString *out, char part, gint32 days, double seconds)
{
  static const char *const months[] = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December" };
  static const char *const weekdays[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };
  int year, month, day, hour = (int) (seconds / 3600), minute = (int) fmod (seconds / 60, 60), second = (int) fmod (seconds, 60);

  assay_date_to_ymd (days, &year, &month, &day);
  switch (part)
    {
    case 'Y': g_string_append_printf (out, "%04d", year); break;
    case 'y': g_string_append_printf (out, "%02d", year % 100); break;
    case 'm': g_string_append_printf (out, "%02d", month); break;
    case 'd': g_string_append_printf (out, "%02d", day); break;
    case 'e': g_string_append_printf (out, "%2d", day); break;
    case 'H': g_string_append_printf (out, "%02d", hour); break;
    case 'I': g_string_append_printf (out, "%02d", (hour + 11) % 12 + 1); break;
    case 'M': g_string_append_printf (out, "%02d", minute); break;
    case 'S': g_string_append_printf (out, "%02d", second); break;
    case 'p': g_string_append (out, hour < 12 ? "AM" : "PM"); break;
    case 'j': g_string_append_printf (out, "%03d", days - assay_date_from_ymd (year, 1, 1) + 1); break;
    case 'b': case 'h': g_string_append_len (out, months[month - 1], 3); break;
    case 'B': g_string_append (out, months[month - 1]); break;
    case 'a': g_string_append_len (out, weekdays[assay_date_weekday (days) - 1], 3); break;
    case 'A': g_string_append (out, weekdays[assay_date_weekday (days) - 1]); break;
    case 'D': g_string_append_printf (out, "%02d/%02d/%02d", month, day, year % 100); break;
    case 'F': g_string_append_printf (out, "%04d-%02d-%02d", year, month, day); break;
    case 'T': g_string_append_printf (out, "%02d:%02d:%02d", hour, minute, second); break;
    case 'R': g_string_append_printf (out, "%02d:%02d", hour, minute); break;
    default: g_string_append_c (out, part); break;
    }
}

/* Days and seconds of the day of a value that is a time of any kind. */
static gboolean
as_time (PmmlRow *row, PmmlValue value, double *days, double *seconds)
{
  static const PmmlType datetime = { .kind = PMML_DATETIME }, time = { .kind = PMML_TIME };
  PmmlValue parsed = value;

  if (value.kind == PMML_STRING && !pmml_value_parse (value.text, &datetime, &parsed) && !pmml_value_parse (value.text, &time, &parsed))
    {
      pmml_row_fail (row, _("“%s” stands where a function needs a date"), value.text);
      return FALSE;
    }
  if (parsed.kind != PMML_DATE && parsed.kind != PMML_DATETIME && parsed.kind != PMML_TIME)
    {
      pmml_row_fail (row, "%s", _("a number stands where a function needs a date"));
      return FALSE;
    }
  *days = parsed.kind == PMML_DATE ? parsed.number : parsed.kind == PMML_TIME ? 0 : floor (parsed.number / 86400);
  *seconds = parsed.kind == PMML_DATE ? 0 : parsed.kind == PMML_TIME ? parsed.number : parsed.number - *days * 86400;
  if (fabs (*days) > 2.9e6)
    {
      pmml_row_fail (row, "%s", _("a date lies outside of the years 1 to 9999"));
      return FALSE;
    }
  return TRUE;
}

static PmmlValue
format_datetime (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args)
{
  char buffer[64];
  const char *format = as_text (args[1], buffer);
  g_autoptr(GString) text = g_string_new (NULL);
  double days, seconds;

  if (!as_time (row, args[0], &days, &seconds))
    return pmml_invalid ();
  if (!is_date_format (format))
    return pmml_row_fail (row, _("“%s” is no format of a date that Assay knows"), format);
  for (const char *p = format; *p != '\0'; p++)
    {
      if (*p == '%')
        append_date_part (text, *++p, (gint32) days, seconds);
      else
        g_string_append_c (text, *p);
    }
  return give_text (row, text->str);
}

static gboolean
first_day (PmmlRow *row, PmmlValue value, double *days)
{
  double year;

  if (!as_number (row, value, &year))
    return FALSE;
  if (!(year >= 1 && year <= 9999 && year == floor (year)))
    {
      pmml_row_fail (row, "%s", _("a year of the model lies outside of 1 to 9999"));
      return FALSE;
    }
  *days = assay_date_from_ymd ((int) year, 1, 1);
  return TRUE;
}

static PmmlValue
days_since_year (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args)
{
  double days, seconds, first;

  return as_time (row, args[0], &days, &seconds) && first_day (row, args[1], &first) ? pmml_number (PMML_INTEGER, days - first) : pmml_invalid ();
}

static PmmlValue
seconds_since_year (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args)
{
  double days, seconds, first;

  return as_time (row, args[0], &days, &seconds) && first_day (row, args[1], &first)
         ? pmml_number (PMML_INTEGER, floor ((days - first) * 86400 + seconds)) : pmml_invalid ();
}

static PmmlValue
seconds_since_midnight (const PmmlExpression *apply, PmmlRow *row, const PmmlValue *args)
{
  double days, seconds;

  return as_time (row, args[0], &days, &seconds) ? pmml_number (PMML_INTEGER, floor (seconds)) : pmml_invalid ();
}

/* ---- the table ---- */

static const PmmlBuiltIn functions[] = {
  { "+", 2, 2, GIVES_WIDEST, add, NULL, NULL }, { "-", 1, 2, GIVES_WIDEST, subtract, NULL, NULL },
  { "*", 2, 2, GIVES_WIDEST, multiply, NULL, NULL }, { "/", 2, 2, GIVES_DOUBLE, divide, NULL, NULL },
  { "min", 1, 0, GIVES_WIDEST, NULL, minimum, NULL }, { "max", 1, 0, GIVES_WIDEST, NULL, maximum, NULL }, { "sum", 1, 0, GIVES_WIDEST, NULL, sum, NULL },
  { "avg", 1, 0, GIVES_DOUBLE, NULL, average, NULL }, { "median", 1, 0, GIVES_DOUBLE, NULL, median, NULL }, { "product", 1, 0, GIVES_WIDEST, NULL, product, NULL },
  { "log10", 1, 1, GIVES_DOUBLE, NULL, NULL, log10_of }, { "ln", 1, 1, GIVES_DOUBLE, NULL, NULL, ln_of }, { "x-log2", 1, 1, GIVES_DOUBLE, NULL, NULL, log2_of },
  { "sqrt", 1, 1, GIVES_DOUBLE, NULL, NULL, sqrt_of }, { "abs", 1, 1, GIVES_WIDEST, NULL, NULL, fabs }, { "exp", 1, 1, GIVES_DOUBLE, NULL, NULL, exp },
  { "pow", 2, 2, GIVES_DOUBLE, power, NULL, NULL }, { "threshold", 2, 2, GIVES_INTEGER, threshold, NULL, NULL },
  { "floor", 1, 1, GIVES_INTEGER, NULL, NULL, floor }, { "ceil", 1, 1, GIVES_INTEGER, NULL, NULL, ceil }, { "round", 1, 1, GIVES_INTEGER, NULL, NULL, round_of },
  { "rint", 1, 1, GIVES_INTEGER, NULL, NULL, rint_of }, { "modulo", 2, 2, GIVES_DOUBLE, modulo, NULL, NULL },
  { "expm1", 1, 1, GIVES_DOUBLE, NULL, NULL, expm1 }, { "ln1p", 1, 1, GIVES_DOUBLE, NULL, NULL, ln1p_of }, { "hypot", 2, 2, GIVES_DOUBLE, hypotenuse, NULL, NULL },
  { "sin", 1, 1, GIVES_DOUBLE, NULL, NULL, sin }, { "asin", 1, 1, GIVES_DOUBLE, NULL, NULL, asin }, { "sinh", 1, 1, GIVES_DOUBLE, NULL, NULL, sinh },
  { "cos", 1, 1, GIVES_DOUBLE, NULL, NULL, cos }, { "acos", 1, 1, GIVES_DOUBLE, NULL, NULL, acos }, { "cosh", 1, 1, GIVES_DOUBLE, NULL, NULL, cosh },
  { "tan", 1, 1, GIVES_DOUBLE, NULL, NULL, tan }, { "atan", 1, 1, GIVES_DOUBLE, NULL, NULL, atan }, { "tanh", 1, 1, GIVES_DOUBLE, NULL, NULL, tanh },
  { "atan2", 2, 2, GIVES_DOUBLE, arc, NULL, NULL },
  { "normalCDF", 3, 3, GIVES_DOUBLE, normal_cdf3, NULL, NULL }, { "normalPDF", 3, 3, GIVES_DOUBLE, normal_pdf3, NULL, NULL },
  { "normalIDF", 3, 3, GIVES_DOUBLE, normal_idf3, NULL, NULL }, { "stdNormalCDF", 1, 1, GIVES_DOUBLE, NULL, NULL, normal_cdf },
  { "stdNormalPDF", 1, 1, GIVES_DOUBLE, NULL, NULL, normal_pdf }, { "stdNormalIDF", 1, 1, GIVES_DOUBLE, NULL, NULL, normal_idf }, { "erf", 1, 1, GIVES_DOUBLE, NULL, NULL, erf },
  { "isMissing", 1, 1, GIVES_BOOLEAN, NULL, is_missing, NULL }, { "isNotMissing", 1, 1, GIVES_BOOLEAN, NULL, is_not_missing, NULL },
  { "isValid", 1, 1, GIVES_BOOLEAN, NULL, is_valid, NULL }, { "isNotValid", 1, 1, GIVES_BOOLEAN, NULL, is_not_valid, NULL },
  { "equal", 2, 2, GIVES_BOOLEAN, equal, NULL, NULL }, { "notEqual", 2, 2, GIVES_BOOLEAN, not_equal, NULL, NULL },
  { "lessThan", 2, 2, GIVES_BOOLEAN, less_than, NULL, NULL }, { "lessOrEqual", 2, 2, GIVES_BOOLEAN, less_or_equal, NULL, NULL },
  { "greaterThan", 2, 2, GIVES_BOOLEAN, greater_than, NULL, NULL }, { "greaterOrEqual", 2, 2, GIVES_BOOLEAN, greater_or_equal, NULL, NULL },
  { "and", 2, 0, GIVES_BOOLEAN, NULL, and, NULL }, { "or", 2, 0, GIVES_BOOLEAN, NULL, or, NULL }, { "not", 1, 1, GIVES_BOOLEAN, not, NULL, NULL },
  { "isIn", 2, 0, GIVES_BOOLEAN, NULL, is_in, NULL }, { "isNotIn", 2, 0, GIVES_BOOLEAN, NULL, is_not_in, NULL }, { "if", 2, 3, GIVES_BRANCH, NULL, if_else, NULL },
  { "uppercase", 1, 1, GIVES_STRING, uppercase, NULL, NULL }, { "lowercase", 1, 1, GIVES_STRING, lowercase, NULL, NULL },
  { "stringLength", 1, 1, GIVES_INTEGER, string_length, NULL, NULL }, { "substring", 2, 3, GIVES_STRING, substring, NULL, NULL },
  { "trimBlanks", 1, 1, GIVES_STRING, trim_blanks, NULL, NULL }, { "concat", 1, 0, GIVES_STRING, NULL, concat, NULL },
  { "matches", 2, 2, GIVES_BOOLEAN, matches, NULL, NULL }, { "replace", 3, 3, GIVES_STRING, replace, NULL, NULL },
  { "formatNumber", 2, 2, GIVES_STRING, format_number, NULL, NULL }, { "formatDatetime", 2, 2, GIVES_STRING, format_datetime, NULL, NULL },
  { "dateDaysSinceYear", 2, 2, GIVES_INTEGER, days_since_year, NULL, NULL }, { "dateSecondsSinceYear", 2, 2, GIVES_INTEGER, seconds_since_year, NULL, NULL },
  { "dateSecondsSinceMidnight", 1, 1, GIVES_INTEGER, seconds_since_midnight, NULL, NULL },
};

const PmmlBuiltIn *
pmml_built_in_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (strcmp (functions[i].name, name) == 0)
      return &functions[i];
  /* JPMML wrote functions of PMML 4.4 with "x-" before there was a PMML 4.4 */
  return g_str_has_prefix (name, "x-") && !g_str_has_prefix (name + 2, "x-") ? pmml_built_in_find (name + 2) : NULL;
}

const char *
pmml_built_in_nearest (const char *name)
{
  const char *names[G_N_ELEMENTS (functions) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    names[i] = functions[i].name;
  return assay_nearest_name (name, names);
}

void
pmml_built_in_arity (const PmmlBuiltIn *self, guint *least, guint *most)
{
  *least = self->least;
  *most = self->most;
}

PmmlType
pmml_built_in_type (const PmmlBuiltIn *self, const PmmlExpression *apply)
{
  PmmlKind kind = PMML_INTEGER;

  switch (self->gives)
    {
    case GIVES_DOUBLE:
      return (PmmlType) { .kind = PMML_DOUBLE };
    case GIVES_INTEGER:
      return (PmmlType) { .kind = PMML_INTEGER };
    case GIVES_BOOLEAN:
      return (PmmlType) { .kind = PMML_BOOLEAN };
    case GIVES_STRING:
      return (PmmlType) { .kind = PMML_STRING };
    case GIVES_BRANCH:
      return apply->args[1]->type.kind == PMML_ANY && apply->n_args > 2 ? apply->args[2]->type : apply->args[1]->type;
    case GIVES_WIDEST:
      for (guint i = 0; i < apply->n_args; i++)
        kind = wider (kind, apply->args[i]->type.kind);
      return (PmmlType) { .kind = kind };
    }
  return (PmmlType) { .kind = PMML_ANY };
}

gboolean
pmml_built_in_prepare (const PmmlBuiltIn *self, PmmlExpression *apply, PmmlModel *model, const char **why)
{
  const PmmlExpression *pattern = apply->n_args > 1 ? apply->args[1] : NULL;
  gboolean is_integer;

  if (pattern == NULL || pattern->op != PMML_OP_CONSTANT || pattern->constant.kind != PMML_STRING)
    return TRUE;
  if (self->simple == matches || self->simple == replace)
    {
      apply->pattern = g_regex_new (pattern->constant.text, G_REGEX_OPTIMIZE, 0, NULL);
      *why = _("its second argument is no regular expression.");
      if (apply->pattern != NULL)
        pmml_arena_own (model->document->arena, apply->pattern, (GDestroyNotify) g_regex_unref);
      return apply->pattern != NULL;
    }
  *why = _("its second argument is no format that Assay knows.");
  if (self->simple == format_number)
    return strlen (pattern->constant.text) < 200 && is_number_format (pattern->constant.text, &is_integer);
  return self->simple != format_datetime || is_date_format (pattern->constant.text);
}

static PmmlValue
one_number (const PmmlBuiltIn *self, const PmmlExpression *apply, PmmlRow *row, PmmlValue value)
{
  double x;
  PmmlKind kind = self->gives == GIVES_INTEGER ? PMML_INTEGER : self->gives == GIVES_WIDEST ? wider (value.kind, value.kind) : PMML_DOUBLE;

  return as_number (row, value, &x) ? give_number (row, apply, kind, self->number (x)) : pmml_invalid ();
}

PmmlValue
pmml_built_in_evaluate (const PmmlBuiltIn *self, const PmmlExpression *apply, PmmlRow *row)
{
  PmmlValue args[4];

  if (self->evaluate != NULL)
    return self->evaluate (apply, row);
  for (guint i = 0; i < apply->n_args; i++)
    {
      args[i] = pmml_expression_evaluate (apply->args[i], row);
      if (pmml_is_nothing (args[i]))
        return args[i].kind == PMML_MISSING ? missing_of (apply) : args[i];
    }
  return self->number != NULL ? one_number (self, apply, row, args[0]) : self->simple (apply, row, args);
}
