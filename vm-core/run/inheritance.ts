/**
 * What a new process gets of its parent's globals, in the usual case: nothing but the variables of the top level whose code
 * the parent runs can change, so the process gets a copy of these. Their frame is made when somebody asks for it, which most
 * processes never do.
 */
import { Frame, type FrameLayout, withGlobals } from "./frame.ts";

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

/** Remembers what children of the parent that has started one last inherit: it often starts many. */
export class Inheritances {
  private globals: GlobalFrames | undefined;
  private last: Inheritance | undefined;

  /** What children inherit of globals; `home` is the module whose top level the parent runs. */
  of(globals: GlobalFrames, home: number): Inheritance | undefined {
    if (globals !== this.globals || this.last?.layout.module !== home) this.renew(globals, home);
    return this.last;
  }

  private renew(globals: GlobalFrames, home: number): void {
    const frame = globals[home];
    this.globals = globals;
    this.last = undefined;
    // A frame that continues the top level of another program is that of the other module.
    if (frame === undefined || frame.layout.module !== home) return;
    const { layout, start, callAddress, returnAddress } = frame;
    const others = globals.map((one, module) => (module === home ? undefined : one));
    this.last = { others, layout, start, callAddress, returnAddress };
  }
}
