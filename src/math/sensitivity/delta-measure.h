/* How much of the whole distribution of an output depends on an input: half the area between its density and that given the input, averaged. Borgonovo (2007), Reliability
 * Engineering & System Safety 92, 771-784. In [0, 1]; 0 only for independence. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include "math/stop.h"

/* Slices that Plischke, Borgonovo & Smith (2013), European Journal of Operational Research 226, 536-550, section 5, advise for n rows. */
size_t am_delta_slices (size_t n);

/* y[n], slice[n] below n_slices: which rows have similar values of the input. Densities by Gaussian kernels of Silverman's width on 100 places from the lowest to the highest y, y
 * put on 512 bins first. Their eq. 20. Biased upward, more so for few rows: a bootstrap estimates by how much. A slice whose y are all the same counts
 * as wholly apart. NaN when y does not vary, holds a NaN, or somebody asked to stop.
 * work[AM_DELTA_WORK + n_slices]. */
#define AM_DELTA_PLACES 100
#define AM_DELTA_BINS 512
#define AM_DELTA_WORK (2 * AM_DELTA_PLACES + AM_DELTA_BINS)
double am_delta_measure (const double *y, const uint32_t *slice, size_t n, size_t n_slices, double *work, const AmStop *stop);
