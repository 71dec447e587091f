// Files on a ticket: shown when they are pictures, opened by an address that lasts minutes, sent by drop, paste or picker.

import { html } from '../vendor/lit-html.js';
import { number, t } from '../core/language.js';
import { upload } from '../core/http.js';
import { changed } from '../core/state.js';
import { icon } from '../parts/icons.js';
import { agentName, customerName, disc } from '../parts/person.js';
import { atTime } from '../parts/time.js';
import { complain } from '../parts/toasts.js';
import * as api from '../tickets/api.js';
import { take } from '../tickets/store.js';

const previews = new Map();
const Shown = /^image\/(png|jpeg|gif|webp)$/;
const LargestShown = 5_000_000;

const size = bytes => bytes < 1024 * 1024 ? `${number(Math.max(1, Math.round(bytes / 1024)))} KB` : `${number(Math.round(bytes / 104857.6) / 10)} MB`;

/** The picture as an address of this page, once it is here. */
function preview(ticket, file) {
  if (!Shown.test(file.contentType) || file.size > LargestShown) return null;
  if (!previews.has(file.id)) {
    previews.set(file.id, null);
    api.download(ticket, file.id).then(found => fetch(found.downloadUrl)).then(answer => answer.ok ? answer.blob() : null)
      .then(blob => { if (blob) { previews.set(file.id, URL.createObjectURL(blob)); changed(); } }).catch(() => {});
  }

  return previews.get(file.id);
}

async function open(ticket, file) {
  try {
    const { downloadUrl } = await api.download(ticket, file.id);
    window.open(downloadUrl, '_blank', 'noopener');
  } catch (problem) {
    complain(problem);
  }
}

export function attachment(found, entry) {
  const { summary } = found;
  const file = entry.attachment;
  const name = entry.by === 'customer' ? customerName(summary) : agentName(entry.byId);
  const picture = preview(summary.id, file);
  return html`
    <li class="entry card attachment ${entry.by}" id="entry-${entry.seq}">${disc(name)}
      <article aria-label=${name}>
        <header><strong>${name}</strong><span class="entry-gap"></span>${atTime(entry.at, 'entry-time')}</header>
        <button class="file" @click=${() => open(summary.id, file)}>
          ${picture ? html`<img src=${picture} alt=${file.fileName}>` : icon('clip')}
          <span class="file-name">${file.fileName}</span><span class="quiet">${size(file.size)}</span>
        </button>
      </article>
    </li>`;
}

/** Uploads under way: { ticket, name, share }. */
let uploads = [];

/** Sends files one after the other; each is on the timeline when it is there. */
export async function attach(ticket, files) {
  for (const file of files) {
    const item = { ticket, name: file.name, share: 0 };
    uploads = [...uploads, item];
    changed();
    try {
      const announced = await api.announce(ticket, file);
      await upload(announced.uploadUrl, announced.headers, file, share => { item.share = share; changed(); });
      take(await api.confirm(ticket, announced.attachmentId), { isWrite: true });
    } catch (problem) {
      complain(problem);
    }

    uploads = uploads.filter(each => each !== item);
    changed();
  }
}

export const uploading = ticket => uploads.filter(item => item.ticket === ticket)
  .map(item => html`<div class="upload">${icon('clip')}<span class="file-name">${item.name}</span><progress max="1" .value=${item.share} aria-label=${t('upload.of', { name: item.name })}></progress></div>`);
