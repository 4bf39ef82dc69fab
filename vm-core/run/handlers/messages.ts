/** Steps of the instructions that send and receive messages. */
import type { Mnemonic } from "../../isa/index.ts";
import { CellCopier } from "../../value/cell-copier.ts";
import { isInt } from "../../value/int.ts";
import { mismatch } from "../../value/operators.ts";
import { type Pattern, parsePattern } from "../../value/pattern.ts";
import type { Value } from "../../value/value.ts";
import { begun, type Portions, Work } from "../../value/work.ts";
import type { ProcessEvents } from "../events.ts";
import { later, leaveWork } from "../long-work.ts";
import type { Mailbox } from "../mailbox.ts";
import { continueAt } from "../pace.ts";
import type { Awaiting, Process } from "../process.ts";
import { SIGNAL } from "../signal.ts";
import type { Handlers, ReceivingStep, SendingStep, Site, Step } from "../step.ts";
import type { System } from "../system.ts";

/**
 * Sends the messages of one instruction; `result` is pushed once one is sent, if there is one. The operands are the message,
 * at `top`, and what is above it.
 */
class Sender {
  private readonly system: System;
  private readonly next: number;

  constructor(
    { system, next }: Site,
    private readonly result?: string,
  ) {
    this.system = system;
    this.next = next;
  }

  /** Sends, and says where the sender continues. Where there are cells, the receiver gets its own ones. */
  send(process: Process, pid: number, top: number): number {
    const { system } = this;
    const { stack } = process;
    const message = stack[top];
    if (system.changing && mayHoldCells(message) && system.processes.has(pid))
      return this.sendCopy(process, pid, message, top);
    dropTo(stack, top);
    return this.handOver(process, pid, message, message, 0);
  }

  /** Sends a message that is not on the stack; `SIGNAL.undone` where it has to be there. */
  sendDirectly(process: Process, pid: Value, message: Value): number {
    if (typeof pid !== "number" || (this.system.changing && mayHoldCells(message))) return SIGNAL.undone;
    return this.handOver(process, pid, message, message, 0);
  }

  private sendCopy(process: Process, pid: number, message: Value, top: number): number {
    const copier = new CellCopier();
    const own = begun(copier.copying(message));
    if (own instanceof Work) {
      const then = (copy: Value): number =>
        later(process, this.handOver(process, pid, message, copy, copier.bytes));
      return leaveWork(this.system, { work: own, top, then });
    }
    dropTo(process.stack, top);
    return this.handOver(process, pid, message, own as Value, copier.bytes);
  }

  /** Hands a message over as what the receiver gets, which takes so many bytes. */
  private handOver(process: Process, pid: number, message: Value, own: Value, bytes: number): number {
    const { system, next, result } = this;
    if (result !== undefined) process.stack.push(result);
    const crowd = system.send(process.id, pid, message, own);
    if (system.heap.grow(bytes)) return process.collect(next);
    return crowd === 0 ? continueAt(process, next) : this.owe(process, crowd);
  }

  /** Has a process owe others some turns, which it gives them once they are several: each turn costs as much as some messages. */
  private owe(process: Process, turns: number): number {
    process.penalty += turns;
    if (process.penalty < MOST_OWED) return continueAt(process, this.next);
    // This one is the first.
    process.penalty--;
    process.resume = this.next;
    return SIGNAL.yield;
  }
}

/** Turns that a process owes when it gives them. */
const MOST_OWED = 32;

/** Whether a value can lead to cells: values that are no objects cannot. */
function mayHoldCells(value: Value): boolean {
  return typeof value === "object" && value !== null;
}

/** Cuts a stack back by few values. Setting its length would have engines give its room back, and make it again. */
export function dropTo(stack: Value[], top: number): void {
  while (stack.length > top) stack.pop();
}

/** Messages that are looked through at once. */
const FEW_MESSAGES = 4_096;

/** Where the first message is that matches, of those after the first few; -1 without one. */
function* finding(mailbox: Mailbox, patterns: readonly Pattern[]): Portions<number> {
  for (let from = FEW_MESSAGES; from < mailbox.length; from += FEW_MESSAGES) {
    yield 0;
    const found = mailbox.find(patterns, from, FEW_MESSAGES);
    if (found >= 0) return found;
  }
  return -1;
}

