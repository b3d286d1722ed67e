#include "awkward-figures.h"

#include <math.h>
#include <string.h>
#include "sample-result.h"

#define FIRST_DAY 19723          /* 2024-01-01 */
#define LONG_N 10000000

static double
noise (gsize i)
{
  guint64 state = (i + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  state = (state ^ (state >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  state = (state ^ (state >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return (double) (state >> 11) / 4503599627370496.0 - 1;
}

static GBytes *
doubles (gsize n, double (*value) (gsize i))
{
  double *data = g_new (double, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    data[i] = value (i);
  return g_bytes_new_take (data, n * sizeof (double));
}

static double day (gsize i) { return FIRST_DAY + (double) i; }
static double hour (gsize i) { return 1704067200.0 + 3600.0 * i; }
static double constant (gsize i) { return 42; }
static double nothing (gsize i) { return NAN; }
static double small (gsize i) { return 1e-9 * (2 + sin (i * 0.3) + 0.1 * noise (i)); }
static double huge (gsize i) { return 1e12 * (5 + sin (i * 0.2) + 0.1 * noise (i)); }
static double offset (gsize i) { return 1e9 + 4 * sin (i * 0.2); }
static double negative (gsize i) { return -300 + 120 * sin (i * 0.11) + 20 * noise (i); }
static double mixed (gsize i) { return 5 * sin (i * 0.11) + noise (i); }
static double rate (gsize i) { return 0.6 + 0.2 * sin (i * 0.1); }
static double infinite (gsize i) { return i % 40 == 7 ? INFINITY : i % 40 == 20 ? -INFINITY : 10 + noise (i); }
static double hourly (gsize i) { return 200 + 60 * sin (i * 2 * G_PI / 24) + 15 * noise (i); }
static double lone (gsize i) { return i % 10 == 4 || i == 55 ? 20 + 3 * noise (i) : NAN; }
static double many_gaps (gsize i) { return (i >= 60 && i < 63) || (i >= 120 && i < 150) || i == 200 || (i >= 300 && i < 345)
                                           ? NAN : 50 + 10 * sin (i * 0.05) + 2 * noise (i); }

static double
long_value (gsize i)
{
  return 1000 + 300 * sin (i * 2 * G_PI / 24) + 200 * sin (i * 2 * G_PI / 8760) + 150 * sin (i * 1e-6 * G_PI) + 120 * noise (i)
         + (i % 1234567 == 7 ? 2500 : i % 2345678 == 9 ? -1500 : 0);
}

static double
long_forecast (gsize i)
{
  return 1000 + 300 * sin (i * 2 * G_PI / 24) + 200 * sin (i * 2 * G_PI / 8760) + 150 * sin (i * 1e-6 * G_PI);
}

AssayFigure *
awkward_line_new (const char *title, gsize n, double (*value) (gsize i))
{
  AssayFigure *figure = assay_figure_new ("line", ASSAY_FIGURE_SERIES, title);

  assay_figure_set_x (figure, ASSAY_AXIS_DATE, ASSAY_UNIT_NONE, "date", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, "demand", "units");
  assay_figure_add_series (figure, "actual", "Actual", ASSAY_SERIES_ACTUAL, n, doubles (n, day), doubles (n, value), NULL, NULL, NULL);
  return figure;
}

static void
add_long_marks (AssayFigure *figure, gsize n)
{
  gsize count = n / 5000;
  double *x = g_new (double, count), *y = g_new (double, count);
  gint8 *risk = g_new (gint8, count);

  for (gsize k = 0; k < count; k++)
    {
      gsize i = k * 5000 + (gsize) (2500 * (1 + noise (k)));

      x[k] = (double) i;
      y[k] = long_value (i);
      risk[k] = noise (k * 3) > 0.97 ? ASSAY_RISK_CRITICAL : noise (k * 3) > 0.8 ? ASSAY_RISK_HIGH : ASSAY_RISK_MEDIUM;
    }
  assay_figure_add_series (figure, "marks", "Anomalies", ASSAY_SERIES_MARKS, count, g_bytes_new_take (x, count * sizeof (double)),
                           g_bytes_new_take (y, count * sizeof (double)), NULL, g_bytes_new_take (risk, count), NULL);
}

AssayFigure *
awkward_long_new (gsize n)
{
  AssayFigure *figure = assay_figure_new ("long", ASSAY_FIGURE_SERIES, "Ten Million Readings");
  double *low = g_new (double, n), *high = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    {
      low[i] = long_forecast (i) - 200;
      high[i] = long_forecast (i) + 200;
    }
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_COUNT, "reading", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, "load", "MW");
  assay_figure_add_series (figure, "band", "95 % interval", ASSAY_SERIES_BAND, n, NULL, g_bytes_new_take (low, n * sizeof (double)),
                           g_bytes_new_take (high, n * sizeof (double)), NULL, NULL);
  assay_figure_add_series (figure, "actual", "Actual", ASSAY_SERIES_ACTUAL, n, NULL, doubles (n, long_value), NULL, NULL, NULL);
  assay_figure_add_series (figure, "forecast", "Forecast", ASSAY_SERIES_FORECAST, n, NULL, doubles (n, long_forecast), NULL, NULL, NULL);
  add_long_marks (figure, n);
  return figure;
}

AssayFigure *
awkward_long_zscore_new (gsize n)
{
  AssayFigure *figure = assay_figure_new ("longz", ASSAY_FIGURE_ZSCORE, "Ten Million Z-Scores");
  double *x = g_new (double, n), *z = g_new (double, n);
  gint8 *risk = g_new (gint8, n);

  for (gsize i = 0; i < n; i++)
    {
      double size;

      x[i] = 1.6e9 + i + 0.4 * noise (i);
      z[i] = i % 7919 == 0 ? NAN : (noise (i) + noise (i + n) + noise (i + 2 * n)) * 1.02;
      size = fabs (z[i]);
      risk[i] = isnan (size) ? ASSAY_RISK_NONE : size >= 2.9 ? ASSAY_RISK_HIGH : size >= 2 ? ASSAY_RISK_MEDIUM : ASSAY_RISK_LOW;
    }
  assay_figure_set_x (figure, ASSAY_AXIS_DATETIME, ASSAY_UNIT_NONE, "time", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_ZSCORE, "Z-score", NULL);
  assay_figure_add_series (figure, "z", "Z-Score", ASSAY_SERIES_OTHER, n, g_bytes_new_take (x, n * sizeof (double)),
                           g_bytes_new_take (z, n * sizeof (double)), NULL, g_bytes_new_take (risk, n), NULL);
  assay_figure_add_rule (figure, 2, NULL);
  return figure;
}

static AssayFigure *forecast_180 (void) { return sample_figure_forecast (180); }
static AssayFigure *forecast_730 (void) { return sample_figure_forecast (730); }
static AssayFigure *forecast_12 (void) { return sample_figure_forecast (12); }
static AssayFigure *zscore_180 (void) { return sample_figure_zscore (180); }
static AssayFigure *zscore_5000 (void) { return sample_figure_zscore (5000); }
static AssayFigure *new_constant (void) { return awkward_line_new ("Constant", 100, constant); }
static AssayFigure *new_one (void) { return awkward_line_new ("One Point", 1, constant); }
static AssayFigure *new_empty (void) { return awkward_line_new ("Empty", 0, constant); }
static AssayFigure *new_missing (void) { return awkward_line_new ("All Missing", 100, nothing); }
static AssayFigure *new_small (void) { return awkward_line_new ("Small", 100, small); }
static AssayFigure *new_huge (void) { return awkward_line_new ("Huge", 100, huge); }
static AssayFigure *new_offset (void) { return awkward_line_new ("A Large Number and Small Change", 100, offset); }
static AssayFigure *new_negative (void) { return awkward_line_new ("Negative", 300, negative); }
static AssayFigure *new_mixed (void) { return awkward_line_new ("Both Signs", 300, mixed); }
static AssayFigure *new_infinite (void) { return awkward_line_new ("Infinities", 200, infinite); }
static AssayFigure *new_lone (void) { return awkward_line_new ("Lone Points", 100, lone); }
static AssayFigure *new_gaps (void) { return awkward_line_new ("Gaps", 400, many_gaps); }
static AssayFigure *new_long (void) { return awkward_long_new (LONG_N); }

static AssayFigure *
new_rate (void)
{
  AssayFigure *figure = awkward_line_new ("Rate", 300, rate);

  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, "default rate", NULL);
  return figure;
}

static AssayFigure *
new_working_days (void)
{
  AssayFigure *figure = assay_figure_new ("days", ASSAY_FIGURE_SERIES, "Working Days, Two Weeks Missing");
  g_autoptr(GArray) x = g_array_new (FALSE, FALSE, sizeof (double));

  for (int d = 0; d < 200; d++)
    {
      double at = FIRST_DAY + d;
      if (d % 7 < 5 && !(d > 90 && d < 105))
        g_array_append_val (x, at);
    }
  assay_figure_set_x (figure, ASSAY_AXIS_DATE, ASSAY_UNIT_NONE, "date", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, "price", "EUR");
  assay_figure_add_series (figure, "actual", "Actual", ASSAY_SERIES_ACTUAL, x->len, g_bytes_new (x->data, x->len * sizeof (double)),
                           doubles (x->len, mixed), NULL, NULL, NULL);
  return figure;
}

static AssayFigure *
new_hours (void)
{
  AssayFigure *figure = assay_figure_new ("hours", ASSAY_FIGURE_SERIES, "Hours");

  assay_figure_set_x (figure, ASSAY_AXIS_DATETIME, ASSAY_UNIT_NONE, "time", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_COUNT, "rentals", "per hour");
  assay_figure_add_series (figure, "actual", "Actual", ASSAY_SERIES_ACTUAL, 120, doubles (120, hour), doubles (120, hourly), NULL, NULL, NULL);
  return figure;
}

static AssayFigure *
new_six (void)
{
  static const char *const names[] = { "Saisonal naiv", "Exponentielle Glättung", "Theta", "Regression mit Feiertagen", "Croston", "Übrige" };
  AssayFigure *figure = assay_figure_new ("six", ASSAY_FIGURE_SERIES, "Prognosemodelle im Rückvergleich mit der tatsächlichen Nachfrage");

  assay_figure_set_subtitle (figure, "Einheiten pro Tag · rollierender Ursprung, Horizont vierzehn Tage · Filiale Nordhausen-Wolkramshausen");
  assay_figure_set_x (figure, ASSAY_AXIS_DATE, ASSAY_UNIT_NONE, "Datum", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, "Tatsächlich abgesetzte Menge", "Verkaufseinheiten je Kalendertag");
  assay_figure_add_series (figure, "actual", "Tatsächlich", ASSAY_SERIES_ACTUAL, 90, doubles (90, day), doubles (90, hourly), NULL, NULL, NULL);
  for (guint s = 0; s < G_N_ELEMENTS (names); s++)
    {
      double *y = g_new (double, 90);

      for (gsize i = 0; i < 90; i++)
        y[i] = 200 + 20.0 * s + 40 * sin (i * 0.2 + s);
      assay_figure_add_series (figure, names[s], names[s], ASSAY_SERIES_OTHER, 90, doubles (90, day), g_bytes_new_take (y, 90 * sizeof (double)),
                               NULL, NULL, NULL);
    }
  assay_figure_add_rule (figure, 380, "Obergrenze");
  return figure;
}

#define ICE_LINES 200
#define ICE_PLACES 20

/* Quantiles of something skewed: near one another on the left, far apart on the right. */
static double ice_place (gsize i) { return 400 + 40 * exp (i * 0.28); }
static double ice_line_x (gsize i) { return ice_place (i % ICE_PLACES); }
static double ice_line_y (gsize i) { return (0.4 + 0.9 * (1 + noise (i / ICE_PLACES))) * 0.1 * tanh ((ice_line_x (i) - 800) / 900) + 0.03 * noise (i / ICE_PLACES + 1000); }
static double ice_mean (gsize i) { return 0.13 * tanh ((ice_place (i) - 800) / 900); }
static double ice_tick (gsize i) { return ice_place (0) + (ice_place (ICE_PLACES - 1) - ice_place (0)) * pow (i / 100.0, 3); }
static double ice_share (gsize i) { return i / 100.0; }
static double ice_from (gsize i) { return ice_place (i == 0 ? 0 : ICE_PLACES - 4); }
static double ice_to (gsize i) { return ice_place (i == 0 ? 2 : ICE_PLACES - 1); }

static AssayFigure *
new_ice (void)
{
  AssayFigure *figure = assay_figure_new ("ice", ASSAY_FIGURE_SERIES, "Einzelverläufe: Nettohaushaltseinkommen");
  gsize n = ICE_LINES * ICE_PLACES;

  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_VALUE, "", "Euro je Kalendermonat");
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, "Veränderung der Ausfallwahrscheinlichkeit", NULL);
  assay_figure_add_series (figure, "lines", "Einzelne Zeilen der Stichprobe", ASSAY_SERIES_LINES, n, doubles (n, ice_line_x), doubles (n, ice_line_y), NULL, NULL, NULL);
  assay_figure_add_series (figure, "mean", "Mittlerer Verlauf", ASSAY_SERIES_FORECAST, ICE_PLACES, doubles (ICE_PLACES, ice_place), doubles (ICE_PLACES, ice_mean), NULL, NULL, NULL);
  assay_figure_add_series (figure, "rug", "Zeilen, ein Strich je Hundertstel", ASSAY_SERIES_RUG, 101, doubles (101, ice_tick), doubles (101, ice_share), NULL, NULL, NULL);
  assay_figure_add_series (figure, "hatch", "Wenige oder gar keine Zeilen", ASSAY_SERIES_HATCH, 2, NULL, doubles (2, ice_from), doubles (2, ice_to), NULL, NULL);
  return figure;
}

static const char *const awkward_categories[] = { "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
                                                  "November", "Dezember", NULL };

static double psi (gsize i) { return 0.03 + 0.0015 * i * i; }

static AssayFigure *
new_psi (void)
{
  AssayFigure *figure = assay_figure_new ("psi", ASSAY_FIGURE_BARS, "Population Stability");
  gint8 *risk = g_new (gint8, 12);

  for (gsize i = 0; i < 12; i++)
    risk[i] = psi (i) < 0.1 ? ASSAY_RISK_LOW : psi (i) < 0.2 ? ASSAY_RISK_MEDIUM : ASSAY_RISK_HIGH;
  assay_figure_set_subtitle (figure, "PSI of the score by month");
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "month", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, "PSI", NULL);
  assay_figure_set_categories (figure, awkward_categories);
  assay_figure_add_series (figure, "psi", "PSI", ASSAY_SERIES_OTHER, 12, NULL, doubles (12, psi), NULL, g_bytes_new_take (risk, 12), NULL);
  assay_figure_add_rule (figure, 0.1, "Investigate 0.10");
  assay_figure_add_rule (figure, 0.2, "Act 0.20");
  return figure;
}

static AssayFigure *
new_risk_skewed (void)
{
  static const char *const names[] = { "Unwesentliches Risiko", "Beobachtungsbedürftig", "Hoch", "Kritisch", NULL };
  static const double count[] = { 9999873, 126, 1, 0 };
  static const gint8 risk[] = { 0, 1, 2, 3 };
  AssayFigure *figure = assay_figure_new ("risk", ASSAY_FIGURE_RISK_BARS, "Risikoverteilung");

  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "risk level", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_COUNT, "days", NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_add_series (figure, "days", "Days", ASSAY_SERIES_OTHER, 4, NULL, g_bytes_new_static (count, sizeof count), NULL,
                           g_bytes_new_static (risk, sizeof risk), NULL);
  return figure;
}

static double quantile (gsize i) { return -2.4 + 4.8 * i / 79; }
static double sample_quantile (gsize i) { double q = quantile (i); return 12 * q + (i > 70 ? 30 * (q - 1.9) : 0) + 1.5 * sin (i * 1.7); }

static AssayFigure *
new_qq (void)
{
  AssayFigure *figure = assay_figure_new ("qq", ASSAY_FIGURE_POINTS, "Normal Q\u2013Q");
  static const double x[] = { -2.4, 2.4 }, y[] = { -28.8, 28.8 };

  assay_figure_set_subtitle (figure, "One-step residuals of Theta");
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_ZSCORE, "normal quantile", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, "residual", "units");
  assay_figure_add_series (figure, "line", "Normal", ASSAY_SERIES_BASELINE, 2, g_bytes_new_static (x, sizeof x), g_bytes_new_static (y, sizeof y), NULL, NULL, NULL);
  assay_figure_add_series (figure, "residuals", "Residuals", ASSAY_SERIES_ACTUAL, 80, doubles (80, quantile), doubles (80, sample_quantile), NULL, NULL, NULL);
  return figure;
}

