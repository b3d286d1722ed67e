#include "app/risk-mark.h"
#include <adwaita.h>
#include "charts/chart.h"

struct _AssayRiskMark
{
  GtkWidget parent_instance;
  AssayRisk risk;
};

G_DEFINE_FINAL_TYPE (AssayRiskMark, assay_risk_mark, GTK_TYPE_WIDGET)

#define SIZE 16

GtkWidget *
assay_risk_mark_new (void)
{
  return g_object_new (ASSAY_TYPE_RISK_MARK, NULL);
}

void
assay_risk_mark_set_risk (AssayRiskMark *self, AssayRisk risk)
{
  if (self->risk == risk)
    return;
  self->risk = risk;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
assay_risk_mark_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AssayRiskMark *self = ASSAY_RISK_MARK (widget);
  AdwStyleManager *style = adw_style_manager_get_default ();
  const double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  AssayTheme theme;
  cairo_t *cr;

  if (self->risk == ASSAY_RISK_NONE)
    return;
  assay_theme_init (&theme, adw_style_manager_get_dark (style) ? ASSAY_THEME_DARK : ASSAY_THEME_LIGHT,
                    adw_style_manager_get_high_contrast (style), NULL);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  assay_chart_draw_risk_mark (cr, &theme, self->risk, width / 2, height / 2, 10);
  cairo_destroy (cr);
  assay_theme_clear (&theme);
}

static void
assay_risk_mark_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = SIZE;
}

static void
assay_risk_mark_class_init (AssayRiskMarkClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->snapshot = assay_risk_mark_snapshot;
  widget_class->measure = assay_risk_mark_measure;
  gtk_widget_class_set_css_name (widget_class, "riskmark");
  /* The word stands beside it. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
assay_risk_mark_init (AssayRiskMark *self)
{
  self->risk = ASSAY_RISK_NONE;
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}
