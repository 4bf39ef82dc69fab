/**
 * The names that a file defines, packed: there may be files by the thousand, and few of their names are ever told.
 *
 * Invariant: names are copies, so the text that they were in is not kept.
 */
import type { WorkspaceSymbol } from "vscode-languageserver";

/** A name in front of what it stands for, which is made when it is told. */
export interface FoundName {
  readonly name: string;
  readonly uri: string;
  tell(): WorkspaceSymbol;
}

/** Numbers of a symbol: where its name and that of its container end, its kind, and its range. */
const NUMBERS = 7;

export class FileSymbols {
  private readonly names: string;
  private readonly numbers: Int32Array;

  constructor(
    private readonly uri: string,
    symbols: readonly WorkspaceSymbol[],
  ) {
    const names: string[] = [];
    const numbers = new Int32Array(symbols.length * NUMBERS);
    let length = 0;
    for (const [i, { name, kind, location, containerName }] of symbols.entries()) {
      if (!("range" in location)) throw new Error("a symbol without a place");
      const { start, end } = location.range;
      const nameEnd = length + name.length;
      length = nameEnd + (containerName ?? "").length;
      names.push(name, containerName ?? "");
      const containerEnd = containerName === undefined ? -1 - length : length;
      const own = [nameEnd, containerEnd, kind, start.line, start.character, end.line, end.character];
      numbers.set(own, i * NUMBERS);
    }
    this.names = names.join("");
    this.numbers = numbers;
  }

  *all(): Iterable<FoundName> {
    const { names, numbers, uri } = this;
    let start = 0;
    for (let at = 0; at < numbers.length; at += NUMBERS) {
      const nameEnd = numbers[at];
      const name = names.slice(start, nameEnd);
      yield { name, uri, tell: () => this.symbol(name, at) };
      start = endOf(numbers[at + 1]);
    }
  }

  private symbol(name: string, at: number): WorkspaceSymbol {
    const { names, numbers, uri } = this;
    const [nameEnd, end, kind, line, character, endLine, endCharacter] = numbers.subarray(at, at + NUMBERS);
    const range = { start: { line, character }, end: { line: endLine, character: endCharacter } };
    const isWithin = end >= 0 ? { containerName: names.slice(nameEnd, end) } : undefined;
    return { name, kind: kind as WorkspaceSymbol["kind"], location: { uri, range }, ...isWithin };
  }
}

/** A symbol without a container has the end of its name, written so that it is less than 0. */
function endOf(number: number): number {
  return number < 0 ? -1 - number : number;
}
