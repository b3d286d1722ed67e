/* Demand that is mostly zero: its size and how often it comes, smoothed apart.
 *
 * Shared by all: y[n] is a regular series without NaN, at least one value above zero (negative values count as zero);
 * every forecast is the mean demand a step, the same for all steps ahead. Nothing is allocated; O(n). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Simple exponential smoothing of sizes z and of gaps p between demands, both from their first value on (the first gap
 * counts from the step before the series). Croston (1972), Operational Research Quarterly 23, 289-303. */
typedef struct
{
  double alpha;
  double size, gap;            /* smoothed */
  double since;                /* steps since the last demand */
  size_t n_demands;
} AmCroston;

/* alpha in (0, 1]. false: no demand at all. */
bool am_croston (const double *y, size_t n, double alpha, AmCroston *out);
void am_croston_update (AmCroston *self, double y);
/* size / gap; with bias_corrected (1 - alpha / 2) times that: Syntetos & Boylan (2005), Int. J. Forecasting 21, 303-314. */
double am_croston_rate (const AmCroston *self, bool bias_corrected);
/* One-step forecasts; f[t] is NaN up to the first demand. */
void am_croston_fitted (const double *y, size_t n, double alpha, bool bias_corrected, double *f);
/* The alpha of 0.10, 0.11, ... 0.30 with the least mean squared one-step error from the second demand on; 0.1 with fewer than three demands. */
double am_croston_search (const double *y, size_t n, bool bias_corrected);

/* Teunter, Syntetos & Babai (2011), European J. Operational Research 214, 606-615: sizes smoothed at each demand, the chance of
 * demand at every step. Sizes start with the first demand, the chance with the share of steps that have one. */
typedef struct { double alpha_size, alpha_chance, size, chance; } AmTsb;
bool am_tsb (const double *y, size_t n, double alpha_size, double alpha_chance, AmTsb *out);
void am_tsb_update (AmTsb *self, double y);
double am_tsb_rate (const AmTsb *self);
void am_tsb_fitted (const double *y, size_t n, double alpha_size, double alpha_chance, double *f);
/* Both alphas from 0.05, 0.10, ... 0.30, by the least mean squared one-step error. */
void am_tsb_search (const double *y, size_t n, double *alpha_size, double *alpha_chance);

/* Sums of whole blocks of `block` steps counted back from the end, smoothed with the alpha of 0.1 ... 0.3 that fits them best,
 * spread back evenly. Nikolopoulos et al. (2011), J. Operational Research Society 62, 544-554. block in 1..n. */
double am_adida (const double *y, size_t n, size_t block);
/* The mean of am_adida over blocks of 1 ... most steps. Petropoulos & Kourentzes (2015), JORS 66, 914-924. O(n most). */
double am_imapa (const double *y, size_t n, size_t most);

/* What kind of demand it is. ADI: steps a demand; CV2: squared coefficient of variation of the sizes (n - 1; 0 for one demand). Cuts 1.32
 * and 0.49 of Syntetos, Boylan & Croston (2005), JORS 56, 495-503; a value on a cut belongs to the harder class. */
typedef enum { AM_DEMAND_NONE, AM_DEMAND_SMOOTH, AM_DEMAND_ERRATIC, AM_DEMAND_INTERMITTENT, AM_DEMAND_LUMPY } AmDemandClass;
typedef struct { AmDemandClass of; double adi, cv2; size_t n_demands; } AmDemand;
/* NaN values are stepped over. NONE: no value above zero. */
void am_demand_class (const double *y, size_t n, AmDemand *out);
