/*
 * Camera of scene.js: what is before the things asked for is cut away, and fog begins behind them.
 * One name is added to the page: mtorstruct.
 */
(function (root) {
  "use strict";

  const space = (root.mtorstruct = root.mtorstruct || {});
  const FOG_FROM = 0.4; // part of the depth at which 3Dmol.js begins with fog

  const depthOf = (direction, centre) => (place) =>
    direction.reduce((sum, value, axis) => sum + value * (centre[axis] - place[axis]), 0);

  /*
   * Planes at which the picture begins and ends, seen from the camera of a scene: `slab` is that of 3Dmol.js, `wanted`
   * are places that no fog should hide. The far plane moves back until fog begins behind them.
   */
  space.slabOf = function (camera, slab, wanted, centre) {
    const near = camera.radius_A > 0 ? -camera.radius_A : slab.near;
    const inside = (place) => !(camera.radius_A > 0)
      || Math.hypot(...place.map((value, axis) => value - camera.centre[axis])) < camera.radius_A;
    const depths = wanted.filter(inside).map(depthOf(camera.direction, centre));
    const deepest = depths.length ? Math.max(...depths) : 0;
    const far = near + (deepest - near) / FOG_FROM;
    return { near: near, far: camera.radius_A > 0 ? far + camera.radius_A : Math.max(slab.far, far) };
  };
})(window);
