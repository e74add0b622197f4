import { parser, pause } from "./sse.js";

/** The server's heartbeat comes every 15 s; two of them missed mean that the stream is dead. */
const SILENCE_MS = 35_000;

/**
 * Keeps one stream open for as long as the app runs. Tells `opened(resumed)`, `message(name, data)`,
 * `lost()` and `refused(status)`; after a loss it resumes behind the last id that was read.
 */
export class Stream {
  #told;
  #abort = new AbortController();
  #lastId = null;
  #tries = 0;
  #timer = 0;
  #watch = 0;
  #stopped = true;

  constructor(told) {
    this.#told = told;
  }

  start() {
    if (this.#stopped) {
      this.#stopped = false;
      this.#open();
    }
  }

  stop() {
    this.#stopped = true;
    this.#lastId = null;
    clearTimeout(this.#timer);
    clearTimeout(this.#watch);
    this.#abort.abort();
  }

  /** Tries at once instead of waiting for the next turn, as when the network is back. */
  retryNow() {
    if (!this.#stopped) {
      this.#tries = 0;
      clearTimeout(this.#timer);
      this.#abort.abort();
      this.#open();
    }
  }

  async #open() {
    const abort = new AbortController();
    this.#abort = abort;
    this.#alive();
    try {
      const headers = { Accept: "text/event-stream" };
      if (this.#lastId) {
        headers["Last-Event-ID"] = this.#lastId;
      }
      const answer = await fetch("/api/v1/stream", {
        headers,
        credentials: "same-origin",
        cache: "no-store",
        signal: abort.signal,
      });
      if (answer.status === 401) {
        this.#told.refused(401);
        return;
      }
      if (!answer.ok) {
        throw new Error("stream answered " + answer.status);
      }
      this.#tries = 0;
      this.#told.opened(this.#lastId !== null);
      await this.#read(answer.body, abort);
    } catch (failed) {
      // Told below: a stream that ended and one that failed are the same to a person.
    }
    if (this.#abort === abort && !this.#stopped) {
      this.#again();
    }
  }

  async #read(body, abort) {
    const feed = parser();
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done || this.#abort !== abort) {
        return;
      }
      this.#alive();
      for (const message of feed(value)) {
        this.#lastId = message.id ?? this.#lastId;
        this.#told.message(message.name, JSON.parse(message.data));
      }
    }
  }

  #alive() {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#abort.abort(), SILENCE_MS);
  }

  #again() {
    clearTimeout(this.#watch);
    this.#told.lost();
    this.#timer = setTimeout(() => this.#open(), pause(this.#tries++));
  }
}
