import { html } from "../html/html.js";
import { Logo } from "./icon.js";

/** Nothing to show, and that is no fault. */
export function Empty({ title, children, calm }) {
  return html`
    <div class="empty" data-calm=${calm ? "" : undefined}>
      <p class="empty-title">${title}</p>
      ${children && html`<p>${children}</p>`}
    </div>
  `;
}

export function Loading({ what }) {
  return html`<div class="loading" role="status"><span class="bars" aria-hidden="true"></span>Loading ${what}…</div>`;
}

export function Failure({ error, onRetry }) {
  return html`
    <div class="failure" role="alert">
      <p>${error.message}</p>
      ${onRetry && html`<button class="button" type="button" onClick=${onRetry}>Try again</button>`}
    </div>
  `;
}

export function Starting({ problem }) {
  return html`
    <main class="starting">
      <${Logo} />
      <h1>homelab</h1>
      <p role="status">${problem ?? "Asking the server what is true now…"}</p>
    </main>
  `;
}
