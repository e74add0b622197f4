// The last state that was seen, for opening the app without a network. It leaves with the session.

const KEY = "last-known";

export function keep(me, overview, at) {
  try {
    const { csrf, ...shown } = me;
    localStorage.setItem(KEY, JSON.stringify({ me: shown, overview, at }));
  } catch (full) {
    forget();
  }
}

export function recall() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch (damaged) {
    return null;
  }
}

export function forget() {
  localStorage.removeItem(KEY);
}
