import { html } from "../html/html.js";
import { Mark, Tag } from "../parts/mark.js";
import { When } from "../parts/when.js";
import { RISKS, actionTitle, mayDecide } from "../words/words.js";
import { Decide } from "./decide.js";
import { Evidence } from "./evidence.js";
import { Proposal } from "./proposal.js";

/** A pending action with all that a decision needs; `brief` leaves the evidence folded. */
export function ActionCard({ action, now, server, brief }) {
  const heading = "action-" + action.action_id;
  const decidable = mayDecide(action, server);
  return html`
    <article class="action-card" data-urgency=${action.urgency} aria-labelledby=${heading}>
      <div class="action-head">
        <${Mark} tone=${action.urgency === "ring" ? "critical" : "warning"} />
        <h3 id=${heading}><a href=${`/actions/${encodeURIComponent(action.action_id)}`}>${actionTitle(action)}</a></h3>
        <span class="action-tags"><${Tags} action=${action} /><${When} at=${action.created_at} now=${now} /></span>
      </div>
      <p class="reason">${action.reason}</p>
      ${action.last_attempt && html`<p class="last-attempt">Last attempt: ${action.last_attempt}</p>`}
      <${Evidence} evidence=${action.evidence} reason=${action.reason} brief=${brief} />
      <${Proposal} action=${action} now=${now} brief=${brief} />
      ${decidable && html`<${Decide} action=${action} />`}
      ${!decidable && html`<p class="told">${whyNot(action)}</p>`}
    </article>
  `;
}

export function Tags({ action }) {
  return html`
    ${action.urgency === "ring" && html`<${Tag} tone="error">rings<//>`}
    ${action.risk !== "none" &&
    html`<${Tag} tone=${action.risk === "guarded" ? "warning" : "off"} title=${RISKS[action.risk]}>${action.risk === "guarded" ? "guarded" : "low risk"}<//>`}
    ${action.shadow && html`<${Tag} tone="off" title="Shown only; nothing would run">shadow<//>`}
  `;
}

function whyNot(action) {
  if (action.shadow) {
    return "Shadow mode: this is what the mesh would have proposed. There is nothing to approve.";
  }
  if (action.stands_for_proposal) {
    return "Its site was without the hub when it raised this. It is decided there, or proposed here once the hub has caught up.";
  }
  const ways = (action.ways ?? []).join(", ");
  return ways === "" ? "This only tells you; there is nothing to approve." : `This can be approved by: ${ways}.`;
}
