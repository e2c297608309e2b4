/* Draws a scene (mtorstruct.view.scene, as JSON) with 3Dmol.js. One name is added to the page: mtorstruct. */
(function (root) {
  "use strict";

  const space = (root.mtorstruct = root.mtorstruct || {});
  const NEAR_A = 16;

  function residues(span) {
    const chosen = { chain: span.chain, resi: [span.start === span.end ? span.start : span.start + "-" + span.end] };
    if (span.insertion_code) chosen.icode = span.insertion_code;
    return chosen;
  }

  function drawResidues(viewer, scene) {
    const model = viewer.addModel(scene.model.cif, "cif");
    model.setStyle({}, {});
    for (const paint of scene.paints) {
      const cartoon = { color: paint.colour };
      if (scene.model.trace) Object.assign(cartoon, { style: "trace", thickness: 0.8 });
      for (const span of paint.spans) model.setStyle(residues(span), { cartoon: cartoon });
    }
    return model;
  }

  function drawLigand(viewer, ligand) {
    const bound = ligand.basis === "bound";
    const stick = { color: ligand.colour, radius: bound ? 0.6 : 0.4, opacity: bound ? 1 : 0.75 };
    viewer.addModel(ligand.cif, "cif").setStyle({}, { stick: stick });
  }

  function atomOf(mark, index) {
    const [x, y, z] = mark.xyz;
    return {
      elem: "C", atom: "CA", resn: "VAR", hetflag: true, serial: index, chain: mark.residue.chain,
      resi: mark.residue.start, x: x, y: y, z: z, bonds: [], bondOrder: [], properties: {},
    };
  }

  /* Spheres are atoms of a model of their own: one mesh, however many there are. */
  function drawMarks(viewer, marks) {
    const model = viewer.addModel();
    model.addAtoms(marks.map(atomOf));
    return model;
  }

  function paintMarks(model, marks, colourOf, shown) {
    const groups = new Map();
    marks.forEach((mark, index) => {
      const visible = !shown || mark.kind !== "variant" || shown.has(mark.key);
      const name = visible ? colourOf(mark) + "|" + mark.radius_A : "";
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(index);
    });
    for (const [name, serial] of groups) {
      const [color, radius] = name.split("|");
      model.setStyle({ serial: serial }, name ? { sphere: { color: color, radius: Number(radius) } } : {});
    }
  }

  function write(viewer, text, xyz, ink, size) {
    const [x, y, z] = xyz;
    return viewer.addLabel(text, {
      position: { x: x, y: y, z: z }, inFront: true, fontSize: size, fontColor: ink.text, alignment: "bottomCenter",
      backgroundColor: ink.ground, backgroundOpacity: 0.85, borderColor: ink.text, borderThickness: 0.6,
      screenOffset: { x: 0, y: -10 },
    });
  }

  function near(model, xyz) {
    const [x, y, z] = xyz;
    return model
      .selectedAtoms({})
      .filter((a) => (a.x - x) ** 2 + (a.y - y) ** 2 + (a.z - z) ** 2 < NEAR_A ** 2)
      .map((a) => a.index);
  }

  /*
   * Draw `scene` into `viewer` and return what can be done with the picture.
   * options: ink {text, ground} (colours of labels), onPick(mark), describe(mark) (text shown on hovering),
   * still (true: the camera jumps), overview(model, viewer) (sets the first view).
   */
  space.drawScene = function (viewer, scene, options) {
    const marks = scene.marks;
    const milliseconds = options.still ? 0 : 600;
    const model = drawResidues(viewer, scene);
    scene.ligands.forEach((ligand) => drawLigand(viewer, ligand));
    const spheres = drawMarks(viewer, marks);
    let ink = options.ink;
    let colourOf = (mark) => mark.colour;
    let shown = null;
    let chosen = "";
    let hovered = null;
    let written = [];
    let halos = [];

    function refresh() {
      paintMarks(spheres, marks, colourOf, shown);
      written.forEach((label) => viewer.removeLabel(label));
      halos.forEach((halo) => viewer.removeShape(halo));
      written = [];
      halos = [];
      marks.forEach((mark) => {
        if (mark.key === chosen) return;
        if (!chosen && mark.label && (!shown || shown.has(mark.key))) {
          written.push(write(viewer, mark.label, mark.xyz, ink, 11));
        }
      });
      marks.filter((mark) => mark.key === chosen).forEach((mark) => {
        const [x, y, z] = mark.xyz;
        halos.push(viewer.addSphere({
          center: { x: x, y: y, z: z }, radius: mark.radius_A * 1.5, color: ink.text, opacity: 0.3,
        }));
        written.push(write(viewer, mark.key.replace(/^MTOR:/, ""), mark.xyz, ink, 15));
      });
      viewer.render();
    }

    function leave() {
      if (hovered) viewer.removeLabel(hovered);
      hovered = null;
    }

    function enter(atom) {
      const mark = marks[atom.serial];
      leave();
      if (mark && mark.key !== chosen) hovered = write(viewer, options.describe(mark), mark.xyz, ink, 12);
    }

    function lookAt(centre) {
      const index = near(model, centre);
      if (index.length) viewer.zoomTo({ model: model, index: index }, milliseconds);
    }

    spheres.setClickable({}, true, (atom) => options.onPick(marks[atom.serial]));
    spheres.setHoverable({}, true, enter, leave);
    viewer.zoomTo({ model: model });
    viewer.zoom(1.15);
    const home = viewer.getView();
    refresh();

    return {
      /* Whether a change is in the picture. */
      has: (key) => marks.some((mark) => mark.key === key),
      /* Colour the spheres anew: colour(mark) gives the colour of each. */
      recolour(colour) {
        colourOf = colour;
        refresh();
      },
      /* Show the spheres of these keys alone; null shows all. */
      show(keys) {
        shown = keys;
        refresh();
      },
      /* Light a change up and go there; an empty key lets go. */
      choose(key) {
        leave();
        chosen = key;
        refresh();
        const mark = marks.find((m) => m.key === key);
        if (mark) lookAt(mark.xyz);
      },
      /* Go to the drug site of the first copy. */
      visit(site) {
        const ligand = scene.ligands.find((l) => l.site === site);
        if (ligand) lookAt(ligand.centre);
      },
      /* Back to the whole structure. */
      home() {
        chosen = "";
        refresh();
        viewer.setView(home);
        viewer.render();
      },
      /* Colours of labels, for another background. */
      dye(colours) {
        ink = colours;
        refresh();
      },
    };
  };
})(window);