static double agree_0 (gsize i) { return 1 - 0.22 * i; }
static double agree_1 (gsize i) { return i == 3 ? NAN : 0.8 - 0.1 * i; }
static double agree_2 (gsize i) { return 0.2 + 0.2 * i; }

static AssayFigure *
new_agreement (void)
{
  static const char *const names[] = { "Saisonales Residuum", "Robuster Z-Wert", "Isolationswald", "Niveauverschiebung", NULL };
  AssayFigure *figure = assay_figure_new ("agreement", ASSAY_FIGURE_HEAT, "Agreement of Detectors");

  assay_figure_set_subtitle (figure, "Share of the row's alarms that the column has too");
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "detector", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, "share", NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_add_series (figure, "a", names[0], ASSAY_SERIES_OTHER, 4, NULL, doubles (4, agree_0), NULL, NULL, NULL);
  assay_figure_add_series (figure, "b", names[1], ASSAY_SERIES_OTHER, 4, NULL, doubles (4, agree_1), NULL, NULL, NULL);
  assay_figure_add_series (figure, "c", names[2], ASSAY_SERIES_OTHER, 4, NULL, doubles (4, agree_2), NULL, NULL, NULL);
  return figure;
}

static double heat_cell (gsize i) { return 40 * sin (i * 0.9); }

