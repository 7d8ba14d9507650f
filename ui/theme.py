"""Gradio's own controls in the colours of the page. The colours themselves stand in ``static/style.css``."""

from __future__ import annotations

from onrecord.ui.gradio_offline import gr

__all__ = ["theme"]

_SAME_IN_DARK = {
    "body_background_fill": "var(--paper)",
    "body_text_color": "var(--ink)",
    "body_text_color_subdued": "var(--quiet)",
    "background_fill_primary": "var(--paper)",
    "background_fill_secondary": "var(--raised)",
    "block_background_fill": "transparent",
    "block_border_color": "var(--rule)",
    "block_label_text_color": "var(--quiet)",
    "block_title_text_color": "var(--quiet)",
    "border_color_primary": "var(--rule)",
    "border_color_accent": "var(--accent)",
    "color_accent_soft": "var(--marker)",
    "input_background_fill": "var(--raised)",
    "input_background_fill_focus": "var(--raised)",
    "input_border_color": "var(--edge)",
    "input_border_color_focus": "var(--accent)",
    "input_placeholder_color": "var(--quiet)",
    "button_primary_background_fill": "var(--accent-fill)",
    "button_primary_background_fill_hover": "var(--accent-fill)",
    "button_primary_text_color": "var(--on-accent)",
    "button_secondary_background_fill": "transparent",
    "button_secondary_background_fill_hover": "var(--raised)",
    "button_secondary_border_color": "var(--edge)",
    "button_secondary_text_color": "var(--ink)",
    "link_text_color": "var(--accent)",
    "block_shadow": "none",
    "input_shadow": "none",
    "input_shadow_focus": "none",
}
_IN_BOTH = {
    "block_border_width": "0",
    "block_padding": "0",
    "layout_gap": "0",
    "input_radius": "3px",
    "shadow_drop": "none",
    "shadow_drop_lg": "none",
}


def theme() -> gr.themes.Base:
    """A theme without a font to fetch, whose colours follow the page's, light and dark alike."""
    plain = gr.themes.Base(
        font=[gr.themes.Font("sans-serif")],
        font_mono=[gr.themes.Font("monospace")],
        radius_size=gr.themes.sizes.radius_sm,
        text_size=gr.themes.sizes.text_md,
    )
    dark = {f"{name}_dark": value for name, value in _SAME_IN_DARK.items()}
    return plain.set(**_SAME_IN_DARK, **dark, **_IN_BOTH)
