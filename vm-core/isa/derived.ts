/**
 * What is found out about each instruction: when somebody first asks about it, and once.
 *
 * A short program has few of the instructions, and its start would pay for all of them. Maps answer much faster than
 * objects of this size, and analyses ask at every instruction.
 */
export function derived<Key, T>(read: (key: Key) => T): (key: Key) => T {
  const known = new Map<Key, T>();
  return (key) => {
    let found = known.get(key);
    if (found === undefined && !known.has(key)) {
      found = read(key);
      known.set(key, found);
    }
    return found as T;
  };
}