static AssayFigure *
new_heat (void)
{
  AssayFigure *figure = assay_figure_new ("heat", ASSAY_FIGURE_HEAT, "Mean Error by Origin and Step");
  g_auto(GStrv) names = g_new0 (char *, 29);

  for (guint i = 0; i < 28; i++)
    names[i] = g_strdup_printf ("%u", i + 1);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "step", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, "mean error", NULL);
  assay_figure_set_categories (figure, (const char *const *) names);
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *name = g_strdup_printf ("2017-%02u-01", i + 1);

      assay_figure_add_series (figure, name, name, ASSAY_SERIES_OTHER, 28 - i, NULL, doubles (28 - i, heat_cell), NULL, NULL, NULL);
    }
  return figure;
}

static double drift (gsize i) { return i == 3 ? NAN : 0.31 * exp (-0.4 * i); }

static AssayFigure *
new_ranked (void)
{
  static const char *const names[] = { "Verhältnis von Schulden zu Einkommen", "Sektor", "Beschäftigungsdauer in Jahren", "missing", "A", "Kreditlaufzeit", NULL };
  static const gint8 risk[] = { 3, 2, 1, -1, 0, 0 };
  AssayFigure *figure = assay_figure_new ("csi", ASSAY_FIGURE_RANKED, "Drift by Feature");

  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "feature", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, "PSI", NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_add_series (figure, "psi", "PSI", ASSAY_SERIES_OTHER, 6, NULL, doubles (6, drift), NULL, g_bytes_new_static (risk, sizeof risk), NULL);
  assay_figure_add_rule (figure, 0.1, "Watch 0.10");
  assay_figure_add_rule (figure, 0.25, "Fail 0.25");
  return figure;
}

