import { html } from "../html/html.js";

/** What speaks for the action beside its reason. Short facts stand side by side, texts of several lines below them. */
export function Evidence({ evidence, reason, brief }) {
  const all = (evidence ?? []).filter((each) => each.text !== reason);
  if (all.length === 0) {
    return null;
  }
  const long = all.filter(isLong);
  const short = all.filter((each) => !isLong(each));
  return html`
    <div class="evidence">
      ${short.length > 0 &&
      html`<dl class="evidence-facts">
        ${short.map((each) => html`<div><dt>${each.label}</dt><dd>${each.text}</dd></div>`)}
      </dl>`}
      ${long.map(
        (each) => html`
          <details open=${!brief}>
            <summary>${each.label}</summary>
            <pre tabindex="0" role="group" aria-label=${each.label}>${each.text}</pre>
          </details>
        `,
      )}
    </div>
  `;
}

export function isLong(evidence) {
  return evidence.text.includes("\n") || evidence.text.length > 80;
}
