/**
 * strftime in UTC and the C locale: the letters of POSIX and GNU with the flags `-`, `_`, `0` and `^`.
 *
 * A letter that means nothing stays as it is written, as in the C libraries.
 * Absent by design: other time zones and languages.
 */
import { Fault } from "./callable.ts";
import { effort } from "./effort.ts";
import { LONGEST_TEXT, portionsWithinMemory, TextWriter } from "./memory-limit.ts";
import type { Int, Value } from "./value.ts";
import { begun, Pace, type Portions } from "./work.ts";

/** The text of a time in seconds since the start of 1970, or the work on a long one. Years reach from −271820 to 275760. */
export function formatTime(seconds: Int, format: string): Value | Fault {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime()))
    return new Fault("DataError", `FORMAT_TIME: the time ${seconds} is out of range`);
  if (format.length <= SHORT) return formatDate(date, format);
  return begun(portionsWithinMemory(formatting(date, format)));
}

/** Characters of a format that are taken as they come, all at once. */
const SHORT = 1_024;
/** What a directive counts as effort. */
const EFFORT = 20;

/** Directive by directive, and what is between them piece by piece. */
function* formatting(date: Date, format: string): Portions<string> {
  const pace = new Pace();
  const writer = new TextWriter(LONGEST_TEXT);
  const directive = new RegExp(DIRECTIVE.source, "y");
  let next = 0;
  for (let at = 0; at < format.length; ) {
    if (next < at || at === 0) next = format.indexOf("%", at);
    if (next < 0) next = format.length;
    if (at < next) {
      const end = Math.min(next, at + PIECE);
      writer.add(format.slice(at, end));
      at = end;
    } else {
      directive.lastIndex = at;
      const written = directive.exec(format)?.[0] ?? "%";
      writer.add(formatDate(date, written));
      effort.spent += EFFORT;
      at += written.length;
    }
    if (pace.isOver()) yield writer.length;
  }
  return writer.finish();
}

/** Characters between directives that are taken over at once. */
const PIECE = 2 ** 14;

const DIRECTIVE = /%([-_0^]*)([EO:]?)([a-zA-Z%])/g;

function formatDate(date: Date, format: string): string {
  return format.replace(DIRECTIVE, (written, flags: string, modifier: string, letter: string) => {
    const text = directive(date, flags, modifier === ":" ? `:${letter}` : letter);
    if (text === undefined) return written;
    return flags.includes("^") ? text.toUpperCase() : text;
  });
}

function directive(date: Date, flags: string, letter: string): string | undefined {
  if (Object.hasOwn(COMPOUNDS, letter)) return formatDate(date, COMPOUNDS[letter]);
  if (Object.hasOwn(TEXTS, letter)) return TEXTS[letter](date);
  if (!Object.hasOwn(NUMBERS, letter)) return undefined;
  const [width, fill, number] = NUMBERS[letter];
  return padded(number(date), width, flagged(flags, fill));
}

/** What to fill with: the last flag that says so, else what the letter is filled with. */
function flagged(flags: string, fill: string): string {
  const flag = flags.replaceAll("^", "").at(-1);
  return flag === undefined ? fill : flag === "_" ? " " : flag === "-" ? "" : "0";
}

function padded(number: number, width: number, fill: string): string {
  const sign = number < 0 ? "-" : "";
  const digits = String(Math.abs(number));
  if (fill === "") return sign + digits;
  return fill === " " ? (sign + digits).padStart(width, " ") : sign + digits.padStart(width, fill);
}

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

const COMPOUNDS: Readonly<Record<string, string>> = {
  c: "%a %b %e %H:%M:%S %Y",
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  R: "%H:%M",
  r: "%I:%M:%S %p",
  T: "%H:%M:%S",
  X: "%H:%M:%S",
  x: "%m/%d/%y",
};

