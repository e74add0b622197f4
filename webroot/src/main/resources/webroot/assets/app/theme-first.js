// Runs before the first paint, so that a chosen theme does not flash; nothing else belongs here.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.dataset.theme = chosen;
  }
} catch (blocked) {
  document.documentElement.removeAttribute("data-theme");
}