/** Takes a message out of the mailbox that there is. */
function taken({ id, mailbox }: Process, index: number, events: ProcessEvents): Value {
  const message = (mailbox as Mailbox).takeAt(index);
  if (events.heard) events.emit(id, { kind: "receive", message });
  return message;
}

/** The step of a receive; `timeout` says when and where to give up. */
function receive(patterns: readonly Pattern[], { next, system }: Site, timeout: Awaiting["timeout"]): Step {
  const { events } = system;
  const forever: Awaiting = { patterns, next, timeout: null, timer: undefined };
  const take = (process: Process, index: number): number => {
    process.stack.push(taken(process, index, events));
    return continueAt(process, next);
  };
  const wait = (process: Process): number => {
    if (timeout?.milliseconds === 0) {
      if (events.heard) events.emit(process.id, { kind: "timeout" });
      return continueAt(process, timeout.target);
    }
    process.awaiting = timeout === null ? forever : { patterns, next, timeout, timer: undefined };
    return SIGNAL.receive;
  };
  return (process) => {
    const { mailbox } = process;
    if (mailbox === null) return wait(process);
    const found = mailbox.find(patterns, 0, FEW_MESSAGES);
    if (found >= 0) return take(process, found);
    if (mailbox.length <= FEW_MESSAGES) return wait(process);
    const work = new Work(finding(mailbox, patterns), 0);
    const then = (index: Value): number =>
      later(process, index === -1 ? wait(process) : take(process, index as number));
    return leaveWork(system, { work, top: process.stack.length, then });
  };
}

/** The step of a receive of any message. */
function receiveAny(site: Site): ReceivingStep {
  const { events } = site.system;
  const take = (process: Process): Value | undefined => {
    const isEmpty = process.mailbox === null || process.mailbox.find(ANY, 0, 1) < 0;
    return isEmpty ? undefined : taken(process, 0, events);
  };
  return Object.assign(receive(ANY, site, null), { take });
}

const ANY: readonly Pattern[] = [];

/** Patterns of a Program are checked when it is made. */
function patternsOf(words: readonly string[]): readonly Pattern[] {
  return words.map((word) => parsePattern(word) ?? { kind: "literal", value: word });
}

export const MESSAGE_HANDLERS = {
  SEND: ({ operands }, site) => {
    const given = operands.pid === null ? undefined : Number(operands.pid);
    const sender = new Sender(site);
    const step: Step = (process) => {
      const { stack } = process;
      const top = stack.length - (given === undefined ? 2 : 1);
      const pid = given ?? stack[top + 1];
      if (top >= 0 && isInt(pid)) return sender.send(process, Number(pid), top);
      stack.length = Math.max(0, top);
      return top < 0
        ? process.underflow("SEND")
        : process.raiseFault(mismatch("SEND", "an integer pid", pid));
    };
    const send: SendingStep["send"] = (process, pid, message) =>
      sender.sendDirectly(process, given ?? pid, message);
    return Object.assign(step, { send });
  },
  SENDNAMED: ({ operands: { name } }, site) => {
    const { next, system } = site;
    const sender = new Sender(site, `sent_to_${name}`);
    return (process) => {
      const { stack } = process;
      const top = stack.length - 1;
      if (top < 0) return process.underflow("SEND_NAMED");
      const pid = system.names.get(name);
      if (pid !== undefined) return sender.send(process, pid, top);
      stack[top] = `send_failed_Process '${name}' not found`;
      return next;
    };
  },
  RECEIVE: (_, site) => receiveAny(site),
  RECEIVE_MATCH: ({ operands: { patterns } }, site) => receive(patternsOf(patterns), site, null),
  RECEIVE_TIMEOUT: ({ operands: { milliseconds, target, patterns } }, site) =>
    receive(patternsOf(patterns), site, { milliseconds, target: site.target(target) }),
} as const satisfies Partial<Handlers<Mnemonic>>;
