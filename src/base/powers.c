#include "base/powers.h"

#include <string.h>

/* 10^e = 5^e * 2^e, so only the powers of five matter. They are worked out exactly with long
 * numbers: a table typed in could hide a wrong digit, and this runs once. */
#define N_WORDS 28                    /* of 32 bits: 5^348 has 809 bits, and 64 are spare for dividing */

typedef struct { guint32 word[N_WORDS]; } Long;      /* lowest word first */

static void
long_multiply (Long *self, guint32 factor)
{
  guint64 carry = 0;

  for (int i = 0; i < N_WORDS; i++)
    {
      carry += (guint64) self->word[i] * factor;
      self->word[i] = (guint32) carry;
      carry >>= 32;
    }
}

static int
long_n_bits (const Long *self)
{
  int i = N_WORDS - 1;

  while (i > 0 && self->word[i] == 0)
    i--;
  return 32 * i + g_bit_storage (self->word[i]);
}

static int
long_bit (const Long *self, int bit)
{
  return bit < 0 ? 0 : (self->word[bit / 32] >> (bit % 32)) & 1;
}

static gboolean
long_is_less (const Long *a, const Long *b)
{
  for (int i = N_WORDS - 1; i >= 0; i--)
    if (a->word[i] != b->word[i])
      return a->word[i] < b->word[i];
  return FALSE;
}

static void
long_subtract (Long *self, const Long *other)
{
  gint64 carry = 0;

  for (int i = 0; i < N_WORDS; i++)
    {
      carry += (gint64) self->word[i] - other->word[i];
      self->word[i] = (guint32) carry;
      carry >>= 32;
    }
}

static void
append_bit (AssayPower *power, int bit)
{
  power->high = power->high << 1 | power->low >> 63;
  power->low = power->low << 1 | bit;
}

/* The first 128 bits of five. */
static AssayPower
leading_bits (const Long *five)
{
  int n_bits = long_n_bits (five);
  AssayPower power = { 0 };

  for (int i = 1; i <= 128; i++)
    append_bit (&power, long_bit (five, n_bits - i));
  return power;
}

/* The first 128 bits of 1 / five, by long division bit by bit. five > 1 is no power of two, so the
 * first bit that is set comes from 2^n_bits / five. */
static AssayPower
leading_bits_of_inverse (const Long *five)
{
  int n_bits = long_n_bits (five);
  AssayPower power = { 0 };
  Long rest = { 0 };

  rest.word[n_bits / 32] = 1u << (n_bits % 32);
  for (int i = 0; i < 128; i++)
    {
      int bit = !long_is_less (&rest, five);

      if (bit)
        long_subtract (&rest, five);
      append_bit (&power, bit);
      long_multiply (&rest, 2);
    }
  return power;
}

static AssayPower *
make_powers (void)
{
  AssayPower *powers = g_new (AssayPower, ASSAY_POWERS_MAX - ASSAY_POWERS_MIN + 1);
  Long five = { { 1 } };

  for (int e = 0; e <= -ASSAY_POWERS_MIN; e++, long_multiply (&five, 5))
    {
      if (e <= ASSAY_POWERS_MAX)
        powers[e - ASSAY_POWERS_MIN] = leading_bits (&five);
      if (e > 0)
        powers[-e - ASSAY_POWERS_MIN] = leading_bits_of_inverse (&five);
    }
  return powers;
}

const AssayPower *
assay_powers_get (void)
{
  static AssayPower *powers;

  if (g_once_init_enter (&powers))
    g_once_init_leave (&powers, make_powers ());
  return powers;
}