static double reach_low (gsize i) { return 0.046 - 0.013 * i; }
static double reach_high (gsize i) { return 0.058 + 0.021 * i; }

static AssayFigure *
new_gauge_with (double base, double limit)
{
  static const char *const names[] = { "Innerhalb einer Standardabweichung", "Within 2 sd", "Within 3 sd", NULL };
  AssayFigure *figure = assay_figure_new ("reach", ASSAY_FIGURE_GAUGE, "How Far the Portfolio PD Can Get");

  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "move", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, "Portfolio PD", NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_add_series (figure, "reach", "Reach", ASSAY_SERIES_BAND, 3, NULL, doubles (3, reach_low), doubles (3, reach_high), NULL, NULL);
  assay_figure_add_rule (figure, base, "Now");
  assay_figure_add_rule (figure, limit, "Limit");
  return figure;
}

static AssayFigure *new_gauge (void) { return new_gauge_with (0.0512, 0.08); }
static AssayFigure *new_gauge_below (void) { return new_gauge_with (0.0512, 0.05); }
static AssayFigure *new_gauge_far (void) { return new_gauge_with (0.0512, 4); }
static AssayFigure *new_gauge_undefined (void) { return new_gauge_with (NAN, 0.05); }

static double low_end (gsize i) { return -1.2 + 0.2 * i; }
static double high_end (gsize i) { return 1.8 - 0.25 * i; }

