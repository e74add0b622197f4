import { html } from "../html/html.js";
import { Loads } from "../parts/loads.js";
import { Section } from "../parts/page.js";
import { bytes } from "../words/words.js";
import { bars, extent, hourly, line, series, span } from "./readings.js";

const WIDTH = 300;
const HEIGHT = 60;

/** A minute is read in a minute. */
const EVERY_MS = 60_000;

const percent = (value) => `${Math.round(value)} %`;
const celsius = (value) => `${Math.round(value)} °C`;

/** How the machine fared in the last day; only the node's own server knows. */
export class Plots extends Loads {
  what = "the readings";
  #timer = 0;

  componentDidMount() {
    super.componentDidMount();
    this.#timer = setInterval(() => this.load(), EVERY_MS);
  }

  componentWillUnmount() {
    clearInterval(this.#timer);
    super.componentWillUnmount();
  }

  path() {
    return "/readings";
  }

  show({ readings }) {
    if (readings.length === 0) {
      return null;
    }
    return html`
      <${Section} id="readings" title="The last 24 hours">
        <div class="plots">
          <${Lines} name="Load" points=${series(readings, "load_percent")} text=${percent} least=${100} />
          <${Lines} name="Memory in use" points=${series(readings, "memory_percent")} text=${percent} least=${100} />
          <${Lines} name="Temperature" points=${series(readings, "celsius")} text=${celsius} least=${60} />
          <${Hours} name="Moved in an hour" points=${hourly(readings)} text=${bytes} />
        </div>
      <//>
    `;
  }
}

function Lines({ name, points, text, least }) {
  const found = extent(points);
  if (!found) {
    return null;
  }
  const top = Math.max(found.max, least);
  return html`
    <${Plot} name=${name} found=${found} text=${text}>
      <path class="plot-line" d=${line(points, span(points), top, WIDTH, HEIGHT)} />
    <//>
  `;
}

function Hours({ name, points, text }) {
  const found = extent(points);
  if (!found || found.max === 0) {
    return null;
  }
  const hours = { start: span(points).start, end: points.at(-1).at + 3_600_000 };
  return html`
    <${Plot} name=${name} found=${found} text=${text}>
      ${bars(points, hours, found.max, WIDTH, HEIGHT).map(
        (bar) => html`<rect class="plot-bar" x=${bar.x} y=${bar.y} width=${bar.width} height=${bar.height} />`,
      )}
    <//>
  `;
}

function Plot({ name, found, text, children }) {
  const words = `${text(found.min)} to ${text(found.max)}, now ${text(found.latest)}`;
  return html`
    <figure class="plot">
      <figcaption><span>${name}</span> <span class="plot-words">${words}</span></figcaption>
      <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label=${`${name}: ${words}`}>
        ${children}
      </svg>
    </figure>
  `;
}
