"""What MkDocs does not know by itself of this documentation: its first page is the README."""  # noqa: INP001

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

ROOT = Path(__file__).parent.parent


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Name headings as GitHub does, so that a link to one leads there in both places."""
    config.mdx_configs["toc"] = {"permalink": "#", "slugify": slug}
    return config


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the README as the first page, and the licence that it leads to."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    files.append(File.generated(config, "index.md", content=re.sub(r"\]\((?:docs/)", "](", readme)))
    files.append(File.generated(config, "LICENSE", content=licence))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Leave the name of a file of the program, where it stands beside the documentation and not in it."""
    return re.sub(r"\[([^\]]+)\]\((?:\.\./)+(?:smallcrm|tests|\.ci)/[^)]*\)", r"\1", markdown)


def slug(heading: str, separator: str) -> str:
    """The name by which a heading is linked to, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", separator)
