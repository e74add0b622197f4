import { html } from "../html/html.js";
import { Button } from "../parts/button.js";
import { Facts } from "../parts/facts.js";
import { Loads } from "../parts/loads.js";
import { Mark, toneOfAction } from "../parts/mark.js";
import { Page, Section } from "../parts/page.js";
import { When } from "../parts/when.js";
import { post } from "../server/api.js";
import { actionTitle, can, mayDecide, plain, statusWord } from "../words/words.js";
import { Tags } from "./action-card.js";
import { Decide } from "./decide.js";
import { Evidence } from "./evidence.js";
import { History } from "./history.js";
import { Proposal } from "./proposal.js";

/** One action, from why it was proposed to what came of it. */
export class Action extends Loads {
  what = "the action";

  path({ id }) {
    return `/actions/${encodeURIComponent(id)}`;
  }

  concerns(name, data, { id }) {
    return name === "action" && data.action_id === id;
  }

  frame(content) {
    return html`<${Page} title="Action" back=${["/actions", "Actions"]}>${content}<//>`;
  }

  async cancel(action) {
    this.took(await post(`/actions/${encodeURIComponent(action.action_id)}/cancel`, { reason: "cancelled in the dashboard" }));
  }

  show(action, { world }) {
    const { now, me } = world;
    const title = actionTitle(action);
    const decidable = mayDecide(action, me.server);
    return html`
      <${Page} title=${title} back=${["/actions", "Actions"]}
        heading=${html`<span class="headline"><${Mark} tone=${toneOfAction(action)} />${title}</span>`}
        lead=${html`<span>${statusWord(action.status)}</span><${Tags} action=${action} />`}>
        <div class="action-page" data-decidable=${decidable ? "" : undefined}>
          <div class="panel">
            <p class="reason">${action.reason}</p>
            ${action.last_attempt && html`<p class="last-attempt">Last attempt: ${action.last_attempt}</p>`}
            <${Evidence} evidence=${action.evidence} reason=${action.reason} />
            <${Proposal} action=${action} now=${now} />
            ${decidable && html`<div class="thumb-zone"><${Decide} action=${action} onTook=${(it) => this.took(it)} /></div>`}
            ${can(me.server, "cancel") &&
            cancellable(action) &&
            html`<div class="cancel-line">
              <${Button} onPress=${() => this.cancel(action)}>Cancel the approval<//>
              <span class="muted">${me.server.kind === "site" ? "Possible until it runs." : "Possible until the node has accepted it."}</span>
            </div>`}
          </div>
          <div class="side">
            <${Section} id="state" title="State"><${State} action=${action} now=${now} /><//>
            <${Section} id="history" title="History"><${History} action=${action} now=${now} /><//>
          </div>
          ${action.output &&
          html`<${Section} id="output" title="Output">
            <pre tabindex="0" role="group" aria-label="Output">${action.output}</pre>
          <//>`}
        </div>
      <//>
    `;
  }
}

function State({ action, now }) {
  const incident = action.incident;
  return html`
    <${Facts}
      facts=${[
        ["Outcome", action.outcome && plain(action.outcome)],
        ["Delivery", action.delivery],
        ["Proposed", html`<${When} at=${action.created_at} now=${now} />`],
        ["Changed", html`<${When} at=${action.updated_at} now=${now} />`],
        ["Valid until", action.valid_until && html`<${When} at=${action.valid_until} now=${now} as="clock" />`],
        ["Incident", incident && html`<a href=${`/incidents/${encodeURIComponent(incident)}`}>What happened</a>`],
        ["Node", html`<a href=${`/nodes/${encodeURIComponent(action.node)}`}>${action.node}</a>`],
        ["Id", html`<code class="wrap">${action.action_id}</code>`],
      ]}
    />
  `;
}

function cancellable(action) {
  return action.status === "approved" && !["accepted", "running"].includes(action.delivery);
}
