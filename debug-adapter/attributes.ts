/**
 * What a launch configuration can say, as the editor describes and completes it: package.json is written from this
 * table (`tools/generate.mjs`).
 *
 * Invariant: an attribute for each that `launch.ts` reads, which the compiler asks for.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the editor replaces these.
import type { LaunchConfig } from "./launch.ts";

/** A JSON schema with what the editor fills in. */
type Attribute = (
  | { readonly description: string; readonly markdownDescription?: undefined }
  | { readonly description?: undefined; readonly markdownDescription: string }
) & {
  readonly type: string | readonly string[];
  readonly default?: unknown;
  readonly [keyword: string]: unknown;
};

/**
 * `permissions` is what three attributes say together. The editor itself says whether a program is run without
 * debugging.
 */
type AttributeName = Exclude<keyof LaunchConfig, "noDebug" | "permissions"> | "sandbox" | "allow" | "deny";

const ATTRIBUTES: Readonly<Record<AttributeName, Attribute>> = {
  program: {
    type: "string",
    description: "The program to run: a .ttvm or .lisp file.",
    default: "${file}",
  },
  args: {
    type: "array",
    items: {
      type: "string",
    },
    description: "Arguments that the program reads with GET_ARGS.",
    default: [],
  },
  cwd: {
    type: "string",
    description:
      "The working directory of the program. Without it, the folder of the workspace or of the program.",
    default: "${workspaceFolder}",
  },
  env: {
    type: "object",
    additionalProperties: {
      type: "string",
    },
    description: "Environment variables to set for the program, on top of those of the editor.",
    default: {},
  },
  stopOnEntry: {
    type: "boolean",
    description: "Stop before the first instruction.",
    default: false,
  },
  trace: {
    type: "boolean",
    description: "Write each executed instruction with its line to the Debug Console.",
    default: false,
  },
  threads: {
    type: "string",
    enum: ["all", "one"],
    enumDescriptions: [
      "All processes stop when one stops, and continue together.",
      "Only that process stops; the others continue.",
    ],
    description: "Which processes stop when one of them does.",
    default: "all",
  },
  sandbox: {
    type: "boolean",
    description: "Refuse the program everything but output, modules of its folder, and what `allow` names.",
    default: false,
  },
  allow: {
    type: "array",
    items: { type: "string" },
    markdownDescription:
      "What the program may do, as `ttvm --allow` takes it: `read=data`, `net=localhost:8080`, `run=git`. Of a permission that is named, everything else is refused.",
    default: [],
  },
  deny: {
    type: "array",
    items: { type: "string" },
    markdownDescription:
      "What the program may not do, whatever is allowed, as `ttvm --deny` takes it: `write=out`, `env`.",
    default: [],
  },
  timeout: {
    type: ["string", "number"],
    description:
      "How long the program may run, without the time in which it is stopped: 500ms, 2s, 1m. A number means seconds.",
  },
  maxMemory: {
    type: ["string", "number"],
    description: "How much memory the program may take: 64MB, 1GB. A number means bytes.",
  },
  maxInstructions: { type: "number", description: "After how many instructions the program ends." },
  maxFrames: { type: "number", description: "How many calls may be under way at once." },
  maxProcesses: { type: "number", description: "How many processes may be alive at once." },
};

/** `configurationAttributes.launch` of the debugger in package.json. */
export function launchAttributes(): object {
  return { required: ["program"], properties: ATTRIBUTES };
}
