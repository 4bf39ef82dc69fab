/**
 * What a launch configuration can say, as the editor describes and completes it: package.json is written from this
 * table (`tools/generate.mjs`).
 *
 * Invariant: an attribute for each that `launch.ts` reads, which the compiler asks for.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the editor replaces these.
import type { Launch } from "./launch.ts";

/** A JSON schema with what the editor fills in. */
interface Attribute {
  readonly type: string;
  readonly description: string;
  readonly default?: unknown;
  readonly [keyword: string]: unknown;
}

/** The editor itself says whether a program is run without debugging. */
const ATTRIBUTES: Readonly<Record<Exclude<keyof Launch, "noDebug">, Attribute>> = {
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
};

/** `configurationAttributes.launch` of the debugger in package.json. */
export function launchAttributes(): object {
  return { required: ["program"], properties: ATTRIBUTES };
}
