/*
 * The 3Dmol.js of a page: there already, loaded from its address, or brought by another cell of a notebook later.
 */
(function (root) {
  "use strict";

  const space = (root.mtorstruct = root.mtorstruct || {});
  const LOOK_MS = 300; // between looks for what another cell may have brought

  /* Load a script, hidden from a module loader that the page may have. */
  function load(address, integrity) {
    const saved = { exports: root.exports, module: root.module };
    const restore = () => Object.assign(root, saved);
    const tag = document.createElement("script");
    Object.assign(root, { exports: root.exports || {}, module: root.module || {} });
    if (integrity) Object.assign(tag, { integrity: integrity, crossOrigin: "anonymous" });
    Object.assign(tag, { src: address, onload: restore, onerror: restore });
    document.head.append(tag);
  }

  /* A promise that is kept when 3Dmol.js is there; the name that py3Dmol gives it is shared with its own views. */
  space.library = function (address, integrity) {
    if (!root.$3Dmolpromise) {
      root.$3Dmolpromise = new Promise((resolve) => {
        load(address, integrity);
        const looking = setInterval(() => {
          if (typeof root.$3Dmol === "undefined") return;
          clearInterval(looking);
          resolve();
        }, LOOK_MS);
      });
    }
    return root.$3Dmolpromise;
  };
})(window);
