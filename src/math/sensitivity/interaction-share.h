/* How much of what inputs do together is more than the sum of what each does alone. */
#pragma once
#include <stddef.h>

typedef struct
{
  double share;                    /* H²: of the variance of joint[n]; NaN: it has none. 0: they only add up. Can exceed 1 where alone each does nothing */
  double size;                     /* root mean square of the excess, in the unit of the output */
  double joint;                    /* variance of joint[n], its mean square about its mean */
} AmInteraction;

/* joint[n]: partial dependence on both (or the output itself, for one input against all others) at n points; first, second: on each alone, at the same points. All are taken
 * about their means. Friedman & Popescu (2008), Annals of Applied Statistics 2, 916-954, equations 44 and 45. Partial dependences have to come from the same rows: then a function
 * that adds up has an excess of 0, whatever the rows. n > 0. */
AmInteraction am_interaction (const double *joint, const double *first, const double *second, size_t n);
