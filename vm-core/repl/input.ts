/** What a person types into a session: which language it is, whether more has to follow, and what can complete it. */
import type { LanguageId } from "../analyze/index.ts";
import { parse } from "../asm/parser.ts";
import { ALIASES, flowOf, MNEMONICS } from "../isa/index.ts";
import { closesHandler } from "../isa/typing.ts";
import { bracketsAt, isOpenLisp } from "../lisp/index.ts";

/** A language of inputs. */
export interface InputLanguage {
  readonly id: LanguageId;
  /** What a person calls it. */
  readonly name: string;
  /** What an input leaves: its value, or what it has put on the operand stack. */
  readonly leaves: "value" | "stack";
  /** Whether an input continues in the next line; `labels` are those of earlier inputs. */
  isOpen(text: string, labels: readonly string[]): boolean;
  /** The offsets of the bracket at a cursor and of its partner. */
  bracketsAt(text: string, cursor: number): readonly [number, number] | undefined;
  /** What may complete `word`; `isFirst` where it begins the input. */
  words(known: KnownNames, word: string, isFirst: boolean): readonly string[];
}

/** What a session knows by name. */
export interface KnownNames {
  names(): readonly string[];
  labels(): readonly string[];
}

/** Words that assembly begins with. */
const INSTRUCTION_WORDS: readonly string[] = [...MNEMONICS, ...Object.keys(ALIASES), "LABEL"];
const WORDS: ReadonlySet<string> = new Set(INSTRUCTION_WORDS);

/** The languages of inputs. */
export const INPUT_LANGUAGES: { readonly [L in LanguageId]: InputLanguage } = {
  asm: {
    id: "asm",
    name: "assembly",
    leaves: "stack",
    isOpen: isOpenAssembly,
    bracketsAt: () => undefined,
    words: (known, _, isFirst) => (isFirst ? INSTRUCTION_WORDS : [...known.labels(), ...known.names()]),
  },
  lisp: {
    id: "lisp",
    name: "Lisp",
    leaves: "value",
    isOpen: isOpenLisp,
    bracketsAt,
    // Capitals may begin an instruction, which makes the input assembly.
    words: (known, word, isFirst) =>
      isFirst && /^[A-Z]/.test(word) ? [...INSTRUCTION_WORDS, ...known.names()] : known.names(),
  },
};

/** The language of an input: assembly begins with an instruction or a label, all else is Lisp. */
export function languageOfInput(text: string): InputLanguage {
  const first = text.split("\n").find((line) => /^\s*[^\s;]/.test(line));
  const [word] = first?.trim().split(/[\s;]/, 1) ?? [];
  return word !== undefined && WORDS.has(word) ? INPUT_LANGUAGES.asm : INPUT_LANGUAGES.lisp;
}

/** Assembly continues from a label on, in an open TRY and while a label is not there yet, until an empty line. */
function isOpenAssembly(text: string, known: readonly string[]): boolean {
  if (/\n[ \t\r]*\n$/.test(text)) return false;
  const { lines } = parse(text).syntax;
  const labels = new Set([...known, ...lines.flatMap((line) => (line.kind === "label" ? [line.name] : []))]);
  let tries = 0;
  for (const line of lines) {
    if (line.kind === "label") return true;
    const targets = line.operands.filter(({ kind }) => kind === "label" || kind === "label?");
    if (targets.some(({ text: target }) => !labels.has(target) && !/^\d/.test(target))) return true;
    if (line.mnemonic === undefined) continue;
    if (flowOf(line.mnemonic) === "handler" && targets.length === 0) tries++;
    if (closesHandler(line.mnemonic)) tries--;
  }
  return tries > 0;
}
