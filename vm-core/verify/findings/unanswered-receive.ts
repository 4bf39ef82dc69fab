/**
 * Receives that wait for ever: in a closed program nothing sends what they take.
 *
 * Invariant: said only where all senders are seen: no import or export, no module as a process, no function of
 * unknown origin; and of messages only what is certain about their types.
 */

import type { Node } from "../../facts/context.ts";
import type { Known } from "../../facts/known.ts";
import type { Watch } from "../../facts/program-point.ts";
import { CALLABLE_TYPES } from "../../facts/rules.ts";
import { peek, type State } from "../../facts/state.ts";
import type { Mnemonic } from "../../isa/index.ts";
import type { Instruction } from "../../program/program.ts";
import { type Pattern, parsePattern } from "../../value/pattern.ts";
import { TYPE } from "../../value/type-set.ts";
import { Float, type Value } from "../../value/value.ts";
import { type Finding, finding } from "../finding.ts";
import type { Facts } from "./facts.ts";
import { pathTo } from "./path.ts";

/** What brings other code into the program, or the program into other code. */
const OPEN = new Set<Mnemonic>(["IMPORT", "EXPORT", "NATIVE"]);
/** What makes the system send notices, which are objects. */
const NOTICES = new Set<Mnemonic>(["MONITOR", "TRAP_EXIT", "SUPERVISE_CHILD"]);
const WAITING = new Set<Mnemonic>(["RECEIVE", "RECEIVE_MATCH"]);

export class Receives implements Watch {
  private readonly receives = new Map<number, Node>();
  private readonly messages: Known[] = [];
  private isOpen = false;
  private hasNotices = false;

  constructor(private readonly facts: Facts) {}

  instruction(node: Node, address: number, state: State): void {
    const { op, operands }: Instruction = this.facts.program.code[address];
    if (WAITING.has(op)) {
      if (!this.receives.has(address)) this.receives.set(address, node);
    } else if (op === "SEND") this.messages.push(peek(state, operands.pid === null ? 1 : 0));
    else if (op === "SENDNAMED") this.messages.push(peek(state, 0));
    else if (op === "SPAWN") this.isOpen ||= (peek(state, 0).types & ~CALLABLE_TYPES) !== 0;
    else if (op === "SUPERVISE_CHILD") this.isOpen ||= !this.facts.program.labels.has(operands.name);
    else if (OPEN.has(op)) this.isOpen = true;
    if (NOTICES.has(op)) this.hasNotices = true;
  }

  edge(): void {}

  exit(): void {}

  get found(): readonly Finding[] {
    if (this.isOpen) return [];
    const { code } = this.facts.program;
    return [...this.receives].flatMap(([address, node]) => {
      const instruction = code[address];
      const words = instruction.op === "RECEIVE_MATCH" ? instruction.operands.patterns : [];
      if (this.isAnswered(words)) return [];
      const { op: operation, span } = instruction;
      const isAnythingSent = this.messages.length > 0;
      const cause = { kind: "unanswered-receive", operation, isAnythingSent } as const;
      return [finding("warning", cause, span, pathTo(code, node))];
    });
  }

  private isAnswered(words: readonly string[]): boolean {
    const sent = this.hasNotices ? [...this.messages, NOTICE] : this.messages;
    if (words.length === 0) return sent.length > 0;
    const patterns = words.map(parsePattern);
    return sent.some((message) => patterns.some((one) => one === undefined || mayMatch(one, message)));
  }
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
