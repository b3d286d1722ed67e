#include "charts/format.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include "base/date.h"

#define EN_DASH "\u2013"
#define MINUS "\u2212"
#define NARROW_SPACE "\u202f"

static const AssayFormatSymbols *given_symbols;

void
assay_format_use_symbols (const AssayFormatSymbols *symbols)
{
  given_symbols = symbols;
}

/* A separator of the locale as UTF-8. Asked every time: a dialog may have changed the locale, and it costs nothing
 * beside drawing the text. */
static char *
locale_text (const char *text, const char *fallback)
{
  char *utf8;

  if (text == NULL || *text == '\0')
    return g_strdup (fallback);
  if (g_utf8_validate (text, -1, NULL))
    return g_strdup (text);
  utf8 = g_locale_to_utf8 (text, -1, NULL, NULL, NULL);
  return utf8 != NULL ? utf8 : g_strdup (fallback);
}

static char *
decimal_point (void)
{
  return given_symbols != NULL ? g_strdup (given_symbols->decimal) : locale_text (nl_langinfo (RADIXCHAR), ".");
}

/* An ordinary space, as some locales have it, would break the number at the end of a line. */
static char *
group_separator (void)
{
  g_autofree char *text = given_symbols != NULL ? g_strdup (given_symbols->group)
                                                : locale_text (nl_langinfo (THOUSEP), NARROW_SPACE);

  return g_strdup (strcmp (text, " ") == 0 ? NARROW_SPACE : text);
}

static const char *
group_sizes (void)
{
  const char *grouping = given_symbols != NULL ? given_symbols->grouping : localeconv ()->grouping;

  return grouping != NULL && grouping[0] > 0 && grouping[0] < CHAR_MAX ? grouping : "\3";
}

/* digits[n] with separators, groups counted from the right by the locale's sizes, the last of which repeats. */
static void
append_grouped (GString *out, const char *digits, int n)
{
  g_autofree char *separator = group_separator ();
  const char *sizes = group_sizes ();
  gboolean cut[512] = { FALSE };
  int at = n, size = *sizes;

  g_assert (n < (int) G_N_ELEMENTS (cut));
  while (size > 0 && size < CHAR_MAX && at > size)
    {
      at -= size;
      cut[at] = TRUE;
      if (sizes[1] != '\0')
        size = *++sizes;
    }
  for (int i = 0; i < n; i++)
    {
      if (cut[i])
        g_string_append (out, separator);
      g_string_append_c (out, digits[i]);
    }
}

static gboolean
is_zero_text (const char *text)
{
  return strspn (text, "0.") == strlen (text);
}

/* value with this many digits; strip leaves out zeros at the end of them. */
static char *
format_fixed (double value, int digits, gboolean plus, gboolean strip)
{
  char buffer[512], pattern[16];
  g_autofree char *point = decimal_point ();
  GString *out = g_string_new (NULL);
  const char *dot;
  int n_whole;

  g_snprintf (pattern, sizeof pattern, "%%.%df", CLAMP (digits, 0, 20));
  g_ascii_formatd (buffer, sizeof buffer, pattern, fabs (value));
  dot = strchr (buffer, '.');
  if (strip && dot != NULL)
    {
      char *end = buffer + strlen (buffer);

      while (end[-1] == '0')
        end--;
      if (end[-1] == '.')
        end--;
      *end = '\0';
      dot = strchr (buffer, '.');
    }

  /* What rounds to nothing has no sign: "−0.0" reads as a loss. */
  if (!is_zero_text (buffer))
    g_string_append (out, value < 0 ? MINUS : plus ? "+" : "");
  n_whole = dot != NULL ? dot - buffer : (int) strlen (buffer);
  append_grouped (out, buffer, n_whole);
  if (dot != NULL)
    g_string_append_printf (out, "%s%s", point, dot + 1);
  return g_string_free (out, FALSE);
}