static AssayFigure *
new_tornado (void)
{
  g_auto(GStrv) names = g_new0 (char *, 11);
  AssayFigure *figure = assay_figure_new ("tornado", ASSAY_FIGURE_RANKED, "Sensitivity of the Portfolio Default Rate");

  for (guint i = 0; i < 10; i++)
    names[i] = g_strdup_printf ("Input number %u", i + 1);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "input", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, "change", "percentage points");
  assay_figure_set_categories (figure, (const char *const *) names);
  assay_figure_add_series (figure, "low", "Low", ASSAY_SERIES_OTHER, 10, NULL, doubles (10, low_end), NULL, NULL, NULL);
  assay_figure_add_series (figure, "high", "High", ASSAY_SERIES_OTHER, 10, NULL, doubles (10, high_end), NULL, NULL, NULL);
  return figure;
}

/* Twenty inputs, some with long names, and what is said beside each number. */
static AssayFigure *
new_tornado_notes (void)
{
  g_auto(GStrv) names = g_new0 (char *, 21), low = g_new0 (char *, 21), high = g_new0 (char *, 21);
  AssayFigure *figure = assay_figure_new ("tornado-notes", ASSAY_FIGURE_RANKED, "Tornado: One Input at a Time");

  for (guint i = 0; i < 20; i++)
    {
      names[i] = i % 3 == 0 ? g_strdup_printf ("Months since the oldest trade line was opened, number %u (months)", i + 1) : g_strdup_printf ("x%u", i + 1);
      low[i] = g_strdup_printf ("%u", 100 * i);
      high[i] = i == 4 ? g_strdup ("") : g_strdup_printf ("%u.5", 1000 * i);
    }
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "input", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, "change", NULL);
  assay_figure_set_categories (figure, (const char *const *) names);
  assay_figure_add_rule (figure, 0, "3.8 %");
  assay_figure_add_series (figure, "low", "At low", ASSAY_SERIES_OTHER, 20, NULL, doubles (20, low_end), NULL, NULL, NULL);
  assay_figure_set_notes (figure, (const char *const *) low);
  assay_figure_add_series (figure, "high", "At high", ASSAY_SERIES_OTHER, 20, NULL, doubles (20, high_end), NULL, NULL, NULL);
  assay_figure_set_notes (figure, (const char *const *) high);
  return figure;
}

