/** Scope names that mean the same to a reader, and something different to Okta. */
import { type Finding, warning } from "../../findings";
import type { ScopeNameConvention } from "./convention";

/** One finding for each name that reads like one before it. */
export function pairFindings(names: readonly string[], convention: ScopeNameConvention): Finding[] {
  const first = new Map<string, string>();
  return names.flatMap((name): Finding[] => {
    const meaning = meaningOf(name, convention);
    const other = first.get(meaning);
    if (other === undefined) first.set(meaning, name);
    return other === undefined
      ? []
      : [
          warning(
            "scope-name-N6",
            ["scopes", name],
            `reads like \`${other}\`: they differ only by \`-\`, a plural or a synonym; keep one`,
          ),
        ];
  });
}

function meaningOf(name: string, { synonyms }: ScopeNameConvention): string {
  const parts = name.split(":").map((part) => part.replace(/[-_]/g, ""));
  const verb = parts.pop()!;
  const common = synonyms.find((words) => words.includes(verb))?.[0] ?? verb;
  return [...parts.map((part) => part.replace(/s$/, "")), common].join(":");
}
