#include "base/number.h"
#include "base/powers.h"

#include <math.h>
#include <string.h>

/* A double is mantissa * 2^exponent, a decimal digits * 10^exponent. */
typedef struct { guint64 mantissa; int exponent; } Binary;
typedef struct { guint64 digits; int exponent; } Shortest;

#define MANTISSA_BITS 52
#define HIDDEN_BIT (G_GUINT64_CONSTANT (1) << MANTISSA_BITS)

static Binary
binary_of (double value)
{
  guint64 bits, mantissa;
  int exponent;

  memcpy (&bits, &value, sizeof bits);
  mantissa = bits & (HIDDEN_BIT - 1);
  exponent = bits >> MANTISSA_BITS & 0x7ff;
  if (exponent == 0)
    return (Binary) { mantissa, -1074 };
  return (Binary) { mantissa | HIDDEN_BIT, exponent - 1075 };
}

/* factor * power / 2^127 or so, its last bit set if anything was cut off: enough to compare with whole numbers. */
static guint64
multiply_to_odd (AssayPower power, guint64 factor)
{
  unsigned __int128 low = (unsigned __int128) power.low * factor;
  unsigned __int128 high = (unsigned __int128) power.high * factor + (guint64) (low >> 64);

  return (guint64) (high >> 64) | ((guint64) high > 1);
}

/* The decimal with the fewest digits among those that read back as the double, and of these the nearest.
 * Giulietti (2020), "The Schubfach way to render doubles": with k so that 10^k is just smaller than the
 * interval that reads back, only two multiples of 10^k and two of 10^(k+1) need to be looked at. All is
 * in quarters of 10^k. */
static Shortest
shortest_of (Binary binary)
{
  guint64 c = binary.mantissa;
  int q = binary.exponent;
  gboolean is_even = c % 2 == 0;           /* then the ends of the interval read back too */
  gboolean is_closer_below = c == HIDDEN_BIT && q > -1074;
  int k = is_closer_below ? (q * 1262611 - 524031) >> 22 : assay_log10_of_binary (q);
  int shift = q + assay_log2_of_power (-k) + 1;
  AssayPower power = assay_powers_get ()[-k - ASSAY_POWERS_MIN];
  guint64 lower, middle, upper, s, tens, half;
  gboolean below_fits, above_fits;

  /* The proof wants the power rounded up; it is exact only from 10^0 to 10^55. */
  if (k > 0 || k < -55)
    {
      power.low++;
      power.high += power.low == 0;
    }
  lower = multiply_to_odd (power, (4 * c - 2 + is_closer_below) << shift) + !is_even;
  middle = multiply_to_odd (power, (4 * c) << shift);
  upper = multiply_to_odd (power, (4 * c + 2) << shift) - !is_even;

  s = middle / 4;
  tens = s / 10;
  below_fits = lower <= 40 * tens;
  above_fits = 40 * tens + 40 <= upper;
  if (tens > 0 && below_fits != above_fits)
    return (Shortest) { tens + above_fits, k + 1 };

  below_fits = lower <= 4 * s;
  above_fits = 4 * s + 4 <= upper;
  if (below_fits != above_fits)
    return (Shortest) { s + above_fits, k };

  half = 4 * s + 2;
  return (Shortest) { s + (middle > half || (middle == half && s % 2 == 1)), k };
}

/* Values of up to 15 digits with few behind the point, which is what most data holds, need no long
 * multiplication: any decimal of 15 digits survives being a double, so if value * 10^k is whole up to
 * rounding and dividing gives value back, these are its digits, and with the smallest such k the fewest. */
