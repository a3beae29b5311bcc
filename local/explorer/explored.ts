/** What the explorer shows of a product that runs: its access file as it counts in the local stack, and its people. */
import { readModule } from "../../components/stack/product";
import type { StartOptions } from "../options";
import { STACK } from "../stackConfig";
import type { LocalProduct } from "../started";
import type { Explored } from "./serve";

/** @param base an earlier revision to compare with */
export function exploredOf({ product, people }: LocalProduct, base: StartOptions["base"]): Explored {
  return {
    file: { source: "access.ts", value: readModule(product.accessFile) },
    stack: STACK,
    people: Object.fromEntries(people.map(({ key, groups }) => [key, groups])),
    ...(base !== undefined && { base }),
  };
}
