/**
 * What a new process gets of its parent's globals, in the usual case: nothing but the variables of the top level whose code
 * the parent runs can change, so the process gets a copy of these. Their frame is made when somebody asks for it, which most
 * processes never do.
 */
import { Frame, type FrameLayout, withGlobals } from "./frame.ts";
import type { EvaluatedDatum, ModuleInstance } from "./importing.ts";

/** The top-level frame of each module that a process has loaded, by the module's index in the code space. */
export type GlobalFrames = readonly (Frame | undefined)[];

/** The globals of a new process, but for the variables of one top level, which it gets as they are when it starts. */
export interface Inheritance {
  /** Without the frame of that top level. */
  readonly others: GlobalFrames;
  readonly layout: FrameLayout;
  readonly start: number;
  readonly callAddress: number;
  readonly returnAddress: number;
}

/** What a new process has of its parent. Many have the same one: replaced, never changed. */
export interface Inherited {
  /** Those aside, in an `Inheritance`, of which the process has the values of the variables. */
  readonly globals: GlobalFrames | Inheritance;
  /** The modules that it has loaded, or is loading, by key. */
  readonly modules: ReadonlyMap<string, ModuleInstance>;
  /** What its session of evaluated data knows. */
  readonly evaluated: EvaluatedDatum | null;
}

/** The globals of a process that got these values of the variables. */
export function inheritedGlobals(
  { others, layout, start, callAddress, returnAddress }: Inheritance,
  slots: Frame["slots"],
): GlobalFrames {
  return withGlobals(
    others,
    layout.module,
    new Frame(null, 0, layout, start, callAddress, returnAddress, slots),
  );
}

/** What a parent has of which its children inherit. */
interface Parent {
  readonly globals: GlobalFrames;
  /** The module whose top level it runs; −1 when it began with a function. */
  readonly home: number;
  readonly modules: Inherited["modules"];
  readonly evaluated: Inherited["evaluated"];
}

/** Remembers what children of the parent that has started one last inherit: it often starts many. */
export class Inheritances {
  private parent: Parent | undefined;
  private last: Inherited | undefined;

  /** What children inherit; undefined where it is more than the variables of one top level. */
  of({ globals, home, modules, evaluated }: Parent): Inherited | undefined {
    const { parent } = this;
    const isSame =
      parent !== undefined &&
      globals === parent.globals &&
      home === parent.home &&
      modules === parent.modules &&
      evaluated === parent.evaluated;
    if (!isSame) this.renew({ globals, home, modules, evaluated });
    return this.last;
  }

  private renew(parent: Parent): void {
    const { globals, home, modules, evaluated } = parent;
    this.parent = parent;
    this.last = undefined;
    if (home < 0) {
      this.last = { globals, modules, evaluated };
      return;
    }
    const frame = globals[home];
    // A frame that continues the top level of another program is that of the other module.
    if (frame === undefined || frame.layout.module !== home) return;
    const { layout, start, callAddress, returnAddress } = frame;
    const others = globals.map((one, module) => (module === home ? undefined : one));
    this.last = { globals: { others, layout, start, callAddress, returnAddress }, modules, evaluated };
  }
}
