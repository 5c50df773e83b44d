import { nameOf } from './api.js';
import { html, useRef, useState } from './html.js';
import { time } from './state.js';
import { useVisibleRange } from './virtual-list.js';

const rowHeight = 32;
const columns = ['Number', 'Time', 'From', 'Body'];

/** The messages, newest first; only the rows in view are in the document. */
export function MessageTable({ messages }) {
  const box = useRef(null);
  const [chosen, setChosen] = useState(null);
  const { first, last, onScroll } = useVisibleRange(box, messages.length, rowHeight);
  const rows = [];
  for (let index = first; index <= last; index++) {
    const message = messages[messages.length - 1 - index];
    rows.push(html`<div role="row" key=${message.sequenceNumber} class="row" aria-rowindex=${index + 2}
      style=${{ height: `${rowHeight}px`, transform: `translateY(${index * rowHeight}px)` }} onClick=${() => setChosen(message)}>
      <span role="cell"><button type="button" class="link" aria-label=${`Message ${message.sequenceNumber}`} onClick=${() => setChosen(message)}>${message.sequenceNumber}</button></span>
      <span role="cell">${time(message.enqueuedTime)}</span>
      <span role="cell">${nameOf(message)}</span>
      <code role="cell">${textOf(message)}</code>
    </div>`);
  }

  return html`<div class="messages">
    <div class="table" role="table" aria-label="Messages" aria-rowcount=${messages.length + 1}>
      <div role="rowgroup"><div role="row" class="row head" aria-rowindex="1">${columns.map((column) => html`<span role="columnheader" key=${column}>${column}</span>`)}</div></div>
      <div role="rowgroup" class="body" tabindex="0" ref=${box} onScroll=${onScroll}>
        <div role="presentation" class="sizer" style=${{ height: `${messages.length * rowHeight}px` }}>${rows}</div>
      </div>
    </div>
    ${chosen && html`<${Message} message=${chosen} onClose=${() => setChosen(null)} />`}
  </div>`;
}

function Message({ message, onClose }) {
  return html`<section class="card stack message" aria-label=${`Message ${message.sequenceNumber} in full`}>
    <div class="title"><h2>Message ${message.sequenceNumber}</h2><button type="button" class="small" onClick=${onClose}>Close</button></div>
    <pre tabindex="0" aria-label="Body">${message.body === undefined ? message.bodyBase64 : JSON.stringify(message.body, null, 2)}</pre>
    <${Properties} title="Properties" properties=${message.properties} />
    <${Properties} title="System properties" properties=${message.systemProperties} />
  </section>`;
}

function Properties({ title, properties }) {
  const entries = Object.entries(properties);
  return entries.length > 0 && html`<h3>${title}</h3>
    <dl class="properties">${entries.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

const textOf = (message) => (message.body === undefined ? `base64 ${message.bodyBase64}` : JSON.stringify(message.body)).slice(0, 400);
