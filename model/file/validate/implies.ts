/** Scopes that imply each other in a circle. */
import { printable, type Finding } from "../../findings";
import type { ParsedAccess } from "../schema";
import { error } from "./finding";

/** One finding per circle, at the scope of it that stands first in the file. */
export function impliesFindings({ scopes }: ParsedAccess): Finding[] {
  const done = new Set<string>();
  const findings: Finding[] = [];
  const walk = (name: string, above: readonly string[]): void => {
    const start = above.indexOf(name);
    if (start !== -1) findings.push(circle([...above.slice(start), name]));
    if (done.has(name) || start !== -1) return;
    for (const implied of impliedBy(scopes, name)) walk(implied, [...above, name]);
    done.add(name);
  };
  for (const name of Object.keys(scopes)) walk(name, []);
  return findings;
}

function impliedBy(scopes: ParsedAccess["scopes"], name: string): readonly string[] {
  return Object.hasOwn(scopes, name) ? scopes[name]!.implies : [];
}

function circle(names: readonly string[]): Finding {
  const chain = names.map((name) => `\`${printable(name)}\``).join(" → ");
  return error(
    "implies-cycle",
    ["scopes", names[0]!, "implies"],
    `scopes imply each other in a circle: ${chain}; remove one step of it`,
  );
}
