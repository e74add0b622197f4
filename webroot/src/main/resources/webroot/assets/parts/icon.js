import { html } from "../html/html.js";

// Own drawings on a grid of 24, strokes of 1.75.
const PATHS = {
  overview: "M4 13.5 12 5l8 8.5M6.5 11v8h11v-8M10 19v-4.5h4V19",
  action: "M5 12.5 9.5 17 19 7.5M4 5h9M4 8.5h5",
  incident: "M12 4 21 19.5H3zM12 10v4.5M12 17v.2",
  event: "M4 6h3M4 12h3M4 18h3M10 6h10M10 12h7M10 18h9",
  silence: "M6 16V11a6 6 0 0 1 9.5-4.9M18 9.5V16M4 16.5h16M10 19.5h4M4 4l16 16",
  deployment: "M12 15V4.5M8 8.5l4-4 4 4M5 14v5h14v-5",
  audit: "M6 4h9l3.5 3.5V20H6zM9 11h6.5M9 14.5h6.5M9 7.5h3",
  more: "M5 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0M11 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0M17 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0",
  keyboard: "M3.5 7h17v10.5h-17zM7 10.5h.01M10.5 10.5h.01M14 10.5h.01M17 10.5h.01M8 14.5h8",
  "keys-on": "M5 5h14v14H5zM9.5 15.5 12 8.5l2.5 7M10.4 13.2h3.2",
  "keys-off": "M5 5h14v14H5zM9.5 15.5 12 8.5l2.5 7M10.4 13.2h3.2M3.5 3.5l17 17",
  close: "M6 6l12 12M18 6 6 18",
  chevron: "M9 5.5 15.5 12 9 18.5",
  note: "M12 11v6M12 7.5v.2M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17",
  warning: "M12 4 21 19.5H3zM12 10v4.5M12 17v.2",
  error: "M12 7.5v5.5M12 16.3v.2M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3z",
  pause: "M9 6v12M15 6v12",
  play: "M8 5.5v13l10.5-6.5z",
  "theme-system": "M4 5h16v11H4zM9 19.5h6",
  "theme-light": "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2.8v2M12 19.2v2M2.8 12h2M19.2 12h2M5.5 5.5l1.4 1.4M17.1 17.1l1.4 1.4M5.5 18.5l1.4-1.4M17.1 6.9l1.4-1.4",
  "theme-dark": "M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7z",
};

export function Icon({ name }) {
  return html`
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d=${PATHS[name] ?? PATHS.note} />
    </svg>
  `;
}

/** Six nodes on a circle, the hub among them drawn full. */
export function Logo() {
  const around = [0, 1, 2, 3, 4, 5].map((i) => [
    12 + 8 * Math.sin((i * Math.PI) / 3),
    12 - 8 * Math.cos((i * Math.PI) / 3),
  ]);
  return html`
    <svg class="logo" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <circle class="ring" cx="12" cy="12" r="8" />
      ${around.map(([x, y], i) => html`<circle class=${i === 0 ? "hub" : "node"} cx=${x} cy=${y} r=${i === 0 ? 3 : 2} />`)}
    </svg>
  `;
}
