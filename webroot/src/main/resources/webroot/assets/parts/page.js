import { Component, html } from "../html/html.js";

/** A screen with its one heading, which takes the focus when the route changes. */
export class Page extends Component {
  componentDidMount() {
    this.name();
  }

  componentDidUpdate() {
    this.name();
  }

  name() {
    document.title = `${this.props.title} · homelab`;
  }

  render({ title, heading, lead, tools, back, children }) {
    return html`
      <div class="page">
        <div class="page-head">
          <div>
            ${back && html`<a class="back" href=${back[0]}>← ${back[1]}</a>`}
            <h1 tabindex="-1">${heading ?? title}</h1>
            ${lead && html`<p class="lead">${lead}</p>`}
          </div>
          ${tools && html`<div class="tools">${tools}</div>`}
        </div>
        ${children}
      </div>
    `;
  }
}

export function Section({ title, count, children, tools, id }) {
  return html`
    <section class="section" aria-labelledby=${id}>
      <div class="section-head">
        <h2 id=${id}>${title}${count != null && html` <span class="amount">${count}</span>`}</h2>
        ${tools}
      </div>
      ${children}
    </section>
  `;
}
