import { html } from "../html/html.js";
import { statusWord } from "../words/words.js";

/** What is different from what was shown, member by member; only then may one decide again. */
export function Changed({ before, current, detail, onRead }) {
  const rows = differences(before, current);
  return html`
    <div class="changed" role="alert">
      <p><strong>Nothing was decided.</strong> ${detail}</p>
      ${rows.length > 0 &&
      html`<table>
        <thead><tr><th scope="col">What</th><th scope="col">You saw</th><th scope="col">Now</th></tr></thead>
        <tbody>
          ${rows.map(([name, was, is]) => html`<tr><th scope="row">${name}</th><td>${was}</td><td>${is}</td></tr>`)}
        </tbody>
      </table>`}
      <button class="button" type="button" onClick=${onRead}>
        ${current.status === "pending" ? "I have read it: decide on this" : "Understood"}
      </button>
    </div>
  `;
}

/** Status and every member of the proposal that differs, as rows of name, old and new. */
export function differences(before, current) {
  const rows = [];
  if (before.status !== current.status) {
    rows.push(["status", statusWord(before.status), statusWord(current.status)]);
  }
  const was = members(before);
  const is = members(current);
  for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
    if (was[name] !== is[name]) {
      rows.push([name, was[name] ?? "—", is[name] ?? "—"]);
    }
  }
  return rows;
}

function members(action) {
  try {
    return flat(JSON.parse(action.proposal), "");
  } catch (unreadable) {
    return { proposal: String(action.proposal) };
  }
}

function flat(object, prefix) {
  const found = {};
  for (const [name, value] of Object.entries(object)) {
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      Object.assign(found, flat(value, `${prefix}${name}.`));
    } else {
      found[prefix + name] = typeof value === "string" ? value : JSON.stringify(value);
    }
  }
  return found;
}
