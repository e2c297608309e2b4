"""``mtorstruct explain``."""

from __future__ import annotations

import argparse

from mtorstruct.cli.common import add_atlas_option, add_evidence_options


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = "example:\n  mtorstruct explain MTOR:M2327I\n  mtorstruct explain S2035A --evidence none"
    parser.add_argument("variant", metavar="VARIANT", help="one variant, such as MTOR:M2327I")
    add_evidence_options(parser)
    add_atlas_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the chain of reasoning."""
    from mtorstruct.tables.terminal import folded, width_here
    from mtorstruct.tables.writing import say_table
    from mtorstruct.variants.explain import explain

    text = explain(
        options.variant,
        evidence=options.evidence,
        include_unverified=options.include_unverified,
        atlas=options.atlas,
    )
    width = width_here()
    say_table((folded(text, width) if width else text) + "\n")
    return 0
