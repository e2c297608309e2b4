/*
 * Draws a scene (mtorstruct.views.scene, as JSON) with 3Dmol.js, in notebooks and in reports.
 * One name is added to the page: mtorstruct.
 */
(function (root) {
  "use strict";

  const space = (root.mtorstruct = root.mtorstruct || {});
  const NEAR_A = 16; // what is seen around a residue
  const FRONT_A = 15; // in front of a residue; what is nearer to the reader is cut away
  const CHOSEN = 0.6; // of its size has a chosen sphere, which is seen from near
  const SMALLER = 0.4; // of their size have the spheres beside it
  const BESIDE_A = 2.4; // between spheres of several changes of one residue
  const FEW = 6; // labels that are all written, with lines to their spheres where they had to move
  const LABEL_PX = { x: 64, y: 24 }; // room of a label
  const ASIDE = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [-1, 0, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]];

  const asPoint = ([x, y, z]) => ({ x: x, y: y, z: z });
  const squared = (a, b) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
  const nameOf = (mark) => mark.key.replace(/^MTOR:/, "");

  /* --- residues and ligands ------------------------------------------------------------------------ */

  /* Chains, of which the reader of 3Dmol.js keeps the quotes, and insertion codes, which it leaves out. */
  function nameAtoms(model, named) {
    const atoms = model.selectedAtoms({});
    let k = 0;
    for (const [chain, code, n] of named) {
      for (const end = k + n; k < end; k++) Object.assign(atoms[k], { chain: chain, icode: code });
    }
  }

  /* Colour of an atom, by chain, author number and insertion code. */
  function colouring(paints) {
    const colours = new Map();
    for (const paint of paints) {
      for (const span of paint.spans) {
        for (let number = span.start; number <= span.end; number++) {
          colours.set([span.chain, number, span.insertion_code].join("|"), paint.colour);
        }
      }
    }
    return (atom) => colours.get([atom.chain, atom.resi, atom.icode].join("|"));
  }

  /* Ribbons are a model of their own behind the atoms that were read, which are not drawn themselves. */
  function drawResidues(viewer, scene) {
    const model = viewer.addModel(scene.model.cif, "cif");
    nameAtoms(model, scene.model.named);
    const colorfunc = colouring(scene.paints);
    model.setStyle({}, {});
    space.addRibbons(viewer, model, scene.model.ribbons, colorfunc);
    const others = space.atomsWithoutRibbon(model);
    if (others.length) model.setStyle({ index: others }, { cartoon: { colorfunc: colorfunc } });
    return model;
  }

  /* A ligand that the entry has is solid; one that was carried over is thin, in a see-through cloud. */
  function drawLigand(viewer, ligand, close) {
    const bound = ligand.basis === "bound";
    viewer.addModel(ligand.cif, "cif").setStyle({}, {
      stick: { color: ligand.colour, radius: bound && !close ? 0.4 : 0.2 },
      sphere: { color: ligand.colour, scale: bound ? (close ? 0.22 : 0.45) : 0.75, opacity: bound ? 1 : 0.35 },
    });
  }

  /* --- spheres ------------------------------------------------------------------------------------- */

  /* Where each sphere lies: on its CA atom, several changes of one residue side by side. */
  function placesOf(marks) {
    const met = new Map();
    return marks.map((mark) => {
      const here = mark.xyz.join();
      const k = met.get(here) || 0;
      met.set(here, k + 1);
      const ring = Math.ceil(k / (ASIDE.length - 1));
      const aside = k ? ASIDE[1 + ((k - 1) % (ASIDE.length - 1))] : ASIDE[0];
      return mark.xyz.map((value, axis) => value + BESIDE_A * ring * aside[axis]);
    });
  }

  /* Points as a model without a look of its own: one mesh, however many there are. */
  function addPoints(viewer, places, more) {
    const model = viewer.addModel();
    model.addAtoms(places.map((place, k) => Object.assign(asPoint(place), {
      elem: "C", atom: "CA", resn: "VAR", hetflag: true, serial: k, index: k, bonds: [], bondOrder: [],
      properties: {},
    }, more ? more(k) : {})));
    model.setStyle({}, {});
    return model;
  }

  function drawMarks(viewer, marks, places) {
    return addPoints(viewer, places, (k) => ({ chain: marks[k].residue.chain, resi: marks[k].residue.start }));
  }

  function paintMarks(model, marks, colourOf, radiusOf) {
    const groups = new Map();
    marks.forEach((mark, index) => {
      const radius = radiusOf(mark);
      const name = radius ? colourOf(mark) + "|" + radius : "";
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(index);
    });
    for (const [name, serial] of groups) {
      const [color, size] = name.split("|");
      model.setStyle({ serial: serial }, name ? { sphere: { color: color, radius: Number(size) } } : {});
    }
  }

  /* --- labels -------------------------------------------------------------------------------------- */

  function write(viewer, text, place, ink, size, aside) {
    return viewer.addLabel(text, {
      position: asPoint(place), inFront: true, fontSize: size, fontColor: ink.text,
      alignment: aside ? "center" : "bottomCenter",
      backgroundColor: ink.ground, backgroundOpacity: 0.9, borderColor: ink.text, borderThickness: 0.8,
      screenOffset: { x: 0, y: aside ? 0 : 8 },
    });
  }

  /* Keys of the marks that have a label, in the order of the legend: what matters most is labelled first. */
  function labelled(scene) {
    const place = (mark) => scene.legend.findIndex((item) => item.colour === mark.colour && item.kind !== "ligand");
    return scene.marks.filter((mark) => mark.label).sort((a, b) => place(a) - place(b)).map((mark) => mark.key);
  }

  /* Of several labels that would lie on each other the first one stays. */
  function withoutOverlap(viewer, indices, places) {
    const kept = [];
    for (const index of indices) {
      const at = viewer.modelToScreen(asPoint(places[index]));
      const free = kept.every(([, other]) =>
        Math.abs(other.x - at.x) > LABEL_PX.x || Math.abs(other.y - at.y) > LABEL_PX.y);
      if (free) kept.push([index, at]);
    }
    return kept.map(([index]) => index);
  }

  /* --- camera -------------------------------------------------------------------------------------- */

  /* Quaternion that turns a direction of the model towards the reader. */
  function facing([x, y, z]) {
    const length = Math.hypot(x, y, z);
    if (length < 0.1) return [0, 0, 0, 1];
    const turned = [y / length, -x / length, 0, 1 + z / length];
    const size = Math.hypot(...turned);
    return size < 1e-6 ? [1, 0, 0, 0] : turned.map((value) => value / size);
  }

  /* The direction of the model that points up on the screen, under a quaternion. */
  function upwards([x, y, z, w]) {
    return [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)];
  }

  function middleOf(points) {
    return [0, 1, 2].map((axis) => points.reduce((sum, p) => sum + p[axis], 0) / points.length);
  }

  function atomsAround(atoms, place, reach) {
    return atoms.filter((atom) => squared([atom.x, atom.y, atom.z], place) < reach ** 2);
  }

  /* Zoom at which what lies around a residue fills the picture; asked before anything is drawn. */
  function closeZoom(viewer, model) {
    const atoms = model.selectedAtoms({});
    const { x, y, z } = atoms[Math.floor(atoms.length / 2)];
    const close = atomsAround(atoms, [x, y, z], NEAR_A);
    viewer.zoomTo({ model: model, index: close.map((atom) => atom.index) });
    return viewer.getView()[3];
  }

  /* View of what lies around a place, from outside, so that little stands in front of it. */
  function viewOf(model, place, zoom) {
    const around = atomsAround(model.selectedAtoms({}), place, 2 * NEAR_A);
    if (!around.length) return null;
    const inside = middleOf(around.map((atom) => [atom.x, atom.y, atom.z]));
    const outwards = place.map((value, axis) => value - inside[axis]);
    return [-place[0], -place[1], -place[2], zoom, ...facing(outwards)];
  }

  /* View of what the camera of a scene looks at, from its direction; the whole model without one. */
  function framed(viewer, model, camera, wanted) {
    const box = viewer.getCanvas().getBoundingClientRect();
    viewer.zoomTo({ model: model });
    /* The picture is fitted by its height: on a narrow page it has to be smaller. */
    if (box.width < box.height) viewer.zoom(box.width / box.height);
    if (camera.radius_A > 0) {
      const ends = addPoints(viewer, ASIDE.slice(1).map((step) =>
        camera.centre.map((value, axis) => value + camera.radius_A * step[axis])));
      viewer.zoomTo({ model: ends });
      viewer.removeModel(ends);
    }
    const [x, y, z, away] = viewer.getView();
    const slab = space.slabOf(camera, viewer.getSlab(), wanted, [-x, -y, -z]);
    viewer.setSlab(slab.near, slab.far);
    viewer.setView([x, y, z, away, ...facing(camera.direction)]);
  }

  function blend(from, to, part) {
    const same = from.slice(4).reduce((sum, value, k) => sum + value * to[4 + k], 0) < 0 ? -1 : 1;
    const mixed = from.slice(0, 8).map((value, k) => value + (to[k] * (k < 4 ? 1 : same) - value) * part);
    const size = Math.hypot(...mixed.slice(4));
    return mixed.map((value, k) => (k < 4 ? value : value / size));
  }

  /* Fly from view to view; `still` jumps. */
  function pilot(viewer, still) {
    let flight = 0;
    return function (to) {
      const mine = ++flight;
      const from = viewer.getView();
      const start = performance.now();
      const move = () => {
        if (mine !== flight) return;
        const part = still ? 1 : Math.min(1, (performance.now() - start) / 700);
        viewer.setView(blend(from, to, part * part * (3 - 2 * part)));
        if (part < 1) requestAnimationFrame(move);
      };
      move();
    };
  }

  /* --- the picture --------------------------------------------------------------------------------- */

  /*
   * Draw `scene` into `viewer` and return what can be done with the picture.
   * options: ink {text, ground} (colours of labels); onPick(mark); onHover(mark); describe(mark) (text shown on
   * hovering); colourOf(mark) (colour of its sphere, where it is not its own); named (keys to be labelled, the
   * first ones first; without them the marks that have a label); still (true: the camera jumps).
   */
  space.drawScene = function (viewer, scene, options) {
    const marks = scene.marks;
    const places = placesOf(marks);
    const model = drawResidues(viewer, scene);
    scene.ligands.forEach((ligand) => drawLigand(viewer, ligand, scene.close_up));
    const spheres = drawMarks(viewer, marks, places);
    const fly = pilot(viewer, options.still);
    const zoom = closeZoom(viewer, model);
    const state = {
      ink: options.ink, colourOf: options.colourOf || ((mark) => mark.colour), shown: null, chosen: "",
      named: options.named || labelled(scene), hovered: null,
      labels: [], halos: [], leaders: [], up: [0, 1, 0],
    };
    const isShown = (mark) => !state.shown || mark.kind !== "variant" || state.shown.has(mark.key);
    /* Beside the chosen sphere the others are small. */
    const radiusOf = (mark) =>
      isShown(mark) ? mark.radius_A * (!state.chosen ? 1 : state.chosen === mark.key ? CHOSEN : SMALLER) : 0;
    const firstOf = (key) => marks.findIndex((mark) => mark.key === key);

    function clear() {
      state.labels.forEach((label) => viewer.removeLabel(label));
      [...state.halos, ...state.leaders].forEach((shape) => viewer.removeShape(shape));
      state.leaders = [];
      state.labels = [];
      state.halos = [];
    }

    function label() {
      const wanted = state.named.map(firstOf).filter((index) => index >= 0 && isShown(marks[index]));
      if (wanted.length <= FEW) {
        const words = wanted.map((index) => [nameOf(marks[index]), places[index]]);
        [state.labels, state.leaders] =
          space.writeAll(viewer, words, state.ink, write, space.valuesOf(scene.close_up));
        return;
      }
      state.labels = withoutOverlap(viewer, wanted, places)
        .map((index) => write(viewer, nameOf(marks[index]), places[index], state.ink, 12));
    }

    function light() {
      marks.forEach((mark, index) => {
        if (mark.key !== state.chosen) return;
        const radius = mark.radius_A * CHOSEN * 1.45;
        state.halos.push(viewer.addSphere({
          center: asPoint(places[index]), radius: radius, color: state.ink.text, opacity: 0.3,
        }));
        const above = places[index].map((value, axis) => value + state.up[axis] * radius);
        state.labels.push(write(viewer, nameOf(mark), above, state.ink, 16));
      });
    }

    function annotate() {
      clear();
      if (state.chosen) light();
      else label();
      viewer.render();
    }

    function repaint() {
      paintMarks(spheres, marks, state.colourOf, radiusOf);
      annotate();
    }

    function leave() {
      if (state.hovered) viewer.removeLabel(state.hovered);
      state.hovered = null;
    }

    function enter(atom) {
      leave();
      const mark = marks[atom.serial];
      if (!isShown(mark) || mark.key === state.chosen) return;
      if (options.onHover) options.onHover(mark);
      state.hovered = write(viewer, options.describe(mark), places[atom.serial], state.ink, 13);
    }

    function lookAt(place) {
      const view = viewOf(model, place, zoom);
      if (!view) return;
      state.up = upwards(view.slice(4));
      viewer.setSlab(-FRONT_A, slab.far);
      fly(view);
    }

    spheres.setClickable({}, true, (atom) => {
      if (isShown(marks[atom.serial])) options.onPick(marks[atom.serial]);
    });
    spheres.setHoverable({}, true, enter, leave);
    framed(viewer, model, scene.camera, [...places, ...scene.ligands.map((ligand) => ligand.centre)]);
    space.drawCloseUp(viewer, scene, options.ink);
    const home = viewer.getView();
    const slab = viewer.getSlab();
    repaint();

    return {
      /* Whether a change is in the picture, and where its first sphere is. */
      has: (key) => firstOf(key) >= 0,
      placeOf: (key) => places[firstOf(key)],
      /*
       * Colour the spheres anew: colour(mark) gives the colour of each; `named` are the keys to be labelled.
       * Only the spheres of the keys `shown` are drawn; null draws all.
       */
      recolour(colour, named, shown) {
        state.colourOf = colour;
        state.named = named;
        state.shown = shown;
        repaint();
      },
      /* Light a change up and go there. */
      choose(key) {
        leave();
        state.chosen = key;
        const index = firstOf(key);
        if (index >= 0) lookAt(places[index]);
        repaint();
      },
      /* Go to the drug site of the first copy. */
      visit(site) {
        const ligand = scene.ligands.find((one) => one.site === site);
        if (ligand) lookAt(ligand.centre);
      },
      /* Back to the whole structure. */
      home() {
        state.chosen = "";
        viewer.setSlab(slab.near, slab.far);
        fly(home);
        repaint();
      },
      /* Colours of labels, for another background. */
      dye(colours) {
        state.ink = colours;
        annotate();
      },
    };
  };

  /* A promise that is kept when an element has a size: what is drawn before has none, and no zoom. */
  space.shown = function (element) {
    return new Promise((resolve) => {
      const observer = new ResizeObserver(() => {
        if (!element.clientWidth || !element.clientHeight) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(element);
    });
  };

  /* Draw a scene beside the lines that tell about its spheres, in the element of an id. */
  space.drawBeside = function (viewer, scene, id) {
    const tell = (mark) => {
      const told = document.getElementById(id);
      if (!told) return;
      const here = scene.marks.filter((other) => other.xyz.join() === mark.xyz.join());
      told.replaceChildren(...here.flatMap((other) => other.details).map((text) => {
        const line = document.createElement("div");
        line.textContent = text;
        return line;
      }));
    };
    const picture = space.drawScene(viewer, scene, {
      ink: { text: "#111111", ground: "#ffffff" },
      still: matchMedia("(prefers-reduced-motion: reduce)").matches,
      describe: nameOf,
      onHover: tell,
      onPick: (mark) => {
        tell(mark);
        picture.choose(mark.key);
      },
    });
    return picture;
  };
})(window);
