/* Draws a scene of mtorstruct.views.scene with 3Dmol.js; the notebook view and the report use it. */
"use strict";
var mtorstructScene = (function () {
  const CARRIED_OVER = "transferred";

  /* Insertion codes, which the reader of 3Dmol.js leaves out; our mmCIF has one atom a line. */
  function addInsertionCodes(model, cif) {
    const lines = cif.split("\n").filter((line) => /^(ATOM|HETATM) /.test(line));
    model.selectedAtoms({}).forEach((atom, k) => {
      const code = lines[k].split(/ +/)[9];
      atom.icode = code === "?" || code === undefined ? "" : code;
    });
  }

  /* Colour by chain, author number and insertion code. */
  function colourMap(paints) {
    const colours = new Map();
    for (const paint of paints) {
      for (const span of paint.spans) {
        for (let number = span.start; number <= span.end; number++) {
          colours.set(`${span.chain}|${number}|${span.insertion_code}`, paint.colour);
        }
      }
    }
    return colours;
  }

  function drawModel(viewer, scene) {
    const model = viewer.addModel(scene.model.cif, "cif");
    addInsertionCodes(model, scene.model.cif);
    const colours = colourMap(scene.paints);
    const colorfunc = (atom) => colours.get(`${atom.chain}|${atom.resi}|${atom.icode}`) || "#DDDDDD";
    const id = { model: model.getID() };
    const cartoon = scene.model.trace ? { style: "trace", thickness: 1.0, colorfunc } : { colorfunc };
    viewer.setStyle(id, { cartoon });
    viewer.setStyle({ ...id, hetflag: true }, { stick: { radius: 0.12, color: "#999999" } });
  }

  /* A ligand that the entry has is solid; one that was carried over is thin and translucent. */
  function drawLigands(viewer, ligands) {
    for (const ligand of ligands) {
      const model = viewer.addModel(ligand.cif, "cif");
      const over = ligand.basis === CARRIED_OVER;
      viewer.setStyle({ model: model.getID() }, {
        stick: { radius: over ? 0.2 : 0.4, color: ligand.colour },
        sphere: { scale: over ? 0.75 : 0.45, color: ligand.colour, opacity: over ? 0.35 : 1.0 },
      });
    }
  }

  /* All spheres are one model, which draws and picks faster than a shape each. */
  function drawMarks(viewer, marks) {
    if (!marks.length) return null;
    const model = viewer.addModel();
    model.addAtoms(marks.map((mark, k) => ({
      elem: "C", atom: "CA", resn: "MRK", chain: mark.residue.chain, resi: mark.residue.start, hetflag: true,
      x: mark.xyz[0], y: mark.xyz[1], z: mark.xyz[2], serial: k, index: k, bonds: [], bondOrder: [], properties: {},
    })));
    styleMarks(viewer, model, marks);
    return model;
  }

  function styleMarks(viewer, model, marks) {
    const groups = new Map();
    marks.forEach((mark, k) => {
      const look = `${mark.colour}|${mark.radius_A}`;
      groups.set(look, [...(groups.get(look) || []), k]);
    });
    for (const [look, serial] of groups) {
      const [color, radius] = look.split("|");
      viewer.setStyle({ model: model.getID(), serial }, { sphere: { color, radius: Number(radius) } });
    }
  }

  function place(xyz) {
    return { x: xyz[0], y: xyz[1], z: xyz[2] };
  }

  /* Offsets in pixels that are tried for a label, nearest first. */
  const OFFSETS = [
    [8, -8], [8, 14], [-62, -8], [-62, 14], [8, -30], [-62, -30], [8, 36], [-62, 36], [8, -52], [-62, -52], [8, 58],
  ];

  /* Labels where they do not cover each other as the scene is first seen; one without a free place is left out. */
  function addLabels(viewer, marks) {
    const taken = [];
    for (const mark of marks.filter((m) => m.label)) {
      const at = viewer.modelToScreen(place(mark.xyz));
      const width = 8 * mark.label.length + 8;
      const boxes = OFFSETS.map(([dx, dy]) => [at.x + dx, at.y + dy, at.x + dx + width, at.y + dy + 20]);
      const free = boxes.findIndex((box) => !taken.some((other) =>
        box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]));
      if (free < 0) continue;
      taken.push(boxes[free]);
      addLabel(viewer, mark, mark.label, false, OFFSETS[free]);
    }
  }

  function addLabel(viewer, mark, text, strong, offset) {
    const [dx, dy] = offset || OFFSETS[0];
    return viewer.addLabel(text, {
      position: place(mark.xyz), inFront: true, alignment: "topLeft", fontSize: strong ? 14 : 12,
      font: "sans-serif", fontColor: "#111111", backgroundColor: strong ? "#FFF3B0" : "#FFFFFF",
      backgroundOpacity: 0.85, borderColor: "#333333", borderThickness: strong ? 1.0 : 0.5,
      screenOffset: { x: dx, y: -dy },
    });
  }

  function look(viewer, camera) {
    if (camera.radius_A > 0) {
      /* Two points at the ends of the sphere that is looked at. */
      const [x, y, z] = camera.centre;
      const r = camera.radius_A;
      const model = viewer.addModel();
      model.addAtoms([[-r, 0, 0], [r, 0, 0], [0, -r, 0], [0, r, 0], [0, 0, -r], [0, 0, r]].map((d, k) => ({
        elem: "H", atom: "X", resn: "CAM", chain: "", resi: 1, hetflag: true, serial: k, index: k, bonds: [],
        bondOrder: [], properties: {}, x: x + d[0], y: y + d[1], z: z + d[2],
      })));
      viewer.setStyle({ model: model.getID() }, {});
      viewer.zoomTo({ model: model.getID() });
      viewer.removeModel(model);
    } else {
      viewer.zoomTo();
    }
  }

  /**
   * Draw a scene.
   *
   * options.onPick(mark) is called when a sphere is clicked, options.onHover(mark or null) when the pointer
   * is on it. Returns an object whose select(key) looks at a mark and labels it (nothing for an unknown key),
   * and whose home() looks at the whole scene again.
   */
  function draw(viewer, scene, options) {
    const told = options || {};
    viewer.setBackgroundColor("white");
    drawModel(viewer, scene);
    drawLigands(viewer, scene.ligands);
    const spheres = drawMarks(viewer, scene.marks);
    let chosen = null;
    function select(key) {
      const mark = scene.marks.find((m) => m.key === key);
      if (chosen) viewer.removeLabel(chosen);
      chosen = mark ? addLabel(viewer, mark, mark.key, true) : null;
      if (mark) look(viewer, { centre: mark.xyz, radius_A: 25 });
      viewer.render();
      return mark || null;
    }
    if (spheres) {
      const these = { model: spheres.getID() };
      viewer.setClickable(these, true, (atom) => {
        const mark = scene.marks[atom.serial];
        if (told.onPick) told.onPick(mark);
      });
      viewer.setHoverable(these, true,
        (atom) => { if (told.onHover) told.onHover(scene.marks[atom.serial]); },
        () => { if (told.onHover) told.onHover(null); });
    }
    look(viewer, scene.camera);
    viewer.render();
    addLabels(viewer, scene.marks);
    viewer.render();
    return { select, home: () => { select(null); look(viewer, scene.camera); viewer.render(); } };
  }

  /** Draw a scene, and write about the sphere that is pointed at into the element of an id. */
  function drawBeside(viewer, scene, id) {
    const tell = (mark) => {
      const told = document.getElementById(id);
      if (!told || !mark) return;
      told.replaceChildren(...mark.details.map((text) => {
        const line = document.createElement("div");
        line.textContent = text;
        return line;
      }));
    };
    const waiting = document.getElementById(`${id}_waiting`);
    if (waiting) waiting.remove();
    const drawn = draw(viewer, scene, { onHover: tell, onPick: (mark) => { tell(mark); drawn.select(mark.key); } });
    return drawn;
  }

  return { draw, drawBeside };
})();
