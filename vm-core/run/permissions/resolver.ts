/** What permissions ask of a host: what names lead to. */
import type { FileLocation } from "./needs.ts";

/** The program of a command. */
export interface ProgramLocation {
  /** With the links of its folder followed, not its own. */
  readonly path: string;
  /** With all links followed. */
  readonly real: string;
}

/** How a host finds what names lead to. */
export interface Resolver {
  /** Where a file is; with `followsLast` false, where the name itself is, though it is a link. */
  file(path: string, followsLast: boolean): Promise<FileLocation>;
  /** `host:port` of a URL; undefined when it has none. */
  endpoint(url: string): string | undefined;
  /** The name by which a host is looked up, whatever the alphabet in which it is written. */
  hostName(name: string): string;
  /** The program of a command, the same at any time in a run; undefined when there is none. */
  program(command: string): Promise<ProgramLocation | undefined>;
}
