#include "model/arima/arima-variant.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_D 2
#define MOST_SEASONAL_D 1

static gboolean
read_digit (const char *text, guint *value)
{
  if (!g_ascii_isdigit (text[0]) || text[1] != '\0')
    return FALSE;
  *value = text[0] - '0';
  return TRUE;
}

/* "211" or "2.1.1" */
static gboolean
read_orders (const char *text, guint orders[3])
{
  g_auto(GStrv) parts = g_strsplit (text, ".", -1);
  char digit[2] = "";

  if (g_strv_length (parts) == 3)
    return read_digit (parts[0], &orders[0]) && read_digit (parts[1], &orders[1]) && read_digit (parts[2], &orders[2]);
  if (strlen (text) != 3)
    return FALSE;
  for (guint i = 0; i < 3; i++)
    {
      digit[0] = text[i];
      if (!read_digit (digit, &orders[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_part (const char *part, gboolean takes_orders, guint *n_orders, ArimaVariant *variant)
{
  guint orders[3];

  if (strcmp (part, "log") == 0 || strcmp (part, "boxcox") == 0)
    {
      gboolean is_first = variant->transform == ARIMA_PLAIN;

      variant->transform = part[0] == 'l' ? ARIMA_LOG : ARIMA_BOX_COX;
      return is_first;
    }
  if (!takes_orders)
    return FALSE;
  if (strcmp (part, "drift") == 0 && *n_orders > 0)
    {
      variant->has_drift = TRUE;
      return TRUE;
    }
  if (*n_orders == 2 || !read_orders (part, orders) || orders[1] > (*n_orders == 0 ? MOST_D : MOST_SEASONAL_D))
    return FALSE;
  if ((*n_orders)++ == 0)
    variant->order.p = orders[0], variant->order.d = orders[1], variant->order.q = orders[2];
  else
    variant->order.P = orders[0], variant->order.D = orders[1], variant->order.Q = orders[2];
  variant->has_orders = TRUE;
  return TRUE;
}

static gboolean
fail (const char *text, gboolean takes_orders, GError **error)
{
  if (takes_orders)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN,
                 _("“arima:%s” must give the orders p, d, q and, after a dash, P, D, Q, with d at most 2 and D at most 1, and may add drift, log or boxcox, "
                   "such as arima:011-011, arima:2.1.1-0.1.1 or arima:log."), text);
  else
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN, _("“arima-fourier:%s” must name a transformation: arima-fourier:log or arima-fourier:boxcox."), text);
  return FALSE;
}

gboolean
assay_arima_variant_parse (const char *text, gboolean takes_orders, ArimaVariant *variant, GError **error)
{
  g_auto(GStrv) parts = g_strsplit (text != NULL ? text : "", "-", -1);
  guint n_orders = 0;

  *variant = (ArimaVariant) { .transform = ARIMA_PLAIN };
  if (text == NULL)
    return TRUE;
  if (parts[0] == NULL)
    return fail (text, takes_orders, error);
  for (guint i = 0; parts[i] != NULL; i++)
    if (!take_part (parts[i], takes_orders, &n_orders, variant))
      return fail (text, takes_orders, error);
  return TRUE;
}
