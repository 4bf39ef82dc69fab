/** The imports of every source file of the product, read from its text. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export interface Import {
  /** The importing file, from the project's root, with `/`. */
  readonly from: string;
  /** A file of the project, or the name of a package or Node module. */
  readonly to: string;
  readonly isFile: boolean;
  /** `import type`: nothing of it is left when the program runs. */
  readonly isType: boolean;
}

const PARTS = ["vm-core", "server", "debug-adapter", "client"];

/** `import … from "x"`, `export … from "x"`, `import "x"`, `import("x")`, `require("x")`. */
const SPECIFIER =
  /(?:^|[^.\w])(?:import|export)\s+(type\b)?(?:[^"';]*?\bfrom\s*)?"([^"]+)"|(?:import|require)\(\s*"([^"]+)"\s*\)/g;

export function sourceFiles(): string[] {
  return PARTS.flatMap((part) =>
    readdirSync(part, { recursive: true, encoding: "utf8" })
      .map((name) => `${part}/${name.split(path.sep).join("/")}`)
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts")),
  ).sort();
}

export function importsOf(file: string, text = readFileSync(file, "utf8")): Import[] {
  return [...withoutComments(text).matchAll(SPECIFIER)].map(([, type, declared, called]) => {
    const specifier = declared ?? called;
    const isFile = specifier.startsWith(".");
    const to = isFile ? path.posix.join(path.posix.dirname(file), specifier) : specifier;
    return { from: file, to, isFile, isType: type !== undefined };
  });
}

/** The text of a file without its comments. */
export function codeOf(file: string): string {
  return withoutComments(readFileSync(file, "utf8"));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

/**
 * The cycles among files, each once, as a list of its files. Types of one folder may name each other: a
 * value may be a list, and a list holds values.
 */
export function cycles(imports: readonly Import[]): string[][] {
  const edges = new Map<string, string[]>();
  for (const { from, to, isFile, isType } of imports) {
    const within = isType && path.posix.dirname(from) === path.posix.dirname(to);
    if (isFile && !within) edges.set(from, [...(edges.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const found: string[][] = [];
  const visit = (file: string, way: readonly string[]): void => {
    const at = way.indexOf(file);
    if (at >= 0) {
      found.push([...way.slice(at), file]);
      return;
    }
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return found;
}

/**
 * Files of one folder that name each other's types in circles, type imports included: each group of two or more, sorted
 * (the strongly connected components of Tarjan 1972).
 */
export function circles(imports: readonly Import[]): string[][] {
  const edges = new Map<string, string[]>();
  for (const { from, to, isFile } of imports) {
    const within = isFile && path.posix.dirname(from) === path.posix.dirname(to);
    if (within) edges.set(from, [...(edges.get(from) ?? []), to]);
  }
  const order = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): number => {
    const number = order.size;
    order.set(file, number);
    open.push(file);
    let low = number;
    for (const next of edges.get(file) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (open.includes(next)) low = Math.min(low, order.get(next) as number);
    }
    if (low === number) {
      const group = open.splice(open.indexOf(file));
      if (group.length > 1) found.push(group.sort());
    }
    return low;
  };
  for (const file of edges.keys()) if (!order.has(file)) visit(file);
  return found;
}