/* 1.5×10⁻⁹ */
static char *
format_power (double value, int digits, gboolean strip)
{
  static const char *const raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  char buffer[64], pattern[16];
  g_autofree char *mantissa = NULL;
  GString *out;
  char *e;
  int exponent;

  g_snprintf (pattern, sizeof pattern, "%%.%de", CLAMP (digits, 0, 15));
  g_ascii_formatd (buffer, sizeof buffer, pattern, value);
  e = strchr (buffer, 'e');
  exponent = atoi (e + 1);
  *e = '\0';
  mantissa = format_fixed (g_ascii_strtod (buffer, NULL), digits, FALSE, strip);
  out = g_string_new (mantissa);
  g_string_append (out, "×10");
  if (exponent < 0)
    g_string_append (out, "⁻");
  g_snprintf (buffer, sizeof buffer, "%d", ABS (exponent));
  for (const char *p = buffer; *p != '\0'; p++)
    g_string_append (out, raised[*p - '0']);
  return g_string_free (out, FALSE);
}

char *
assay_format_number (double value, int digits)
{
  int magnitude;

  if (!isfinite (value))
    return g_strdup (EN_DASH);
  if (digits >= 0)
    return fabs (value) < 1e18 ? format_fixed (value, digits, FALSE, FALSE) : format_power (value, 5, TRUE);
  if (value == 0)
    return g_strdup ("0");
  magnitude = (int) floor (log10 (fabs (value)));
  if (magnitude < -5 || magnitude >= 15)
    return format_power (value, 5, TRUE);
  return format_fixed (value, MAX (5 - magnitude, 0), FALSE, TRUE);
}

char *
assay_format_count (double value)
{
  return assay_format_number (value, 0);
}

/* Suffixes of thousands, in steps of 1000. */
static char *
with_suffix (const char *number, int thousands)
{
  switch (thousands)
    {
    case 0: return g_strdup (number);
    /* Translators: a number of thousands on an axis, "12.4k" */
    case 1: return g_strdup_printf (_("%sk"), number);
    /* Translators: a number of millions on an axis, "3.1M" */
    case 2: return g_strdup_printf (_("%sM"), number);
    /* Translators: a number of thousand millions on an axis, "2.5B" */
    case 3: return g_strdup_printf (_("%sB"), number);
    /* Translators: a number of million millions on an axis, "1.2T" */
    default: return g_strdup_printf (_("%sT"), number);
    }
}

char *
assay_format_compact (double value)
{
  g_autofree char *number = NULL;
  double scaled = value;
  int thousands = 0;

  if (!isfinite (value))
    return g_strdup (EN_DASH);
  /* 999.95 would be written "1,000": it belongs to the next suffix already */
  while (fabs (scaled) >= 999.5 && thousands < 4)
    {
      scaled /= 1000;
      thousands++;
    }
  if (fabs (scaled) >= 1e6 || (thousands == 0 && fabs (scaled) < 1))
    return assay_format_number (value, -1);
  number = format_fixed (scaled, fabs (scaled) < 9.95 ? 2 : fabs (scaled) < 99.95 ? 1 : 0, FALSE, TRUE);
  return with_suffix (number, thousands);
}

static char *
percent_text (const char *number)
{
  /* Translators: a percentage, with the space your language puts before the sign (here a narrow no-break space) */
  return g_strdup_printf (_("%s\u202f%%"), number);
}

char *
assay_format_fraction (double value, int digits)
{
  g_autofree char *number = NULL;

  if (!isfinite (value))
    return g_strdup (EN_DASH);
  number = assay_format_number (value * 100, digits);
  return percent_text (number);
}

/* One digit; of what would then be next to nothing three, and of less what it takes: a PD of 0.03 % is not 0. Below 1e-12 it is rounding. */
static char *
format_share (double value)
{
  double size = fabs (value);

  return assay_format_fraction (value, size >= 0.001 || size == 0 ? 1 : size >= 0.00001 ? 3 : size >= 1e-12 ? -1 : 1);
}