static double dot_x (gsize i) { return i < 15 ? 0.01 * i : 0.15 + (i - 15) * (i - 15) * 0.02; }
static double dot_y (gsize i) { return i == 20 ? NAN : dot_x (i) * (1 + 0.3 * sin (i)); }

/* Dots with names, many of them near one another. */
static AssayFigure *
new_names (void)
{
  g_auto(GStrv) names = g_new0 (char *, 31);
  AssayFigure *figure = assay_figure_new ("names", ASSAY_FIGURE_POINTS, "Size and Unevenness of Effects");

  for (guint i = 0; i < 30; i++)
    names[i] = i == 3 ? g_strdup ("") : g_strdup_printf (i % 4 == 0 ? "A rather long name of input %u" : "x%u", i + 1);
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_NONE, "μ*", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, "σ", NULL);
  assay_figure_add_series (figure, "inputs", "Inputs", ASSAY_SERIES_OTHER, 30, doubles (30, dot_x), doubles (30, dot_y), NULL, NULL, NULL);
  assay_figure_set_notes (figure, (const char *const *) names);
  return figure;
}

static double bell (gsize i) { return 1000 * exp (-0.02 * (i - 20.0) * (i - 20.0)); }
static double bin_edge (gsize i) { return -0.2 + 0.01 * i; }

