/** What a person types into a session: which language it is, and whether more has to follow. */
import { parse } from "../asm/parser.ts";
import { ALIASES, flowOf, MNEMONICS } from "../isa/index.ts";
import { closesHandler } from "../isa/typing.ts";
import { isOpenLisp } from "../lisp/index.ts";

/** The language that an input of a session is read as. */
export type InputLanguage = keyof typeof IS_OPEN;

/** Words that assembly begins with. */
export const INSTRUCTION_WORDS: readonly string[] = [...MNEMONICS, ...Object.keys(ALIASES), "LABEL"];
const WORDS: ReadonlySet<string> = new Set(INSTRUCTION_WORDS);

/** Assembly begins with an instruction or a label; all else is Lisp. */
export function languageOf(text: string): InputLanguage {
  const first = text.split("\n").find((line) => /^\s*[^\s;]/.test(line));
  const [word] = first?.trim().split(/[\s;]/, 1) ?? [];
  return word !== undefined && WORDS.has(word) ? "assembly" : "lisp";
}

/**
 * Whether an input continues in the next line. Lisp does while something is open. Assembly does from a label on, in an
 * open TRY and while a label is not there yet, until an empty line.
 */
export function isOpen(text: string, language: InputLanguage, known: readonly string[]): boolean {
  return IS_OPEN[language](text, known);
}

const IS_OPEN = { lisp: isOpenLisp, assembly: isOpenAssembly } as const;

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
