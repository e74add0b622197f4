import { html } from "../html/html.js";
import { Section } from "../parts/page.js";
import { When } from "../parts/when.js";
import { plain } from "../words/words.js";

/** What the node's engine runs. */
export function Containers({ containers, now }) {
  if (containers.length === 0) {
    return null;
  }
  return html`
    <${Section} id="containers" title="Containers" count=${containers.length}>
      <div class="table-place" tabindex="0" role="region" aria-label="Containers">
        <table class="table">
          <thead>
            <tr><th scope="col">Name</th><th scope="col">State</th><th scope="col">Health</th><th scope="col">Restarts</th><th scope="col">Started</th></tr>
          </thead>
          <tbody>
            ${containers.map(
              (each) => html`
                <tr key=${each.name}>
                  <th scope="row">${each.name}</th>
                  <td>${plain(each.state).toLowerCase()}${each.exit_code ? ` (${each.exit_code})` : ""}</td>
                  <td>${plain(each.health).toLowerCase()}</td>
                  <td>${each.restarts ?? ""}</td>
                  <td><${When} at=${each.started_at} now=${now} /></td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    <//>
  `;
}
