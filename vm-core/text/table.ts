/** What several records have together. */
type Together<Parts extends readonly object[]> = (
  Parts[number] extends infer Part
    ? Part extends object
      ? (part: Part) => void
      : never
    : never
) extends (whole: infer Whole) => void
  ? Whole
  : never;

/**
 * One record of several, without a prototype. Engines keep an object of hundreds of keys as a hash table; a literal would grow
 * to one key by key, which is a tenth of a millisecond and hundreds of kilobytes at each start.
 */
export function table<const Parts extends readonly object[]>(...parts: Parts): Together<Parts> {
  return Object.assign(Object.create(null), ...parts) as Together<Parts>;
}
