// Server-sent events read from a fetch, since EventSource hides heartbeats, status codes and the
// last id; a phone that woke up has to know whether its stream still lives.

/** Takes text as it arrives and gives whole messages (WHATWG HTML, "Parsing an event stream"). */
export function parser() {
  let rest = "";
  let name = "";
  let data = [];
  let id = null;
  return function feed(text) {
    const messages = [];
    rest += text;
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === "") {
        if (data.length > 0) {
          messages.push({ id, name: name || "message", data: data.join("\n") });
        }
        name = "";
        data = [];
        continue;
      }
      const colon = line.indexOf(":");
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "event") {
        name = value;
      } else if (field === "data") {
        data.push(value);
      } else if (field === "id") {
        id = value;
      }
    }
    return messages;
  };
}

/** Waits before the next try: 1 s doubling to 30 s, with jitter so that clients come back apart. */
export function pause(tries, random = Math.random) {
  const whole = Math.min(30_000, 1_000 * 2 ** Math.min(tries, 5));
  return whole / 2 + (random() * whole) / 2;
}
