/** An object with the properties of two. */

/**
 * For objects of which there are many: `{ ...a, b }` gives each a shape of its own in V8 where `b` is new, which takes ten times as long
 * and more memory than the object.
 */
export function joined<A extends object, B extends object>(a: A, b: B): A & B {
  return Object.assign({}, a, b);
}
