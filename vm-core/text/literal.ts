/** Writes strings and names the way assembly text reads them. */

/** Writes a string as a literal that scans back to it. */
export function writeString(value: string): string {
  let result = '"';
  for (const character of value) result += WRITTEN_ESCAPES[character] ?? shown(character);
  return `${result}"`;
}

const WRITTEN_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\0": "\\0",
};

/** Characters that end a line, or that nobody sees, are written by number. */
function shown(character: string): string {
  return /[\p{Cc}\p{Zl}\p{Zp}\u{feff}]/u.test(character)
    ? `\\u{${character.codePointAt(0)?.toString(16)}}`
    : character;
}

/** Writes a name so that it scans back to itself: quoted where blanks, quotes or comments demand it. */
export function writeName(name: string): string {
  return name !== "" && !/["';\\\s\p{Cc}\u{feff}]/u.test(name) ? name : writeString(name);
}
