/**
 * Receives that wait for ever: in a closed program nothing sends what they take.
 *
 * Invariant: said only where all senders are seen: no import or export, no module as a process, no function of
 * unknown origin; and of messages only what is certain about their types.
 */

import type { ContextNode } from "../../facts/context.ts";
import type { Known } from "../../facts/known.ts";
import { CALLABLE_TYPES } from "../../facts/rules.ts";
import { peek, type State } from "../../facts/state.ts";
import type { Mnemonic } from "../../isa/index.ts";
import type { Instruction } from "../../program/program.ts";
import { type Pattern, parsePattern } from "../../value/pattern.ts";
import { TYPE } from "../../value/type-set.ts";
import { Float, type Value } from "../../value/value.ts";
import { type Finding, placed } from "../finding.ts";
import { type Facts, findingAt, type Messages } from "./facts.ts";

/** What brings other code into the program, or the program into other code. */
const OPEN = new Set<Mnemonic>(["IMPORT", "EXPORT", "NATIVE"]);
/** What makes the system send notices, which are objects. */
const NOTICES = new Set<Mnemonic>(["MONITOR", "TRAP_EXIT", "SUPERVISE_CHILD"]);
const WAITING = new Set<Mnemonic>(["RECEIVE", "RECEIVE_MATCH"]);
const ABOUT_MESSAGES: ReadonlySet<Mnemonic> = new Set([
  ...OPEN,
  ...NOTICES,
  ...WAITING,
  ...(["SEND", "SENDNAMED", "SPAWN"] as const),
]);

/** Notes what one function receives and sends. */
export class Receives {
  private readonly receives: number[] = [];
  private readonly sent: Known[] = [];
  private readonly children: string[] = [];
  private isOpen = false;
  private hasNotices = false;

  constructor(private readonly code: readonly Instruction[]) {}

  instruction(node: ContextNode, address: number, state: State): void {
    const { op, operands }: Instruction = this.code[address];
    if (!ABOUT_MESSAGES.has(op)) return;
    if (WAITING.has(op)) this.receives.push(address, node.address);
    else if (op === "SEND") this.sent.push(peek(state, operands.pid === null ? 1 : 0));
    else if (op === "SENDNAMED") this.sent.push(peek(state, 0));
    else if (op === "SPAWN") this.isOpen ||= (peek(state, 0).types & ~CALLABLE_TYPES) !== 0;
    else if (op === "SUPERVISE_CHILD") this.children.push(operands.name);
    else if (OPEN.has(op)) this.isOpen = true;
    if (NOTICES.has(op)) this.hasNotices = true;
  }

  get messages(): Messages {
    const { receives, sent, children, isOpen, hasNotices } = this;
    return { receives, sent, children, isOpen, hasNotices };
  }
}

/** What is received in vain; several functions may share code. */
export function findUnansweredReceives(facts: Facts): readonly Finding[] {
  const { code, labels } = facts.program;
  const sent: Known[] = [];
  const receives = new Map<number, () => Finding>();
  const all = facts.functions.map(({ found }) => found.messages);
  if (all.every((one) => one.receives.length === 0)) return [];
  if (all.some(({ isOpen, children }) => isOpen || children.some((name) => !labels.has(name)))) return [];
  for (const messages of all) for (const message of messages.sent) sent.push(message);
  const isAnythingSent = sent.length > 0;
  if (all.some(({ hasNotices }) => hasNotices)) sent.push(NOTICE);
  for (const one of facts.functions) {
    const found = one.found.messages.receives;
    for (let i = 0; i < found.length; i += 2) {
      const instruction = code[one.now(found[i])];
      if (receives.has(one.now(found[i]))) continue;
      const { op: operation } = instruction;
      const cause = { kind: "unanswered-receive", operation, isAnythingSent } as const;
      const tell = () => findingAt(facts, one, placed("warning", cause, found[i], found[i + 1]));
      receives.set(one.now(found[i]), tell);
    }
  }
  return [...receives].flatMap(([address, tell]) => {
    const instruction = code[address];
    const words = instruction.op === "RECEIVE_MATCH" ? instruction.operands.patterns : [];
    return isAnswered(words, sent) ? [] : [tell()];
  });
}

function isAnswered(words: readonly string[], sent: readonly Known[]): boolean {
  if (words.length === 0) return sent.length > 0;
  const patterns = words.map(parsePattern);
  return sent.some((message) => patterns.some((one) => one === undefined || mayMatch(one, message)));
}

const NOTICE: Known = { types: TYPE.object };

function mayMatch(pattern: Pattern, message: Known): boolean {
  switch (pattern.kind) {
    case "any":
      return true;
    case "type":
      return (message.types & (TYPE as Readonly<Record<string, number>>)[pattern.type]) !== 0;
    case "literal":
      return message.constant === undefined
        ? (message.types & typeOf(pattern.value)) !== 0
        : isSame(message.constant, pattern.value);
    case "items":
      return (message.types & TYPE.list) !== 0;
    default:
      return (message.types & TYPE.object) !== 0;
  }
}

function typeOf(value: Value): number {
  if (value === null) return TYPE.null;
  if (typeof value === "string") return TYPE.string;
  if (typeof value === "boolean") return TYPE.bool;
  return value instanceof Float ? TYPE.float : TYPE.int;
}

function isSame(a: Value, b: Value): boolean {
  return a instanceof Float && b instanceof Float ? a.value === b.value : a === b;
}
