/** A message about a text as people are told it: what it repeats of the text may be as long as the text. */

/** UTF-16 units that are told of a message; of a longer one its start and its end. */
const MOST = 1_000;
const START = 600;
const END = 300;

export function toldMessage(message: string): string {
  const { length } = message;
  if (length <= MOST) return message;
  const [start, end] = [betweenCharacters(message, START), betweenCharacters(message, length - END)];
  const left = (end - start).toLocaleString("en");
  return `${message.slice(0, start)}… (${left} more characters) …${message.slice(end)}`;
}

/** The offset, or the one before when it is within a character. */
function betweenCharacters(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code < 0xe000 ? offset - 1 : offset;
}
