// Which numbers messages have, and their course over time. No page in here, so that it can be tried alone.
import { nameOf } from './api.js';

export const mostSeries = 8;

/** The paths of all numbers in the bodies, in the order of their first appearance. */
export function fieldsOf(messages) {
  const fields = new Set();
  messages.forEach((message) => collect(message.body, '', (path) => fields.add(path)));
  return [...fields];
}

/** @returns senders, and columns as uPlot wants them: the times in seconds, then for each sender its values, null where it has none. */
export function seriesOf(messages, field) {
  const points = (field === undefined ? [] : messages)
    .map((message) => ({ sender: nameOf(message), at: Date.parse(message.enqueuedTime) / 1000, value: valueAt(message.body, field) }))
    .filter((point) => typeof point.value === 'number');

  // Those who spoke last.
  const senders = [...new Set(points.map((point) => point.sender).reverse())].slice(0, mostSeries).reverse();
  const shown = points.filter((point) => senders.includes(point.sender)).sort((a, b) => a.at - b.at);
  return {
    senders,
    columns: [shown.map((point) => point.at), ...senders.map((sender) => shown.map((point) => (point.sender === sender ? point.value : null)))],
    last: shown.at(-1)?.value,
    others: new Set(points.map((point) => point.sender)).size - senders.length,
  };
}

export function valueAt(body, path) {
  return path === '' ? body : path.split('.').reduce((value, name) => value?.[name], body);
}

function collect(value, path, found) {
  if (typeof value === 'number') {
    found(path);
  } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    Object.entries(value).forEach(([name, inner]) => collect(inner, path ? `${path}.${name}` : name, found));
  }
}
