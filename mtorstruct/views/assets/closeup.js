/* Draws what lies around a focus: side chains, the focus itself, and distances (mtorstruct.views.closeup). */
(function (root) {
  "use strict";

  const space = (root.mtorstruct = root.mtorstruct || {});
  const ELEMENTS = { N: "#3050F8", O: "#E00000", S: "#C8A000", P: "#E07000", Se: "#C8A000" };
  const THIN_A = 0.14, THICK_A = 0.28; // radii of sticks: of the neighbours, of the focus
  const HALO_A = 2.4; // around the CA atom of a focus
  const DASH_A = 0.06;
  const FRONT_A = 12; // in front of the focus; what is nearer to the reader is cut away

  const asPoint = ([x, y, z]) => ({ x: x, y: y, z: z });

  function text(viewer, words, place, ink) {
    viewer.addLabel(words, {
      position: asPoint(place), inFront: true, fontSize: 12, fontColor: ink.text, alignment: "center",
      backgroundColor: ink.ground, backgroundOpacity: 0.8, borderThickness: 0,
    });
  }

  /* Side chains that are built close to each other are no bond. */
  function onlyWithinResidues(model) {
    const atoms = new Map(model.selectedAtoms({}).map((atom) => [atom.index, atom]));
    const residue = (atom) => [atom.chain, atom.resi, atom.icode].join("|");
    for (const atom of atoms.values()) {
      const kept = atom.bonds.map((other) => atoms.has(other) && residue(atoms.get(other)) === residue(atom));
      atom.bonds = atom.bonds.filter((_, k) => kept[k]);
      atom.bondOrder = atom.bondOrder.filter((_, k) => kept[k]);
    }
  }

  function sideChains(viewer, close) {
    if (!close.own.length) return;
    const model = viewer.addModel(close.cif, "cif");
    const first = model.selectedAtoms({})[0].index;
    const colorfunc = (atom) => ELEMENTS[atom.elem] || close.colours[atom.index - first];
    const stick = (radius) => ({ stick: { radius: radius, colorfunc: colorfunc } });
    onlyWithinResidues(model);
    model.setStyle({}, stick(THIN_A));
    const own = close.own.flatMap((is, k) => (is ? [first + k] : []));
    if (own.length) model.setStyle({ index: own }, stick(THICK_A));
  }

  /* Where the values of distances are written: [text, place]. */
  space.valuesOf = (close) => (close ? close.measured : []).map(({ start, end, label }) =>
    [label, start.map((value, axis) => (value + end[axis]) / 2)]);

  space.drawCloseUp = function (viewer, scene, ink) {
    const close = scene.close_up;
    if (!close) return;
    sideChains(viewer, close);
    if (!scene.ligands.some((ligand) => ligand.site === close.name)) {
      viewer.addSphere({ center: asPoint(close.place), radius: HALO_A, color: ink.text, opacity: 0.15 });
      const labelled = scene.marks.some((mark) => mark.label && mark.xyz.join() === close.place.join());
      if (!labelled) text(viewer, close.name.replace(/^MTOR:/, ""), close.place, ink);
    }
    for (const { start, end } of close.measured) {
      viewer.addCylinder({
        start: asPoint(start), end: asPoint(end), radius: DASH_A, color: ink.text, dashed: true,
        dashLength: 0.25, gapLength: 0.2,
      });
    }
    space.valuesOf(close).forEach(([label, place]) => text(viewer, label, place, ink));
    viewer.setSlab(-FRONT_A, viewer.getSlab().far);
  };
})(window);
