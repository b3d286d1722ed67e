/* First and total order from the harmonics of a search curve that swings one input fast and all others slowly: the extended Fourier amplitude sensitivity test. Saltelli,
 * Tarantola & Chan (1999), Technometrics 41, 39-56. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Of a curve of n points in k inputs with `harmonics` of them counted (4 as a rule): the frequency of the input that is looked at; frequency[k - 1] of the
 * others in order, spread over what is left below. n must be above 4 harmonics^2 + 1. */
size_t am_efast_frequencies (size_t n, size_t k, size_t harmonics, size_t *others);
/* u[n] in [0, 1] of an input of that frequency on the curve; phase shifts the start. Their eq. 19. */
void am_efast_curve (size_t n, size_t frequency, double phase, double *u);
/* y[n] along the curve, overwritten by its spectrum: the variance it holds, the part at the frequency of the input and its harmonics, and the part at
 * what is below half that frequency, which is what the others do alone. Shares: first = own / variance, total = 1 - rest / variance. false: no memory, or y has a NaN. O(n log n) for
 * n of small factors. */
bool am_efast_parts (double *y, size_t n, size_t frequency, size_t harmonics, double *variance, double *own, double *rest);
