/* Between the kernel of a notebook and the panel's page, a frame of the output that has the name of the panel. */
function frames(name) {
  return Array.from(document.querySelectorAll("iframe[name='" + name + "']"), (frame) => frame.contentWindow);
}

export default {
  /* The frame is shown without a kernel, too; with one, what is selected goes from one to the other. */
  initialize({ model }) {
    const name = model.get("name");
    let teller = null;
    const tell = (to) =>
      to.postMessage({ mtorstruct: name, selected: model.get("chosen"), sample: model.get("sample") }, "*");
    const isSelected = () => model.get("chosen") || model.get("sample");
    const hear = (event) => {
      const told = event.data;
      if (!told || told.mtorstruct !== name) return;
      if (told.ready) {
        if (isSelected()) tell(event.source);
        return;
      }
      teller = event.source;
      model.set("sample", told.sample);
      model.set("chosen", told.selected);
      model.save_changes();
      teller = null;
    };
    const changed = () => frames(name).filter((frame) => frame !== teller).forEach(tell);
    window.addEventListener("message", hear);
    model.on("change:chosen", changed);
    model.on("change:sample", changed);
    if (isSelected()) changed();
    return () => {
      window.removeEventListener("message", hear);
      model.off("change:chosen", changed);
      model.off("change:sample", changed);
    };
  },

  /* Inside another widget the page is asked for. */
  render({ model, el }) {
    const show = (html) => { el.innerHTML = html; };
    model.on("msg:custom", show);
    model.send("page");
    return () => model.off("msg:custom", show);
  },
};
