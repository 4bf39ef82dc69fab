/**
 * The settings: what they are, which package.json is written from (`tools/generate.mjs`), and how they are read.
 *
 * Invariant: anything may be in a settings file, so what the client says is checked; what is no value of a setting
 * counts as its default.
 */
import {
  type CodeLensSettings,
  type InlayHintSettings,
  PASS_NAMES,
  type PassName,
  type Severity,
} from "../vm-core/index.ts";

interface Described {
  /** The heading that the editor shows it below. */
  readonly group: "Optimizer" | "Diagnostics" | "Formatting" | "Inlay Hints" | "Language Server";
  /** Markdown. */
  readonly description: string;
}

interface Toggle extends Described {
  readonly type: "boolean";
  readonly default: boolean;
}

/** One switch for each of some names, each on by default. */
interface Switches<Name extends string> extends Described {
  readonly type: "switches";
  readonly names: readonly Name[];
}

interface Choice<Value extends string> extends Described {
  readonly type: "choice";
  /** What each value means. */
  readonly values: Readonly<Record<Value, string>>;
  readonly default: Value;
}

/** A value for each of some names that the user writes. */
interface Mapping<Value extends string> extends Described {
  readonly type: "mapping";
  readonly values: readonly Value[];
}

type Setting = Mapping<string> | Toggle | Switches<string> | Choice<string>;

const HINTS: Toggle = {
  group: "Optimizer",
  type: "boolean",
  default: true,
  description:
    "Show what the optimizer would do as hints in the text, each with a quick fix that applies the rewrite.",
};
const HINT_PASSES: Switches<PassName> = {
  group: "Optimizer",
  type: "switches",
  names: PASS_NAMES,
  description: "Which passes of the optimizer give hints, while `#ttvm.hints.enabled#` is on.",
};
const CODE_LENS: Toggle = {
  group: "Optimizer",
  type: "boolean",
  default: true,
  description: "Show above the first line how much smaller the optimizer makes the program.",
};
const RUN_LENS: Toggle = {
  group: "Language Server",
  type: "boolean",
  default: true,
  description:
    "Show *Run* and *Debug* above the first line of a program, and *Run Test* above the first `; expect:` comment.",
};
const REFERENCES_LENS: Toggle = {
  group: "Language Server",
  type: "boolean",
  default: false,
  description: "Show above each function how often it is named, in all programs of the workspace.",
};
const WORKSPACE_DIAGNOSTICS: Toggle = {
  group: "Diagnostics",
  type: "boolean",
  default: true,
  description:
    "Show the problems of all programs in the folders of the workspace, not only of those that are open. Hidden folders, `node_modules` and what `#files.exclude#` names are left out. At most 1,000 programs of up to 256 KB each, 8 MB together, are looked at.",
};
const ALIGN_OPERANDS: Toggle = {
  group: "Formatting",
  type: "boolean",
  default: true,
  description:
    "Formatting puts the operands of instructions that follow each other into one column; else one blank is before each.",
};
const PARAMETER_NAMES: Choice<InlayHintSettings["parameterNames"]> = {
  group: "Inlay Hints",
  type: "choice",
  values: {
    off: "None are shown.",
    literals: "They are shown before numbers, strings and booleans in Lisp.",
    all: "They are shown before all arguments in Lisp, and beside the loading of imported functions in assembly.",
  },
  default: "off",
  description: "Show the names of the parameters that arguments are for.",
};
const ADDRESSES: Toggle = {
  group: "Inlay Hints",
  type: "boolean",
  default: false,
  description: "Show the address of a label beside the operands that name it.",
};
const STACK_DEPTH: Choice<InlayHintSettings["stackDepth"]> = {
  group: "Inlay Hints",
  type: "choice",
  values: {
    off: "Nothing is shown.",
    labels: "It is shown at labels where there are values.",
    lines: "It is shown after each instruction.",
  },
  default: "labels",
  description: "Show how many values are on the stack, counted from the start of a function.",
};
const TYPES: Toggle = {
  group: "Inlay Hints",
  type: "boolean",
  default: false,
  description: "Show the types that stored values have, where they are known.",
};
const SEVERITIES: Mapping<Severity | "off"> = {
  group: "Diagnostics",
  type: "mapping",
  values: ["error", "warning", "information", "hint", "off"],
  description:
    'Other severities of problems, by their codes, such as `{ "unused-label": "warning", "uneven-join": "off" }`. What a program does is not changed by it, nor what `ttvm check` says.',
};
/** The client library of the protocol reads it. */
const TRACE: Choice<"off" | "messages" | "verbose"> = {
  group: "Language Server",
  type: "choice",
  values: {
    off: "Nothing is written.",
    messages: "The name and the duration of each message is written.",
    verbose: "Each message is written in full.",
  },
  default: "off",
  description:
    "What the editor and the language server say to each other, written to the *TinyTotVM* output channel.",
};

