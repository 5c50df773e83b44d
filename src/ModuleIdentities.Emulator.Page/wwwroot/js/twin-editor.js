import { pathOf, put, query } from './api.js';
import { html, useState } from './html.js';
import { Failure, tell } from './notice.js';
import { withoutMetadata } from './twin-diff.js';

/** Writes the desired properties as a whole: what is deleted in the text is deleted in the twin. What somebody else wrote meanwhile is not overwritten. */
export function TwinEditor({ twin, identity, onWritten }) {
  const current = JSON.stringify(withoutMetadata(twin.properties.desired), null, 2);
  // The text of the user, and the tag of the twin that it began with; null while it is the twin's own.
  const [draft, setDraft] = useState(null);
  const [error, setError] = useState(null);
  const save = async () => {
    setError(null);
    try {
      const written = await put(
        `twins/${pathOf(identity)}?${query({ hub: identity.hub })}`,
        { tags: twin.tags, properties: { desired: parse(draft?.text ?? current) } },
        { 'If-Match': `"${draft?.etag ?? twin.etag}"` });
      onWritten(await written.json());
      setDraft(null);
      tell('Desired properties saved.');
    } catch (failure) {
      setError(failure);
    }
  };
  const revert = () => {
    setDraft(null);
    setError(null);
  };
  const onKeyDown = (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    }
  };
  return html`<div class="stack editor">
    <label for="desired">Desired properties</label>
    <textarea id="desired" rows=${Math.min(16, Math.max(4, (draft?.text ?? current).split('\n').length))} spellcheck=${false} value=${draft?.text ?? current}
      aria-describedby="desired-hint" aria-invalid=${error ? 'true' : undefined} onKeyDown=${onKeyDown}
      onInput=${(event) => setDraft({ text: event.target.value, etag: draft?.etag ?? twin.etag })}></textarea>
    <p class="hint" id="desired-hint">JSON, without what the hub adds. Ctrl+Enter saves.${draft && draft.etag !== twin.etag ? ' The twin has changed since you began.' : ''}</p>
    <${Failure} error=${error} />
    <div class="actions">
      <button type="button" class="primary small" disabled=${draft === null} onClick=${save}>Save desired</button>
      <button type="button" class="small" disabled=${draft === null} onClick=${revert}>Discard</button>
    </div>
  </div>`;
}

function parse(text) {
  const value = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('The desired properties are a JSON object.');
  }

  return value;
}
