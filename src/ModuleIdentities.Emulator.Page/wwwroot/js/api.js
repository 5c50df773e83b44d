// The management API of the emulator, with the cookie of the session. Its errors are shown as it words them.
const listeners = new Set();

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Tells when the session is over. */
export function onSignedOut(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export async function send(method, path, { json, headers = {}, signal } = {}) {
  const body = json === undefined ? undefined : typeof json === 'string' ? json : JSON.stringify(json);
  const response = await fetch(path, {
    method,
    body,
    signal,
    cache: 'no-store',
    credentials: 'same-origin',
    headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
  });
  if (response.ok) {
    return response;
  }

  const reason = await reasonOf(response);
  if (response.status === 401 && path !== '/session') {
    listeners.forEach((listener) => listener());
  }

  throw new ApiError(response.status, reason);
}

export const get = async (path, options) => (await send('GET', `/_emulator/${path}`, options)).json();
export const post = (path, json) => send('POST', `/_emulator/${path}`, { json });
export const put = (path, json, headers) => send('PUT', `/_emulator/${path}`, { json, headers });
export const patch = (path, json) => send('PATCH', `/_emulator/${path}`, { json });
export const remove = (path) => send('DELETE', `/_emulator/${path}`);

/** A query of what is given. */
export function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return new URLSearchParams(given).toString();
}

/** The path of a device or module, escaped. */
export const pathOf = ({ deviceId, moduleId }) => [deviceId, moduleId].filter(Boolean).map(encodeURIComponent).join('/');

export const nameOf = ({ deviceId, moduleId }) => (moduleId ? `${deviceId}/${moduleId}` : deviceId);

async function reasonOf(response) {
  try {
    return (await response.json()).error;
  } catch {
    return `The emulator answered with status ${response.status}.`;
  }
}
