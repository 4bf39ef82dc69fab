/** The functions that wait to be followed, lowest start first: the order does not depend on how far apart they are. */
import type { Task } from "./task.ts";

export class TaskQueue {
  private readonly tasks: Task[] = [];

  /** Adds a function that is not already waiting. */
  add(task: Task): void {
    if (task.isWaiting) return;
    task.isWaiting = true;
    const { tasks } = this;
    let at = tasks.length;
    tasks.push(task);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(task, tasks[parent])) break;
      tasks[at] = tasks[parent];
      at = parent;
    }
    tasks[at] = task;
  }

  /** Undefined when none waits. */
  take(): Task | undefined {
    const { tasks } = this;
    const last = tasks.pop();
    if (last === undefined) return undefined;
    const first = tasks.length === 0 ? last : tasks[0];
    if (tasks.length > 0) this.sink(last);
    first.isWaiting = false;
    return first;
  }

  private sink(task: Task): void {
    const { tasks } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= tasks.length) break;
      if (child + 1 < tasks.length && isBefore(tasks[child + 1], tasks[child])) child++;
      if (!isBefore(tasks[child], task)) break;
      tasks[at] = tasks[child];
      at = child;
    }
    tasks[at] = task;
  }
}

function isBefore({ context: a }: Task, { context: b }: Task): boolean {
  return a.start < b.start || (a.start === b.start && a.id < b.id);
}
