"""Fonts: the one on this machine that has Chinese letters, and the families that a page asks for."""

from __future__ import annotations

import functools

from matplotlib.font_manager import findSystemFonts, fontManager

LATIN = ("DejaVu Sans", "Arial")
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Sans CJK JP",
)
MARKS = ("cjk", "sourcehansans", "notosanssc", "msyh", "simhei", "pingfang", "wqy")  # in the names of font files
STACK = ", ".join([*(f"'{name}'" for name in (*LATIN, *CHINESE)), "sans-serif"])


@functools.cache
def chinese_font() -> str | None:
    """Return the name of a font with Chinese letters that matplotlib can draw with, or None where there is none.

    matplotlib keeps a list of fonts, which does not know of fonts installed since; then the files are looked at.
    """
    known = {font.name for font in fontManager.ttflist}
    found = next((name for name in CHINESE if name in known), None)
    return found or _from_files()


def _from_files() -> str | None:
    for path in findSystemFonts():
        if any(mark in path.lower() for mark in MARKS):
            before = len(fontManager.ttflist)
            fontManager.addfont(path)
            names = [font.name for font in fontManager.ttflist[before:]]
            return next((name for name in CHINESE if name in names), names[0])
    return None


def families() -> list[str]:
    """Return the fonts that figures are drawn with, each letter in the first one that has it."""
    chinese = chinese_font()
    return [LATIN[0], *([chinese] if chinese else [])]
