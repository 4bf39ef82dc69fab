/**
 * Lisp in pieces: the inputs of a session, each with what those before it have defined.
 *
 * Invariant: an input that has errors defines nothing. Every global may be defined anew, so functions find each other
 * by name when they run.
 */
import type { Program } from "../program/program.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { Analyser } from "./analyser.ts";
import { settleClosures } from "./closures.ts";
import type { Datum, ListDatum } from "./datum.ts";
import { FORMS, WRITTEN_FORMS } from "./forms.ts";
import { type Ending, generate } from "./generate.ts";
import { Inclusions } from "./inclusions.ts";
import { LIBRARY_FILE, libraryNames } from "./library.ts";
import { Macros } from "./macros.ts";
import type { ExportsOf, TextOutside } from "./outside.ts";
import { PRIMITIVES } from "./primitives.ts";
import { found, type LispProblem, type LocatedProblem } from "./problem.ts";
import { read } from "./read.ts";
import type { Meaning } from "./scope.ts";
import { showExpansion } from "./shown-expansion.ts";
import { inWords } from "./words/problems.ts";
import { writeDatum } from "./write-datum.ts";

export interface LispInput {
  /** Leaves the value of its last form on the stack, and waits for the next input. */
  readonly program: Program | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a form stands for, as Lisp; undefined when something is wrong with it. */
export interface LispExpansion {
  readonly text: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** What an input was read from, and what becomes of it. */
interface InputText {
  readonly text: string;
  readonly fileName: string;
  readonly outside: TextOutside;
  readonly ending: Ending;
}

function tooDeep(): LispInput {
  const problem = { kind: "nested-too-deeply", what: "expansion-of-input" } as const;
  return { program: undefined, diagnostics: [inWords(found(problem, { start: 0, end: 0 }))] };
}

export class LispSession {
  /** Changes whenever an input has changed what the next ones know. */
  version = 0;
  private readonly variables = new Set<string>();
  private readonly macros = new Map<string, Meaning>();
  private readonly functions = new Map<string, ListDatum>();
  private readonly compiler = new Macros(0);
  /** Of names that templates brought. */
  private readonly slots = new Set<string>();
  private isOpen = false;
  private hasEscapes = false;
  private hasHandlers = false;

  /** Makes a variable known that something else has defined. */
  define(name: string): void {
    this.variables.add(name);
  }

  read(text: string, fileName: string, outside: TextOutside): LispInput {
    try {
      return this.compile(text, fileName, outside);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return tooDeep();
    }
  }

  /** Takes a datum, which `text` is and whose spans are in it; its program leaves the value. */
  readDatum(datum: Datum, text: string, fileName: string, outside: TextOutside): LispInput {
    try {
      return this.compileForms([datum], [], { text, fileName, outside, ending: "value" });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return tooDeep();
    }
  }

  /** Expands the outermost use of a macro in each form of a text, until it is none; defines and runs nothing. */
  expand(text: string): LispExpansion {
    const { forms, found: unreadable } = read(text);
    const analyser = this.analyser(text, () => undefined);
    const shown = unreadable.length > 0 ? [] : forms.map((form) => showExpansion(form, analyser));
    const diagnostics = [...unreadable, ...analyser.problems.found].map(inWords);
    const isWhole = diagnostics.length === 0 && shown.every((each) => each !== undefined);
    return { text: isWhole ? shown.join("\n") : undefined, diagnostics };
  }

  /** The function that an input has defined: how it is called, and its documentation, empty without one. */
  describe(name: string): { readonly shape: string; readonly doc: string } | undefined {
    const definition = this.functions.get(name);
    if (definition === undefined) return undefined;
    const [, target, first] = definition.items;
    const isDocumented = definition.items.length > 3 && first.kind === "constant";
    return {
      shape: writeDatum(target),
      doc: isDocumented && typeof first.value === "string" ? first.value : "",
    };
  }

  private compile(text: string, fileName: string, outside: TextOutside): LispInput {
    const { forms, found: unreadable } = read(text);
    return this.compileForms(forms, unreadable, { text, fileName, outside, ending: "input" });
  }

