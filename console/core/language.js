// The words of the page in the agent's language, with plurals, dates and times as that language has them.

const Languages = {
  en: { all: () => import('../words/en.js'), settings: () => import('../words/settings-en.js'), reports: () => import('../words/reports-en.js'), admin: () => import('../words/admin-en.js') },
  'zh-CN': { all: () => import('../words/zh-CN.js'), settings: () => import('../words/settings-zh-CN.js'), reports: () => import('../words/reports-zh-CN.js'), admin: () => import('../words/admin-zh-CN.js') },
};

const parts = new Set(['all']);
let isPseudo = false;
let words = {};
let tag = 'en';
let plural = new Intl.PluralRules('en');
let formats = {};

export const languages = Object.keys(Languages);
export const language = () => tag;

/** The language that is spoken here for one that is asked for: `zh-TW` gets the Chinese that there is. */
export function nearest(asked) {
  const wanted = (asked ?? '').toLowerCase();
  return languages.find(each => each.toLowerCase() === wanted)
    ?? languages.find(each => each.split('-')[0] === wanted.split('-')[0]) ?? 'en';
}

/** Loads the words; `pseudo` is English, twice as long and marked, which shows what does not fit or was not translated. */
export async function speak(asked) {
  isPseudo = asked === 'pseudo';
  tag = isPseudo ? 'en' : nearest(asked);
  await learnWords();
  plural = new Intl.PluralRules(tag);
  formats = {
    ago: new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: tag === 'en' ? 'narrow' : 'short' }),
    exact: new Intl.DateTimeFormat(tag, { dateStyle: 'full', timeStyle: 'medium' }),
    clock: new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    day: new Intl.DateTimeFormat(tag, { month: 'short', day: 'numeric' }),
    dayClock: new Intl.DateTimeFormat(tag, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    number: new Intl.NumberFormat(tag),
    list: new Intl.ListFormat(tag, { type: 'conjunction' }),
  };
  document.documentElement.lang = tag;
}

/** Loads the words of a part of the console that not everybody needs at once: settings, reports or admin. */
export function speakOf(part) {
  parts.add(part);
  return learnWords();
}

async function learnWords() {
  const [asked, wanted] = [tag, [...parts]];
  const found = await Promise.all(wanted.map(part => Languages[asked][part]()));
  // Another language, or more of it, was asked for meanwhile.
  if (asked !== tag || wanted.length < parts.size) return learnWords();
  words = Object.assign({}, ...found.map(each => each.default));
  if (isPseudo) words = Object.fromEntries(Object.entries(words).map(([key, text]) => [key, longer(text)]));
}

function longer(text) {
  if (typeof text !== 'string') return Object.fromEntries(Object.entries(text).map(([form, each]) => [form, longer(each)]));
  const filling = '~'.repeat(text.replace(/\{\w+\}/g, '').length);
  return `[${text}${filling}]`;
}

/** The text of that name, with what stands in braces filled in; `n` chooses the plural. */
export function t(key, values = {}) {
  const found = words[key];
  if (found === undefined) return key;
  const text = typeof found === 'string' ? found : found[plural.select(values.n ?? 0)] ?? found.other;
  return text.replace(/\{(\w+)\}/g, (whole, name) => name === 'n' ? number(values.n) : values[name] ?? whole);
}

export const has = key => words[key] !== undefined;
export const number = value => formats.number.format(value ?? 0);
export const listOf = parts => formats.list.format(parts);

const Steps = [['minute', 60], ['hour', 3600], ['day', 86400], ['week', 604800], ['month', 2629800], ['year', 31557600]];

/** How long ago or ahead, in the largest unit of which there is one: "12 min ago", "in 2 hr.". */
export function ago(time, now = Date.now()) {
  const seconds = (Date.parse(time) - now) / 1000;
  if (Math.abs(seconds) < 45) return t('now');
  const [unit, length] = Steps.findLast(([, each]) => Math.abs(seconds) >= each * 0.95) ?? Steps[0];
  return formats.ago.format(Math.round(seconds / length) || Math.sign(seconds), unit);
}

/** How long something lasts, without a direction: "12 min". */
export function span(from, to) {
  const seconds = Math.abs(Date.parse(to) - (typeof from === 'number' ? from : Date.parse(from))) / 1000;
  const [unit, length] = Steps.slice(0, 3).findLast(([, each]) => seconds >= each * 0.95) ?? Steps[0];
  return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'short' }).format(Math.max(1, Math.round(seconds / length)));
}

export const exact = time => formats.exact.format(new Date(time));
export const clock = time => formats.clock.format(new Date(time));

/** The time of today, the day and the time of another one. */
export function moment(time) {
  const date = new Date(time);
  return date.toDateString() === new Date().toDateString() ? formats.clock.format(date) : formats.dayClock.format(date);
}

/** What it is called in the agent's language: "Chinese (China)". */
export function languageName(code) {
  try {
    return new Intl.DisplayNames([tag], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** The clock in that time zone; empty when the zone is not known. */
export function clockIn(timeZone) {
  try {
    return new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(new Date());
  } catch {
    return '';
  }
}
