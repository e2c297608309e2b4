/* Writes a few labels so that none lies on another; a line leads from each that had to move to its place. */
(function (root) {
  "use strict";

  const space = (root.mtorstruct = root.mtorstruct || {});
  const HIGH_PX = 26, LETTER_PX = 8.5, EDGE_PX = 16; // of a label: height, width of a letter, of both edges
  const ABOVE_PX = 21; // from a place to the middle of its own label
  const STEPS_PX = [48, 84, 120, 156, 200]; // tried one after the other, in all directions
  const DIRECTIONS = 12;
  const LINE_PX = 0.9; // half the width of a line

  const asPoint = ([x, y, z]) => ({ x: x, y: y, z: z });

  function tried() {
    const found = [[0, -ABOVE_PX]];
    for (const step of STEPS_PX) {
      for (let k = 0; k < DIRECTIONS; k++) {
        const angle = -Math.PI / 2 + (2 * Math.PI * (k % 2 ? -(k + 1) / 2 : k / 2)) / DIRECTIONS;
        found.push([1.4 * step * Math.cos(angle), step * Math.sin(angle)]);
      }
    }
    return found;
  }

  const widthOf = ([text]) => LETTER_PX * text.length + EDGE_PX;

  /*
   * Where the labels go, in pixels from their places; `shown` has the places in the picture, `taken` what else is
   * written there.
   */
  space.apart = function (widths, shown, size, taken) {
    const boxes = [...taken];
    const overlaps = (one, other) =>
      Math.abs(one.x - other.x) < (one.w + other.w) / 2 && Math.abs(one.y - other.y) < (one.h + other.h) / 2;
    const points = shown.map(({ x, y }) => ({ x: x, y: y, w: 12, h: 12 }));
    return widths.map((width, index) => {
      const { x, y } = shown[index];
      const boxOf = ([dx, dy]) => ({ x: x + dx, y: y + dy, w: width, h: HIGH_PX });
      const within = (box) => box.x > box.w / 2 && box.x < size.width - box.w / 2 &&
        box.y > box.h / 2 && box.y < size.height - box.h / 2;
      const free = (box) => [...boxes, ...points.filter((_, k) => k !== index)].every((other) => !overlaps(box, other));
      const all = tried();
      const chosen = all.find((aside) => within(boxOf(aside)) && free(boxOf(aside))) ||
        all.find((aside) => free(boxOf(aside))) || all[0];
      boxes.push(boxOf(chosen));
      return chosen;
    });
  };

  /* Write labels ([text, place]); returns them, and the lines. */
  space.writeAll = function (viewer, words, ink, write, others) {
    const canvas = viewer.getCanvas().getBoundingClientRect();
    const inPicture = ([, place]) => {
      const at = viewer.modelToScreen(asPoint(place));
      return { x: at.x - canvas.left - scrollX, y: at.y - canvas.top - scrollY };
    };
    const taken = others.map((other) => ({ ...inPicture(other), w: widthOf(other), h: HIGH_PX }));
    const asides = space.apart(words.map(widthOf), words.map(inPicture), canvas, taken);
    const lines = [];
    const labels = words.map(([text, place], index) => {
      const [dx, dy] = asides[index];
      if (dx === 0 && dy === -ABOVE_PX) return write(viewer, text, place, ink, 12);
      const offset = viewer.screenOffsetToModel(dx, dy);
      const end = [place[0] + offset.x, place[1] + offset.y, place[2] + offset.z];
      const long = Math.hypot(offset.x, offset.y, offset.z);
      lines.push(viewer.addCylinder({
        start: asPoint(place), end: asPoint(end), color: ink.text, radius: LINE_PX * long / Math.hypot(dx, dy),
      }));
      return write(viewer, text, end, ink, 12, true);
    });
    return [labels, lines];
  };
})(window);