  private compileForms(
    forms: readonly Datum[],
    unreadable: readonly LocatedProblem[],
    { text, fileName, outside, ending }: InputText,
  ): LispInput {
    const inclusions = new Inclusions(fileName, text.length, outside.includeOf);
    const analyser = this.analyser(text, outside.exportsOf, inclusions);
    analyser.run(forms);
    const early = [...unreadable, ...analyser.problems.found];
    const said = (all: readonly LocatedProblem[]): readonly Diagnostic[] =>
      all.map((each) => inWords(inclusions.inText(each)));
    if (analyser.hasEndlessMacros) return { program: undefined, diagnostics: said(early) };
    const functions = settleClosures([analyser.main, ...analyser.functions], analyser.variables, this.slots);
    const { code, labels, procedures, found: late } = generate(functions, analyser.exports, ending);
    const diagnostics = said([...early, ...late]);
    if (diagnostics.some(({ severity }) => severity === "error")) return { program: undefined, diagnostics };
    this.take(analyser);
    return {
      program: {
        code: inclusions.placed(code, 2),
        labels,
        procedures,
        files: inclusions.files([{ name: fileName, text }, LIBRARY_FILE]),
      },
      diagnostics,
    };
  }

  private analyser(text: string, exportsOf: ExportsOf, inclusions?: Inclusions): Analyser {
    this.compiler.renew(text.length);
    return new Analyser({
      span: { start: 0, end: text.length },
      exportsOf,
      macros: this.compiler,
      forms: FORMS,
      earlier: this.earlier,
      inclusions,
    });
  }

  private get earlier() {
    const { variables, macros, functions, isOpen, hasEscapes, hasHandlers } = this;
    return { variables, macros, functions, isOpen, hasEscapes, hasHandlers };
  }

  /** Keeps what an input has defined. */
  private take(analyser: Analyser): void {
    const known = this.sizes();
    let hasChanged = analyser.definitions.size > 0;
    this.isOpen ||= analyser.openImport;
    this.hasEscapes ||= analyser.hasEscapes;
    this.hasHandlers ||= analyser.hasHandlers;
    for (const { kind, defined, name, isBrought, slot = name } of analyser.variables) {
      if (kind !== "global" || !defined) continue;
      if (isBrought) this.slots.add(slot);
      else this.variables.add(name);
    }
    for (const [key, meaning] of analyser.globals.meanings) {
      if (meaning.kind === "macro") {
        hasChanged ||= this.macros.get(key) !== meaning;
        this.macros.set(key, meaning);
      } else this.macros.delete(key);
    }
    for (const [name, definition] of analyser.definitions) this.functions.set(name, definition);
    if (hasChanged || this.sizes() !== known) this.version++;
  }

  /** What changes when a name is new, or gone. */
  private sizes(): string {
    const { variables, macros, slots, isOpen, hasEscapes, hasHandlers } = this;
    return [variables.size, macros.size, slots.size, isOpen, hasEscapes, hasHandlers].join();
  }

  /** How many names its inputs have defined. */
  get size(): number {
    return this.variables.size + this.macros.size;
  }

  /** Every name that means something. */
  names(): string[] {
    const library = [...PRIMITIVES.keys(), ...libraryNames()].filter((name) => !name.startsWith("%"));
    const macros = [...this.macros.keys()].filter((key) => !key.includes("\0"));
    return [...new Set([...WRITTEN_FORMS.map(([name]) => name), ...library, ...macros, ...this.variables])];
  }
}

const OPEN: ReadonlySet<LispProblem["kind"]> = new Set([
  "unclosed-parenthesis",
  "unterminated-string",
  "unclosed-comment",
]);

/** Whether more has to follow: something is open at the end, and nothing closed what was not. */
export function isOpenLisp(text: string): boolean {
  const { found } = read(text);
  const end = text.trimEnd().length;
  const isOpen = ({ problem, span }: LocatedProblem): boolean =>
    OPEN.has(problem.kind) || (problem.kind === "missing-datum" && span.end >= end);
  return found.some(isOpen) && !found.some(({ problem }) => problem.kind === "unmatched-parenthesis");
}
