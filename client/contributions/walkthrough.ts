/**
 * The walkthrough *Get Started with TinyTotVM*: its steps, what ticks each of them off, and its pictures.
 *
 * Invariant: data alone; the build reads it outside of the editor. A step is ticked off by what a person does, never by
 * having been read. The pictures are made by the page tests (`tools/test-editor.mjs page --pictures`).
 */

interface WalkthroughStep {
  readonly title: string;
  /** Markdown, a paragraph for each; a link alone in its paragraph is a button. */
  readonly text: readonly string[];
  /** What the picture shows. */
  readonly picture: string;
}

const openExample = (name: string) =>
  `command:ttvm.openExample?${encodeURIComponent(JSON.stringify([name]))}`;
const openPage = (name: string) =>
  `command:ttvm.openDocumentation?${encodeURIComponent(JSON.stringify([name]))}`;

const STEPS = {
  example: {
    title: "Open an example",
    text: [
      "Programs end in **.ttvm** (assembly) or **.lisp**. The examples are listed by what they teach; each opens as a copy of yours that you can change and run.",
      "[Open an Example](command:ttvm.openExample)",
    ],
    picture: "The list of the examples, each with a line about what it teaches",
  },
  explain: {
    title: "Ask what an instruction does",
    text: [
      "Rest the mouse on an instruction: it shows what it takes from the stack, what it puts there, and the stack at this place. **F12** goes to a label, and completion offers what fits.",
      `[Open a Program](${openExample("factorial.ttvm")})`,
    ],
    picture: "The hover of an instruction, with its stack picture",
  },
  mistake: {
    title: "Mend a mistake",
    text: [
      "Mistakes are underlined while you type. Put the cursor in one and press **Ctrl+.** (**⌘.** on a Mac): the first entry mends it.",
      `[Open a Program with Mistakes](${openExample("mistakes.ttvm")})`,
      `All of them are explained in [the list of diagnostics](${openPage("diagnostics.md")}).`,
    ],
    picture: "A quick fix for a misspelled instruction",
  },
  hint: {
    title: "Apply a hint of the optimizer",
    text: [
      "Three dots below an instruction, or faded text, are a hint. **Ctrl+.** on it applies the rewrite; the line above the program opens the optimized program in a diff.",
      `[Open a Program with Hints](${openExample("hints.ttvm")})`,
      `What each pass does is on [the page of the optimizer](${openPage("optimizer.md")}).`,
    ],
    picture: "A hint of the optimizer, applied by a quick fix",
  },
  flow: {
    title: "See where a program can go",
    text: [
      "The control-flow graph follows the text and the cursor. Show Passes, in the same menu of the editor, has the program after each pass of the optimizer.",
      `[Open a Program](${openExample("factorial.ttvm")})`,
      "[Show Its Control-Flow Graph](command:ttvm.showFlowChart)",
    ],
    picture: "The control-flow graph of a program",
  },
  lisp: {
    title: "See a Lisp program and its assembly",
    text: [
      "The cursor in the one marks what belongs to it in the other.",
      `[Open a Lisp Program](${openExample("queens.lisp")})`,
      "[Show Its Assembly](command:ttvm.showAssembly)",
      `The language is described on [the page of the Lisp](${openPage("lisp.md")}).`,
    ],
    picture: "A Lisp program beside its assembly, linked by the cursor",
  },
  breakpoint: {
    title: "Stop at a breakpoint",
    text: [
      "Click left of a line number below **LABEL factorial**: a red dot appears. **F5** runs to it. Variables shows **n**, the operand stack and the globals; **F10** runs one instruction.",
      `[Open factorial.ttvm](${openExample("factorial.ttvm")})`,
      "Watch takes expressions such as **n + 1**, *Any Fault* under Breakpoints stops where a fault is raised, and ⏸ stops a program that runs. **F11** goes into a call, **Shift+F11** out of it.",
      `Logpoints, the trace of every instruction and more are on [the page of the debugger](${openPage("debugging.md")}).`,
    ],
    picture: "A program stopped at a breakpoint, with its variables",
  },
  tests: {
    title: "Run the tests",
    text: [
      "Comments such as **; expect: 120** say what a program prints. ▷ to the left of the first of them runs the program and shows what differs; the Testing view has all of them.",
      `[Open a Program with Expectations](${openExample("tested.ttvm")})`,
      "[Show the Testing View](command:workbench.view.testing.focus)",
    ],
    picture: "A test that fails, with what it expected and what was printed",
  },
  processes: {
    title: "Look at processes",
    text: [
      "Each process of a program is a thread of the Call Stack view, with its mailbox, links and children. Set a breakpoint below **LABEL pong** and press **F5**.",
      `[Open ping-pong.ttvm](${openExample("ping-pong.ttvm")})`,
    ],
    picture: "Two processes in the Call Stack view",
  },
  learn: {
    title: "Learn the machine in twelve lessons",
    text: [
      "Each lesson is a program with a task in its first comment and something missing. Its test passes when you have solved it.",
      `[Open the First Lesson](${openExample("learn/01-push-and-print.ttvm")})`,
      `In a clone of the project the same machine runs without an editor: **node dist/ttvm.js run FILE**, and **learn** for the lessons. More on [the page of the command line](${openPage("command-line.md")}).`,
    ],
    picture: "The first lesson, with its task",
  },
} as const satisfies Readonly<Record<string, WalkthroughStep>>;

export type StepId = keyof typeof STEPS;

/** The context key that ticks a step off. */
export function doneKey(step: StepId): string {
  return `ttvm.did.${step}`;
}

export const WALKTHROUGH = "start";

/** `contributes.walkthroughs` of package.json. */
export function walkthroughContributions(): object[] {
  return [
    {
      id: WALKTHROUGH,
      title: "Get Started with TinyTotVM",
      description: "Write, understand and debug programs of a small stack machine, in assembly and in Lisp.",
      icon: "client/icons/tinytotvm.png",
      steps: Object.entries<WalkthroughStep>(STEPS).map(([id, { title, text, picture }]) => ({
        id,
        title,
        description: text.join("\n\n"),
        media: { image: `docs/pictures/${id}.webp`, altText: picture },
        completionEvents: [`onContext:${doneKey(id as StepId)}`],
      })),
    },
  ];
}
