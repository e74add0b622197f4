import assert from "node:assert/strict";
import { test } from "node:test";
import { parser, pause } from "../../main/resources/webroot/assets/server/sse.js";

const WIRE = 'retry: 1000\n\nid: b-1\nevent: hello\ndata: {}\n\n:\n\nid: b-2\nevent: action\ndata: {"a":\ndata: 1}\n\n';

test("whole messages with name, id and all lines of data", () => {
  assert.deepEqual(parser()(WIRE), [
    { id: "b-1", name: "hello", data: "{}" },
    { id: "b-2", name: "action", data: '{"a":\n1}' },
  ]);
});

test("wherever the network cuts, the messages are the same", () => {
  const whole = parser()(WIRE);
  for (let cut = 1; cut < WIRE.length; cut++) {
    const feed = parser();
    assert.deepEqual([...feed(WIRE.slice(0, cut)), ...feed(WIRE.slice(cut))], whole);
  }
});

test("carriage returns end lines as well", () => {
  assert.deepEqual(parser()(WIRE.replaceAll("\n", "\r\n")), parser()(WIRE));
});

test("the pause before the next try grows and stays within half a minute", () => {
  assert.equal(pause(0, () => 0), 500);
  assert.equal(pause(0, () => 1), 1_000);
  assert.equal(pause(50, () => 1), 30_000);
});
