// Tagged templates for a virtual DOM, without a build step: the static text of a template is read
// once, its holes are filled at each call. Everything in a hole is a value and never markup, so what
// a node or a log line says cannot become HTML.
//
//   html`<p class="note" ...${rest}>${text} <${Badge} tone=${tone} /></p>`
//   html`<${Page} title="x">…<//>`

const HOLE = "\u0001";

/** Makes the tag function for `h(type, props, ...children)`. */
export function templates(h) {
  const parsed = new WeakMap();
  return function html(strings, ...values) {
    let nodes = parsed.get(strings);
    if (!nodes) {
      nodes = parse(strings.join(HOLE));
      parsed.set(strings, nodes);
    }
    const built = nodes.map((node) => build(h, node, values));
    return built.length === 1 ? built[0] : built;
  };
}

function build(h, node, values) {
  if (typeof node === "string") {
    return node;
  }
  if (typeof node === "number") {
    return values[node];
  }
  const props = {};
  for (const [name, value] of node.attributes) {
    if (name === "...") {
      Object.assign(props, values[value]);
    } else {
      props[name] = fill(value, values);
    }
  }
  const type = typeof node.type === "number" ? values[node.type] : node.type;
  return h(type, props, ...node.children.map((child) => build(h, child, values)));
}

function fill(value, values) {
  if (typeof value === "number") {
    return values[value];
  }
  return Array.isArray(value)
    ? value.map((piece) => (typeof piece === "number" ? (values[piece] ?? "") : piece)).join("")
    : value;
}

/** Reads a template's text; holes become their numbers. */
export function parse(text) {
  const state = { text, at: 0, hole: 0 };
  const nodes = children(state);
  if (state.at < text.length) {
    throw new SyntaxError("A closing tag without its opening one: " + rest(state));
  }
  return nodes;
}

function children(state) {
  const found = [];
  while (state.at < state.text.length && !state.text.startsWith("</", state.at)) {
    if (state.text[state.at] === "<") {
      found.push(element(state));
    } else {
      const end = state.text.indexOf("<", state.at);
      found.push(...pieces(state, end < 0 ? state.text.length : end, true));
    }
  }
  return found;
}

function element(state) {
  state.at++;
  const node = { type: name(state), attributes: [], children: [] };
  for (;;) {
    skipSpace(state);
    if (state.text.startsWith("/>", state.at)) {
      state.at += 2;
      return node;
    }
    if (state.text[state.at] === ">") {
      state.at++;
      node.children = children(state);
      closing(state, node);
      return node;
    }
    if (state.at >= state.text.length) {
      throw new SyntaxError("A tag that does not end: " + node.type);
    }
    node.attributes.push(attribute(state));
  }
}

function closing(state, node) {
  const end = state.text.indexOf(">", state.at);
  const closed = end < 0 ? "" : state.text.slice(state.at + 2, end).trim();
  if (end < 0 || (closed !== "/" && closed !== node.type)) {
    throw new SyntaxError(`<${node.type}> is closed by "${closed || rest(state)}"`);
  }
  state.at = end + 1;
}

function name(state) {
  if (state.text[state.at] === HOLE) {
    state.at++;
    return state.hole++;
  }
  return word(state, /[^\s>/=]+/y);
}

function attribute(state) {
  if (state.text.startsWith("..." + HOLE, state.at)) {
    state.at += 4;
    return ["...", state.hole++];
  }
  const named = word(state, /[^\s>/=]+/y);
  if (state.text[state.at] !== "=") {
    return [named, true];
  }
  state.at++;
  const quote = state.text[state.at];
  if (quote !== '"' && quote !== "'") {
    return [named, name(state)];
  }
  state.at++;
  const value = pieces(state, state.text.indexOf(quote, state.at), false);
  state.at++;
  return [named, value.length === 1 ? value[0] : value.length === 0 ? "" : value];
}

/** Text up to `end`, cut at its holes; around line breaks, blanks of the source do not count. */
function pieces(state, end, trimmed) {
  const raw = state.text.slice(state.at, end).split(HOLE);
  state.at = end;
  const found = [];
  raw.forEach((part, index) => {
    const text = trimmed ? part.replace(/^\s*\n\s*|\s*\n\s*$/g, "").replace(/\s*\n\s*/g, " ") : part;
    if (text !== "") {
      found.push(text);
    }
    if (index < raw.length - 1) {
      found.push(state.hole++);
    }
  });
  return found;
}

function word(state, pattern) {
  pattern.lastIndex = state.at;
  const match = pattern.exec(state.text);
  if (!match) {
    throw new SyntaxError("A name is missing at: " + rest(state));
  }
  state.at += match[0].length;
  return match[0];
}

function skipSpace(state) {
  while (/\s/.test(state.text[state.at] ?? "")) {
    state.at++;
  }
}

function rest(state) {
  return state.text.slice(state.at, state.at + 40);
}
