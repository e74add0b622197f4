import assert from "node:assert/strict";
import { test } from "node:test";
import { templates } from "../../main/resources/webroot/assets/html/template.js";

const html = templates((type, props, ...children) => ({ type, props, children }));

test("a tag with text and a hole becomes a node", () => {
  assert.deepEqual(html`<p class="a">Hello ${"you"}!</p>`, {
    type: "p",
    props: { class: "a" },
    children: ["Hello ", "you", "!"],
  });
});

test("markup in a hole stays a value", () => {
  const node = html`<p>${"<script>alert(1)</script>"}</p>`;
  assert.deepEqual(node.children, ["<script>alert(1)</script>"]);
});

test("attributes: text, whole hole, mixed, bare and spread", () => {
  const press = () => {};
  const node = html`<a href="/x/${"y"}?z=${1}" onClick=${press} hidden ...${{ id: "i" }}></a>`;
  assert.deepEqual(node.props, { href: "/x/y?z=1", onClick: press, hidden: true, id: "i" });
});

test("components, closed by <//> or in themselves", () => {
  const Box = () => {};
  const node = html`<${Box} title="t"><${Box} /><//>`;
  assert.equal(node.type, Box);
  assert.equal(node.children[0].type, Box);
});

test("blanks around line breaks do not count, blanks within a line do", () => {
  const node = html`
    <p>
      one ${"two"} <b>three</b>
    </p>
  `;
  assert.deepEqual(node.children.slice(0, 3), ["one ", "two", " "]);
  assert.equal(node.children.length, 4);
});

test("a hole may hold the separator's own character", () => {
  assert.deepEqual(html`<p>${"a\u0001b"}</p>`.children, ["a\u0001b"]);
});

test("several roots become a list", () => {
  assert.equal(html`<i></i><b></b>`.length, 2);
});

test("a tag that is closed by another one is a mistake", () => {
  assert.throws(() => html`<p><b></p>`, SyntaxError);
  assert.throws(() => html`<p`, SyntaxError);
});
