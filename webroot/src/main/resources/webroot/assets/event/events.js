import { Component, html } from "../html/html.js";
import { go } from "../app/router.js";
import { Button } from "../parts/button.js";
import { Page } from "../parts/page.js";
import { Empty, Failure, Loading } from "../parts/states.js";
import { get, query } from "../server/api.js";
import { listen } from "../state/live.js";
import { addEvents } from "../state/reduce.js";
import { plural } from "../words/words.js";
import { EventList } from "./event-list.js";
import { fromQuery, isFiltered, matches } from "./filter.js";
import { FilterBar } from "./filter-bar.js";

const PAGE = 100;
/** Rows that the list holds at most; older ones are one press away. */
const MOST = 1_000;
/** Arrivals are shown together, so that a storm does not paint a thousand times a second. */
const TOGETHER_MS = 150;

/** The live log of the whole mesh. While paused, what arrives waits and is counted. */
export class Events extends Component {
  state = { events: null, next: null, error: null, paused: false, waiting: [] };
  #arrived = [];
  #timer = 0;
  #asked = 0;
  #ended = () => {};

  componentDidMount() {
    this.#ended = listen((name, data) => {
      if (name === "event" && matches(data, this.filter())) {
        this.#arrived.push(data);
        this.#timer ||= setTimeout(() => this.take(), TOGETHER_MS);
      } else if (name === "reset" || name === "opened") {
        this.load();
      }
    });
    this.load();
  }

  componentDidUpdate(before) {
    if (JSON.stringify(before.query) !== JSON.stringify(this.props.query)) {
      this.load();
    }
  }

  componentWillUnmount() {
    clearTimeout(this.#timer);
    this.#ended();
    this.#asked++;
  }

  filter() {
    return fromQuery(this.props.query);
  }

  take() {
    this.#timer = 0;
    const arrived = this.#arrived.splice(0);
    this.setState(({ events, paused, waiting }) =>
      paused
        ? { waiting: addEvents(waiting, arrived, MOST) }
        : { events: addEvents(events ?? [], arrived, MOST) },
    );
  }

  async load() {
    const asked = ++this.#asked;
    try {
      const page = await get("/events" + query({ ...this.filter(), limit: PAGE }));
      if (asked === this.#asked) {
        this.setState({ events: page.events, next: page.next, error: null, waiting: [] });
      }
    } catch (error) {
      if (asked === this.#asked) {
        this.setState({ error });
      }
    }
  }

  async older() {
    const asked = this.#asked;
    const page = await get("/events" + query({ ...this.filter(), limit: PAGE, before: this.state.next }));
    if (asked === this.#asked) {
      this.setState(({ events }) => ({ events: [...events, ...page.events], next: page.next, paused: true }));
    }
  }

  pause() {
    this.setState(({ paused, events, waiting }) =>
      paused ? { paused: false, events: [...waiting, ...(events ?? [])].slice(0, MOST), waiting: [] } : { paused: true },
    );
  }

  render({ world, query: asked }, { events, next, error, paused, waiting }) {
    const filter = this.filter();
    const set = (patch) => go("/events" + query({ ...filter, ...patch }), { replace: true });
    return html`
      <${Page} title="Events" lead=${paused ? `Paused, ${plural(waiting.length, "new event")}` : "As they happen, newest first"}>
        <${FilterBar} world=${world} filter=${filter} onSet=${set} paused=${paused} waiting=${waiting.length}
          onPause=${() => this.pause()} />
        ${events === null && (error ? html`<${Failure} error=${error} onRetry=${() => this.load()} />` : html`<${Loading} what="events" />`)}
        ${events?.length === 0 &&
        html`<${Empty} title=${isFiltered(filter) ? "No event fits these filters" : "No event yet"}>
          ${isFiltered(filter) && html`<a href="/events">Show all</a>`}
        <//>`}
        ${events?.length > 0 && html`<${EventList} events=${events} />`}
        ${next && html`<p class="older"><${Button} onPress=${() => this.older()}>Older events<//></p>`}
      <//>
    `;
  }
}
