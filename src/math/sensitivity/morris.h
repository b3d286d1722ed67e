/* Elementary effects: what one step of one input (or of one group together) does, from many places. Morris (1991), Technometrics 33, 161-174. */
#pragma once
#include <stddef.h>

/* The place on the grid of `levels` (even, at least 2) in [0, 1] that u in (0, 1) falls on, and in *end where it steps to: levels / 2 grid lines away, up or down as only
 * one of them is possible.
 *
 * Places come from a scrambled Sobol net, which covers the grid evenly in each input and in pairs of them. Choosing trajectories for their distance
 * (Campolongo, Cariboni & Saltelli 2007; Ruano et al. 2012) covers it too, but pulls them to the corners: with it mu* of the first input of
 * Ishigami's function came out at 12 in place of 7.7 for single trajectories, and at 8.4 for whole sets of balanced ones. */
double am_morris_place (double u, size_t levels, double *end);
/* The step in the unit of [0, 1]: levels / (2 (levels - 1)). */
double am_morris_step (size_t levels);

typedef struct { double mu, mu_star, sigma; size_t n; } AmElementaryEffects;
/* Mean, mean size and standard deviation (n - 1) of effects[n]; NaN ones are left out. All NaN when none is left; sigma NaN for one. */
AmElementaryEffects am_morris_effects (const double *effects, size_t n);
