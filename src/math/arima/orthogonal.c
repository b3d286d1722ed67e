#include "math/arima/orthogonal.h"

double
am_dot (const double *a, const double *b, size_t n)
{
  double parts[4] = { 0 };
  size_t t = 0;

  for (; t + 4 <= n; t += 4)
    for (size_t i = 0; i < 4; i++)
      parts[i] += a[t + i] * b[t + i];
  for (; t < n; t++)
    parts[0] += a[t] * b[t];
  return parts[0] + parts[1] + (parts[2] + parts[3]);
}

static void
take_out_one (const double *restrict basis, double length, size_t n, double *restrict column, double *share)
{
  *share = length > 0 ? am_dot (basis, column, n) / length : 0;
  for (size_t t = 0; *share != 0 && t < n; t++)
    column[t] -= *share * basis[t];
}

/* Two steps at once: left to itself the compiler takes apart what these loops put together. */
typedef double Pair __attribute__ ((vector_size (16), aligned (8), may_alias));

static Pair
pair_at (const double *from)
{
  return *(const Pair *) from;
}

static void
set_sums (const double *a, size_t n, const double *column, double *sums)
{
  const double *b = a + n, *c = b + n, *d = c + n;
  Pair of_a = { 0 }, of_b = { 0 }, of_c = { 0 }, of_d = { 0 };

  for (size_t t = 0; t + 2 <= n; t += 2)
    {
      Pair now = pair_at (column + t);

      of_a += pair_at (a + t) * now;
      of_b += pair_at (b + t) * now;
      of_c += pair_at (c + t) * now;
      of_d += pair_at (d + t) * now;
    }
  sums[0] = of_a[0] + of_a[1];
  sums[1] = of_b[0] + of_b[1];
  sums[2] = of_c[0] + of_c[1];
  sums[3] = of_d[0] + of_d[1];
  for (size_t i = 0; n % 2 == 1 && i < AM_ORTHOGONAL_BLOCK; i++)
    sums[i] += a[i * n + n - 1] * column[n - 1];
}

static void
take_out_block (const double *restrict a, const double *lengths, size_t n, double *restrict column, double *shares)
{
  const double *restrict b = a + n, *restrict c = b + n, *restrict d = c + n;
  double sums[AM_ORTHOGONAL_BLOCK], s[AM_ORTHOGONAL_BLOCK];

  set_sums (a, n, column, sums);
  for (size_t i = 0; i < AM_ORTHOGONAL_BLOCK; i++)
    shares[i] = s[i] = lengths[i] > 0 ? sums[i] / lengths[i] : 0;
  for (size_t t = 0; t < n; t++)
    column[t] -= s[0] * a[t] + s[1] * b[t] + (s[2] * c[t] + s[3] * d[t]);
}

void
am_take_out (const double *basis, const double *lengths, size_t n_basis, size_t n, double *column, double *shares)
{
  if (n_basis == AM_ORTHOGONAL_BLOCK)
    take_out_block (basis, lengths, n, column, shares);
  else
    for (size_t i = 0; i < n_basis; i++)
      take_out_one (basis + i * n, lengths[i], n, column, &shares[i]);
}
