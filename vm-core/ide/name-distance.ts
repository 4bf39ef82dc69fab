/** How names fit what somebody typed. */

/**
 * How well a name fits what somebody typed: 0 for the name itself, more the worse, undefined when the characters of the
 * query are not in it in this order. Small and capital letters are the same.
 */
export function distanceOf(query: string, name: string): number | undefined {
  const [wanted, given] = [query.toLowerCase(), name.toLowerCase()];
  if (given.startsWith(wanted)) return given.length === wanted.length ? 0 : 1;
  if (given.includes(wanted)) return 2;
  return isWithin([...wanted], given) ? 3 : undefined;
}

/** Tells which names have a distance from what somebody typed. */
export function namesWith(query: string): (name: string) => boolean {
  const characters = [...query.toLowerCase()];
  return (name) => isWithin(characters, name.toLowerCase());
}

function isWithin(characters: readonly string[], name: string): boolean {
  let at = 0;
  for (const character of characters) {
    const found = name.indexOf(character, at);
    if (found < 0) return false;
    at = found + character.length;
  }
  return true;
}
