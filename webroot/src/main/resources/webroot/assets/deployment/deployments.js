import { html } from "../html/html.js";
import { Loads } from "../parts/loads.js";
import { Mark, Tag } from "../parts/mark.js";
import { Page } from "../parts/page.js";
import { Empty } from "../parts/states.js";
import { When } from "../parts/when.js";
import { between } from "../words/time.js";
import { display } from "../words/words.js";

const STAGES = ["prepare", "validate", "deploy", "verify", "complete"];
const TONES = { running: "working", completed: "well", failed: "error" };

/** What was rolled out, by stage. */
export class Deployments extends Loads {
  what = "deployments";

  path() {
    return "/deployments";
  }

  concerns(name, data) {
    return name === "event" && String(data.type).startsWith("deployment_");
  }

  frame(content) {
    return html`<${Page} title="Deployments" lead="What was rolled out where, and how far it came.">${content}<//>`;
  }

  show({ deployments }, { world }) {
    if (deployments.length === 0) {
      return this.frame(html`<${Empty} title="No deployment yet">The next one shows here, stage by stage.<//>`);
    }
    return this.frame(html`
      <ul class="rows">
        ${deployments.map((each) => html`<${Row} key=${each.correlation_id} it=${each} now=${world.now} />`)}
      </ul>
    `);
  }
}

function Row({ it, now }) {
  const at = it.status === "completed" ? STAGES.length : STAGES.indexOf(it.stage);
  return html`
    <li class="row-link">
      <${Mark} tone=${TONES[it.status] ?? "unknown"} label=${it.status} />
      <span class="row-main">
        <span class="row-title">${(it.services ?? []).join(", ") || "Everything"} on ${display(it.node)}</span>
        <ol class="stages" aria-label=${`Stage: ${it.stage ?? it.status}`}>
          ${STAGES.map((stage, i) => html`<li data-state=${i < at ? "done" : i === at ? it.status : "ahead"}>${stage}</li>`)}
        </ol>
      </span>
      <span class="row-side">
        <${Tag} tone=${TONES[it.status]}>${it.status}<//>
        <span class="row-note"><${When} at=${it.started} now=${now} />, ${it.ended ? "took" : "for"} ${between(it.started, it.ended, now)}${it.by ? `, by ${it.by}` : ""}</span>
      </span>
    </li>
  `;
}
