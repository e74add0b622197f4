import { Component, html } from "../html/html.js";
import { Icon } from "../parts/icon.js";
import { nodesOf } from "../state/reduce.js";
import { SEVERITIES } from "../words/rank.js";
import { display, plain } from "../words/words.js";
import { isFiltered } from "./filter.js";
import { TYPES } from "./types.js";

/** Text is asked for when typing pauses. */
const TYPING_MS = 250;

export class FilterBar extends Component {
  state = { typed: this.props.filter.q };
  #timer = 0;

  componentDidUpdate(before) {
    if (before.filter.q !== this.props.filter.q && this.props.filter.q !== this.state.typed.trim()) {
      this.setState({ typed: this.props.filter.q });
    }
  }

  componentWillUnmount() {
    clearTimeout(this.#timer);
  }

  type(text) {
    this.setState({ typed: text });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.props.onSet({ q: text.trim() }), TYPING_MS);
  }

  render({ world, filter, onSet, paused, waiting, onPause }, { typed }) {
    const nodes = nodesOf(world.overview).map((node) => [node.node, node.display ?? display(node.node)]);
    const types = TYPES.map((type) => [type, plain(type)]);
    const severities = SEVERITIES.slice(1).map((each) => [each, each === "critical" ? each : `${each} or worse`]);
    return html`
      <div class="filter-bar" role="search" aria-label="Filter events">
        <input type="search" aria-label="Text in events" placeholder="Search" data-key="/" value=${typed}
          onInput=${(event) => this.type(event.target.value)} />
        <${Choice} label="Node" none="All nodes" all=${nodes} value=${filter.node} onSet=${(node) => onSet({ node })} />
        <${Choice} label="Severity" none="Any severity" all=${severities} value=${filter.severity}
          onSet=${(severity) => onSet({ severity })} />
        <${Choice} label="Type" none="All types" all=${types} value=${filter.type} onSet=${(type) => onSet({ type })} />
        ${filter.service &&
        html`<button class="chip" type="button" aria-pressed="true" onClick=${() => onSet({ service: "" })}>
          service: ${filter.service} ✕
        </button>`}
        ${isFiltered(filter) && html`<a class="clear" href="/events">Clear</a>`}
        <button class="button pause" type="button" data-key="p" aria-pressed=${paused} onClick=${onPause}>
          <${Icon} name=${paused ? "play" : "pause"} />
          <span>${paused ? (waiting > 0 ? `Resume, ${waiting} new` : "Resume") : "Pause"}</span>
        </button>
      </div>
    `;
  }
}

function Choice({ label, none, all, value, onSet }) {
  const known = value === "" || all.some(([each]) => each === value) ? all : [...all, [value, plain(value)]];
  return html`
    <select aria-label=${label} value=${value} data-set=${value ? "" : undefined}
      onChange=${(event) => onSet(event.target.value)}>
      <option value="">${none}</option>
      ${known.map(([each, name]) => html`<option key=${each} value=${each} selected=${each === value}>${name}</option>`)}
    </select>
  `;
}