char *
assay_format_zscore (double value)
{
  if (!isfinite (value))
    return g_strdup (EN_DASH);
  return fabs (value) < 1e9 ? format_fixed (value, 1, TRUE, FALSE) : format_power (value, 1, FALSE);
}

char *
assay_format_p_value (double value)
{
  g_autofree char *limit = NULL;

  if (!isfinite (value))
    return g_strdup (EN_DASH);
  if (value >= 0.001)
    return assay_format_number (value, 3);
  limit = format_fixed (0.001, 3, FALSE, FALSE);
  /* Translators: a p-value too small to print */
  return g_strdup_printf (_("< %s"), limit);
}

/* Digits after the point that a multiple of step needs; 0.25 two, 50 none. */
static int
digits_of_step (double step)
{
  int digits = 0;

  while (digits < 15 && fabs (step - round (step * pow (10, digits)) / pow (10, digits)) > step * 1e-6)
    digits++;
  return digits;
}

char *
assay_format_tick (double value, double step, double largest)
{
  g_autofree char *number = NULL;
  double unit = 1;
  int thousands = 0;

  largest = MAX (fabs (largest), fabs (value));
  /* a sum of steps that should be zero and is 1e-17 */
  if (fabs (value) < step * 1e-6)
    return g_strdup ("0");
  if (largest < 1e-4 || largest >= 1e18)
    {
      int lead = (int) floor (log10 (fabs (value)) + 1e-9);

      return format_power (value, CLAMP (digits_of_step (step / pow (10, lead)), 0, 6), FALSE);
    }
  if (largest >= 10000)
    while (largest / unit >= 1000 && thousands < 4)
      {
        unit *= 1000;
        thousands++;
      }
  /* 1.002M says less than 1 002 000 */
  if (thousands > 0 && digits_of_step (step / unit) > 2)
    {
      unit = 1;
      thousands = 0;
    }
  number = format_fixed (value / unit, digits_of_step (step / unit), FALSE, FALSE);
  return with_suffix (number, thousands);
}

char *
assay_format_fraction_tick (double value, double step)
{
  g_autofree char *number = assay_format_tick (value * 100, step * 100, 0);

  return percent_text (number);
}

static char *
format_moment (gint32 days, int hour, int minute, int second, const char *pattern)
{
  g_autoptr(GDateTime) moment = NULL;
  int year, month, day;
  char *text;

  assay_date_to_ymd (days, &year, &month, &day);
  if (!assay_date_is_valid (year, month, day))
    return g_strdup (EN_DASH);
  moment = g_date_time_new_utc (year, month, day, hour, minute, second);
  text = moment != NULL ? g_date_time_format (moment, pattern) : NULL;
  return text != NULL ? text : g_strdup (EN_DASH);
}

char *
assay_format_date (gint32 days, gboolean weekday)
{
  /* Translators: date patterns of strftime: "10 Sep 2025", "Wed 10 Sep 2025". %-d is the day without a zero before it. */
  return format_moment (days, 0, 0, 0, weekday ? _("%a %-d %b %Y") : _("%-d %b %Y"));
}

char *
assay_format_datetime (gint64 usec, gboolean weekday)
{
  gint64 second, days;
  int rest;

  second = usec / G_USEC_PER_SEC - (usec % G_USEC_PER_SEC < 0);
  days = second / 86400 - (second % 86400 < 0);
  rest = (int) (second - days * 86400);
  if (days < G_MININT32 || days > G_MAXINT32)
    return g_strdup (EN_DASH);
  /* Translators: date and time patterns of strftime: "10 Sep 2025, 09:14" */
  if (rest % 60 == 0)
    return format_moment (days, rest / 3600, rest / 60 % 60, 0,
                          weekday ? _("%a %-d %b %Y, %H:%M") : _("%-d %b %Y, %H:%M"));
  return format_moment (days, rest / 3600, rest / 60 % 60, rest % 60,
                        weekday ? _("%a %-d %b %Y, %H:%M:%S") : _("%-d %b %Y, %H:%M:%S"));
}

