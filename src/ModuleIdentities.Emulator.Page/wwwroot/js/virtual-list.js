// A list of any length of which only the rows in view are in the document. Arrow keys, Page Up and Down, Home and End move in it, Enter and a click open a row.
import { html, useEffect, useLayoutEffect, useRef, useState } from './html.js';

const overscan = 6;

/**
 * @param rowAt gives the content of the row at an index, or null while it is not known.
 * @param onRange is told the first and the last index in view.
 */
export function VirtualList({ id, label, total, rowHeight, rowAt, onRange, onOpen, isSelected }) {
  const box = useRef(null);
  const { first, last, onScroll } = useVisibleRange(box, total, rowHeight);
  const [active, setActive] = useState(0);
  useEffect(() => onRange?.(first, last), [first, last, onRange]);
  const move = (to) => {
    const index = Math.max(0, Math.min(total - 1, to));
    setActive(index);
    const top = index * rowHeight;
    const { scrollTop, clientHeight } = box.current;
    if (top < scrollTop) {
      box.current.scrollTop = top;
    } else if (top + rowHeight > scrollTop + clientHeight) {
      box.current.scrollTop = top + rowHeight - clientHeight;
    }
  };
  const page = () => Math.max(1, Math.floor(box.current.clientHeight / rowHeight) - 1);
  const keys = {
    ArrowDown: () => move(active + 1),
    ArrowUp: () => move(active - 1),
    PageDown: () => move(active + page()),
    PageUp: () => move(active - page()),
    Home: () => move(0),
    End: () => move(total - 1),
    Enter: () => onOpen(active),
    ' ': () => onOpen(active),
  };
  const onKeyDown = (event) => {
    if (total > 0 && keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  };
  const rows = [];
  for (let index = first; index <= last; index++) {
    rows.push(html`<div role="option" key=${index} id=${`${id}-${index}`} class="row" aria-selected=${isSelected(index) ? 'true' : 'false'}
      data-active=${index === active ? 'true' : undefined} aria-setsize=${total} aria-posinset=${index + 1}
      style=${{ height: `${rowHeight}px`, transform: `translateY(${index * rowHeight}px)` }}
      onClick=${() => { setActive(index); onOpen(index); }}>${rowAt(index) ?? html`<span class="muted">…</span>`}</div>`);
  }

  return html`<div class="list" role="listbox" tabindex="0" id=${id} aria-label=${label} ref=${box} onScroll=${onScroll} onKeyDown=${onKeyDown}
    aria-activedescendant=${active >= first && active <= last ? `${id}-${active}` : undefined}>
    <div class="sizer" style=${{ height: `${total * rowHeight}px` }}>${rows}</div>
  </div>`;
}

/** Which rows of a scrolled box can be seen, and some around them. */
export function useVisibleRange(box, total, rowHeight) {
  const [view, setView] = useState({ top: 0, height: 0 });
  const measure = () => {
    const { scrollTop: top, clientHeight: height } = box.current;
    setView((before) => (before.top === top && before.height === height ? before : { top, height }));
  };
  useLayoutEffect(() => {
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return {
    first: Math.max(0, Math.min(total, Math.floor(view.top / rowHeight)) - overscan),
    last: Math.min(total - 1, Math.ceil((view.top + view.height) / rowHeight) + overscan),
    onScroll: measure,
  };
}
