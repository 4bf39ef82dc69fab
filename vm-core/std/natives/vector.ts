/** Native functions of the vectors of the Lisp: cells of lists of cells. */
import type { Natives } from "../../run/native.ts";
import { BYTES } from "../../run/sizes.ts";
import { Cell } from "../../value/cell.ts";
import { vectorCells } from "../../value/cell-contents.ts";
import { isInt } from "../../value/int.ts";
import { List } from "../../value/list.ts";
import { memoryLimit } from "../../value/memory-limit.ts";
import { mismatch } from "../../value/operators.ts";
import type { Value } from "../../value/value.ts";
import { begun } from "../../value/work.ts";
import { asBound, MAX_ITEMS, type NativeResult } from "./arguments.ts";
import { listOf } from "./list.ts";

/** Bytes of a cell, with the reference to it. */
const CELL = BYTES.cell + BYTES.reference;

function cellAt(vector: Value, index: Value): NativeResult {
  const cells = vectorCells(vector);
  if (cells === undefined) return mismatch("function", "a vector", vector);
  const isWithin = typeof index === "number" && index >= 0 && index < cells.length;
  if (!isWithin) return mismatch("function", `an index below ${cells.length}`, index);
  const cell = cells.at(index);
  return cell instanceof Cell ? cell : mismatch("function", "a vector", vector);
}

/** References that take as much as so many cells, each with the reference to it. */
const referencesOf = (cells: number): number => cells * (CELL / BYTES.reference);

/** New cells that hold one item after the other. */
function cells(count: number, itemAt: (index: number) => Value): NativeResult {
  return count > MAX_ITEMS ? memoryLimit() : begun(listOf(count, (index) => new Cell(itemAt(index)), CELL));
}

export const VECTOR: Natives = {
  "vector.cell": {
    parameters: ["vector", "index"],
    doc: "The cell that holds the item of a vector of the Lisp at an index.",
    items: () => 0,
    call: cellAt,
  },
  "vector.cells": {
    parameters: ["items"],
    doc: "A list of new cells, each of which holds an item of a list.",
    makesCells: true,
    items: (items) => (items instanceof List ? referencesOf(items.length) : 0),
    call: (items) =>
      items instanceof List
        ? cells(items.length, (index) => items.at(index))
        : mismatch("function", "a list", items),
  },
  "vector.filled": {
    parameters: ["item", "count"],
    doc: "A list of `count` new cells, each of which holds `item`.",
    makesCells: true,
    items: (_, count) => (isInt(count) ? referencesOf(asBound(count)) : 0),
    call: (item, count) =>
      isInt(count) ? cells(asBound(count), () => item) : mismatch("function", "an integer", count),
  },
};
