/** What the characters of a Lisp text are to its reader. */

/** Characters that Scheme has names for. */
export const CHARACTER_NAMES: Readonly<Record<string, string>> = {
  space: " ",
  newline: "\n",
  linefeed: "\n",
  tab: "\t",
  return: "\r",
  nul: "\0",
  null: "\0",
  alarm: "\u0007",
  backspace: "\b",
  delete: "\u007f",
  escape: "\u001b",
};

/** The character that Scheme writes by its number: `x41`. */
export function characterOf(name: string): string | undefined {
  const code = /^x[\da-f]{1,6}$/i.test(name) ? Number.parseInt(name.slice(1), 16) : Number.POSITIVE_INFINITY;
  return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : undefined;
}

/** As much of a text as the name of a character may take. */
export const MOST_OF_CHARACTER = 20;

/** Whether a character is white space. */
export function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || (code >= 9 && code <= 13) || (code > 127 && /\s/.test(text[at]));
}

/** Where an atom ends that has characters up to `from`. */
export function atomEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 128 ? ENDS_ATOM[code] === 1 : isBlank(text, at)) break;
  }
  return at;
}

/** Blanks and delimiters, by their codes. */
const ENDS_ATOM = new Uint8Array(128);
for (const character of "\t\n\v\f\r ()[]{}\";'`,") ENDS_ATOM[character.charCodeAt(0)] = 1;

/** What something other than a name or a number begins with. */
export const SPECIAL: ReadonlySet<string> = new Set("#()[]{}\";'`,|");
