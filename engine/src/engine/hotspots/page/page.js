// Layers, the time slider, and links from the table to the map.
for (const box of document.querySelectorAll("input[data-layer]")) {
  const layer = document.querySelector(`g[data-of="${box.dataset.layer}"]`);
  const apply = () => layer?.classList.toggle("off", !box.checked);
  box.addEventListener("change", apply);
  apply();
}

const slider = document.getElementById("step");
if (slider) {
  const words = JSON.parse(document.getElementById("steps").textContent);
  const apply = () => {
    const step = Number(slider.value) - 1;
    document.getElementById("step-words").textContent = words[step + 1];
    for (const clue of document.querySelectorAll(".clue")) clue.classList.toggle("off", step >= 0 && clue.dataset.step !== String(step));
    for (const cell of document.querySelectorAll(".cell")) {
      const isHot = step >= 0 && cell.dataset.steps[step] === "1";
      cell.classList.toggle("now", isHot);
      cell.classList.toggle("off", step >= 0 && !isHot);
    }
    for (const circle of document.querySelectorAll(".scan")) {
      circle.classList.toggle("off", step >= 0 && !(Number(circle.dataset.from) <= step && step < Number(circle.dataset.to)));
    }
  };
  slider.addEventListener("input", apply);
  apply();
}

for (const link of document.querySelectorAll("a[data-go]")) {
  link.addEventListener("click", () => {
    const target = document.getElementById(link.dataset.go);
    if (target?.dataset.window) show(target.dataset.window.split(" ").map(Number));
  });
}
