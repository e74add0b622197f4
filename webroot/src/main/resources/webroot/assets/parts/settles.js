import { Component } from "../html/html.js";
import { SETTLES_MS, Standing } from "./standing.js";

/**
 * Gives its child function whether the card around it stands still: not just appeared, and not just
 * moved by what was put in or taken out above it. Scrolling is no move of the card.
 */
export class Settles extends Component {
  state = { still: false };
  #standing = new Standing();
  #timer = 0;
  #watch = new ResizeObserver(() => this.look());

  componentDidMount() {
    this.#watch.observe(this.base.closest("section") ?? document.body);
    this.look();
  }

  componentDidUpdate() {
    this.look();
  }

  componentWillUnmount() {
    clearTimeout(this.#timer);
    this.#watch.disconnect();
  }

  look() {
    if (this.#standing.seen(placeOf(this.base), performance.now())) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.setState({ still: true }), SETTLES_MS);
      if (this.state.still) {
        this.setState({ still: false });
      }
    }
  }

  /** Asked at the press itself; what is drawn may be a moment behind. */
  #now = () => this.#standing.still(performance.now());

  render({ children }, { still }) {
    return children(still, this.#now);
  }
}

/** Where the card stands in the document; a bar of buttons that is kept in view has no place of its own. */
function placeOf(element) {
  const card = element?.closest?.("article");
  if (!card) {
    return [0, 0];
  }
  const { top, left } = card.getBoundingClientRect();
  return [left + window.scrollX, top + window.scrollY];
}
