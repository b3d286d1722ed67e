#include "base/number.h"
#include "base/powers.h"

#include <math.h>
#include <string.h>

#define MAX_DIGITS 19      /* as many as fit the mantissa whatever they are */

static const double power_of_ten[] = {
  1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

/* A decimal number taken apart: (-1)^negative * mantissa * 10^exponent. Digits past the 19th
 * do not fit the mantissa; is_cut says that some were not zero. */
typedef struct
{
  guint64 mantissa;
  gint64 exponent;
  int n_digits;            /* in the mantissa, leading zeros not counted */
  gboolean is_negative, is_cut;
} Decimal;

static inline void
decimal_add_digit (Decimal *self, int digit, gboolean is_fraction)
{
  if (self->n_digits < MAX_DIGITS)
    {
      self->mantissa = self->mantissa * 10 + digit;
      self->n_digits += self->mantissa != 0;
      self->exponent -= is_fraction;
    }
  else
    {
      self->is_cut |= digit != 0;
      self->exponent += !is_fraction;
    }
}

/* Digits with separators between groups of three: 1234567 or 1,234,567. Returns the place of the
 * first character that is not part of it, NULL if the groups are wrong. */
static const char *
read_whole (const char *p, const char *end, char group, Decimal *self)
{
  int since = 0;           /* digits since the last separator */
  gboolean is_grouped = FALSE;

  for (; p < end; p++)
    {
      if (*p >= '0' && *p <= '9')
        {
          decimal_add_digit (self, *p - '0', FALSE);
          since++;
        }
      else if (group != 0 && *p == group)
        {
          if (is_grouped ? since != 3 : since < 1 || since > 3)
            return NULL;
          is_grouped = TRUE;
          since = 0;
        }
      else
        break;
    }
  return is_grouped && since != 3 ? NULL : p;
}

static const char *
read_exponent (const char *p, const char *end, Decimal *self)
{
  gboolean is_negative = FALSE;
  gint64 exponent = 0;

  if (p < end && (*p == '+' || *p == '-'))
    is_negative = *p++ == '-';
  if (p == end)
    return NULL;
  for (; p < end; p++)
    {
      if (*p < '0' || *p > '9')
        return NULL;
      if (exponent < 1000000)
        exponent = exponent * 10 + (*p - '0');
    }
  self->exponent += is_negative ? -exponent : exponent;
  return p;
}

static gboolean
read_decimal (const char *p, const char *end, char decimal, char group, Decimal *self)
{
  const char *start;
  gboolean has_digits;

  if (p < end && (*p == '+' || *p == '-'))
    self->is_negative = *p++ == '-';
  start = p;
  p = read_whole (p, end, group, self);
  if (p == NULL)
    return FALSE;
  has_digits = p > start;

  if (p < end && *p == decimal)
    for (p++; p < end && *p >= '0' && *p <= '9'; p++)
      {
        decimal_add_digit (self, *p - '0', TRUE);
        has_digits = TRUE;
      }
  if (!has_digits)
    return FALSE;
  if (p < end && (*p == 'e' || *p == 'E'))
    p = read_exponent (p + 1, end, self);
  return p == end;
}

/* mantissa * 10^exponent by one long multiplication, after Lemire (2021), "Number parsing at a gigabyte per
 * second". The power is cut to 128 bits, so the product can be too small by less than 2 in the last of its upper
 * 128 bits; FALSE where that could change the rounding, or the result is not an ordinary double. */
static gboolean
multiply_out (guint64 mantissa, gint64 exponent, double *value)
{
  const unsigned __int128 half = (unsigned __int128) 1 << 74;
  unsigned __int128 product, rest;
  guint64 kept, bits;
  AssayPower power;
  int n_zeros, binary_exponent;

  if (mantissa == 0 || exponent < ASSAY_POWERS_MIN || exponent > ASSAY_POWERS_MAX)
    return FALSE;
  power = assay_powers_get ()[exponent - ASSAY_POWERS_MIN];
  n_zeros = __builtin_clzll (mantissa);
  mantissa <<= n_zeros;
  product = (unsigned __int128) power.high * mantissa
            + (guint64) (((unsigned __int128) power.low * mantissa) >> 64);
  binary_exponent = assay_log2_of_power (exponent) + 64 - n_zeros;
  if (product >> 127 == 0)
    {
      product <<= 1;
      binary_exponent--;
    }

  kept = product >> 75;
  rest = product & (2 * half - 1);
  /* 4: twice the error, for the bit that may have been shifted in. */
  if ((rest + 4 >= half && rest <= half) || rest + 4 >= 2 * half)
    return FALSE;
  kept += rest > half;
  /* A kept that rounded up to 2^53 carries into the exponent, as it should. */
  if (binary_exponent < -1022 || binary_exponent > 1022)
    return FALSE;
  bits = ((guint64) (binary_exponent + 1022) << 52) + kept;
  memcpy (value, &bits, sizeof bits);
  return TRUE;
}

/* All digits, in the C spelling, through the C library. */
static gboolean
parse_exactly (const char *text, gsize len, char decimal, char group, double *value)
{
  g_autofree char *heap = len < 128 ? NULL : g_malloc (len + 1);
  char stack[128];
  char *copy = heap != NULL ? heap : stack, *out = copy;

  for (gsize i = 0; i < len; i++)
    if (group == 0 || text[i] != group)
      *out++ = text[i] == decimal ? '.' : text[i];
  *out = '\0';
  *value = g_ascii_strtod (copy, NULL);
  return isfinite (*value);
}

gboolean
assay_number_parse (const char *text, gsize len, char decimal, char group, double *value)
{
  Decimal number = { 0 };
  double magnitude;

  if (!read_decimal (text, text + len, decimal, group, &number))
    return FALSE;

  /* Clinger (1990): both factors are exact doubles, so the one rounding is the right one. */
  if (number.mantissa <= (G_GUINT64_CONSTANT (1) << 53) && !number.is_cut && ABS (number.exponent) <= 22)
    {
      magnitude = number.exponent < 0 ? number.mantissa / power_of_ten[-number.exponent]
                                      : number.mantissa * power_of_ten[number.exponent];
      *value = number.is_negative ? -magnitude : magnitude;
      return TRUE;
    }
  if (!number.is_cut && multiply_out (number.mantissa, number.exponent, &magnitude))
    {
      *value = number.is_negative ? -magnitude : magnitude;
      return TRUE;
    }
  return parse_exactly (text, len, decimal, group, value);
}

gboolean
assay_integer_parse (const char *text, gsize len, char group, gint64 *value)
{
  const char *p = text, *end = text + len, *start;
  guint64 limit = G_MAXINT64;
  Decimal number = { 0 };

  if (p < end && (*p == '+' || *p == '-'))
    number.is_negative = *p++ == '-';
  start = p;
  p = read_whole (p, end, group, &number);
  if (p != end || p == start)
    return FALSE;

  /* The exponent counts digits past the 19th, which overflow. */
  limit += number.is_negative;
  if (number.exponent > 0 || number.mantissa > limit)
    return FALSE;
  *value = number.is_negative ? (gint64) -number.mantissa : (gint64) number.mantissa;
  return TRUE;
}

void
assay_sum_add (AssaySum *self, double value)
{
  double sum = self->sum + value;

  self->rest += fabs (self->sum) >= fabs (value) ? (self->sum - sum) + value : (value - sum) + self->sum;
  self->sum = sum;
}

double
assay_sum_get (const AssaySum *self)
{
  /* Once a sum is infinite the rest is not a number, and the sum alone tells what happened. */
  return isfinite (self->sum) ? self->sum + self->rest : self->sum;
}
