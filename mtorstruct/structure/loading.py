"""Load a file, an entry or an object as a complex in which every residue is numbered."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

from mtorstruct.archive import locate
from mtorstruct.reference.extension import NO_EXTENSION, Extension
from mtorstruct.reference.proteins import proteins
from mtorstruct.structure.assembly import copies_not_made, expanded
from mtorstruct.structure.content import FileContent
from mtorstruct.structure.homology import relate
from mtorstruct.structure.model import MtorComplex
from mtorstruct.structure.molecules import separated
from mtorstruct.structure.numbering import number_chains
from mtorstruct.structure.reading import read_file, read_object, read_stream

if TYPE_CHECKING:
    import gemmi
    import MDAnalysis
    from biotite.structure import AtomArray

__all__ = ["load", "read_complex"]


def load(
    file_or_entry: str | Path | IO[bytes] | IO[str] | MDAnalysis.Universe | AtomArray | gemmi.Structure,
    *,
    assembly: int | str | None = None,
    store: str | Path | None = None,
    offline: bool | None = None,
) -> MtorComplex:
    """Read a structure, identify its chains and number every residue.

    Parameters
    ----------
    file_or_entry : str, pathlib.Path, open file or object
        A file in PDB, mmCIF, BinaryCIF, PDBQT or PQR, also packed (gz, xz, bz2, zst, zip), recognised by
        content; or the id of an entry, which is fetched if it is not in the store; or an object of another
        library: a Universe or AtomGroup of MDAnalysis (its current frame), an AtomArray or
        AtomArrayStack of biotite, a ``gemmi.Structure``.
    assembly : int or str, optional
        Make the copies of a biological assembly that the file states, by its name there (mostly ``1``). Under
        the second operator chain ``A`` becomes ``A-2``, and so on; every copy is numbered by itself.
    store : str or pathlib.Path, optional
        Folder for entries; by default ``MTORSTRUCT_STORE``, else the platform's cache folder.
    offline : bool, optional
        Open no socket; by default the value of ``MTORSTRUCT_OFFLINE``.

    Raises
    ------
    DataError
        The file cannot be read, has no atoms, is not the one that was fetched, or states no such assembly.
    RemoteError
        The entry is not in the store, and cannot be fetched.
    UsageError
        The text is neither a file nor an entry id, or the object is of an unsupported type.
    """
    content: FileContent
    if isinstance(file_or_entry, str | Path):
        path, sha256, from_store = locate(file_or_entry, store=store, offline=offline)
        content = read_file(path, sha256=sha256, whole=from_store)
    elif hasattr(file_or_entry, "read"):
        path, content = read_stream(file_or_entry)  # type: ignore[arg-type]
    else:
        path, content = read_object(file_or_entry)
    if assembly is not None:
        content = expanded(content, str(assembly))
    return _complex(path, content)


def read_complex(
    path: str | Path,
    *,
    sha256: str = "",
    whole: bool = False,
    extension: Extension = NO_EXTENSION,
    homologues: bool = False,
) -> MtorComplex:
    """Read a file, identify its chains among the nine proteins and those of the user, and number them.

    Parameters
    ----------
    path : str or pathlib.Path
        The file, as `load` takes it.
    sha256 : str, optional
        Its SHA-256 where it is known.
    whole : bool
        Refuse a file that lacks anything that its header promises; required for an entry of the store.
    extension : Extension, optional
        Proteins of the user (:func:`mtorstruct.reference.extension.read_extension`).
    homologues : bool, optional
        Align chains that are none of the known proteins to the most similar one, if it is similar enough
        (:mod:`mtorstruct.structure.homology`); they are ``homologous``.

    Raises
    ------
    DataError
        The file cannot be read or has no atoms.
    """
    path = Path(path)
    content = read_file(path, sha256=sha256, whole=whole)
    return _complex(path, content, extension, homologues=homologues)


def _complex(
    path: Path, content: FileContent, extension: Extension = NO_EXTENSION, *, homologues: bool = False
) -> MtorComplex:
    known = (*proteins(), *extension.proteins) if extension.proteins else proteins()
    content = separated(content, known)
    chains = relate(content, number_chains(content, known), known, align=homologues)
    group = None if content.group is None else content.group[content.atoms.row]
    return MtorComplex(
        path=path,
        header=content.header,
        chains=chains,
        file_residues=content.residues,
        atoms=content.atoms,
        file_chains=content.chains,
        assemblies=content.assemblies,
        extension=extension,
        notes=(*content.notes, *copies_not_made(content)),
        group=group,
        frame=0 if group is None else group.universe.trajectory.frame,
    )
