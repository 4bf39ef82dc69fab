/**
 * The arguments of requests, checked: a client may send anything.
 *
 * Invariant: what these functions return has the type that they say; anything else is a RequestError.
 */

/** A request that is refused. The message is shown to the user, and becomes an error response. */
export class RequestError extends Error {
  constructor(
    message: string,
    /** Whether the editor itself should show it. */
    readonly showUser = false,
  ) {
    super(message);
  }
}

/** The arguments of a request, or an object in them. */
export type Arguments = Readonly<Record<string, unknown>>;

export function asArguments(value: unknown): Arguments {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value))
    throw new RequestError("the arguments are no object");
  return value as Arguments;
}

export function optionalText(args: Arguments, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new RequestError(`\`${name}\` must be a string`);
  return value;
}

export function text(args: Arguments, name: string): string {
  return required(name, optionalText(args, name));
}

export function optionalInteger(args: Arguments, name: string): number | undefined {
  const value = args[name];
  if (value === undefined || value === null) return undefined;
  if (!Number.isSafeInteger(value)) throw new RequestError(`\`${name}\` must be an integer`);
  return value as number;
}

export function integer(args: Arguments, name: string): number {
  return required(name, optionalInteger(args, name));
}

export function flag(args: Arguments, name: string): boolean {
  const value = args[name];
  if (value === undefined || value === null) return false;
  if (typeof value !== "boolean") throw new RequestError(`\`${name}\` must be true or false`);
  return value;
}

/** A list of objects; an absent one is empty. */
export function objects(args: Arguments, name: string): readonly Arguments[] {
  return list(args, name).map(asArguments);
}

/** A list of strings; an absent one is empty. */
export function texts(args: Arguments, name: string): readonly string[] {
  const values = list(args, name);
  if (values.some((value) => typeof value !== "string")) {
    throw new RequestError(`\`${name}\` must be a list of strings`);
  }
  return values as string[];
}

/** An object of strings, null for one to be unset; an absent one is empty. */
export function textsByName(args: Arguments, name: string): Readonly<Record<string, string | null>> {
  const value = asArguments(args[name]);
  if (Object.values(value).some((one) => typeof one !== "string" && one !== null)) {
    throw new RequestError(`\`${name}\` must be an object of strings`);
  }
  return value as Record<string, string | null>;
}

function list(args: Arguments, name: string): readonly unknown[] {
  const value = args[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new RequestError(`\`${name}\` must be a list`);
  return value;
}

function required<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw new RequestError(`\`${name}\` is missing`);
  return value;
}
