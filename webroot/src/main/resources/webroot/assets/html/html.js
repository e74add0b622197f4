import { Component, Fragment, h, render } from "../vendor/preact/preact.module.js";
import { templates } from "./template.js";

export const html = templates(h);
export { Component, Fragment, render };
