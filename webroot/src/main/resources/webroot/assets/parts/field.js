import { html } from "../html/html.js";

export function Field({ id, label, type = "text", value, onSet, placeholder }) {
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <input id=${id} type=${type} value=${value} placeholder=${placeholder} maxlength="500"
        onInput=${(event) => onSet(event.target.value)} />
    </div>
  `;
}

export function Select({ id, label, none, value, onSet, all }) {
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <select id=${id} value=${value} onChange=${(event) => onSet(event.target.value)}>
        ${none && html`<option value="">${none}</option>`}
        ${all.map(([each, name]) => html`<option key=${each} value=${each} selected=${each === value}>${name}</option>`)}
      </select>
    </div>
  `;
}
