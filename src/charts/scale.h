/* Which stretch of numbers an axis shows, and where a value is on it. Pure functions. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct { double low, high; } AssayRange;

/* What holds for all: low < high and both finite for any finite data; data end at least 6 % of the data's range
 * inside, except at a 0 that the axis starts from. low > high going in means no data and gives 0 to 1. */
#define ASSAY_RANGE_HEADROOM 0.06

/* Lines: starts at 0 when 0 lies outside the data by at most 25 % of their range. */
AssayRange assay_range_for_lines (double low, double high);
/* Bars, areas, counts: always holds 0, and ends there when nothing is beyond. */
AssayRange assay_range_for_bars (double low, double high);
/* Shares that are all within 0 to 1: exactly that; else as lines. */
AssayRange assay_range_for_rates (double low, double high);
/* Symmetric about 0, the threshold's band at most two thirds of it. */
AssayRange assay_range_for_zscores (double low, double high, double threshold);

typedef struct { double low, high, from, to; } AssayScale;   /* low is at point from, high at point to */
double assay_scale_to_point (const AssayScale *self, double value);
double assay_scale_to_value (const AssayScale *self, double point);

G_END_DECLS
