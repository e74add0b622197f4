// Calls to /api/v1. A refusal is thrown as a Problem (RFC 9457); no answer at all as an Unreachable.

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `The server answered ${status}`);
    this.status = status;
    this.body = body;
  }
}

export class Unreachable extends Error {
  constructor() {
    super("The server does not answer. If this reached it all the same, the screen will say so once it is back.");
  }
}

/** What a request that nobody answered has to give up after. */
const PATIENCE_MS = 15_000;

let csrf = "";
let onSignedOut = () => {};

export function useCsrf(token) {
  csrf = token ?? "";
}

export function whenSignedOut(handler) {
  onSignedOut = handler;
}

export function get(path) {
  return call("GET", path);
}

export function post(path, body = {}) {
  return call("POST", path, body);
}

export function remove(path) {
  return call("DELETE", path);
}

async function call(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") {
    headers["X-CSRF-Token"] = csrf;
  }
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  let answer;
  try {
    answer = await fetch("/api/v1" + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (failed) {
    throw new Unreachable();
  }
  return read(answer, path);
}

async function read(answer, path) {
  if (answer.status === 204) {
    return null;
  }
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) {
    return body;
  }
  if (answer.status === 401 && path !== "/session") {
    onSignedOut();
  }
  throw new Problem(answer.status, body);
}

/** A query string of what is set. */
export function query(values) {
  const set = Object.entries(values).filter(([, value]) => value !== "" && value != null);
  return set.length === 0 ? "" : "?" + new URLSearchParams(set).toString();
}
