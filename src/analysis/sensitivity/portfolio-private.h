/* What the files of a portfolio share. */
#pragma once
#include "analysis/sensitivity/portfolio.h"
#include "analysis/validation/validation-case.h"

G_BEGIN_DECLS

#define PORTFOLIO_ROWS 16384       /* that are changed, scored and summed together: the same cuts on any number of threads */

typedef struct
{
  AssaySensitivityInput input;
  guint column;                    /* of the frame */
  guint *fields;                   /* that read it */
  guint n_fields;
  double *sorted;                  /* values without the missing ones, once a percentile was asked for; under the lock */
  gsize n_sorted;
} PortfolioInput;

typedef enum
{
  MEASURE_MEAN,
  MEASURE_LOSS,
  MEASURE_LOSS_RATE,
  MEASURE_FLAGGED,
  MEASURE_N_FLAGGED,
  MEASURE_AUC,
  MEASURE_GINI,
  MEASURE_KS,
  MEASURE_BRIER,
  MEASURE_LOG_LOSS,
  MEASURE_RMSE,
  MEASURE_MAE,
  MEASURE_WAPE,
  N_MEASURES
} PortfolioMeasureKind;

struct _AssayPortfolio
{
  gatomicrefcount references;
  AssayTaskModel *model;
  AssayFrame *frame;               /* its rows, and the columns that the model reads, each as cheap to bind as it can be */
  const char **bound;              /* [n_fields of the model]: name of the column; lent by the frame; NULL: absent */
  AssayScorer *scorer;             /* of the frame as it is */
  gsize n_rows;
  gsize *rows;                     /* of the data; NULL: all of them, in order */
  PortfolioInput *inputs;
  guint n_inputs;
  GMutex lock;

  guint output;
  gboolean is_complement, is_probability, higher_is_riskier;
  char *output_name, *target;
  double cutoff;
  double *scores, *weights, *actual, *exposure, *loss;      /* loss: LGD × EAD, NaN: not known; exposure: EAD of the same rows */
  guint8 *events;
  gboolean has_all_events;
  char *lacks_loss;                /* why there is no expected loss; NULL: there is one */
  GPtrArray *notes;

  AssayPortfolioMeasure measures[N_MEASURES];
  PortfolioMeasureKind kinds[N_MEASURES];
  guint n_measures;
  double base[N_MEASURES];
};

/* portfolio-measure.c: which there are, and their values without a shock. */
void portfolio_list_measures (AssayPortfolio *self);
/* Bit k of wanted: the measure of kind k; values[N_MEASURES] by kind. */
void portfolio_measure (const AssayPortfolio *self, const double *score, guint wanted, guint n_threads, double *values);

/* portfolio-score.c: values of the input in rows [first, first + n). */
void portfolio_read (const AssayPortfolio *self, const PortfolioInput *input, gsize first, gsize n, double *values);

G_END_DECLS
