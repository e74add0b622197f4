import { html } from "../html/html.js";
import { Button } from "../parts/button.js";
import { Icon } from "../parts/icon.js";
import { Loads } from "../parts/loads.js";
import { Page, Section } from "../parts/page.js";
import { Empty } from "../parts/states.js";
import { When } from "../parts/when.js";
import { can } from "../words/words.js";
import { end } from "./planned-work.js";
import { SilenceForm } from "./silence-form.js";
import { silenceScope, silenceWhen } from "./silence-words.js";

export class Silences extends Loads {
  what = "silences";

  path() {
    return "/silences";
  }

  concerns(name) {
    return name === "silence";
  }

  frame(content) {
    const { world, query } = this.props;
    return html`
      <${Page} title="Silences" lead="What is silenced is still watched, and told once if it is broken when the silence ends.">
        <div class="two">
          <${Section} id="now" title="Silenced">${content}<//>
          ${can(world.me.server, "silence") &&
          html`<${Section} id="new" title="New silence">
            <${SilenceForm} world=${world} query=${query} onMade=${() => this.load()} />
          <//>`}
        </div>
      <//>
    `;
  }

  async end(silence) {
    await end(silence);
    await this.load();
  }

  show({ silences }, { world }) {
    if (silences.length === 0) {
      return this.frame(html`<${Empty} title="Nothing is silenced" calm />`);
    }
    return this.frame(html`
      <ul class="rows">
        ${silences.map(
          (each) => html`
            <li key=${each.silence_id} class="row-link">
              <${Icon} name="silence" />
              <span class="row-main">
                <span class="row-title">${silenceScope(each)}</span>
                <span class="row-text">${silenceWhen(each, world.now)}${each.active ? "" : ", not in force now"}</span>
                <span class="row-text">${each.reason} · ${each.by}, <${When} at=${each.created} now=${world.now} /></span>
              </span>
              ${can(world.me.server, "silence") &&
              html`<span class="row-side"><${Button} label=${`End: ${silenceScope(each)}`} onPress=${() => this.end(each)}>End<//></span>`}
            </li>
          `,
        )}
      </ul>
    `);
  }
}
