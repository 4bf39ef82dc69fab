/**
 * The TextMate grammar of TinyTotVM assembly, made from the instruction table.
 *
 * One rule for all mnemonics that look alike and take the same operands. A word that is no instruction gets
 * no scope: it stays plain until it is one.
 */

const KEYWORD = "keyword.other.instruction.ttvm";

/** How the mnemonics of a group look; the others look like functions, which is what they are. */
const SCOPES = {
  stack: KEYWORD,
  variables: KEYWORD,
  control: "keyword.control.ttvm",
  functions: "keyword.control.call.ttvm",
  exceptions: "keyword.control.exception.ttvm",
  modules: "keyword.control.import.ttvm",
  processes: "keyword.control.process.ttvm",
  debugging: "keyword.control.debugging.ttvm",
};
const FUNCTION = "support.function.instruction.ttvm";

const NAME = String.raw`[^\s;"]+`;

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
  name: [{ include: "#string" }, { name: "variable.other.ttvm", match: NAME }],
  names: [{ include: "#string" }, { name: "variable.parameter.ttvm", match: NAME }],
  patterns: [{ include: "#string" }, { name: "variable.parameter.ttvm", match: NAME }],
  label: [
    // The target comes first; what follows is coloured by the operands after it.
    { name: "entity.name.function.ttvm", match: String.raw`\G\s*${NAME}` },
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
          1: { name: "storage.type.label.ttvm" },
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
    const kinds = Object.values(row.operands ?? {}).map(plainKind);
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

/** The kind of a declared operand, without its role and whether it may be left out. */
function plainKind(declaration) {
  return declaration.startsWith("word:")
    ? declaration.replace("?", "")
    : declaration.split(":")[0].replace("?", "");
}

function operandPatterns(kind) {
  if (kind === "resolved") return [];
  if (kind.startsWith("word:")) {
    return [{ name: "constant.language.ttvm", match: String.raw`\b(?:${kind.slice("word:".length)})\b` }];
  }
  const patterns = OPERANDS[kind];
  if (!patterns) throw new Error(`the grammar does not know operands of kind ${kind}`);
  return patterns;
}