/* Four significant digits, but never fewer than the whole ones. */
static int
digits_for (double largest)
{
  if (!(largest > 0))
    return 0;
  return CLAMP (3 - (int) floor (log10 (largest)), 0, 6);
}

/* "p-value", "friedman-p", "p": a number of that name is a p-value. The p-values of single anomalies ("pvalue") are not: their size is the finding. */
static gboolean
is_p_value (const char *id, double value)
{
  return id != NULL && value >= 0 && value <= 1 && (strcmp (id, "p") == 0 || strcmp (id, "p-value") == 0 || strcmp (id, "p-adjusted") == 0 || strcmp (id, "adjusted") == 0 || g_str_has_suffix (id, "-p"));
}

/* From 1e-16 to 1e-2 in one column, and held against each other: decimals below each other would write most of them 0. */
static gboolean
is_tolerance (const char *id)
{
  return id != NULL && (strcmp (id, "tolerance") == 0 || strcmp (id, "largest-difference") == 0);
}

/* Columns of texts that results hold as N_(): all others are the user's, or names that options take, and stay as they are. */
static gboolean
is_of_our_words (const char *id)
{
  static const char *const ids[] = { "zone", "last-zone", "worst-zone", "against-benchmark", "weekday", "interval", "measure", "meaning", NULL };

  return id != NULL && g_strv_contains (ids, id);
}

/* Of 0 to 1 and held against limits of two digits: three are printed, and no percent. */
static gboolean
is_separation (const char *id)
{
  static const char *const ids[] = { "auc", "gini", "ks", "psi", "iv", "train-auc", NULL };
  g_autofree char *stem = id != NULL ? g_strndup (id, strcspn (id, ":")) : NULL;      /* "auc:challenger" */

  return stem != NULL && g_strv_contains (ids, stem);
}

char *
assay_format_metric (const AssayMetric *metric)
{
  if (metric->unit == ASSAY_METRIC_TEXT)
    return g_strdup (metric->text == NULL ? EN_DASH : metric->id != NULL && g_str_has_prefix (metric->id, "zone") && *metric->text != '\0' ? _(metric->text) : metric->text);
  if (!isfinite (metric->value))
    return g_strdup (EN_DASH);
  if ((metric->unit == ASSAY_METRIC_FRACTION || metric->unit == ASSAY_METRIC_NUMBER) && is_separation (metric->id))
    return assay_format_number (metric->value, 3);
  switch (metric->unit)
    {
    case ASSAY_METRIC_COUNT: return assay_format_count (metric->value);
    case ASSAY_METRIC_FRACTION: return format_share (metric->value);
    case ASSAY_METRIC_ZSCORE: return assay_format_zscore (metric->value);
    case ASSAY_METRIC_DATE: return assay_format_date ((gint32) metric->value, FALSE);
    case ASSAY_METRIC_NUMBER:
      if (is_p_value (metric->id, metric->value))
        return assay_format_p_value (metric->value);
      return assay_format_number (metric->value, fabs (metric->value) < 1e-3 && metric->value != 0 ? -1
                                                 : MIN (digits_for (MAX (fabs (metric->value), 1)), 3));
    default:
      return assay_format_number (metric->value, fabs (metric->value) < 1e-3 ? -1 : MIN (digits_for (fabs (metric->value)), 4));
    }
}

/* One number of digits for a column keeps the points below each other. The first rows stand for all, since this is
 * asked for every cell of a long table. */
static int
digits_of_column (const AssayTable *table, guint column)
{
  guint n = MIN (assay_table_get_n_rows (table), 64);
  double largest = 0;
  gboolean whole = TRUE;

  for (guint row = 0; row < n; row++)
    {
      double value = assay_table_get_number (table, row, column);

      if (!isfinite (value))
        continue;
      largest = MAX (largest, fabs (value));
      whole = whole && value == round (value);
    }
  if (whole)
    return 0;
  return largest < 1e-3 || largest >= 1e15 ? -1 : digits_for (largest);
}

