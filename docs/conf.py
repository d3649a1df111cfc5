"""How the documents become a site: Sphinx reads the Markdown pages and the docstrings of the public names."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

project = "gridgov"
author = "The gridgov authors"
copyright = "The gridgov authors, MIT licence"  # the name is Sphinx's
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "README.md"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4
autodoc_member_order = "bysource"
autodoc_typehints = "description"
html_theme = "furo"
html_title = "gridgov"
html_show_sphinx = False
html_show_copyright = True
html_static_path: list[str] = []
nitpicky = False  # types of other libraries have no pages here
