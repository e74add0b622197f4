import { html } from "../html/html.js";
import { Icon } from "../parts/icon.js";
import { Page } from "../parts/page.js";
import { Button } from "../parts/button.js";
import { Facts } from "../parts/facts.js";
import { signOut } from "../state/live.js";
import { display } from "../words/words.js";
import { KeySwitch } from "./key-switch.js";
import { ThemeSwitch } from "./theme-switch.js";

const LINKS = [
  ["/silences", "Silences", "silence", "Planned work and what is to stay quiet"],
  ["/deployments", "Deployments", "deployment", "What was rolled out where"],
  ["/audit", "Audit", "audit", "Who decided what, and how"],
];

export function More({ world }) {
  const server = world.me?.server ?? {};
  return html`
    <${Page} title="More">
      <ul class="links">
        ${LINKS.map(
          ([path, name, icon, text]) => html`
            <li>
              <a href=${path}><${Icon} name=${icon} /><span><b>${name}</b><small>${text}</small></span></a>
            </li>
          `,
        )}
      </ul>
      <section class="panel about" aria-labelledby="about">
        <h2 id="about">This dashboard</h2>
        <${Facts}
          facts=${[
            ["Serves", server.kind === "site" ? `One site, from ${display(server.node)}` : "The whole mesh"],
            ["Signed in as", world.me?.operator],
            ["Version", server.version],
            ["Times in", server.zone],
            ["Lab", server.lab],
          ]}
        />
        <div class="row">
          <${ThemeSwitch} />
          <${KeySwitch} />
          <${Button} onPress=${signOut}>Sign out<//>
        </div>
      </section>
    <//>
  `;
}
