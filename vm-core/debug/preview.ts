/**
 * The written form of a value in a debugger: as the program would write the constant, cut to a length.
 *
 * Invariant: costs about as much as it writes, however large or deep the value is.
 */
import { Closure, ExceptionValue, FunctionValue } from "../value/callable.ts";
import { debugFloat, display, quoted } from "../value/display.ts";
import { List } from "../value/list.ts";
import { ObjectValue } from "../value/object.ts";
import { Float, type Value } from "../value/value.ts";

const LIMIT = 200;

/** At most a little more than `limit` characters; what is left out shows as `…`. */
export function preview(value: Value, limit: number = LIMIT): string {
  const text = new Preview(limit).write(value).text;
  if (text.length < limit) return text;
  if (value instanceof List) return `${text} (${value.length} items)`;
  if (value instanceof ObjectValue) return `${text} (${value.size} fields)`;
  return text;
}

class Preview {
  text = "";

  constructor(private readonly limit: number) {}

  write(value: Value): this {
    if (typeof value === "string") this.quote(value);
    else if (value instanceof List) this.sequence("[", value, (item) => this.write(item), "]");
    else if (value instanceof ObjectValue) {
      const field = ([key, item]: [string, Value]): void => {
        this.cut(key);
        this.text += ": ";
        this.write(item);
      };
      this.sequence("{", value.entries(), field, "}");
    } else if (value instanceof Float) this.text += debugFloat(value.value);
    else if (value instanceof ExceptionValue) this.cut(`${value.kind}: ${value.message}`);
    else if (value instanceof FunctionValue || value instanceof Closure) this.cut(display(value));
    else this.text += display(value);
    return this;
  }

  private sequence<T>(open: string, items: Iterable<T>, write: (item: T) => void, close: string): void {
    this.text += open;
    let first = true;
    for (const item of items) {
      if (!first) this.text += ", ";
      first = false;
      if (this.text.length >= this.limit) {
        this.text += "…";
        break;
      }
      write(item);
    }
    this.text += close;
  }

  private quote(value: string): void {
    const kept = this.fitting(value);
    const text = quoted(kept);
    this.text += kept === value ? text : `${text.slice(0, -1)}…"`;
  }

  private cut(value: string): void {
    const kept = this.fitting(value);
    this.text += kept === value ? kept : `${kept}…`;
  }

  /** The beginning of a string that there is room for; never half of a surrogate pair. */
  private fitting(value: string): string {
    const room = Math.max(this.limit - this.text.length, 1);
    if (value.length <= room) return value;
    const last = value.charCodeAt(room - 1);
    return value.slice(0, last >= 0xd800 && last <= 0xdbff ? room - 1 : room);
  }
}
