// A customer's phone: a registered device that gets real pushes, confirms them, shows the conversation, and writes.

import { html, nothing, render } from '/demo/lit-html.js';
import { call } from '/demo/api.js';

const Shown = 6_000;
const AppVersion = '3.2.1';

/** Makes a phone for a person in an element of the page. */
export function phone(root, person, words) {
  const device = `${person.user}-demo-phone`;
  const state = { ticket: null, push: null, isReady: false };
  let hiding = null;

  const draw = () => {
    render(view(), root);
    const talk = root.querySelector('.talk');
    if (talk) talk.scrollTop = talk.scrollHeight;
  };

  async function refresh() {
    if (!state.ticket) return;
    state.ticket = await call(person, 'GET', `/api/tickets/${state.ticket.id}`) ?? state.ticket;
    draw();
  }

  const receipt = (ticket, seq, what) => call(person, 'POST', `/api/tickets/${ticket}/receipts`, { receipts: [{ seq, [what]: new Date().toISOString(), installationId: device }] });

  async function onPush(event) {
    const push = JSON.parse(event.data);
    if (!push.ticketId) return;
    if (!state.ticket || state.ticket.id !== push.ticketId) state.ticket = { id: push.ticketId, timeline: [] };
    await receipt(push.ticketId, push.seq, 'received');
    state.push = push;
    clearTimeout(hiding);
    hiding = setTimeout(() => { state.push = null; draw(); }, Shown);
    await refresh();
  }

  /** Opens what the push brought, as a finger would. */
  async function open() {
    const { push } = state;
    state.push = null;
    draw();
    if (push) await receipt(push.ticketId, push.seq, 'opened');
  }

  async function submit(text) {
    state.ticket = await call(person, 'POST', '/api/tickets', { category: 'question', text, context: { app: 'Parcels', appVersion: AppVersion, device: person.device, os: person.os, locale: person.locale } });
    draw();
    return state.ticket?.id;
  }

  const isResolved = () => state.ticket?.state === 'resolved';

  /** Writes on the ticket: after a result it says that one is not satisfied, before it is a message. */
  async function write(text) {
    if (!state.ticket || state.ticket.state === 'closed') return submit(text);
    if (isResolved()) await call(person, 'POST', `/api/tickets/${state.ticket.id}/inquiries`, { text });
    else await call(person, 'POST', `/api/tickets/${state.ticket.id}/messages`, { text });
    return refresh();
  }

  const nudge = () => call(person, 'POST', `/api/tickets/${state.ticket.id}/inquiries`).then(refresh);
  const rate = score => call(person, 'POST', `/api/tickets/${state.ticket.id}/rating`, { score }).then(refresh);

  function entry(each) {
    if (each.by === 'customer' && each.text) return html`<div class="bubble mine">${each.text}</div>`;
    if (each.kind === 'inquiry') return html`<div class="bubble mine">${words.news}</div>`;
    if (['progress', 'result', 'message', 'status'].includes(each.kind)) return html`<div class="bubble ${each.kind}">${each.kind === 'result' ? html`<b>${words.result}</b>` : nothing}${each.text}</div>`;
    if (each.kind === 'rating') return html`<div class="line">${'★'.repeat(each.score)}${'☆'.repeat(5 - each.score)}</div>`;
    return words[each.kind] ? html`<div class="line">${words[each.kind]}</div>` : nothing;
  }

  const send = event => {
    event.preventDefault();
    const field = event.target.elements.text;
    if (field.value.trim()) write(field.value.trim());
    field.value = '';
  };

  const quick = () => !state.ticket ? html`<button @click=${() => submit(words.first)}>${words.first}</button>`
    : isResolved() ? html`<button @click=${() => rate(5)}>★★★★★</button><button @click=${() => write(words.unhappy)}>${words.unhappy}</button>`
    : html`<button @click=${nudge}>${words.news}</button>`;

  const view = () => html`
    ${state.push ? html`<button class="push" @click=${open}><b>${state.push.title ?? words.app}</b>${state.push.text ?? state.push.body}</button>` : nothing}
    <header><strong>${person.name}</strong><small>${state.ticket?.reference ?? words.app}</small></header>
    <div class="talk" tabindex="0" role="log" aria-label=${person.name}>${state.ticket ? state.ticket.timeline.map(entry) : html`<p class="hint">${words.hint}</p>`}</div>
    <form @submit=${send}><input name="text" autocomplete="off" aria-label=${words.write} placeholder=${words.write}><button>${words.send}</button></form>
    <div class="quick">${state.isReady ? quick() : nothing}</div>`;

  async function start() {
    draw();
    await call(person, 'PUT', `/api/devices/${device}`, { platform: 'local', locale: person.locale, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, model: person.device, os: person.os, appVersion: AppVersion });
    new EventSource(`/local/devices/${device}/pushes`).addEventListener('push', onPush);
    const newest = (await call(person, 'GET', '/api/tickets?limit=1'))?.items[0];
    if (newest && newest.state !== 'closed') state.ticket = { ...newest, timeline: [] };
    state.isReady = true;
    draw();
    await refresh();
  }

  return { start, submit, write, nudge, open, ticket: () => state.ticket };
}
