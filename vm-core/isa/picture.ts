/**
 * Reads stack pictures: `a:number b:number -- sum:number`, `item:any*length -- list:list`,
 * `argument:any... function:callable -- result:any...`.
 *
 * Invariant: each item has a type; a pushed item that has the name of a popped one is that very value.
 */
import { type IsTypes, typesOf } from "./types.ts";

export interface PictureItem {
  readonly name: string;
  /** The types that are accepted, or that can be pushed: bits of `TYPE`. */
  readonly types: number;
  /** Of a pushed item: the index of the popped item that it is. */
  readonly source?: number;
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
  const [before, after] = picture.split("--");
  const pops = words(before).map((word) => parseItem(word));
  return { pops, pushes: words(after).map((word) => parseItem(word, pops)) };
}

function words(side: string): readonly string[] {
  return side.split(" ").filter((word) => word !== "");
}

function parseItem(word: string, pops: readonly PictureItem[] = []): PictureItem {
  const [, name, text, times, dots] = /^([^:*.]+)(?::([^*.]+))?(?:\*(.+)|(\.\.\.))?$/.exec(word) ?? [];
  const source = pops.findIndex((pop) => pop.name === name);
  if (source >= 0) return { name, types: pops[source].types, source };
  const item = { name, types: typesOf(text) };
  return times !== undefined ? { ...item, times } : dots !== undefined ? { ...item, open: true } : item;
}

/** A picture, or a text that tells which of its items lacks a type, or has an unknown one. */
export type CheckedPicture<Picture extends string> = Picture extends `${infer Pops}--${infer Pushes}`
  ? Wrong<Pops, never> | Wrong<Pushes, Names<Pops>> extends never
    ? Picture
    : `no known type: ${Wrong<Pops, never> | Wrong<Pushes, Names<Pops>>}`
  : "a stack picture has a --";

/** The items of a side that have no known type, and are not in `Popped`. */
type Wrong<Side extends string, Popped extends string> = Side extends `${infer First} ${infer Rest}`
  ? Wrong<First, Popped> | Wrong<Rest, Popped>
  : Side extends "" | Popped
    ? never
    : Side extends `${string}:${infer Types}`
      ? IsTypes<Counted<Types>> extends true
        ? never
        : Side
      : Side;

type Names<Side extends string> = Side extends `${infer First} ${infer Rest}`
  ? Names<First> | Names<Rest>
  : Side extends `${infer Name}:${string}`
    ? Name
    : never;

type Counted<Types extends string> = Types extends `${infer Bare}*${string}`
  ? Bare
  : Types extends `${infer Bare}...`
    ? Bare
    : Types;
