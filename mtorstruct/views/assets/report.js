/* The page: verdict, filter, sort, selection, downloads; each part is a small function. */
(function (space) {
  "use strict";

  const $ = (query, within) => (within || document).querySelector(query);
  const $$ = (query, within) => Array.from((within || document).querySelectorAll(query));
  const read = (id) => JSON.parse(document.getElementById(id).textContent);

  const page = read("page-data");
  const table = $("#changes");
  const rows = $$("tbody tr", table);
  const rowOf = new Map(rows.map((row) => [row.dataset.key, row]));
  const state = { verdict: page.verdict, key: "", picture: null };

  /* --- verdict ------------------------------------------------------------------------------------- */

  function valueOf(key) {
    const row = rowOf.get(key);
    return row ? row.dataset[state.verdict] : "";
  }

  function colourOf(mark) {
    return rowOf.has(mark.key) ? page.classes[valueOf(mark.key)].colour : mark.colour;
  }

  function fillVerdictFilter() {
    const select = $("#filter-verdict");
    const present = new Set(rows.map((row) => row.dataset[state.verdict]));
    select.length = 1;
    for (const [value, style] of Object.entries(page.classes)) {
      if (present.has(value)) select.add(new Option(style.label, value || "(none)"));
    }
  }

  function legend() {
    const list = $("#legend-changes");
    if (!list) return;
    const present = new Set(rows.map((row) => row.dataset[state.verdict]));
    list.replaceChildren();
    for (const [value, style] of Object.entries(page.classes)) {
      if (!present.has(value)) continue;
      const item = document.createElement("li");
      item.className = "m c-" + (value || "none");
      item.textContent = style.label;
      list.append(item);
    }
  }

  function setVerdict(name) {
    state.verdict = name;
    document.body.dataset.verdict = name;
    $$("[data-of]").forEach((part) => { part.hidden = part.dataset.of !== name; });
    const drawn = page.questions.find((question) => question.name === name).figures;
    $$("[data-drawn]").forEach((part) => { part.hidden = part.dataset.drawn !== drawn; });
    fillVerdictFilter();
    legend();
    filter();
    $$(".still circle").forEach((circle) => {
      const key = circle.dataset.ofChange;
      if (rowOf.has(key)) circle.setAttribute("fill", page.classes[valueOf(key)].colour);
    });
    if (state.picture) state.picture.recolour(colourOf, page.matters[name]);
  }

  function startVerdicts() {
    $$("input[name=verdict]").forEach((input) => {
      input.addEventListener("change", () => setVerdict(input.value));
    });
    const checked = $("input[name=verdict]:checked");
    setVerdict(checked ? checked.value : state.verdict);
  }

  /* --- filter and sort ----------------------------------------------------------------------------- */

  const haystacks = new Map(rows.map((row) => [row, [row.dataset.key, $(".samples dd", row).textContent,
    ...$$(".domain, .v, .evidence", row).map((cell) => cell.textContent)].join(" ").toLowerCase()]));

  function passes(row, wanted) {
    const value = row.dataset[state.verdict] || "(none)";
    return (!wanted.gene || row.dataset.gene === wanted.gene) && (!wanted.verdict || value === wanted.verdict) &&
      wanted.words.every((word) => haystacks.get(row).includes(word));
  }

  function filter() {
    const wanted = {
      words: $("#filter-text").value.toLowerCase().split(/\s+/).filter(Boolean),
      gene: $("#filter-gene").value,
      verdict: $("#filter-verdict").value,
    };
    const kept = new Set();
    rows.forEach((row) => {
      row.hidden = !passes(row, wanted);
      if (!row.hidden) kept.add(row.dataset.key);
    });
    const n = kept.size;
    $("#count").textContent = n === rows.length
      ? n.toLocaleString("en") + (n === 1 ? " variant" : " variants")
      : n.toLocaleString("en") + " of " + rows.length.toLocaleString("en") + " variants";
    $("#empty").hidden = n > 0 || !rows.length;
    if (state.picture) state.picture.show(n === rows.length ? null : kept);
    rove();
  }

  function startFilter() {
    let waiting = 0;
    $("#filter-text").addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(filter, 120);
    });
    $$("#filter-gene, #filter-verdict").forEach((select) => select.addEventListener("change", filter));
    $("#clear").addEventListener("click", () => {
      $("#filters").reset();
      filter();
    });
    $("#filters").addEventListener("submit", (event) => event.preventDefault());
  }

  function keyOf(row, column, numeric) {
    const cell = row.cells[column];
    const text = cell.dataset.sort === undefined ? cell.textContent.trim() : cell.dataset.sort;
    if (!numeric) return text.toLowerCase();
    return text === "" ? Infinity : Number(text);
  }

  function sortBy(header) {
    const down = header.getAttribute("aria-sort") === "ascending";
    const numeric = header.classList.contains("by-number");
    const sign = down ? -1 : 1;
    const keyed = rows.map((row, place) => [keyOf(row, header.cellIndex, numeric), place, row]);
    keyed.sort(([a, i], [b, j]) => {
      if (a === b) return i - j;
      if (a === Infinity || b === Infinity) return a === Infinity ? 1 : -1;
      return (a < b ? -1 : 1) * sign;
    });
    $$("th[aria-sort]", table).forEach((other) => other.setAttribute("aria-sort", "none"));
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    $("tbody", table).append(...keyed.map((entry) => entry[2]));
    rove();
  }

  function startSort() {
    $$("th[aria-sort] button", table).forEach((button) => {
      button.addEventListener("click", () => sortBy(button.closest("th")));
    });
  }

  /* --- selection ----------------------------------------------------------------------------------- */

  /* One row is in the tab order; the arrow keys go from row to row. */
  function rove(to) {
    const seen = $$("tbody tr:not([hidden])", table);
    const current = to || seen.find((row) => row.dataset.key === state.key) || seen[0];
    $$(".pick[tabindex='0']", table).forEach((button) => { button.tabIndex = -1; });
    if (current) $(".pick", current).tabIndex = 0;
  }

  function step(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
    const row = event.target.closest("tbody tr");
    if (!row || !(event.key in steps) || !event.target.classList.contains("pick")) return;
    event.preventDefault();
    const seen = $$("tbody tr:not([hidden])", table);
    const place = Math.max(0, Math.min(seen.length - 1, seen.indexOf(row) + steps[event.key]));
    rove(seen[place]);
    $(".pick", seen[place]).focus();
  }

  function reveal(row) {
    const box = table.parentElement;
    const head = table.tHead.offsetHeight;
    const inside = row.offsetTop >= box.scrollTop + head &&
      row.offsetTop + row.offsetHeight <= box.scrollTop + box.clientHeight;
    if (!inside) box.scrollTop = row.offsetTop - head - (box.clientHeight - head) / 3;
  }

  function describe(row) {
    const panel = $("#detail");
    const head = document.createElement("h3");
    head.textContent = row.dataset.key.replace(":", " ");
    const verdicts = document.createElement("ul");
    verdicts.className = "verdicts";
    page.questions.forEach((question) => {
      const item = document.createElement("li");
      item.append(question.title + ": ");
      const value = document.createElement("span");
      const cell = $(".v-" + question.name, row);
      value.append(...Array.from(cell.cloneNode(true).childNodes));
      item.append(value);
      verdicts.append(item);
    });
    const missing = document.createElement("p");
    missing.textContent = state.picture && !state.picture.has(row.dataset.key)
      ? "This residue is not in the structure that is shown." : "";
    panel.replaceChildren(head, missing, verdicts,
      ...Array.from($(".why", row).cloneNode(true).childNodes));
  }

  function choose(key, from) {
    const row = rowOf.get(key);
    if (!row) return;
    if (row.hidden) {
      $("#filters").reset();
      filter();
    }
    if (rowOf.has(state.key)) rowOf.get(state.key).removeAttribute("aria-current");
    state.key = key;
    row.setAttribute("aria-current", "true");
    rove(row);
    reveal(row);
    if (state.picture) state.picture.choose(key);
    describe(row);
    const stacked = matchMedia("(max-width: 1099px)").matches;
    if (from === "list" || (from === "table" && stacked)) $("#explore").scrollIntoView({ block: "start" });
  }

  function startSelection() {
    table.addEventListener("click", (event) => {
      const row = event.target.closest("tbody tr");
      if (row && !event.target.closest("a")) choose(row.dataset.key, "table");
    });
    table.addEventListener("keydown", step);
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-go]");
      if (button) choose(button.dataset.go, "list");
    });
  }

  /* --- picture ------------------------------------------------------------------------------------- */

  /* What draws: the name of the renderer, or nothing where there is no WebGL. */
  function renderer() {
    const canvas = document.createElement("canvas");
    const gl = canvas.getContext("webgl2") || canvas.getContext("webgl");
    if (!gl) return "";
    const told = gl.getExtension("WEBGL_debug_renderer_info");
    const name = String(gl.getParameter(told ? told.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) || "unknown";
    const release = gl.getExtension("WEBGL_lose_context");
    if (release) release.loseContext();
    return name;
  }

  const isSlow = (name) => /swiftshader|llvmpipe|software|basic render/i.test(name);

  function ink() {
    const style = getComputedStyle(document.documentElement);
    const of = (name) => style.getPropertyValue(name).trim();
    return { text: of("--text"), ground: of("--stage") };
  }

  function startPicture() {
    const stage = $("#stage");
    const drawnBy = stage && window.$3Dmol ? renderer() : "";
    if (!drawnBy) return;
    document.documentElement.classList.add("picture");
    const viewer = window.$3Dmol.createViewer(stage, {
      backgroundColor: ink().ground, antialias: !isSlow(drawnBy), hoverDuration: 120, disableFog: true,
    });
    state.picture = space.drawScene(viewer, read("scene-data"), {
      ink: ink(),
      still: matchMedia("(prefers-reduced-motion: reduce)").matches,
      describe: (mark) => mark.key.replace(/^MTOR:/, "") + ": " + page.classes[valueOf(mark.key)].label,
      colourOf: colourOf,
      named: page.matters[state.verdict],
      onPick: (mark) => choose(mark.key, "picture"),
    });
    filter();
    followTheme(viewer);
    startControls(viewer);
    space.viewer = viewer;
    space.picture = state.picture;
  }

  function followTheme(viewer) {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      viewer.setBackgroundColor(ink().ground);
      state.picture.dye(ink());
    });
    addEventListener("resize", () => viewer.resize());
  }

  function startControls(viewer) {
    const acts = {
      home: () => state.picture.home(),
      rapamycin: () => state.picture.visit("rapamycin"),
      atp: () => state.picture.visit("atp"),
      closer: () => viewer.zoom(1.3),
      away: () => viewer.zoom(1 / 1.3),
      left: () => viewer.rotate(-20, "y"),
      right: () => viewer.rotate(20, "y"),
    };
    $$("[data-act]").forEach((button) => {
      button.addEventListener("click", () => {
        acts[button.dataset.act]();
        viewer.render();
      });
    });
  }

  /* --- downloads ----------------------------------------------------------------------------------- */

  function save(name, type, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: type }));
    link.download = name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  /* Cells of the annotation, row by row; the page holds each different text of a column once. */
  function cells() {
    const { columns, n } = read("annotation-data");
    const texts = columns.map((column) => column.rows.map((k) => column.values[k]));
    return { columns: columns, rows: Array.from({ length: n }, (_, r) => texts.map((column) => column[r])) };
  }

  function asTsv() {
    const quoted = (text) => (/["\t\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);
    const { columns, rows: lines } = cells();
    // What is saved here is opened in a spreadsheet, which must take no cell for a formula.
    const isFormula = (text) => /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]./.test(text) && isNaN(Number(text));
    const inert = (text, k) => (columns[k].dtype === "str" && isFormula(text) ? "'" + text : text);
    const line = (texts) => texts.map(quoted).join("\t") + "\n";
    return [columns.map((c) => c.name), ...lines.map((texts) => texts.map(inert))].map(line).join("");
  }

  function asJson() {
    const { columns, rows: lines } = cells();
    const value = (text, column) => (column.dtype === "str" ? JSON.stringify(text) : text || "null");
    const line = (texts) => " {" + texts.map((text, k) =>
      JSON.stringify(columns[k].name) + ": " + value(text, columns[k])).join(", ") + "}";
    return "[\n" + lines.map(line).join(",\n") + "\n]\n";
  }

  function startDownloads() {
    $("#save-tsv").addEventListener("click", () =>
      save(page.stem + ".tsv", "text/tab-separated-values", asTsv()));
    $("#save-json").addEventListener("click", () => save(page.stem + ".json", "application/json", asJson()));
    $$("[data-save]").forEach((button) => {
      button.addEventListener("click", () => {
        const drawing = $("svg", button.closest("figure"));
        save(button.dataset.save, "image/svg+xml", new XMLSerializer().serializeToString(drawing));
      });
    });
  }

  startVerdicts();
  startFilter();
  startSort();
  startSelection();
  startDownloads();
  filter();
  setTimeout(startPicture, 0);
})(window.mtorstruct);
