import { Component, html } from "../html/html.js";
import { plain } from "../words/words.js";
import { differences } from "./differences.js";

/** What is different from what was shown, member by member; only then may one decide again. */
export class Changed extends Component {
  /** The press that failed may have been far from here. */
  componentDidMount() {
    this.base.scrollIntoView({ block: "center" });
  }

  render({ before, current, detail, onRead }) {
    const rows = differences(before, current);
    return html`
      <div class="changed" role="alert">
        <p><strong>Nothing was decided.</strong> ${detail}</p>
        ${rows.length > 0 &&
        html`<table>
          <thead><tr><th scope="col">What</th><th scope="col">You saw</th><th scope="col">Now</th></tr></thead>
          <tbody>
            ${rows.map(([name, was, is]) => html`<tr><th scope="row">${plain(name)}</th><td>${was}</td><td>${is}</td></tr>`)}
          </tbody>
        </table>`}
        <button class="button" type="button" onClick=${onRead}>
          ${current.status === "pending" ? "I have read it: decide on this" : "Understood"}
        </button>
      </div>
    `;
  }
}