/* -1: by the column's own numbers. Limits stand beside the statistic they are of; what a bin adds is smaller than the whole. */
static int
usual_digits (const AssayTable *table, guint column)
{
  const char *id = assay_table_get_column_id (table, column);

  if (strcmp (assay_table_get_id (table), "psi-bins") == 0 && strcmp (id, "psi") == 0)
    return 4;
  if (is_separation (id) || strcmp (assay_table_get_id (table), "psi-conventions") == 0)
    return 3;
  return (strcmp (id, "low") == 0 || strcmp (id, "high") == 0) && assay_table_find_column (table, "auc") >= 0 ? 3 : -1;
}

/* Lowest, mean and highest of features stand below those of others, thousands below shares: each number has its own digits. */
static gboolean
has_own_scale (const AssayTable *table, guint column)
{
  static const char *const ids[] = { "min", "median", "mean", "max", "low", "high", NULL };

  return column > 0 && strcmp (assay_table_get_column_id (table, 0), "feature") == 0 && g_strv_contains (ids, assay_table_get_column_id (table, column))
         && assay_table_find_column (table, "importance") < 0;
}

/* Four digits that mean something, all of the whole ones, and no zeros behind them. */
static char *
format_own_scale (double value)
{
  int magnitude = value != 0 ? (int) floor (log10 (fabs (value))) : 0;

  if (magnitude < -5 || magnitude >= 15)
    return assay_format_number (value, -1);
  return format_fixed (value, MAX (3 - magnitude, 0), FALSE, TRUE);
}

static char *
format_name_cell (AssayCellType type, const char *id, const char *text)
{
  AssayVerdict verdict;

  if (text == NULL || *text == '\0')
    return g_strdup ("");
  if (type == ASSAY_CELL_TEXT && is_of_our_words (id))
    return g_strdup (_(text));
  if (type == ASSAY_CELL_RISK && assay_risk_from_name (text) != ASSAY_RISK_NONE)
    return g_strdup (_(assay_risk_name (assay_risk_from_name (text))));
  if (type == ASSAY_CELL_VERDICT && assay_verdict_from_name (text, &verdict))
    return g_strdup (_(assay_verdict_label (verdict)));
  return g_strdup (text);
}

char *
assay_format_cell (const AssayTable *table, guint row, guint column)
{
  AssayCellType type = assay_table_get_column_type (table, column);
  double value;
  int digits;

  if (type == ASSAY_CELL_TEXT || type == ASSAY_CELL_RISK || type == ASSAY_CELL_VERDICT)
    return format_name_cell (type, assay_table_get_column_id (table, column), assay_table_get_text (table, row, column));
  value = assay_table_get_number (table, row, column);
  if (!isfinite (value))
    return g_strdup (EN_DASH);
  switch (type)
    {
    case ASSAY_CELL_COUNT: return assay_format_count (value);
    case ASSAY_CELL_FRACTION: return format_share (value);
    case ASSAY_CELL_ZSCORE: return assay_format_zscore (value);
    case ASSAY_CELL_DATE: return assay_format_date ((gint32) value, FALSE);
    case ASSAY_CELL_DATETIME: return assay_format_datetime ((gint64) value, FALSE);
    default:
      if (type == ASSAY_CELL_NUMBER && is_p_value (assay_table_get_column_id (table, column), value))
        return assay_format_p_value (value);
      if (type == ASSAY_CELL_NUMBER && is_tolerance (assay_table_get_column_id (table, column)))
        return value == 0 ? g_strdup ("0") : format_power (value, 2, TRUE);
      if (type == ASSAY_CELL_NUMBER && has_own_scale (table, column))
        return format_own_scale (value);
      digits = type == ASSAY_CELL_NUMBER ? usual_digits (table, column) : -1;
      return assay_format_number (value, digits >= 0 ? digits : digits_of_column (table, column));
    }
}

/* ---- numbers in sentences ---- */

