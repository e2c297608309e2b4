/* The page: verdict, filter, sort, selection, downloads; each part is a small function. */
(function (space) {
  "use strict";

  const $ = (query, within) => (within || document).querySelector(query);
  const $$ = (query, within) => Array.from((within || document).querySelectorAll(query));

  /* Data of the page: JSON, or in a large page deflated JSON in base64, which old browsers cannot unpack. */
  const blockOf = (id) => document.getElementById(id + "-data");
  const isPacked = (id) => Boolean(blockOf(id)) && blockOf(id).type !== "application/json";
  const isLost = (id) => isPacked(id) && !("DecompressionStream" in window);
  const read = (id) => JSON.parse(blockOf(id).textContent);

  function unpacked(id) {
    const text = atob(blockOf(id).textContent);
    const bytes = new Uint8Array(text.length);
    for (let k = 0; k < text.length; k++) bytes[k] = text.charCodeAt(k);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).json();
  }

  const contentOf = async (id) => (isPacked(id) ? unpacked(id) : read(id));

  /* Places of a packed column's values, from the steps between them. */
  function placesOf(steps) {
    let place = 0;
    return Int32Array.from(steps, (step) => (place += step));
  }

  const page = read("page");
  const table = $("#changes");
  const box = table.parentElement;
  /* Variants are numbered in the order of the page. `order` is how they are sorted, `kept` which of them the
     filter keeps, `shown` what the table shows, `named` those that a notebook chose (null: all); `leaders` has for each sphere the variant that it stands for. */
  const state = {
    verdict: page.verdict, chosen: -1, roving: -1, picture: null,
    order: [], kept: null, shown: [], leaders: new Map(), named: null,
  };
  let rows = null;
  let view = null;

  /* --- rows ---------------------------------------------------------------------------------------- */

  const copies = (element) => Array.from(element.cloneNode(true).childNodes);

  /* The variants of a page that has each of them as a row of its document. */
  function plainRows() {
    const elements = $$("tbody tr", table);
    const keys = elements.map((row) => row.dataset.key);

    function keyOf(row, column, numeric) {
      const cell = row.cells[column];
      const text = cell.dataset.sort === undefined ? cell.textContent.trim() : cell.dataset.sort;
      if (!numeric) return text.toLowerCase();
      return text === "" ? Infinity : Number(text);
    }

    return {
      n: elements.length,
      keys: keys,
      elements: elements,
      genes: elements.map((row) => row.dataset.gene),
      texts: elements.map((row) => [row.dataset.key, $(".samples dd", row).textContent,
        ...$$(".domain, .v, .evidence", row).map((cell) => cell.textContent)].join(" ").toLowerCase()),
      value: (k, question) => elements[k].dataset[question],
      sphereOf: (k) => keys[k],
      sortKeys: (header) =>
        elements.map((row) => keyOf(row, header.cellIndex, header.classList.contains("by-number"))),
      verdict: (k, question) => copies($(".v-" + question, elements[k])),
      why: (k) => copies($(".why", elements[k])),
    };
  }

  function make(tag, className, ...content) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...content);
    return element;
  }

  const CITED = /PMID:(\d+)|(PMC\d+)|([dD][oO][iI]:10\.\d{4,}\/[^\s,;()]*[^\s,;().])/g;

  /* The publications that a text names, as links, and what stands between them. */
  function linked(text) {
    const pieces = [];
    let end = 0;
    for (const found of text.matchAll(CITED)) {
      if (found.index > end) pieces.push(text.slice(end, found.index));
      const [cited, pmid, pmc] = found;
      const link = make("a", "", cited);
      link.href = pmid ? "https://pubmed.ncbi.nlm.nih.gov/" + pmid + "/"
        : pmc ? "https://pmc.ncbi.nlm.nih.gov/articles/" + pmc + "/" : "https://doi.org/" + cited.slice(4);
      link.rel = "noopener noreferrer";
      pieces.push(link);
      end = found.index + cited.length;
    }
    if (end < text.length) pieces.push(text.slice(end));
    return pieces;
  }

  const SELECTED = ": probability that a substitution of the same band of points, seen in a tumour, was selected " +
    "there; not that it is activating";

  const isLink = (piece) => typeof piece !== "string";

  /* The variants of a large page, whose columns it has packed; a row is made when it is looked at. */
  function packedRows({ n, order, columns }) {
    const values = {};
    const codes = {};
    for (const [name, column] of Object.entries(columns)) {
      const places = placesOf(column.steps);
      values[name] = column.values;
      codes[name] = Int32Array.from(order, (place) => places[place]);
    }
    const cell = (name, k) => values[name][codes[name][k]];
    /* What a function gives for each variant, called once for each different value. */
    const each = (name, of) => {
      const results = values[name].map(of);
      return Array.from(codes[name], (code) => results[code]);
    };
    const genes = each("gene", (gene) => gene);
    const keys = genes.map((gene, k) => gene + ":" + cell("name", k));
    const linksOf = (text) => linked(text).filter(isLink).map((link) => link.textContent).join("");
    const asNumber = (text) => (text === "" ? Infinity : Number(text));
    const questions = page.questions.map((question) => question.name);
    let texts = null;

    function samplesOf(k) {
      const more = cell("more_samples", k);
      return (cell("samples", k).join(", ") || "not named") +
        (more ? " and " + more.toLocaleString("en") + " more" : "");
    }

    function searched() {
      const verdicts = questions.map((name) => each("v-" + name, (value) => page.classes[value].label));
      const links = each("evidence", linksOf);
      return keys.map((key, k) => [key, samplesOf(k), cell("domain", k),
        ...questions.map((name, q) => verdicts[q][k] + " " + cell("c-" + name, k)), links[k],
      ].join(" ").toLowerCase());
    }

    function sortKeys(header) {
      const by = header.dataset.by;
      if (by === "name") {
        const places = each("gene", (gene) => page.genes.indexOf(gene) * 10000);
        return places.map((place, k) => place + cell("position", k));
      }
      if (by === "rapamycin" || by === "atp") return each(by, ([text]) => asNumber(text));
      if (by === "domain") return each(by, (text) => text.toLowerCase());
      if (by.startsWith("score-")) return each("scores", (scores) => asNumber(scores[by.slice(6)]));
      if (by === "evidence") return each(by, (text) => linksOf(text).toLowerCase());
      return each(by, by === "count" ? (count) => count : (value) => page.classes[value].rank);
    }

    function verdict(k, question) {
      const value = cell("v-" + question, k);
      const sure = cell("c-" + question, k);
      const [start, ...rest] = page.classes[value].label.split(/(?<=hyper)(?=sens)/);
      const label = make("span", "m c-" + (value || "none"), start, ...rest.flatMap((part) => [make("wbr"), part]));
      return sure ? [label, " ", make("small", "", sure)] : [label];
    }

    function near(k, site) {
      const [text, carried] = cell(site, k);
      if (!carried || text === "") return [text || "–"];
      const near = make("span", "carried", "≈" + text);
      near.title = "ligand carried over by superposition";
      return [near];
    }

    function addressesOf(k) {
      const to = (words, address) => {
        const link = make("a", "", words);
        link.href = address;
        link.rel = "noopener noreferrer";
        return link;
      };
      const uniprot = page.uniprot[genes[k]];
      return [to("UniProt " + uniprot, "https://www.uniprot.org/uniprotkb/" + uniprot),
        ...cell("entries", k).flatMap((entry) =>
          [", ", to("PDB " + entry, "https://www.rcsb.org/structure/" + entry)])];
    }

    function countOf(k) {
      const [count, samples] = [cell("count", k), cell("samples", k).slice(0, 3).join(", ")];
      const who = make("small", "who", samples);
      who.title = samples;
      return samples ? [count > 1 ? count : "", who] : [count];
    }

    function why(k) {
      const told = ["drug_explanation", "explanation"].map((name) => linked(cell(name, k)));
      if (cell("conflicts", k)) told.push(["Beware: ", ...linked(cell("conflicts", k)), "."]);
      if (cell("message", k)) told.push(["Note: " + cell("message", k) + "."]);
      const facts = [
        ["Rapamycin", [cell("rapamycin", k)[2]]],
        ["Nucleotide of the ATP site", [cell("atp", k)[2]]],
        ...cell("facts", k).map(([name, text]) => [name, [text]]),
        ["Selection in tumours", cell("probability", k) ? [cell("probability", k) + SELECTED] : []],
        ["On the web", addressesOf(k)],
        ["Publications", linked(cell("evidence", k))],
        ["Also in the sample", cell("context", k).length ? [cell("context", k).join("; ")] : []],
        ["Samples", [samplesOf(k)]],
      ];
      return [
        ...told.filter((pieces) => pieces.length).map((pieces) => make("p", "", ...pieces)),
        make("dl", "", ...facts.filter(([, pieces]) => pieces.length)
          .map(([name, pieces]) => make("div", "", make("dt", "", name), make("dd", "", ...pieces)))),
      ];
    }

    function element(k) {
      const of = (tag, className, content) => make(tag, className, make("div", "cell", ...content));
      const pick = make("button", "pick", cell("name", k));
      pick.type = "button";
      pick.tabIndex = -1;
      const gene = genes[k] === "MTOR" ? [] : [" ", make("span", "gene", genes[k])];
      const head = of("th", "", [pick, ...gene]);
      head.scope = "row";
      const row = make("tr", "", head, of("td", "n", countOf(k)), of("td", "domain", [cell("domain", k)]),
        ...questions.map((name) => of("td", "v v-" + name, verdict(k, name))),
        of("td", "n", near(k, "rapamycin")), of("td", "n atp", near(k, "atp")),
        ...cell("scores", k).map((score) => of("td", "n score", [score || "–"])),
        of("td", "evidence", linked(cell("evidence", k)).filter(isLink)));
      row.dataset.key = keys[k];
      return row;
    }

    return {
      n: n, keys: keys, genes: genes, sortKeys: sortKeys, verdict: verdict, why: why, element: element,
      get texts() { return (texts = texts || searched()); },
      value: (k, question) => cell("v-" + question, k),
      sphereOf: (k) => cell("place", k),
    };
  }

  /* --- table --------------------------------------------------------------------------------------- */

  /* All rows are in the document; those that the filter leaves out are hidden. */
  function wholeTable() {
    const body = $("tbody", table);
    return {
      element: (k) => rows.elements[k],
      sort: () => body.append(...Array.from(state.order, (k) => rows.elements[k])),
      draw: () => rows.elements.forEach((row, k) => { row.hidden = !state.kept[k]; }),
      reveal(k) {
        const row = rows.elements[k];
        const head = table.tHead.offsetHeight;
        const inside = row.offsetTop >= box.scrollTop + head &&
          row.offsetTop + row.offsetHeight <= box.scrollTop + box.clientHeight;
        if (!inside) box.scrollTop = row.offsetTop - head - (box.clientHeight - head) / 3;
      },
    };
  }

  const SPARE = 12; // rows beyond either end of what is seen

  /* The rows that are seen and some beyond are in the document, between two gaps as high as all others. */
  function windowedTable() {
    const body = $("tbody", table);
    const printed = body.rows.length; // on paper are as many rows as the document came with
    const drawn = new Map();
    const gaps = [0, 1].map(() => {
      const gap = make("tbody", "gap", make("tr", "", make("td", "")));
      gap.setAttribute("aria-hidden", "true");
      $("td", gap).colSpan = table.tHead.rows[0].cells.length - 1;
      return gap;
    });
    let height = 60;
    let printing = false;
    body.replaceChildren();
    body.before(gaps[0]);
    body.after(gaps[1]);
    table.tHead.rows[0].setAttribute("aria-rowindex", "1");

    const topOf = (place) =>
      gaps[0].getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop + place * height;

    function put(place) {
      const k = state.shown[place];
      if (!drawn.has(k)) drawn.set(k, rows.element(k));
      const row = drawn.get(k);
      row.setAttribute("aria-rowindex", place + 2);
      if (k === state.chosen) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
      return row;
    }

    function span() {
      const n = state.shown.length;
      if (printing) return [0, Math.min(n, printed)];
      const first = Math.floor((box.scrollTop - topOf(0)) / height);
      const last = first + Math.ceil(box.clientHeight / height);
      return [Math.max(0, Math.min(first - SPARE, n)), Math.max(0, Math.min(last + SPARE, n))];
    }

    function draw() {
      /* What is drawn first makes the box as high as it becomes, and tells how high a row is. */
      if (String(fill()) !== String(span())) fill();
      table.setAttribute("aria-rowcount", state.shown.length + 1);
      tabStop();
    }

    function fill() {
      const [first, last] = span();
      const wanted = new Set(state.shown.slice(first, last));
      const hadFocus = body.contains(document.activeElement);
      for (const [k, row] of drawn) {
        if (wanted.has(k)) continue;
        row.remove();
        drawn.delete(k);
      }
      /* A row that stays is not moved, so that it keeps the focus. */
      let next = body.firstChild;
      for (let place = first; place < last; place++) {
        const row = put(place);
        if (row === next) next = next.nextSibling;
        else body.insertBefore(row, next);
      }
      if (hadFocus && !body.contains(document.activeElement)) box.focus({ preventScroll: true });
      if (body.firstChild && !printing) height = body.firstChild.getBoundingClientRect().height || height;
      $("td", gaps[0]).style.height = first * height + "px";
      $("td", gaps[1]).style.height = (printing ? 0 : state.shown.length - last) * height + "px";
      return [first, last];
    }

    function print(on) {
      const part = $("#part");
      printing = on;
      part.hidden = !on || state.shown.length <= printed;
      part.textContent = "These are the first " + printed + " of " + state.shown.length.toLocaleString("en") +
        " variants. The page as a file has all of them.";
      draw();
    }

    box.addEventListener("scroll", draw);
    addEventListener("resize", draw);
    addEventListener("beforeprint", () => print(true));
    addEventListener("afterprint", () => print(false));
    matchMedia("print").addEventListener("change", (event) => print(event.matches));
    $("#part").hidden = true;
    return {
      element: (k) => drawn.get(k),
      draw: draw,
      sort() { box.scrollTop = 0; },
      reveal(k) {
        const top = topOf(state.shown.indexOf(k));
        const head = table.tHead.offsetHeight;
        const inside = top >= box.scrollTop + head && top + height <= box.scrollTop + box.clientHeight;
        if (!inside) box.scrollTo({ top: top - head - (box.clientHeight - head) / 3, behavior: "instant" });
        draw();
      },
    };
  }

  /* --- verdict ------------------------------------------------------------------------------------- */

  const valueOf = (k) => rows.value(k, state.verdict);

  function colourOf(mark) {
    const k = state.leaders.get(mark.key);
    return k === undefined ? mark.colour : page.classes[valueOf(k)].colour;
  }

  function present() {
    const found = new Set();
    for (let k = 0; k < rows.n; k++) found.add(valueOf(k));
    return Object.entries(page.classes).filter(([value]) => found.has(value));
  }

  function fillVerdictFilter() {
    const select = $("#filter-verdict");
    select.length = 1;
    for (const [value, style] of present()) select.add(new Option(style.label, value || "(none)"));
  }

  function legend() {
    const list = $("#legend-changes");
    if (!list) return;
    $("#legend-verdict").textContent = page.questions.find((question) => question.name === state.verdict).heading;
    list.replaceChildren(...present().map(([value, style]) =>
      make("li", "m c-" + (value || "none"), style.label)));
  }

  function setVerdict(name) {
    state.verdict = name;
    document.body.dataset.verdict = name;
    $$("[data-of]").forEach((part) => part.toggleAttribute("hidden", part.dataset.of !== name));
    const drawn = page.questions.find((question) => question.name === name).figures;
    $$("[data-drawn]").forEach((part) => { part.hidden = part.dataset.drawn !== drawn; });
    fillVerdictFilter();
    legend();
    filter();
    $$(".still circle").forEach((circle) => {
      const k = placeOf.get(circle.dataset.ofChange);
      if (k !== undefined) circle.setAttribute("fill", page.classes[valueOf(k)].colour);
    });
  }

  function startVerdicts() {
    $$("input[name=verdict]").forEach((input) => {
      input.addEventListener("change", () => setVerdict(input.value));
    });
    const checked = $("input[name=verdict]:checked");
    setVerdict(checked ? checked.value : state.verdict);
  }

  /* --- filter and sort ----------------------------------------------------------------------------- */

  let placeOf = new Map();
  let carriers = null; // the variants of each sample, by its name; null where the page names no samples

  function passes(k, wanted) {
    return (!state.named || state.named.has(k)) && (!wanted.gene || rows.genes[k] === wanted.gene) &&
      (!wanted.carried || wanted.carried.has(k)) &&
      (!wanted.verdict || (valueOf(k) || "(none)") === wanted.verdict) &&
      wanted.words.every((word) => rows.texts[k].includes(word));
  }

  /* Of the variants that share a sphere, the one that matters most for the verdict. */
  function findLeaders() {
    const rank = (k) => page.classes[valueOf(k)].rank;
    state.leaders.clear();
    for (let k = 0; k < rows.n; k++) {
      if (!state.kept[k]) continue;
      const sphere = rows.sphereOf(k);
      const other = state.leaders.get(sphere);
      if (other === undefined || rank(k) < rank(other)) state.leaders.set(sphere, k);
    }
  }

  function show() {
    state.shown = Array.from(state.order).filter((k) => state.kept[k]);
    view.draw();
    rove();
  }

  const OFFERED = 50; // names of samples that are offered to what was typed

  const sampleTyped = () => (carriers ? $("#filter-sample").value : "");

  function offer() {
    const list = $("#sample-names");
    if (!list || !carriers) return;
    const typed = sampleTyped().toLowerCase();
    const found = [];
    for (const name of carriers.keys()) {
      if (name.toLowerCase().includes(typed)) found.push(new Option("", name));
      if (found.length === OFFERED) break;
    }
    list.replaceChildren(...found);
  }

  function startSamples(samples, refilter) {
    if (!samples) return;
    carriers = new Map(samples.names.map((name, k) => [name, new Set(samples.changes[k])]));
    const field = $("#filter-sample");
    field.closest("label").hidden = false;
    field.addEventListener("change", refilter);
    if (field.options) {
      field.append(...samples.names.map((name) => new Option(name, name)));
      return;
    }
    /* A name that is typed counts when it is complete; what is no name, when the field is left. */
    field.addEventListener("input", () => {
      offer();
      if (!sampleTyped() || carriers.has(sampleTyped())) refilter();
    });
    offer();
  }

  function filter() {
    const sample = sampleTyped();
    const wanted = {
      carried: sample ? carriers.get(sample) || new Set() : null,
      words: $("#filter-text").value.toLowerCase().split(/\s+/).filter(Boolean),
      gene: $("#filter-gene").value,
      verdict: $("#filter-verdict").value,
    };
    state.kept = Uint8Array.from({ length: rows.n }, (_, k) => passes(k, wanted));
    show();
    const n = state.shown.length;
    $("#count").textContent = n === rows.n
      ? n.toLocaleString("en") + (n === 1 ? " variant" : " variants")
      : n.toLocaleString("en") + " of " + rows.n.toLocaleString("en") + " variants";
    $("#empty").hidden = n > 0 || !rows.n;
    $("#empty").textContent = sample && !carriers.has(sample)
      ? "No sample with a variant is called " + sample + "." : "No variant fits the filter.";
    $$(".still circle").forEach((circle) => {
      const k = placeOf.get(circle.dataset.ofChange);
      circle.toggleAttribute("hidden", k !== undefined && !state.kept[k]);
    });
    tellSample(sample);
    findLeaders();
    refreshPicture();
  }

  /* Picture and table are of the sample that is picked, and what else the page says is of all samples. */
  function tellSample(sample) {
    $("#of-sample").textContent = sample ? " of sample " + sample : "";
    $$(".of-all").forEach((words) => { words.hidden = !sample; });
  }

  /* Show all variants again. */
  function unfilter() {
    state.named = null;
    $("#filters").reset();
    offer();
    filter();
  }

  function startFilter(samples) {
    let waiting = 0;
    const refilter = () => {
      filter();
      tellKept();
    };
    $("#filter-text").addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(refilter, 120);
    });
    $$("#filter-gene, #filter-verdict").forEach((select) => select.addEventListener("change", refilter));
    startSamples(samples, refilter);
    $("#clear").addEventListener("click", () => {
      unfilter();
      tellKept();
    });
    $("#filters").addEventListener("submit", (event) => event.preventDefault());
  }

  function sortBy(header) {
    const down = header.getAttribute("aria-sort") === "ascending";
    const sign = down ? -1 : 1;
    const keys = rows.sortKeys(header);
    state.order = Uint32Array.from(keys.keys()).sort((i, j) => {
      const [a, b] = [keys[i], keys[j]];
      if (a === b) return i - j;
      if (a === Infinity || b === Infinity) return a === Infinity ? 1 : -1;
      return (a < b ? -1 : 1) * sign;
    });
    $$("th[aria-sort]", table).forEach((other) => other.setAttribute("aria-sort", "none"));
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    view.sort();
    show();
  }

  function startSort() {
    $$("th[aria-sort] button", table).forEach((button) => {
      button.addEventListener("click", () => sortBy(button.closest("th")));
    });
  }

  /* --- selection ----------------------------------------------------------------------------------- */

  /* One row is in the tab order; the arrow keys go from row to row. */
  function rove(to) {
    state.roving = to !== undefined ? to
      : state.chosen >= 0 && state.kept[state.chosen] ? state.chosen : state.shown[0];
    tabStop();
  }

  function tabStop() {
    const row = view.element(state.roving) || $("tbody tr[data-key]:not([hidden])", table);
    $$(".pick[tabindex='0']", table).forEach((button) => { button.tabIndex = -1; });
    if (row) $(".pick", row).tabIndex = 0;
  }

  const numberOf = (row) => placeOf.get(row.dataset.key);

  function step(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };
    const row = event.target.closest("tbody tr");
    if (!row || !(event.key in steps) || !event.target.classList.contains("pick")) return;
    event.preventDefault();
    const here = state.shown.indexOf(numberOf(row));
    const to = state.shown[Math.max(0, Math.min(state.shown.length - 1, here + steps[event.key]))];
    if (!view.element(to)) view.reveal(to);
    rove(to);
    $(".pick", view.element(to)).focus();
  }

  function describe(k) {
    const panel = $("#detail");
    const head = make("h3", "", rows.keys[k].replace(":", " "));
    const verdicts = make("ul", "verdicts", ...page.questions.map((question) =>
      make("li", "", question.title + ": ", make("span", "", ...rows.verdict(k, question.name)))));
    const missing = make("p", "", state.picture && !state.picture.has(rows.sphereOf(k))
      ? "This residue is not in the structure that is shown." : "");
    panel.replaceChildren(head, missing, verdicts, ...rows.why(k));
  }

  function choose(k, from) {
    if (k === undefined) return;
    if (!state.kept[k]) unfilter();
    const before = view.element(state.chosen);
    if (before) before.removeAttribute("aria-current");
    state.chosen = k;
    view.reveal(k);
    view.element(k).setAttribute("aria-current", "true");
    rove(k);
    if (state.picture) state.picture.choose(rows.sphereOf(k));
    describe(k);
    if (from !== "notebook") tell([rows.keys[k]]);
    if (page.linked) return;
    const stacked = matchMedia("(max-width: 1099px)").matches;
    if (from === "list" || (from === "table" && stacked)) $("#explore").scrollIntoView({ block: "start" });
  }

  function startSelection() {
    table.addEventListener("click", (event) => {
      const row = event.target.closest("tbody tr[data-key]");
      if (row && !event.target.closest("a")) choose(numberOf(row), "table");
    });
    table.addEventListener("keydown", step);
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-go]");
      if (button) choose(placeOf.get(button.dataset.go), "list");
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

  /* What a sphere says: a large page has one a residue, for all variants of it. */
  function wordsOf(mark) {
    const k = state.leaders.get(mark.key);
    return rows.keys[k].replace(/^MTOR:/, "") + ": " + page.classes[valueOf(k)].label;
  }

  /* Colour the spheres by the verdict, and show those that the filter keeps; many take their time. */
  let refreshing = 0;

  function refreshPicture() {
    clearTimeout(refreshing);
    if (!state.picture) return;
    const refresh = () => state.picture.recolour(
      colourOf, page.matters[state.verdict], state.shown.length === rows.n ? null : new Set(state.leaders.keys()));
    if (rows.elements) refresh();
    else refreshing = setTimeout(refresh, 200);
  }

  async function startPicture() {
    const stage = $("#stage");
    const drawnBy = stage && window.$3Dmol && !isLost("scene") ? renderer() : "";
    if (!drawnBy) return;
    const scene = isPacked("scene") ? await unpacked("scene") : read("scene");
    document.documentElement.classList.add("picture");
    await space.shown(stage);
    const viewer = window.$3Dmol.createViewer(stage, {
      backgroundColor: ink().ground, antialias: !isSlow(drawnBy), hoverDuration: 120, disableFog: true,
    });
    state.picture = space.drawScene(viewer, scene, {
      ink: ink(),
      still: matchMedia("(prefers-reduced-motion: reduce)").matches,
      describe: wordsOf,
      colourOf: colourOf,
      named: page.matters[state.verdict],
      onPick: (mark) => choose(state.leaders.get(mark.key), "picture"),
    });
    if (state.shown.length < rows.n) refreshPicture();
    followTheme(viewer);
    startControls(viewer);
    space.viewer = viewer;
    space.picture = state.picture;
  }

  function dye(viewer) {
    viewer.setBackgroundColor(ink().ground);
    state.picture.dye(ink());
  }

  function followTheme(viewer) {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dye(viewer));
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
  async function cells() {
    const { columns, n, order } = await contentOf("annotation");
    const texts = columns.map(({ values, rows: places, steps }) => {
      if (places) return places.map((k) => values[k]);
      const along = placesOf(steps);
      return order.map((k) => values[along[k]]);
    });
    return { columns: columns, rows: Array.from({ length: n }, (_, r) => texts.map((column) => column[r])) };
  }

  async function asTsv() {
    const quoted = (text) => (/["\t\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);
    const { columns, rows: lines } = await cells();
    // What is saved here is opened in a spreadsheet, which must take no cell for a formula.
    const isFormula = (text) => /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]./.test(text) && isNaN(Number(text));
    const inert = (text, k) => (columns[k].dtype === "str" && isFormula(text) ? "'" + text : text);
    const line = (texts) => texts.map(quoted).join("\t") + "\n";
    return [columns.map((c) => c.name), ...lines.map((texts) => texts.map(inert))].map(line).join("");
  }

  async function asJson() {
    const { columns, rows: lines } = await cells();
    const value = (text, column) => (!text ? "null" : column.dtype === "str" ? JSON.stringify(text) : text);
    const line = (texts) => " {" + texts.map((text, k) =>
      JSON.stringify(columns[k].name) + ": " + value(text, columns[k])).join(", ") + "}";
    return "[\n" + lines.map(line).join(",\n") + "\n]\n";
  }

  function startDownloads() {
    if (!$("#save-tsv")) return;
    $("#save-tsv").addEventListener("click", async () =>
      save(page.stem + ".tsv", "text/tab-separated-values", await asTsv()));
    $("#save-json").addEventListener("click", async () =>
      save(page.stem + ".json", "application/json", await asJson()));
    $$("#save-tsv, #save-json").forEach((button) => { button.disabled = isLost("annotation"); });
    $$("[data-save]").forEach((button) => {
      button.addEventListener("click", () => {
        const drawing = $("svg", button.closest("figure"));
        save(button.dataset.save, "image/svg+xml", new XMLSerializer().serializeToString(drawing));
      });
    });
  }

  /* --- notebook ------------------------------------------------------------------------------------ */

  /* In a cell of a notebook the page is a frame that has the name of the panel. It tells the keys of what is
     selected (the variant that was clicked, or those that the filter keeps; null: all) and the sample that is
     picked (empty: all), and is told. */
  function tell(selected) {
    if (!page.linked) return;
    parent.postMessage({ mtorstruct: window.name, selected: selected, sample: sampleTyped() }, "*");
  }

  function tellKept() {
    if (!page.linked) return;
    release();
    const all = state.shown.length === rows.n && !sampleTyped();
    tell(all ? null : state.shown.map((k) => rows.keys[k]));
  }

  /* No variant is chosen any more. */
  function release() {
    const before = view.element(state.chosen);
    if (before) before.removeAttribute("aria-current");
    state.chosen = -1;
    rove();
    if (state.picture) state.picture.choose("");
    $("#detail").replaceChildren(hint.cloneNode(true));
  }

  const hint = $("#detail").firstElementChild;

  function select(keys, sample) {
    const found = keys ? keys.map((key) => placeOf.get(key)).filter((k) => k !== undefined) : [];
    release();
    $("#filters").reset();
    if (carriers) $("#filter-sample").value = sample;
    state.named = keys && found.length !== 1 ? new Set(found) : null;
    filter();
    if (found.length === 1) choose(found[0], "notebook");
  }

  /* The theme of the notebook counts, not that of the system. */
  function darken(dark) {
    for (const rule of Array.from(document.styleSheets).flatMap((sheet) => Array.from(sheet.cssRules))) {
      if (!rule.media || !/prefers-color-scheme|\ball$/.test(rule.media.mediaText)) continue;
      rule.media.mediaText = dark ? "all" : "not all";
    }
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
    if (space.viewer) dye(space.viewer);
  }

  function startNotebook() {
    if (!page.linked) return;
    addEventListener("message", (event) => {
      const told = event.data;
      if (event.source !== parent || !told || told.mtorstruct !== window.name) return;
      if ("dark" in told) darken(told.dark);
      else select(told.selected, told.sample);
    });
    parent.postMessage({ mtorstruct: window.name, ready: true }, "*");
  }

  /* --- paper --------------------------------------------------------------------------------------- */

  /* What is folded is open on paper, also where a browser's style sheet cannot open it. */
  function startPaper() {
    let folded = [];
    addEventListener("beforeprint", () => {
      folded = $$("details:not([open])");
      folded.forEach((details) => { details.open = true; });
    });
    addEventListener("afterprint", () => folded.forEach((details) => { details.open = false; }));
  }

  function start(packed, samples) {
    rows = packed ? packedRows(packed) : plainRows();
    placeOf = new Map(rows.keys.map((key, k) => [key, k]));
    state.order = Uint32Array.from({ length: rows.n }, (_, k) => k);
    view = packed ? windowedTable() : wholeTable();
    startVerdicts();
    startFilter(samples);
    startSort();
    startSelection();
    startDownloads();
    startNotebook();
    startPaper();
    setTimeout(startPicture, 0);
  }

  const hasSamples = Boolean(blockOf("samples"));
  if (isPacked("table") && !isLost("table")) {
    Promise.all([unpacked("table"), hasSamples ? unpacked("samples") : null]).then((found) => start(...found));
  } else start(null, hasSamples && !isPacked("samples") ? read("samples") : null);
})(window.mtorstruct);
