/* Points of which each axis is filled evenly: one in each of n equal parts. McKay, Beckman & Conover (1979), Technometrics 21, 239-245. */
#pragma once
#include "math/sensitivity/counter-random.h"
#include "math/stop.h"

/* u[n]: one coordinate of n points, in (0, 1); coordinates drawn one after the other from one generator are independent. work[n].
 * false: stopped. */
bool am_latin_hypercube_column (AmRandom *random, size_t n, double *u, size_t *work, const AmStop *stop);
