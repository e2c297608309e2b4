/*
 * Ribbons of protein chains for scene.js, from CA atoms and secondary structure.
 * One name is added to the page: mtorstruct.
 */
(function (root) {
  "use strict";

  const space = (root.mtorstruct = root.mtorstruct || {});
  const STATES = { helix: "h", strand: "s", coil: "c" };
  const QUALITY = [[1500, 8], [3000, 5], [Infinity, 3]]; // points across and along a ribbon, by number of residues
  const CO_A = 2.4; // from CA to O

  const minus = (a, b) => ({ x: a.x - b.x, y: a.y - b.y, z: a.z - b.z });
  const dot = (a, b) => a.x * b.x + a.y * b.y + a.z * b.z;
  const cross = (a, b) => ({ x: a.y * b.z - a.z * b.y, y: a.z * b.x - a.x * b.z, z: a.x * b.y - a.y * b.x });

  function unit(a) {
    const length = Math.hypot(a.x, a.y, a.z);
    return length > 1e-3 ? { x: a.x / length, y: a.y / length, z: a.z / length } : null;
  }

  const residueOf = (atom) => [atom.chain, atom.resi, atom.icode].join("|");
  const isAlpha = (atom) => atom.atom === "CA" && atom.elem === "C" && !atom.hetflag;

  /* Pieces of the chains: their CA atoms with the state of each, from runs of [piece, state, number]. */
  function piecesOf(atoms, runs) {
    const alphas = atoms.filter(isAlpha);
    const pieces = [];
    let k = 0;
    for (const [piece, state, n] of runs) {
      pieces[piece] = pieces[piece] || [];
      for (const end = k + n; k < end; k++) pieces[piece].push({ atom: alphas[k], state: STATES[state] });
    }
    return pieces;
  }

  /*
   * Direction of C=O of each residue of a piece. Without the atom it is that of the cross product of the vectors to
   * the CA atoms before and behind: along the axis of a helix, and across a strand, where its side alternates.
   */
  function directions(piece, oxygens) {
    let last = null;
    return piece.map(({ atom }, k) => {
      const oxygen = oxygens.get(residueOf(atom));
      let found = oxygen && unit(minus(oxygen, atom));
      if (!found && piece.length > 2) {
        const middle = Math.min(Math.max(k, 1), piece.length - 2);
        const [before, here, behind] = [-1, 0, 1].map((step) => piece[middle + step].atom);
        found = unit(cross(minus(here, before), minus(behind, here)));
        if (found && last && dot(found, last) < 0) found = { x: -found.x, y: -found.y, z: -found.z };
      }
      last = found || last || { x: 1, y: 0, z: 0 };
      return last;
    });
  }

  /*
   * Draw the chains of a model that was read: a model of their CA atoms, each with its O. `of` is the atom that was
   * read. A piece is a chain of its own, numbered without gaps, so that nothing is drawn across a break.
   */
  space.addRibbons = function (viewer, model, runs, colourOf) {
    const atoms = model.selectedAtoms({});
    const oxygens = new Map();
    for (const atom of atoms) if (atom.atom === "O" && !atom.hetflag) oxygens.set(residueOf(atom), atom);
    const made = [];
    piecesOf(atoms, runs).forEach((piece, number) => {
      const towards = directions(piece, oxygens);
      piece.forEach(({ atom, state }, k) => {
        const shared = {
          chain: String(number), reschain: number, resi: k + 1, resn: atom.resn, ss: state, hetflag: false, of: atom,
        };
        const at = towards[k];
        made.push(
          { elem: "C", atom: "CA", x: atom.x, y: atom.y, z: atom.z, ...shared },
          { elem: "O", atom: "O", x: atom.x + CO_A * at.x, y: atom.y + CO_A * at.y, z: atom.z + CO_A * at.z, ...shared },
        );
      });
    });
    made.forEach((atom, k) => Object.assign(atom, {
      serial: k, index: k, bonds: [], bondOrder: [], properties: {},
    }));
    viewer.setDefaultCartoonQuality(QUALITY.find(([most]) => made.length / 2 < most)[1]);
    const ribbons = viewer.addModel();
    ribbons.addAtoms(made);
    ribbons.setStyle({}, { cartoon: { arrows: true, colorfunc: (atom) => colourOf(atom.of) } });
    return ribbons;
  };

  /* Atoms of polymers other than protein, which have no CA atom: nucleic acids. */
  space.atomsWithoutRibbon = function (model) {
    const atoms = model.selectedAtoms({});
    const drawn = new Set(atoms.filter(isAlpha).map(residueOf));
    return atoms.filter((atom) => !atom.hetflag && !drawn.has(residueOf(atom))).map((atom) => atom.index);
  };
})(window);
