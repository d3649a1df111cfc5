"""The colours of figures and of the dashboard; apart from the style, so that nothing need be drawn to know them."""

from __future__ import annotations

# Okabe and Ito (2008), "Color universal design": eight colours that stay apart for all common colour vision.
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PURPLE, SKY, GREY, INK = "#CC79A7", "#56B4E9", "#767676", "#222222"
