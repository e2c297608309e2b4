"""BinaryCIF, the binary form of mmCIF: categories of columns that are decoded when they are asked for.

The format is that of Sehnal et al. 2020 (doi:10.1371/journal.pcbi.1008247): MessagePack, in which every
column is a stretch of bytes and a list of the encodings that led to it. A file is data from elsewhere, so
nothing in it is believed: lengths, ranges and types are checked, and no array is made larger than the
bytes of the file warrant. Whatever is wrong is one `mtorstruct.errors.DataError`.
"""

from mtorstruct.binarycif.columns import Column
from mtorstruct.binarycif.damage import damaged
from mtorstruct.binarycif.file import Block, Category, is_binarycif, is_message_pack, read_blocks

__all__ = ["Block", "Category", "Column", "damaged", "is_binarycif", "is_message_pack", "read_blocks"]
