"""Grammar of HGVS protein changes, in one and three letters, with the dialects of files.

`read_protein` takes the variant alone: no gene, no sequence name, no ``p.``, no brackets. Every pattern
matches the whole text in time that grows with its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mtorstruct.variants.notation.change import THREE_TO_ONE, UNKNOWN, Change
from mtorstruct.variants.notation.writing import short_name

_CODES = THREE_TO_ONE | {"STOP": "*", UNKNOWN.upper(): UNKNOWN}

_KNOWN = frozenset(THREE_TO_ONE.values())

_RESIDUE = r"[A-Za-z]{3}|[A-Za-z]|\*"
_NUMBER = r"[0-9]{1,9}"
_PLACE = rf"(?P<wild>[A-Za-z]*|\*)(?P<position>{_NUMBER})(?:_(?P<end_wild>[A-Za-z]*|\*)(?P<end>{_NUMBER}))?"
_SUBSTITUTION = re.compile(
    rf"(?P<wild>{_RESIDUE})?(?P<position>{_NUMBER})(?P<mutant>{_RESIDUE}|(?i:stop)|=|\?)?"
)
_REPLACED = re.compile(rf"{_PLACE}(?P<gone>[A-Za-z*]*)-?>(?P<sequence>[A-Za-z*]+)")
_UNCHANGED = re.compile(
    rf"(?P<wild>{_RESIDUE})?(?P<position>{_NUMBER})_(?P<end_wild>{_RESIDUE})?(?P<end>{_NUMBER})="
)
_TWICE = re.compile(rf"(?P<position>{_NUMBER})(?P<old>[A-Z]+|\*)>(?P<again>{_NUMBER})(?P<new>[A-Z]*\*?)")
"""Notation of bcftools csq: ``2215S>2215Y``."""

_WITH_DASH = re.compile(r"^([A-Z][a-z]{2}[0-9]+)-([A-Z][a-z]{2})$")
"""Dash between residue and mutant, left from an arrow of a word processor: ``Phe2108-Leu``."""

_SPLICE = re.compile(
    rf"(?P<wild>[A-Z])?(?P<position>{_NUMBER})(?:_[A-Z]?{_NUMBER})?_splice(?:_region)?", re.I
)
_KEYWORD = re.compile(r"fs|del|dup|ins|ext", re.I)

_CALLED_LIKE_CHANGES = frozenset(("F11R", "F13B", "S100A", "S100G", "S100P"))
"""Genes whose symbol reads like a variant, with two digits or more; with one there are many (C1S, A2M)."""

_NO_WILD_TYPE = "names no wild type, so it cannot be checked; write it like F2108L"
_BACKWARDS = "ends before it begins"
_BETWEEN = "must lie between two neighbours, like L1460_V1461insGS"


def _patterns(flags: int, residues: str) -> tuple[re.Pattern[str], ...]:
    """Return patterns of frameshifts, extensions, in-frame variants; `residues` matches inserted residues."""
    new = rf"(?P<new>{_RESIDUE})?"
    stop = rf"(?:\*|Ter|X)(?P<stop>{_NUMBER}|\?)?"
    return (
        re.compile(rf"(?P<wild>[A-Za-z]*|\*)(?P<position>{_NUMBER}){new}fs(?:{stop})?", flags),
        re.compile(
            rf"(?P<wild>{_RESIDUE})(?P<position>{_NUMBER}){new}ext(?:{stop}|(?P<before>-(?:{_NUMBER}|\?)))?",
            flags,
        ),
        re.compile(
            rf"{_PLACE}(?:del(?P<gone>{residues}|{_NUMBER})ins|(?P<kind>del|dup|ins))"
            rf"(?P<sequence>{residues}|\(?{_NUMBER}\)?|[A-Za-z]+\[{_NUMBER}\])",
            flags,
        ),
    )


# In a text of mixed case the capitals are residues and the small letters the kind: delINSinsPG takes I, N
# and S away. In any other text the first "ins" is the kind.
_STRICT = _patterns(0, r"(?:[A-Z][a-z]{2}|[A-Z*])*")
_LAX = _patterns(re.I, r"(?:(?!ins)[A-Za-z*])*")


def read_protein(body: str) -> Change:
    """Read one variant without its context.

    The `Change` has neither text nor gene. Where its status is ``not_understood`` or ``no_protein_change``,
    its problem is the end of a sentence that begins with the text.

    Examples
    --------
    >>> change = read_protein("R1966Gfs*12")
    >>> change.wild_type, change.position, change.mutant, change.inserted, change.new_stop
    ('R', 1966, 'fs', 'G', '12')
    >>> read_protein("Ter2550GlnextTer17").wild_type
    '*'
    """
    if _KEYWORD.search(body):
        for patterns in (_STRICT, _LAX):
            for pattern, read in zip(patterns, (_frameshift, _extension, _in_frame), strict=True):
                match = pattern.fullmatch(body)
                if match:
                    return read(match)
    match = _REPLACED.fullmatch(body)
    if match:
        return _in_frame(match)
    match = _UNCHANGED.fullmatch(body)
    if match:
        return _unchanged(match)
    match = _TWICE.fullmatch(body)
    if match:
        return _twice(match)
    return _splice(body) or _substitution(_WITH_DASH.sub(r"\1\2", body))


_WHOLE_PROTEIN = {
    "=": "means that the protein is unchanged, and names no residue",
    "?": "means that the effect on the protein is not known",
    "0": "means that no protein is made, and names no residue",
    "0?": "means that probably no protein is made, and names no residue",
}


def looks_like_change(token: str) -> bool:
    """Return whether a single word is a variant, and no gene whose symbol reads like one.

    Examples
    --------
    >>> looks_like_change("F2108L"), looks_like_change("p.Phe2108Leu"), looks_like_change("R1966fs")
    (True, True, True)
    >>> looks_like_change("C1S"), looks_like_change("S2448"), looks_like_change("MTOR")
    (False, False, False)
    """
    body = token.removeprefix("p.").removeprefix("(").removesuffix(")")
    if not any(map(str.isdigit, body)) or body.upper() in _CALLED_LIKE_CHANGES:
        return False
    change = read_protein(body)
    if change.status not in ("ok", "impossible_amino_acid") or not (change.mutant and change.wild_type):
        return False
    return len(body) != 3 or body[:2] in ("M1", "m1")


def read_whole_protein(body: str) -> Change | None:
    """Read statements on the whole protein: ``=``, ``?``, ``0``; None for everything else."""
    if body not in _WHOLE_PROTEIN:
        return None
    mutant = body if body in "=?" else ""
    return Change("", mutant=mutant, status="no_protein_change", problem=_WHOLE_PROTEIN[body])


def _splice(body: str) -> Change | None:
    match = _SPLICE.fullmatch(body)
    if match is None:
        return None
    position, wild = int(match["position"]), (match["wild"] or "X").upper()
    said = f"is a variant of the splice site near residue {position}; its effect on the protein is not given"
    change = Change("", "", "" if wild == "X" else wild, position)
    return _possible(change, wild)._replace(status="no_protein_change", problem=said)


def _substitution(body: str) -> Change:
    match = _SUBSTITUTION.fullmatch(body)
    if match is None:
        return refused(
            "is not a substitution, a residue or a position; "
            "write it like MTOR:F2108L, RPTOR:S863 or MTOR:2108"
        )
    wild, mutant = _letter(match["wild"]), _letter(match["mutant"])
    if mutant and not wild:
        return refused(_NO_WILD_TYPE)
    change = Change("", "", wild, int(match["position"]), "=" if mutant and mutant == wild else mutant)
    return _possible(change, (wild, "" if mutant in ("=", "?") else mutant))


def _unchanged(match: re.Match[str]) -> Change:
    """Return a range of residues that all stay unchanged."""
    position, end = int(match["position"]), int(match["end"])
    if end <= position:
        return refused(_BACKWARDS)
    wild, end_wild = _letter(match["wild"]), _letter(match["end_wild"])
    return _possible(Change("", "", wild, position, "=", end=end, end_wild_type=end_wild), (wild, end_wild))


def _twice(match: re.Match[str]) -> Change:
    """Return the variant of the residues before and after an arrow, without what both ends share."""
    first, old, new = int(match["position"]), match["old"], match["new"]
    if first != int(match["again"]):
        return refused("names two positions for one variant; write it like S2215Y")
    if not new:
        return refused("does not name what is inserted; write it like S2215Y")
    while len(old) > 1 and len(new) > 1 and old[0] == new[0]:
        first, old, new = first + 1, old[1:], new[1:]
    while len(old) > 1 and len(new) > 1 and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    if len(old) == 1 and len(new) == 1:
        return _substitution(f"{old}{first}{new}")
    if len(new) == 1 and old[0] == new:
        # What is left of the first residue: the others are gone.
        first, old, new = first + 1, old[1:], ""
    elif len(new) == 1 and old[-1] == new:
        old, new = old[:-1], ""
    last = first + len(old) - 1
    stretch = f"{old[0]}{first}_{old[-1]}{last}" if last > first else f"{old}{first}"
    return read_protein(f"{stretch}delins{new}" if new else f"{stretch}del")


def read_one_of(body: str) -> Change | None:
    """Read HGVS's notation for one of several, ``Phe2108Leu^Ile``; None for everything else.

    Examples
    --------
    >>> read_one_of("Phe2108Leu^Ile").candidates
    ('F2108L', 'F2108I')
    """
    first, *others = (part.strip() for part in body.split("^"))
    if not others:
        return None
    change = read_protein(first)
    found = [change]
    for other in others:
        whole = not re.fullmatch(rf"{_RESIDUE}|=", other)
        found.append(read_protein(other if whole else f"{change.wild_type}{change.position}{_letter(other)}"))
    wrong = next((one for one in found if one.status != "ok"), None)
    if wrong is not None:
        return wrong
    if len({(one.wild_type, one.position) for one in found}) > 1 or not all(map(_is_substitution, found)):
        return refused("leaves open which one of several variants is there; write the one that is")
    names = tuple(dict.fromkeys(map(short_name, found)))
    if len(names) == 1:
        return change
    problem = f"one of {' and '.join((', '.join(names[:-1]), names[-1]))}; the text leaves open which"
    return change._replace(mutant="", status="ambiguous", problem=problem, candidates=names)


def _is_substitution(change: Change) -> bool:
    return bool(change.wild_type) and not change.end and (change.mutant in _KNOWN or change.mutant == "=")


def _frameshift(match: re.Match[str]) -> Change:
    named, new = _residues(match["wild"]), _letter(match["new"])
    if "*" in named:
        return refused("begins in the stop codon, so it is an extension; write it like *2550Qext*17")
    position, wild = int(match["position"]), named[0] if named else ""
    if new == "*":
        if not wild:
            return refused(_NO_WILD_TYPE)
        return _possible(Change("", "", wild, position, "*"), named)
    inserted = "" if new == UNKNOWN else new
    change = Change(
        "", "", wild, position, "fs",
        inserted=inserted,
        # A new residue alone is half of what HGVS wants; where the new stop is, is then unknown.
        new_stop=_count(match["stop"]) or ("?" if inserted else ""),
        residues="".join(named) if len(named) > 1 else "",
    )  # fmt: skip
    return _possible(change, (*named, inserted))


def _extension(match: re.Match[str]) -> Change:
    wild, position, new = _letter(match["wild"]), int(match["position"]), _letter(match["new"])
    if match["before"] and (wild, position) != ("M", 1):
        return refused("extends the chain at its start, which is M1; write it like M1ext-5")
    if not match["before"] and wild != "*":
        return refused("extends the chain at its end, which is the stop; write it like *2550Qext*17")
    inserted = "" if new == UNKNOWN else new
    new_stop = f"-{_count(match['before'][1:])}" if match["before"] else _count(match["stop"]) or "?"
    change = Change("", "", wild, position, "ext", inserted=inserted, new_stop=new_stop)
    return _possible(change, (wild, inserted))


def _in_frame(match: re.Match[str]) -> Change:
    """Return a deletion, duplication, insertion or replacement, after checking that its parts agree."""
    groups = match.groupdict()
    kind, position = (groups.get("kind") or "delins").lower(), int(groups["position"])
    named, three = _residues(groups["wild"]), _is_code(groups["wild"] or groups["end_wild"] or "")
    put_in, gone_written = groups["sequence"], groups.get("gone") or ""
    if kind in ("del", "dup"):
        put_in, gone_written = "", put_in
    after_several = position + len(named) - 1 if len(named) > 1 else 0
    end = int(groups["end"]) if groups["end"] else after_several
    counted = re.fullmatch(rf"\(?({_NUMBER})\)?", gone_written)
    gone = [] if counted else _sequence(gone_written, three)
    nowhere = bool(groups["end"]) and not end
    wrong = _BACKWARDS if nowhere else _wrong_place(kind, position, end, put_in)
    if wrong:
        return refused(wrong)
    spans = end - position + 1 if end else 1
    end_wild = _letter(groups["end_wild"])
    for written in (int(counted[1]) if counted else len(gone), len(named) if len(named) > 1 else 0):
        if written not in (0, spans):
            return refused(f"spans {spans} residues but writes out {written}")
    if gone and (gone[: len(named)] != named or end_wild not in ("", gone[-1])):
        return refused("names the same residues twice, and differently")
    every = gone or (named if len(named) > 1 else [])
    sequence = _sequence(put_in, three)
    if "*" in sequence[:-1] or "*" in every[:-1]:
        return refused("has residues behind a stop")
    mutant, inserted, wild = kind, "".join(sequence), "".join(every[:1] or named)
    if kind == "delins" and not end and len(sequence) == 1:
        if not wild:
            return refused(_NO_WILD_TYPE)
        mutant, inserted = "=" if inserted == wild else inserted, ""
    change = Change(
        "", "", wild, position, mutant,
        end=end,
        end_wild_type=end_wild or ("".join(every[-1:]) if end else ""),
        inserted=inserted,
        residues="".join(every) if len(every) > 2 else "",
    )  # fmt: skip
    return _possible(change, (*named, *gone, end_wild, *sequence))


def _wrong_place(kind: str, position: int, end: int, put_in: str) -> str:
    """Return the problem with a range and with what is inserted there; empty if there is none."""
    if kind == "ins" and end != position + 1:
        return _BACKWARDS if end and end < position else _BETWEEN
    if end and end <= position:
        return _BACKWARDS
    if kind in ("ins", "delins"):
        like = f"write it like L1460{'_V1461' if kind == 'ins' else ''}{kind}GS"
        if not put_in:
            return f"does not name what is inserted; {like}"
        if not put_in.replace("*", "").isalpha() and put_in != "*":
            return f"gives how many residues are inserted, not which; {like}"
    return ""


def _possible(change: Change, letters: Iterable[str]) -> Change:
    """Return the variant, with a letter that is no amino acid as its problem."""
    for letter in letters:
        if letter and letter not in _KNOWN:
            problem = f"'{letter}' is no amino acid"
            if letter == UNKNOWN:
                problem = f"'{UNKNOWN}' is the unknown residue; write the amino acid"
            return change._replace(status="impossible_amino_acid", problem=problem)
    return change


def refused(problem: str) -> Change:
    """Return a variant that is not understood, with the reason."""
    return Change("", status="not_understood", problem=problem)


def _is_code(written: str) -> bool:
    return written.upper() in _CODES


def _letter(code: str | None) -> str:
    """Return the one-letter code; X is a stop, as in old HGVS; other texts are returned unchanged."""
    if not code:
        return ""
    if len(code) == 1:
        return "*" if code in "Xx" else code.upper()
    return _CODES.get(code.upper(), code)


def _residues(written: str) -> list[str]:
    """Return the residues before a position: one, or several in a row as in ``SSR268fs``."""
    if len(written) < 2 or _is_code(written) or (len(written) == 3 and written.istitle()):
        return [_letter(written)] if written else []
    return _sequence(written, three=False)


def _sequence(written: str, three: bool) -> list[str]:
    """Return the residues of a sequence; capitals are three-letter codes only if the wild type is one."""
    triplets = [written[k : k + 3] for k in range(0, len(written), 3)]
    if all(_is_code(t) for t in triplets) and (three or all(t.istitle() for t in triplets)):
        return [_letter(t) for t in triplets]
    return [_letter(letter) for letter in written]


def _count(written: str | None) -> str:
    return str(int(written)) if written and written.isdigit() else written or ""
