/**
 * What is kept of a document from one version to the next, so that an edit costs what it changes.
 *
 * Invariant: nothing that is found depends on it. What it has of the newest version's syntax is moved on to the next one.
 */
import { type Reading, readingOf, type Sketched, sketched } from "../asm/index.ts";
import { FactsMemory } from "../facts/memory.ts";
import { FormMemory } from "../lisp/index.ts";
import { RewriteMemory } from "../optimize/index.ts";
import type { Sketch } from "../program/sketch.ts";
import { changeBetween } from "../text/change.ts";
import { LineIndex } from "../text/line-index.ts";
import { VerifierMemory } from "../verify/index.ts";

/** An assembly text as it was read and assembled, and its lines. */
export interface ReadText {
  readonly reading: Reading;
  readonly lines: LineIndex;
}

/** One for each document, handed to each analysis of it. */
export class DocumentMemory {
  readonly facts = FactsMemory.empty();
  readonly verifier = new VerifierMemory();
  readonly rewrites = new RewriteMemory();
  /** Of a Lisp text. */
  readonly forms = new FormMemory();
  private newest: ReadText | undefined;
  /** Of the last version with mistakes. */
  private sketched: Sketched | undefined;
  private lined: { readonly text: string; readonly lines: LineIndex } | undefined;

  /** Reads the next version; what was given of the version before belongs to this one from now on. */
  read(text: string, uri: string): ReadText {
    const before = this.newest;
    if (before === undefined) {
      this.newest = readText(text, uri);
    } else {
      const { text: old } = before.reading.parsed.syntax;
      const lines = before.lines.edited(text, changeBetween(old, text));
      this.newest = { reading: readingOf(text, uri, before.reading), lines };
    }
    return this.newest;
  }

  /** The sketch of the newest version, made of that of the version before that had mistakes. */
  sketchOf({ parsed, assembled }: Reading, uri: string): Sketch {
    this.sketched = sketched(parsed.syntax, uri, assembled.made, this.sketched);
    return this.sketched.sketch;
  }

  /** A version without mistakes is there. */
  beginWhole(): void {
    if (this.facts.beginWhole()) this.sketched = undefined;
  }

  /** The lines of the next version of a Lisp text. */
  linesOf(text: string): LineIndex {
    const before = this.lined;
    const lines = before?.lines.edited(text, changeBetween(before.text, text)) ?? new LineIndex(text);
    this.lined = { text, lines };
    return lines;
  }

  /** Whether what was given of a version has been moved on to a newer one. */
  isUsedUp(read: ReadText): boolean {
    return this.newest !== read;
  }
}

/** Reads a text by itself. */
export function readText(text: string, uri: string): ReadText {
  return { reading: readingOf(text, uri), lines: new LineIndex(text) };
}
