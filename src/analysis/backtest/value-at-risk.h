/* The back-test of a value-at-risk series (and of its expected shortfall): `backtest --var`. From a table of P&L and of
 * VaR columns as they were forecast for the same day; nothing is fitted. */
#pragma once
#include "analysis/analysis.h"

G_BEGIN_DECLS

extern const char *const value_at_risk_losses[];

/* The rows of the back-test's option table that belong to it. --window is the back-test's own; here it is days in the rolling count. */
#define VALUE_AT_RISK_OPTIONS \
  { "var", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "COL", N_("Value at Risk"), \
    N_("Back-test these VaR columns instead of forecast models, one or more, separated by commas."), N_("Value at Risk") }, \
  { "pnl", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL", N_("Profit and Loss"), N_("With --var: the column of P&L or returns; the same as --value."), N_("Value at Risk") }, \
  { "level", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "LEVEL", N_("VaR Level"), \
    N_("With --var: 0.99 for a VaR that one day in a hundred exceeds; one for all columns or one a column. Found from names such as VaR99 otherwise."), N_("Value at Risk") }, \
  { "es", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "COL", N_("Expected Shortfall"), N_("With --var: columns of expected shortfall, in the order of the VaR columns."), N_("Value at Risk") }, \
  { "losses", ASSAY_OPTION_CHOICE, "negative", 0, 0, value_at_risk_losses, "SIGN", N_("Losses Are"), \
    N_("With --var: how the column of P&L writes a loss, as a negative number or as a positive one."), N_("Value at Risk") },

gboolean value_at_risk_is_asked (const AssayOptions *options);
/* The P&L as the value: --pnl, or the one column of numbers that is neither VaR, ES, time nor key; of several, the one called so. TRUE and
 * nothing done without --var. */
gboolean value_at_risk_choose_roles (const AssayFrame *frame, const AssayOptions *options, AssayRoles *roles, GError **error);
/* --window is the number of days of the rolling count, 250 unless given. */
AssayOutcome *value_at_risk_run (const AssayTask *task, AssayProgress *progress, GError **error);

G_END_DECLS
