// All that the page shows, and the one way to have it drawn anew.

export const state = {
  /** Who is signed in: { id, name, isAdmin }; null for nobody. */
  session: null,
  /** Why signing in failed. */
  signInProblem: null,
  config: null,
  me: null,
  route: { page: 'list', view: 'mine' },
  online: navigator.onLine,
  counts: null,
  queues: [],
  people: [],
  /** Whether an agent was met whom the directory did not have when it was read. */
  stranger: false,
  answers: [],
  /** How many edits of settings are on their way to the server. */
  edits: 0,
  saved: [],
  /** The dialog that stands above everything: { draw, … }. */
  dialog: null,
  toasts: [],
  /** Ids of tickets that are selected in the list. */
  selected: new Set(),
  /** The row that the keys are on. */
  cursor: null,
  /** The entry of which the way to the phone is shown: `ticket:seq`. */
  why: new Set(),
  composer: { mode: 'answer', isOpen: false },
  details: false,
  nav: false,
};

let draw = () => {};
let waits = false;
const after = [];

/** Sets what draws the page. */
export function onDraw(page) {
  draw = page;
}

/** Draws before the next frame; many changes are one drawing. */
export function changed() {
  if (waits) return;
  waits = true;
  requestAnimationFrame(drawNow);
}

/** Draws at once, for what must be there before the next line. */
export function drawNow() {
  waits = false;
  draw();
  for (const task of after.splice(0)) task();
}

/** Has each key act on what is, not on what was drawn a moment ago: what waits is drawn before any handler sees the key. */
export function drawBeforeKeys() {
  addEventListener('keydown', () => waits && drawNow(), { capture: true });
}

/** Runs once what the next drawing shows is there, as setting the focus. */
export function afterDraw(task) {
  after.push(task);
  changed();
}
