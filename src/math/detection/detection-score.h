/* What all detectors of this folder have in common.
 *
 * y[n] lies on a regular grid in time order, NaN where there is no value, never infinite, |y| at most 1e150. A missing value
 * gets no score (NaN) and leaves every window and sum as it was. Settings of 0 mean the default named beside them.
 *
 * A *stream* method is causal: score[t] depends on y[0..t] alone. It keeps a state, so that a series may come in pieces of any
 * size, as it arrives; the pieces' scores are those of the whole series, bit for bit. A *batch* method sees all of y first,
 * and says so.
 *
 * A score is NaN while undefined, else finite, no further from 0 than AM_SCORE_LARGEST, and positive for a value that is too
 * high where a detector knows high from low. AM_SCORE_LARGEST itself says: any change, after a past that had no spread at all. */
#pragma once

#define AM_SCORE_LARGEST 1e9

static inline double
am_score_bounded (double score)
{
  return score > AM_SCORE_LARGEST ? AM_SCORE_LARGEST : score < -AM_SCORE_LARGEST ? -AM_SCORE_LARGEST : score;
}