static gboolean
is_word_character (char c)
{
  return g_ascii_isalnum (c) || c == '_' || (c & 0x80) != 0;
}

/* Where the number that begins at text ends: digits, perhaps in groups of three behind commas, perhaps a point and more, perhaps an
 * exponent. Text itself: it is none, or part of a name, a date or a list. */
static const char *
skip_number (const char *text, gboolean *is_plain)
{
  const char *p = text;
  gsize first;

  while (g_ascii_isdigit (*p))
    p++;
  first = p - text;
  if (first == 0)
    return text;
  while (first <= 3 && p[0] == ',' && g_ascii_isdigit (p[1]) && g_ascii_isdigit (p[2]) && g_ascii_isdigit (p[3]) && !g_ascii_isdigit (p[4]))
    p += 4;
  *is_plain = p == text + first;
  if (p[0] == '.' && g_ascii_isdigit (p[1]))
    {
      *is_plain = FALSE;
      for (p++; g_ascii_isdigit (*p); p++)
        ;
    }
  if (p[0] == 'e' && (p[1] == '-' || p[1] == '+') && g_ascii_isdigit (p[2]))
    {
      *is_plain = FALSE;
      for (p += 2; g_ascii_isdigit (*p); p++)
        ;
    }
  if (is_word_character (*p) || *p == '/' || *p == ':' || ((*p == '.' || *p == ',' || *p == '-') && is_word_character (p[1])))
    return text;
  return p;
}

/* digits[n] are those of an English sentence; the number keeps all of them. */
static void
append_localized (GString *out, const char *digits, gsize n)
{
  g_autofree char *plain = g_strndup (digits, n);
  GString *bare = g_string_new (NULL);
  const char *e = strchr (plain, 'e'), *dot;
  gsize places;

  for (const char *p = plain; *p != '\0' && p != e; p++)
    if (*p != ',')
      g_string_append_c (bare, *p);
  dot = strchr (bare->str, '.');
  places = dot != NULL ? strlen (dot + 1) : 0;
  if (bare->len < 16 && e == NULL)
    {
      g_autofree char *number = format_fixed (g_ascii_strtod (bare->str, NULL), (int) places, FALSE, FALSE);

      g_string_append (out, number);
    }
  else if (e != NULL && bare->len < 16)
    {
      g_autofree char *whole = g_strconcat (bare->str, e, NULL), *number = format_power (g_ascii_strtod (whole, NULL), (int) places, FALSE);

      g_string_append (out, number);
    }
  else
    g_string_append (out, plain);
  g_string_free (bare, TRUE);
}

char *
assay_format_sentence (const char *text)
{
  GString *out = g_string_new (NULL);
  int quoted = 0;
  const char *p = text;

  while (*p != '\0')
    {
      gboolean at_start = p == text || !(is_word_character (p[-1]) || strchr (".,:/-+=", p[-1]) != NULL), is_plain = TRUE;
      const char *number = *p == '-' || *p == '+' ? p + 1 : p, *end;

      quoted += g_str_has_prefix (p, "“");
      quoted -= g_str_has_prefix (p, "”");
      end = at_start && quoted <= 0 ? skip_number (number, &is_plain) : number;
      if (end == number || (is_plain && number == p))
        {
          const char *next = g_utf8_next_char (p);

          /* a number that is left as it is is left whole */
          if (end == number && g_ascii_isdigit (*p))
            while (g_ascii_isdigit (*next))
              next++;
          if (end > next)
            next = end;
          g_string_append_len (out, p, next - p);
          p = next;
          continue;
        }
      if (number > p)
        g_string_append (out, *p == '-' ? MINUS : "+");
      if (is_plain)
        g_string_append_len (out, number, end - number);
      else
        append_localized (out, number, end - number);
      p = end;
    }
  return g_string_free (out, FALSE);
}

char *
assay_format_isolated (const char *text)
{
  return g_strconcat ("\u2066", text, "\u2069", NULL);
}
