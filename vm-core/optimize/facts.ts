/** What passes know about a program: the frame facts of the code that they want to look at. */
import { frameFacts, type Visit } from "../facts/frames.ts";
import { flowGraph, regionsOf } from "../program/flow-graph.ts";
import type { Program } from "../program/program.ts";
import type { Scope } from "./scope.ts";

/** Marks the addresses that a pass wants to look at with what is known there; a cheap look at the code is enough. */
export type IsWanted = (code: Program["code"], address: number) => boolean;

/**
 * Visits the reachable instructions of a scope in the order of their addresses: of each block those up to the last
 * that is wanted.
 */
export function visitStates(
  program: Program,
  scope: Scope | undefined,
  isWanted: IsWanted,
  visit: Visit,
): void {
  const { ends, regions } = wantedBlocks(program, scope, isWanted);
  const facts = frameFacts(program);
  facts.cover(regions);
  for (const block of flowGraph(program).blocks) {
    if (ends[block.index] > 0) facts.visit(block, ends[block.index], visit);
  }
}

/** For each block of a scope the address after the last that is wanted, 0 without one; and their regions. */
function wantedBlocks(program: Program, scope: Scope | undefined, isWanted: IsWanted) {
  const { code } = program;
  const graph = flowGraph(program);
  const regionOf = regionsOf(graph);
  const ends = new Int32Array(graph.blocks.length);
  const isWantedRegion = new Uint8Array(graph.blocks.length);
  for (const { index, start, end } of graph.blocks) {
    if (scope !== undefined && scope[index] === 0) continue;
    let address = end - 1;
    while (address >= start && !isWanted(code, address)) address--;
    if (address < start) continue;
    ends[index] = address + 1;
    isWantedRegion[regionOf[index]] = 1;
  }
  const regions = new Uint8Array(graph.blocks.length);
  for (let index = 0; index < regions.length; index++) regions[index] = isWantedRegion[regionOf[index]];
  return { ends, regions };
}
