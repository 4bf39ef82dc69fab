/**
 * Reads stack pictures: `a b -- r`, `item*length -- list`, `argument... function -- result...`.
 */

export interface PictureItem {
  readonly name: string;
  /** The operand that says how many: a count, the length of a list of names, or 1 for a word and 0 without it; `!operand` is the opposite of the last. */
  readonly times?: string;
  /** Any number of items, known only when it runs. */
  readonly open?: boolean;
}

export interface StackPicture {
  /** Deepest first. */
  readonly pops: readonly PictureItem[];
  readonly pushes: readonly PictureItem[];
}

export function parsePicture(picture: string): StackPicture {
  const separator = / ?-- ?/.exec(picture);
  if (separator === null) throw new Error(`a stack picture without --: ${picture}`);
  return {
    pops: items(picture.slice(0, separator.index)),
    pushes: items(picture.slice(separator.index + separator[0].length)),
  };
}

function items(side: string): PictureItem[] {
  return side
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => {
      if (word.endsWith("...")) return { name: word.slice(0, -3), open: true };
      const star = word.indexOf("*");
      return star < 0 ? { name: word } : { name: word.slice(0, star), times: word.slice(star + 1) };
    });
}
