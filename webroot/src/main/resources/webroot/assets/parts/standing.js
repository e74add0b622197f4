// A list that sorts itself anew may put another card under a thumb that is on its way down.

/** How long a card has to stand still before a press on it counts. */
export const SETTLES_MS = 600;

/** Less is what rounding makes of it. */
const MOVED_PX = 4;

/** Where something stands and since when. Pure: place and time are handed in. */
export class Standing {
  #place = null;
  #since = 0;

  /** It was seen at a place, `[left, top]`. True where that is another one than before. */
  seen(place, now) {
    const moved = this.#place === null || place.some((each, i) => Math.abs(each - this.#place[i]) > MOVED_PX);
    if (moved) {
      this.#place = place;
      this.#since = now;
    }
    return moved;
  }

  /** Has it stood there for long enough? */
  still(now) {
    return now - this.#since >= SETTLES_MS;
  }
}
