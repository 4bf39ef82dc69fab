/**
 * The TextMate grammar of TinyTotVM assembly, made from the instruction table.
 *
 * One rule for all mnemonics that look alike and take the same operands. A word that is no instruction gets
 * no scope: it stays plain until it is one.
 */

/**
 * How the mnemonics of a group look: what decides about control is a keyword. The others look like functions, which is
 * what they are: themes have keywords in the colour of errors, and a program has many of these.
 */
const SCOPES = {
  control: "keyword.control.ttvm",
  functions: "keyword.control.call.ttvm",
  exceptions: "keyword.control.exception.ttvm",
  modules: "keyword.control.import.ttvm",
  processes: "keyword.control.process.ttvm",
  debugging: "keyword.control.debugging.ttvm",
};
const FUNCTION = "support.function.instruction.ttvm";

const NAME = String.raw`[^\s;"]+`;

/** How a name looks, by what it is to the instruction. */
const NAMES = {
  field: "variable.other.property.ttvm",
  native: "support.function.native.ttvm",
  parameter: "variable.parameter.ttvm",
};
const VARIABLE = "variable.other.ttvm";
const TARGET = "entity.name.function.ttvm";

/** In quotes a name is a name still; a line with one operand ends it where nothing but a comment follows. */
const QUOTED_WORD = String.raw`"(?:[^"\\]|\\.)*"`;
const QUOTED_REST = String.raw`".*?"(?=\s*(?:;|$))|"[^"]*$`;

/** A name by itself, or in quotes. */
function names(scope, isAlone) {
  return [
    { name: scope, match: isAlone ? QUOTED_REST : QUOTED_WORD },
    { name: scope, match: NAME },
  ];
}

/** The patterns that colour an operand, by its kind. */
const OPERANDS = {
  int: [{ include: "#number" }],
  float: [{ include: "#number" }],
  count: [{ include: "#number" }],
  millis: [{ include: "#number" }],
  pid: [{ include: "#number" }],
  bool: [{ name: "constant.language.boolean.ttvm", match: String.raw`\b(?:true|false)\b` }],
  string: [{ include: "#string" }],
  path: [{ include: "#string" }, { name: "string.unquoted.ttvm", match: NAME }],
  patterns: [
    { name: "string.quoted.double.ttvm", match: QUOTED_WORD },
    { name: "variable.parameter.ttvm", match: NAME },
  ],
};

/** `isa` is the instruction table's module. */
export function assemblyGrammar({ INSTRUCTIONS, ALIASES }) {
  const words = [
    ...Object.entries(INSTRUCTIONS),
    ...Object.entries(ALIASES).map(([alias, { mnemonic }]) => [alias, INSTRUCTIONS[mnemonic]]),
  ];
  return {
    name: "TinyTotVM Assembly",
    scopeName: "source.ttvm",
    patterns: [{ include: "#comment" }, { include: "#label" }, ...instructionRules(words)],
    repository: {
      comment: { name: "comment.line.semicolon.ttvm", match: ";.*$" },
      label: {
        match: String.raw`^\s*(LABEL)\s+("[^"]*"|[^\s;][^;]*?)\s*(?=;|$)`,
        captures: {
          1: { name: "support.type.label.ttvm" },
          2: { name: "entity.name.function.label.ttvm" },
        },
      },
      number: {
        name: "constant.numeric.ttvm",
        match: String.raw`(?<![^\s])[-+]?(?:0x[0-9A-Fa-f]+|0b[01]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|(?i:inf(?:inity)?|nan))(?=[\s;]|$)`,
      },
      string: {
        name: "string.quoted.double.ttvm",
        begin: '"',
        end: String.raw`"(?=\s*(?:;|$))|$`,
        patterns: [
          { name: "constant.character.escape.ttvm", match: String.raw`\\(?:[nrt0\\"]|u\{[0-9A-Fa-f]+\})` },
        ],
      },
    },
  };
}

function instructionRules(words) {
  const alike = new Map();
  for (const [word, row] of words) {
    const kinds = Object.values(row.operands ?? {}).filter((kind) => !kind.startsWith("resolved"));
    const scope = SCOPES[row.group] ?? FUNCTION;
    const key = JSON.stringify([scope, kinds]);
    alike.set(key, { scope, kinds, words: [...(alike.get(key)?.words ?? []), word] });
  }
  return [...alike.values()].map(({ scope, kinds, words: mnemonics }) => ({
    begin: String.raw`^\s*(${mnemonics.sort().join("|")})(?=[\s;]|$)`,
    beginCaptures: { 1: { name: scope } },
    end: "$",
    patterns: [{ include: "#comment" }, ...kinds.flatMap(operandPatterns)],
  }));
}

/** The patterns of one of the operands that a row declares. */
function operandPatterns(declaration, _, all) {
  if (declaration.startsWith("word:")) {
    const words = declaration.slice("word:".length).replace("?", "");
    return [{ name: "constant.language.ttvm", match: String.raw`\b(?:${words})\b` }];
  }
  const [kind, role] = declaration.replace("?", "").split(":");
  const isAlone = all.length === 1;
  switch (kind) {
    case "name":
    case "names":
      return names(NAMES[role] ?? VARIABLE, isAlone && kind === "name");
    case "label":
      // The target comes first; what follows is coloured by the operands after it.
      return names(TARGET, isAlone).map(({ name, match }) => ({
        name,
        match: String.raw`\G\s*(?:${match})`,
      }));
  }
  const patterns = OPERANDS[kind];
  if (!patterns) throw new Error(`the grammar does not know operands of kind ${kind}`);
  return patterns;
}
