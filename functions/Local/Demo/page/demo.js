// The demo: two phones, the console in a frame, and the story of a ticket in one minute, which plays by itself once and again when asked.

import { html, nothing, render } from '/demo/lit-html.js';
import { call } from '/demo/api.js';
import { phone } from '/demo/phone.js';

const Ann = { user: 'ann', name: 'Ann Keller', role: 'admin' };
const Ben = { user: 'ben', name: 'Ben Okafor', role: 'agent' };
const Alice = { user: 'alice', name: 'Alice Moreau', role: 'customer', device: 'iPhone 17', os: 'iOS 20.1', locale: 'en' };
const Lin = { user: 'lin', name: '林晓', role: 'customer', device: 'Xiaomi 16', os: 'Android 16', locale: 'zh-CN' };

const English = {
  app: 'Parcels', hint: 'No question yet. Write one below.', write: 'Write to support', send: 'Send', first: 'Where is my parcel?', news: 'Any news?', unhappy: 'It did not arrive.', result: 'Result',
  claimed: 'Somebody looks at it', reopened: 'Your question is open again', closed: 'Closed',
};
const Chinese = {
  app: '包裹', hint: '还没有问题。在下方写一条。', write: '联系客服', send: '发送', first: '我的包裹在哪里?', news: '有消息吗?', unhappy: '还没有收到。', result: '结果', claimed: '客服正在查看', reopened: '问题已重新打开', closed: '已关闭',
};

const alice = phone(document.getElementById('alice'), Alice, English);
const lin = phone(document.getElementById('lin'), Lin, Chinese);
const frame = document.getElementById('console');
const stage = document.getElementById('story');
const story = { at: -1, text: 'Write from a phone and answer in the console, or see the whole story first.', isPlaying: false };
let ticket = null;

const wait = seconds => new Promise(resolve => setTimeout(resolve, seconds * 1000));
const agent = (person, action, body) => call(person, 'POST', `/api/agent/tickets/${ticket}/${action}`, body);
const kinds = async () => (await call(Ann, 'GET', `/api/agent/tickets/${ticket}`))?.timeline.map(entry => entry.kind) ?? [];

async function until(kind, seconds) {
  for (let i = 0; i < seconds; i++) {
    if ((await kinds()).includes(kind)) return;
    await wait(1);
  }
}

// Each step: what one sees, and what brings it about.
const Steps = [
  ['Alice asks from her phone.', async () => { ticket = await alice.submit('Where is my parcel?'); frame.src = `/console/all/${ticket}`; await wait(4); }],
  ['Ben takes it on: everybody at the desk sees that.', async () => { await agent(Ben, 'claim'); await wait(4); }],
  ['He tells how it goes. It reaches her phone as a push, and the ticks say so.', async () => { await agent(Ben, 'progress', { text: 'We asked the carrier. They answer within the hour.' }); await wait(4); await alice.open(); await wait(3); }],
  ['She asks again, and gets the status at once.', async () => { await alice.nudge(); await wait(5); }],
  ['Nobody does anything. The desk is reminded, she is not.', async () => { await until('reminder', 30); await wait(4); }],
  ['The result is on her phone.', async () => { await agent(Ben, 'result', { text: 'It arrives tomorrow before noon.' }); await wait(4); await alice.open(); await wait(4); }],
  ['She is not happy: the ticket is open again, with her words.', async () => { await alice.write('It did not arrive.'); await wait(5); }],
];

async function play() {
  story.isPlaying = true;
  for (const [at, [text, run]] of Steps.entries()) {
    Object.assign(story, { at, text });
    draw();
    await run();
  }

  Object.assign(story, { at: Steps.length, text: 'Now it is yours: claim it with C, answer with R, or write from a phone.', isPlaying: false });
  draw();
}

const draw = () => render(html`
  <h1>One ticket, one minute</h1>
  <ol aria-hidden="true">${Steps.map((_, i) => html`<li class=${i <= story.at ? 'done' : nothing}></li>`)}</ol>
  <p>${story.text}</p>
  ${story.isPlaying ? nothing : html`<button class="act" @click=${play}>${story.at < 0 ? 'Play the story' : 'Play it again'}</button>`}
  <a class="act calm" href="/console" target="_blank" rel="noopener">Console</a>`, stage);

/** The console's own way of signing in by name, for Ann. */
async function signAnnIn() {
  const answer = await fetch('/local/tokens', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(Ann) });
  const { token, expiresAt } = await answer.json();
  sessionStorage.setItem('support/session', JSON.stringify({ token, expiresAt: Date.parse(expiresAt), user: Ann.user, role: Ann.role, name: Ann.name }));
}

async function start() {
  draw();
  await Promise.all([alice.start(), lin.start(), signAnnIn()]);
  frame.src = '/console/all';
  if (new URL(location).searchParams.get('story') !== 'off') play();
}

start();
