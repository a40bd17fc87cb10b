/**
 * What the reader's browser adds to figures: series that can be hidden, a linear axis, values by keyboard
 * as by mouse, a large view, and a PNG. Figures read fully without it.
 *
 * @module
 */

/** Runs once the page is there; part of the page's only script. */
export const FIGURE_SCRIPT = String.raw`
function figureTools(tools) {
  const figure = tools.closest("figure");
  const scroll = figure.querySelector(".scroll");
  const drawing = scroll.querySelector("svg.drawing");
  const label = tools.dataset.label;
  const button = (text, name, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.setAttribute("aria-label", name);
    made.addEventListener("click", () => act(made));
    return made;
  };
  const value = document.createElement("p");
  value.className = "figure-value";
  value.setAttribute("aria-live", "polite");
  const box = document.createElement("div");
  box.className = "series";
  box.hidden = true;

  // the entries of the key are the only words that are of a series
  const entries = [...drawing.querySelectorAll("text[data-s]")];
  const marksOf = (s) => [...drawing.querySelectorAll('[data-s="' + s + '"]')];
  const isKey = (mark) => entries.some((entry) => {
    const a = entry.getBoundingClientRect(), b = mark.getBoundingClientRect();
    return b.bottom > a.top - 4 && b.top < a.bottom + 4 && mark.dataset.tip === undefined
      && mark.dataset.s === entry.dataset.s && b.right < a.left + 8 && b.width < 48;
  });
  const keys = new Set(entries.flatMap(({ dataset }) => marksOf(dataset.s).filter(isKey)).concat(entries));
  const shown = entries.filter(({ dataset }) => marksOf(dataset.s).some((mark) => !keys.has(mark)));
  if (shown.length > 1) {
    for (const entry of shown) {
      const s = entry.dataset.s, name = entry.textContent;
      const toggle = button(name, "Show " + name + " in " + label, (self) => {
        const on = self.getAttribute("aria-pressed") !== "true";
        self.setAttribute("aria-pressed", String(on));
        marksOf(s).forEach((mark) => mark.classList.toggle(keys.has(mark) ? "dim" : "off", !on));
      });
      toggle.setAttribute("aria-pressed", "true");
      box.append(toggle);
    }
    const open = button("Series", "Choose series of " + label, (self) => {
      box.hidden = !box.hidden;
      self.setAttribute("aria-expanded", String(!box.hidden));
    });
    open.setAttribute("aria-expanded", "false");
    open.className = "wide";
    tools.prepend(open);
  }

  if (tools.dataset.linear) {
    const image = document.createElement("img");
    image.alt = label + " with linear axes";
    image.hidden = true;
    image.className = "drawing";
    scroll.append(image);
    const swap = button("Linear axes", "Linear axes for " + label, (self) => {
      if (!image.src) image.src = tools.dataset.linear;
      image.hidden = !image.hidden;
      drawing.style.display = image.hidden ? "" : "none";
      self.textContent = image.hidden ? "Linear axes" : "Logarithmic axes";
      self.setAttribute("aria-label", self.textContent + " for " + label);
    });
    swap.className = "wide";
    tools.append(swap);
  }

  tools.append(button("Enlarge", "Enlarge " + label, () => {
    const dialog = document.createElement("dialog");
    dialog.className = "figure-large";
    dialog.setAttribute("aria-label", label + ", enlarged");
    const copy = drawing.cloneNode(true);
    copy.removeAttribute("aria-labelledby");
    copy.removeAttribute("aria-describedby");
    copy.setAttribute("aria-label", label);
    copy.querySelectorAll("[id]").forEach((one) => { if (one.tagName !== "clipPath") one.removeAttribute("id"); });
    dialog.append(button("Close", "Close " + label, () => dialog.close()), copy);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }));

  tools.append(button("PNG", "PNG of " + label, () => {
    const [, , width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
    const copy = drawing.cloneNode(true);
    // colours are variables, which an image by itself does not have from the page
    const style = getComputedStyle(document.documentElement);
    copy.querySelectorAll("[fill],[stroke]").forEach((one) => {
      for (const name of ["fill", "stroke"]) {
        const found = /^var\((--[\w-]+)\)$/.exec(one.getAttribute(name) ?? "");
        if (found) one.setAttribute(name, style.getPropertyValue(found[1]));
      }
    });
    const image = new Image();
    image.addEventListener("load", () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [3 * width, 3 * height];
      const pen = canvas.getContext("2d");
      pen.fillStyle = style.getPropertyValue("--paper") || "white";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      const link = document.createElement("a");
      link.href = canvas.toDataURL("image/png");
      link.download = tools.dataset.tools + ".png";
      link.click();
    });
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(copy));
  }));
  tools.append(box);
  tools.after(value);

  // values by keyboard: along a series with the left and right arrows, to the next one with up and down
  const marks = [...drawing.querySelectorAll("[data-tip]")];
  let at = -1;
  const show = (next) => {
    marks[at]?.classList.remove("at");
    at = next;
    marks[at]?.classList.add("at");
    value.textContent = marks[at]?.dataset.tip ?? "";
  };
  const visible = (from, step) => {
    let next = from;
    do next += step; while (marks[next]?.classList.contains("off"));
    return marks[next] === undefined ? at : next;
  };
  const otherSeries = (step) => {
    const s = marks[at]?.dataset.s;
    let next = at;
    do next = next + step; while (marks[next] !== undefined && (marks[next].dataset.s === s || marks[next].classList.contains("off")));
    return marks[next] === undefined ? at : next;
  };
  scroll.addEventListener("keydown", (event) => {
    const moves = {
      ArrowRight: () => visible(at, 1),
      ArrowLeft: () => visible(at, -1),
      ArrowDown: () => otherSeries(1),
      ArrowUp: () => otherSeries(-1),
      Home: () => visible(-1, 1),
      End: () => visible(marks.length, -1),
      Escape: () => -1,
    };
    if (!(event.key in moves) || marks.length === 0 || event.target !== scroll) return;
    event.preventDefault();
    show(moves[event.key]());
  });
  scroll.addEventListener("blur", () => show(-1));
}
`;
