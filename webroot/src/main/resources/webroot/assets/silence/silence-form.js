import { Component, html } from "../html/html.js";
import { Button } from "../parts/button.js";
import { Field, Select } from "../parts/field.js";
import { post } from "../server/api.js";
import { nodesOf } from "../state/reduce.js";
import { display } from "../words/words.js";
import { show } from "./planned-work.js";
import { DAYS, silenceRequest } from "./silence-words.js";

const MODES = [
  ["planned_work", "Planned work"],
  ["once", "For a time"],
  ["until_well", "Until it is well"],
  ["repeating", "Each week"],
];
const PERIODS = [
  ["30", "30 minutes"],
  ["60", "1 hour"],
  ["240", "4 hours"],
  ["1440", "1 day"],
  ["10080", "1 week"],
];

export class SilenceForm extends Component {
  state = {
    mode: this.props.query.service ? "once" : "planned_work",
    node: this.props.query.node ?? "",
    service: this.props.query.service ?? "",
    minutes: "60",
    day: "Sun",
    from: "02:00",
    to: "03:00",
    reason: "",
  };

  async send() {
    show(await post("/silences", silenceRequest({ ...this.state, reason: this.state.reason || "planned work" })));
    this.setState({ reason: "" });
    this.props.onMade();
  }

  render({ world }, form) {
    const set = (name) => (value) => this.setState({ [name]: value });
    const nodes = nodesOf(world.overview);
    const names = nodes.filter((each) => !form.node || each.node === form.node).flatMap((each) => each.services ?? []);
    const services = [...new Set(names.map((each) => each.service))].sort();
    return html`
      <form class="panel form" onSubmit=${(event) => event.preventDefault()}>
        <div class="chips" role="group" aria-label="Kind of silence">
          ${MODES.map(
            ([each, name]) => html`
              <button class="chip" type="button" aria-pressed=${each === form.mode} onClick=${() => this.setState({ mode: each })}>${name}</button>
            `,
          )}
        </div>
        <${Select} id="silence-node" label="Node" none="All nodes" value=${form.node} onSet=${set("node")}
          all=${nodes.map((each) => [each.node, each.display ?? display(each.node)])} />
        <${Select} id="silence-service" label="Service" none="All services" value=${form.service} onSet=${set("service")}
          all=${services.map((each) => [each, each])} />
        ${(form.mode === "once" || form.mode === "planned_work") &&
        html`<${Select} id="silence-minutes" label="For" value=${form.minutes} onSet=${set("minutes")} all=${PERIODS} />`}
        ${form.mode === "repeating" &&
        html`<div class="fields">
          <${Select} id="silence-day" label="Day" value=${form.day} onSet=${set("day")} all=${DAYS.map((each) => [each, each])} />
          <${Field} id="silence-from" label="From" type="time" value=${form.from} onSet=${set("from")} />
          <${Field} id="silence-to" label="To" type="time" value=${form.to} onSet=${set("to")} />
        </div>`}
        <${Field} id="silence-reason" label="Reason" value=${form.reason} onSet=${set("reason")} placeholder="planned work" />
        <${Button} look="main" onPress=${() => this.send()}>Silence<//>
      </form>
    `;
  }
}
