// Calls the API: with the token, versions (ETag), keys that make repeating safe, and refusals as one kind of error.

/** Why a request was not done: the server's own words (RFC 9457), or that nothing answered. */
export class Problem extends Error {
  constructor({ status = 0, code = 'offline', detail = '', traceId, errors, currentVersion }) {
    super(detail || code);
    Object.assign(this, { status, code, detail, traceId, errors, currentVersion });
  }

  /** Whether trying the same again later may succeed. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status === 503;
  }
}

let tokenOf = async () => null;
let onRefused = () => {};

/** Who signs requests, and what happens when a token is refused. */
export function useTokens(read, refused) {
  tokenOf = read;
  onRefused = refused;
}

export const newKey = () => crypto.randomUUID();

/** One request; gives the status, the body (read as JSON unless `isText`) and the ETag, or throws a Problem. */
export async function call(method, path, { body, version, key, match, signal, isText } = {}) {
  const headers = { Accept: 'application/json' };
  const token = await tokenOf();
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (version !== undefined) headers['If-Match'] = `"${version}"`;
  if (match) headers['If-None-Match'] = match;
  if (key) headers['Idempotency-Key'] = key;
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal, cache: 'no-store' });
  } catch (fault) {
    if (fault.name === 'AbortError') throw fault;
    throw new Problem({});
  }
  if (answer.status === 304) return { status: 304, etag: match };
  const text = await answer.text();
  const data = isText && answer.ok ? text : text && /json/.test(answer.headers.get('Content-Type') ?? '') ? JSON.parse(text) : null;
  if (!answer.ok) {
    if (answer.status === 401) onRefused();
    throw new Problem({ status: answer.status, code: `http_${answer.status}`, ...data });
  }
  return { status: answer.status, data, etag: answer.headers.get('ETag') };
}

export const get = async (path, options) => (await call('GET', path, options)).data;

/** Uploads bytes to the address that an announcement gave, telling the share that is done. */
export function upload(url, headers, file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = event => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => request.status < 300 ? resolve() : reject(new Problem({ status: request.status, code: `http_${request.status}` }));
    request.onerror = () => reject(new Problem({}));
    request.send(file);
  });
}
