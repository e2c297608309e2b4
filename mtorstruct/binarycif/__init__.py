"""Read BinaryCIF, the binary form of mmCIF, decoding columns on demand.

The format is that of Sehnal et al. 2020 (doi:10.1371/journal.pcbi.1008247): MessagePack, in which every
column is a byte string with a list of its encodings. Files are untrusted input: lengths, ranges and types are
checked, and no array is made larger than the bytes of the file justify. Every fault raises
`mtorstruct.errors.DataError`.
"""

from mtorstruct.binarycif.columns import Column
from mtorstruct.binarycif.damage import damaged
from mtorstruct.binarycif.file import Block, Category, is_binarycif, is_message_pack, read_blocks

__all__ = ["Block", "Category", "Column", "damaged", "is_binarycif", "is_message_pack", "read_blocks"]
