"use strict";
// Zooming is a matter of the viewBox; names and marks keep their size by --unit.
const svg = document.getElementById("map");
const home = svg.dataset.home.split(" ").map(Number);
let box = home.slice();

const names = [...document.querySelectorAll(".name")];

function show(next) {
  box = next;
  svg.setAttribute("viewBox", box.join(" "));
  const unit = Math.max(box[2] / home[2], box[3] / home[3]);
  document.documentElement.style.setProperty("--unit", unit);
  hideCollidingNames(unit);
}

/** A name that would lie on one before it is shown when there is room: names come by the size of their ground. */
function hideCollidingNames(unit) {
  const taken = [];
  for (const name of names) {
    const [x, y] = [Number(name.getAttribute("x")), Number(name.getAttribute("y"))];
    const [wide, high] = [name.textContent.length * 11 * unit, 13 * unit];
    const collides = taken.some(([otherX, otherY, other]) => Math.abs(x - otherX) * 2 < wide + other && Math.abs(y - otherY) < high);
    name.classList.toggle("hidden", collides);
    if (!collides) taken.push([x, y, wide]);
  }
}

/** Where the pointer is, in the picture's units. */
function at(event) {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  return [point.x, point.y];
}

svg.addEventListener("wheel", (event) => {
  event.preventDefault();
  const factor = Math.exp(Math.max(-0.5, Math.min(0.5, event.deltaY * 0.002)));
  const width = Math.max(home[2] / 4000, Math.min(home[2] * 1.5, box[2] * factor));
  const scale = width / box[2];
  const [x, y] = at(event);
  show([x - (x - box[0]) * scale, y - (y - box[1]) * scale, width, box[3] * scale]);
}, { passive: false });

let held = null;
svg.addEventListener("pointerdown", (event) => {
  held = at(event);
  svg.setPointerCapture(event.pointerId);
});
svg.addEventListener("pointermove", (event) => {
  if (!held) return;
  const [x, y] = at(event);
  show([box[0] + held[0] - x, box[1] + held[1] - y, box[2], box[3]]);
});
svg.addEventListener("pointerup", () => { held = null; });
svg.addEventListener("dblclick", () => show(home.slice()));
for (const entry of document.querySelectorAll("li[data-box]")) {
  entry.addEventListener("click", () => show(entry.dataset.box.split(" ").map(Number)));
}
show(home.slice());
