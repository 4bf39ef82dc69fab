/** What a launch configuration says about what the program may do and take, in the words of the command line. */
import { type Permissions, RuleError } from "../vm-core/index.ts";
import { parseCount, parseDuration, parseSize, QuantityError } from "../vm-core/node/quantity.ts";
import { permissionsOf, type RunLimits } from "../vm-core/node/run-limits.ts";
import { type Arguments, flag, RequestError, texts } from "./arguments.ts";

export interface LaunchLimits extends RunLimits {
  /** Undefined when everything is allowed. */
  readonly permissions: Permissions | undefined;
  /** Milliseconds that the program may run. */
  readonly timeout: number | undefined;
}

/** Throws a RequestError. */
export function readLimits(args: Arguments): LaunchLimits {
  return {
    permissions: readPermissions(args),
    maxInstructions: quantity(args, "maxInstructions", parseCount),
    maxMemory: quantity(args, "maxMemory", parseSize),
    maxFrames: quantity(args, "maxFrames", parseCount),
    maxProcesses: quantity(args, "maxProcesses", parseCount),
    timeout: quantity(args, "timeout", parseDuration),
  };
}

function readPermissions(args: Arguments): Permissions | undefined {
  const [allow, deny] = [texts(args, "allow"), texts(args, "deny")];
  const sandbox = flag(args, "sandbox");
  try {
    return permissionsOf({ allow, deny, sandbox });
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    throw new RequestError(`\`${error.verdict}\`: ${error.list}: ${error.reason}`, true);
  }
}

/** A number, or a text with a unit as on a command line. */
function quantity(args: Arguments, name: string, parse: (text: string) => number): number | undefined {
  const value = args[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" && typeof value !== "string") {
    throw new RequestError(`\`${name}\` must be a number or a string`, true);
  }
  try {
    return parse(String(value));
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    throw new RequestError(`\`${name}\` must be ${error.wanted}.`, true);
  }
}
