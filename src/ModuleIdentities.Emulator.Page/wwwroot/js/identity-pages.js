// The identities that are in view, page by page from the emulator: it may have many thousands.
import { get, query } from './api.js';
import { useChanges } from './changes.js';
import { useCallback, useEffect, useRef, useState } from './html.js';

const pageSize = 100;

/** @param filter the query of the list: q and state. */
export function useIdentities(filter) {
  const changed = useChanges('identities', 'connections');
  const [answer, setAnswer] = useState({ total: 0, pages: new Map(), error: null, isRead: false });
  const range = useRef([0, 0]);
  const run = useRef(0);
  const filterKey = query(filter);

  const load = useCallback(async (isFresh) => {
    const [first, last] = range.current;
    const current = ++run.current;
    const pages = new Map();
    let total = 0;
    try {
      for (let page = Math.floor(first / pageSize); page <= Math.floor(last / pageSize); page++) {
        const found = await get(`identities?${query({ ...filter, offset: page * pageSize, limit: pageSize })}`);
        total = found.total;
        pages.set(page, found.items);
      }

      if (current === run.current) {
        setAnswer((before) => ({ total, error: null, isRead: true, pages: isFresh ? pages : new Map([...before.pages, ...pages]) }));
      }
    } catch (error) {
      if (current === run.current) {
        setAnswer((before) => ({ ...before, error, isRead: true }));
      }
    }
  }, [filterKey]);

  useEffect(() => { load(true); }, [load, changed]);
  const onRange = useCallback((first, last) => {
    range.current = [first, Math.max(first, last)];
    setAnswer((before) => {
      const isMissing = [first, last].some((index) => index >= 0 && index < before.total && !before.pages.has(Math.floor(index / pageSize)));
      if (isMissing) {
        load(false);
      }

      return before;
    });
  }, [load]);
  const at = (index) => answer.pages.get(Math.floor(index / pageSize))?.[index % pageSize] ?? null;
  return { ...answer, at, onRange };
}
