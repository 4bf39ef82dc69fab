/**
 * What a debugger shows of a process besides its frames: messages, ties, children.
 *
 * Invariant: a page of messages costs a walk to its end; nothing is kept between calls.
 */
import { childrenOf, type Supervisor } from "../run/supervisor.ts";
import type { System } from "../run/system.ts";
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import type { Value } from "../value/value.ts";
import type { Notation } from "./notation.ts";
import { nameOf, type ShownProcess } from "./shown-process.ts";
import { type Contents, type ShownVariable, variable } from "./variables.ts";

export function processContents(shown: ShownProcess, system: System, notation: Notation): Contents {
  const list = (): readonly ShownVariable[] => processVariables(shown, system, notation);
  return { kind: "named", length: list().length, page: (start, end) => list().slice(start, end) };
}

function processVariables(
  { process, mailbox, ties }: ShownProcess,
  system: System,
  notation: Notation,
): readonly ShownVariable[] {
  const { state, instructions, reason, parent, trapsExit, supervisor } = process;
  const variables = [text("state", state), variable("reductions", instructions, notation)];
  if (state === "ended") variables.push(variable("reason", reason, notation));
  if (parent !== 0) variables.push(text("parent", describe(system, parent)));
  if (trapsExit) variables.push(variable("traps exits", true, notation));
  if (ties !== null && ties.names.size > 0)
    variables.push(variable("names", List.of([...ties.names]), notation));
  const messages = mailbox?.length ?? 0;
  if (mailbox !== null && messages > 0) variables.push(messagesOf(mailbox, messages, notation));
  const tie = (name: string, entries: readonly (readonly [string, number])[], noun: string): void => {
    if (entries.length === 0) return;
    const of = ([key, pid]: readonly [string, number]): ShownVariable => text(key, describe(system, pid));
    variables.push(group(name, entries, noun, of));
  };
  if (ties !== null) {
    const links = [...ties.links].map((pid) => [String(pid), pid] as const);
    tie("links", links, "process");
    tie("monitors", [...ties.watching], "process");
    tie("monitored by", [...ties.watchers], "process");
  }
  if (supervisor !== null) variables.push(...supervision(supervisor, system, notation));
  return variables;
}

function messagesOf(messages: Iterable<Value>, length: number, notation: Notation): ShownVariable {
  const page = (start: number, end: number): readonly ShownVariable[] => {
    const shown: ShownVariable[] = [];
    let index = 0;
    for (const message of messages) {
      if (index >= end) break;
      if (index >= start) shown.push(variable(`[${index}]`, message, notation));
      index++;
    }
    return shown;
  };
  return { ...text("mailbox", count(length, "message")), contents: { kind: "indexed", length, page } };
}

function supervision(supervisor: Supervisor, system: System, notation: Notation): readonly ShownVariable[] {
  const { strategy, intensity, period } = supervisor;
  const children = childrenOf(supervisor);
  const rule = ObjectValue.from([
    ["strategy", strategy],
    ["intensity", intensity],
    ["period", period],
  ]);
  const child = ({ name, pid, restarts, restart }: Supervisor["children"][number]): ShownVariable => {
    const fields = ObjectValue.from([
      ["name", name],
      ["pid", pid],
      ["restarts", restarts],
      ["restart", restart],
    ]);
    const state = pid === null ? "does not run" : (system.processes.get(pid)?.state ?? "ended");
    const child = pid === null ? state : `process ${pid}, ${state}`;
    return {
      ...variable(name, fields, notation),
      text: `${child}, ${restart}, ${count(restarts, "restart")}`,
    };
  };
  const shown = [variable("supervisor", rule, notation)];
  if (children.length > 0) shown.push(group("children", children, "child", child));
  return shown;
}

function group<T>(
  name: string,
  items: readonly T[],
  noun: string,
  of: (item: T) => ShownVariable,
): ShownVariable {
  const { length } = items;
  const page = (start: number, end: number): readonly ShownVariable[] => items.slice(start, end).map(of);
  return { ...text(name, count(length, noun)), contents: { kind: "named", length, page } };
}

const PLURALS: Readonly<Record<string, string>> = { process: "processes", child: "children" };

function count(number: number, noun: string): string {
  return `${number} ${number === 1 ? noun : (PLURALS[noun] ?? `${noun}s`)}`;
}

/** `2 (worker), receiving`. */
function describe(system: System, pid: number): string {
  const process = system.processes.get(pid);
  if (process === undefined) return `${pid}, ended`;
  return `${pid} (${nameOf({ process, ties: process.ties })}), ${process.state}`;
}

/** A text of the debugger's own, not a value of the program. */
function text(name: string, words: string): ShownVariable {
  return { name, text: words, type: "string", expression: undefined, contents: undefined };
}