/** By their names in the section `ttvm`, in the order in which the editor shows them. */
const SETTINGS: Readonly<Record<string, Setting>> = {
  "hints.enabled": HINTS,
  "hints.passes": HINT_PASSES,
  "codeLens.enabled": CODE_LENS,
  "diagnostics.workspace": WORKSPACE_DIAGNOSTICS,
  "diagnostics.severity": SEVERITIES,
  "format.alignOperands": ALIGN_OPERANDS,
  "inlayHints.parameterNames": PARAMETER_NAMES,
  "inlayHints.addresses": ADDRESSES,
  "inlayHints.stackDepth": STACK_DEPTH,
  "inlayHints.types": TYPES,
  "codeLens.run": RUN_LENS,
  "codeLens.references": REFERENCES_LENS,
  "trace.server": TRACE,
};

export interface Settings {
  /** The passes of the optimizer whose hints are shown. */
  readonly hints: readonly PassName[];
  readonly codeLenses: CodeLensSettings;
  /** Whether problems of files that are not open are shown. */
  readonly workspaceDiagnostics: boolean;
  /** Other severities than the usual ones, by code. */
  readonly severities: Readonly<Record<string, Severity | "off">>;
  /** Whether formatting aligns operands. */
  readonly alignOperands: boolean;
  readonly inlayHints: InlayHintSettings;
}

/** Reads the section `ttvm`, whatever it is. */
export function readSettings(section: unknown): Settings {
  const hints = property(section, "hints");
  const isOn = toggled(HINTS, property(hints, "enabled"));
  return {
    hints: isOn ? switchedOn(HINT_PASSES, property(hints, "passes")) : [],
    codeLenses: codeLensesIn(property(section, "codeLens")),
    workspaceDiagnostics: toggled(
      WORKSPACE_DIAGNOSTICS,
      property(property(section, "diagnostics"), "workspace"),
    ),
    severities: mapped(SEVERITIES, property(property(section, "diagnostics"), "severity")),
    alignOperands: toggled(ALIGN_OPERANDS, property(property(section, "format"), "alignOperands")),
    inlayHints: inlayHintsIn(property(section, "inlayHints")),
  };
}

function codeLensesIn(section: unknown): CodeLensSettings {
  return {
    run: toggled(RUN_LENS, property(section, "run")),
    optimizer: toggled(CODE_LENS, property(section, "enabled")),
    references: toggled(REFERENCES_LENS, property(section, "references")),
  };
}

function inlayHintsIn(section: unknown): InlayHintSettings {
  return {
    parameterNames: chosen(PARAMETER_NAMES, property(section, "parameterNames")),
    addresses: toggled(ADDRESSES, property(section, "addresses")),
    stackDepth: chosen(STACK_DEPTH, property(section, "stackDepth")),
    types: toggled(TYPES, property(section, "types")),
  };
}

export const DEFAULT_SETTINGS: Settings = readSettings(undefined);

function toggled(setting: Toggle, value: unknown): boolean {
  return typeof value === "boolean" ? value : setting.default;
}

function chosen<Value extends string>(setting: Choice<Value>, value: unknown): Value {
  const values = Object.keys(setting.values) as Value[];
  return values.find((one) => one === value) ?? setting.default;
}

function mapped<Value extends string>(
  { values }: Mapping<Value>,
  value: unknown,
): Readonly<Record<string, Value>> {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([name, given]) => {
      const known = values.find((one) => one === given);
      return known === undefined ? [] : [[name, known]];
    }),
  );
}

function switchedOn<Name extends string>({ names }: Switches<Name>, value: unknown): readonly Name[] {
  return names.filter((name) => property(value, name) !== false);
}

/** `contributes.configuration` of package.json: a section for each group, in the order of the table. */
export function settingContributions(): readonly object[] {
  const groups = [...new Set(Object.values(SETTINGS).map(({ group }) => group))];
  return groups.map((title, index) => ({
    title,
    order: index + 1,
    properties: Object.fromEntries(
      Object.entries(SETTINGS)
        .filter(([, { group }]) => group === title)
        .map(([name, setting], place) => [
          `ttvm.${name}`,
          { ...schemaOf(setting), order: place + 1, markdownDescription: setting.description },
        ]),
    ),
  }));
}

function schemaOf(setting: Setting): object {
  switch (setting.type) {
    case "boolean":
      return { type: "boolean", default: setting.default };
    case "choice":
      return {
        type: "string",
        enum: Object.keys(setting.values),
        enumDescriptions: Object.values(setting.values),
        default: setting.default,
      };
    case "mapping":
      return {
        type: "object",
        default: {},
        additionalProperties: { type: "string", enum: [...setting.values] },
      };
    case "switches": {
      const each = <T>(value: T) => Object.fromEntries(setting.names.map((name) => [name, value]));
      return {
        type: "object",
        additionalProperties: false,
        default: each(true),
        properties: each({ type: "boolean", default: true }),
      };
    }
  }
}

/** A property of something that may be no object at all. */
export function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
