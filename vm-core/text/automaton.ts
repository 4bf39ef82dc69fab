/**
 * Patterns that are matched in time proportional to the text times the pattern, whatever both are: nondeterministic finite automata
 * (Thompson, "Regular expression search algorithm", 1968), in which all ways to match are followed at once. Regular expressions of
 * JavaScript try one way after the other.
 */

/** What a pattern accepts: one character, one pattern any number of times, or one of several. */
export type AutomatonPart =
  | { readonly one: (character: string) => boolean }
  | { readonly many: readonly AutomatonPart[] }
  | { readonly either: readonly (readonly AutomatonPart[])[] };

/** Characters are code points. */
export function exactly(text: string): AutomatonPart[] {
  return [...text].map((wanted) => ({ one: (character) => character === wanted }));
}

/** A state: what takes it to the next one, or which others it is, too. */
interface State {
  readonly one: ((character: string) => boolean) | undefined;
  readonly next: number[];
}

const END = 0;

/** A pattern of whole texts. */
export class Automaton {
  /** The first one is the end. */
  private readonly states: State[] = [{ one: undefined, next: [] }];
  private readonly start: number;
  /** For each state, the last step in which it was reached. */
  private readonly reached: Int32Array;
  private step = 0;

  constructor(pattern: readonly AutomatonPart[]) {
    this.start = this.add(pattern, END);
    this.reached = new Int32Array(this.states.length);
  }

  test(text: string): boolean {
    this.reached.fill(0);
    this.step = 1;
    let current = this.reach([this.start]);
    for (const character of text) {
      if (current.length === 0) return false;
      this.step++;
      const next = current.filter((state) => this.states[state].one?.(character) === true);
      current = this.reach(next.map((state) => this.states[state].next[0]));
    }
    return this.reached[END] === this.step;
  }

  /** The state in which a pattern begins after which that one follows. */
  private add(pattern: readonly AutomatonPart[], following: number): number {
    let next = following;
    for (const part of pattern.toReversed()) {
      if ("one" in part) next = this.states.push({ one: part.one, next: [next] }) - 1;
      else if ("many" in part) {
        const state: State = { one: undefined, next: [next] };
        next = this.states.push(state) - 1;
        state.next.push(this.add(part.many, next));
      } else {
        const others = part.either.map((pattern) => this.add(pattern, next));
        next = this.states.push({ one: undefined, next: others }) - 1;
      }
    }
    return next;
  }

  /** The states in this step that wait for a character: these and what they are, too. */
  private reach(states: number[]): number[] {
    const waiting: number[] = [];
    for (let state = states.pop(); state !== undefined; state = states.pop()) {
      if (this.reached[state] === this.step) continue;
      this.reached[state] = this.step;
      const { one, next } = this.states[state];
      if (one === undefined) states.push(...next);
      else waiting.push(state);
    }
    return waiting;
  }
}
