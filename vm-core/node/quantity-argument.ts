/** Quantities as arguments of flags. */
import { InvalidArgumentError } from "commander";
import { QuantityError } from "./quantity.ts";

/** Says what is wrong with the argument of a flag as the command line does. */
export function argument(parse: (text: string) => number): (text: string) => number {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw error instanceof QuantityError ? new InvalidArgumentError(error.message) : error;
    }
  };
}
