/** Scope names that Okta refuses or keeps for itself. */
import type { Finding } from "../../findings";
import { isOidcScope } from "../../okta/oidcScopes";
import type { ParsedAccess } from "../schema";
import { error } from "./finding";

/** Source: "scope properties" of Okta's authorization server reference. */
export function scopeFindings(file: ParsedAccess): Finding[] {
  return Object.keys(file.scopes).flatMap((name) => {
    const problem = problemOf(name);
    return problem === undefined ? [] : [error("reserved-scope", ["scopes", name], problem)];
  });
}

function problemOf(name: string): string | undefined {
  if (isOidcScope(name)) {
    return `\`${name}\` is an OIDC scope, which every server has from its creation; remove it here and name it in a client's \`oidcScopes\``;
  }
  if (/^okta($|[.:])/.test(name))
    return `\`${name}\` is reserved: Okta keeps \`okta\`, \`okta.\` and \`okta:\` for its own API`;
  if (name === "*") return "`*` is no scope: in a rule it stands for every scope";
  if (name.includes("<") && name.includes(">")) return `\`${name}\` contains both \`<\` and \`>\`, which Okta refuses`;
  return undefined;
}