/* Upright rules over a histogram, two of them close together, one at the edge, one outside. */
static AssayFigure *
new_percentiles (void)
{
  static const struct { double at; const char *name; } rules[] = { { -0.9, "P0" }, { -0.01, "P49" }, { 0.005, "P50" }, { 0.1, "P95" }, { 0.199, "P99" } };
  AssayFigure *figure = assay_figure_new ("percentiles", ASSAY_FIGURE_HISTOGRAM, "Monte Carlo");

  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_FRACTION, "loss", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_COUNT, "draws", NULL);
  assay_figure_set_bin_width (figure, 0.01);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    assay_figure_add_rule (figure, rules[i].at, rules[i].name);
  assay_figure_add_series (figure, "draws", "Draws", ASSAY_SERIES_OTHER, 40, doubles (40, bin_edge), doubles (40, bell), NULL, NULL, NULL);
  return figure;
}

static double total (gsize i) { return i == 7 ? NAN : 0.6 * exp (-0.5 * i); }
static double first (gsize i) { return 0.7 * total (i) - 0.02; }
static double total_low (gsize i) { return total (i) - 0.05; }
static double total_high (gsize i) { return total (i) + 0.3; }
static double first_low (gsize i) { return first (i) - 0.2; }
static double first_high (gsize i) { return i == 2 ? NAN : first (i) + 0.05; }

/* Bars with intervals, some reaching over 0 and beyond the longest bar, some undefined. */
static AssayFigure *
new_intervals (void)
{
  g_auto(GStrv) names = g_new0 (char *, 10);
  AssayFigure *figure = assay_figure_new ("intervals", ASSAY_FIGURE_RANKED, "Shares of the Variance");

  for (guint i = 0; i < 9; i++)
    names[i] = g_strdup_printf ("Input number %u", i + 1);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "input", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, "share", NULL);
  assay_figure_set_categories (figure, (const char *const *) names);
  assay_figure_add_series (figure, "total", "Total", ASSAY_SERIES_OTHER, 9, NULL, doubles (9, total), NULL, NULL, NULL);
  assay_figure_add_series (figure, "first", "First order", ASSAY_SERIES_OTHER, 9, NULL, doubles (9, first), NULL, NULL, NULL);
  assay_figure_add_series (figure, "total-interval", "95 % of the total", ASSAY_SERIES_WHISKERS, 9, NULL, doubles (9, total_low), doubles (9, total_high), NULL, NULL);
  assay_figure_add_series (figure, "first-interval", "95 % of the first order", ASSAY_SERIES_WHISKERS, 9, NULL, doubles (9, first_low), doubles (9, first_high), NULL, NULL);
  return figure;
}

static double observed (gsize i) { return 0.03 + 0.09 * i + 0.01 * sin (i * 2.0); }
static double observed_low (gsize i) { return observed (i) * 0.85; }
static double observed_high (gsize i) { return observed (i) * 1.12 + 0.01; }
static double expected (gsize i) { return 0.04 + 0.1 * i; }

