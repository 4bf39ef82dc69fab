/** What has been made of a version of a text, stage by stage: for the next version, where that is nearly the same. */
import type { SettledClosures } from "./closures.ts";
import type { Doubtful } from "./doubtful.ts";
import type { Generated } from "./generate.ts";
import type { LastingNames } from "./replaced-names.ts";

export interface Stages {
  settled: SettledClosures | undefined;
  generated: Generated | undefined;
  names: LastingNames | undefined;
  doubtful: Doubtful | undefined;
}
