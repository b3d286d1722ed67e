/* Opens and closes an AdwFlap. */
#pragma once
#include <adwaita.h>

G_BEGIN_DECLS

/* Like adw_flap_set_reveal_flap(), safe when the flap was told the opposite in this very frame: libadwaita 1.2 then animates
 * from where it is to where it is, gets a spring with no length, and lays out its content with a width of not-a-number. */
void assay_flap_reveal (AdwFlap *flap, gboolean reveal);

G_END_DECLS
