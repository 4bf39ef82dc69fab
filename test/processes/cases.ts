/**
 * Reads fixtures of programs of several processes: many cases in a file, each with what it says about itself.
 *
 * `; case TITLE` begins one, `; module FILE` a module that it finds. `; expect: LINE` is a line of output,
 * `; stderr: LINE` one of stderr, `; error: TEXT` the fault of process 1, `; exit: N` the exit code, `; waits: TEXT` a
 * part of the line of a process that waits for ever. `; round-robin` says that other orders do something else.
 */
import { readFileSync } from "node:fs";

export interface Case {
  readonly title: string;
  readonly text: string;
  readonly modules: Readonly<Record<string, string>>;
  readonly stdout: string;
  readonly stderr: string;
  readonly error: string;
  readonly exitCode: number;
  readonly waits: readonly string[];
  readonly anyOrder: boolean;
}

export function readCases(file: string): readonly Case[] {
  const [, ...parts] = readFileSync(file, "utf8").split(/^; case /m);
  return parts.map(readCase);
}

function readCase(part: string): Case {
  const title = part.slice(0, part.indexOf("\n"));
  const [main, ...others] = part.slice(title.length + 1).split(/^; module /m);
  const modules = others.map((text) => [
    text.slice(0, text.indexOf("\n")),
    text.slice(text.indexOf("\n") + 1),
  ]);
  const all = (mark: string) =>
    [...part.matchAll(new RegExp(`; ${mark}: (.*)`, "g"))].map(([, rest]) => rest);
  const lines = (mark: string) =>
    all(mark)
      .map((line) => `${line}\n`)
      .join("");
  return {
    title,
    text: main,
    modules: Object.fromEntries(modules),
    stdout: lines("expect"),
    stderr: lines("stderr"),
    error: all("error")[0] ?? "",
    exitCode: Number(all("exit")[0] ?? 0),
    waits: all("waits"),
    anyOrder: !/^; round-robin/m.test(part),
  };
}
