/**
 * The TextMate grammar of the Lisp, made from the rows of its forms and from the names of its library.
 *
 * A form has the colour that its row names. Any other head of a list looks like a call, one of the library like a
 * function of the language.
 */

/** Ends a word. */
const END = String.raw`(?=[\s()\[\]{}]|$)`;
/** Characters that end a name. */
const DELIMITERS = "\\s\"'`,;()\\[\\]{}";
const NOT_AFTER_NAME = `(?<![^${DELIMITERS}])`;
const NOT_BEFORE_NAME = `(?![^${DELIMITERS}])`;

/** `forms` are pairs of a name and its row, `functions` the functions of the library by name. */
export function lispGrammar(forms, functions) {
  const coloured = (colour) => forms.filter(([, row]) => row.colour === colour).map(([name]) => name);
  const words = forms.flatMap(([, row]) => Object.keys(row.words ?? {}));
  const defining = coloured("storage").filter((name) => name.startsWith("define"));
  const control = [...coloured("control"), ...words.filter((word) => word !== "=>"), "throw", "raise", "not"];
  const known = new Set([...forms.map(([name]) => name), ...words, ...control]);
  const library = [...functions.keys()].filter((name) => !known.has(name));
  return {
    scopeName: "source.ttvm-lisp",
    name: "TinyTotVM Lisp",
    patterns: [{ include: "#datum" }],
    repository: {
      ...LEXICAL,
      definition: {
        match: String.raw`(?<=\()\s*(${alternatives(defining)})\s+\(*\s*([^${DELIMITERS}]+)`,
        captures: {
          1: { name: "storage.type.function.ttvm-lisp" },
          2: { name: "entity.name.function.ttvm-lisp" },
        },
      },
      form: {
        patterns: [
          head(control, "keyword.control.ttvm-lisp"),
          head(coloured("storage"), "storage.type.ttvm-lisp"),
          { name: "keyword.control.ttvm-lisp", match: String.raw`(?<=[\s(\[])(?:else|=>)${END}` },
          head(library, "support.function.ttvm-lisp"),
          {
            match: String.raw`(?<=\()\s*([^:#0-9${DELIMITERS}][^${DELIMITERS}]*)`,
            captures: { 1: { name: "entity.name.function.call.ttvm-lisp" } },
          },
        ],
      },
    },
  };
}

/** The first word of a list, when it is one of some names. */
function head(names, scope) {
  return { match: String.raw`(?<=\()\s*(${alternatives(names)})${END}`, captures: { 1: { name: scope } } };
}

/** Names in a regular expression: the longest first, so that none hides another that it begins. */
function alternatives(names) {
  const distinct = [...new Set(names)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return distinct.map((name) => name.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)).join("|");
}

const LEXICAL = {
  datum: {
    patterns: ["comment", "string", "definition", "form", "constant", "quote", "bracket"].map((name) => ({
      include: `#${name}`,
    })),
  },
  comment: {
    patterns: [
      { name: "comment.line.semicolon.ttvm-lisp", match: ";.*$" },
      { name: "comment.block.datum.ttvm-lisp", match: "#;" },
      { include: "#blockComment" },
    ],
  },
  blockComment: {
    name: "comment.block.ttvm-lisp",
    begin: String.raw`#\|`,
    end: String.raw`\|#`,
    patterns: [{ include: "#blockComment" }],
  },
  string: {
    name: "string.quoted.double.ttvm-lisp",
    begin: '"',
    end: '"',
    patterns: [
      {
        name: "constant.character.escape.ttvm-lisp",
        match: String.raw`\\(?:[nrt0\\"]|u\{[0-9A-Fa-f]+\})`,
      },
      { name: "invalid.illegal.unknown-escape.ttvm-lisp", match: String.raw`\\.` },
    ],
  },
  constant: {
    patterns: [
      {
        name: "constant.language.ttvm-lisp",
        match: `${NOT_AFTER_NAME}(?:#t|#f|#true|#false|true|false|null)${NOT_BEFORE_NAME}`,
      },
      {
        name: "constant.numeric.ttvm-lisp",
        match:
          NOT_AFTER_NAME +
          String.raw`[-+]?(?:0x[0-9A-Fa-f_]+|0b[01_]+|(?:[0-9][0-9_]*\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)` +
          NOT_BEFORE_NAME,
      },
      {
        name: "constant.other.keyword.ttvm-lisp",
        match: `${NOT_AFTER_NAME}:[^${DELIMITERS}]+`,
      },
    ],
  },
  quote: { name: "keyword.operator.quote.ttvm-lisp", match: "'|`|,@|," },
  bracket: {
    patterns: [
      { name: "punctuation.section.parens.ttvm-lisp", match: "[()]" },
      { name: "punctuation.section.brackets.ttvm-lisp", match: String.raw`[\[\]{}]` },
    ],
  },
};
