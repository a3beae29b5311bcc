/** The parameters of a call that takes nothing but texts. */
import { notModelled } from "../awsError";
import type { Call } from "./dataService";
import { serialization } from "./serviceError";

/** One that is not among the known ones is refused by name: it would be passed over. Null counts as not given. */
export function readTexts(
  { operation, body }: Call,
  title: string,
  known: readonly string[],
): Readonly<Record<string, string>> {
  const given = Object.entries(body).filter(([, value]) => value !== null);
  for (const [name, value] of given) {
    if (!known.includes(name)) throw notModelled(`the parameter ${name} of ${title}'s ${operation}`);
    if (typeof value !== "string") throw serialization("Unexpected value type in payload");
  }
  return Object.fromEntries(given) as Record<string, string>;
}
