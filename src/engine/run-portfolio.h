/* The portfolio behind a stored run: its model, the rows it read, and the outcome, weights, exposures and cut-off that it was given.
 *
 * Opening reads the data once more and scores them, so it belongs on a worker; what comes back is frozen, reference-counted, and any thread may ask. */
#pragma once
#include "analysis/sensitivity/portfolio.h"
#include "engine/plan.h"

G_BEGIN_DECLS

typedef struct _AssayRunPortfolio AssayRunPortfolio;

/* NOT_FOUND: the data of the run are not in the workspace (any more), or the run has no model; DAMAGED: they are not as they were; the message says which.
 * most_rows as in AssayPortfolioChoice. */
AssayRunPortfolio *assay_run_portfolio_open (AssayWorkspace *workspace, const AssayRun *run, gsize most_rows, AssayProgress *progress, GError **error);
/* … without a portfolio, for who makes one of the choice. */
AssayRunPortfolio *assay_run_portfolio_load (AssayWorkspace *workspace, const AssayRun *run, AssayProgress *progress, GError **error);
/* Whether the run says that it read data and a model; opening may fail all the same. */
gboolean assay_run_portfolio_may_open (const AssayRun *run);
AssayRunPortfolio *assay_run_portfolio_ref (AssayRunPortfolio *self);
void assay_run_portfolio_unref (AssayRunPortfolio *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayRunPortfolio, assay_run_portfolio_unref)

AssayPortfolio *assay_run_portfolio_get (const AssayRunPortfolio *self);                       /* (transfer none); NULL: it was only loaded */
const AssayPortfolioChoice *assay_run_portfolio_get_choice (const AssayRunPortfolio *self);    /* of all rows in scope */
/* Some of its rows, for answers that are wanted at once; NULL: all are quick enough. (transfer none) */
AssayPortfolio *assay_run_portfolio_get_sample (const AssayRunPortfolio *self);
AssayFrame *assay_run_portfolio_get_frame (const AssayRunPortfolio *self);                     /* the rows in scope, as they were read */
const gsize *assay_run_portfolio_get_row_numbers (const AssayRunPortfolio *self);              /* of each row of the frame in the data, from 0; NULL: in order */
/* Row of the frame as people count: of the data, from 1. */
gsize assay_run_portfolio_get_number (const AssayRunPortfolio *self, gsize row);
const AssayPlan *assay_run_portfolio_get_plan (const AssayRunPortfolio *self);                 /* of the run; its models are loaded */
const AssaySource *assay_run_portfolio_get_source (const AssayRunPortfolio *self);

G_END_DECLS
