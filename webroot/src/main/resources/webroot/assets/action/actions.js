import { html } from "../html/html.js";
import { Loads } from "../parts/loads.js";
import { Page, Section } from "../parts/page.js";
import { Empty } from "../parts/states.js";
import { can } from "../words/words.js";
import { ActionCard } from "./action-card.js";
import { ActionRow } from "./action-row.js";
import { GroupDecide, groups } from "./group-decide.js";

/** Pending first, each ready to be decided; what is under way and what ended below. */
export function Actions({ world }) {
  const pending = world.overview?.actions_pending ?? [];
  const { now, me } = world;
  return html`
    <${Page} title="Actions" lead="What the mesh proposes. Nothing runs without your approval.">
      <${Section} id="pending" title="Waiting for you" count=${pending.length}>
        ${pending.length === 0
          ? html`<${Empty} title="Nothing waits for you" calm>A proposal appears here the moment it is made.<//>`
          : html`<div class="cards">
              ${can(me.server, "approve_group") &&
              groups(pending).map(([group, members]) => html`<${GroupDecide} key=${group} group=${group} actions=${members} />`)}
              ${pending.map(
                (action) => html`<${ActionCard} key=${action.action_id} action=${action} now=${now} server=${me.server} />`,
              )}
            </div>`}
      <//>
      <${Others} id="under-way" title="Under way" states="approved,running" now=${now} />
      <${Others} id="ended" title="Ended" states="completed,failed,rejected,cancelled" now=${now} />
    <//>
  `;
}

class Others extends Loads {
  what = "actions";

  path({ states }) {
    return `/actions?status=${states}&limit=50`;
  }

  concerns(name) {
    return name === "action";
  }

  frame(content) {
    return html`<${Section} id=${this.props.id} title=${this.props.title}>${content}<//>`;
  }

  show({ actions }, { now, id }) {
    if (actions.length === 0) {
      return id === "under-way" ? null : this.frame(html`<${Empty} title="No action has ended yet" />`);
    }
    return this.frame(html`
      <ul class="rows">
        ${actions.map((action) => html`<${ActionRow} key=${action.action_id} action=${action} now=${now} />`)}
      </ul>
    `);
  }
}
