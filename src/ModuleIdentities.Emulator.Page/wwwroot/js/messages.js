// The newest messages, read in pieces as they come: a reader that is slow reads fewer, larger pieces.
import { ApiError, query, send } from './api.js';
import { useChanges } from './changes.js';
import { useEffect, useRef, useState } from './html.js';

export const most = 2000;

/** @param filter device and module; @param isPaused whether what is shown stays as it is. */
export function useMessages(filter, isPaused) {
  const changed = useChanges('messages');
  const [state, setState] = useState({ messages: [], error: null });
  const filterKey = query(filter);
  const kept = useRef({ key: null, after: 0, messages: [], isReading: false });
  useEffect(() => {
    const isOther = kept.current.key !== filterKey;
    if (isOther) {
      kept.current = { key: filterKey, after: 0, messages: [], isReading: false };
    }

    if (isOther || !isPaused) {
      read(kept.current, filterKey, () => kept.current, setState);
    }
  }, [changed, filterKey, isPaused]);
  return state;
}

async function read(memory, filter, current, setState) {
  if (memory.isReading) {
    memory.isAskedAgain = true;
    return;
  }

  memory.isReading = true;
  try {
    do {
      memory.isAskedAgain = false;
      const response = await send('GET', `/_emulator/messages?follow=false&newest=${most}&after=${memory.after}${filter && `&${filter}`}`);
      const fresh = (await response.text()).split('\n').filter(Boolean).map((line) => JSON.parse(line));
      if (memory !== current()) {
        return;
      }

      if (fresh.length > 0) {
        memory.after = fresh.at(-1).sequenceNumber;
        memory.messages = [...memory.messages, ...fresh].slice(-most);
      }

      setState({ messages: memory.messages, error: null });
    } while (memory.isAskedAgain);
  } catch (error) {
    if (memory === current() && error instanceof ApiError) {
      setState({ messages: memory.messages, error });
    }
  } finally {
    memory.isReading = false;
  }
}
