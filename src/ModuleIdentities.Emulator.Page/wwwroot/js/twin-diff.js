// Desired and reported properties, leaf by leaf beside each other. No page in here, so that it can be tried alone.

/** A section without what the hub adds to it. */
export function withoutMetadata(section) {
  return Object.fromEntries(Object.entries(section ?? {}).filter(([name]) => !name.startsWith('$')));
}

/** @returns rows of path, desired, reported (undefined where there is none), kind and, of a Plug and Play answer, its acknowledgement. */
export function compare(desired, reported) {
  const wanted = leaves(withoutMetadata(desired));
  const told = leaves(withoutMetadata(reported));
  return [...new Set([...wanted.keys(), ...told.keys()])].sort().map((path) => {
    const left = wanted.get(path)?.value;
    const right = told.get(path);
    return { path, desired: left, reported: right?.value, acknowledgement: right?.acknowledgement, kind: kindOf(wanted.has(path), left, right) };
  });
}

function kindOf(isWanted, desired, reported) {
  if (!isWanted) {
    return 'only reported';
  }

  return reported === undefined ? 'not reported' : JSON.stringify(desired) === JSON.stringify(reported.value) ? 'same' : 'differs';
}

function leaves(object, prefix = '', found = new Map()) {
  for (const [name, value] of Object.entries(object)) {
    const path = prefix ? `${prefix}.${name}` : name;
    if (isAcknowledgement(value)) {
      found.set(path, { value: value.value, acknowledgement: { code: value.ac, version: value.av, description: value.ad } });
    } else if (isObject(value) && Object.keys(value).length > 0) {
      leaves(value, path, found);
    } else {
      found.set(path, { value });
    }
  }

  return found;
}

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isAcknowledgement = (value) => isObject(value) && 'value' in value && 'ac' in value && 'av' in value;