const TEXTS: Readonly<Record<string, (date: Date) => string>> = {
  "%": () => "%",
  A: (date) => DAYS[date.getUTCDay()],
  a: (date) => DAYS[date.getUTCDay()].slice(0, 3),
  B: (date) => MONTHS[date.getUTCMonth()],
  b: (date) => MONTHS[date.getUTCMonth()].slice(0, 3),
  h: (date) => MONTHS[date.getUTCMonth()].slice(0, 3),
  n: () => "\n",
  P: (date) => (date.getUTCHours() < 12 ? "am" : "pm"),
  p: (date) => (date.getUTCHours() < 12 ? "AM" : "PM"),
  t: () => "\t",
  Z: () => "UTC",
  z: () => "+0000",
  ":z": () => "+00:00",
};

/** Each with its least width and what it is filled with. */
const NUMBERS: Readonly<Record<string, readonly [width: number, fill: string, (date: Date) => number]>> = {
  C: [2, "0", (date) => Math.floor(date.getUTCFullYear() / 100)],
  d: [2, "0", (date) => date.getUTCDate()],
  e: [2, " ", (date) => date.getUTCDate()],
  G: [4, "0", (date) => isoWeek(date).year],
  g: [2, "0", (date) => remainder(isoWeek(date).year, 100)],
  H: [2, "0", (date) => date.getUTCHours()],
  I: [2, "0", (date) => hour12(date)],
  j: [3, "0", (date) => dayOfYear(date) + 1],
  k: [2, " ", (date) => date.getUTCHours()],
  l: [2, " ", (date) => hour12(date)],
  M: [2, "0", (date) => date.getUTCMinutes()],
  m: [2, "0", (date) => date.getUTCMonth() + 1],
  S: [2, "0", (date) => date.getUTCSeconds()],
  s: [1, "0", (date) => date.getTime() / 1000],
  U: [2, "0", (date) => weekOfYear(date, 0)],
  u: [1, "0", (date) => date.getUTCDay() || 7],
  V: [2, "0", (date) => isoWeek(date).week],
  W: [2, "0", (date) => weekOfYear(date, 1)],
  w: [1, "0", (date) => date.getUTCDay()],
  Y: [4, "0", (date) => date.getUTCFullYear()],
  y: [2, "0", (date) => remainder(date.getUTCFullYear(), 100)],
};

const DAY = 86_400_000;

function hour12(date: Date): number {
  return date.getUTCHours() % 12 || 12;
}

/** From 0. */
function dayOfYear(date: Date): number {
  const midnight = Math.floor(date.getTime() / DAY);
  return midnight - startOfYear(date.getUTCFullYear());
}

/** The day on which a year begins, counted from 1970. */
function startOfYear(year: number): number {
  const years = year - 1;
  return 365 * (year - 1970) + leapDays(years) - leapDays(1969);
}

/** Leap days from the year 1 up to the end of a year. */
function leapDays(year: number): number {
  return Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
}

/** Full weeks since the first day of the year that is the weekday `first`, which begins week 1. */
function weekOfYear(date: Date, first: number): number {
  return Math.floor((dayOfYear(date) + 7 - remainder(date.getUTCDay() - first, 7)) / 7);
}

/** ISO 8601: a week belongs to the year in which its Thursday lies. */
function isoWeek(date: Date): { year: number; week: number } {
  const year = date.getUTCFullYear();
  const thursday = dayOfYear(date) + 3 - remainder(date.getUTCDay() - 1, 7);
  const length = startOfYear(year + 1) - startOfYear(year);
  if (thursday < 0) {
    const previous = startOfYear(year) - startOfYear(year - 1);
    return { year: year - 1, week: Math.floor((previous + thursday) / 7) + 1 };
  }
  if (thursday >= length) return { year: year + 1, week: 1 };
  return { year, week: Math.floor(thursday / 7) + 1 };
}

function remainder(a: number, b: number): number {
  return ((a % b) + b) % b;
}