static AssayFigure *
new_calibration (void)
{
  static const double ends[] = { 0, 1 };
  AssayFigure *figure = assay_figure_new ("calibration", ASSAY_FIGURE_POINTS, "Calibration");

  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_FRACTION, "mean predicted default rate", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, "observed default rate", NULL);
  assay_figure_add_series (figure, "diagonal", "Perfect", ASSAY_SERIES_BASELINE, 2, g_bytes_new_static (ends, sizeof ends), g_bytes_new_static (ends, sizeof ends), NULL, NULL, NULL);
  assay_figure_add_series (figure, "observed", "Observed", ASSAY_SERIES_OTHER, 10, doubles (10, expected), doubles (10, observed), NULL, NULL, NULL);
  assay_figure_add_series (figure, "interval", "95 % Wilson interval", ASSAY_SERIES_WHISKERS, 10, doubles (10, expected), doubles (10, observed_low), doubles (10, observed_high), NULL, NULL);
  return figure;
}

static void view_zoomed (AssayView *view) { view->x_low = 3e6; view->x_high = 3.0004e6; }
static void view_half (AssayView *view) { view->x_low = 1e6; view->x_high = 1.002e6; }
static void view_strip (AssayView *view) { view->parts = ASSAY_CHART_Y_AXIS; }
static void view_navigator (AssayView *view) { view->parts = ASSAY_CHART_NAVIGATOR; }
static void view_emphasis (AssayView *view) { view->emphasis = 3; }
static void view_minutes (AssayView *view) { view->x_low = 1704067200.0 + 7000; view->x_high = view->x_low + 9000; }

static const struct { const char *name; AssayFigure *(*make) (void); void (*view) (AssayView *view); } figures[] = {
  { "forecast", forecast_180, NULL },
  { "forecast730", forecast_730, NULL },
  { "forecast12", forecast_12, NULL },
  { "zscore", zscore_180, NULL },
  { "strip", zscore_180, view_strip },
  { "zdense", zscore_5000, NULL },
  { "navigator", forecast_730, view_navigator },
  { "risk", sample_figure_risk, NULL },
  { "riskskewed", new_risk_skewed, NULL },
  { "histogram", sample_figure_histogram, NULL },
  { "acf", sample_figure_acf, NULL },
  { "bars", sample_figure_bars, NULL },
  { "psi", new_psi, NULL },
  { "qq", new_qq, NULL },
  { "agreement", new_agreement, NULL },
  { "heat", new_heat, NULL },
  { "ranked", new_ranked, NULL },
  { "gauge", new_gauge, NULL },
  { "gauge-below", new_gauge_below, NULL },
  { "gauge-far", new_gauge_far, NULL },
  { "gauge-undefined", new_gauge_undefined, NULL },
  { "tornado", new_tornado, NULL },
  { "tornado-notes", new_tornado_notes, NULL },
  { "names", new_names, NULL },
  { "percentiles", new_percentiles, NULL },
  { "intervals", new_intervals, NULL },
  { "calibration", new_calibration, NULL },
  { "ice", new_ice, NULL },
  { "constant", new_constant, NULL },
  { "one", new_one, NULL },
  { "empty", new_empty, NULL },
  { "missing", new_missing, NULL },
  { "small", new_small, NULL },
  { "huge", new_huge, NULL },
  { "offset", new_offset, NULL },
  { "negative", new_negative, NULL },
  { "mixed", new_mixed, NULL },
  { "infinite", new_infinite, NULL },
  { "lone", new_lone, NULL },
  { "gaps", new_gaps, NULL },
  { "rate", new_rate, NULL },
  { "workdays", new_working_days, NULL },
  { "hours", new_hours, NULL },
  { "minutes", new_hours, view_minutes },
  { "six", new_six, NULL },
  { "emphasis", new_six, view_emphasis },
  { "long", new_long, NULL },
  { "longzoomed", new_long, view_zoomed },
  { "longhalf", new_long, view_half },
};

guint
awkward_n_figures (void)
{
  return G_N_ELEMENTS (figures);
}

const char *
awkward_figure_name (guint index)
{
  return figures[index].name;
}

AssayFigure *
awkward_figure_new (guint index)
{
  return figures[index].make ();
}

void
awkward_figure_view (guint index, AssayView *view)
{
  if (figures[index].view != NULL)
    figures[index].view (view);
}

guint
awkward_figure_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    if (strcmp (figures[i].name, name) == 0)
      return i;
  g_assert_not_reached ();
}
