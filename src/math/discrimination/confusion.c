#include "math/discrimination/confusion.h"

#include <math.h>

AmConfusion
am_confusion_count (const double *score, const uint8_t *event, size_t n, double cut)
{
  size_t count[2][2] = { 0 };

  for (size_t i = 0; i < n; i++)
    if (!isnan (score[i]))
      count[event[i] != 0][score[i] >= cut]++;
  return (AmConfusion) { .tp = count[1][1], .fp = count[0][1], .fn = count[1][0], .tn = count[0][0] };
}

AmConfusionRates
am_confusion_rates (const AmConfusion *c)
{
  double events = c->tp + c->fn, others = c->fp + c->tn, alarms = c->tp + c->fp, quiet = c->fn + c->tn, n = events + others;
  double by_chance;
  AmConfusionRates out;

  out.accuracy = (c->tp + c->tn) / n;
  out.precision = c->tp / alarms;
  out.recall = c->tp / events;
  out.specificity = c->tn / others;
  out.balanced_accuracy = 0.5 * (out.recall + out.specificity);
  out.f1 = 2 * c->tp / (2 * c->tp + c->fp + c->fn);
  out.false_positive_rate = c->fp / others;
  out.false_negative_rate = c->fn / events;
  out.negative_predictive_value = c->tn / quiet;
  out.false_discovery_rate = c->fp / alarms;
  out.prevalence = events / n;
  out.alarm_rate = alarms / n;
  out.youden = out.recall + out.specificity - 1;
  /* Roots one by one: the product of four counts of millions would still fit, its digits would not. */
  out.mcc = (c->tp * c->tn - c->fp * c->fn) / (sqrt (alarms) * sqrt (events) * sqrt (others) * sqrt (quiet));
  by_chance = (events / n) * (alarms / n) + (others / n) * (quiet / n);
  out.kappa = (out.accuracy - by_chance) / (1 - by_chance);
  return out;
}
