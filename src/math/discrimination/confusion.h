/* Right and wrong decisions at one cut-off, and what is made of the four counts. Counts may be expected ones, not whole. Rates are NaN when nothing is in
 * their denominator. */
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct { double tp, fp, fn, tn; } AmConfusion;

/* score >= cut is an alarm. Rows whose score is NaN are in none of the four. O(n). */
AmConfusion am_confusion_count (const double *score, const uint8_t *event, size_t n, double cut);

typedef struct
{
  double accuracy, balanced_accuracy, precision, recall, specificity, f1;
  double false_positive_rate, false_negative_rate, negative_predictive_value, false_discovery_rate, prevalence, alarm_rate, youden;
  double mcc;                  /* Matthews (1975), Biochim. Biophys. Acta 405, 442-451 */
  double kappa;                /* Cohen (1960), Educational and Psychological Measurement 20, 37-46 */
} AmConfusionRates;
AmConfusionRates am_confusion_rates (const AmConfusion *counts);
