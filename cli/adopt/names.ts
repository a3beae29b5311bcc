/** A key for one name. */
import { keysFor } from "../../model/adopt";

/** Lower-case words joined by `-`. */
export function keyFor(name: string, fallback: string): string {
  return keysFor(new Map([["one", name]]), fallback).get("one")!;
}