static gboolean
is_short_decimal (double value, Shortest *decimal)
{
  static const double tens[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6 };

  for (guint k = 0; k < G_N_ELEMENTS (tens); k++)
    {
      double shifted = value * tens[k];
      double whole;

      if (!(shifted < 1e15))
        return FALSE;
      whole = (double) (gint64) (shifted + 0.5);
      /* Cheaper than the division, which has the last word. */
      if (fabs (shifted - whole) <= shifted * 4.5e-16 && whole / tens[k] == value)
        {
          *decimal = (Shortest) { (guint64) whole, -(int) k };
          return TRUE;
        }
    }
  return FALSE;
}

static int
put_whole (guint64 value, char *out)
{
  static const char pairs[] = "0001020304050607080910111213141516171819"
                              "2021222324252627282930313233343536373839"
                              "4041424344454647484950515253545556575859"
                              "6061626364656667686970717273747576777879"
                              "8081828384858687888990919293949596979899";
  char text[20];
  int start = sizeof text;

  for (; value >= 100; value /= 100)
    memcpy (text + (start -= 2), pairs + 2 * (value % 100), 2);
  if (value >= 10)
    memcpy (text + (start -= 2), pairs + 2 * value, 2);
  else
    text[--start] = '0' + value;
  memcpy (out, text + start, sizeof text - start);
  return sizeof text - start;
}

/* d.ddde-07: at least two digits of exponent, as C writes it. */
static char *
put_scientific (char *out, const char *digits, int n_digits, int exponent)
{
  *out++ = digits[0];
  if (n_digits > 1)
    {
      *out++ = '.';
      memcpy (out, digits + 1, n_digits - 1);
      out += n_digits - 1;
    }
  *out++ = 'e';
  *out++ = exponent < 0 ? '-' : '+';
  exponent = ABS (exponent);
  if (exponent < 10)
    *out++ = '0';
  return out + put_whole (exponent, out);
}

/* n_whole of the digits, or zeros after them, stand before the point; not more than 0 for 0.00ddd. */
static char *
put_plain (char *out, const char *digits, int n_digits, int n_whole)
{
  if (n_whole <= 0)
    {
      memcpy (out, "0.000", 5);
      memcpy (out + 2 - n_whole, digits, n_digits);
      return out + 2 - n_whole + n_digits;
    }
  if (n_whole >= n_digits)
    {
      memcpy (out, digits, n_digits);
      memset (out + n_digits, '0', n_whole - n_digits);
      return out + n_whole;
    }
  memcpy (out, digits, n_whole);
  out[n_whole] = '.';
  memcpy (out + n_whole + 1, digits + n_whole, n_digits - n_whole);
  return out + n_digits + 1;
}

static char *
put_decimal (char *out, Shortest decimal)
{
  char digits[20];
  int n_digits = put_whole (decimal.digits, digits);
  int n_whole = n_digits + decimal.exponent;      /* before the point */

  while (n_digits > 1 && digits[n_digits - 1] == '0')
    n_digits--;
  if (n_whole > -4 && n_whole <= 16)
    return put_plain (out, digits, n_digits, n_whole);
  return put_scientific (out, digits, n_digits, n_whole - 1);
}

int
assay_number_format (double value, char buffer[ASSAY_NUMBER_SIZE])
{
  char *out = buffer;
  double size = fabs (value);
  Shortest decimal;

  if (!isfinite (value))
    {
      buffer[0] = '\0';
      return 0;
    }
  if (signbit (value))
    *out++ = '-';
  if (size == 0)
    *out++ = '0';
  else
    out = put_decimal (out, is_short_decimal (size, &decimal) ? decimal : shortest_of (binary_of (size)));
  *out = '\0';
  return out - buffer;
}

char *
assay_number_print (const char *format, double value)
{
  const char *conversion = strchr (format, '%'), *end = conversion + strcspn (conversion, "eEfFgG") + 1;
  g_autofree char *before = g_strndup (format, conversion - format), *bare = g_strndup (conversion, end - conversion);
  char digits[128];

  g_ascii_formatd (digits, sizeof digits, bare, value);
  return g_strconcat (before, digits, end, NULL);
}
