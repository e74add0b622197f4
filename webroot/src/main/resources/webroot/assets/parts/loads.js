import { Component, html } from "../html/html.js";
import { get } from "../server/api.js";
import { listen } from "../state/live.js";
import { Failure, Loading } from "./states.js";

/** Messages that come together cause one load. */
const TOGETHER_MS = 250;

/**
 * A screen that shows one answer of the API and asks again when the stream says that it changed.
 * Subclasses give `path(props)`, `what`, `concerns(name, data, props)` and `show(data, props)`.
 */
export class Loads extends Component {
  state = { data: null, error: null };
  #wanted = null;
  #timer = 0;
  #ended = () => {};

  componentDidMount() {
    this.#ended = listen((name, data) => {
      if (name === "reset" || name === "opened" || this.concerns(name, data, this.props)) {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.load(), TOGETHER_MS);
      }
    });
    this.load();
  }

  componentDidUpdate() {
    if (this.path(this.props) !== this.#wanted) {
      this.load();
    }
  }

  componentWillUnmount() {
    this.#wanted = null;
    clearTimeout(this.#timer);
    this.#ended();
  }

  async load() {
    const path = this.path(this.props);
    this.#wanted = path;
    try {
      const data = await get(path);
      this.#set(path, { data, error: null });
    } catch (error) {
      this.#set(path, { error });
    }
  }

  #set(path, patch) {
    if (this.#wanted === path) {
      this.setState(patch);
    }
  }

  concerns() {
    return false;
  }

  /** What an action answered is shown at once, before the stream says the same. */
  took(patch) {
    this.setState(({ data }) => ({ data: { ...data, ...patch } }));
  }

  render(props, { data, error }) {
    if (data === null) {
      return this.frame(
        error
          ? html`<${Failure} error=${error} onRetry=${() => this.load()} />`
          : html`<${Loading} what=${this.what} />`,
      );
    }
    return this.show(data, props);
  }

  /** Where loading and failure stand; screens put them under their heading. */
  frame(content) {
    return content;
  }
}
