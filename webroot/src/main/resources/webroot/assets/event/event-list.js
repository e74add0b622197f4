import { Component, html } from "../html/html.js";
import { Mark } from "../parts/mark.js";
import { day, exact, instant, precise } from "../words/time.js";
import { display, plain } from "../words/words.js";

/** Newest first, a line for each new day. The browser skips painting what is off the screen. */
export function EventList({ events, brief }) {
  let last = "";
  return html`
    <ol class="events" data-brief=${brief ? "" : undefined}>
      ${events.map((event) => {
        const today = day(event.timestamp);
        const heading = today !== last;
        last = today;
        return [
          heading && html`<li class="events-day" key=${"day-" + today}>${today}</li>`,
          html`<${Row} key=${event.id} event=${event} />`,
        ];
      })}
    </ol>
  `;
}

class Row extends Component {
  state = { open: false };

  shouldComponentUpdate(props, state) {
    return props.event.id !== this.props.event.id || state.open !== this.state.open;
  }

  render({ event }, { open }) {
    const at = instant(event.timestamp);
    return html`
      <li class="event" data-severity=${event.severity}>
        <button class="event-line" type="button" aria-expanded=${open} onClick=${() => this.setState({ open: !open })}>
          <time dateTime=${at?.toISOString()} title=${exact(event.timestamp)}>${precise(event.timestamp)}</time>
          <${Mark} tone=${event.severity} label=${event.severity} />
          <span class="event-where">
            <b>${display(event.node)}</b>${event.service && html`<span>${event.service}</span>`}
          </span>
          <span class="event-type">${plain(event.type)}</span>
          <span class="event-message">${event.message}</span>
        </button>
        ${open && html`<pre tabindex="0" role="group" aria-label="The whole event">${JSON.stringify(event, null, 2)}</pre>`}
      </li>
    `;
  }
}
