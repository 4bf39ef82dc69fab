/** `ttvm learn`: shows the lessons, the next task, and whether a lesson is solved. */
import path from "node:path";
import pc from "picocolors";
import type { CommandContext } from "../command-context.ts";
import { complain } from "../complain.ts";
import { fileFault } from "../file-fault.ts";
import { judge } from "../testing/judge.ts";
import { runTest } from "../testing/run-test.ts";
import { type Lesson, lessonsIn } from "./lessons.ts";

export interface LearnOptions {
  readonly color: boolean;
}

/** What a lesson may take to run, in milliseconds. */
const TIME_LIMIT = { milliseconds: 5_000, text: "5 s" };

/** Writes a line for each lesson, with a mark before those that are solved; resolves with the exit code. */
export function list(
  folder: string,
  options: Partial<LearnOptions>,
  context: CommandContext,
): Promise<number> {
  return withLessons(folder, options, context, async (lessons, colors) => {
    let solved = 0;
    for (const lesson of lessons) {
      const isSolved = (await findingsIn(lesson, context)).length === 0;
      if (isSolved) solved++;
      await context.writeOutput(`${isSolved ? colors.green("solved") : "      "}  ${titleOf(lesson)}\n`);
    }
    await context.writeOutput(
      `${solved} of ${lessons.length} lessons solved. \`ttvm learn next\` shows the next task.\n`,
    );
    return 0;
  });
}

/** Writes the task of the first lesson that is not solved; resolves with the exit code. */
export function next(
  folder: string,
  options: Partial<LearnOptions>,
  context: CommandContext,
): Promise<number> {
  return withLessons(folder, options, context, async (lessons, colors) => {
    for (const lesson of lessons) {
      if ((await findingsIn(lesson, context)).length === 0) continue;
      await context.writeOutput(`${colors.bold(titleOf(lesson))}\n${lesson.file}\n\n${lesson.task}\n\n`);
      await context.writeOutput(`Edit the file, then run \`ttvm learn check ${lesson.number}\`.\n`);
      return 0;
    }
    await context.writeOutput(`All ${lessons.length} lessons are solved.\n`);
    return 0;
  });
}

/** Runs the lesson with a number, or all of them; resolves with 1 when one of them is not solved. */
export function check(
  number: number | undefined,
  folder: string,
  options: Partial<LearnOptions>,
  context: CommandContext,
): Promise<number> {
  return withLessons(folder, options, context, async (lessons, colors) => {
    const chosen = lessons.filter((lesson) => number === undefined || lesson.number === number);
    if (chosen.length === 0) {
      complain(`there is no lesson ${number}; they are 1 to ${lessons.length}`, options.color, context);
      return 1;
    }
    let code = 0;
    for (const lesson of chosen) {
      const findings = await findingsIn(lesson, context);
      if (findings.length > 0) code = 1;
      const mark = findings.length > 0 ? colors.yellow("not yet") : colors.green("solved ");
      await context.writeOutput(
        `${mark}  ${titleOf(lesson)}\n${findings.map((line) => `         ${line}\n`).join("")}`,
      );
    }
    return code;
  });
}

/** What keeps a lesson from being solved; nothing when it is. */
async function findingsIn(lesson: Lesson, context: CommandContext): Promise<readonly string[]> {
  if (lesson.expectations.output === undefined) {
    return ["its `; expect:` comments are gone: they tell when it is solved"];
  }
  const run = context.runTest ?? runTest;
  const { signal } = new AbortController();
  return judge(lesson, await run(lesson, { limit: TIME_LIMIT, signal, cwd: context.cwd }));
}

async function withLessons(
  folder: string,
  { color }: Partial<LearnOptions>,
  context: CommandContext,
  show: (lessons: readonly Lesson[], colors: ReturnType<typeof pc.createColors>) => Promise<number>,
): Promise<number> {
  let lessons: readonly Lesson[];
  try {
    lessons = lessonsIn(folder, context.cwd);
  } catch (error) {
    complain(fileFault(folder, error).message, color, context);
    return 1;
  }
  if (lessons.length === 0) {
    complain(`there are no lessons in ${path.join(folder, ".")}`, color, context);
    return 1;
  }
  return show(lessons, pc.createColors(context.hasColor(color, "stdout")));
}

function titleOf({ number, title }: Lesson): string {
  return `${String(number).padStart(2)}  ${title}`;
}
