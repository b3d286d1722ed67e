/* Columns made orthogonal a few at a time, so that every later column is read once for all of them: modified Gram-Schmidt, in which
 * columns of one block are orthogonal to each other before they are taken out together. Björck (1967), BIT 7, 1-21. */
#pragma once
#include <stddef.h>

#define AM_ORTHOGONAL_BLOCK 4

/* Sum of a[t] b[t]. */
double am_dot (const double *a, const double *b, size_t n);
/* Takes from column[n] what basis[n_basis * n] explains, at most AM_ORTHOGONAL_BLOCK orthogonal columns one after the other of the given
 * sums of squares; a column of 0 is passed over. shares[n_basis]: the coefficients. O(n n_basis). */
void am_take_out (const double *basis, const double *lengths, size_t n_basis, size_t n, double *column, double *shares);
