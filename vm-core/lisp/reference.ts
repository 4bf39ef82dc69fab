/** The reference of the Lisp for readers: Markdown, made of what its forms and its library say about themselves. */
import { FORM_GROUPS, type FormDoc } from "./form.ts";
import { WRITTEN_FORMS } from "./forms.ts";
import { lispFunctions, signatureOf } from "./library-docs.ts";

export { WRITTEN_FORMS } from "./forms.ts";
export { lispFunctions } from "./library-docs.ts";

const HEAD = `<!-- Made in the build from vm-core/lisp; edit the rows of forms, primitives.ts and library/ there. -->

# The Lisp

A small Scheme that becomes a program of the machine: a file \`name.lisp\` runs, debugs and is imported like one in
assembly.

\`\`\`lisp
(define (fact n)
  "The product of the numbers up to \`n\`."
  (if (< n 2) 1 (* n (fact (- n 1)))))

(print (map fact (list 1 2 3 4)))
\`\`\`

- \`;\` begins a comment up to the end of its line, \`#| |#\` surround one, \`#;\` drops the datum after it.
- Numbers: \`42\`, \`-1_000\`, \`0xff\`, \`0b101\`, \`#xff\`, \`1.5\`, \`2e10\`. Strings have the escapes \`\\n \\t \\r \\0 \\\\ \\" \\u{1F642}\` and may
  go over several lines. \`#t\` and \`true\`, \`#f\` and \`false\`, \`null\`. \`:name\` is the string \`"name"\`, for fields and messages.
- \`[a b]\` is \`(list a b)\`, \`{:x 1 :y 2}\` an object, \`#(a b)\` a vector of these data, a new one each time.
- 0, \`false\` and \`null\` count as false, everything else as true. Comparison operators give 1 or 0, predicates that end in
  \`?\` give \`true\` or \`false\`.
- A call at the end of a function takes no space, so loops may be written as functions that call themselves. Functions
  share the variables around them.
- A name that means nothing is found before anything runs.

## Forms
`;

const FROM_SCHEME = `## Coming from Scheme

Names and forms are those of Scheme where there are any. What is different:

- 0 and \`null\` count as false, too: a test that may give the number 0 is written \`(not (= n 0))\` or \`(if (number? n) …)\`.
  Comparison operators give 1 or 0; predicates that end in \`?\` give \`true\` or \`false\`. \`=\` compares any two values
  and is 0 for values of different kinds.
- Lists do not change and have no dotted pairs: \`set-car!\` does not exist, \`cons\` wants a list as its second argument.
  Vectors, hash tables, parameters and string ports change; a process that is sent one has a copy of its own.
- Symbols are strings, and a character is a string of length 1: \`(eq? 'a "a")\` holds, \`#\\a\` is written \`"a"\`.
- Integers have 64 bits and wrap; \`/\` of two integers is an integer.
- Lists print as \`[1, 2]\`; \`write\` writes data that can be read. \`ttvm repl\` writes each of several values on a line of its own.
- A continuation of \`call/cc\` is an escape: it can be called while its body runs, not afterwards.
- A handler of \`with-exception-handler\` runs where \`raise\`, \`error\` and \`raise-continuable\` are; faults of the machine, and
  what another file raises, go to it after the body has been left. \`guard\` and \`try\` are what is used most.
- \`eval\` has a session of its own: a datum sees what earlier ones have defined and the library, nothing of the program around it. A
  string in a datum is a name, since symbols are strings: \`(eval '(string-length (quote "text")))\`. What it does is held by the
  permissions and limits of the run. Each process has its own session; a process that is spawned begins with a copy.
- \`import\` brings what another file exports, which has names of its own; \`include\` puts the forms of a file in its place.
- \`receive\` takes a message; what SRFI 8 calls so is \`receive-values\`. \`reduce\` hands its function the
  accumulated value first and begins with its second argument always, \`fold\` hands over the item first.
- Since 0 counts as false, a place that is not there is -1: \`string-index\`, \`list-index\` and \`vector-index\` give it, not \`#f\`.
  What \`find\` does not find is \`null\`.
- A name that means nothing is found before anything runs; the message says what a name of Scheme or Common Lisp is called here.
`;

const FUNCTIONS = `## Functions

\`…\` follows a parameter that takes any number of arguments.
`;

export function lispReference(): string {
  const forms = Object.entries(FORM_GROUPS).flatMap(([group, title]) => [
    `### ${title}\n`,
    ...WRITTEN_FORMS.filter(([, row]) => row.group === group).map(([, row]) => describeForm(row)),
  ]);
  const functions = [...lispFunctions().values()].map(
    (one) => `- \`${signatureOf(one.name, one.parameters, one.rest)}\`: ${one.doc}`,
  );
  return `${[HEAD, ...forms, FROM_SCHEME, FUNCTIONS].join("\n")}\n${functions.join("\n")}\n`;
}

function describeForm({ shapes, doc, example }: FormDoc): string {
  const written = `**${shapes.map(inCode).join("** or **")}**`;
  const shown = example === undefined ? "" : `\n\`\`\`lisp\n${example}\n\`\`\`\n`;
  return `${written}\n\n${doc}\n${shown}`;
}

/** A shape may begin with a backtick. */
function inCode(shape: string): string {
  return shape.includes("`") ? `\`\` ${shape} \`\`` : `\`${shape}\``;
}
